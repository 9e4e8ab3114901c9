"""Operations of job collections."""

from jobspan._planes.groupid.models.collections import CollectionInfo, JobCollection
from jobspan._planes.groupid.models.jobs import JobInfo
from jobspan._planes.groupid.models.replies import DetailResult, Envelope, ListResult
from jobspan._planes.groupid.operations.table import DATA_SYNC_JOBS
from jobspan._planes.groupid.rules import COLLECTION_RULES, rule_ids

CREATE_COLLECTION = DATA_SYNC_JOBS.guarded(
    "create_collection",
    "POST /DataSyncJobs/Collections",
    call="groupid.collections.create",
    page="Create a New Job Collection",
    reason="a new id under the collection's name tells whether it was created; creating one runs nothing",
    returns=Envelope[int],
    rules=rule_ids(*COLLECTION_RULES),
    check="Look for a collection of this name with groupid.collections.search().",
)
LIST_COLLECTIONS = DATA_SYNC_JOBS.read(
    "list_collections",
    "GET /DataSyncJobs/Collections",
    call="groupid.collections.list",
    page="Get Job Collections",
    returns=ListResult[CollectionInfo],
)
COLLECTION_JOBS = DATA_SYNC_JOBS.read(
    "collection_jobs",
    "GET /DataSyncJobs/Collections/Details",
    call="groupid.collections.jobs",
    page="Get Job Collections Details",
    returns=ListResult[JobInfo],
)
GET_COLLECTION = DATA_SYNC_JOBS.read(
    "get_collection",
    "GET /DataSyncJobs/Collections/{jobCollectionId}/Details",
    call="groupid.collections.get",
    page="Get Job Collection Details By Job Collection ID",
    returns=DetailResult[JobCollection],
)
UPDATE_COLLECTION = DATA_SYNC_JOBS.guarded(
    "update_collection",
    "PATCH /DataSyncJobs/Collections",
    call="groupid.collections.update",
    page="Update a Job Collection",
    reason="it carries the whole collection, and the jobs in it tell whether it arrived; "
    "repeated blindly, a job without an id would be added twice",
    returns=Envelope[int],
    rules=rule_ids(*COLLECTION_RULES),
    check="Compare groupid.collections.get() with what was sent.",
)
DELETE_COLLECTIONS = DATA_SYNC_JOBS.guarded(
    "delete_collections",
    "DELETE /DataSyncJobs/Collections",
    call="groupid.collections.delete",
    page="Delete Job Collections",
    reason="the list of collections tells which are left; what is gone stays gone",
    returns=Envelope[object],
    removes=True,
    check="See with groupid.collections.list() which of the collections are left.",
)
