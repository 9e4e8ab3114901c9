"""The comparisons of a cut-over: objects, lines, contents. One that was interrupted, or told nothing, is made again."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.jobs import Started
from jobspan._core.poll import wait_until
from jobspan._core.words import seconds
from jobspan._planes.huawei_drs.comparison_kinds import OBJECT_COMPARISON
from jobspan._planes.huawei_drs.flows import comparisons
from jobspan._planes.huawei_drs.flows.comparisons import ComparisonRequest
from jobspan._planes.huawei_drs.flows.cutover_findings import (
    CONTENTS,
    LINES,
    DataKind,
    Finding,
    Scope,
    data_found,
    objects_found,
)
from jobspan._planes.huawei_drs.flows.cutover_stalls import Standstill, watched
from jobspan._planes.huawei_drs.flows.cutover_state import JOURNEY, Case
from jobspan._planes.huawei_drs.models.comparison_runs import ComparisonRun, ObjectComparisonRun
from jobspan._planes.huawei_drs.models.comparison_words import ComparisonVerdict
from jobspan._planes.huawei_drs.models.comparisons import ComparedObjects
from jobspan._planes.huawei_drs.models.cutover import ComparisonMade, CutoverOutcome
from jobspan.errors import AuthError, OperationError, RuleViolation, WaitTimeout
from jobspan.hooks import StepStarted

LINES_WITHIN: Final = 70 * 60.0
"""Seconds: DRS itself stops a comparison of lines after an hour."""


@frozen(kw_only=True)
class Comparison:
    """One of the comparisons of a cut-over.

    Attributes:
        data: how it is read; ``None``: it compares objects.
        request: what it asks for at first; for data.
        timeout: seconds for one of it.
    """

    name: str
    data: DataKind | None
    request: ComparisonRequest = attrs.field(factory=ComparisonRequest)
    timeout: float

    def start(self, ctx: PlaneContext, job_id: str, scope: Scope | None) -> Flow[Started[Any, Any]]:
        if self.data is None:
            return comparisons.start_objects(ctx, job_id, None)
        return comparisons.start(ctx, job_id, self.request if scope is None else self._narrowed(scope))

    def find(self, ctx: PlaneContext, case: Case, view: Any, scope: Scope | None) -> Flow[Finding]:
        if self.data is None:
            return objects_found(ctx, case, view)
        return data_found(ctx, case, self.data, view, self.request.objects, scope)

    def _narrowed(self, scope: Scope) -> ComparisonRequest:
        tables = [ComparedObjects(db_name=name, table_name=tuple(sorted(scope[name]))) for name in sorted(scope)]
        return attrs.evolve(self.request, objects=tuple(tables))


def planned(*, objects: bool, contents: ComparisonRequest | None, timeout: float | None) -> tuple[Comparison, ...]:
    """The comparisons, in the order in which they are made.

    Args:
        timeout: seconds for each; ``None``: what DRS itself takes for lines, and for the others as long as they move.
    """
    endless = float("inf") if timeout is None else timeout
    found = [Comparison(name="objects", data=None, timeout=endless)] if objects else []
    lines = LINES_WITHIN if timeout is None else timeout
    found.append(Comparison(name="lines", data=LINES, request=ComparisonRequest(type="lines"), timeout=lines))
    if contents is not None:
        found.append(Comparison(name="contents", data=CONTENTS, request=contents, timeout=endless))
    return tuple(found)


def compare(
    ctx: PlaneContext, cases: Sequence[Case], wanted: Sequence[Comparison], *, repeats: int, stalled_after: float
) -> Flow[None]:
    """One comparison after the other. A task that differs is not compared further: what differs is in the report."""
    for comparison in wanted:
        yield from emit(StepStarted(plane=ctx.plane, journey=JOURNEY, step=f"compare {comparison.name}"))
        pending: Mapping[str, Scope | None] = {case.job_id: None for case in cases if case.outcome is None}
        for left in range(repeats, -1, -1):
            pending = yield from _round(ctx, cases, comparison, pending, left, stalled_after)
            if not pending:
                break
            yield from emit(StepStarted(plane=ctx.plane, journey=JOURNEY, step=f"compare {comparison.name} again"))


def _round(
    ctx: PlaneContext,
    cases: Sequence[Case],
    comparison: Comparison,
    pending: Mapping[str, Scope | None],
    left: int,
    stalled_after: float,
) -> Flow[dict[str, Scope | None]]:
    """One comparison of every task that waits for it: all are started, then each is waited for, and what it found is read.

    Returns:
        For which tasks, and for which of their tables, it is to be made again.
    """
    begun: list[tuple[Case, Started[Any, Any]]] = []
    for case in cases:
        if case.job_id not in pending:
            continue
        try:
            begun.append((case, (yield from comparison.start(ctx, case.job_id, pending[case.job_id]))))
        except AuthError:
            raise
        except (OperationError, RuleViolation) as failed:
            case.doubt(f"{comparison.name} could not be compared: {failed.message}")
    again: dict[str, Scope | None] = {}
    for case, started in begun:
        scope = pending[case.job_id]
        finding = yield from _finding(ctx, case, comparison, started, scope, stalled_after)
        if finding is None:
            continue
        case.verdicts[comparison.name] = finding.verdict
        if finding.verdict is ComparisonVerdict.SAME:
            continue
        if finding.verdict is ComparisonVerdict.DIFFERS:
            case.stop(CutoverOutcome.DIFFERS)
        elif finding.again and left:
            again[case.job_id] = finding.undecided
            case.notes.append(_told_again(comparison, case.made[-1], finding))
        else:
            case.doubt(f"the comparison of {comparison.name} does not tell whether both ends are the same")
    return again


def _finding(
    ctx: PlaneContext,
    case: Case,
    comparison: Comparison,
    started: Started[Any, Any],
    scope: Scope | None,
    stalled_after: float,
) -> Flow[Finding | None]:
    """What the comparison found; ``None`` when that is not known, and the task's cut-over has stopped."""
    id = None if started.kind is OBJECT_COMPARISON else started.ref.id
    tables = None if scope is None else sum(map(len, scope.values()))
    made = ComparisonMade(comparison=comparison.name, id=id, verdict=ComparisonVerdict.NOT_YET, tables=tables)
    case.made.append(made)
    still = Standstill(limit=stalled_after)
    kind = watched(started.kind, comparison.data, still)
    try:
        end = yield from wait_until(ctx, kind, started.ref, ended=lambda view: still.over, timeout=comparison.timeout)
        if not end.phase.is_terminal:
            case.stop(CutoverOutcome.STALLED, _stalled(comparison, case, id, end.view.status, stalled_after))
            return None
        case.differences = [each for each in case.differences if each.comparison != comparison.name]
        finding = yield from comparison.find(ctx, case, end.view, scope)
    except AuthError:
        raise
    except WaitTimeout as late:
        case.doubt(f"the comparison of {comparison.name} goes on: {late.message}")
        return None
    except OperationError as failed:
        case.doubt(f"what the comparison of {comparison.name} found could not be read: {failed.message}")
        return None
    case.made[-1] = _ended(made, finding, end.view)
    return finding


