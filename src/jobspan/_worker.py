"""An item of a fleet in a process of an executor: the call under its key, and the wait for its job."""

import pickle
import time
from functools import lru_cache
from typing import Any, Final

import attrs

from jobspan._core.fleet.verdicts import failure_in
from jobspan.errors import InProgress, JobspanError
from jobspan.jobs import JobRef

_LANE_PAUSE: Final = 1.0


@attrs.frozen(kw_only=True)
class Errand:
    """What a worker is to do. It holds secrets: it travels, and is not kept.

    Attributes:
        client: the state of a client.
        plane, owner, which, method: what to call.
        arguments: positional and named.
        key: the key of the call; empty: it has none.
        lane, width: what it takes turns in.
        timeout: seconds to wait for its job.
    """

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


@attrs.frozen(kw_only=True)
class Outcome:
    """What came of it: the job that it started, and what went wrong."""

    ref: JobRef | None = None
    error: JobspanError | None = None


def run_errand(errand: Errand) -> Outcome:
    """Do it, here and now. What jobspan raises is part of the outcome."""
    from jobspan._sync.parts import part_of

    client = _client_of(errand.client)
    owner = part_of(client, errand.plane, errand.owner, errand.which)
    method = getattr(owner, errand.method)
    args, kwargs = pickle.loads(errand.arguments)  # the caller's own
    lease = _turn_in(client, errand)
    ref: JobRef | None = None
    try:
        answer = method.once(errand.key, *args, **kwargs) if errand.key else method(*args, **kwargs)
        ref = getattr(answer, "ref", None)
        if ref is not None:
            answer = answer.wait(timeout=errand.timeout)
        return Outcome(ref=ref, error=failure_in(answer))
    except JobspanError as error:
        return Outcome(ref=ref, error=error)
    finally:
        if lease is not None:
            client.journal._fleets.release([lease])


def lost_worker(key: str, why: object) -> InProgress:
    """For an item whose worker did not come back."""
    return InProgress(
        message=f"The worker that ran it is gone: {why or type(why).__name__}.",
        hint="Run the fleet again: its key tells how far it came.",
        key=key,
        holder="a worker",
    )


def _turn_in(client: Any, errand: Errand) -> str | None:
    """A place in the lane, held by the process that does the work."""
    while errand.lane:
        lease: str | None = client.journal._fleets.lease(errand.lane, errand.width)
        if lease is not None:
            return lease
        time.sleep(_LANE_PAUSE)
    return None


@lru_cache(maxsize=4)
def _client_of(state: bytes) -> Any:
    """A client for all errands of a process that come from the same one."""
    from jobspan import Client

    client = Client.__new__(Client)
    client.__setstate__(pickle.loads(state))  # the caller's own
    return client
