"""Compare both ends. Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0136.html"""

from collections.abc import Sequence
from functools import partial
from math import inf

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.validation import present, validating
from jobspan._planes.huawei.errors import normal_code
from jobspan._planes.huawei_drs.errors import CODES
from jobspan._planes.huawei_drs.flows.job_ids import check_id, checked_id
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.flows.single import change_one
from jobspan._planes.huawei_drs.models.comparisons import ComparisonResults, ComparisonsStarted, DataComparison
from jobspan._planes.huawei_drs.operations.lifecycle import COMPARE
from jobspan._planes.huawei_drs.operations.reads import COMPARE_RESULTS
from jobspan._planes.huawei_drs.rules.actions import COMPARE as RULES, SET_UP
from jobspan.errors import ApiError


def compare(
    ctx: PlaneContext, job_id: str, *, objects: bool = False, data: DataComparison | None = None
) -> Flow[ComparisonsStarted]:
    id = checked_id(COMPARE.call, job_id)
    lists = not objects and data is None
    with validating(COMPARE) as problems:
        if data is not None:
            problems.one_of("data.compare_type", data.compare_type, ("lines", "contents"))
            problems.one_of("data.conflict_policy", data.conflict_policy, ("cancel", "keep"))
            if objects and data.compare_type == "contents":
                problems.add("objects | data", "objects and contents cannot be compared at the same time")
    asked = [part for part, wanted in (("object", objects), ("data", data is not None)) if wanted]
    body = present(
        {
            "job_id": job_id,
            "object_level_compare_type": "objects" if objects else None,
            "data_level_compare_info": None if data is None else ctx.dialect.codec.write(data),
        }
    )
    title = f"list the comparisons of {id}" if lists else f"compare both ends of {id}"
    started = yield from change_one(
        ctx, COMPARE, id, title=title, rules=SET_UP if lists else RULES, body=body, lacks=partial(_lacks, asked)
    )
    parts = (started.object_level_compare_create_result, started.data_level_compare_create_result)
    refusals = [part for part in parts if part is not None and part.error_code]
    if refusals and not any(part is not None and part.compare_task_id for part in parts):
        code = normal_code(refusals[0].error_code)
        meaning = CODES.get(code) if code else None
        raise (meaning.error if meaning else ApiError)(
            message=f"huawei_drs {COMPARE.id}: no comparison was started: {refusals[0].error_msg or code}.",
            hint=meaning.hint if meaning else None,
            plane=ctx.plane,
            operation=COMPARE.id,
            status=200,
            code=code,
        )
    return started


def _lacks(asked: Sequence[str], started: ComparisonsStarted) -> str | None:
    parts = {"object": started.object_level_compare_create_result, "data": started.data_level_compare_create_result}
    unclear = [part for part in asked if not ((found := parts[part]) and (found.compare_task_id or found.error_code))]
    return f"the reply does not say what became of the {' and '.join(unclear)} comparison" if unclear else None


def compare_results(
    ctx: PlaneContext,
    job_id: str,
    *,
    object_comparison: str | None = None,
    line_comparison: str | None = None,
    content_comparison: str | None = None,
    page: int = 1,
    page_size: int = 100,
) -> Flow[ComparisonResults]:
    with validating(COMPARE_RESULTS) as problems:
        check_id(problems, "job_id", job_id)
        problems.whole("page", page, 1, inf)
        problems.whole("page_size", page_size, 1, inf)
    body = present(
        {
            "job_id": job_id,
            "object_level_compare_id": object_comparison,
            "line_compare_id": line_comparison,
            "content_compare_id": content_comparison,
            "current_page": page,
            "per_page": page_size,
        }
    )
    return (yield from call(ctx, COMPARE_RESULTS, path=project(ctx), body=body))
