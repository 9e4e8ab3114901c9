"""Looking at synchronization jobs."""

from collections.abc import Mapping, Sequence
from typing import Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, sleep, wall_clock
from jobspan._core.paginate import Listing, collect
from jobspan._core.validation import validating
from jobspan._planes.ciphertrust.families import Family
from jobspan._planes.ciphertrust.flows.requests import Names, check_names
from jobspan._planes.ciphertrust.flows.slices import listing
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob, SyncStatus
from jobspan._planes.ciphertrust.operations.sync_jobs import SYNC_OPERATIONS
from jobspan.errors import NotFound
from jobspan.models import JobRef

REPLICATION: Final = 5.0
"""Seconds after its start in which a job may be unknown to the cluster node that is asked."""


def get_job(ctx: PlaneContext, of: Family, id: str) -> Flow[SyncJob]:
    """One job.

    Raises:
        NotFound: the family has no job of this id.
    """
    operation = SYNC_OPERATIONS[of.key].get
    with validating(operation) as problems:
        problems.text("id", id)
    return (yield from call(ctx, operation, path={"id": id}))


def list_jobs(
    ctx: PlaneContext,
    of: Family,
    lists: Mapping[str, Names] | None = None,
    *,
    id: str | None = None,
    status: SyncStatus | str | None = None,
    sort: str | None = None,
    limit: int | None = None,
) -> Listing[SyncJob]:
    """The jobs of a family.

    Raises:
        ValidationError: a container list the family cannot be filtered by, or a page size out of 1..1000.
    """
    operation = SYNC_OPERATIONS[of.key].list
    with validating(operation) as problems:
        problems.optional_text("id", id)
        problems.optional_text("sort", sort)
        filters: dict[str, list[str]] = {}
        for field, names in (lists or {}).items():
            if not names:
                continue
            if field != of.containers or of.filter_field is None:
                allowed = () if of.filter_field is None else (of.containers,)
                problems.add(field, f"{of.key} cannot be filtered by it", allowed)
                continue
            check_names(problems, field, names)
            filters[of.filter_field] = list(names)
    query = {"id": id, "overall_status": None if status is None else str(status), **filters, "sort": sort}
    return listing(ctx, operation, query, limit=limit)


def read_started(ctx: PlaneContext, of: Family, ref: JobRef) -> Flow[SyncJob]:
    """The job behind a reference; one that has just been started may take a moment to be found."""
    while True:
        try:
            return (yield from get_job(ctx, of, ref.id))
        except NotFound:
            age = (yield from wall_clock()) - ref.created.timestamp() if ref.created else REPLICATION
            if not 0 <= age < REPLICATION:
                raise
        yield from sleep(1.0)


def read_together(ctx: PlaneContext, of: Family, refs: Sequence[JobRef]) -> Flow[dict[str, SyncJob]]:
    """Many jobs of a family: those in progress come from one list, only those that are not there are read one by one.

    A job that is gone is left out while there are others, which it must not disturb.

    Raises:
        NotFound: all of them are gone.
    """
    if len(refs) == 1:
        return {refs[0].id: (yield from read_started(ctx, of, refs[0]))}
    running = yield from collect(list_jobs(ctx, of, status=SyncStatus.IN_PROGRESS), partly=True)
    wanted = {ref.id for ref in refs}
    views = {job.id: job for job in running if job.id in wanted}
    gone: NotFound | None = None
    for ref in refs:
        if ref.id not in views:
            try:
                views[ref.id] = yield from read_started(ctx, of, ref)
            except NotFound as missing:
                gone = missing
    if gone is not None and not views:
        raise gone
    return views
