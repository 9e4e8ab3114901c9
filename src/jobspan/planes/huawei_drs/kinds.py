"""Tasks as things to wait for. One kind serves all goals, so that thousands of waits share their reads."""

from collections.abc import Mapping
from typing import Any, Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.jobs import JobKind
from jobspan.models import JobRef
from jobspan.planes.huawei_drs.flows.ids import READ_BATCH
from jobspan.planes.huawei_drs.flows.watch import look_at, look_at_many
from jobspan.planes.huawei_drs.watching import JobWatch


def _result(ctx: PlaneContext, ref: JobRef, view: JobWatch) -> Flow[JobWatch]:
    return pure(view)


def _explain(view: JobWatch) -> str:
    return view.reason or f"{view.status} while waiting until it is {view.until}"


JOB: Final = JobKind[JobWatch, JobWatch](
    name="huawei_drs.job",
    title="task",
    read=look_at,
    phase=lambda view: view.phase,
    state=lambda view: view.status.value,
    result=_result,
    explain=_explain,
    read_many=look_at_many,
    batch=READ_BATCH,
    progress=lambda view: view.progress,
)

KINDS: Final[Mapping[str, JobKind[Any, Any]]] = {JOB.name: JOB}
