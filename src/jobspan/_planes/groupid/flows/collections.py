"""Collections of jobs: list, read, create, update, delete."""

from collections.abc import Callable, Sequence

from jobspan._core.call import Confirmed, NotDone, Settled, Unknown, perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, collect
from jobspan._core.rules import propose_one
from jobspan._core.validation import validating
from jobspan._planes.groupid.flows import reconcile
from jobspan._planes.groupid.flows.details import check_ids, content, whole
from jobspan._planes.groupid.flows.listing import listing
from jobspan._planes.groupid.models.collections import CollectionInfo, JobCollection
from jobspan._planes.groupid.models.diff import differences
from jobspan._planes.groupid.models.documents import CODEC
from jobspan._planes.groupid.models.filters import COLLECTION_JOBS as COLLECTION_JOBS_STYLE, JOBS, Filter, is_exactly
from jobspan._planes.groupid.models.jobs import JobInfo
from jobspan._planes.groupid.models.replies import Envelope
from jobspan._planes.groupid.operations.collections import (
    COLLECTION_JOBS,
    CREATE_COLLECTION,
    DELETE_COLLECTIONS,
    GET_COLLECTION,
    LIST_COLLECTIONS,
    UPDATE_COLLECTION,
)
from jobspan._planes.groupid.rules import COLLECTION_RULES, judge
from jobspan._planes.groupid.rules.job_validation import check_job
from jobspan.errors import ApiError, TransportError


def collections(
    ctx: PlaneContext,
    filter: Filter | None = None,
    *,
    page_size: int | None = None,
    sort: str = "",
    sort_order: int = 1,
) -> Listing[CollectionInfo]:
    """The heads of all collections, or of those that satisfy a filter."""
    return listing(
        ctx,
        LIST_COLLECTIONS,
        style=JOBS,
        key=_collection_id,
        name_of=_name,
        filter=filter,
        page_size=page_size,
        sort=sort,
        sort_order=sort_order,
    )


def _name(info: CollectionInfo) -> str:
    return info.name


def _collection_id(info: CollectionInfo) -> int:
    return info.id


def jobs_in(
    ctx: PlaneContext,
    collection_id: int,
    filter: Filter | None = None,
    *,
    page_size: int | None = None,
    sort: str = "",
    sort_order: int = 1,
) -> Listing[JobInfo]:
    """The heads of the jobs in a collection."""
    check_ids(COLLECTION_JOBS.call, "collection_id", [collection_id])
    return listing(
        ctx,
        COLLECTION_JOBS,
        style=COLLECTION_JOBS_STYLE,
        key=_job_id,
        filter=filter,
        page_size=page_size,
        sort=sort,
        sort_order=sort_order,
        extra={"jobCollectionId": collection_id},
    )


def _job_id(info: JobInfo) -> int:
    return info.job_id


def get(ctx: PlaneContext, collection_id: int) -> Flow[JobCollection]:
    """A whole collection."""
    return whole(ctx, GET_COLLECTION, "jobCollectionId", collection_id, "job collection")


def create(ctx: PlaneContext, collection: JobCollection) -> Flow[int]:
    """Create a collection and return its id."""
    _check_document(CREATE_COLLECTION, collection)
    before = yield from _ids_named(ctx, collection.name)()
    request = prepare(ctx, CREATE_COLLECTION, body=CODEC.write(collection))
    yield from propose_one(
        ctx,
        CREATE_COLLECTION,
        request,
        f"Create the job collection {collection.name!r}",
        verdicts=judge(COLLECTION_RULES, f"collection {collection.name!r}", collection),
        notes=(
            "The server stores copies of the jobs.",
            *(f"A collection of this name exists: {id}." for id in sorted(before)),
        ),
    )
    settle = reconcile.created(_ids_named(ctx, collection.name), before)
    return content(ctx, CREATE_COLLECTION, (yield from perform(ctx, CREATE_COLLECTION, request, settle=settle)))


def update(ctx: PlaneContext, collection: JobCollection) -> Flow[int]:
    """Replace a collection by this document. The server drops what it does not contain: start from ``get()``."""
    check_ids(UPDATE_COLLECTION.call, "$.jobCollectionInfo.id", [collection.id])
    _check_document(UPDATE_COLLECTION, collection)
    before = yield from get(ctx, collection.id)
    request = prepare(ctx, UPDATE_COLLECTION, body=CODEC.write(collection))
    yield from propose_one(
        ctx,
        UPDATE_COLLECTION,
        request,
        f"Update the job collection {collection.id} ({collection.name!r})",
        verdicts=judge(COLLECTION_RULES, f"collection {collection.name!r}", collection),
        notes=differences(before, collection) or ("The documents are equal.",),
    )
    settle = _updated(ctx, before, collection)
    return content(ctx, UPDATE_COLLECTION, (yield from perform(ctx, UPDATE_COLLECTION, request, settle=settle)))


def _updated(
    ctx: PlaneContext, before: JobCollection, wanted: JobCollection
) -> Callable[[], Flow[Settled[Envelope[int]]]]:
    def settle() -> Flow[Settled[Envelope[int]]]:
        try:
            now = yield from get(ctx, wanted.id)
        except (ApiError, TransportError) as unreadable:
            return Unknown(f"Reading it failed as well: {unreadable.message}")
        if differences(before, wanted) and not differences(wanted, now):
            return Confirmed(Envelope(data=wanted.id))
        if all(job.id for job in wanted.jobs):
            return NotDone()
        return Unknown("It contains jobs without an id, so a repeat could add them twice.")

    return settle


def delete(ctx: PlaneContext, collection_ids: Sequence[int]) -> Flow[None]:
    """Delete collections with the copies of jobs in them; the originals stay."""
    check_ids(DELETE_COLLECTIONS.call, "collection_ids", collection_ids)
    request = prepare(ctx, DELETE_COLLECTIONS, query={"jobids": list(collection_ids)})
    yield from propose_one(
        ctx,
        DELETE_COLLECTIONS,
        request,
        f"Delete the job collections {', '.join(map(str, collection_ids))}",
        notes=("The jobs in them are deleted; the jobs they were copied from stay.",),
    )

    def left() -> Flow[frozenset[int]]:
        return frozenset(info.id for info in (yield from collect(collections(ctx))))

    yield from perform(ctx, DELETE_COLLECTIONS, request, settle=reconcile.gone(left, frozenset(collection_ids)))


def _ids_named(ctx: PlaneContext, name: str) -> Callable[[], Flow[frozenset[int]]]:
    def look() -> Flow[frozenset[int]]:
        found = yield from collect(collections(ctx, is_exactly("Name", name)))
        return frozenset(info.id for info in found if info.name == name)

    return look


def _check_document(operation: Operation[Envelope[int]], collection: JobCollection) -> None:
    """New jobs must be valid; stored ones may hold what only a newer server understands."""
    with validating(operation) as problems:
        problems.text("$.jobCollectionInfo.name", collection.name)
        for i, job in enumerate(collection.jobs):
            if job.id == 0:
                check_job(problems, job, f"$.jobs[{i}]")
