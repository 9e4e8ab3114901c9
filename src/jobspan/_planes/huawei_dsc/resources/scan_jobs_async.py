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
from jobspan._planes.huawei_dsc.models.scan_jobs import AssetScope, Cycle, ScanJob, ScanRun, ScanTask
from jobspan._planes.huawei_dsc.words import CycleWord, FindingKind
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
            name: only scan jobs whose name contains this.
            is_new: ``True``: the scan jobs of the newer classification and grading feature.
            start_time: a time with a zone, Unix milliseconds or, in Python, the vendor's text. The vendor reserves it:
                it is sent, and servers may ignore it.
            end_time: a time with a zone, Unix milliseconds or, in Python, the vendor's text. The vendor reserves it:
                it is sent, and servers may ignore it.
            page_size: rows per request, 1..1000; without it, 100.
            paging: how to ask for the next page. The vendor's lists number pages or rows, and do not say which: ``auto``
                finds out by the second page, the others force a way. ``marker`` is for ``export_tasks.results`` alone.

        Raises:
            ValidationError: a page size out of range, or a time that is not one.
            ValidationError: a page size out of range, or a time that is not one.
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

        Args:
            job_id: id of the scan job, as ``list`` shows it.

        Raises:
            NotFound: no list has it.
        """
        return await self._run(scan_job_lists.get_scan_job(self._ctx, job_id))

    async def find(self, name: str) -> Rows[ScanJob]:
        """Find the scan jobs of exactly this name; names are unique, so there should be at most one.

        Args:
            name: the whole name.
        """
        return await self._rows(scan_job_lists.find_by_name(self._ctx, name), ScanJob)

    @change
    async def create(
        self,
        name: str,
        *,
        asset_ids: Sequence[str] | None = None,
        rule_group_ids: Sequence[str] | None = None,
        cycle: Cycle | CycleWord = "ONCE",
        open: bool | None = None,
        start_time: int | datetime | None = None,
        time_zone: str | None = None,
        topic_urn: str | None = None,
        use_nlp: bool | None = None,
        scan_template_ids: Sequence[str] | None = None,
        template_type: FindingKind | None = None,
        sampling_proportion: int | None = None,
        asset_scope: Sequence[AssetScope] | None = None,
    ) -> AsyncHandle[ScanRun, ScanJob]:
        """Create a scan job and find it by its name: older servers return no id.

        Args:
            name: name of the scan job: 4 to 255 letters, digits, ``_`` or ``-`` that begin with a letter. No other scan job
                may have it.
            asset_ids: what to scan: ids of assets, as ``dsc.assets.buckets``, ``dsc.assets.databases`` and
                ``dsc.assets.big_data`` list them. Required without ``scan_template_ids``.
            rule_group_ids: what to look for: ids of rule groups, as ``dsc.rule_groups.list`` shows them. Required without
                ``scan_template_ids``.
            cycle: how often it runs; without it, once.
            open: whether its schedule is enabled; the vendor does not document what holds without it.
            start_time: when it runs first: a time with a zone, or Unix milliseconds; 0 means now.
            time_zone: hours from UTC, as text, for example ``"8"``.
            topic_urn: URN of the topic of Simple Message Notification (SMN) that is notified at the end.
            use_nlp: whether natural-language processing is used as well as matching; the vendor does not document what holds
                without it.
            scan_template_ids: what to look for, on newer servers: ids of templates, as ``dsc.scan_templates.list`` shows
                them; then ``asset_ids`` and ``rule_group_ids`` may be left out.
            template_type: kind of the templates, on newer servers; the vendor does not explain it.
            sampling_proportion: how much of the assets is sampled, on newer servers; the vendor documents neither unit nor
                range.
            asset_scope: the parts of the assets that are scanned, on newer servers; the vendor does not document the values.

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
        cycle: Cycle | CycleWord = "ONCE",
        open: bool | None = None,
        start_time: int | datetime | None = None,
        time_zone: str | None = None,
        topic_urn: str | None = None,
        use_nlp: bool | None = None,
        scan_template_ids: Sequence[str] | None = None,
        template_type: FindingKind | None = None,
        sampling_proportion: int | None = None,
        asset_scope: Sequence[AssetScope] | None = None,
    ) -> None:
        """Replace the definition of a job as a whole.

        DSC shows neither the ids of a job's rule groups nor all of its settings, so nothing is filled in: give everything.

        Args:
            job_id: id of the scan job, as ``list`` shows it.
            name: name that the scan job has from now on: 4 to 255 letters, digits, ``_`` or ``-`` that begin with a letter.
            asset_ids: what to scan: ids of assets, as ``dsc.assets.buckets``, ``dsc.assets.databases`` and
                ``dsc.assets.big_data`` list them. Required without ``scan_template_ids``.
            rule_group_ids: what to look for: ids of rule groups, as ``dsc.rule_groups.list`` shows them. Required without
                ``scan_template_ids``.
            cycle: how often it runs; without it, once.
            open: whether its schedule is enabled; the vendor does not document what holds without it.
            start_time: when it runs first: a time with a zone, or Unix milliseconds; 0 means now.
            time_zone: hours from UTC, as text, for example ``"8"``.
            topic_urn: URN of the topic of Simple Message Notification (SMN) that is notified at the end.
            use_nlp: whether natural-language processing is used as well as matching; the vendor does not document what holds
                without it.
            scan_template_ids: what to look for, on newer servers: ids of templates, as ``dsc.scan_templates.list`` shows
                them; then ``asset_ids`` and ``rule_group_ids`` may be left out.
            template_type: kind of the templates, on newer servers; the vendor does not explain it.
            sampling_proportion: how much of the assets is sampled, on newer servers; the vendor documents neither unit nor
                range.
            asset_scope: the parts of the assets that are scanned, on newer servers; the vendor does not document the values.

        Raises:
            ValidationError: an argument is missing or invalid; every problem is listed.
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
        """Delete a job. If the reply is lost and the job is gone afterwards, it counts as deleted.

        Args:
            job_id: id of the scan job, as ``list`` shows it.
        """
        await self._change(lambda: scan_jobs.delete_scan_job(self._ctx, job_id))

    @change
    async def enable(self, job_id: str) -> None:
        """Enable the schedule. A single run is started and stopped with :meth:`start` and :meth:`stop`.

        Args:
            job_id: id of the scan job, as ``list`` shows it.
        """
        await self._change(lambda: scan_jobs.switch_scan_job(self._ctx, job_id, open=True))

    @change
    async def disable(self, job_id: str) -> None:
        """Disable the schedule.

        Args:
            job_id: id of the scan job, as ``list`` shows it.
        """
        await self._change(lambda: scan_jobs.switch_scan_job(self._ctx, job_id, open=False))

    @change
    async def start(self, job_id: str, *, resume: bool | None = None) -> AsyncHandle[ScanRun, ScanJob]:
        """Start a run, or continue the stopped one with ``resume=True``. The handle waits for this run, not the previous one.

        A scan that runs or waits to run is started with a warning, and so is a resume of one that is not stopped.

        Args:
            job_id: id of the scan job, as ``list`` shows it.
            resume: go on with the run that was stopped, instead of beginning anew; without it, the vendor's default, which is
                not documented.

        Raises:
            RouteNotPublished: this endpoint has only older operations; scans start by their schedule there.
            AmbiguousOutcomeError: the reply was lost, and the job does not show whether a run began.
        """
        return await self._launch(lambda: scan_jobs.start_scan_job(self._ctx, job_id, resume=resume))

    @change
    async def stop(self, job_id: str) -> None:
        """Stop the current run.

        Args:
            job_id: id of the scan job, as ``list`` shows it.
        """
        await self._change(lambda: stop_scan.stop_scan_job(self._ctx, job_id))

    def watch(self, job_id: str) -> AsyncHandle[ScanRun, ScanJob]:
        """Return a handle for the current run, whoever started it.

        Args:
            job_id: id of the scan job, as ``list`` shows it.
        """
        return self._handle(scan_jobs.current_run(self._ctx, job_id))

    async def wait(self, job_id: str, *, timeout: float | None = None, progress: ProgressOption = False) -> ScanJob:
        """Wait until the current run is over.

        Args:
            job_id: id of the scan job, as ``list`` shows it.
            timeout: seconds to wait at most; without it, ``Policy.wait_timeout`` (a day).
            progress: ``True`` shows a line or a bar; a callable gets each ``JobChanged``.

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
        """List the sub-tasks of a job, one per asset.

        Args:
            job_id: id of the scan job, as ``list`` shows it.
            workspace_id: only sub-tasks of this workspace; the vendor does not explain it further.
            page_size: rows per request, 1..1000; without it, 100.
            paging: how to ask for the next page. The vendor's lists number pages or rows, and do not say which: ``auto``
                finds out by the second page, the others force a way. ``marker`` is for ``export_tasks.results`` alone.
        """
        return self._pager(
            scan_tasks.scan_tasks(self._ctx, job_id, workspace_id=workspace_id, limit=page_size, paging=paging)
        )

    def scopes(
        self, job_id: str, *, page_size: int | None = None, paging: Paging = Paging.AUTO
    ) -> AsyncPager[AssetScope]:
        """List the parts of its assets that a job scans.

        Args:
            job_id: id of the scan job, as ``list`` shows it.
            page_size: rows per request, 1..1000; without it, 100.
            paging: how to ask for the next page. The vendor's lists number pages or rows, and do not say which: ``auto``
                finds out by the second page, the others force a way. ``marker`` is for ``export_tasks.results`` alone.
        """
        return self._pager(scan_tasks.scan_scopes(self._ctx, job_id, limit=page_size, paging=paging))

    def results(
        self,
        job_id: str,
        *,
        type: FindingKind | None = None,
        start_time: str | int | datetime | None = None,
        end_time: str | int | datetime | None = None,
        page_size: int | None = None,
        paging: Paging = Paging.AUTO,
    ) -> AsyncPager[Finding]:
        """List what the scan found, in the oldest form: of one kind of asset, or of all in turn.

        Args:
            job_id: id of the scan job, as ``list`` shows it.
            type: only the results of this kind of asset; without it, those of all kinds, one after the other.
            start_time: a time with a zone, Unix milliseconds or, in Python, the vendor's text. The vendor reserves it:
                it is sent, and servers may ignore it.
            end_time: a time with a zone, Unix milliseconds or, in Python, the vendor's text. The vendor reserves it:
                it is sent, and servers may ignore it.
            page_size: rows per request, 1..1000; without it, 100.
            paging: how to ask for the next page. The vendor's lists number pages or rows, and do not say which: ``auto``
                finds out by the second page, the others force a way. ``marker`` is for ``export_tasks.results`` alone.
        """
        return self._pager(
            results.findings(
                self._ctx, job_id, type, limit=page_size, paging=paging, start_time=start_time, end_time=end_time
            )
        )

    @change
    async def start_task(self, task_id: str) -> None:
        """Start one sub-task. If the reply is lost, nothing shows whether it started.

        Args:
            task_id: id of the sub-task, as ``tasks`` shows it.
        """
        await self._change(lambda: scan_tasks.start_scan_task(self._ctx, task_id))

    @change
    async def stop_task(self, task_id: str) -> None:
        """Stop one sub-task.

        Args:
            task_id: id of the sub-task, as ``tasks`` shows it.
        """
        await self._change(lambda: scan_tasks.stop_scan_task(self._ctx, task_id))

    @change
    async def delete_task(self, task_id: str, *, delete_history: bool | None = None) -> None:
        """Delete one sub-task, on newer servers with its history.

        Args:
            task_id: id of the sub-task, as ``tasks`` shows it.
            delete_history: delete its history as well; newer servers only, which keep it without this.
        """
        await self._change(lambda: scan_tasks.delete_scan_task(self._ctx, task_id, delete_history=delete_history))
