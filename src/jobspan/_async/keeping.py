"""What integrations keep in the journal besides calls, for example what a job came to: all that they need of a handle is here."""

from collections.abc import Callable
from typing import Any, TypeVar

from jobspan._async.handle import AsyncHandle
from jobspan._core.effects import Flow
from jobspan._core.once import KeyedCall, run_once

T = TypeVar("T")


async def kept_once(handle: AsyncHandle[Any, Any], key: str, method: str, start: Callable[[], Flow[T]]) -> T:
    """What a flow about a job comes to, from the journal of the job's client where the key is known there.

    Args:
        key: stands for this job and this method alone.
        method: what the journal calls it.
        start: begins the flow, where the key is new.

    Raises:
        KeyReused: the key stands for another job.
        JournalError: the journal cannot be used.
    """
    ctx, journal = handle._ctx, handle._driver.journal
    about = {"ref": handle.ref.to_json()}
    call = KeyedCall(key=key, plane=ctx.plane, method=method, endpoint=ctx.scope, arguments=about)
    known: T = await handle._run(run_once(ctx, journal._store, call, start), key=key, name=method)
    return known
