"""DSC's resource classes."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._core.download import FileTarget
from jobspan._core.events import listening
from jobspan._planes.huawei_dsc.download_progress import Meter
from jobspan._planes.huawei_dsc.flows import (
    assets,
    downloads,
    exports,
    journey,
    reads,
    results,
    rule_groups,
    scan_job_lists,
    scan_jobs,
    scan_tasks,
    stop_scan,
)
from jobspan._planes.huawei_dsc.models.assets import (
    Authorization,
    Bucket,
    BucketToAdd,
    Database,
    DataSource,
    Quota,
)
from jobspan._planes.huawei_dsc.models.exports import ExportBucket, Exported, ExportTask
from jobspan._planes.huawei_dsc.models.results import ClassificationResult, Finding, HitRule, LevelShare
from jobspan._planes.huawei_dsc.models.rules import Rule, RuleGroup, ScanTemplate, SecurityLevel
from jobspan._planes.huawei_dsc.models.scan_jobs import AssetLastJob, AssetScope, ScanJob, ScanRun, ScanTask
from jobspan._planes.huawei_dsc.paging import Paging
from jobspan.credentials import Secret
from jobspan.progress import ProgressOption, showing


class AsyncDsc(AsyncResource):
    """All of DSC."""

    @cached_property
    def export_tasks(self) -> "AsyncExportTasks":
        """Exports of classification results."""
        return AsyncExportTasks(self._ctx, self._driver)

    @cached_property
    def scan_jobs(self) -> "AsyncScanJobs":
        """Scan jobs and their sub-tasks."""
        return AsyncScanJobs(self._ctx, self._driver)

    @cached_property
    def assets(self) -> "AsyncAssets":
        """What is scanned: buckets, databases, big-data stores."""
        return AsyncAssets(self._ctx, self._driver)

    @cached_property
    def rule_groups(self) -> "AsyncRuleGroups":
        """What is looked for."""
        return AsyncRuleGroups(self._ctx, self._driver)

    @cached_property
    def scan_templates(self) -> "AsyncScanTemplates":
        """Templates for classification and grading."""
        return AsyncScanTemplates(self._ctx, self._driver)

    @cached_property
    def security_levels(self) -> "AsyncSecurityLevels":
        """The levels that findings have."""
        return AsyncSecurityLevels(self._ctx, self._driver)


class AsyncExportTasks(AsyncResource):
    """Exports of a scan's classification results: one current export a scan job, without an id of its own.

    Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ExportClassificationResults.html
    """

    @change
    async def create(
        self,
        scan_job_id: str,
        *,
        asset_id: str | None = None,
        asset_type: str | None = None,
        bucket_name: str | None = None,
        database_name: str | None = None,
        filter_bucket_name: str | None = None,
        keyword: str | None = None,
        mask: bool | None = None,
        security_level_ids: Sequence[str] | None = None,
        sort: str | None = None,
        start_time: int | datetime | None = None,
        table_name: str | None = None,
    ) -> AsyncHandle[ExportTask, ExportTask]:
        """Start an export. A new one replaces the one before. What is left out is not sent.

        Args:
            scan_job_id: whose results.
            asset_id: only those of one asset.
            asset_type: only those of one kind of asset (``AssetType``; others are sent with a warning).
            bucket_name: the OBS bucket that receives the file, one of :meth:`buckets`.
            database_name, table_name: only those of one database, or table.
            filter_bucket_name: only those of one bucket that was scanned; not the bucket that receives the file.
            keyword: only objects whose name contains it.
            mask: whether sensitive contents are masked in the file. What DSC does without it is not documented: give it.
            security_level_ids: only those of these levels.
            sort: the order; the vendor documents no values.
            start_time: only what was found since, in Unix milliseconds, or as an aware datetime.

        Raises:
            ValidationError: an argument is of no use; every problem is listed.
            RuleViolation: there is nothing to export.
            NotFound: there is no such scan job.
            AmbiguousOutcomeError: the reply was lost, and the endpoint does not show whether an export began.
        """
        request = exports.ExportRequest(
            asset_id=asset_id,
            asset_type=asset_type,
            bucket_name=bucket_name,
            database_name=database_name,
            filter_bucket_name=filter_bucket_name,
            keyword=keyword,
            mask=mask,
            security_level_ids=security_level_ids,
            sort=sort,
            start_time=start_time,
            table_name=table_name,
        )
        return await self._launch(lambda: exports.create_export(self._ctx, scan_job_id, request))

    async def status(self, scan_job_id: str) -> ExportTask:
        """The current export, looked at once. On servers that have no such read, what its link tells.

        Raises:
            NotFound: there was no export yet, or there is no such scan job.
        """
        return await self._run(reads.show_export(self._ctx, scan_job_id))

    async def wait(
        self, scan_job_id: str, *, timeout: float = journey.EXPORT_TIMEOUT, progress: ProgressOption = False
    ) -> ExportTask:
        """Wait until the current export is over, whoever started it.

        Args:
            timeout: seconds to wait at most.
            progress: ``True`` shows a line or a bar; a callable gets each ``JobChanged``.

        Raises:
            JobFailed: it is over, and not in success.
            WaitTimeout: the time is up.
        """
        return await self._handle(exports.watched_export(self._ctx, scan_job_id)).wait(
            timeout=timeout, progress=progress
        )

    async def download_url(self, scan_job_id: str) -> Secret:
        """A fresh link to the exported file. Whoever has it can read the file.

        Raises:
            NotFound: there is no file yet, or no such scan job.
        """
        return await self._run(exports.download_link(self._ctx, scan_job_id))

    async def download(self, scan_job_id: str, to: str | Path, *, progress: ProgressOption = False) -> Path:
        """Fetch the exported file. A file of that name is replaced, at once and as a whole.

        The file host gets no credentials of the cloud. A download that breaks off goes on where it was when the host serves
        ranges, and begins anew when it does not; in the end the file is whole, or nothing is left of it.

        Args:
            to: the file, or a directory that gets a file of the name it has on the host.
            progress: ``True`` shows a line or a bar; a callable gets each ``JobChanged``.

        Raises:
            NotFound: there is no file yet, or no such scan job.
            TransportError, ApiError: the file could not be had.
        """
        with showing(progress, f"download {scan_job_id}") as display, listening(display):
            open = self._target("export_tasks.download", scan_job_id, to)
            flow = downloads.download_export(self._ctx, scan_job_id, open)
            return (await self._run(flow)).path

    async def buckets(self) -> tuple[ExportBucket, ...]:
        """The buckets that may receive exports."""
        return await self._run(exports.export_buckets(self._ctx))

    def results(
        self,
        scan_job_id: str,
        *,
        keyword: str | None = None,
        asset_type: str | None = None,
        asset_id: str | None = None,
        security_level_ids: Sequence[str] | None = None,
        limit: int | None = None,
        paging: Paging = Paging.AUTO,
    ) -> AsyncPager[ClassificationResult]:
        """What the scan found, object by object.

        Args:
            keyword, asset_type, asset_id, security_level_ids: narrow the list, as they narrow an export.
            limit: rows a request, 1..1000; 100 unless given.
            paging: how to ask for the next page. ``Paging.MARKER`` needs not even the digests of the rows that came.

        Raises:
            ValidationError: an argument is of no use, or this endpoint cannot filter by it.
        """
        filter = results.ResultFilter(
            keyword=keyword, asset_type=asset_type, asset_id=asset_id, security_level_ids=security_level_ids
        )
        return self._pager(results.results(self._ctx, scan_job_id, filter, limit=limit, paging=paging))

    async def security_levels(
        self,
        scan_job_id: str,
        *,
        keyword: str | None = None,
        asset_type: str | None = None,
        asset_id: str | None = None,
        security_level_ids: Sequence[str] | None = None,
    ) -> tuple[LevelShare, ...]:
        """How the results spread over the security levels."""
        filter = results.ResultFilter(
            keyword=keyword, asset_type=asset_type, asset_id=asset_id, security_level_ids=security_level_ids
        )
        return await self._run(results.level_shares(self._ctx, scan_job_id, filter))

    def hit_rules(
        self,
        scan_job_id: str,
        *,
        keyword: str | None = None,
        asset_type: str | None = None,
        asset_id: str | None = None,
        security_level_ids: Sequence[str] | None = None,
        limit: int | None = None,
        paging: Paging = Paging.AUTO,
    ) -> AsyncPager[HitRule]:
        """The rules that matched, with the objects they matched most."""
        filter = results.ResultFilter(
            keyword=keyword, asset_type=asset_type, asset_id=asset_id, security_level_ids=security_level_ids
        )
        return self._pager(results.hit_rules(self._ctx, scan_job_id, filter, limit=limit, paging=paging))

    @change
    async def export(
        self,
        scan_job: str | ScanJob,
        *,
        to: str | Path,
        mask: bool = True,
        confirm: Literal["unmasked"] | None = None,
        bucket_name: str | None = None,
        asset_id: str | None = None,
        asset_type: str | None = None,
        database_name: str | None = None,
        table_name: str | None = None,
        filter_bucket_name: str | None = None,
        keyword: str | None = None,
        security_level_ids: Sequence[str] | None = None,
        sort: str | None = None,
        start_time: int | datetime | None = None,
        scan_timeout: float | None = None,
        export_timeout: float = journey.EXPORT_TIMEOUT,
        progress: ProgressOption = False,
    ) -> Exported:
        """From a scan to its findings in one call: wait for the scan, export, wait for the export, download.

        Args:
            scan_job: its id, or the job itself.
            to: a file, a directory, or ``obs://bucket``: then the findings stay in that bucket.
            mask: whether sensitive contents are masked in the file.
            confirm: ``"unmasked"``, the word that ``mask=False`` needs.
            bucket_name: the bucket that receives the file on its way to a local one.
            scan_timeout: seconds to wait for the scan; ``None`` means ``Policy.wait_timeout``.
            export_timeout: seconds to wait for the export.
            progress: ``True`` shows one display for the whole way; a callable gets each ``JobChanged``.

        The other arguments narrow the export as in :meth:`create`.

        Raises:
            ValidationError: an argument is of no use, or the word for an unmasked export is missing.
            RuleViolation: the scan cannot end well any more, or found nothing.
            JobFailed: the scan or the export ended, and not in success.
            WaitTimeout: one of them is not over in time.
        """
        journey.check_masking(mask, confirm)
        job_id = scan_job if isinstance(scan_job, str) else scan_job.id
        bucket = journey.bucket_in(to, bucket_name)
        request = exports.ExportRequest(
            asset_id=asset_id,
            asset_type=asset_type,
            bucket_name=bucket or bucket_name,
            database_name=database_name,
            filter_bucket_name=filter_bucket_name,
            keyword=keyword,
            mask=mask,
            security_level_ids=security_level_ids,
            sort=sort,
            start_time=start_time,
            table_name=table_name,
        )
        with showing(progress, f"export {job_id}") as display, listening(display):
            open = None if bucket is not None else self._target("export_tasks.export", job_id, to)
            return await self._change(
                lambda: journey.export_results(
                    self._ctx,
                    job_id,
                    request,
                    goal=str(to),
                    open=open,
                    scan_timeout=scan_timeout,
                    export_timeout=export_timeout,
                )
            )

    def _target(self, call: str, job_id: str, to: str | Path) -> Callable[[str], FileTarget]:
        ref = exports.watched_export(self._ctx, job_id).ref
        return self._file(call, to, Meter(ref, self._driver.emit, self._driver.now))


class AsyncScanJobs(AsyncResource):
    """Scan jobs. Each run of one has a sub-task an asset.

    Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ShowScanJobList.html
    """

    def list(
        self,
        *,
        name: str | None = None,
        is_new: bool | None = None,
        limit: int | None = None,
        paging: Paging = Paging.AUTO,
    ) -> AsyncPager[ScanJob]:
        """All scan jobs.

        Args:
            name: only those whose name contains it.
            is_new: ``True``: the jobs of the newer classification and grading feature.
            limit: rows a request, 1..1000; 100 unless given.
            paging: how to ask for the next page.
        """
        return self._pager(scan_job_lists.scan_jobs(self._ctx, name=name, is_new=is_new, limit=limit, paging=paging))

    async def get(self, job_id: str) -> ScanJob:
        """One scan job, looked for in the lists: DSC has no read of one job.

        Raises:
            NotFound: no list has it.
        """
        return await self._run(scan_job_lists.get_scan_job(self._ctx, job_id))

    async def find(self, name: str) -> tuple[ScanJob, ...]:
        """The scan jobs of exactly this name; names are unique, so there should be one at most."""
        return await self._run(scan_job_lists.find_by_name(self._ctx, name))

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
        """Create a scan job, and find it by its name: older servers answer without an id.

        Args:
            name: 4 to 255 letters, digits, ``_`` or ``-`` that begin with a letter; unique.
            asset_ids: what to scan: ids of ``dsc.assets``.
            rule_group_ids: what to look for: ids of ``dsc.rule_groups``.
            cycle: ``ONCE``, ``DAY``, ``WEEK`` or ``MONTH``.
            open: whether the schedule is enabled.
            start_time: when to begin, in Unix milliseconds or as an aware datetime; 0 = now.
            time_zone: hours from UTC, for example ``"8"``.
            topic_urn: the SMN topic that is told of the end.
            use_nlp: whether texts are also understood, not only matched.
            scan_template_ids, template_type, sampling_proportion, asset_scope: for jobs made from templates, on newer
                servers; then ``asset_ids`` and ``rule_group_ids`` may be left out.

        Raises:
            ValidationError: an argument is missing or of no use; every problem is listed.
            RuleViolation: the name is in use.
            AmbiguousOutcomeError: the job was accepted (or may have been) and cannot be told from others.
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

        DSC shows neither the rule groups of a job by id nor all of its settings, so nothing is filled in: give all of it.
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
        """Delete a job. After a lost reply, a job that is gone counts as deleted."""
        await self._change(lambda: scan_jobs.delete_scan_job(self._ctx, job_id))

    @change
    async def enable(self, job_id: str) -> None:
        """Enable the schedule. The run of today is a matter of :meth:`start` and :meth:`stop`."""
        await self._change(lambda: scan_jobs.switch_scan_job(self._ctx, job_id, open=True))

    @change
    async def disable(self, job_id: str) -> None:
        """Disable the schedule."""
        await self._change(lambda: scan_jobs.switch_scan_job(self._ctx, job_id, open=False))

    @change
    async def start(self, job_id: str, *, resume: bool | None = None) -> AsyncHandle[ScanRun, ScanJob]:
        """Start a run, or with ``resume=True`` go on with the stopped one. The handle waits for this run, not the one before.

        Raises:
            RuleViolation: it runs already; or it is to be resumed, and is not stopped.
            RouteNotPublished: this endpoint has only older operations: scans begin by their schedule there.
            AmbiguousOutcomeError: the reply was lost, and the job does not show whether a run began.
        """
        return await self._launch(lambda: scan_jobs.start_scan_job(self._ctx, job_id, resume=resume))

    @change
    async def stop(self, job_id: str) -> None:
        """Stop the current run."""
        await self._change(lambda: stop_scan.stop_scan_job(self._ctx, job_id))

    def watch(self, job_id: str) -> AsyncHandle[ScanRun, ScanJob]:
        """A handle for the run that is under way, whoever started it."""
        return self._handle(scan_jobs.watched_scan(self._ctx, job_id))

    async def wait(self, job_id: str, *, timeout: float | None = None, progress: ProgressOption = False) -> ScanJob:
        """Wait until the current run is over.

        Raises:
            JobFailed: it is over, and not in success.
            WaitTimeout: the time is up.
        """
        return await self.watch(job_id).wait(timeout=timeout, progress=progress)

    def tasks(
        self,
        job_id: str,
        *,
        workspace_id: str | None = None,
        limit: int | None = None,
        paging: Paging = Paging.AUTO,
    ) -> AsyncPager[ScanTask]:
        """The sub-tasks of a job, one an asset."""
        return self._pager(
            scan_tasks.scan_tasks(self._ctx, job_id, workspace_id=workspace_id, limit=limit, paging=paging)
        )

    def scopes(self, job_id: str, *, limit: int | None = None, paging: Paging = Paging.AUTO) -> AsyncPager[AssetScope]:
        """What of its assets a job scans."""
        return self._pager(scan_tasks.scan_scopes(self._ctx, job_id, limit=limit, paging=paging))

    def results(
        self,
        job_id: str,
        *,
        type: str | None = None,
        limit: int | None = None,
        paging: Paging = Paging.AUTO,
    ) -> AsyncPager[Finding]:
        """What the scan found, in the oldest form: by ``type`` ``DATABASE``, ``OBS`` or ``BIGDATA``, or all three in turn."""
        return self._pager(results.findings(self._ctx, job_id, type, limit=limit, paging=paging))

    @change
    async def start_task(self, task_id: str) -> None:
        """Start one sub-task. After a lost reply there is no telling whether it began."""
        await self._change(lambda: scan_tasks.start_scan_task(self._ctx, task_id))

    @change
    async def stop_task(self, task_id: str) -> None:
        """Stop one sub-task."""
        await self._change(lambda: scan_tasks.stop_scan_task(self._ctx, task_id))

    @change
    async def delete_task(self, task_id: str, *, delete_history: bool | None = None) -> None:
        """Delete one sub-task, on newer servers with its history."""
        await self._change(lambda: scan_tasks.delete_scan_task(self._ctx, task_id, delete_history=delete_history))


