"""Comparisons of the newer calls: what is asked for, how a run goes, and what it found, from databases down to rows.

Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0242.html and the pages after it
"""

from typing import Any, Final

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, not_on_wire, rows
from jobspan._core.envelope import ReplyEnvelope
from jobspan._core.showing import sensitive
from jobspan._planes.huawei_drs.models.comparison_words import (
    ComparisonCode,
    ComparisonStatus,
    ComparisonVerdict,
    ObjectCode,
    verdict_of,
    verdict_of_run,
)
from jobspan.models import Model


@frozen(kw_only=True)
class TokenRange(Model):
    """A table of Cassandra, and which of its tokens are compared."""

    table_name: str
    min_token: str | None = None
    max_token: str | None = None


@frozen(kw_only=True)
class ComparedTokens(Model):
    """Which tables of a Cassandra keyspace are compared, by tokens. For disaster recovery."""

    db_name: str
    table_name_with_token: tuple[TokenRange, ...] | None = None


@frozen(kw_only=True)
class RowFilter(Model):
    """An SQL condition, 256 characters at most, that limits which rows of tables are compared.

    Attributes:
        tables: the tables, as ``shop-*-*-orders``, or ``shop-*-public-*-*-orders`` with a schema.
        condition: what must hold for a row.
    """

    tables: tuple[str, ...]
    condition: str


@frozen(kw_only=True)
class ComparisonRun(Model):
    """A comparison of data: lines or contents. ``status`` says how it goes, not what it found.

    Attributes:
        job_id: the task.
        type: lines, contents or random.
        export_status: of the report file: INIT, EXPORTING, EXPORT_COMPLETE, EXPORT_COMMON_FAILED.
        report_remain_seconds: how long the file can still be downloaded; ``-1``: there is none.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0242.html
    """

    id: str
    job_id: str | None = attrs.field(default=None, metadata=not_on_wire(shown=True))
    type: str | None = None
    options: dict[str, str] | None = None
    start_time: str | None = None
    end_time: str | None = None
    status: ComparisonStatus | None = None
    export_status: str | None = None
    report_remain_seconds: int | None = None
    compare_job_tag: dict[str, str] | None = None
    proportion_value: str | None = None
    database_info: Any = None

    @property
    def is_over(self) -> bool:
        """Whether it has ended, in whatever way."""
        return self.status is not None and self.status.is_over


@frozen(kw_only=True)
class ComparisonRuns(RowsReply):
    """A page of comparisons."""

    compare_jobs: tuple[ComparisonRun, ...] = attrs.field(metadata=rows(total="count"))
    count: int | None = None


@frozen(kw_only=True)
class NewComparison(ReplyEnvelope):
    """The answer to a start: the id of the comparison."""

    id: str | None = None


@frozen(kw_only=True)
class ObjectTypeResult(Model):
    """How many objects of one type there are at both ends, and whether they agree."""

    type: str | None = None
    source_count: int | None = None
    target_count: int | None = None
    status: ObjectCode | None = None

    @property
    def verdict(self) -> ComparisonVerdict:
        return verdict_of(self.status)


@frozen(kw_only=True)
class ObjectComparisonRun(Model):
    """The latest comparison of objects of a task, type by type.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0256.html
    """

    compare_job_id: str | None = None
    status: ComparisonStatus | None = None
    create_time: str | None = None
    start_time: str | None = None
    export_status: str | None = None
    report_remain_seconds: int | None = None
    error_msg: str | None = None
    compare_result: tuple[ObjectTypeResult, ...] | None = None
    database_info: Any = None

    @property
    def verdict(self) -> ComparisonVerdict:
        """Of all types together. What failed, was cancelled or found no types says nothing."""
        if self.status is None or not self.status.is_over:
            return ComparisonVerdict.NOT_YET
        return verdict_of_run(self.status, (each.verdict for each in self.compare_result or ()))


@frozen(kw_only=True)
class ObjectResult(Model):
    """How one object compares.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0257.html
    """

    source_db_name: str | None = None
    target_db_name: str | None = None
    source_db_value: str | None = None
    target_db_value: str | None = None
    status: ObjectCode | None = None
    error_message: str | None = None

    @property
    def verdict(self) -> ComparisonVerdict:
        return verdict_of(self.status)


@frozen(kw_only=True)
class ObjectResults(RowsReply):
    """A page of objects of one type."""

    compare_detail: tuple[ObjectResult, ...] = attrs.field(metadata=rows(total="count"))
    count: int | None = None


def _of_tables(
    status: ComparisonCode | None, compared: int | None, done: int | None, differ: int | None, unknown: int | None
) -> ComparisonVerdict:
    """What the counts of a database say besides its code: a table that could not be compared is not the same."""
    code = verdict_of(status)
    if differ:
        return ComparisonVerdict.DIFFERS
    if code is not ComparisonVerdict.SAME:
        return code
    if unknown or (compared is not None and done is not None and done < compared):
        return ComparisonVerdict.CANNOT_TELL
    return code


