"""More about comparisons, by API v5: how far one is, when they are made by themselves, health checks, accounts."""

from typing import Any

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan._core.envelope import ReplyEnvelope
from jobspan._planes.huawei_drs.models.comparison_runs import ObjectTypeResult
from jobspan._planes.huawei_drs.models.comparison_words import ComparisonStatus
from jobspan.models import Model


@frozen(kw_only=True)
class FullPass(Model):
    """How far the full pass is: percent, speed, and how many entities are to be checked again."""

    progress: float | None = None
    src_speed: str | None = None
    recheck_entities: int | None = None


@frozen(kw_only=True)
class FollowingPass(Model):
    """How a comparison follows the increments: ``delay`` in seconds, speed, and what is to be checked again."""

    delay: float | None = None
    src_speed: str | None = None
    rps: int | None = None
    log_point: str | None = None
    recheck_entities: int | None = None


@frozen(kw_only=True)
class WholeSpeed(Model):
    """The speed of both passes together."""

    src_speed: str | None = None


@frozen(kw_only=True)
class ComparisonProgress(Model):
    """How far a comparison is. Only some pairs of databases show it.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0305.html
    """

    full_info: FullPass | None = None
    incre_info: FollowingPass | None = None
    global_info: WholeSpeed | None = None


@frozen(kw_only=True)
class RequestAccepted(Model):
    """An answer to what goes on in the background."""

    request_id: str | None = None


@frozen(kw_only=True)
class ComparisonPolicy(Model):
    """When a task compares by itself.

    Attributes:
        status: OPEN, CLOSED or NO_SUPPORT.
        period: days of the week, ``* * 1,3,5``.
        begin_time, end_time: ``HH:mm:ss``, UTC.
        compare_type: object_comparison, lines, account, contents.
        compare_policy: normal or manyToOne.
        interval_hour: for hourly comparisons.
    """

    status: str | None = None
    period: str | None = None
    begin_time: str | None = None
    end_time: str | None = None
    compare_type: tuple[str, ...] | None = None
    next_compare_time: str | None = None
    compare_policy: str | None = None
    interval_hour: int | None = None
    conflict_strategy: str | None = None


@frozen(kw_only=True)
class HealthComparison(Model):
    """A comparison that DRS made by itself."""

    id: str
    type: str | None = None
    status: ComparisonStatus | None = None
    start_time: str | None = None
    end_time: str | None = None
    compute_type: str | None = None
    database_info: Any = None


@frozen(kw_only=True)
class HealthComparisons(RowsReply):
    """A page of comparisons that DRS made by itself."""

    compare_jobs: tuple[HealthComparison, ...] = attrs.field(metadata=rows(total="count"))
    count: int | None = None


@frozen(kw_only=True)
class HealthComparisonDetail(Model):
    """A comparison that DRS made by itself, and the name of its task."""

    id: str | None = None
    type: str | None = None
    start_time: str | None = None
    end_time: str | None = None
    status: ComparisonStatus | None = None
    job_name: str | None = None


@frozen(kw_only=True)
class HealthObjects(ReplyEnvelope):
    """The envelope of the results by type of object."""

    compare_result: tuple[ObjectTypeResult, ...] | None = None


@frozen(kw_only=True)
class ComparedAccount(Model):
    """A database account at both ends. ``compare_result`` is a code that no page explains."""

    id: str
    src_user_name: str | None = None
    tar_user_name: str | None = None
    src_privileges: str | None = None
    tar_privileges: str | None = None
    is_target_existed: bool | None = None
    compare_result: int | None = None
    created_at: str | None = None
    updated_at: str | None = None


@frozen(kw_only=True)
class ComparedAccounts(RowsReply):
    """A page of accounts."""

    user_compare_info: tuple[ComparedAccount, ...] = attrs.field(metadata=rows(total="total_count"))
    total_count: int | None = None