class AsyncAssets(AsyncResource):
    """What is scanned. Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ListBuckets.html"""

    def buckets(
        self, *, added: bool | None = None, limit: int | None = None, paging: Paging = Paging.AUTO
    ) -> AsyncPager[Bucket]:
        """The OBS buckets; ``added=True``: those that DSC may scan."""
        return self._pager(assets.buckets(self._ctx, added=added, limit=limit, paging=paging))

    @change
    async def add_buckets(
        self, buckets: Sequence[BucketToAdd], *, type: Literal["private", "public"] = "private"
    ) -> None:
        """Let DSC scan buckets. They are in the client's region unless they say otherwise.

        Raises:
            ValidationError: a name is no bucket name.
            RuleViolation: a bucket is added already.
        """
        await self._change(lambda: assets.add_buckets(self._ctx, buckets, policy=type))

    @change
    async def delete_bucket(self, bucket_id: str) -> None:
        """Let DSC scan a bucket no longer. The bucket itself stays."""
        await self._change(lambda: assets.delete_bucket(self._ctx, bucket_id))

    @change
    async def rename(self, asset_id: str, name: str) -> None:
        """Give an asset another name."""
        await self._change(lambda: assets.rename_asset(self._ctx, asset_id, name))

    async def authorization(self, type: str = "ALL") -> Authorization:
        """Which kinds of assets DSC may reach."""
        return await self._run(assets.show_authorization(self._ctx, type))

    @change
    async def authorize(self, type: str, *, allowed: bool = True) -> None:
        """Let DSC reach a kind of assets (``OBS``, ``DATABASE``, ``BIGDATA``, ``MRS``, ``LTS``, ``DASHBOARD``, ``ALL``)."""
        await self._change(lambda: assets.authorize(self._ctx, type, allowed=allowed))

    def databases(
        self, instance_type: str, *, limit: int | None = None, paging: Paging = Paging.AUTO
    ) -> AsyncPager[Database]:
        """The databases of a kind of instance, for example ``RDS``."""
        return self._pager(assets.databases(self._ctx, instance_type, limit=limit, paging=paging))

    async def big_data(self, type: str = "ALL") -> tuple[DataSource, ...]:
        """The big-data stores of a kind, for example ``Elasticsearch`` or ``Hive``."""
        return await self._run(assets.big_data(self._ctx, type))

    async def quota(self) -> Quota:
        """How many assets DSC covers, and how many are in use."""
        return await self._run(assets.show_quota(self._ctx))

    async def last_job(self, asset_id: str) -> AssetLastJob:
        """The scan job that looked at an asset last."""
        return await self._run(assets.last_job(self._ctx, asset_id))


