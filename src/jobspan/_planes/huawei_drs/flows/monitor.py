"""Read what happens to a task, by API v5."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing
from jobspan._core.validation import validating
from jobspan._planes.huawei_drs.flows.job_ids import checked_id
from jobspan._planes.huawei_drs.flows.offsets import offset_listing
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.flows.single import change_one
from jobspan._planes.huawei_drs.models.monitor import (
    DdlEntry,
    DirtyRecord,
    IncrementComponents,
    LiveData,
    MeteredProduct,
    ObjectProgress,
    SwitchoverInfo,
    TimelineEntry,
)
from jobspan._planes.huawei_drs.operations import monitor as op
from jobspan._planes.huawei_drs.rules.actions import SET_UP

T = TypeVar("T")

FULL_LOAD: Final = "FULL_TRANSFER"


def _one(operation: Operation[Any], job_id: str) -> str:
    return checked_id(operation.call, job_id)


def timeline(ctx: PlaneContext, job_id: str, page_size: int) -> Listing[TimelineEntry]:
    return offset_listing(
        ctx,
        op.TIMELINE,
        project(ctx, job_id=_one(op.TIMELINE, job_id)),
        lambda reply: reply.timelines,
        total_of=lambda reply: reply.count,
        page_size=page_size,
    )


def dirty_data(
    ctx: PlaneContext,
    job_id: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    full_load: bool = False,
    masked: bool = True,
    page_size: int,
) -> Listing[DirtyRecord]:
    with validating(op.DIRTY_DATA) as problems:
        for name, at in (("since", since), ("until", until)):
            if at is not None and at.tzinfo is None:
                problems.add(name, "must have a time zone")
    return offset_listing(
        ctx,
        op.DIRTY_DATA,
        project(ctx, job_id=_one(op.DIRTY_DATA, job_id)),
        lambda reply: reply.dirty_data_list,
        total_of=lambda reply: reply.count,
        query={
            "begin_time": _moment(since),
            "end_time": _moment(until),
            "anonymize_mode": "true" if masked else "false",
            "task_mode": FULL_LOAD if full_load else None,
        },
        page_size=page_size,
        alike=True,
    )


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def ddls(
    ctx: PlaneContext,
    job_id: str,
    *,
    alarms: bool | None = None,
    first: int | None = None,
    last: int | None = None,
    page_size: int,
) -> Listing[DdlEntry]:
    return offset_listing(
        ctx,
        op.DDLS,
        project(ctx, job_id=_one(op.DDLS, job_id)),
        lambda reply: reply.ddl_list,
        total_of=lambda reply: reply.count,
        query={"start_seq_no": first, "end_seq_no": last, "status": None if alarms is None else int(alarms)},
        page_size=page_size,
        key=lambda entry: entry.seqno,
    )


def clear_alarm(ctx: PlaneContext, job_id: str, seqno: int) -> Flow[None]:
    id = _one(op.CLEAR_ALARM, job_id)
    return change_one(
        ctx,
        op.CLEAR_ALARM,
        id,
        title=f"clear the alarm of statement {seqno} of {id}",
        rules=SET_UP,
        body=None,
        also={"alarm_id": str(seqno)},
    )


def _read(operation: Operation[T]) -> Callable[[PlaneContext, str], Flow[T]]:
    def read(ctx: PlaneContext, job_id: str) -> Flow[T]:
        return call(ctx, operation, path=project(ctx, job_id=_one(operation, job_id)))

    return read


components: Final[Callable[[PlaneContext, str], Flow[IncrementComponents]]] = _read(op.COMPONENTS)
live_data: Final[Callable[[PlaneContext, str], Flow[LiveData]]] = _read(op.LIVE_DATA)
switchover: Final[Callable[[PlaneContext, str], Flow[SwitchoverInfo]]] = _read(op.SWITCHOVER)


def objects(
    ctx: PlaneContext, job_id: str, type: str, *, name: str | None = None, page_size: int
) -> Listing[ObjectProgress]:
    return offset_listing(
        ctx,
        op.OBJECTS,
        project(ctx, job_id=_one(op.OBJECTS, job_id), type=type),
        lambda reply: reply.flow_compare_data,
        total_of=lambda reply: reply.count,
        query={"search_name": name},
        page_size=page_size,
    )


def metering(ctx: PlaneContext, job_id: str) -> Flow[list[MeteredProduct]]:
    reply = yield from call(ctx, op.METERING, path=project(ctx, job_id=_one(op.METERING, job_id)))
    return list(reply.product_info_list or ())
