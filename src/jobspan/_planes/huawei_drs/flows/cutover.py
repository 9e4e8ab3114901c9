"""Cut over: caught up, nothing left over, compared and the same; only then paused, or ended with its positions kept.

Whatever is in doubt stops a task's cut-over and leaves the task running. The flow waits by itself, so that under a key another
process goes on where one ended: a comparison that was started is followed, and never started again.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

import attrs

from jobspan._core.call import prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.jobs import Started
from jobspan._core.operation import Operation
from jobspan._core.poll import wait_for_end
from jobspan._core.proposal import Proposal, Step
from jobspan._core.rules import propose
from jobspan._core.validation import validating
from jobspan._planes.huawei_drs.flows import comparisons
from jobspan._planes.huawei_drs.flows.comparisons import ComparisonRequest
from jobspan._planes.huawei_drs.flows.cutover_end import THEN, end
from jobspan._planes.huawei_drs.flows.cutover_findings import contents_found, lines_found, objects_found
from jobspan._planes.huawei_drs.flows.cutover_state import JOURNEY, Case
from jobspan._planes.huawei_drs.flows.cutover_watch import caught_up, left_over
from jobspan._planes.huawei_drs.flows.entries import Entry
from jobspan._planes.huawei_drs.flows.job_ids import checked_ids
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.flows.verdicts import verdicts_on
from jobspan._planes.huawei_drs.models.comparison_words import ComparisonVerdict
from jobspan._planes.huawei_drs.models.comparisons import ComparedObjects
from jobspan._planes.huawei_drs.models.cutover import CutoverOutcome, CutoverReport
from jobspan._planes.huawei_drs.operations import comparisons as op
from jobspan._planes.huawei_drs.rules.actions import COMPARE
from jobspan.errors import AuthError, OperationError, RuleViolation, WaitTimeout
from jobspan.hooks import StepStarted

V = TypeVar("V")

CALL: Final = "migration_jobs.cutover"


@attrs.frozen(kw_only=True)
class CutoverRequest:
    """What is asked of a cut-over; the arguments of ``migration_jobs.cutover``."""

    then: str = "report"
    lag: float = 0.0
    objects: bool = True
    contents: bool | Sequence[ComparedObjects] = True
    accept_left_over: bool = False
    catch_up_timeout: float = 3600.0
    timeout: float = 6 * 3600.0

    @property
    def lines_request(self) -> ComparisonRequest:
        return ComparisonRequest(type="lines")

    @property
    def contents_request(self) -> ComparisonRequest | None:
        """``None``: contents are not compared."""
        if self.contents is False:
            return None
        chosen = () if self.contents is True else tuple(self.contents)
        return ComparisonRequest(type="contents", objects=chosen, options={"contentCompareType": "static"})


def cutover(ctx: PlaneContext, job_ids: str | Iterable[str], asked: CutoverRequest) -> Flow[CutoverReport]:
    """
    Raises:
        ValidationError: an argument is not valid.
        RuleViolation: a task is not incremental, or a dual-active parent; nothing was sent.
    """
    ids = checked_ids(CALL, job_ids)
    _check(asked)
    ending = THEN[asked.then]
    rules = (COMPARE,) if ending is None else (COMPARE, ending.rules)
    entries = [Entry(item=id, job_id=id, body=None, rules=each) for each in rules for id in ids]
    verdicts = yield from verdicts_on(ctx, entries)
    yield from propose(
        ctx,
        Proposal(
            title=f"cut over {len(ids)} tasks" if len(ids) > 1 else f"cut over {ids[0]}",
            plane=ctx.plane,
            operation=op.START.id,
            steps=tuple(step for id in ids for step in _steps(ctx, id, asked)),
            verdicts=tuple(verdict for found in verdicts.values() for verdict in dict.fromkeys(found)),
            then=(THEN_TEXT[asked.then],),
            notes=(
                "each task is compared only once it has caught up, and goes on when anything differs or cannot be told",
                "both databases carry the load of the comparisons",
            ),
        ),
    )
    cases = [Case(job_id=id) for id in ids]
    yield from _told(ctx, "wait until the targets have caught up")
    yield from caught_up(ctx, cases, lag=asked.lag, timeout=asked.catch_up_timeout)
    yield from left_over(ctx, _going(cases), accept=asked.accept_left_over)
    yield from _compare(ctx, cases, asked)
    yield from _told(ctx, "look at the delays again")
    yield from caught_up(ctx, _going(cases), lag=asked.lag, timeout=0.0, readings=1)
    yield from end(ctx, _going(cases), asked.then)
    return CutoverReport(jobs=tuple(case.told() for case in cases))


THEN_TEXT: Final = {
    "report": "report what was found; no task is touched",
    "pause": "pause the tasks of which everything is the same",
    "terminate": "store the positions of the tasks of which everything is the same, and terminate them, breakpoints kept",
}


def _check(asked: CutoverRequest) -> None:
    with validating(CALL) as problems:
        problems.one_of("then", asked.then, list(THEN))
        problems.within("lag", asked.lag, 0, float("inf"))
        problems.within("catch_up_timeout", asked.catch_up_timeout, 0, float("inf"))
        problems.within("timeout", asked.timeout, 0, float("inf"))
        if not isinstance(asked.contents, bool) and not asked.contents:
            problems.add("contents", "must not be empty; False leaves contents out")


def _steps(ctx: PlaneContext, id: str, asked: CutoverRequest) -> list[Step]:
    """The comparisons of one task; what follows them depends on what they find."""
    path = project(ctx, job_id=id)
    bodies = [(op.START, each.body(ctx)) for each in (asked.lines_request, asked.contents_request) if each is not None]
    wanted: list[tuple[Operation[Any], Any]] = [(op.START_OBJECTS, {}), *bodies] if asked.objects else [*bodies]
    return [
        Step(operation=operation.id, request=prepare(ctx, operation, path=path, body=body))
        for operation, body in wanted
    ]


def _going(cases: Sequence[Case]) -> list[Case]:
    return [case for case in cases if case.outcome is None]


def _told(ctx: PlaneContext, step: str) -> Flow[None]:
    return emit(StepStarted(plane=ctx.plane, journey=JOURNEY, step=step))


def _compare(ctx: PlaneContext, cases: Sequence[Case], asked: CutoverRequest) -> Flow[None]:
    """Objects, then lines, then contents. A task that differs is not compared further: what differs is in the report."""
    if asked.objects:
        yield from _told(ctx, "compare objects")
        yield from _round(
            ctx,
            _going(cases),
            "objects",
            lambda case: comparisons.start_objects(ctx, case.job_id, None),
            lambda case, view: objects_found(ctx, case, view),
            asked.timeout,
        )
    yield from _told(ctx, "compare lines")
    yield from _round(
        ctx,
        _going(cases),
        "lines",
        lambda case: comparisons.start(ctx, case.job_id, asked.lines_request),
        lambda case, view: lines_found(ctx, case, view),
        asked.timeout,
    )
    request = asked.contents_request
    if request is None:
        for case in cases:
            case.notes.append("contents were not compared")
        return
    yield from _told(ctx, "compare contents")
    yield from _round(
        ctx,
        _going(cases),
        "contents",
        lambda case: comparisons.start(ctx, case.job_id, request),
        lambda case, view: contents_found(ctx, case, view),
        asked.timeout,
    )


def _round(
    ctx: PlaneContext,
    cases: Sequence[Case],
    name: str,
    start: Callable[[Case], Flow[Started[V, Any]]],
    find: Callable[[Case, V], Flow[ComparisonVerdict]],
    timeout: float,
) -> Flow[None]:
    """One comparison of every task: all are started, then each is waited for, and what it found is read."""
    begun: list[tuple[Case, Started[V, Any]]] = []
    for case in cases:
        try:
            begun.append((case, (yield from start(case))))
        except AuthError:
            raise
        except (OperationError, RuleViolation) as failed:
            case.doubt(f"{name} could not be compared: {failed.message}")
    for case, started in begun:
        if started.ref.id != case.job_id:
            case.comparisons[name] = started.ref.id
        try:
            view = yield from wait_for_end(ctx, started.kind, started.ref, timeout=timeout, raise_on_failure=False)
            verdict = yield from find(case, view)
        except AuthError:
            raise
        except WaitTimeout as late:
            case.doubt(f"the comparison of {name} goes on: {late.message}")
            continue
        except OperationError as failed:
            case.doubt(f"what the comparison of {name} found could not be read: {failed.message}")
            continue
        case.verdicts[name] = verdict
        if verdict is ComparisonVerdict.DIFFERS:
            case.stop(CutoverOutcome.DIFFERS)
        elif verdict is not ComparisonVerdict.SAME:
            case.doubt(f"the comparison of {name} does not tell whether both ends are the same")
