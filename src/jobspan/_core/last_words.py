"""What a job that failed reported last: for the planes that have a log, and nothing else to ask."""

from typing import Any, Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.jobs import JobKind
from jobspan._core.log_reports import Tell
from jobspan.errors import OperationError
from jobspan.hooks import LookFailed
from jobspan.jobs import JobRef
from jobspan.logs import LogLevel

_BAD: Final = frozenset({LogLevel.WARNING, LogLevel.ERROR})
_ABOUT_THE_WHOLE: Final = frozenset({"run", "gap"})
"""Sources of what is known already, or does not come from the plane."""
_MOST: Final = 10


def last_words(ctx: PlaneContext, kind: JobKind[Any, Any], ref: JobRef, view: Any) -> Flow[tuple[str, ...]]:
    """The last records of its log that are worse than information, without what reason and state say."""
    if kind.log is None:
        return ()
    tell, state, reason = Tell(ctx, ref, kind.name), kind.state(view), kind.why(view)
    try:
        yield from kind.log().look(ctx, ref, view, tell, over=True)
    except OperationError as failed:
        yield from emit(LookFailed(plane=ctx.plane, operation=failed.operation, error=str(failed)))
    bad = [each for each in tell.take() if each.level in _BAD and each.source not in _ABOUT_THE_WHOLE]
    new = [each for each in bad if each.text not in reason and (each.about or not each.text.endswith(state))]
    return tuple(f"{each.about}: {each.text}" if each.about else each.text for each in new[-_MOST:])