def _ended(made: ComparisonMade, finding: Finding, view: ComparisonRun | ObjectComparisonRun) -> ComparisonMade:
    """With what the last look tells of it. Objects have an id only now, and no end."""
    id, end = (view.id, view.end_time) if isinstance(view, ComparisonRun) else (view.compare_job_id, None)
    status = None if view.status is None else view.status.value
    return attrs.evolve(made, id=id, status=status, verdict=finding.verdict, started=view.start_time, ended=end)


def _told_again(comparison: Comparison, made: ComparisonMade, finding: Finding) -> str:
    count = None if finding.undecided is None else sum(map(len, finding.undecided.values()))
    what = "all of it" if count is None else "1 table" if count == 1 else f"{count} tables"
    return f"{comparison.name} were compared again ({what}): {made.id} ended {made.status} and told nothing of them"


def _stalled(comparison: Comparison, case: Case, id: str | None, status: Any, after: float) -> str:
    which = f" {id}" if id is not None else ""
    cancels = "" if id is None else f", cancel it with drs.comparisons.cancel({case.job_id!r}, {id!r})"
    return (
        f"the comparison{which} of {comparison.name} is stalled: it was not seen to move for {seconds(after)} ({status}). "
        f"It goes on. See whether both databases answer and have room for it{cancels}, and cut over again under a new key"
    )
