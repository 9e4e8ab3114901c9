"""Operations of SyncJobs: four for each family, made from the table of families."""

from typing import Final

from jobspan._core.classes import frozen
from jobspan._core.operation import Operation
from jobspan._planes.ciphertrust.families import FAMILIES, Family
from jobspan._planes.ciphertrust.models.envelopes import Slice
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob
from jobspan._planes.ciphertrust.operations.table import SYNC_JOBS


@frozen(kw_only=True)
class SyncOperations:
    """The operations of one family."""

    start: Operation[SyncJob]
    list: Operation[Slice[SyncJob]]
    get: Operation[SyncJob]
    cancel: Operation[SyncJob]


def _operations_of(family: Family) -> SyncOperations:
    page = f"reference/cckmapi/{family.page}"
    one = f"{family.path}/{{id}}"
    return SyncOperations(
        start=SYNC_JOBS.guarded(
            f"{family.key}.start",
            f"POST {family.path}",
            call=f"{family.call}.start",
            reason="each accepted call makes another job; the one it made can be found in the list",
            page=page,
            returns=SyncJob,
            rules=("no-sync-running",),
            check=f"Look at {family.call}.list() for a job of these containers before starting another.",
        ),
        list=SYNC_JOBS.read(
            f"{family.key}.list",
            f"GET {family.path}",
            call=f"{family.call}.list",
            page=page,
            returns=Slice[SyncJob],
        ),
        get=SYNC_JOBS.read(f"{family.key}.get", f"GET {one}", call=f"{family.call}.get", page=page, returns=SyncJob),
        cancel=SYNC_JOBS.guarded(
            f"{family.key}.cancel",
            f"POST {one}/cancel",
            call=f"{family.call}.cancel",
            reason="the job tells whether it was asked to stop, or is over",
            page=page,
            returns=SyncJob,
            rules=("sync-in-progress",),
            check=f"Look at abort and overall_status of {family.call}.get().",
        ),
    )


SYNC_OPERATIONS: Final[dict[str, SyncOperations]] = {family.key: _operations_of(family) for family in FAMILIES}
