"""Read tasks in batches: pages side by side, put together in the order asked for."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

import attrs

from jobspan._core.call import call
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, gather
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page
from jobspan._core.validation import present, validating
from jobspan._planes.huawei.errors import normal_code
from jobspan._planes.huawei.paths import project_path as project
from jobspan._planes.huawei_drs.errors import GONE
from jobspan._planes.huawei_drs.flows.job_ids import (
    DETAIL_BATCH,
    READ_BATCH,
    batches,
    check_joined_ids,
    checked_id,
    checked_ids,
)
from jobspan._planes.huawei_drs.flows.masks import without_masks
from jobspan._planes.huawei_drs.models.jobs import JobState, JobSummary, MigrationJob
from jobspan._planes.huawei_drs.models.replies import Results
from jobspan._planes.huawei_drs.models.status import JobStatus
from jobspan._planes.huawei_drs.operations import reads as op
from jobspan.errors import (
    ApiError,
    AuthError,
    DecodeError,
    NotFound,
    OperationError,
    PermissionDenied,
    RateLimited,
    ServerError,
)

T = TypeVar("T")

__all__ = [
    "Answers",
    "all_of",
    "details_of",
    "get",
    "get_many",
    "is_about_one",
    "known_details",
    "listing",
    "project",
    "read_each",
    "read_pages",
    "states_of",
    "status",
]

_EVERYTHING = {"cur_page": 1, "per_page": 0}
"""Without it DRS answers for the first five tasks only, without mentioning the rest."""


def all_of(ctx: PlaneContext, flows: Sequence[Callable[[], Flow[T]]]) -> Flow[list[T]]:
    """Flows side by side; the first failure is raised. One goes ahead: wrong keys side by side would lock the key."""
    if not flows:
        return []
    values = [(yield from flows[0]())]
    for each in (yield from gather(flows[1:], ctx.policy.concurrency)):
        if isinstance(each, Exception):
            raise each
        values.append(each)
    return values


def read_pages(
    ctx: PlaneContext,
    operation: Operation[Results[T]],
    ids: Sequence[str],
    *,
    paged: bool = False,
    size: int = READ_BATCH,
    **path: str,
) -> Flow[list[T]]:
    """All entries of a batched read of these tasks, in pages of ``size``."""

    def page(batch: list[str]) -> Callable[[], Flow[Results[T]]]:
        body: dict[str, Any] = {"jobs": batch} | ({"page_req": _EVERYTHING} if paged else {})
        return lambda: call(ctx, operation, path=project(ctx, **path), body=body)

    found = yield from all_of(ctx, [page(batch) for batch in batches(ids, size)])
    return [entry for results in found for entry in results.results]


@frozen(kw_only=True)
class Answers(Generic[T]):
    """What a batched read brought: the rows, for tasks whose read was refused, why, and how many rows cannot be read."""

    rows: list[T]
    errors: dict[str, OperationError]
    unreadable: int = 0


def read_each(
    ctx: PlaneContext,
    operation: Operation[Results[T]],
    ids: Sequence[str],
    *,
    paged: bool = False,
    size: int = READ_BATCH,
    thorough: bool = True,
) -> Flow[Answers[T]]:
    """A batched read in which a task that DRS refuses to read costs only itself.

    The tasks that a refusal names are taken out and the others asked for again. A refusal that names none is narrowed down
    by halves when the read is ``thorough``.

    Raises:
        AuthError: the credentials are refused: nothing more is to be sent with them.
    """

    def page(batch: list[str]) -> Flow[Answers[T]]:
        body: dict[str, Any] = {"jobs": batch} | ({"page_req": _EVERYTHING} if paged else {})
        try:
            reply = yield from call(ctx, operation, path=project(ctx), body=body)
        except AuthError:
            raise
        except OperationError as failed:
            blamed = [each for each in batch if each in failed.message]
            if not is_about_one(failed) or len(batch) == 1:
                return Answers(rows=[], errors=dict.fromkeys(batch, failed))
            if not blamed and not thorough:
                return Answers(rows=[], errors=dict.fromkeys(batch, failed))
            found: Answers[T] = Answers(rows=[], errors=dict.fromkeys(blamed, failed))
            rest = [each for each in batch if each not in blamed]
            middle = len(rest) if blamed else len(rest) // 2
            for part in (rest[:middle], rest[middle:]):
                if part:
                    found = _together([found, (yield from page(part))])
            return found
        return Answers(rows=list(reply.results), errors={}, unreadable=reply.unreadable)

    return _together((yield from all_of(ctx, [partial(page, batch) for batch in batches(ids, size)])))


def _together(answers: Sequence[Answers[T]]) -> Answers[T]:
    return Answers(
        rows=[row for each in answers for row in each.rows],
        errors={id: error for each in answers for id, error in each.errors.items()},
        unreadable=sum(each.unreadable for each in answers),
    )


def is_about_one(error: OperationError) -> bool:
    """Whether a refusal may concern only some of the tasks it was for."""
    if not isinstance(error, ApiError) or isinstance(error, AuthError | PermissionDenied | RateLimited | ServerError):
        return False
    return not (error.code or "").startswith("APIGW.")


def states_of(ctx: PlaneContext, ids: Sequence[str]) -> Flow[dict[str, JobState]]:
    """The state of each task that DRS has one of. Tasks that it says are gone read as ``DELETED``; those that it does not
    mention are left out.

    A page with a task that is gone may be refused as a whole, naming that task; the others are then asked for again, as long
    as there are answers.
    """
    known: dict[str, JobState] = {}
    missing = list(dict.fromkeys(ids))
    while missing:
        answers = yield from read_each(ctx, op.STATUS, missing, paged=True)
        known |= {each.id: each if each.error_code is None else _gone_or_as_it_is(each) for each in answers.rows}
        for id, error in answers.errors.items():
            if not is_about_one(error) or (len(ids) == 1 and _code_of(error) not in GONE):
                raise error
            known[id] = _gone_or_as_it_is(JobState(id=id, error_code=_code_of(error), error_msg=error.message))
        left = [each for each in missing if each not in known]
        if len(left) == len(missing):
            break
        missing = left
    ctx.seen.update(id for id, each in known.items() if each.status and normal_code(each.error_code) not in GONE)
    return {id: known[id] for id in ids if id in known}


def _code_of(error: OperationError) -> str | None:
    return error.code if isinstance(error, ApiError) else None


def _gone_or_as_it_is(entry: JobState) -> JobState:
    return attrs.evolve(entry, status=JobStatus.DELETED) if normal_code(entry.error_code) in GONE else entry


def status(ctx: PlaneContext, job_ids: str | Sequence[str]) -> Flow[list[JobState]]:
    """The states in the order asked for; a task that DRS does not mention has none."""
    ids = checked_ids("migration_jobs.status", job_ids)
    known = yield from states_of(ctx, ids)
    return [known.get(each) or JobState(id=each) for each in ids]


def details_of(ctx: PlaneContext, ids: Sequence[str]) -> Flow[Answers[MigrationJob]]:
    """The details of tasks. Those that are gone are neither among the rows nor among the errors."""
    found: dict[str, MigrationJob] = {}
    errors: dict[str, OperationError] = {}
    missing = list(dict.fromkeys(ids))
    while missing:
        answers = yield from read_each(ctx, op.DETAILS, missing, paged=True, size=DETAIL_BATCH)
        found |= {entry.id: entry for entry in answers.rows if entry.id is not None}
        errors |= answers.errors
        left = [each for each in missing if each not in found and each not in errors]
        if len(left) == len(missing):
            if answers.unreadable:
                errors |= {each: _unreadable(ctx, op.DETAILS, each) for each in left}
            break
        missing = left
    return Answers(
        rows=[without_masks(entry) for entry in found.values() if normal_code(entry.error_code) not in GONE],
        errors={id: error for id, error in errors.items() if _code_of(error) not in GONE},
    )


def _unreadable(ctx: PlaneContext, operation: Operation[Any], id: str) -> DecodeError:
    return DecodeError(
        message=f"huawei_drs {operation.id}: what DRS says of the task {id} cannot be read.",
        plane=ctx.plane,
        operation=operation.id,
        path="$.results",
        status=200,
    )


def get(ctx: PlaneContext, job_id: str) -> Flow[MigrationJob]:
    """
    Raises:
        NotFound: there is no such task.
    """
    (job,) = yield from _details(ctx, (checked_id("migration_jobs.get", job_id),))
    return job


def get_many(ctx: PlaneContext, job_ids: str | Sequence[str]) -> Flow[list[MigrationJob]]:
    """
    Raises:
        NotFound: DRS does not have one of them.
    """
    return (yield from _details(ctx, checked_ids("migration_jobs.get_many", job_ids)))


def _details(ctx: PlaneContext, ids: Sequence[str]) -> Flow[list[MigrationJob]]:
    known = yield from known_details(ctx, ids)
    absent = [each for each in ids if each not in known]
    if absent:
        raise NotFound(
            message=f"huawei_drs: no such task: {', '.join(absent)}.",
            hint="It may have been deleted; migration_jobs.list() shows what there is.",
            plane=ctx.plane,
            operation=op.DETAILS.id,
            status=200,
        )
    return [known[each] for each in ids]


def known_details(ctx: PlaneContext, ids: Sequence[str]) -> Flow[dict[str, MigrationJob]]:
    """The details of the tasks that there are."""
    details = yield from details_of(ctx, ids)
    for error in details.errors.values():
        raise error
    return {each.id: each for each in details.rows if each.id is not None}


def listing(
    ctx: PlaneContext,
    db_use_type: str,
    *,
    name: str | None = None,
    status: str | None = None,
    engine_type: str | None = None,
    net_type: str | None = None,
    enterprise_project_id: str | None = None,
    instance_ids: Sequence[str] = (),
    instance_ip: str | None = None,
    tags: dict[str, str] | None = None,
    page_size: int = 100,
) -> Listing[JobSummary]:
    with validating("migration_jobs.list") as problems:
        problems.text("db_use_type", db_use_type)
        problems.within("page_size", page_size, 1, 100)
        if len(instance_ids) > 10:
            problems.add("instance_ids", f"has {len(instance_ids)} entries, at most 10 are allowed")
        check_joined_ids(problems, "name", name, 100)
    filters = present(
        {
            "db_use_type": db_use_type,
            "name": name,
            "status": status,
            "engine_type": engine_type,
            "net_type": net_type,
            "enterprise_project_id": enterprise_project_id,
            "instance_ids": list(instance_ids) or None,
            "instance_ip": instance_ip,
            "tags": tags,
        }
    )

    def fetch(position: Any) -> Flow[Page[JobSummary]]:
        number, before = position or (1, 0)
        body = filters | {"cur_page": number, "per_page": page_size}
        page = yield from call(ctx, op.LIST, path=project(ctx), body=body)
        total, rows = page.total_record, len(page.jobs) + page.unreadable
        came = before + rows
        more = came < total if total is not None else rows == page_size
        follows = (number + 1, came) if more and rows else None
        return Page(
            items=page.jobs,
            next=follows,
            total=total,
            complete=follows is not None or not more,
            unreadable=page.unreadable,
        )

    return Listing(
        fetch=fetch, row=JobSummary, key=lambda job: job.id, plane=ctx.plane, operation=op.LIST.id, exact=True
    )
