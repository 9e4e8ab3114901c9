"""What DSC's flows know of the endpoint beyond the settings: which of its alternative routes it publishes."""

from typing import cast

import attrs

from jobspan._core.context import PlaneContext


class RouteMemory:
    """Which of several routes to one thing this endpoint speaks, once that is known. Shared by all calls of a client."""

    def __init__(self) -> None:
        self._chosen: dict[str, str] = {}

    def chosen(self, thing: str) -> str | None:
        """The operation id that worked last."""
        return self._chosen.get(thing)

    def choose(self, thing: str, operation_id: str) -> None:
        self._chosen[thing] = operation_id

    def forget(self, thing: str) -> None:
        self._chosen.pop(thing, None)


@attrs.frozen(kw_only=True)
class Endpoint:
    """One project in one region."""

    project_id: str
    region: str | None = None
    routes: RouteMemory = attrs.field(factory=RouteMemory, eq=False)


def endpoint(ctx: PlaneContext) -> Endpoint:
    """The endpoint of a context of this plane."""
    return cast(Endpoint, ctx.settings)
