"""Executions."""

from typing import Any, Literal, TypeVar

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._core.effects import Flow
from jobspan._core.jobs import Started
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing
from jobspan._core.validation import validating
from jobspan._planes.delphix.filters import Filter
from jobspan._planes.delphix.flows import executions
from jobspan._planes.delphix.flows.change import launch
from jobspan._planes.delphix.flows.listing import listing
from jobspan._planes.delphix.job_kinds import JOB
from jobspan._planes.delphix.models.executions import (
    ComponentLog,
    DiscoveryResult,
    Execution,
    ExecutionComponent,
    ExecutionEvent,
    ExecutionLog,
)
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.shared import ItemsPage
from jobspan._planes.delphix.operations import executions as execution_calls
from jobspan._planes.delphix.resources.objects_async import AsyncListed, read_one

T = TypeVar("T")


class AsyncExecutions(AsyncListed[Execution]):
    """Executions: single runs of masking jobs. Source: https://help-api.delphix.com/ (Executions)."""

    _list = execution_calls.GET_EXECUTIONS
    _search = execution_calls.SEARCH_EXECUTIONS
    _get = execution_calls.GET_EXECUTION_BY_ID
    _id = "executionId"

    @change
    async def cancel(self, execution_id: str, *, expected_status: Literal["QUEUED", "RUNNING"] | None = None) -> None:
        """Ask to cancel a run.

        Args:
            execution_id: id of the execution, as ``delphix.executions.list`` shows it.
            expected_status: cancel only while the run is in this state: a run that waited may have begun meanwhile. Standard
                jobs only; without it, in any state.

        Raises:
            RuleViolation: the run is over.
            Conflict: the run is no longer in the expected state.
        """
        await self._change(lambda: executions.cancel(self._ctx, execution_id, expected_status))

    @change
    async def restart(self, execution_id: str) -> AsyncHandle[Job, Job]:
        """Restart a Hyperscale run where it failed.

        Args:
            execution_id: id of the execution, as ``delphix.executions.list`` shows it.

        Raises:
            ValidationError: the id is empty.
        """
        return await self._launch(lambda: self._job(execution_calls.RESTART_EXECUTION, execution_id))

    @change
    async def cleanup(self, execution_id: str) -> AsyncHandle[Job, Job]:
        """Remove what a Hyperscale run left behind.

        Args:
            execution_id: id of the execution, as ``delphix.executions.list`` shows it.

        Raises:
            ValidationError: the id is empty.
        """
        return await self._launch(lambda: self._job(execution_calls.CLEANUP_EXECUTION, execution_id))

    def _job(self, operation: Operation[Any], execution_id: str) -> Flow[Started[Job, Job]]:
        with validating(operation) as problems:
            problems.text("execution_id", execution_id)
        return launch(self._ctx, operation, JOB, execution_id, path={"executionId": execution_id})

    async def log(self, execution_id: str) -> ExecutionLog:
        """Read the log of a run; of a long log, the last lines.

        Args:
            execution_id: id of the execution, as ``delphix.executions.list`` shows it.

        Raises:
            NotFound: the run is unknown, or its log is not available (yet).
        """
        return await self._run(
            read_one(self._ctx, execution_calls.GET_EXECUTION_LOG, "execution_id", executionId=execution_id)
        )

    def events(
        self, execution_id: str, *, page_size: int | None = None, sort: str | None = None
    ) -> AsyncPager[ExecutionEvent]:
        """List what a run reported: unmasked data, fallbacks, aborts.

        Args:
            execution_id: id of the execution, as ``delphix.executions.list`` shows it.
            page_size: rows per request, 1..1000; without it, 100.
            sort: field to order by, ``-`` in front for descending; without it, DCT's own order.

        Raises:
            ValidationError: the id is empty; page size or sort order is not valid.
        """
        return self._pager(self._of(execution_calls.GET_EXECUTION_EVENTS, execution_id, None, page_size, sort))

    def search_events(
        self,
        execution_id: str,
        filter: Filter | str | None = None,
        *,
        page_size: int | None = None,
        sort: str | None = None,
    ) -> AsyncPager[ExecutionEvent]:
        """Search the events of a run.

        Args:
            execution_id: id of the execution, as ``delphix.executions.list`` shows it.
            filter: which to return, in DCT's own grammar, such as ``severity EQ 'CRITICAL'`` (5..50,000 characters), or built
                with ``jobspan.delphix.field``; without it, all.
            page_size: rows per request, 1..1000; without it, 100.
            sort: field to order by, ``-`` in front for descending; without it, DCT's own order.

        Raises:
            ValidationError: the id is empty; the filter breaks a limit of DCT; page size or sort order is not valid.
        """
        return self._pager(self._of(execution_calls.SEARCH_EXECUTION_EVENTS, execution_id, filter, page_size, sort))

    def components(
        self, execution_id: str, *, page_size: int | None = None, sort: str | None = None
    ) -> AsyncPager[ExecutionComponent]:
        """List the tables or files of a run, each with its own progress.

        Args:
            execution_id: id of the execution, as ``delphix.executions.list`` shows it.
            page_size: rows per request, 1..1000; without it, 100.
            sort: field to order by, ``-`` in front for descending; without it, DCT's own order.

        Raises:
            ValidationError: the id is empty; page size or sort order is not valid.
        """
        return self._pager(self._of(execution_calls.GET_EXECUTION_COMPONENTS, execution_id, None, page_size, sort))

    def search_components(
        self,
        execution_id: str,
        filter: Filter | str | None = None,
        *,
        page_size: int | None = None,
        sort: str | None = None,
    ) -> AsyncPager[ExecutionComponent]:
        """Search the tables or files of a run.

        Args:
            execution_id: id of the execution, as ``delphix.executions.list`` shows it.
            filter: which to return, in DCT's own grammar, such as ``status EQ 'FAILED'`` (5..50,000 characters), or built
                with ``jobspan.delphix.field``; without it, all.
            page_size: rows per request, 1..1000; without it, 100.
            sort: field to order by, ``-`` in front for descending; without it, DCT's own order.

        Raises:
            ValidationError: the id is empty; the filter breaks a limit of DCT; page size or sort order is not valid.
        """
        return self._pager(self._of(execution_calls.SEARCH_EXECUTION_COMPONENTS, execution_id, filter, page_size, sort))

    async def component(self, execution_id: str, component_id: str) -> ExecutionComponent:
        """Read one table or file of a run.

        Args:
            execution_id: id of the execution, as ``delphix.executions.list`` shows it.
            component_id: id of the table or file, as ``delphix.executions.components`` shows it.

        Raises:
            NotFound: the run or the component is unknown.
            ValidationError: an id is empty.
        """
        operation = execution_calls.GET_EXECUTION_COMPONENT_BY_ID
        ids = {"executionId": execution_id, "executionComponentId": component_id}
        return await self._run(read_one(self._ctx, operation, "execution_id", "component_id", **ids))

    async def component_log(self, execution_id: str, component_id: str) -> ComponentLog:
        """Read the log of one table or file.

        Args:
            execution_id: id of the execution, as ``delphix.executions.list`` shows it.
            component_id: id of the table or file, as ``delphix.executions.components`` shows it.

        Raises:
            NotFound: the component is unknown, or its log is not available (yet).
        """
        operation = execution_calls.GET_EXECUTION_COMPONENT_LOG
        ids = {"executionId": execution_id, "executionComponentId": component_id}
        return await self._run(read_one(self._ctx, operation, "execution_id", "component_id", **ids))

    def discovery_results(
        self, execution_id: str, *, page_size: int | None = None, sort: str | None = None
    ) -> AsyncPager[DiscoveryResult]:
        """List what a discovery run found.

        Args:
            execution_id: id of the execution, as ``delphix.executions.list`` shows it.
            page_size: rows per request, 1..1000; without it, 100.
            sort: field to order by, ``-`` in front for descending; without it, DCT's own order.

        Raises:
            ValidationError: the id is empty; page size or sort order is not valid.
        """
        return self._pager(self._of(execution_calls.GET_DISCOVERY_RESULTS, execution_id, None, page_size, sort))

    def search_discovery_results(
        self,
        execution_id: str,
        filter: Filter | str | None = None,
        *,
        page_size: int | None = None,
        sort: str | None = None,
    ) -> AsyncPager[DiscoveryResult]:
        """Search what a discovery run found.

        Args:
            execution_id: id of the execution, as ``delphix.executions.list`` shows it.
            filter: which to return, in DCT's own grammar, such as ``confidence GE 80`` (5..50,000 characters), or built with
                ``jobspan.delphix.field``; without it, all.
            page_size: rows per request, 1..1000; without it, 100.
            sort: field to order by, ``-`` in front for descending; without it, DCT's own order.

        Raises:
            ValidationError: the id is empty; the filter breaks a limit of DCT; page size or sort order is not valid.
        """
        return self._pager(self._of(execution_calls.SEARCH_DISCOVERY_RESULTS, execution_id, filter, page_size, sort))

    def _of(
        self,
        operation: Operation[ItemsPage[T]],
        execution_id: str,
        filter: Filter | str | None,
        page_size: int | None,
        sort: str | None,
    ) -> Listing[T]:
        path = {"executionId": execution_id}
        return listing(
            self._ctx, operation, path=path, argument="execution_id", limit=page_size, sort=sort, filter=filter
        )
