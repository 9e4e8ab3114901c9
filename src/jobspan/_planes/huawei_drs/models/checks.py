"""Prechecks and comparisons."""

from typing import Any

import attrs

from jobspan.models import Model, OpenEnum


class CheckResult(OpenEnum):
    """How one item of a precheck went."""

    PASSED = "PASSED"
    ALARM = "ALARM"
    FAILED = "FAILED"


@attrs.frozen(kw_only=True)
class PrecheckItem(Model):
    """One item of a precheck."""

    item: str | None = None
    result: CheckResult | None = None
    failed_reason: str | None = None
    data: str | None = None
    raw_error_msg: str | None = None
    group: str | None = None
    failed_sub_jobs: tuple[Any, ...] | None = None


@attrs.frozen(kw_only=True)
class Precheck(Model):
    """A precheck: running until ``process`` is ``100%``, passed when ``result`` is true then.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0111.html
    """

    precheck_id: str | None = None
    result: bool | None = None
    process: str | None = None
    total_passed_rate: str | None = None
    rds_instance_id: str | None = None
    job_direction: str | None = None
    precheck_result: tuple[PrecheckItem, ...] | None = None
    error_code: str | None = None
    error_msg: str | None = None

    @property
    def done(self) -> bool:
        return self.process == "100%"

    @property
    def passed(self) -> bool:
        """Whether the task may be started."""
        return self.done and self.result is True

    @property
    def failures(self) -> tuple[PrecheckItem, ...]:
        return tuple(item for item in self.precheck_result or () if item.result == CheckResult.FAILED)


@attrs.frozen(kw_only=True)
class ComparedObjects(Model):
    """Which tables of a database are compared; none: all."""

    db_name: str
    table_name: tuple[str, ...] | None = None


@attrs.frozen(kw_only=True)
class DataComparison(Model):
    """A comparison of data: ``compare_type`` lines or contents; ``conflict_policy`` cancel or keep a running one."""

    conflict_policy: str = "keep"
    compare_type: str = "lines"
    compare_mode: str | None = None
    start_time: str | None = None
    compare_object_infos: tuple[ComparedObjects, ...] | None = None


@attrs.frozen(kw_only=True)
class ComparisonStarted(Model):
    """One comparison that was asked for."""

    compare_task_id: str | None = None
    error_code: str | None = None
    error_msg: str | None = None


@attrs.frozen(kw_only=True)
class ComparisonsStarted(Model):
    """The comparisons that were asked for.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0136.html
    """

    job_id: str | None = None
    object_level_compare_create_result: ComparisonStarted | None = None
    data_level_compare_create_result: ComparisonStarted | None = None
    error_code: str | None = None
    error_msg: str | None = None


@attrs.frozen(kw_only=True)
class ComparisonTask(Model):
    """A comparison that ran or runs."""

    compare_task_id: str | None = None
    compare_type: str | None = None
    compare_task_status: str | None = None
    create_time: str | None = None
    end_time: str | None = None


@attrs.frozen(kw_only=True)
class ComparisonTasks(Model):
    """All comparisons of a task."""

    compare_task_list: tuple[ComparisonTask, ...] | None = None
    compare_task_list_count: int | None = None
    error_code: str | None = None
    error_msg: str | None = None


@attrs.frozen(kw_only=True)
class ComparisonResults(Model):
    """What comparisons found: object level, lines and contents, each as DRS words it.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0137.html
    """

    job_id: str | None = None
    object_level_compare_results: dict[str, Any] | None = None
    line_compare_results: dict[str, Any] | None = None
    content_compare_results: dict[str, Any] | None = None
    compare_task_list_results: ComparisonTasks | None = None
    error_code: str | None = None
    error_msg: str | None = None
