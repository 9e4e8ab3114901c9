"""Finding scan jobs: there are two lists of them, and no read of one job."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page, Walk
from jobspan._core.validation import validating
from jobspan._planes.huawei_dsc.errors import RouteNotPublished
from jobspan._planes.huawei_dsc.flows.calls import ask
from jobspan._planes.huawei_dsc.flows.listings import first_published
from jobspan._planes.huawei_dsc.flows.paging import Batch, check_limit, pages
from jobspan._planes.huawei_dsc.flows.routes import chosen_route
from jobspan._planes.huawei_dsc.flows.validation import check_id, moment_as_text
from jobspan._planes.huawei_dsc.models.paging import Paging
from jobspan._planes.huawei_dsc.models.scan_jobs import ScanJob, ScanJobs
from jobspan._planes.huawei_dsc.operations.scan_jobs import LIST_SCAN_JOBS, LIST_SCAN_JOBS_OLD
from jobspan.errors import DecodeError, NotFound

LISTS: Final = "scan jobs"
_BY_NAME: Final = "An id is needed: dsc.scan_jobs.find(name) finds a scan by its name."


def scan_jobs(
    ctx: PlaneContext,
    *,
    name: str | None = None,
    is_new: bool | None = None,
    start_time: str | int | datetime | None = None,
    end_time: str | int | datetime | None = None,
    limit: int | None = None,
    paging: Paging = Paging.AUTO,
) -> Listing[ScanJob]:
    """The scan jobs, from the current list, or from the older one where only that exists."""
    with validating(LIST_SCAN_JOBS) as problems:
        problems.optional_text("name", name)
        check_limit(problems, limit)
        start = moment_as_text(problems, "start_time", start_time)
        end = moment_as_text(problems, "end_time", end_time)
    query = {"content": name, "is_new": is_new, "start_time": start, "end_time": end}
    return _jobs(ctx, query, limit, paging)


def _jobs(
    ctx: PlaneContext, query: dict[str, Any], limit: int | None = None, paging: Paging = Paging.AUTO
) -> Listing[ScanJob]:
    current = _jobs_in(ctx, LIST_SCAN_JOBS, query, limit, paging)
    older = _jobs_in(ctx, LIST_SCAN_JOBS_OLD, {**query, "is_new": None}, limit, paging)
    return first_published(ctx, LISTS, ((LIST_SCAN_JOBS, current), (LIST_SCAN_JOBS_OLD, older)))


def _jobs_in(
    ctx: PlaneContext, operation: Operation[ScanJobs], query: dict[str, Any], limit: int | None, paging: Paging
) -> Listing[ScanJob]:
    def fetch(paging: dict[str, Any]) -> Flow[Batch[ScanJob]]:
        page = yield from ask(ctx, operation, query=query | paging)
        return Batch(rows=page.tasks, total=page.total, unreadable=page.unreadable)

    return pages(ctx, operation, fetch, limit=limit, paging=paging)


def get_scan_job(ctx: PlaneContext, job_id: str) -> Flow[ScanJob]:
    """Find a job by its id. There is no read of a single job: the current list is searched, then the others.

    Raises:
        NotFound: no list has it.
        DecodeError: no list has it among the rows that can be read, and there are others.
    """
    with validating("dsc.scan_jobs.get") as problems:
        check_id(problems, "job_id", job_id)
    found, whole, unreadable = yield from _search(ctx, {job_id})
    if job_id not in found and unreadable:
        raise DecodeError(
            message=f"{ctx.plane} {LIST_SCAN_JOBS.id}: {unreadable} scan jobs cannot be read; one of them may be {job_id!r}.",
            plane=ctx.plane,
            operation=LIST_SCAN_JOBS.id,
        )
    if job_id not in found:
        raise NotFound(
            message=f"{ctx.plane}: no list of this project has a scan job {job_id!r}.",
            hint=_BY_NAME if whole else f"The lists are not complete, so it may exist. {_BY_NAME}",
            plane=ctx.plane,
            operation=LIST_SCAN_JOBS.id,
            status=200,
        )
    return found[job_id]


def jobs_by_id(ctx: PlaneContext, ids: Collection[str]) -> Flow[dict[str, ScanJob]]:
    """The jobs among these that are listed, from as few pages as possible."""
    return (yield from _search(ctx, ids))[0]


def _search(ctx: PlaneContext, ids: Collection[str]) -> Flow[tuple[dict[str, ScanJob], bool, int]]:
    """The jobs among these that are listed, whether the lists are whole, and how many rows cannot be read.

    Jobs made from templates may be listed apart.
    """
    found: dict[str, ScanJob] = {}
    whole, unreadable = True, 0
    first = _jobs(ctx, {})
    for listing in (first, _jobs(ctx, {"is_new": True}), _only_old_list(ctx)):
        if listing is not first and (yield from chosen_route(ctx, LISTS)) == LIST_SCAN_JOBS_OLD.id:
            break
        walk = Walk(listing)
        while not walk.done and len(found) < len(ids):
            page = yield from walk.step()
            unreadable += page.unreadable
            whole = whole and page.complete and not page.unreadable
            found |= {job.id: job for job in page.items if job.id in ids}
    return found, whole, unreadable


def surely_absent(ctx: PlaneContext, job_id: str) -> Flow[bool]:
    """Whether no list has the job, and every list is whole."""
    found, whole, _ = yield from _search(ctx, {job_id})
    return whole and not found


def _only_old_list(ctx: PlaneContext) -> Listing[ScanJob]:
    """The older list, empty where it is not published."""
    older = _jobs_in(ctx, LIST_SCAN_JOBS_OLD, {}, None, Paging.AUTO)

    def fetch(position: Any) -> Flow[Page[ScanJob]]:
        try:
            return (yield from older.fetch(position))
        except RouteNotPublished:
            return Page(items=())

    return Listing(fetch=fetch, row=older.row, plane=older.plane, operation=older.operation)


def find_by_name(ctx: PlaneContext, name: str) -> Flow[tuple[ScanJob, ...]]:
    """The jobs of exactly this name. The server's own filter also finds names that contain it."""
    with validating("dsc.scan_jobs.find") as problems:
        problems.text("name", name)
    return (yield from _named(ctx, name))[0]


def surely_unnamed(ctx: PlaneContext, name: str) -> Flow[bool]:
    """Whether no list has a job of this name, and every list is whole."""
    found, whole = yield from _named(ctx, name)
    return whole and not found


def _named(ctx: PlaneContext, name: str) -> Flow[tuple[tuple[ScanJob, ...], bool]]:
    found: dict[str, ScanJob] = {}
    whole = True
    for listing in (_jobs(ctx, {"content": name}), _jobs(ctx, {"content": name, "is_new": True})):
        walk = Walk(listing)
        while not walk.done:
            page = yield from walk.step()
            nameless = any(job.name is None for job in page.items)
            whole = whole and page.complete and not page.unreadable and not nameless
            found |= {job.id: job for job in page.items if job.name == name}
    return tuple(found.values()), whole
