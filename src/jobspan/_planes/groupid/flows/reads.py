"""Reads that handles, rules and several journeys need: jobs, and what is known of data sources."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.convert import missing_rows
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, collect
from jobspan._planes.groupid.flows.details import whole
from jobspan._planes.groupid.flows.listing import listing
from jobspan._planes.groupid.models.data_sources import DataSource, TableSchema
from jobspan._planes.groupid.models.filters import JOBS, Filter, is_exactly
from jobspan._planes.groupid.models.jobs import Job, JobInfo
from jobspan._planes.groupid.models.replies import BareList
from jobspan._planes.groupid.operations.data_sources import DATA_SOURCE_PARAMETERS, LIST_DATA_SOURCES
from jobspan._planes.groupid.operations.jobs import GET_JOB, LIST_JOBS

T = TypeVar("T")


def jobs(
    ctx: PlaneContext,
    filter: Filter | None = None,
    *,
    page_size: int | None = None,
    sort: str = "",
    sort_order: int = 1,
) -> Listing[JobInfo]:
    """The heads of all jobs, or of those that satisfy a filter."""
    return listing(
        ctx,
        LIST_JOBS,
        style=JOBS,
        key=_job_id,
        filter=filter,
        page_size=page_size,
        sort=sort,
        sort_order=sort_order,
        name_of=_name,
    )


def _name(info: JobInfo) -> str:
    return info.name


def _job_id(info: JobInfo) -> int:
    return info.job_id


def job(ctx: PlaneContext, job_id: int) -> Flow[Job]:
    """The whole document of a job."""
    return whole(ctx, GET_JOB, "jobId", job_id, "job")


def jobs_named(ctx: PlaneContext, name: str) -> Flow[list[JobInfo]]:
    """The jobs of exactly this name. Filtered here as well: a proxy may strip the body of a GET, and the filter with it."""
    found = yield from collect(jobs(ctx, is_exactly("Name", name)))
    return [info for info in found if same_name(info.name, name)]


def same_name(one: str, other: str) -> bool:
    """Windows does not tell names apart by case."""
    return one.strip().casefold() == other.strip().casefold()


def ids_named(ctx: PlaneContext, name: str) -> Callable[[], Flow[frozenset[int]]]:
    """A read of the ids of the jobs of this name, to be made any number of times."""

    def look() -> Flow[frozenset[int]]:
        return frozenset(info.job_id for info in (yield from jobs_named(ctx, name)))

    return look


def rows(
    ctx: PlaneContext,
    operation: Operation[BareList[T]],
    *,
    path: Mapping[str, str] | None = None,
    query: Mapping[str, Any] | None = None,
    body: Any = None,
) -> Flow[tuple[T, ...]]:
    """The rows of a reply that is a list."""
    return (yield from call(ctx, operation, path=path, query=query, body=body)).rows


def data_sources(ctx: PlaneContext) -> Flow[Sequence[DataSource]]:
    """All data sources the account may see.

    Raises:
        DecodeError: one of them cannot be read.
    """
    return (yield from call(ctx, LIST_DATA_SOURCES, lacks=missing_rows)).rows


def schemas(ctx: PlaneContext, source_id: int) -> Flow[Sequence[TableSchema]]:
    """The tables of a data source, with the columns of one."""
    return rows(ctx, DATA_SOURCE_PARAMETERS, path={"DatasourceId": str(source_id)})