@frozen(kw_only=True)
class DatabaseLines(Model):
    """How the numbers of rows in the tables of one database compare.

    Attributes:
        compare_num, compare_end_num: tables to compare, and compared.
        data_inconsistent_num, uncomparable_num: tables that differ, and of which nothing can be told.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0246.html
    """

    source_db_name: str | None = None
    target_db_name: str | None = None
    status: ComparisonCode | None = None
    compare_num: int | None = None
    compare_end_num: int | None = None
    data_inconsistent_num: int | None = None
    uncomparable_num: int | None = None

    @property
    def verdict(self) -> ComparisonVerdict:
        return _of_tables(
            self.status, self.compare_num, self.compare_end_num, self.data_inconsistent_num, self.uncomparable_num
        )


@frozen(kw_only=True)
class LineOverview(RowsReply):
    """A page of databases."""

    data_compare_overview_infos: tuple[DatabaseLines, ...] = attrs.field(metadata=rows(total="total_count"))
    total_count: int | None = None


@frozen(kw_only=True)
class TableLines(Model):
    """How the numbers of rows of one table compare.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0247.html
    """

    source_table_name: str | None = None
    source_row_num: int | None = None
    target_table_name: str | None = None
    target_row_num: int | None = None
    difference_row_num: int | None = None
    status: ComparisonCode | None = None
    compare_line_config_filter: str | None = None

    @property
    def verdict(self) -> ComparisonVerdict:
        return verdict_of(self.status)


@frozen(kw_only=True)
class LineDetails(RowsReply):
    """A page of tables."""

    table_line_compare_result_infos: tuple[TableLines, ...] = attrs.field(metadata=rows(total="total_count"))
    total_count: int | None = None


@frozen(kw_only=True)
class DatabaseContents(Model):
    """How the contents of the tables of one database compare; the counts are those of :class:`DatabaseLines`.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0248.html
    """

    source_db: str | None = None
    target_db: str | None = None
    status: ComparisonCode | None = None
    compare_num: int | None = None
    compare_end_num: int | None = None
    data_inconsistent_num: int | None = None
    uncomparable_num: int | None = None

    @property
    def verdict(self) -> ComparisonVerdict:
        return _of_tables(
            self.status, self.compare_num, self.compare_end_num, self.data_inconsistent_num, self.uncomparable_num
        )


@frozen(kw_only=True)
class ContentOverview(RowsReply):
    """A page of databases."""

    content_compare_result_infos: tuple[DatabaseContents, ...] = attrs.field(metadata=rows(total="total_count"))
    total_count: int | None = None


_ENDED_FULL_PASS: Final = 2
_UNFINISHED: Final = frozenset({1, 3})


@frozen(kw_only=True)
class TableContents(Model):
    """How the contents of one table compare, or why they cannot be compared.

    Attributes:
        status: the full pass: 1 running, 2 done, 3 waiting, 4 cancelled; some services write them with a minus.
        complete_shard_count, total_shard_count, progress: how far it is; ``progress`` in percent.
        message: why it cannot be compared.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0249.html
    """

    source_db: str | None = None
    target_db: str | None = None
    source_table_name: str | None = None
    target_table_name: str | None = None
    source_row_num: int | None = None
    target_row_num: int | None = None
    difference_row_num: int | None = None
    line_compare_result: bool | None = None
    content_compare_result: bool | None = None
    message: str | None = None
    compare_line_config_filter: str | None = None
    status: int | None = None
    complete_shard_count: int | None = None
    total_shard_count: int | None = None
    progress: float | None = None

    @property
    def verdict(self) -> ComparisonVerdict:
        """Same only when the full pass is done and both results are true."""
        phase = None if self.status is None else abs(self.status)
        if self.content_compare_result is False or self.line_compare_result is False or self.difference_row_num:
            return ComparisonVerdict.DIFFERS
        if phase in _UNFINISHED:
            return ComparisonVerdict.NOT_YET
        if phase == _ENDED_FULL_PASS and self.content_compare_result:
            return ComparisonVerdict.SAME
        return ComparisonVerdict.CANNOT_TELL


@frozen(kw_only=True)
class ContentDetails(RowsReply):
    """A page of tables."""

    content_compare_result_infos: tuple[TableContents, ...] = attrs.field(metadata=rows(total="total_count"))
    total_count: int | None = None


@frozen(kw_only=True)
class RowDifference(Model):
    """A row that differs: its key, and the statements that show it at both ends. They are customers' data, and masked when shown.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0250.html
    """

    source_key_value: tuple[str, ...] | None = attrs.field(default=None, repr=False, metadata=sensitive())
    target_key_value: tuple[str, ...] | None = attrs.field(default=None, repr=False, metadata=sensitive())
    select_sql: str | None = attrs.field(default=None, repr=False, metadata=sensitive())
    target_select_sql: str | None = attrs.field(default=None, repr=False, metadata=sensitive())


@frozen(kw_only=True)
class RowDifferences(RowsReply):
    """A page of rows that differ.

    Attributes:
        target_meta_is_null, source_meta_is_null, source_target_meta_not_null: rows that are only in the source, only in the
            target, and in both with other contents.
    """

    contents_infos: tuple[RowDifference, ...] = attrs.field(metadata=rows(total="count"))
    count: int | None = None
    target_meta_is_null: int | None = None
    source_meta_is_null: int | None = None
    source_target_meta_not_null: int | None = None


@frozen(kw_only=True)
class DifferenceCounts(Model):
    """How many rows of a table differ, and in which way."""

    total: int | None = None
    only_in_source: int | None = None
    only_in_target: int | None = None
    in_both: int | None = None
