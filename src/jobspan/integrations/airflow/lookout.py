"""One lookout for all tasks of a process that wait through one connection: batched looks, however many tasks there are."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import attrs

from jobspan._async.client import AsyncClient
from jobspan._async.lookout import Lookout
from jobspan.integrations.airflow.quiet import quiet_context


@attrs.define(eq=False)
class _Shared:
    loop: asyncio.AbstractEventLoop
    key: Any
    made: asyncio.Task[Lookout]
    users: int = 0


_SHARED: Final[list[_Shared]] = []
"""The lookouts of this process; one for each event loop and set of settings in use."""


@asynccontextmanager
async def lookout_for(key: Any, make: Callable[[], Awaitable[AsyncClient]]) -> AsyncIterator[Lookout]:
    """The lookout that all users of the same key share; made for the first, closed after the last.

    Args:
        key: what the client is made from.
    """
    loop = asyncio.get_running_loop()
    shared = next((each for each in _SHARED if each.loop is loop and each.key == key), None)
    if shared is None:
        shared = _Shared(loop, key, loop.create_task(_made(make)))
        _SHARED.append(shared)
    shared.users += 1
    try:
        yield await asyncio.shield(shared.made)
    finally:
        shared.users -= 1
        if not shared.users:
            _SHARED.remove(shared)
            if shared.made.done() and shared.made.exception() is None:
                await shared.made.result().close()


async def _made(make: Callable[[], Awaitable[AsyncClient]]) -> Lookout:
    return Lookout(await make(), quiet_context())
