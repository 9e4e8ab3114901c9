"""Compare and set database parameters. Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0131.html"""

from collections.abc import Callable, Mapping, Sequence

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.validation import validating
from jobspan._planes.huawei_drs.flows.job_ids import DETAIL_BATCH, batches, checked_id, checked_ids
from jobspan._planes.huawei_drs.flows.reads import all_of, project
from jobspan._planes.huawei_drs.flows.single import change_one
from jobspan._planes.huawei_drs.models.configuration import JobParameters, ParametersSet
from jobspan._planes.huawei_drs.operations import configuration as op
from jobspan._planes.huawei_drs.rules.actions import PARAMETERS


def parameters(ctx: PlaneContext, job_ids: str | Sequence[str], *, refresh: bool = True) -> Flow[list[JobParameters]]:
    ids = checked_ids("migration_jobs.parameters", job_ids)

    def page(batch: list[str]) -> Callable[[], Flow[tuple[JobParameters, ...]]]:
        def read() -> Flow[tuple[JobParameters, ...]]:
            body = {"jobs": batch, "refresh": "1" if refresh else "0"}
            return (yield from call(ctx, op.GET_PARAMETERS, path=project(ctx), body=body)).params_list

        return read

    found = yield from all_of(ctx, [page(batch) for batch in batches(ids, DETAIL_BATCH)])
    return [entry for page in found for entry in page]


def set_parameters(ctx: PlaneContext, job_id: str, group: str, values: Mapping[str, str]) -> Flow[ParametersSet]:
    id = checked_id(op.SET_PARAMETERS.call, job_id)
    with validating(op.SET_PARAMETERS.call) as problems:
        if not values:
            problems.add("values", "must not be empty")
    body = {"group": group, "params": [{"key": key, "target_value": value} for key, value in values.items()]}
    title = f"set {len(values)} {group} parameters of the target of {id}"
    return (yield from change_one(ctx, op.SET_PARAMETERS, id, title=title, rules=PARAMETERS, body=body, lacks=_lacks))


def _lacks(done: ParametersSet) -> str | None:
    return "the reply does not say whether they were set" if done.success is None else None
