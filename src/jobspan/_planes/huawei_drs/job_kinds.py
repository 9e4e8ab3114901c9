"""The jobs of DRS that can be waited for. One kind serves all goals, so that thousands of waits share their reads."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.jobs import JobKind
from jobspan._planes.huawei_drs.backup_migration_kind import BACKUP_MIGRATION
from jobspan._planes.huawei_drs.comparison_kinds import COMPARISON, OBJECT_COMPARISON, REPORT
from jobspan._planes.huawei_drs.flows.job_ids import PRECHECK_BATCH, READ_BATCH
from jobspan._planes.huawei_drs.flows.prechecks import watched_precheck, watched_prechecks
from jobspan._planes.huawei_drs.flows.watched import gone, watched_job, watched_jobs
from jobspan._planes.huawei_drs.models.checks import Precheck
from jobspan._planes.huawei_drs.models.job_watch import JobWatch
from jobspan._planes.huawei_drs.models.status import JobStatus
from jobspan._planes.huawei_drs.position_kind import POSITION
from jobspan._planes.huawei_drs.subscription_kinds import NEW_SUBSCRIPTION, SUBSCRIPTION
from jobspan.jobs import JobRef, Phase, Progress

if TYPE_CHECKING:
    from jobspan._core.logs import LogSource


def _result(ctx: PlaneContext, ref: JobRef, view: JobWatch) -> Flow[JobWatch]:
    return pure(view)


def _explain(view: JobWatch) -> str:
    return view.impossible or view.reason or f"the wait was for {view.until!r}"


def _advice(view: JobWatch) -> str:
    if view.status not in _RESUMED:
        return ""
    return f"Once the cause is mended, migration_jobs.resume({view.id!r}) lets it go on."


_RESUMED: Final = frozenset({JobStatus.FULL_TRANSFER_FAILED, JobStatus.INCRE_TRANSFER_FAILED})


def _log() -> "LogSource":
    from jobspan._planes.huawei_drs.flows.logs import TaskLog

    return TaskLog()


JOB: Final = JobKind[JobWatch, JobWatch](
    name="huawei_drs.job",
    title="task",
    read=watched_job,
    phase=lambda view: view.phase,
    state=lambda view: view.status.value,
    result=_result,
    explain=_explain,
    advice=_advice,
    read_many=watched_jobs,
    batch=READ_BATCH,
    progress=lambda view: view.progress,
    gone=gone,
    log=_log,
)


def _precheck_phase(view: Precheck) -> Phase:
    if view.error_code:
        return Phase.FAILED
    return Phase.RUNNING if not view.done else Phase.SUCCEEDED if view.passed else Phase.FAILED


def _precheck_problems(view: Precheck) -> str:
    items = [f"{item.item}: {item.failed_reason or item.result}" for item in view.failures]
    return "; ".join(items) or view.error_msg or ""


def _precheck_result(ctx: PlaneContext, ref: JobRef, view: Precheck) -> Flow[Precheck]:
    return pure(view)


PRECHECK: Final = JobKind[Precheck, Precheck](
    name="huawei_drs.precheck",
    title="precheck of task",
    read=watched_precheck,
    phase=_precheck_phase,
    state=lambda view: view.process or "not begun",
    result=_precheck_result,
    explain=_precheck_problems,
    read_many=watched_prechecks,
    batch=PRECHECK_BATCH,
    progress=lambda view: Progress(text=f"precheck {view.process or 'not begun'}"),
    instead_of_log="handle.view has each check with its outcome.",
)

KINDS: Final[Mapping[str, JobKind[Any, Any]]] = {
    kind.name: kind
    for kind in (
        JOB,
        PRECHECK,
        COMPARISON,
        OBJECT_COMPARISON,
        REPORT,
        POSITION,
        BACKUP_MIGRATION,
        NEW_SUBSCRIPTION,
        SUBSCRIPTION,
    )
}
