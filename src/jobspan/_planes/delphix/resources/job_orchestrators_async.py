"""Job orchestrators, and what waits for them."""

from jobspan._async.pager import AsyncPager
from jobspan._planes.delphix.filters import Filter
from jobspan._planes.delphix.flows.listing import listing
from jobspan._planes.delphix.models.orchestrators import JobOrchestrator, QueuedOperation
from jobspan._planes.delphix.operations import job_orchestrators as orchestrator_calls
from jobspan._planes.delphix.resources.objects_async import AsyncListed


class AsyncJobOrchestrators(AsyncListed[JobOrchestrator]):
    """Job orchestrators (servers of 2026 and later). Source: https://help-api.delphix.com/ (JobOrchestrators).

    Their queues can only be read. To take something out, cancel what waits: ``jobs.get(queued.job_id)`` names the run, and
    ``executions.cancel(run, expected_status="QUEUED")`` cancels it only while it still waits.
    """

    _list = orchestrator_calls.GET_JOB_ORCHESTRATORS
    _search = orchestrator_calls.SEARCH_JOB_ORCHESTRATORS
    _get = orchestrator_calls.GET_JOB_ORCHESTRATOR_BY_ID
    _id = "jobOrchestratorId"

    def queue(
        self, orchestrator_id: str, *, page_size: int | None = None, sort: str | None = "enqueued_date"
    ) -> AsyncPager[QueuedOperation]:
        """List what waits for an orchestrator, the first in line first.

        Args:
            orchestrator_id: id of the orchestrator, as ``delphix.job_orchestrators.list`` shows it.
            page_size: rows per request, 1..1000; without it, 100.
            sort: field to order by, ``-`` in front for descending; default: the first in line first.

        Raises:
            ValidationError: the id is empty; page size or sort order is not valid.
        """
        path = {"jobOrchestratorId": orchestrator_id}
        operation = orchestrator_calls.GET_QUEUED_OPERATIONS
        return self._pager(
            listing(self._ctx, operation, path=path, argument="orchestrator_id", limit=page_size, sort=sort)
        )

    def search_queue(
        self,
        orchestrator_id: str,
        filter: Filter | str | None = None,
        *,
        page_size: int | None = None,
        sort: str | None = "enqueued_date",
    ) -> AsyncPager[QueuedOperation]:
        """Search what waits for an orchestrator.

        Args:
            orchestrator_id: id of the orchestrator, as ``delphix.job_orchestrators.list`` shows it.
            filter: which to return, in DCT's own grammar, such as ``job_type EQ 'RULE_SET_REFRESH'`` (5..50,000 characters),
                or built with ``jobspan.delphix.field``; without it, all.
            page_size: rows per request, 1..1000; without it, 100.
            sort: field to order by, ``-`` in front for descending; default: the first in line first.

        Raises:
            ValidationError: the id is empty; the filter breaks a limit of DCT; page size or sort order is not valid.
        """
        path = {"jobOrchestratorId": orchestrator_id}
        operation = orchestrator_calls.SEARCH_QUEUED_OPERATIONS
        return self._pager(
            listing(
                self._ctx, operation, path=path, argument="orchestrator_id", limit=page_size, sort=sort, filter=filter
            )
        )
