"""Scan jobs and their sub-tasks."""

from collections.abc import Sequence
from datetime import datetime

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei_dsc.flows import (
    results,
    scan_job_lists,
    scan_jobs,
    scan_tasks,
    stop_scan,
)
from jobspan._planes.huawei_dsc.models.paging import Paging
from jobspan._planes.huawei_dsc.models.results import Finding
from jobspan._planes.huawei_dsc.models.scan_jobs import AssetScope, ScanJob, ScanRun, ScanTask
from jobspan.progress import ProgressOption
from jobspan.tables import Rows


class AsyncScanJobs(AsyncResource):
    """Scan jobs. Each run has one sub-task per asset.

    Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ShowScanJobList.html
    """

    def list(
        self,
        *,
        name: str | None = None,
        is_new: bool | None = None,
        start_time: str | int | datetime | None = None,
        end_time: str | int | datetime | None = None,
        page_size: int | None = None,
        paging: Paging = Paging.AUTO,
    ) -> AsyncPager[ScanJob]:
        """List all scan jobs.

        Args:
            name: only those whose name contains it.
            is_new: ``True``: the jobs of the newer classification and grading feature.
            start_time, end_time: Unix milliseconds, an aware datetime, or the vendor's text. The vendor reserves them: they
                are sent, and servers may ignore them.
            page_size: rows per request, 1..1000; 100 by default.
            paging: how to ask for the next page.
        """
        return self._pager(
            scan_job_lists.scan_jobs(
                self._ctx,
                name=name,
                is_new=is_new,
                start_time=start_time,
                end_time=end_time,
                limit=page_size,
                paging=paging,
            )
        )

    async def get(self, job_id: str) -> ScanJob:
        """Find one scan job in the lists: DSC has no read of a single job.

        Raises:
            NotFound: no list has it.
        """
        return await self._run(scan_job_lists.get_scan_job(self._ctx, job_id))

    async def find(self, name: str) -> Rows[ScanJob]:
        """Find the scan jobs of exactly this name; names are unique, so there should be at most one."""
        return await self._rows(scan_job_lists.find_by_name(self._ctx, name), ScanJob)

    @change
    async def create(
        self,
        name: str,
        *,
        asset_ids: Sequence[str] | None = None,
        rule_group_ids: Sequence[str] | None = None,
        cycle: str = "ONCE",
        open: bool | None = None,
        start_time: int | datetime | None = None,
        time_zone: str | None = None,
        topic_urn: str | None = None,
        use_nlp: bool | None = None,
        scan_template_ids: Sequence[str] | None = None,
        template_type: str | None = None,
        sampling_proportion: int | None = None,
        asset_scope: Sequence[AssetScope] | None = None,
    ) -> AsyncHandle[ScanRun, ScanJob]:
        """Create a scan job and find it by its name: older servers return no id.

        Args:
            name: 4 to 255 letters, digits, ``_`` or ``-`` that begin with a letter; unique.
            asset_ids: what to scan: ids of ``dsc.assets``.
            rule_group_ids: what to look for: ids of ``dsc.rule_groups``.
            cycle: ``ONCE``, ``DAY``, ``WEEK`` or ``MONTH``.
            open: whether the schedule is enabled.
            start_time: when to begin: Unix milliseconds or an aware datetime; 0 = now.
            time_zone: hours from UTC, for example ``"8"``.
            topic_urn: the SMN topic that is notified at the end.
            use_nlp: whether natural-language processing is used as well as matching.
            scan_template_ids, template_type, sampling_proportion, asset_scope: for jobs made from templates, on newer
                servers; then ``asset_ids`` and ``rule_group_ids`` may be left out.

        Raises:
            ValidationError: an argument is missing or invalid; every problem is listed.
            RuleViolation: the name is in use.
            AmbiguousOutcomeError: the job was accepted (or may have been) and cannot be identified.
        """
        definition = scan_jobs.ScanDefinition(
            name=name,
            asset_ids=asset_ids,
            rule_group_ids=rule_group_ids,
            cycle=cycle,
            open=open,
            start_time=start_time,
            time_zone=time_zone,
            topic_urn=topic_urn,
            use_nlp=use_nlp,
            scan_template_ids=scan_template_ids,
            template_type=template_type,
            sampling_proportion=sampling_proportion,
            asset_scope=asset_scope,
        )
        return await self._launch(lambda: scan_jobs.create_scan_job(self._ctx, definition))

    @change
    async def update(
        self,
        job_id: str,
        *,
        name: str,
        asset_ids: Sequence[str] | None = None,
        rule_group_ids: Sequence[str] | None = None,
        cycle: str = "ONCE",
        open: bool | None = None,
        start_time: int | datetime | None = None,
        time_zone: str | None = None,
        topic_urn: str | None = None,
        use_nlp: bool | None = None,
        scan_template_ids: Sequence[str] | None = None,
        template_type: str | None = None,
        sampling_proportion: int | None = None,
        asset_scope: Sequence[AssetScope] | None = None,
    ) -> None:
        """Replace the definition of a job as a whole. The arguments are those of :meth:`create`.

        DSC shows neither the ids of a job's rule groups nor all of its settings, so nothing is filled in: give everything.
        """
        definition = scan_jobs.ScanDefinition(
            name=name,
            asset_ids=asset_ids,
            rule_group_ids=rule_group_ids,
            cycle=cycle,
            open=open,
            start_time=start_time,
            time_zone=time_zone,
            topic_urn=topic_urn,
            use_nlp=use_nlp,
            scan_template_ids=scan_template_ids,
            template_type=template_type,
            sampling_proportion=sampling_proportion,
            asset_scope=asset_scope,
        )
        await self._change(lambda: scan_jobs.update_scan_job(self._ctx, job_id, definition))

    @change
    async def delete(self, job_id: str) -> None:
        """Delete a job. If the reply is lost and the job is gone afterwards, it counts as deleted."""
        await self._change(lambda: scan_jobs.delete_scan_job(self._ctx, job_id))

    @change
    async def enable(self, job_id: str) -> None:
        """Enable the schedule. A single run is started and stopped with :meth:`start` and :meth:`stop`."""
        await self._change(lambda: scan_jobs.switch_scan_job(self._ctx, job_id, open=True))

    @change
    async def disable(self, job_id: str) -> None:
        """Disable the schedule."""
        await self._change(lambda: scan_jobs.switch_scan_job(self._ctx, job_id, open=False))

    @change
    async def start(self, job_id: str, *, resume: bool | None = None) -> AsyncHandle[ScanRun, ScanJob]:
        """Start a run, or continue the stopped one with ``resume=True``. The handle waits for this run, not the previous one.

        A scan that runs or waits to run is started with a warning, and so is a resume of one that is not stopped.

        Raises:
            RouteNotPublished: this endpoint has only older operations; scans start by their schedule there.
            AmbiguousOutcomeError: the reply was lost, and the job does not show whether a run began.
        """
        return await self._launch(lambda: scan_jobs.start_scan_job(self._ctx, job_id, resume=resume))

    @change
    async def stop(self, job_id: str) -> None:
        """Stop the current run."""
        await self._change(lambda: stop_scan.stop_scan_job(self._ctx, job_id))

    def watch(self, job_id: str) -> AsyncHandle[ScanRun, ScanJob]:
        """Return a handle for the current run, whoever started it."""
        return self._handle(scan_jobs.current_run(self._ctx, job_id))

    async def wait(self, job_id: str, *, timeout: float | None = None, progress: ProgressOption = False) -> ScanJob:
        """Wait until the current run is over.

        Raises:
            JobFailed: the run ended without success.
            WaitTimeout: the run did not end in time.
        """
        return await self.watch(job_id).wait(timeout=timeout, progress=progress)

    def tasks(
        self,
        job_id: str,
        *,
        workspace_id: str | None = None,
        page_size: int | None = None,
        paging: Paging = Paging.AUTO,
    ) -> AsyncPager[ScanTask]:
        """List the sub-tasks of a job, one per asset."""
        return self._pager(
            scan_tasks.scan_tasks(self._ctx, job_id, workspace_id=workspace_id, limit=page_size, paging=paging)
        )

    def scopes(
        self, job_id: str, *, page_size: int | None = None, paging: Paging = Paging.AUTO
    ) -> AsyncPager[AssetScope]:
        """List the parts of its assets that a job scans."""
        return self._pager(scan_tasks.scan_scopes(self._ctx, job_id, limit=page_size, paging=paging))

    def results(
        self,
        job_id: str,
        *,
        type: str | None = None,
        start_time: str | int | datetime | None = None,
        end_time: str | int | datetime | None = None,
        page_size: int | None = None,
        paging: Paging = Paging.AUTO,
    ) -> AsyncPager[Finding]:
        """List what the scan found, in the oldest form: of ``type`` ``DATABASE``, ``OBS`` or ``BIGDATA``, or all in turn.

        ``start_time`` and ``end_time`` are as in :meth:`list`: reserved by the vendor.
        """
        return self._pager(
            results.findings(
                self._ctx, job_id, type, limit=page_size, paging=paging, start_time=start_time, end_time=end_time
            )
        )

    @change
    async def start_task(self, task_id: str) -> None:
        """Start one sub-task. If the reply is lost, nothing shows whether it started."""
        await self._change(lambda: scan_tasks.start_scan_task(self._ctx, task_id))

    @change
    async def stop_task(self, task_id: str) -> None:
        """Stop one sub-task."""
        await self._change(lambda: scan_tasks.stop_scan_task(self._ctx, task_id))

    @change
    async def delete_task(self, task_id: str, *, delete_history: bool | None = None) -> None:
        """Delete one sub-task, on newer servers with its history."""
        await self._change(lambda: scan_tasks.delete_scan_task(self._ctx, task_id, delete_history=delete_history))
