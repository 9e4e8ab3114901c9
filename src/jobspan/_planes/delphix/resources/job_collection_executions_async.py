"""Runs of job collections."""

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._core.jobs import referenced
from jobspan._core.validation import validating
from jobspan._planes.delphix.collection_kinds import COLLECTION_EXECUTION
from jobspan._planes.delphix.filters import field
from jobspan._planes.delphix.flows import job_collections
from jobspan._planes.delphix.flows.listing import listing
from jobspan._planes.delphix.models.executions import Execution
from jobspan._planes.delphix.models.job_collections import JobCollectionExecution
from jobspan._planes.delphix.models.views import CollectionRun
from jobspan._planes.delphix.operations import job_collection_executions as run_calls
from jobspan._planes.delphix.operations.executions import SEARCH_EXECUTIONS
from jobspan._planes.delphix.resources.objects_async import AsyncListed


class AsyncJobCollectionExecutions(AsyncListed[JobCollectionExecution]):
    """Runs of job collections. Source: https://help-api.delphix.com/ (JobCollectionExecutions)."""

    _list = run_calls.GET_JOB_COLLECTION_EXECUTIONS
    _search = run_calls.SEARCH_JOB_COLLECTION_EXECUTIONS
    _get = run_calls.GET_JOB_COLLECTION_EXECUTION_BY_ID
    _id = "jobCollectionExecutionId"

    @change
    async def cancel(self, execution_id: str) -> AsyncHandle[JobCollectionExecution, JobCollectionExecution]:
        """Ask to cancel a run; the handle is done once the run is over, and its result is the run, however it ended.

        A run that is over already is left alone: nothing is sent, and its handle is done.

        Args:
            execution_id: id of the run of a collection, as ``delphix.job_collection_executions.list`` shows it.

        Raises:
            ValidationError: the id is empty.
        """
        return await self._launch(lambda: job_collections.cancel(self._ctx, execution_id))

    def watch(self, execution_id: str) -> AsyncHandle[CollectionRun, JobCollectionExecution]:
        """Return a handle for any run of a collection, to wait on.

        Args:
            execution_id: id of the run of a collection, as ``delphix.job_collection_executions.list`` shows it.

        Raises:
            ValidationError: the id is empty.
        """
        with validating("delphix.job_collection_executions.watch") as problems:
            problems.text("execution_id", execution_id)
        return self._handle(referenced(self._ctx, COLLECTION_EXECUTION, execution_id, execution_id=execution_id))

    def runs(
        self, execution_id: str, *, page_size: int | None = None, sort: str | None = "submit_time"
    ) -> AsyncPager[Execution]:
        """List the runs of the single jobs, with which events and logs are read: see ``executions``.

        Args:
            execution_id: id of the run of a collection, as ``delphix.job_collection_executions.list`` shows it.
            page_size: rows per request, 1..1000; without it, 100.
            sort: field to order by, ``-`` in front for descending; default: in the order in which they were submitted.

        Raises:
            ValidationError: the id is empty.
        """
        with validating("delphix.job_collection_executions.runs") as problems:
            problems.text("execution_id", execution_id)
        about = field("collection_execution_id").eq(execution_id)
        return self._pager(listing(self._ctx, SEARCH_EXECUTIONS, limit=page_size, sort=sort, filter=about))
