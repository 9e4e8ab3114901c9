"""Operations of job collections."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.groupid.models.collections import CollectionInfo, JobCollection
from jobspan._planes.groupid.models.jobs import JobInfo
from jobspan._planes.groupid.models.shared import DetailResult, Envelope, ListResult
from jobspan._planes.groupid.operations.base import operation
from jobspan._planes.groupid.rule_ids import COLLECTION_RULES

CREATE_COLLECTION: Operation[Envelope[int]] = operation(
    "DataSyncJobs",
    "create_collection",
    "POST /DataSyncJobs/Collections",
    RetryClass.GUARDED,
    call="groupid.collections.create",
    page="Create a New Job Collection",
    reason="a new id under the collection's name tells whether it was created; creating one runs nothing",
    returns=Envelope[int],
    rules=COLLECTION_RULES,
    check="Look for a collection of this name with groupid.collections.search().",
)
LIST_COLLECTIONS: Operation[ListResult[CollectionInfo]] = operation(
    "DataSyncJobs",
    "list_collections",
    "GET /DataSyncJobs/Collections",
    RetryClass.READ,
    call="groupid.collections.list",
    page="Get Job Collections",
    returns=ListResult[CollectionInfo],
)
COLLECTION_JOBS: Operation[ListResult[JobInfo]] = operation(
    "DataSyncJobs",
    "collection_jobs",
    "GET /DataSyncJobs/Collections/Details",
    RetryClass.READ,
    call="groupid.collections.jobs",
    page="Get Job Collections Details",
    returns=ListResult[JobInfo],
)
GET_COLLECTION: Operation[DetailResult[JobCollection]] = operation(
    "DataSyncJobs",
    "get_collection",
    "GET /DataSyncJobs/Collections/{jobCollectionId}/Details",
    RetryClass.READ,
    call="groupid.collections.get",
    page="Get Job Collection Details By Job Collection ID",
    returns=DetailResult[JobCollection],
)
UPDATE_COLLECTION: Operation[Envelope[int]] = operation(
    "DataSyncJobs",
    "update_collection",
    "PATCH /DataSyncJobs/Collections",
    RetryClass.GUARDED,
    call="groupid.collections.update",
    page="Update a Job Collection",
    reason="it carries the whole collection, and the jobs in it tell whether it arrived; "
    "repeated blindly, a job without an id would be added twice",
    returns=Envelope[int],
    rules=COLLECTION_RULES,
    check="Compare groupid.collections.get() with what was sent.",
)
DELETE_COLLECTIONS: Operation[Envelope[object]] = operation(
    "DataSyncJobs",
    "delete_collections",
    "DELETE /DataSyncJobs/Collections",
    RetryClass.GUARDED,
    call="groupid.collections.delete",
    page="Delete Job Collections",
    reason="the list of collections tells which are left; what is gone stays gone",
    returns=Envelope[object],
    check="See with groupid.collections.list() which of the collections are left.",
)
