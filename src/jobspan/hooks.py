"""Events that a client publishes while it works. Subscribe with ``Client(hooks=[callable])``; none carries a secret."""

from collections.abc import Callable
from typing import Any, TypeAlias

import attrs

from jobspan.fleet import FleetItem
from jobspan.jobs import JobRef, Phase, Progress
from jobspan.models import Verdict


@attrs.frozen(kw_only=True)
class RequestStarted:
    """An attempt is about to be sent."""

    plane: str
    operation: str
    method: str
    url: str
    attempt: int


@attrs.frozen(kw_only=True)
class ResponseReceived:
    """An attempt was answered."""

    plane: str
    operation: str
    method: str
    url: str
    attempt: int
    status: int
    elapsed: float
    request_id: str | None
    headers: dict[str, str]


@attrs.frozen(kw_only=True)
class RequestFailed:
    """An attempt ended without an answer."""

    plane: str
    operation: str
    method: str
    url: str
    attempt: int
    phase: str
    error: str


@attrs.frozen(kw_only=True)
class RetryScheduled:
    """The same request will be sent again after ``delay`` seconds."""

    plane: str
    operation: str
    attempt: int
    delay: float
    reason: str


@attrs.frozen(kw_only=True)
class ChangeAccepted:
    """The plane accepted a change, or a read shows that it did."""

    plane: str
    operation: str


@attrs.frozen(kw_only=True)
class LookFailed:
    """A read that only informs failed, and what it was for goes on: a look at a job, or at what a change brought.

    ``waiting`` is how many seconds the job has been waited for, if it was a look at a job.
    """

    plane: str
    operation: str
    error: str
    ref: JobRef | None = None
    waiting: float | None = None


@attrs.frozen(kw_only=True)
class JobChanged:
    """A job was looked at while it is waited for. ``changed`` tells whether anything differs from the look before."""

    ref: JobRef
    phase: Phase
    state: str
    progress: Progress
    elapsed: float
    changed: bool
    view: Any = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class RuleWarning:
    """A rule was broken, and the request goes out all the same.

    Attributes:
        reason: why the rule does not stop it, in the words of ``Policy(rules_reason=...)``; advice stops nothing by itself.
    """

    plane: str
    operation: str
    verdict: Verdict
    reason: str | None = None


@attrs.frozen(kw_only=True)
class UnexpectedData:
    """A reply differs from what the plane documents; it was read all the same.

    Attributes:
        path: where in the reply; the first place, if there are several.
        times: in how many elements of the same lists.
        row: a row of the reply could not be read, and is left out.
    """

    plane: str
    operation: str
    path: str
    what: str
    times: int = 1
    row: bool = False


@attrs.frozen(kw_only=True)
class StepStarted:
    """A journey of several steps begins its next one."""

    plane: str
    journey: str
    step: str


@attrs.frozen(kw_only=True)
class KeyClaimed:
    """A call under a key begins: no other process runs it."""

    plane: str
    key: str


@attrs.frozen(kw_only=True)
class RunJoined:
    """A call under a key was made before; its result is returned, and nothing is sent."""

    plane: str
    key: str
    ref: JobRef | None = None


@attrs.frozen(kw_only=True)
class RunTakenOver:
    """A call under a key was left behind by another process, ``holder``, and is gone on with."""

    plane: str
    key: str
    holder: str


@attrs.frozen(kw_only=True)
class RunReplayed:
    """A call that was taken over is over; ``steps`` answers were those of the process before."""

    plane: str
    key: str
    steps: int


@attrs.frozen(kw_only=True)
class FleetItemChanged:
    """An item of a fleet was started, ended, or is to be tried again. ``total`` is how many items the fleet has."""

    plane: str
    fleet: str
    item: FleetItem
    total: int


Event: TypeAlias = (
    RequestStarted
    | ResponseReceived
    | RequestFailed
    | RetryScheduled
    | ChangeAccepted
    | LookFailed
    | JobChanged
    | RuleWarning
    | UnexpectedData
    | StepStarted
    | KeyClaimed
    | RunJoined
    | RunTakenOver
    | RunReplayed
    | FleetItemChanged
)
Hook: TypeAlias = Callable[[Event], None]
