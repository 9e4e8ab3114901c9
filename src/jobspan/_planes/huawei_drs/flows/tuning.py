"""Tune a task, and say where its log goes."""

from collections.abc import Mapping
from typing import Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.validation import validating
from jobspan._planes.huawei_drs.flows.job_ids import checked_id
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.flows.single import change_one
from jobspan._planes.huawei_drs.models.tuning import LogStream, Tuning
from jobspan._planes.huawei_drs.operations import tuning as op
from jobspan._planes.huawei_drs.rules.actions import SET_UP

PHASES: Final = ("full_sync", "incre_capture", "incre_apply", "incre_relay")


def tuning(ctx: PlaneContext, job_id: str) -> Flow[Tuning]:
    id = checked_id(op.GET_TUNING.call, job_id)
    return (yield from call(ctx, op.GET_TUNING, path=project(ctx, job_id=id)))


def set_tuning(ctx: PlaneContext, job_id: str, values: Mapping[str, Mapping[str, str]]) -> Flow[Tuning]:
    """Parameters that were never initialised are, first: values sent together with that would be lost."""
    id = checked_id(op.SET_TUNING.call, job_id)
    with validating(op.SET_TUNING) as problems:
        if not any(values.values()):
            problems.add("values", "must not be empty")
        for phase in values:
            problems.one_of("values", phase, PHASES)
    known = yield from tuning(ctx, id)
    if not known.is_initialised:
        yield from change_one(
            ctx,
            op.SET_TUNING,
            id,
            title=f"initialise the parameters of {id}",
            rules=SET_UP,
            body={"recovery": True},
            notes=("the values are set by a second request",),
        )
    body = {phase: dict(chosen) for phase, chosen in values.items() if chosen}
    return (
        yield from change_one(ctx, op.SET_TUNING, id, title=f"tune {', '.join(body)} of {id}", rules=SET_UP, body=body)
    )


def log_stream(ctx: PlaneContext, job_id: str) -> Flow[LogStream]:
    id = checked_id(op.GET_LOG_STREAM.call, job_id)
    reply = yield from call(ctx, op.GET_LOG_STREAM, path=project(ctx, job_id=id))
    return reply.job or LogStream()


def set_log_stream(ctx: PlaneContext, job_id: str, group_id: str | None, stream_id: str | None) -> Flow[None]:
    """Both ids switch it on, none of them off."""
    id = checked_id(op.SET_LOG_STREAM.call, job_id)
    with validating(op.SET_LOG_STREAM) as problems:
        if (group_id is None) != (stream_id is None):
            problems.add("stream_id" if stream_id is None else "group_id", "is needed as well; neither switches it off")
    on = group_id is not None
    job = {"log_group_id": group_id, "log_stream_id": stream_id, "lts_enabled": True} if on else {"lts_enabled": False}
    return change_one(
        ctx,
        op.SET_LOG_STREAM,
        id,
        title=f"switch the log of {id} {'on' if on else 'off'}",
        rules=SET_UP,
        body={"job": job},
    )
