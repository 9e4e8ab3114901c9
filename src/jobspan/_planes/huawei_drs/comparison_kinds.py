"""Comparisons as jobs that can be waited for."""

from typing import Final, TypeVar

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.jobs import JobKind
from jobspan._core.reconcile import looking
from jobspan._planes.huawei.paths import project_path
from jobspan._planes.huawei_drs.flows.comparison_reads import cancelled, comparison, object_comparison
from jobspan._planes.huawei_drs.models.comparison_runs import ComparisonRun, ObjectComparisonRun
from jobspan._planes.huawei_drs.models.comparison_words import ComparisonStatus
from jobspan._planes.huawei_drs.operations.comparisons import CANCEL
from jobspan.jobs import JobRef, Phase

V = TypeVar("V")


def mark_of(run: ObjectComparisonRun) -> str | None:
    """What tells a comparison of objects from the one before it; ``None`` when there was none."""
    marks = (run.compare_job_id, run.create_time)
    return None if marks == (None, None) else " ".join(each or "-" for each in marks)


def _comparison(ctx: PlaneContext, ref: JobRef) -> Flow[ComparisonRun]:
    return comparison(ctx, ref.about["job_id"], ref.id)


def _object_comparison(ctx: PlaneContext, ref: JobRef) -> Flow[ObjectComparisonRun]:
    """The one that was begun; what still shows the one before says nothing of it."""
    found = yield from object_comparison(ctx, ref.id)
    if found.status is None or mark_of(found) == ref.about.get("after"):
        return ObjectComparisonRun(status=ComparisonStatus.WAITING_FOR_RUNNING)
    return found


def _as_seen(ctx: PlaneContext, ref: JobRef, view: V) -> Flow[V]:
    """The result is what the last look showed."""
    return pure(view)


def _cancel(ctx: PlaneContext, ref: JobRef) -> Flow[None]:
    job_id = ref.about["job_id"]
    return call(
        ctx,
        CANCEL,
        path=project_path(ctx, job_id=job_id, compare_job_id=ref.id),
        reconcile=looking(lambda: cancelled(ctx, job_id, ref.id)),
    )


def _phase(status: ComparisonStatus | None) -> Phase:
    return Phase.UNKNOWN if status is None else status.phase


def _state(status: ComparisonStatus | None) -> str:
    return "not said" if status is None else status.value


COMPARISON: Final = JobKind[ComparisonRun, ComparisonRun](
    name="huawei_drs.comparison",
    title="comparison",
    read=_comparison,
    phase=lambda view: _phase(view.status),
    state=lambda view: _state(view.status),
    result=_as_seen,
    explain=lambda view: _explained(view.status),
    cancel=_cancel,
)
OBJECT_COMPARISON: Final = JobKind[ObjectComparisonRun, ObjectComparisonRun](
    name="huawei_drs.object_comparison",
    title="comparison of objects of task",
    read=_object_comparison,
    phase=lambda view: _phase(view.status),
    state=lambda view: _state(view.status),
    result=_as_seen,
    explain=lambda view: view.error_msg or _explained(view.status),
)


def _explained(status: ComparisonStatus | None) -> str:
    if status == ComparisonStatus.TIMEOUT_INTERRUPT:
        return "DRS stopped it at its time limit; the results are those of a part"
    return ""


def _report(ctx: PlaneContext, ref: JobRef) -> Flow[ComparisonRun | ObjectComparisonRun]:
    if "comparison" not in ref.about:
        return (yield from object_comparison(ctx, ref.id))
    return (yield from comparison(ctx, ref.id, ref.about["comparison"]))


_EXPORTS: Final = {
    "INIT": Phase.QUEUED,
    "EXPORTING": Phase.RUNNING,
    "EXPORT_COMPLETE": Phase.SUCCEEDED,
    "EXPORT_COMMON_FAILED": Phase.FAILED,
}
REPORT: Final = JobKind[ComparisonRun | ObjectComparisonRun, ComparisonRun | ObjectComparisonRun](
    name="huawei_drs.comparison_report",
    title="report on a comparison of task",
    read=_report,
    phase=lambda view: _EXPORTS.get(view.export_status or "", Phase.UNKNOWN),
    state=lambda view: view.export_status or "not said",
    result=_as_seen,
    explain=lambda view: "",
)
