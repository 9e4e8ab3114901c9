"""An item of a fleet in a process of an executor: the call under its key, and the wait for its job."""

import pickle
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from functools import lru_cache
from typing import Any, Final

import attrs

from jobspan._core.classes import frozen
from jobspan._core.fleet.verdicts import failure_in
from jobspan._core.fleet.workers import WorkersGone
from jobspan._core.process import PerProcess
from jobspan.batches import BatchResult
from jobspan.errors import AmbiguousOutcomeError, InProgress, JobspanError
from jobspan.jobs import JobRef

_PAUSE: Final = 1.0
"""Seconds between looks at a lane that is full, or a key that somebody holds."""
_MAKING: Final = PerProcess(threading.Lock)


@frozen(kw_only=True)
class Errand:
    """What a worker is to do. It holds secrets: it travels, and is not kept.

    Attributes:
        id: of this one attempt, so that nobody takes it for an earlier one with the same arguments.
        client: the state of a client.
        plane, owner, which, method: what to call.
        arguments: positional and named.
        key: the key of the call; empty: it has none.
        lane, width: what it takes turns in.
        timeout: seconds to wait for its job.
        rest: what is left of a batch that failed in part.
    """

    id: str
    client: bytes = attrs.field(repr=False)
    plane: str
    owner: str
    which: str
    method: str
    arguments: bytes = attrs.field(repr=False)
    key: str
    lane: str
    width: int
    timeout: float | None
    rest: bytes | None = attrs.field(default=None, repr=False)


@frozen(kw_only=True)
class Outcome:
    """What came of it: the job that it started, what went wrong, and the result of a batch."""

    ref: JobRef | None = None
    error: JobspanError | None = None
    batch: BatchResult[Any] | None = None


def run_errand(errand: Errand) -> Outcome:
    """Do it, here and now. What jobspan raises is part of the outcome."""
    from jobspan._sync.parts import part_of

    client = _client_of(errand.client)
    owner = part_of(client, errand.plane, errand.owner, errand.which)
    method = getattr(owner, errand.method)
    args, kwargs = pickle.loads(errand.arguments)  # the caller's own
    rest = pickle.loads(errand.rest) if errand.rest else None  # likewise
    book = client.journal._fleets
    leases = [book.lease(alive(errand), 1)]
    ref: JobRef | None = None
    try:
        leases.append(_turn_in(client, errand))
        if errand.key:
            answer = _once_free(client, errand.key, lambda: method._once(errand.key, rest, *args, **kwargs))
        elif book.begin(errand.id):
            answer = method(*args, **kwargs)
        else:
            return Outcome(error=_begun_before(errand))
        ref = getattr(answer, "ref", None)
        if ref is not None:
            answer = answer.wait(timeout=errand.timeout)
        if isinstance(answer, BatchResult):
            return Outcome(batch=answer)
        return Outcome(ref=ref, error=failure_in(answer))
    except JobspanError as error:
        return Outcome(ref=ref, error=error)
    finally:
        book.release([lease for lease in leases if lease is not None])


def alive(errand: Errand) -> str:
    """What a worker holds while it is about an errand, so that others see that it lives."""
    return f"working/{errand.id}"


def lost(errand: Errand, why: Exception) -> JobspanError | WorkersGone:
    """For an item whose worker did not come back."""
    if not errand.key:
        return _begun_before(errand)
    reason = words_of(why)
    error = InProgress(
        message=f"The worker that ran it is gone: {reason}.",
        hint="Run the fleet again: its key tells how far it came.",
        key=errand.key,
        holder="a worker",
    )
    return WorkersGone(reason, error) if isinstance(why, BrokenExecutor) else error


def words_of(error: Exception) -> str:
    """What an executor says, without its full stop."""
    return str(error).rstrip(".") or type(error).__name__


def _begun_before(errand: Errand) -> AmbiguousOutcomeError:
    return AmbiguousOutcomeError(
        message="Its worker ended while it was under way, and it has no key that tells what came of it; it was not repeated.",
        operation=f"{errand.owner}.{errand.method}",
        plane=errand.plane,
        check="the plane",
    )


def _once_free(client: Any, key: str, call: Callable[[], Any]) -> Any:
    """Make a call under a key. One that a worker held which is gone, on whatever machine, becomes free with its lease."""
    until = time.monotonic() + client.journal._lease + _PAUSE
    while True:
        try:
            return call()
        except InProgress:
            if time.monotonic() >= until:
                raise
        time.sleep(_PAUSE)


def _turn_in(client: Any, errand: Errand) -> str | None:
    """A place in the lane, held by the process that does the work."""
    while errand.lane:
        lease: str | None = client.journal._fleets.lease(errand.lane, errand.width)
        if lease is not None:
            return lease
        time.sleep(_PAUSE)
    return None


def _client_of(state: bytes) -> Any:
    """A client for all errands of a process that come from the same one."""
    with _MAKING.get():  # workers may be threads
        return _made(state)


@lru_cache(maxsize=4)
def _made(state: bytes) -> Any:
    from jobspan import Client

    client = Client.__new__(Client)
    client.__setstate__(pickle.loads(state))  # the caller's own
    return client
