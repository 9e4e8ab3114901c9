"""Prechecks and comparisons."""

from typing import Any

from jobspan._core.classes import frozen
from jobspan.models import Model, OpenEnum


class CheckResult(OpenEnum):
    """How one item of a precheck went."""

    PASSED = "PASSED"
    ALARM = "ALARM"
    FAILED = "FAILED"


@frozen(kw_only=True)
class PrecheckItem(Model):
    """One item of a precheck."""

    item: str | None = None
    result: CheckResult | None = None
    failed_reason: str | None = None
    data: str | None = None
    raw_error_msg: str | None = None
    group: str | None = None
    failed_sub_jobs: tuple[Any, ...] | None = None


@frozen(kw_only=True)
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
