"""Comparisons of both ends: what is asked for, what was started, what was found.

Sources: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0136.html and drs_03_0137.html
"""

from jobspan._core.classes import frozen
from jobspan.models import Model


@frozen(kw_only=True)
class ComparedObjects(Model):
    """Which tables of a database are compared; none: all."""

    db_name: str
    table_name: tuple[str, ...] | None = None


@frozen(kw_only=True)
class DataComparison(Model):
    """A comparison of data: ``compare_type`` lines or contents; ``conflict_policy`` cancel or keep a running one."""

    conflict_policy: str = "keep"
    compare_type: str = "lines"
    compare_mode: str | None = None
    start_time: str | None = None
    compare_object_infos: tuple[ComparedObjects, ...] | None = None


@frozen(kw_only=True)
class ComparisonStarted(Model):
    """One comparison that was asked for."""

    compare_task_id: str | None = None
    error_code: str | None = None
    error_msg: str | None = None


@frozen(kw_only=True)
class ComparisonsStarted(Model):
    """The comparisons that were asked for.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0136.html
    """

    job_id: str | None = None
    object_level_compare_create_result: ComparisonStarted | None = None
    data_level_compare_create_result: ComparisonStarted | None = None
    error_code: str | None = None
    error_msg: str | None = None


@frozen(kw_only=True)
class ComparisonTask(Model):
    """A comparison that ran or runs."""

    compare_task_id: str | None = None
    compare_type: str | None = None
    compare_task_status: str | None = None
    create_time: str | None = None
    end_time: str | None = None


@frozen(kw_only=True)
class ComparisonTasks(Model):
    """All comparisons of a task."""

    compare_task_list: tuple[ComparisonTask, ...] | None = None
    compare_task_list_count: int | None = None
    error_code: str | None = None
    error_msg: str | None = None


@frozen(kw_only=True)
class ObjectComparisonOverview(Model):
    """How objects of one type compare."""

    object_type: str | None = None
    object_compare_result: str | None = None
    source_count: int | None = None
    target_count: int | None = None
    diff_count: int | None = None


@frozen(kw_only=True)
class ObjectComparisonDetail(Model):
    """How one object compares."""

    source_db_name: str | None = None
    target_db_name: str | None = None
    source_db_value: str | None = None
    target_db_value: str | None = None
    error_message: str | None = None


@frozen(kw_only=True)
class ObjectComparison(Model):
    """What a comparison of objects found; the details by type."""

    compare_task_id: str | None = None
    object_compare_overview: tuple[ObjectComparisonOverview, ...] | None = None
    object_compare_details: dict[str, tuple[ObjectComparisonDetail, ...]] | None = None
    error_code: str | None = None
    error_msg: str | None = None


@frozen(kw_only=True)
class LineComparisonOverview(Model):
    """How the rows of one database compare."""

    source_db_name: str | None = None
    target_db_name: str | None = None
    line_compare_result: str | None = None


@frozen(kw_only=True)
class LineComparisonDetail(Model):
    """How the rows of one table compare."""

    source_table_name: str | None = None
    target_table_name: str | None = None
    source_row_num: int | None = None
    target_row_num: int | None = None
    diff_row_num: int | None = None
    line_compare_result: str | None = None
    message: str | None = None


@frozen(kw_only=True)
class LineComparisonDetails(Model):
    """The tables of one database."""

    source_db_name: str | None = None
    line_compare_detail: tuple[LineComparisonDetail, ...] | None = None
    line_compare_detail_count: int | None = None


@frozen(kw_only=True)
class LineComparison(Model):
    """What a comparison of row counts found."""

    compare_task_id: str | None = None
    line_compare_overview: tuple[LineComparisonOverview, ...] | None = None
    line_compare_overview_count: int | None = None
    line_compare_details: tuple[LineComparisonDetails, ...] | None = None
    error_code: str | None = None
    error_msg: str | None = None


@frozen(kw_only=True)
class ContentComparisonOverview(Model):
    """How the contents of one database compare."""

    source_db_name: str | None = None
    target_db_name: str | None = None
    content_compare_result: str | None = None


@frozen(kw_only=True)
class ContentComparisonDetail(Model):
    """How the contents of one table compare, or why they cannot be compared."""

    source_db_name: str | None = None
    target_db_name: str | None = None
    source_table_name: str | None = None
    target_table_name: str | None = None
    source_row_num: int | None = None
    target_row_num: int | None = None
    diff_row_num: int | None = None
    line_compare_result: str | None = None
    content_compare_result: str | None = None
    message: str | None = None


@frozen(kw_only=True)
class ContentComparisonDetails(Model):
    """The tables of one database."""

    source_db_name: str | None = None
    content_compare_detail: tuple[ContentComparisonDetail, ...] | None = None
    content_compare_detail_count: int | None = None
    content_uncompare_detail: tuple[ContentComparisonDetail, ...] | None = None
    content_uncompare_detail_count: int | None = None


@frozen(kw_only=True)
class ContentDifference(Model):
    """A row that differs: the statements that show it at both ends, and its key."""

    source_select_sql: str | None = None
    target_select_sql: str | None = None
    source_key_value: tuple[str, ...] | None = None
    target_key_value: tuple[str, ...] | None = None


@frozen(kw_only=True)
class ContentDifferences(Model):
    """The rows of one table that differ."""

    source_db_name: str | None = None
    source_table_name: str | None = None
    content_compare_diff: tuple[ContentDifference, ...] | None = None
    content_compare_diff_count: int | None = None


@frozen(kw_only=True)
class ContentComparison(Model):
    """What a comparison of contents found."""

    compare_task_id: str | None = None
    content_compare_overview: tuple[ContentComparisonOverview, ...] | None = None
    content_compare_overview_count: int | None = None
    content_compare_details: tuple[ContentComparisonDetails, ...] | None = None
    content_compare_diffs: tuple[ContentDifferences, ...] | None = None
    error_code: str | None = None
    error_msg: str | None = None


@frozen(kw_only=True)
class ComparisonResults(Model):
    """What comparisons found: object level, lines and contents, and which comparisons there are.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0137.html
    """

    job_id: str | None = None
    object_level_compare_results: ObjectComparison | None = None
    line_compare_results: LineComparison | None = None
    content_compare_results: ContentComparison | None = None
    compare_task_list_results: ComparisonTasks | None = None
    error_code: str | None = None
    error_msg: str | None = None
