"""Reading synchronization jobs: one, a list, and those that handles wait for."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, gather, sleep, wall_clock
from jobspan._core.looks import unless_unreadable
from jobspan._core.paginate import Listing, collect, first_page
from jobspan._core.validation import validating
from jobspan._planes.ciphertrust.families import Family
from jobspan._planes.ciphertrust.flows.listing import LARGEST_PAGE, NEWEST_FIRST, listing
from jobspan._planes.ciphertrust.flows.sync_requests import CONTAINERS, checked_containers, given_lists
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob, SyncStatus
from jobspan._planes.ciphertrust.operations.sync_jobs import SYNC_OPERATIONS
from jobspan.errors import ApiError, DecodeError, NotFound, OperationError, PermissionDenied
from jobspan.hooks import LookFailed
from jobspan.jobs import JobRef

REPLICATION: Final = 5.0
"""Seconds after its start during which a job may be unknown to the cluster node that answers."""

_SOON: Final = 1.0
"""Seconds until a reply that lacks something is asked for again."""

_FEW: Final = 5
"""So many jobs are read singly sooner than with another list."""


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
    lists: Mapping[str, object] | None = None,
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
        for field in given_lists(lists or {}):
            if of.filter_field is None:
                problems.add(field, f"{of.key} cannot be filtered by containers")
            elif field not in (CONTAINERS, of.containers):
                problems.add(field, f"{of.key} cannot be filtered by it", (of.containers,))
        containers = checked_containers(problems, of, lists or {})
    query: dict[str, Any] = {"id": id, "overall_status": None if status is None else str(status)}
    if containers and of.filter_field is not None:
        query[of.filter_field] = list(containers)
    return listing(ctx, operation, query | {"sort": sort}, limit=limit)


def read_started(ctx: PlaneContext, of: Family, ref: JobRef) -> Flow[SyncJob]:
    """The job of a reference. One that was started a moment ago may not be found yet, so it is looked for again."""
    while True:
        try:
            return (yield from _with_units(ctx, of, (yield from get_job(ctx, of, ref.id))))
        except NotFound:
            age = (yield from wall_clock()) - ref.created.timestamp() if ref.created else REPLICATION
            if not 0 <= age < REPLICATION:
                raise
        yield from sleep(1.0)


def read_together(ctx: PlaneContext, of: Family, refs: Sequence[JobRef]) -> Flow[dict[str, SyncJob]]:
    """Many jobs of a family: one list of those in progress, and one of the newest for those that ended since.

    Jobs that neither list shows are read one by one. One that cannot be read is left out: it must not cost the others.

    Raises:
        OperationError: none of them can be read.
    """
    if len(refs) == 1:
        return {refs[0].id: (yield from read_started(ctx, of, refs[0]))}
    wanted = {ref.id for ref in refs}
    running = yield from _rows(
        ctx, of, lambda: collect(list_jobs(ctx, of, status=SyncStatus.IN_PROGRESS, limit=LARGEST_PAGE), partly=True)
    )
    views = {job.id: job for job in running if job.id in wanted}
    if len(wanted) - len(views) > _FEW:
        newest = yield from _rows(ctx, of, lambda: newest_jobs(ctx, of, LARGEST_PAGE))
        views |= {job.id: job for job in newest if job.id in wanted}
    bare = [id for id, job in views.items() if _lacks_units(job)]
    missing = [ref for ref in refs if ref.id not in views or ref.id in bare]
    answers = yield from gather([partial(get_job, ctx, of, ref.id) for ref in missing], ctx.policy.concurrency)
    failed = [answer for answer in answers if isinstance(answer, Exception)]
    views |= {answer.id: answer for answer in answers if isinstance(answer, SyncJob)}
    for error in failed:
        if not views or not isinstance(error, OperationError):
            raise error
    return views


def _with_units(ctx: PlaneContext, of: Family, job: SyncJob) -> Flow[SyncJob]:
    """A job that is said to be completed, and shows nothing of its containers, is read again before that is believed."""
    if not _lacks_units(job):
        return job
    yield from sleep(_SOON)
    again = yield from unless_unreadable(ctx, SYNC_OPERATIONS[of.key].get.id, lambda: get_job(ctx, of, job.id))
    return again if isinstance(again, SyncJob) else job


def _lacks_units(job: SyncJob) -> bool:
    return job.status == SyncStatus.COMPLETED and bool(job.containers) and not job.detailed_status


def newest_jobs(ctx: PlaneContext, of: Family, limit: int | None = None) -> Flow[tuple[SyncJob, ...]]:
    """A page of the family's jobs, whatever their state and containers, the newest first.

    Some families do not take an order; all their jobs are read then.
    """
    try:
        page = yield from first_page(list_jobs(ctx, of, sort=NEWEST_FIRST, limit=limit))
    except ApiError as refused:
        if refused.status != 400:
            raise
        return tuple((yield from collect(list_jobs(ctx, of, limit=LARGEST_PAGE))))
    return page.items


def _rows(ctx: PlaneContext, of: Family, read: Callable[[], Flow[Sequence[SyncJob]]]) -> Flow[Sequence[SyncJob]]:
    """What a list shows; nothing when it cannot be had, as jobs can be read singly."""
    try:
        return (yield from read())
    except (PermissionDenied, NotFound, DecodeError) as failed:
        operation = SYNC_OPERATIONS[of.key].list
        yield from emit(LookFailed(plane=ctx.plane, operation=operation.id, error=str(failed)))
        return ()
