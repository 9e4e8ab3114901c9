"""Events that a client publishes while it works. Subscribe with ``Client(hooks=[callable])``; none carries a secret.

Each has a form in JSON, :meth:`Published.to_dict`, and tells by ``call_id`` which call it belongs to.
"""

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, TypeAlias, runtime_checkable

import attrs

import jobspan
from jobspan._core.classes import frozen
from jobspan._core.plain import plain
from jobspan._core.showing import shown_of
from jobspan._core.values import Value
from jobspan.jobs import JobRef, Phase, Progress
from jobspan.models import Verdict

if TYPE_CHECKING:
    import jobspan.fleet

EVENT_VERSION: Final = 1
"""The version of the JSON form. Members are added without a new one; none is removed or takes another meaning."""


@frozen(kw_only=True)
class Published(Value):
    """What every event has.

    Attributes:
        call_id: of the public call it belongs to: 32 hexadecimal digits, never used twice, also by calls side by side.
        parent_id: of the call that this call is a part of, if it is a part of one.
    """

    _UNTOLD: ClassVar[frozenset[str]] = frozenset()
    """Fields that have no place in JSON."""

    call_id: str | None = None
    parent_id: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """The event as JSON has it: ``event`` (its class), ``version`` (of this form), and its fields.

        A reference stands as ``JobRef.from_json`` reads it. Views of jobs are left out, and secrets are masked.
        """
        told = [field for field in attrs.fields(type(self)) if field.name not in self._UNTOLD]
        fields = {field.name: plain(shown_of(field, getattr(self, field.name))) for field in told}
        return {"event": type(self).__name__, "version": EVENT_VERSION} | fields


class CallOutcome(Enum):
    """How a call ended."""

    SUCCEEDED = "succeeded"
    """It returned."""
    FAILED = "failed"
    """It raised an error."""
    AMBIGUOUS = "ambiguous"
    """It is not known whether the plane acted."""
    INTERRUPTED = "interrupted"
    """It was interrupted, or its task was cancelled."""


@frozen(kw_only=True)
class CallStarted(Published):
    """A public call begins.

    Attributes:
        plane: where.
        call: its name, as journals have it, for example ``MaskingJobs.copy``; ``Handle.wait`` for a wait.
        key: the key of a call under one.
        ref: the job that a method of a handle is about.
    """

    plane: str
    call: str
    key: str | None = None
    ref: JobRef | None = None


@frozen(kw_only=True)
class CallEnded(Published):
    """A public call is over.

    Attributes:
        plane: where.
        call: its name, as in ``CallStarted``.
        outcome: how it ended.
        elapsed: seconds since it began.
        error: the class of what it raised.
        message: what the error says, if it is one of jobspan.
        key: the key of a call under one.
        ref: the job that a method of a handle is about.
    """

    plane: str
    call: str
    outcome: CallOutcome
    elapsed: float
    error: str | None = None
    message: str | None = None
    key: str | None = None
    ref: JobRef | None = None


@frozen(kw_only=True)
class JobStarted(Published):
    """A call has its job: started by it, or found to be the one it stands for. Told before it is waited for.

    Attributes:
        ref: finds the job again anywhere.
    """

    ref: JobRef


@frozen(kw_only=True)
class RequestStarted(Published):
    """An attempt is about to be sent.

    Attributes:
        plane: where.
        operation: which one, as the table of operations names it.
        method: of HTTP.
        url: the whole address; what is secret in it is masked.
        attempt: the number of the attempt, from 1.
    """

    plane: str
    operation: str
    method: str
    url: str
    attempt: int


@frozen(kw_only=True)
class ResponseReceived(Published):
    """An attempt was answered.

    Attributes:
        plane: where.
        operation: which one, as the table of operations names it.
        method: of HTTP.
        url: the whole address; what is secret in it is masked.
        attempt: the number of the attempt, from 1.
        status: the HTTP status.
        elapsed: seconds since the attempt was sent.
        request_id: what the vendor's support asks for, if the reply has it.
        headers: of the reply; what is secret in them is masked.
    """

    plane: str
    operation: str
    method: str
    url: str
    attempt: int
    status: int
    elapsed: float
    request_id: str | None
    headers: dict[str, str]


@frozen(kw_only=True)
class RequestFailed(Published):
    """An attempt ended without an answer.

    Attributes:
        plane: where.
        operation: which one, as the table of operations names it.
        method: of HTTP.
        url: the whole address; what is secret in it is masked.
        attempt: the number of the attempt, from 1.
        phase: how far the request came, as :class:`jobspan.errors.SendPhase` has it.
        error: what was wrong.
    """

    plane: str
    operation: str
    method: str
    url: str
    attempt: int
    phase: str
    error: str


