"""Cut over: caught up, nothing left over, compared and the same; only then paused, or ended with its positions kept.

Whatever is in doubt stops a task's cut-over and leaves the task running. The flow waits by itself, so that under a key another
process goes on where one ended: a comparison that was started is followed, and never started again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from jobspan._core.call import prepare
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.download import FileTarget
from jobspan._core.effects import Flow, emit
from jobspan._core.operation import Operation
from jobspan._core.proposal import Proposal, Step
from jobspan._core.rules import propose
from jobspan._core.validation import validating
from jobspan._planes.huawei_drs.flows.comparison_reports import region_header
from jobspan._planes.huawei_drs.flows.comparisons import ComparisonRequest
from jobspan._planes.huawei_drs.flows.cutover_compare import Comparison, compare, planned
from jobspan._planes.huawei_drs.flows.cutover_end import THEN, end
from jobspan._planes.huawei_drs.flows.cutover_evidence import keep_evidence
from jobspan._planes.huawei_drs.flows.cutover_state import JOURNEY, Case
from jobspan._planes.huawei_drs.flows.cutover_watch import caught_up, left_over
from jobspan._planes.huawei_drs.flows.entries import Entry
from jobspan._planes.huawei_drs.flows.job_ids import as_ids, check_ids
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.flows.verdicts import verdicts_on
from jobspan._planes.huawei_drs.models.comparisons import ComparedObjects
from jobspan._planes.huawei_drs.models.cutover import CutoverReport
from jobspan._planes.huawei_drs.operations import comparisons as op
from jobspan._planes.huawei_drs.rules.actions import COMPARE
from jobspan.hooks import StepStarted

CALL: Final = "migration_jobs.cutover"
MOST_REPEATS: Final = 10


@frozen(kw_only=True)
class CutoverRequest:
    """What is asked of a cut-over; the arguments of ``migration_jobs.cutover``."""

    then: str = "report"
    lag: float = 0.0
    objects: bool = True
    contents: bool | Sequence[ComparedObjects] = True
    accept_left_over: bool = False
    catch_up_timeout: float = 3600.0
    timeout: float | None = None
    repeats: int = 1
    stalled_after: float = 1800.0
    region: str | None = None

    @property
    def comparisons(self) -> Sequence[Comparison]:
        """What is compared, in this order."""
        if self.contents is False:
            return planned(objects=self.objects, contents=None, timeout=self.timeout)
        chosen = () if self.contents is True else tuple(self.contents)
        contents = ComparisonRequest(type="contents", objects=chosen, options={"contentCompareType": "static"})
        return planned(objects=self.objects, contents=contents, timeout=self.timeout)


def cutover(
    ctx: PlaneContext,
    job_ids: str | Iterable[str],
    asked: CutoverRequest,
    store: Callable[[str], FileTarget] | None = None,
) -> Flow[CutoverReport]:
    """
    Args:
        store: what makes a file by its name, for the workbooks; ``None``: they are not wanted.

    Raises:
        ValidationError: an argument is not valid, or workbooks are wanted and the region is not known.
        RuleViolation: a task is not incremental, or a dual-active parent; nothing was sent.
    """
    ids = as_ids(job_ids)
    _check(ids, asked)
    if store is not None:
        region_header(ctx, CALL, asked.region)
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
                *_further(asked, keeps=store is not None),
            ),
        ),
    )
    cases = [Case(job_id=id) for id in ids]
    yield from _told(ctx, "wait until the targets have caught up")
    yield from caught_up(ctx, cases, lag=asked.lag, timeout=asked.catch_up_timeout, stalled_after=asked.stalled_after)
    yield from left_over(ctx, _going(cases), accept=asked.accept_left_over)
    yield from compare(ctx, cases, asked.comparisons, repeats=asked.repeats, stalled_after=asked.stalled_after)
    if asked.contents is False:
        for case in _going(cases):
            case.notes.append("contents were not compared")
    if store is not None:
        yield from _told(ctx, "store the workbooks")
        yield from keep_evidence(
            ctx, [case for case in cases if case.made], store, asked.region, ends=ending is not None
        )
    yield from _told(ctx, "look at the delays again")
    yield from caught_up(ctx, _going(cases), lag=asked.lag, timeout=0.0, readings=1, stalled_after=asked.stalled_after)
    yield from end(ctx, _going(cases), asked.then)
    return CutoverReport(jobs=tuple(case.told() for case in cases))


def _further(asked: CutoverRequest, *, keeps: bool) -> Iterator[str]:
    if asked.repeats:
        often = "once" if asked.repeats == 1 else f"up to {asked.repeats} times"
        yield f"a comparison that is interrupted, or tells nothing, is made again, {often}"
    if keeps:
        yield "the workbooks of all comparisons are stored, with a list of their hashes"


THEN_TEXT: Final = {
    "report": "report what was found; no task is touched",
    "pause": "pause the tasks of which everything is the same",
    "terminate": "store the positions of the tasks of which everything is the same, and terminate them, breakpoints kept",
}


def _check(ids: tuple[str, ...], asked: CutoverRequest) -> None:
    with validating(CALL) as problems:
        check_ids(problems, ids)
        problems.within("lag", asked.lag, 0, float("inf"))
        problems.within("catch_up_timeout", asked.catch_up_timeout, 0, float("inf"))
        problems.within("timeout", asked.timeout, 0, float("inf"))
        problems.within("stalled_after", asked.stalled_after, 0, float("inf"))
        problems.whole("repeats", asked.repeats, 0, MOST_REPEATS)
        if not isinstance(asked.contents, bool) and not asked.contents:
            problems.add("contents", "must not be empty; False leaves contents out")
        for index, each in enumerate(() if isinstance(asked.contents, bool) else asked.contents):
            problems.instance(f"contents[{index}]", each, ComparedObjects)


def _steps(ctx: PlaneContext, id: str, asked: CutoverRequest) -> list[Step]:
    """The comparisons of one task; what follows them depends on what they find."""
    path = project(ctx, job_id=id)
    wanted: list[tuple[Operation[Any], Any]] = [
        (op.START_OBJECTS, {}) if each.data is None else (op.START, each.request.body(ctx))
        for each in asked.comparisons
    ]
    return [
        Step(operation=operation.id, request=prepare(ctx, operation, path=path, body=body))
        for operation, body in wanted
    ]


def _going(cases: Sequence[Case]) -> list[Case]:
    return [case for case in cases if case.outcome is None]


def _told(ctx: PlaneContext, step: str) -> Flow[None]:
    return emit(StepStarted(plane=ctx.plane, journey=JOURNEY, step=step))
