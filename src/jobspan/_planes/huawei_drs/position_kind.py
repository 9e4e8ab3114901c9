"""The search for a position as a job that can be waited for."""

from typing import Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.jobs import JobKind
from jobspan._planes.huawei.paths import project_path
from jobspan._planes.huawei_drs.models.positions import CollectedPosition
from jobspan._planes.huawei_drs.operations.task_settings import POSITION_RESULT
from jobspan.jobs import JobRef


def collected_position(ctx: PlaneContext, job_id: str, query_id: str) -> Flow[CollectedPosition]:
    return call(ctx, POSITION_RESULT, path=project_path(ctx, job_id=job_id), query={"query_id": query_id})


def _read(ctx: PlaneContext, ref: JobRef) -> Flow[CollectedPosition]:
    return collected_position(ctx, ref.about["job_id"], ref.id)


def _result(ctx: PlaneContext, ref: JobRef, view: CollectedPosition) -> Flow[CollectedPosition]:
    return pure(view)


POSITION: Final = JobKind[CollectedPosition, CollectedPosition](
    name="huawei_drs.position",
    title="search for a position",
    read=_read,
    phase=lambda view: view.phase,
    state=lambda view: "not said" if view.status is None else view.status.value,
    result=_result,
    explain=lambda view: "DRS found no position for this time in the log of the source",
)