class AsyncRuleGroups(AsyncResource):
    """What scans look for. Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ListRuleGroups.html"""

    def list(
        self, *, category: str | None = None, limit: int | None = None, paging: Paging = Paging.AUTO
    ) -> AsyncPager[RuleGroup]:
        """The rule groups; newer servers narrow them by ``category``."""
        return self._pager(rule_groups.rule_groups(self._ctx, category=category, limit=limit, paging=paging))

    @change
    async def create(
        self,
        name: str,
        rule_ids: Sequence[str],
        *,
        description: str | None = None,
        default: bool | None = None,
    ) -> RuleGroup:
        """Make a rule group, and find it by its name: the answer has no id.

        Raises:
            RuleViolation: the name is in use.
        """
        return await self._change(
            lambda: rule_groups.create_rule_group(self._ctx, name, rule_ids, description=description, default=default)
        )

    @change
    async def delete(self, group_id: str) -> None:
        """Delete a rule group."""
        await self._change(lambda: rule_groups.delete_rule_group(self._ctx, group_id))

    def rules(self, *, limit: int | None = None, paging: Paging = Paging.AUTO) -> AsyncPager[Rule]:
        """All rules."""
        return self._pager(rule_groups.rules(self._ctx, limit=limit, paging=paging))


class AsyncScanTemplates(AsyncResource):
    """Templates. Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ShowScanTemplate.html"""

    def list(self, *, limit: int | None = None, paging: Paging = Paging.AUTO) -> AsyncPager[ScanTemplate]:
        """All templates."""
        return self._pager(rule_groups.scan_templates(self._ctx, limit=limit, paging=paging))


class AsyncSecurityLevels(AsyncResource):
    """Security levels. Source: https://support.huaweicloud.com/intl/en-us/api-dsc/ShowSecurityLevel.html"""

    def list(
        self,
        *,
        name: str | None = None,
        category: str | None = None,
        include_disabled: bool | None = None,
        limit: int | None = None,
        paging: Paging = Paging.AUTO,
    ) -> AsyncPager[SecurityLevel]:
        """The levels, by default those that are enabled; ``name`` narrows them to names that contain it."""
        return self._pager(
            rule_groups.security_levels(
                self._ctx,
                name=name,
                category=category,
                include_disabled=include_disabled,
                limit=limit,
                paging=paging,
            )
        )
