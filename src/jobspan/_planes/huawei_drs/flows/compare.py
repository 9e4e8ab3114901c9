"""Compare both ends. Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0136.html"""

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.validation import present, validating
from jobspan._planes.huawei_drs.flows.job_ids import checked_ids
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.flows.single import change_one
from jobspan._planes.huawei_drs.models.checks import ComparisonResults, ComparisonsStarted, DataComparison
from jobspan._planes.huawei_drs.operations.lifecycle import COMPARE
from jobspan._planes.huawei_drs.operations.reads import COMPARE_RESULTS
from jobspan._planes.huawei_drs.rules.actions import COMPARE as RULES


def compare(
    ctx: PlaneContext, job_id: str, *, objects: bool = False, data: DataComparison | None = None
) -> Flow[ComparisonsStarted]:
    (id,) = checked_ids(COMPARE.call, job_id)
    with validating(COMPARE) as problems:
        if not objects and data is None:
            problems.add("objects | data", "at least one of these is required")
        if data is not None:
            problems.one_of("data.compare_type", data.compare_type, ("lines", "contents"))
            problems.one_of("data.conflict_policy", data.conflict_policy, ("cancel", "keep"))
            if objects and data.compare_type == "contents":
                problems.add("objects | data", "objects and contents cannot be compared at the same time")
    body = present(
        {
            "job_id": id,
            "object_level_compare_type": "objects" if objects else None,
            "data_level_compare_info": None if data is None else ctx.dialect.codec.write(data),
        }
    )
    return (yield from change_one(ctx, COMPARE, id, title=f"compare both ends of {id}", rules=RULES, body=body))


def compare_results(
    ctx: PlaneContext,
    job_id: str,
    *,
    object_comparison: str | None = None,
    line_comparison: str | None = None,
    content_comparison: str | None = None,
    page: int = 1,
    per_page: int = 100,
) -> Flow[ComparisonResults]:
    (id,) = checked_ids(COMPARE_RESULTS.call, job_id)
    body = present(
        {
            "job_id": id,
            "object_level_compare_id": object_comparison,
            "line_compare_id": line_comparison,
            "content_compare_id": content_comparison,
            "current_page": page,
            "per_page": per_page,
        }
    )
    return (yield from call(ctx, COMPARE_RESULTS, path=project(ctx), body=body))
