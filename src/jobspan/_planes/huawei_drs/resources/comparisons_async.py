"""``client.drs.comparisons``: whether both ends of a task hold the same."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei_drs.flows import comparison_extras, comparison_reads, comparison_reports, comparisons
from jobspan._planes.huawei_drs.flows.offsets import LARGEST_PAGE
from jobspan._planes.huawei_drs.models.comparison_extras import (
    ComparedAccount,
    ComparisonPolicy,
    ComparisonProgress,
    HealthComparison,
    HealthComparisonDetail,
    RequestAccepted,
)
from jobspan._planes.huawei_drs.models.comparison_runs import (
    ComparedTokens,
    ComparisonRun,
    DatabaseContents,
    DatabaseLines,
    DifferenceCounts,
    ObjectComparisonRun,
    ObjectResult,
    ObjectTypeResult,
    RowDifference,
    RowFilter,
    TableContents,
    TableLines,
)
from jobspan._planes.huawei_drs.models.comparison_words import ComparisonCode
from jobspan._planes.huawei_drs.models.comparisons import ComparedObjects
from jobspan._planes.huawei_drs.words import ComparisonType, ReportType
from jobspan.tables import Rows


class AsyncComparisons(AsyncResource):
    """Comparisons of a task's source and target: objects, numbers of rows (lines), contents of rows.

    A comparison that ended well has only ended. What it found stands in its results, each with a ``verdict``: same, differs,
    cannot_tell or not_yet.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0242.html
    """

    def list(self, job_id: str | None = None, *, page_size: int = LARGEST_PAGE) -> AsyncPager[ComparisonRun]:
        """List the comparisons of data of a task; without a task, those of all tasks that can have some.

        Args:
            job_id: id of the task.
            page_size: rows per request, 1..1000; without it, 1000.
        """
        return self._pager(comparisons.runs(self._ctx, job_id, page_size))

    async def get(self, job_id: str, comparison_id: str) -> ComparisonRun:
        """Return how a comparison goes.

        Args:
            job_id: id of the task.
            comparison_id: id of the comparison, as ``drs.comparisons.list`` shows it.

        Raises:
            NotFound: the task has no such comparison.
        """
        return await self._run(comparison_reads.comparison(self._ctx, job_id, comparison_id))

    @change
    async def start(
        self,
        job_id: str,
        type: ComparisonType = "lines",
        *,
        objects: Sequence[ComparedObjects] = (),
        tokens: Sequence[ComparedTokens] = (),
        at: datetime | None = None,
        options: Mapping[str, str] | None = None,
        filters: Sequence[RowFilter] = (),
        threads: int | None = None,
        share: float | None = None,
    ) -> AsyncHandle[ComparisonRun, ComparisonRun]:
        """Compare data: the handle waits until the comparison has ended, and ``handle.id`` names it.

        Args:
            job_id: id of the task; of a dual-active pair a subtask, not the parent.
            type: what is compared: of lines the numbers of rows, of contents all rows, of random a sample (for few
                pairs of engines; it needs ``share``). Without it, lines.
            objects: the databases that are compared, with tables or with all of theirs; without them, all databases.
            tokens: the same by ranges of tokens, for disaster recovery of Cassandra.
            at: when it begins, a time with a zone; without it, at once.
            options: for contents ``contentCompareType`` static or dynamic (follows the increments, until it is
                cancelled) and ``lobCompare`` ignore or length; for lines ``comparePolicy`` normal or manyToOne.
            filters: conditions that limit which rows of tables are compared.
            threads: how many threads compare, 1..1000; for disaster recovery of Cassandra only.
            share: which part of the rows random compares; DRS does not document the unit.

        Raises:
            ValidationError: ``at`` has no zone, random has no ``share``, or an option, a filter or ``threads`` cannot
                be; nothing was sent.
            RuleViolation: the task is not incremental (for one whose load is complete it is only a warning).
            StateConflict: another comparison of the task goes on.
            AmbiguousOutcomeError: the reply was lost; :meth:`list` shows what there is.
        """
        asked = comparisons.ComparisonRequest(
            type=type,
            objects=tuple(objects),
            tokens=tuple(tokens),
            at=at,
            options=options,
            filters=tuple(filters),
            threads=threads,
            share=share,
        )
        return await self._launch(lambda: comparisons.start(self._ctx, job_id, asked))

    @change
    async def start_objects(
        self, job_id: str, *, threads: int | None = None
    ) -> AsyncHandle[ObjectComparisonRun, ObjectComparisonRun]:
        """Compare objects: databases, tables, views, indexes, ... One that was made before is replaced.

        Args:
            job_id: id of the task; of a dual-active pair a subtask, not the parent.
            threads: how many threads compare, 1..1000; for disaster recovery of Cassandra only.

        Raises:
            RuleViolation: the task is not incremental (for one whose load is complete it is only a warning).
        """
        return await self._launch(lambda: comparisons.start_objects(self._ctx, job_id, threads))

    @change
    async def start_now(self, job_id: str, comparison_id: str) -> None:
        """Start a comparison that waits for its time.

        Args:
            job_id: id of the task.
            comparison_id: id of the comparison, as ``drs.comparisons.list`` shows it.

        Raises:
            RuleViolation: there is no such task.
            AmbiguousOutcomeError: the reply was lost, and the comparison still waits.
        """
        return await self._change(lambda: comparisons.start_now(self._ctx, job_id, comparison_id))

    @change
    async def cancel(self, job_id: str, comparison_id: str) -> None:
        """Cancel a comparison of data. It stays in the list, and what it found can still be read.

        Args:
            job_id: id of the task.
            comparison_id: id of the comparison, as ``drs.comparisons.list`` shows it.

        Raises:
            RuleViolation: there is no such task.
            AmbiguousOutcomeError: the reply was lost, and the comparison ended in another way.
        """
        return await self._change(lambda: comparisons.cancel(self._ctx, job_id, comparison_id))

    async def objects(self, job_id: str) -> ObjectComparisonRun:
        """Return the latest comparison of objects, type by type. Without a status there was none.

        Args:
            job_id: id of the task.
        """
        return await self._run(comparison_reads.object_comparison(self._ctx, job_id))

    def object_details(
        self, job_id: str, type: str, comparison_id: str | None = None, *, page_size: int = LARGEST_PAGE
    ) -> AsyncPager[ObjectResult]:
        """List the objects of one type, and how they compare.

        Args:
            job_id: id of the task.
            type: the type of the objects: DB, TABLE, VIEW, EVENT, ROUTINE, INDEX, TRIGGER, SYNONYM, FUNCTION,
                PROCEDURE, TYPE, RULE, CONSTRAINT, ...
            comparison_id: id of the comparison of objects; without it, the latest.
            page_size: rows per request, 1..1000; without it, 1000.
        """
        return self._pager(comparisons.object_details(self._ctx, job_id, type, comparison_id, page_size))

    def lines(
        self, job_id: str, comparison_id: str, *, status: ComparisonCode | None = None, page_size: int = LARGEST_PAGE
    ) -> AsyncPager[DatabaseLines]:
        """List how numbers of rows compare, database by database.

        Args:
            job_id: id of the task.
            comparison_id: id of the comparison, as ``drs.comparisons.list`` shows it.
            status: only databases with this result, a ``ComparisonCode``: 0 differs, 2 is the same, 4 failed, 10 is
                empty at both ends, 23 has too many rows to be compared, ...
            page_size: rows per request, 1..1000; without it, 1000.
        """
        return self._pager(comparisons.lines(self._ctx, job_id, comparison_id, status=status, page_size=page_size))

    def line_tables(
        self,
        job_id: str,
        comparison_id: str,
        *,
        status: ComparisonCode | None = None,
        comparable: bool | None = None,
        db_name: str | None = None,
        target_db_name: str | None = None,
        table_name: str | None = None,
        page_size: int = LARGEST_PAGE,
    ) -> AsyncPager[TableLines]:
        """List how numbers of rows compare, table by table.

        Args:
            job_id: id of the task.
            comparison_id: id of the comparison, as ``drs.comparisons.list`` shows it.
            status: only tables with this result, a ``ComparisonCode``: 0 differs, 2 is the same, 4 failed, 10 is empty
                at both ends, 23 has too many rows to be compared, ...
            comparable: only tables that could be compared, or only those that could not; without it, both.
            db_name: only tables of this database at the source.
            target_db_name: only tables of this database at the target.
            table_name: only tables with this in their name.
            page_size: rows per request, 1..1000; without it, 1000.
        """
        return self._pager(
            comparisons.line_tables(
                self._ctx,
                job_id,
                comparison_id,
                status=status,
                comparable=comparable,
                db_name=db_name,
                target_db_name=target_db_name,
                table_name=table_name,
                page_size=page_size,
            )
        )

    def contents(
        self, job_id: str, comparison_id: str, *, page_size: int = LARGEST_PAGE
    ) -> AsyncPager[DatabaseContents]:
        """List how contents compare, database by database.

        Args:
            job_id: id of the task.
            comparison_id: id of the comparison, as ``drs.comparisons.list`` shows it.
            page_size: rows per request, 1..1000; without it, 1000.
        """
        return self._pager(comparisons.contents(self._ctx, job_id, comparison_id, page_size=page_size))

    def content_tables(
        self,
        job_id: str,
        comparison_id: str,
        *,
        comparable: bool | None = None,
        db_name: str | None = None,
        target_db_name: str | None = None,
        page_size: int = LARGEST_PAGE,
    ) -> AsyncPager[TableContents]:
        """List how contents compare, table by table. Tables without a primary key cannot be compared.

        Args:
            job_id: id of the task.
            comparison_id: id of the comparison, as ``drs.comparisons.list`` shows it.
            comparable: only tables that could be compared, or only those that could not; without it, both.
            db_name: only tables of this database at the source.
            target_db_name: only tables of this database at the target.
            page_size: rows per request, 1..1000; without it, 1000.
        """
        return self._pager(
            comparisons.content_tables(
                self._ctx,
                job_id,
                comparison_id,
                comparable=comparable,
                db_name=db_name,
                target_db_name=target_db_name,
                page_size=page_size,
            )
        )

    def differences(
        self, job_id: str, comparison_id: str, *, db_name: str, table_name: str, page_size: int = LARGEST_PAGE
    ) -> AsyncPager[RowDifference]:
        """List the rows of a table whose contents differ. Keys and statements are customers' data: they are masked when shown.

        Args:
            job_id: id of the task.
            comparison_id: id of the comparison of contents, as ``drs.comparisons.list`` shows it.
            db_name: the database at the source that the table is in.
            table_name: the table, as ``drs.comparisons.content_tables`` shows it.
            page_size: rows per request, 1..1000; without it, 1000.
        """
        return self._pager(
            comparisons.differences(
                self._ctx, job_id, comparison_id, db_name=db_name, table_name=table_name, page_size=page_size
            )
        )

    async def difference_counts(
        self, job_id: str, comparison_id: str, *, db_name: str, table_name: str
    ) -> DifferenceCounts:
        """Count the rows of a table that differ: only in the source, only in the target, in both.

        Args:
            job_id: id of the task.
            comparison_id: id of the comparison of contents, as ``drs.comparisons.list`` shows it.
            db_name: the database at the source that the table is in.
            table_name: the table, as ``drs.comparisons.content_tables`` shows it.
        """
        return await self._run(
            comparisons.difference_counts(self._ctx, job_id, comparison_id, db_name=db_name, table_name=table_name)
        )

    async def progress(self, job_id: str, comparison_id: str) -> ComparisonProgress:
        """Return how far a comparison of lines or contents is, by API v5. Only some pairs of databases show it.

        Args:
            job_id: id of the task.
            comparison_id: id of the comparison, as ``drs.comparisons.list`` shows it.

        Raises:
            NotOffered: this region does not have the call.
        """
        return await self._run(comparison_extras.progress(self._ctx, job_id, comparison_id))

    @change
    async def pause(self, job_id: str, comparison_ids: Sequence[str]) -> RequestAccepted:
        """Pause comparisons, by API v5. Only some pairs of databases can.

        Args:
            job_id: id of the task.
            comparison_ids: ids of the comparisons, as ``drs.comparisons.list`` shows them; one at least.

        Raises:
            RuleViolation: there is no such task.
            NotOffered: this region does not have the call.
            ApiError: this pair cannot (``DRS.M10018``).
        """
        return await self._change(lambda: comparison_extras.pause(self._ctx, job_id, comparison_ids))

    @change
    async def restart(self, job_id: str, comparison_ids: Sequence[str]) -> RequestAccepted:
        """Let comparisons that are paused go on, by API v5.

        Args:
            job_id: id of the task.
            comparison_ids: ids of the comparisons, as ``drs.comparisons.list`` shows them; one at least.

        Raises:
            RuleViolation: there is no such task.
            NotOffered: this region does not have the call.
            ApiError: this pair cannot (``DRS.M10018``).
        """
        return await self._change(lambda: comparison_extras.restart(self._ctx, job_id, comparison_ids))

    async def policy(self, job_id: str) -> ComparisonPolicy:
        """Return when a task compares by itself, by API v5.

        Args:
            job_id: id of the task.

        Raises:
            NotOffered: this region does not have the call.
        """
        return await self._run(comparison_extras.policy(self._ctx, job_id))

    @change
    async def set_policy(self, job_id: str, policy: ComparisonPolicy | None) -> None:
        """Set when a task compares by itself, by API v5.

        Args:
            job_id: id of the task.
            policy: on which days and between which times (UTC) it compares, and what; ``None`` (in JSON null): never.

        Raises:
            ValidationError: a day, a time, an interval or what is compared cannot be; nothing was sent.
            RuleViolation: there is no such task.
            NotOffered: this region does not have the call.
        """
        return await self._change(lambda: comparison_extras.set_policy(self._ctx, job_id, policy))

    def health(
        self, job_id: str, *, status: str | None = None, page_size: int = LARGEST_PAGE
    ) -> AsyncPager[HealthComparison]:
        """List the comparisons that DRS made by itself, by API v5.

        Args:
            job_id: id of the task.
            status: only comparisons in this state: WAITING_FOR_RUNNING, RUNNING, FULL_DOING, INCRE_DOING, SUCCESSFUL,
                FAILED, CANCELLED or TIMEOUT_INTERRUPT.
            page_size: rows per request, 1..1000; without it, 1000.

        Raises:
            NotOffered: this region does not have the call.
        """
        return self._pager(comparison_extras.health(self._ctx, job_id, status, page_size))

    async def health_detail(self, job_id: str, comparison_id: str) -> HealthComparisonDetail:
        """Return a comparison that DRS made by itself, by API v5.

        Args:
            job_id: id of the task.
            comparison_id: id of the comparison, as ``drs.comparisons.health`` shows it.

        Raises:
            NotOffered: this region does not have the call.
        """
        return await self._run(comparison_extras.health_detail(self._ctx, job_id, comparison_id))

    async def health_objects(self, job_id: str, comparison_id: str) -> Rows[ObjectTypeResult]:
        """Return what a comparison that DRS made by itself found of objects, type by type, by API v5.

        Args:
            job_id: id of the task.
            comparison_id: id of the comparison, as ``drs.comparisons.health`` shows it.

        Raises:
            NotOffered: this region does not have the call.
        """
        return await self._rows(comparison_extras.health_objects(self._ctx, job_id, comparison_id), ObjectTypeResult)

    def accounts(
        self, job_id: str, comparison_id: str, *, page_size: int = LARGEST_PAGE
    ) -> AsyncPager[ComparedAccount]:
        """List the database accounts at both ends and their privileges, as a comparison found them, by API v5.

        Args:
            job_id: id of the task.
            comparison_id: id of the comparison of accounts.
            page_size: rows per request, 1..1000; without it, 1000.

        Raises:
            NotOffered: this region does not have the call.
        """
        return self._pager(comparison_extras.accounts(self._ctx, job_id, comparison_id, page_size))

    @change
    async def export_report(
        self,
        job_id: str,
        type: ReportType,
        comparison_id: str | None = None,
        *,
        time_zone: str | None = None,
        region: str | None = None,
    ) -> None:
        """Let DRS make the report file. ``export_status`` of the comparison tells when it can be downloaded.

        Args:
            job_id: id of the task.
            type: what it reports: a comparison of data (contents, lines, random), the comparison of objects, or the
                repair of data.
            comparison_id: id of the comparison; needed for contents, lines and random.
            time_zone: zone of the time in the name of the file, for example ``GMT+08:00``.
            region: the region by name, for example ``eu-west-101``; without it, that of the settings.

        Raises:
            ValidationError: ``comparison_id`` is missing, or the region is not known; nothing was sent.
            RuleViolation: there is no such task.
        """
        return await self._change(
            lambda: comparison_reports.export_report(self._ctx, job_id, type, comparison_id, time_zone, region)
        )

    async def download_report(
        self,
        job_id: str,
        type: ReportType,
        to: str | Path,
        comparison_id: str | None = None,
        *,
        region: str | None = None,
    ) -> Path:
        """Download the report file, a workbook. An existing file of that name is replaced in one step.

        Args:
            job_id: id of the task.
            type: what it reports: a comparison of data (contents, lines, random), the comparison of objects, or the
                repair of data.
            to: the file, or a directory; in a directory the file is named after task and type.
            comparison_id: id of the comparison; needed for contents, lines and random.
            region: the region by name, for example ``eu-west-101``; without it, that of the settings.

        Raises:
            ValidationError: ``comparison_id`` is missing, or the region is not known; nothing was sent.
            ApiError: there is no report, or DRS does not keep it any more.
            DecodeError: what came is not a workbook.
        """
        open = self._file("drs.comparisons.download_report", to, _untold)
        flow = comparison_reports.download_report(self._ctx, job_id, type, comparison_id, open, region)
        return (await self._run(flow)).path


def _untold(done: int, total: int | None) -> None:
    """Reports come in one piece: there is no progress to tell of."""
