"""Exports of classification results."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._core.download import FileTarget
from jobspan._core.events import listening
from jobspan._planes.huawei_dsc.flows import (
    downloads,
    exports,
    reads,
    results,
    wait_export_download,
)
from jobspan._planes.huawei_dsc.flows.download_progress import Meter
from jobspan._planes.huawei_dsc.models.exports import ExportBucket, Exported, ExportTask
from jobspan._planes.huawei_dsc.models.paging import Paging
from jobspan._planes.huawei_dsc.models.results import ClassificationResult, HitRule, LevelShare
from jobspan._planes.huawei_dsc.models.scan_jobs import ScanJob
from jobspan.credentials import Secret
from jobspan.progress import ProgressOption, showing


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
        self,
        scan_job_id: str,
        *,
        timeout: float = wait_export_download.EXPORT_TIMEOUT,
        progress: ProgressOption = False,
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
        export_timeout: float = wait_export_download.EXPORT_TIMEOUT,
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
        wait_export_download.check_masking(mask, confirm)
        job_id = scan_job if isinstance(scan_job, str) else scan_job.id
        bucket = wait_export_download.bucket_in(to, bucket_name)
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
                lambda: wait_export_download.export_results(
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
