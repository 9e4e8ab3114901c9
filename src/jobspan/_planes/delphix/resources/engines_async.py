"""Engines."""

from jobspan._planes.delphix.flows.engines import busy_with, wait_until_idle
from jobspan._planes.delphix.models.engines import Engine
from jobspan._planes.delphix.operations import engines as engine_calls
from jobspan._planes.delphix.resources.objects_async import AsyncListed, AsyncTagged


class AsyncEngines(AsyncListed[Engine], AsyncTagged):
    """Registered engines. Source: https://help-api.delphix.com/ (Management)."""

    _list = engine_calls.GET_REGISTERED_ENGINES
    _search = engine_calls.SEARCH_ENGINES
    _get = engine_calls.GET_REGISTERED_ENGINE
    _id = _tagged = "engineId"
    _tags = engine_calls.GET_ENGINE_TAGS
    _add_tags = engine_calls.CREATE_ENGINE_TAGS
    _delete_tags = engine_calls.DELETE_ENGINE_TAGS

    async def busy_with(self, engine_id: str) -> str | None:
        """Describe what keeps an engine busy; ``None`` when it is idle as far as DCT knows.

        Args:
            engine_id: id of the engine, as ``delphix.engines.list`` shows it.

        Raises:
            NotFound: DCT has no engine of this id.
            ValidationError: the id is empty.
        """
        return await self._run(busy_with(self._ctx, engine_id))

    async def wait_until_idle(self, engine_id: str, *, timeout: float = 3600.0) -> None:
        """Wait until nothing keeps an engine busy.

        Args:
            engine_id: id of the engine, as ``delphix.engines.list`` shows it.
            timeout: seconds to wait at most, 0 or more; default: 3600.

        Raises:
            ValidationError: the id is empty, or ``timeout`` is less than 0.
            NotFound: DCT has no engine of this id.
            RuleViolation: it is still busy when the time is up.
        """
        await self._run(wait_until_idle(self._ctx, engine_id, timeout))
