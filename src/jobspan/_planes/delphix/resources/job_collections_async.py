"""Job collections."""

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._planes.delphix.filters import Filter
from jobspan._planes.delphix.flows import job_collections
from jobspan._planes.delphix.flows.listing import listing
from jobspan._planes.delphix.models.compliance_jobs import ComplianceJob
from jobspan._planes.delphix.models.job_collections import (
    ComplianceJobCollection,
    FailureHandling,
    JobCollectionExecution,
    MembersInput,
)
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.shared import TagsInput
from jobspan._planes.delphix.models.views import CollectionRun
from jobspan._planes.delphix.operations import job_collections as job_collection_calls
from jobspan._planes.delphix.resources.objects_async import AsyncListed, AsyncTagged


class AsyncJobCollections(AsyncListed[ComplianceJobCollection], AsyncTagged):
    """Collections of compliance jobs that run in an order (servers of 2025 and later).

    Source: https://help-api.delphix.com/ (ComplianceJobCollections).
    """

    _list = job_collection_calls.GET_JOB_COLLECTIONS
    _search = job_collection_calls.SEARCH_JOB_COLLECTIONS
    _get = job_collection_calls.GET_JOB_COLLECTION_BY_ID
    _id = _tagged = "complianceJobCollectionId"
    _tags = job_collection_calls.GET_JOB_COLLECTION_TAGS
    _add_tags = job_collection_calls.CREATE_JOB_COLLECTION_TAGS
    _delete_tags = job_collection_calls.DELETE_JOB_COLLECTION_TAGS

    @change
    async def create(
        self,
        name: str,
        members: MembersInput = (),
        *,
        description: str | None = None,
        failure_handling: FailureHandling | str | None = None,
        tags: TagsInput | None = None,
    ) -> AsyncHandle[Job, ComplianceJobCollection]:
        """Create a collection; the handle's result is the collection.

        Args:
            name: name that it is shown by.
            members: ids of compliance jobs in the order in which they run; a list of ids among them is a step of several
                jobs: ``["load", ["mask-a", "mask-b"], "check"]``. Or ``CollectionMember`` with places of their own, 1..100.
                At most 100 jobs, each once. How jobs at one place run is up to the server.
            description: free text, which may be empty.
            failure_handling: what becomes of the other jobs when one fails. DCT names no default, and explains none of the
                words.
            tags: tags of the new collection: a mapping, or pairs where a key has several values. At most 1000, key and value
                of 1..4000 characters.

        Raises:
            ValidationError: an argument is not valid.
            AmbiguousOutcomeError: the reply was lost, and no collection was found that can only be this one.
        """
        return await self._launch(
            lambda: job_collections.create(self._ctx, name, members, description, failure_handling, tags)
        )

    @change
    async def update(
        self,
        collection_id: str,
        *,
        name: str | None = None,
        members: MembersInput | None = None,
        description: str | None = None,
        failure_handling: FailureHandling | str | None = None,
    ) -> AsyncHandle[Job, ComplianceJobCollection]:
        """Change a collection; only what is given is sent, and ``members`` takes the place of the whole list.

        Args:
            collection_id: id of the collection, as ``delphix.job_collections.list`` shows it.
            name: new name.
            members: the whole new list: ids of compliance jobs in the order in which they run, a list of ids among them for a
                step of several jobs, or ``CollectionMember`` with places of their own, 1..100. At most 100 jobs; an empty
                list removes all.
            description: free text, which may be empty.
            failure_handling: what becomes of the other jobs when one fails. DCT explains none of the words.

        Raises:
            ValidationError: nothing is given, or a value is not valid.
        """
        return await self._launch(
            lambda: job_collections.update(self._ctx, collection_id, name, members, description, failure_handling)
        )

    @change
    async def add_member(
        self, collection_id: str, job_id: str, *, sequence: int | None = None
    ) -> AsyncHandle[Job, ComplianceJobCollection]:
        """Add a compliance job to a collection, or give it another place.

        DCT has no call for this: the list is read, edited and sent as a whole, so two who do it at once can overwrite each other.

        Args:
            collection_id: id of the collection, as ``delphix.job_collections.list`` shows it.
            job_id: id of the compliance job to add, or to give another place.
            sequence: its place, 1..100: smaller ones run first; without it, one behind the last, but 100 at most.

        Raises:
            ValidationError: the place is out of range, or the collection is full.
        """
        return await self._launch(lambda: job_collections.add_member(self._ctx, collection_id, job_id, sequence))

    @change
    async def remove_member(self, collection_id: str, job_id: str) -> AsyncHandle[Job, ComplianceJobCollection]:
        """Take a compliance job out of a collection; the job itself stays.

        The list is sent as a whole, as for :meth:`add_member`.

        Args:
            collection_id: id of the collection, as ``delphix.job_collections.list`` shows it.
            job_id: id of the compliance job to take out.

        Raises:
            ValidationError: the job is not in the collection.
        """
        return await self._launch(lambda: job_collections.remove_member(self._ctx, collection_id, job_id))

    @change
    async def delete(self, collection_id: str) -> AsyncHandle[Job, Job]:
        """Delete a collection; its compliance jobs stay.

        Args:
            collection_id: id of the collection, as ``delphix.job_collections.list`` shows it.

        Raises:
            ValidationError: the id is empty.
        """
        return await self._launch(lambda: job_collections.delete(self._ctx, collection_id))

    @change
    async def execute(self, collection_id: str) -> AsyncHandle[CollectionRun, JobCollectionExecution]:
        """Run all jobs of a collection in their order; the handle follows the run of the collection, which is its result.

        Each job runs on its own engine or orchestrator. A run that ends ``WARNING`` is ``PARTIAL``.

        Args:
            collection_id: id of the collection, as ``delphix.job_collections.list`` shows it.

        Raises:
            AmbiguousOutcomeError: the reply was lost, and no run was found that can only be this one.
        """
        return await self._launch(lambda: job_collections.execute(self._ctx, collection_id))

    def jobs(
        self, collection_id: str, *, page_size: int | None = None, sort: str | None = None
    ) -> AsyncPager[ComplianceJob]:
        """List the compliance jobs of a collection, those that are missing left out.

        Args:
            collection_id: id of the collection, as ``delphix.job_collections.list`` shows it.
            page_size: rows per request, 1..1000; without it, 100.
            sort: field to order by, ``-`` in front for descending; without it, DCT's own order.

        Raises:
            ValidationError: the id is empty; page size or sort order is not valid.
        """
        path = {"complianceJobCollectionId": collection_id}
        operation = job_collection_calls.GET_JOB_COLLECTION_JOBS
        return self._pager(
            listing(self._ctx, operation, path=path, argument="collection_id", limit=page_size, sort=sort)
        )

    def search_jobs(
        self,
        collection_id: str,
        filter: Filter | str | None = None,
        *,
        page_size: int | None = None,
        sort: str | None = None,
    ) -> AsyncPager[ComplianceJob]:
        """Search the compliance jobs of a collection, by fewer attributes than ``compliance_jobs.search``.

        Args:
            collection_id: id of the collection, as ``delphix.job_collections.list`` shows it.
            filter: which to return, in DCT's own grammar, such as ``last_execution_status EQ 'FAILED'`` (5..50,000
                characters), or built with ``jobspan.delphix.field``; without it, all.
            page_size: rows per request, 1..1000; without it, 100.
            sort: field to order by, ``-`` in front for descending; without it, DCT's own order.

        Raises:
            ValidationError: the id is empty; the filter breaks a limit of DCT; page size or sort order is not valid.
        """
        path = {"complianceJobCollectionId": collection_id}
        operation = job_collection_calls.SEARCH_JOB_COLLECTION_JOBS
        return self._pager(
            listing(
                self._ctx, operation, path=path, argument="collection_id", limit=page_size, sort=sort, filter=filter
            )
        )
