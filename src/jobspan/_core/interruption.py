"""How a call ends that is interrupted: nothing more is started, what is under way ends, and what is known comes out."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from typing import Any

from jobspan.batches import BatchResult, ItemStatus
from jobspan.errors import Interrupted, OperationError
from jobspan.jobs import JobRef


class Unanswered(Enum):
    """What stands in place of the answer of a gathered flow when a gather was interrupted."""

    NOT_STARTED = "not started"
    """The flow sent nothing."""
    UNFINISHED = "unfinished"
    """The flow sent something, and was left before it ended."""


class FlowInterrupted(BaseException):
    """Carries an interruption through flows. Drivers raise it and turn it into what the caller gets; never leaves them.

    Attributes:
        cause: what interrupts: ``KeyboardInterrupt``, ``SystemExit``, or a cancelled task's ``CancelledError``.
        answers: of an interrupted gather, in order: a value, an exception, or :class:`Unanswered`.
        report: what the caller shall know; flows fill it in.
    """

    def __init__(self, cause: BaseException, answers: Sequence[Any] = (), report: Interrupted | None = None) -> None:
        super().__init__(repr(cause))
        self.cause = cause
        self.answers = tuple(answers)
        self.report = report

    def surfaced(self) -> BaseException:
        """What the caller gets. Ctrl-C becomes the report itself, which is a ``KeyboardInterrupt``.

        Everything else stays what it is, since programs and event loops look for exactly that, and has the report as its
        cause: see :meth:`jobspan.Interrupted.of`.
        """
        report, cause = self.report, self.cause
        if report is None:
            return cause
        report.__cause__ = None
        if isinstance(cause, KeyboardInterrupt):
            return report
        cause.add_note(str(report))
        cause.__cause__ = report
        return cause


def batch_report(result: BatchResult[Any], title: str, refs: tuple[JobRef, ...] = ()) -> Interrupted:
    """What an interrupted batch has to tell."""
    counts = [(len([item for item in result if item.status is status]), status) for status in ItemStatus]
    told = ", ".join(f"{count} {status.value.replace('_', ' ')}" for count, status in counts if count)
    hint = "error.result accounts for each item; go on with error.result.remaining()."
    if result.unknown:
        hint += " Look at those in error.result.unknown first: they may have been acted on."
    return Interrupted(message=f"Interrupted: {title}: {told}.", hint=hint, result=result, refs=refs)


@contextmanager
def reporting(report: Callable[[], Interrupted]) -> Iterator[None]:
    """Should the block be interrupted, the caller gets this report. For what comes after a change whose result is known."""
    try:
        yield
    except FlowInterrupted as stop:
        stop.report = report()
        raise
    except (Exception, GeneratorExit):
        raise
    except BaseException as cause:
        raise FlowInterrupted(cause, report=report()) from None


@contextmanager
def in_context(what: Callable[[], str]) -> Iterator[None]:
    """Should an operation fail in the block, the error says what it was for as well."""
    try:
        yield
    except OperationError as failed:
        failed.add_note(what())
        raise


@contextmanager
def noting(what: Callable[[], str] | None) -> Iterator[None]:
    """Should the block be interrupted, the exception says this as well; ``None``: it says nothing more."""
    try:
        yield
    except (Exception, GeneratorExit):
        raise
    except BaseException as stop:
        if what is not None:
            stop.add_note(what())
        raise
