"""More about comparisons, by API v5. Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0305.html"""

import re
from collections.abc import Sequence
from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing
from jobspan._core.validation import present, validating
from jobspan._planes.huawei_drs.flows.comparisons import check_place, path_of
from jobspan._planes.huawei_drs.flows.offsets import offset_listing
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.flows.single import change_one
from jobspan._planes.huawei_drs.models.comparison_extras import (
    ComparedAccount,
    ComparisonPolicy,
    ComparisonProgress,
    HealthComparison,
    HealthComparisonDetail,
    RequestAccepted,
)
from jobspan._planes.huawei_drs.models.comparison_runs import ObjectTypeResult
from jobspan._planes.huawei_drs.operations import comparison_extras as op
from jobspan._planes.huawei_drs.rules.actions import SET_UP

_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d")
_DAYS: Final = re.compile(r"\* \* [1-7](,[1-7])*")
_TYPES: Final = ("object_comparison", "lines", "account", "contents")


def progress(ctx: PlaneContext, job_id: str, comparison_id: str) -> Flow[ComparisonProgress]:
    return call(ctx, op.PROGRESS, path=path_of(ctx, op.PROGRESS, job_id, comparison_id))


def pause(ctx: PlaneContext, job_id: str, comparison_ids: Sequence[str]) -> Flow[RequestAccepted]:
    return _operate(ctx, op.PAUSE, job_id, comparison_ids, "pause")


def restart(ctx: PlaneContext, job_id: str, comparison_ids: Sequence[str]) -> Flow[RequestAccepted]:
    return _operate(ctx, op.RESTART, job_id, comparison_ids, "restart")


def _operate(
    ctx: PlaneContext, operation: Operation[RequestAccepted], job_id: str, ids: Sequence[str], verb: str
) -> Flow[RequestAccepted]:
    with validating(operation) as problems:
        check_place(problems, job_id)
        if not ids:
            problems.add("comparison_ids", "must not be empty")
        for index, id in enumerate(ids):
            problems.text(f"comparison_ids[{index}]", id)
    return change_one(
        ctx,
        operation,
        job_id,
        title=f"{verb} {len(ids)} comparisons of {job_id}",
        rules=SET_UP,
        body={"compare_job_ids": list(ids)},
    )


def policy(ctx: PlaneContext, job_id: str) -> Flow[ComparisonPolicy]:
    with validating(op.GET_POLICY) as problems:
        check_place(problems, job_id)
    return call(ctx, op.GET_POLICY, path=project(ctx, job_id=job_id))


def set_policy(ctx: PlaneContext, job_id: str, chosen: ComparisonPolicy | None) -> Flow[None]:
    """``None`` closes it."""
    with validating(op.SET_POLICY) as problems:
        check_place(problems, job_id)
        if chosen is not None:
            for name, value, form in (
                ("period", chosen.period, _DAYS),
                ("begin_time", chosen.begin_time, _TIME),
                ("end_time", chosen.end_time, _TIME),
            ):
                if value is not None and not form.fullmatch(value):
                    problems.add(name, f"is {value!r}")
            for index, each in enumerate(chosen.compare_type or ()):
                problems.one_of(f"compare_type[{index}]", each, _TYPES)
            problems.whole("interval_hour", chosen.interval_hour, 1, 24)
    body = {"action": "close"} if chosen is None else {"action": "open", **_body(chosen)}
    return change_one(
        ctx,
        op.SET_POLICY,
        job_id,
        title=f"{body['action']} the comparisons that {job_id} makes by itself",
        rules=SET_UP,
        body=body,
    )


def _body(chosen: ComparisonPolicy) -> dict[str, Any]:
    return present(
        {
            "period": chosen.period,
            "begin_time": chosen.begin_time,
            "end_time": chosen.end_time,
            "compare_type": list(chosen.compare_type) if chosen.compare_type else None,
            "compare_policy": chosen.compare_policy,
            "interval_hour": chosen.interval_hour,
            "conflict_strategy": chosen.conflict_strategy,
        }
    )


def health(ctx: PlaneContext, job_id: str, status: str | None, page_size: int) -> Listing[HealthComparison]:
    with validating(op.HEALTH) as problems:
        check_place(problems, job_id)
    return offset_listing(
        ctx,
        op.HEALTH,
        project(ctx, job_id=job_id),
        lambda reply: reply.compare_jobs,
        total_of=lambda reply: reply.count,
        query={"status": status},
        page_size=page_size,
        key=lambda run: run.id,
    )


def health_detail(ctx: PlaneContext, job_id: str, comparison_id: str) -> Flow[HealthComparisonDetail]:
    return call(ctx, op.HEALTH_DETAIL, path=path_of(ctx, op.HEALTH_DETAIL, job_id, comparison_id))


def health_objects(ctx: PlaneContext, job_id: str, comparison_id: str) -> Flow[list[ObjectTypeResult]]:
    reply = yield from call(ctx, op.HEALTH_OBJECTS, path=path_of(ctx, op.HEALTH_OBJECTS, job_id, comparison_id))
    return list(reply.compare_result or ())


def accounts(ctx: PlaneContext, job_id: str, comparison_id: str, page_size: int) -> Listing[ComparedAccount]:
    return offset_listing(
        ctx,
        op.ACCOUNTS,
        path_of(ctx, op.ACCOUNTS, job_id, comparison_id),
        lambda reply: reply.user_compare_info,
        total_of=lambda reply: reply.total_count,
        page_size=page_size,
        key=lambda account: account.id,
    )
