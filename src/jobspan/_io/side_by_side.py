"""What the gathers of both drivers share: whose turn it is, what has been answered, and whether to go on."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, Generic, TypeVar

from jobspan._core.effects import Flow
from jobspan._core.http import LostExchange
from jobspan._core.interruption import FlowInterrupted, Unanswered
from jobspan.errors import SendPhase

T = TypeVar("T")

_PATIENCE: Final = 100
"""How often a flow may ask for more after the stop; one that does not end by then would go on for ever."""


class Abandoned(BaseException):
    """Ends a flow that does not end by itself after its gather was stopped."""


class Stop:
    """Set once, by whatever interrupts a gather. A gather inside another one shares its stop."""

    def __init__(self) -> None:
        self.cause: BaseException | None = None

    def set(self, cause: BaseException) -> None:
        """Start nothing more. The first cause counts."""
        self.cause = self.cause or cause

    def is_set(self) -> bool:
        """Whether nothing more is to be started."""
        return self.cause is not None


class Member:
    """One flow of a gather: whether it has sent anything, and whether it may go on."""

    def __init__(self, stop: Stop, parent: "Member | None") -> None:
        self.stop = stop
        self.sent = False
        self._parent = parent
        self._refused = 0

    def about_to_send(self) -> None:
        """
        Raises:
            LostExchange: the gather was stopped; the request is not to be sent.
        """
        if self.stopped():
            raise LostExchange(
                SendPhase.NOT_SENT, "interrupted before it was sent", final=True, hint="The call was interrupted."
            )
        member: Member | None = self
        while member is not None:
            member.sent = True
            member = member._parent

    def stopped(self) -> bool:
        """Whether nothing more is to be started: no request, and no wait."""
        if not self.stop.is_set():
            return False
        self._refused += 1
        if self._refused > _PATIENCE:
            raise Abandoned
        return True


_member: ContextVar[Member | None] = ContextVar("jobspan_member", default=None)


def current_member() -> Member | None:
    """The gathered flow that this thread or task runs; ``None`` outside of gathers."""
    return _member.get()


@contextmanager
def as_member(stop: Stop) -> Iterator[None]:
    """Flows that are run inside send nothing, and wait for nothing, once the stop is set."""
    token = _member.set(Member(stop, current_member()))
    try:
        yield
    finally:
        _member.reset(token)


class Round(Generic[T]):
    """The flows of one gather, to be run one after the other, in order, until it is stopped.

    A gather inside a flow of another one goes on to its end also after the stop: its flows find that nothing is sent any
    more, each in its own way, and the outer flow gets the answers it waits for.
    """

    def __init__(self, flows: Sequence[Callable[[], Flow[T]]], stop: Stop) -> None:
        self._flows = flows
        self._turns = iter(range(len(flows)))  # its next() is atomic: workers may be threads
        self._outer = current_member()
        self._members = [Member(stop, self._outer) for _ in flows]
        self._answers: list[Any] = [Unanswered.NOT_STARTED] * len(flows)
        self._stop = stop

    def turns(self) -> Iterator[int]:
        """The flows to run, until it is stopped."""
        for turn in self._turns:
            if not self.goes_on():
                return
            yield turn

    def goes_on(self) -> bool:
        """Whether flows may be started."""
        return self._outer is not None or not self._stop.is_set()

    @contextmanager
    def running(self, turn: int) -> Iterator[Callable[[], Flow[T]]]:
        """A flow, run in a context of its own. A failure is its answer; whatever is more than that stops the gather."""
        token = _member.set(self._members[turn])
        try:
            yield self._flows[turn]
        except Exception as error:
            self.answer(turn, error)
        except Abandoned:
            pass
        except FlowInterrupted as stop:
            self.answer(turn, stop.surfaced())
            self._stop.set(stop.cause)
        except BaseException as cause:
            self._stop.set(cause)
            raise
        finally:
            _member.reset(token)

    def answer(self, turn: int, answer: Any) -> None:
        """How a flow ended."""
        self._answers[turn] = answer

    def answers(self) -> list[T | Exception]:
        """All of them, once the workers have ended.

        Raises:
            FlowInterrupted: it was stopped.
        """
        cause = self._stop.cause
        if cause is not None and (self._outer is None or any(each is Unanswered.NOT_STARTED for each in self._answers)):
            raise self.interrupted(cause)
        return list(self._answers)

    def interrupted(self, cause: BaseException) -> FlowInterrupted:
        """What is known at this moment. A flow that is still under way is unfinished, if it has sent anything."""
        answers = [
            Unanswered.UNFINISHED if answer is Unanswered.NOT_STARTED and member.sent else answer
            for answer, member in zip(self._answers, self._members, strict=True)
        ]
        return FlowInterrupted(cause, answers)
