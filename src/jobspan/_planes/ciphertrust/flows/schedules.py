"""Schedules: what there is, and how one ends."""

from datetime import UTC, datetime
from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.change import change
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing
from jobspan._core.validation import Validator, validating
from jobspan._planes.ciphertrust.flows.listing import listing
from jobspan._planes.ciphertrust.flows.periods import Period, check_period, period_text
from jobspan._planes.ciphertrust.models.schedules import Schedule, ScheduledOperation
from jobspan._planes.ciphertrust.operations.schedules import (
    DELETE_SCHEDULE,
    GET_SCHEDULE,
    LIST_OPERATIONS,
    LIST_SCHEDULES,
)
from jobspan._planes.ciphertrust.scheduled_clouds import ROTATED_CLOUDS, SCHEDULED_CLOUDS
from jobspan.models import Unset

CLOUD_NAMES: Final = ROTATED_CLOUDS | {cloud: each.cloud_name for cloud, each in SCHEDULED_CLOUDS.items()}


def list_schedules(
    ctx: PlaneContext,
    *,
    id: str | None = None,
    name: str | None = None,
    operation: ScheduledOperation | str | None = None,
    cloud: str | None = None,
    disabled: bool | None = None,
    expire_in: Period | None = None,
    created_after: datetime | None = None,
    created_before: datetime | None = None,
    sort: str | None = None,
    limit: int | None = None,
) -> Listing[Schedule]:
    with validating(LIST_SCHEDULES) as problems:
        check_period(problems, "expire_in", expire_in)
        for field, date in (("created_after", created_after), ("created_before", created_before)):
            check_zone(problems, field, date)
    query = {
        "id": id,
        "name": name,
        "operation": None if operation is None else str(operation),
        "cloud_name": CLOUD_NAMES[cloud] if cloud else None,
        "disabled": disabled,
        "expire_in": period_text(expire_in),
        "createdAfter": date_text(created_after),
        "createdBefore": date_text(created_before),
        "sort": sort,
    }
    return listing(ctx, LIST_SCHEDULES, query, limit=limit)


def get_schedule(ctx: PlaneContext, id: str) -> Flow[Schedule]:
    check_id(GET_SCHEDULE, id)
    return (yield from call(ctx, GET_SCHEDULE, path={"id": id}))


def delete_schedule(ctx: PlaneContext, id: str) -> Flow[None]:
    check_id(DELETE_SCHEDULE, id)
    yield from change(ctx, DELETE_SCHEDULE, f"delete the schedule {id}", path={"id": id})


def list_operations(ctx: PlaneContext) -> Flow[tuple[str, ...]]:
    """The names of what the scheduler can do."""
    return (yield from call(ctx, LIST_OPERATIONS)).names


def check_id(operation: Operation[Any], id: str) -> None:
    with validating(operation) as problems:
        problems.text("id", id)


def check_zone(problems: Validator, field: str, date: object) -> None:
    if isinstance(date, datetime) and date.tzinfo is None:
        problems.add(field, "must have a time zone, e.g. datetime(2026, 1, 5, tzinfo=UTC)")


def date_text(date: datetime | None | Unset) -> Any:
    """A date as the scheduler takes it: UTC, in whole seconds."""
    if not isinstance(date, datetime):
        return date
    return date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
