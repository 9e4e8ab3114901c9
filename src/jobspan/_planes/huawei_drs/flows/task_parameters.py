"""The parameters of a task, by API v5. Source: https://support.huaweicloud.com/intl/en-us/api-drs/"""

from collections.abc import Mapping
from datetime import datetime

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.paginate import Listing, collect
from jobspan._core.validation import Validator, validating
from jobspan._planes.huawei_drs.flows.job_ids import check_id
from jobspan._planes.huawei_drs.flows.offsets import LARGEST_PAGE, offset_listing
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.flows.single import change_one
from jobspan._planes.huawei_drs.models.task_settings import ChangedParameters, TaskParameter, TaskParameterChange
from jobspan._planes.huawei_drs.operations import task_settings as op
from jobspan._planes.huawei_drs.rules.settings import SET
from jobspan.errors import AuthError, NotFound, OperationError
from jobspan.hooks import LookFailed


def parameters(ctx: PlaneContext, job_id: str, *, name: str | None, page_size: int) -> Listing[TaskParameter]:
    with validating(op.LIST_PARAMETERS) as problems:
        check_id(problems, "job_id", job_id)
    return offset_listing(
        ctx,
        op.LIST_PARAMETERS,
        project(ctx, job_id=job_id),
        lambda reply: reply.parameter_config_list,
        total_of=lambda reply: reply.count,
        query={"name": name},
        page_size=page_size,
        key=lambda parameter: parameter.name,
    )


def set_parameters(ctx: PlaneContext, job_id: str, values: Mapping[str, str]) -> Flow[ChangedParameters]:
    """The list is read before, because it tells which of them need a restart."""
    with validating(op.SET_PARAMETERS) as problems:
        check_id(problems, "job_id", job_id)
        if problems.instance("values", values, Mapping):
            _check_values(problems, values)
    known = yield from _known(ctx, job_id)
    restart = None if known is None else tuple(name for name in values if name in known and known[name].is_need_restart)
    yield from change_one(
        ctx,
        op.SET_PARAMETERS,
        job_id,
        title=f"set {', '.join(values)} of {job_id}",
        rules=SET,
        body={"values": [{"parameter_name": name, "parameter_value": value} for name, value in values.items()]},
        notes=_notes(values, known, restart),
    )
    return ChangedParameters(names=tuple(values), need_restart=restart)


def _check_values(problems: Validator, values: Mapping[str, str]) -> None:
    if not values:
        problems.add("values", "must not be empty")
    for name, value in values.items():
        problems.text("values", name)
        problems.text(f"values[{name!r}]", value)


def _known(ctx: PlaneContext, job_id: str) -> Flow[dict[str, TaskParameter] | None]:
    """The parameters by their names; ``None``: they cannot be read, which forbids no change."""
    try:
        found = yield from collect(parameters(ctx, job_id, name=None, page_size=LARGEST_PAGE))
    except (NotFound, AuthError):
        raise
    except OperationError as failed:
        yield from emit(LookFailed(plane=ctx.plane, operation=failed.operation, error=str(failed)))
        return None
    return {each.name: each for each in found}


def _notes(
    values: Mapping[str, str], known: Mapping[str, TaskParameter] | None, restart: tuple[str, ...] | None
) -> tuple[str, ...]:
    if known is None or restart is None:
        return ("whether the task must be restarted for it could not be read",)
    strange = [name for name in values if name not in known]
    notes = [f"holds only after the task was restarted: {', '.join(restart)}"] if restart else []
    notes += [f"DRS does not list: {', '.join(strange)}"] if strange else []
    return tuple(notes)


def parameter_history(
    ctx: PlaneContext,
    job_id: str,
    *,
    name: str | None,
    since: datetime | None,
    until: datetime | None,
    page_size: int,
) -> Listing[TaskParameterChange]:
    with validating(op.PARAMETER_HISTORY) as problems:
        check_id(problems, "job_id", job_id)
        problems.moment("since", since)
        problems.moment("until", until)
    return offset_listing(
        ctx,
        op.PARAMETER_HISTORY,
        project(ctx, job_id=job_id),
        lambda reply: reply.parameter_history_config_list,
        total_of=lambda reply: reply.count,
        query={"begin_time": _millis(since), "end_time": _millis(until), "name": name},
        page_size=page_size,
        alike=True,
    )


def _millis(at: datetime | None) -> str | None:
    return None if at is None else str(int(at.timestamp() * 1000))
