"""Collections of jobs: list, read, create, update, delete."""

from collections.abc import Callable, Sequence
from functools import partial

from jobspan._core.change import change
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, collect
from jobspan._core.reconcile import Reconcile
from jobspan._core.rules import rules_apply
from jobspan._core.validation import validating
from jobspan._planes.groupid.flows import reconcile
from jobspan._planes.groupid.flows.details import check_ids, content, made, whole
from jobspan._planes.groupid.flows.jobs import readable
from jobspan._planes.groupid.flows.listing import listing
from jobspan._planes.groupid.flows.reads import same_name
from jobspan._planes.groupid.flows.reconcile import says_too_little
from jobspan._planes.groupid.models.collections import CollectionInfo, JobCollection
from jobspan._planes.groupid.models.diff import differences, differences_from_sent
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
from jobspan._planes.groupid.rules.job_validation import check_job, check_masks
from jobspan.models import Verdict


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
    check_document(CREATE_COLLECTION, collection)
    same = yield from readable(ctx, LIST_COLLECTIONS, _ids_named(ctx, collection.name))
    reply = yield from change(
        ctx,
        CREATE_COLLECTION,
        f"Create the job collection {collection.name!r}",
        body=CODEC.write(collection),
        verdicts=verdicts_on(ctx, collection),
        notes=(
            "The server stores copies of the jobs.",
            *(f"A collection of this name exists: {id}." for id in sorted(same or ())),
        ),
        before=lambda: look_before_creation(ctx, collection),
        lacks=made,
    )
    return content(ctx, CREATE_COLLECTION, reply)


def look_before_creation(ctx: PlaneContext, collection: JobCollection) -> Flow[Reconcile[Envelope[int]]]:
    """What collections of this name there are, and what to do when the reply to the creation of another one is lost."""

    def shows_what_was_sent(id: int) -> Flow[bool]:
        return not differences_from_sent(collection, (yield from get(ctx, id)))

    return (yield from reconcile.before_creation(_ids_named(ctx, collection.name), shows_what_was_sent))


def verdicts_on(ctx: PlaneContext, collection: JobCollection) -> tuple[Verdict, ...]:
    """What the rules say of a collection that is to be written."""
    return judge(COLLECTION_RULES, f"collection {collection.name!r}", collection) if rules_apply(ctx) else ()


def update(ctx: PlaneContext, collection: JobCollection) -> Flow[int]:
    """Replace a collection by this document. The server drops what it does not contain: start from ``get()``."""
    check_ids(UPDATE_COLLECTION.call, "$.jobCollectionInfo.id", [collection.id])
    check_document(UPDATE_COLLECTION, collection)
    before = yield from readable(ctx, GET_COLLECTION, lambda: get(ctx, collection.id))
    changes = None if before is None else differences(before, collection)
    reply = yield from change(
        ctx,
        UPDATE_COLLECTION,
        f"Update the job collection {collection.id} ({collection.name!r})",
        body=CODEC.write(collection),
        verdicts=verdicts_on(ctx, collection),
        notes=("What is stored could not be read.",) if changes is None else changes or ("The documents are equal.",),
        reconcile=of_update(ctx, collection, differs=changes != ()),
        lacks=says_too_little,
    )
    return collection.id if reply.data is None else reply.data


def of_update(ctx: PlaneContext, collection: JobCollection, *, differs: bool) -> Reconcile[Envelope[int]]:
    """What to do after a lost reply to an update; ``differs``: what was stored before was not the same."""

    def shows_what_was_sent() -> Flow[bool]:
        return differs and not differences_from_sent(collection, (yield from get(ctx, collection.id)))

    done = Envelope(status=0, data=collection.id)
    return reconcile.of_update(shows_what_was_sent, done, may_repeat=all(job.id for job in collection.jobs))


def delete(ctx: PlaneContext, collection_ids: Sequence[int]) -> Flow[None]:
    """Delete collections with the copies of jobs in them; the originals stay."""
    check_ids(DELETE_COLLECTIONS.call, "collection_ids", collection_ids)

    yield from change(
        ctx,
        DELETE_COLLECTIONS,
        f"Delete the job collections {', '.join(map(str, collection_ids))}",
        query={"jobids": list(collection_ids)},
        notes=("The jobs in them are deleted; the jobs they were copied from stay.",),
        reconcile=of_deletion(ctx, collection_ids),
        lacks=says_too_little,
    )


def of_deletion(ctx: PlaneContext, collection_ids: Sequence[int]) -> Reconcile[Envelope[object]]:
    """What to do after a lost reply to a deletion."""

    def listed() -> Flow[list[int]]:
        return [info.id for info in (yield from collect(collections(ctx)))]

    left = reconcile.left_of(collection_ids, listed, partial(get, ctx))
    return reconcile.of_deletion(left, frozenset(collection_ids))


def _ids_named(ctx: PlaneContext, name: str) -> Callable[[], Flow[frozenset[int]]]:
    def look() -> Flow[frozenset[int]]:
        found = yield from collect(collections(ctx, is_exactly("Name", name)))
        return frozenset(info.id for info in found if same_name(info.name, name))

    return look


def check_document(operation: str | Operation[Envelope[int]], collection: JobCollection) -> None:
    """New jobs must be valid; stored ones may hold what only a newer server understands."""
    with validating(operation) as problems:
        problems.text("$.jobCollectionInfo.name", collection.name)
        for i, job in enumerate(collection.jobs):
            if job.id == 0:
                check_job(problems, job, f"$.jobs[{i}]")
            else:
                check_masks(problems, job, f"$.jobs[{i}]")
