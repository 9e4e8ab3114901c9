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
from jobspan._planes.huawei_dsc.flows.download_progress import DownloadProgress
from jobspan._planes.huawei_dsc.models.exports import ExportBucket, Exported, ExportTask
from jobspan._planes.huawei_dsc.models.paging import Paging
from jobspan._planes.huawei_dsc.models.results import ClassificationResult, HitRule, LevelShare
from jobspan._planes.huawei_dsc.models.scan_jobs import ScanJob
from jobspan.credentials import Secret
from jobspan.progress import ProgressOption, showing
from jobspan.tables import Rows


class AsyncExportTasks(AsyncResource):
    """Exports of a scan's classification results: each scan job has one current export, which has no id of its own.

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
        """Start an export. A new export replaces the previous one. Arguments that are left out are not sent.

        Args:
            scan_job_id: id of the scan job, as ``dsc.scan_jobs.list`` shows it.
            asset_id: only the results of this asset, by its id.
            asset_type: only the results of this kind of asset, for example ``OBS`` or ``DATABASE``; one that is unknown to
                this version is sent with a warning.
            bucket_name: OBS bucket that receives the file: one of ``buckets``. The vendor does not document where the file
                goes without it.
            database_name: only the results of this database.
            table_name: only the results of this table.
            filter_bucket_name: only the results of this scanned bucket; not the bucket that receives the file.
            keyword: only objects whose name contains this.
            mask: whether sensitive content is masked in the file. The vendor does not document its default, so always give
                it.
            security_level_ids: only the results of these security levels, by their ids, as ``dsc.security_levels.list`` shows
                them.
            sort: order of the rows in the file; the vendor does not document its values.
            start_time: only what was found since then: a time with a zone, or Unix milliseconds.

        Raises:
            ValidationError: an argument is invalid; every problem is listed.
            NotFound: the scan job does not exist.
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
        """Read the current export once. Servers without this read are asked for its download link instead.

        Args:
            scan_job_id: id of the scan job, as ``dsc.scan_jobs.list`` shows it.

        Raises:
            NotFound: there is no export yet, or the scan job does not exist.
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
            scan_job_id: id of the scan job, as ``dsc.scan_jobs.list`` shows it.
            timeout: seconds to wait at most; without it, 600.
            progress: ``True`` shows a line or a bar; a callable gets each ``JobChanged``.

        Raises:
            JobFailed: the export ended without success.
            WaitTimeout: the export did not end in time.
        """
        return await self._handle(exports.current_export(self._ctx, scan_job_id)).wait(
            timeout=timeout, progress=progress
        )

    async def download_url(self, scan_job_id: str) -> Secret:
        """Return a fresh link to the exported file. Whoever has the link can read the file.

        Args:
            scan_job_id: id of the scan job, as ``dsc.scan_jobs.list`` shows it.

        Raises:
            NotFound: there is no file yet, or the scan job does not exist.
        """
        return await self._run(exports.download_link(self._ctx, scan_job_id))

    async def download(self, scan_job_id: str, to: str | Path, *, progress: ProgressOption = False) -> Path:
        """Download the exported file. An existing file of that name is replaced in one step.

        The file host never receives cloud credentials. A download that breaks off continues where it stopped if the host
        serves ranges, and starts again if it does not. In the end the file is complete, or nothing is left behind.

        Args:
            scan_job_id: id of the scan job, as ``dsc.scan_jobs.list`` shows it.
            to: a file, or a directory; in a directory the file keeps its name from the host.
            progress: ``True`` shows a line or a bar; a callable gets each ``JobChanged``.

        Raises:
            NotFound: there is no file yet, or the scan job does not exist.
            TransportError, ApiError: the file could not be downloaded.
        """
        with showing(progress, f"download {scan_job_id}") as display, listening(display):
            open = self._target("export_tasks.download", scan_job_id, to)
            flow = downloads.download_export(self._ctx, scan_job_id, open)
            return (await self._run(flow)).path

    async def buckets(self) -> Rows[ExportBucket]:
        """List the buckets that may receive exports."""
        return await self._rows(exports.export_buckets(self._ctx), ExportBucket)

    def results(
        self,
        scan_job_id: str,
        *,
        keyword: str | None = None,
        asset_type: str | None = None,
        asset_id: str | None = None,
        security_level_ids: Sequence[str] | None = None,
        page_size: int | None = None,
        paging: Paging = Paging.AUTO,
    ) -> AsyncPager[ClassificationResult]:
        """List what the scan found, object by object.

        Args:
            scan_job_id: id of the scan job, as ``dsc.scan_jobs.list`` shows it.
            keyword: only objects whose name contains this.
            asset_type: only the results of this kind of asset, for example ``OBS`` or ``DATABASE``.
            asset_id: only the results of this asset, by its id.
            security_level_ids: only the results of these security levels, by their ids, as ``dsc.security_levels.list`` shows
                them.
            page_size: rows per request, 1..1000; without it, 100.
            paging: how to ask for the next page. The vendor's lists number pages or rows, and do not say which: ``auto``
                finds out by the second page, the others force a way. ``marker`` hands the server's own marker back, and needs
                no memory of the rows that were read.

        Raises:
            ValidationError: an argument is invalid, or this endpoint cannot filter by it.
        """
        filter = results.ResultFilter(
            keyword=keyword, asset_type=asset_type, asset_id=asset_id, security_level_ids=security_level_ids
        )
        return self._pager(results.results(self._ctx, scan_job_id, filter, limit=page_size, paging=paging))

    async def security_levels(
        self,
        scan_job_id: str,
        *,
        keyword: str | None = None,
        asset_type: str | None = None,
        asset_id: str | None = None,
        security_level_ids: Sequence[str] | None = None,
    ) -> Rows[LevelShare]:
        """Count the results by security level.

        Args:
            scan_job_id: id of the scan job, as ``dsc.scan_jobs.list`` shows it.
            keyword: only objects whose name contains this.
            asset_type: only the results of this kind of asset, for example ``OBS`` or ``DATABASE``.
            asset_id: only the results of this asset, by its id.
            security_level_ids: only the results of these security levels, by their ids, as ``dsc.security_levels.list`` shows
                them.
        """
        filter = results.ResultFilter(
            keyword=keyword, asset_type=asset_type, asset_id=asset_id, security_level_ids=security_level_ids
        )
        return await self._rows(results.level_shares(self._ctx, scan_job_id, filter), LevelShare)

    def hit_rules(
        self,
        scan_job_id: str,
        *,
        keyword: str | None = None,
        asset_type: str | None = None,
        asset_id: str | None = None,
        security_level_ids: Sequence[str] | None = None,
        page_size: int | None = None,
        paging: Paging = Paging.AUTO,
    ) -> AsyncPager[HitRule]:
        """List the rules that matched, with the objects that each matched most.

        Args:
            scan_job_id: id of the scan job, as ``dsc.scan_jobs.list`` shows it.
            keyword: only objects whose name contains this.
            asset_type: only the results of this kind of asset, for example ``OBS`` or ``DATABASE``.
            asset_id: only the results of this asset, by its id.
            security_level_ids: only the results of these security levels, by their ids, as ``dsc.security_levels.list`` shows
                them.
            page_size: rows per request, 1..1000; without it, 100.
            paging: how to ask for the next page. The vendor's lists number pages or rows, and do not say which: ``auto``
                finds out by the second page, the others force a way. ``marker`` is for ``export_tasks.results`` alone.
        """
        filter = results.ResultFilter(
            keyword=keyword, asset_type=asset_type, asset_id=asset_id, security_level_ids=security_level_ids
        )
        return self._pager(results.hit_rules(self._ctx, scan_job_id, filter, limit=page_size, paging=paging))

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
        """Get the findings of a scan in one call: wait for the scan, export, wait for the export, download.

        Args:
            scan_job: the scan job, or its id, as ``dsc.scan_jobs.list`` shows it.
            to: a file, a directory, or ``obs://bucket`` to leave the file in that bucket.
            mask: whether sensitive content is masked in the file; without it, it is.
            confirm: ``unmasked`` where ``mask`` is turned off, and not otherwise: the file then holds live sensitive data.
            bucket_name: OBS bucket that receives the file on its way to a local one: one of ``buckets``. The vendor does not
                document where the file goes without it.
            asset_id: only the results of this asset, by its id.
            asset_type: only the results of this kind of asset, for example ``OBS`` or ``DATABASE``; one that is unknown to
                this version is sent with a warning.
            database_name: only the results of this database.
            table_name: only the results of this table.
            filter_bucket_name: only the results of this scanned bucket; not the bucket that receives the file.
            keyword: only objects whose name contains this.
            security_level_ids: only the results of these security levels, by their ids, as ``dsc.security_levels.list`` shows
                them.
            sort: order of the rows in the file; the vendor does not document its values.
            start_time: only what was found since then: a time with a zone, or Unix milliseconds.
            scan_timeout: seconds to wait for the scan at most; without it, ``Policy.wait_timeout`` (a day).
            export_timeout: seconds to wait for the export at most; without it, 600.
            progress: ``True`` shows one display from start to end; a callable gets each ``JobChanged``.

        Raises:
            ValidationError: an argument is invalid, or an unmasked export is not confirmed.
            RuleViolation: the scan has never run, and its schedule is disabled.
            JobFailed: the scan or the export ended without success.
            WaitTimeout: one of them did not end in time.
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
        ref = exports.current_export(self._ctx, job_id).ref
        return self._file(call, to, DownloadProgress(ref, self._driver.emit, self._driver.now))