@frozen(kw_only=True)
class RetryScheduled(Published):
    """The same request will be sent again.

    Attributes:
        plane: where.
        operation: which one, as the table of operations names it.
        attempt: the number of the attempt that failed, from 1.
        delay: seconds until then.
        reason: why it is sent again.
    """

    plane: str
    operation: str
    attempt: int
    delay: float
    reason: str


@frozen(kw_only=True)
class ChangeAccepted(Published):
    """The plane accepted a change, or a read shows that it did.

    Attributes:
        plane: where.
        operation: which one, as the table of operations names it.
    """

    plane: str
    operation: str


@frozen(kw_only=True)
class LookFailed(Published):
    """A read that only informs failed, and what it was for goes on: a look at a job, or at what a change brought.

    Attributes:
        plane: where.
        operation: which one, as the table of operations names it.
        error: what was wrong.
        ref: the job that was looked at.
        waiting: seconds for which that job has been waited for.
    """

    plane: str
    operation: str
    error: str
    ref: JobRef | None = None
    waiting: float | None = None


@frozen(kw_only=True)
class JobChanged(Published):
    """A job was looked at while it is waited for.

    Attributes:
        ref: finds the job again anywhere.
        phase: what its state means.
        state: the vendor's own word for it.
        progress: how far it is.
        elapsed: seconds since the wait began.
        changed: whether anything differs from the look before.
        view: what was seen, a model of the plane; not part of the JSON form.
    """

    ref: JobRef
    phase: Phase
    state: str
    progress: Progress
    elapsed: float
    changed: bool
    view: Any = attrs.field(repr=False)

    _UNTOLD = frozenset({"view"})


@frozen(kw_only=True)
class RuleWarning(Published):
    """A rule was broken, and the request goes out all the same.

    Attributes:
        plane: where.
        operation: which one, as the table of operations names it.
        verdict: what the rule says.
        reason: why the rule does not stop it, in the words of ``Policy(rules_reason=...)``; advice stops nothing by itself.
    """

    plane: str
    operation: str
    verdict: Verdict
    reason: str | None = None


@frozen(kw_only=True)
class UnexpectedData(Published):
    """A reply differs from what the plane documents; it was read all the same.

    Attributes:
        plane: where.
        operation: which one, as the table of operations names it.
        path: where in the reply; the first place, if there are several.
        what: what is not as documented.
        times: in how many elements of the same lists.
        row: a row of the reply could not be read, and is left out.
    """

    plane: str
    operation: str
    path: str
    what: str
    times: int = 1
    row: bool = False


@frozen(kw_only=True)
class StepStarted(Published):
    """A journey of several steps begins its next one.

    Attributes:
        plane: where.
        journey: what is done as a whole.
        step: what is done next.
    """

    plane: str
    journey: str
    step: str


@frozen(kw_only=True)
class KeyClaimed(Published):
    """A call under a key begins: no other process runs it.

    Attributes:
        plane: where.
        key: the key.
    """

    plane: str
    key: str


@frozen(kw_only=True)
class RunJoined(Published):
    """A call under a key was made before; its result is returned, and nothing is sent.

    Attributes:
        plane: where.
        key: the key.
        ref: the job that the call had started, if it started one.
    """

    plane: str
    key: str
    ref: JobRef | None = None


@frozen(kw_only=True)
class RunTakenOver(Published):
    """A call under a key was left behind by another process, and is gone on with.

    Attributes:
        plane: where.
        key: the key.
        holder: the other process.
    """

    plane: str
    key: str
    holder: str


@frozen(kw_only=True)
class RunReplayed(Published):
    """A call that was taken over is over.

    Attributes:
        plane: where.
        key: the key.
        steps: how many answers were those of the process before.
    """

    plane: str
    key: str
    steps: int


@frozen(kw_only=True)
class FleetItemChanged(Published):
    """An item of a fleet was started, ended, is to be tried again, or is held.

    Attributes:
        plane: of the item.
        fleet: name of the fleet.
        item: how it is now.
        total: how many items the fleet has.
    """

    plane: str
    fleet: str
    item: "jobspan.fleet.FleetItem"
    total: int


@frozen(kw_only=True)
class FleetWaits(Published):
    """A fleet starts nothing yet.

    Attributes:
        plane: of the first item of the fleet.
        fleet: name of the fleet.
        until: when its window opens.
    """

    plane: str
    fleet: str
    until: datetime


Event: TypeAlias = (
    CallStarted
    | CallEnded
    | JobStarted
    | RequestStarted
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
    | FleetWaits
)
Hook: TypeAlias = Callable[[Event], None]


@runtime_checkable
class Carrier(Protocol):
    """A hook that gives headers to requests, for example the context of a trace."""

    def __call__(self, event: Event, /) -> None:
        """Hear an event.

        Args:
            event: what was published.
        """

    def request_headers(self) -> dict[str, str]:
        """The headers of the request that goes out now, in the context of its ``RequestStarted``; never a secret."""
