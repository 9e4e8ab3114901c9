"""Schedules: recurring synchronizations that the appliance starts by itself."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.change import change
from jobspan._core.context import PlaneContext
from jobspan._core.convert import parse_time
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, collect
from jobspan._core.reconcile import Confirmed, Finding, Look, NotDone, Reconcile, look_before, looking, newcomer
from jobspan._core.validation import Validator, given, present, validating
from jobspan._planes.ciphertrust.flows.listing import NEWEST_FIRST, listing
from jobspan._planes.ciphertrust.flows.sync_requests import Names, check_selection, checked_names
from jobspan._planes.ciphertrust.models.schedules import SYNCHRONIZATION, RunStatus, Schedule, ScheduleRun
from jobspan._planes.ciphertrust.operations.schedules import (
    CREATE_SCHEDULE,
    DELETE_SCHEDULE,
    GET_RUN,
    GET_SCHEDULE,
    LIST_RUNS,
    LIST_SCHEDULES,
    RUN_SCHEDULE_NOW,
    UPDATE_SCHEDULE,
)
from jobspan._planes.ciphertrust.scheduled_clouds import BY_CLOUD_NAME, SCHEDULED_CLOUDS
from jobspan.models import Unset

PARAMETERS: Final = "cckm_synchronization_params"
_CRON_FIELD: Final = re.compile(r"[0-9A-Za-z*/,\-?#]+")


def list_schedules(
    ctx: PlaneContext, *, name: str | None, disabled: bool | None, limit: int | None
) -> Listing[Schedule]:
    query = {"operation": SYNCHRONIZATION, "name": name, "disabled": disabled}
    return listing(ctx, LIST_SCHEDULES, query, limit=limit)


def get_schedule(ctx: PlaneContext, id: str) -> Flow[Schedule]:
    _check_id(GET_SCHEDULE, id)
    return (yield from call(ctx, GET_SCHEDULE, path={"id": id}))


def create_schedule(
    ctx: PlaneContext,
    *,
    name: str,
    cloud: str,
    run_at: str,
    containers: Names,
    synchronize_all: bool,
    take_cloud_key_backup: bool | None,
    description: str | None,
    run_on: str | None,
    disabled: bool,
    start_date: datetime | None,
    end_date: datetime | None,
) -> Flow[Schedule]:
    with validating(CREATE_SCHEDULE) as problems:
        problems.text("name", name)
        problems.one_of("cloud", cloud, SCHEDULED_CLOUDS)
        _check_times(problems, run_at, start_date, end_date)
        checked_names(problems, "containers", containers)
        check_selection(problems, "containers", containers, synchronize_all)
        target = SCHEDULED_CLOUDS.get(cloud)
        if take_cloud_key_backup is not None and target and not target.takes_key_backup:
            problems.add("take_cloud_key_backup", f"{cloud} takes no key backup")
    target = SCHEDULED_CLOUDS[cloud]
    body = present(
        {
            "name": name,
            "operation": SYNCHRONIZATION,
            "run_at": run_at,
            "run_on": run_on,
            "description": description,
            "disabled": disabled or None,
            "start_date": _as_text(start_date),
            "end_date": _as_text(end_date),
            PARAMETERS: present(
                {
                    "cloud_name": target.cloud_name,
                    target.field: list(containers or ()) or None,
                    "synchronize_all": synchronize_all,
                    "take_cloud_key_backup": take_cloud_key_backup,
                }
            ),
        }
    )

    def look_for_it() -> Flow[Reconcile[Schedule]]:
        before = yield from look_before(lambda: _named(ctx, name), key=lambda each: each.id)
        look = newcomer(
            before, ours=lambda each: _shows(ctx, each, body), value=lambda each: each, name="schedule of this name"
        )
        return looking(look)

    return (
        yield from change(
            ctx,
            CREATE_SCHEDULE,
            f"create the schedule {name!r} ({cloud}, {run_at})",
            body=body,
            before=look_for_it,
            lacks=lambda made: None if made.id else "it does not name the schedule",
        )
    )


def update_schedule(
    ctx: PlaneContext,
    id: str,
    *,
    run_at: str | Unset,
    containers: Names | Unset,
    synchronize_all: bool | Unset,
    take_cloud_key_backup: bool | Unset,
    description: str | None | Unset,
    run_on: str | Unset,
    disabled: bool | Unset,
    start_date: datetime | None | Unset,
    end_date: datetime | None | Unset,
) -> Flow[Schedule]:
    with validating(UPDATE_SCHEDULE) as problems:
        problems.text("id", id)
        _check_times(problems, run_at, start_date, end_date)
        if containers and not isinstance(containers, Unset):
            checked_names(problems, "containers", containers)
            if synchronize_all is True:
                check_selection(problems, "containers", containers, synchronize_all)
        plain = given(
            {
                "run_at": run_at,
                "run_on": run_on,
                "description": description,
                "disabled": disabled,
                "start_date": _as_text(start_date),
                "end_date": _as_text(end_date),
            }
        )
        parts = given(
            {
                "containers": containers,
                "synchronize_all": synchronize_all,
                "take_cloud_key_backup": take_cloud_key_backup,
            }
        )
        if not plain and not parts:
            problems.add("update", "nothing to change")
    if parts:
        plain[PARAMETERS] = yield from _changed_parameters(ctx, id, parts)

    def look() -> Flow[Finding[Schedule]]:
        schedule = yield from call(ctx, GET_SCHEDULE, path={"id": id})
        return Confirmed(schedule) if _shows(ctx, schedule, plain) else NotDone()

    return (
        yield from change(
            ctx, UPDATE_SCHEDULE, f"update the schedule {id}", path={"id": id}, body=plain, reconcile=looking(look)
        )
    )


def _changed_parameters(ctx: PlaneContext, id: str, parts: dict[str, Any]) -> Flow[dict[str, Any]]:
    """All parameters as they will be, unknown ones included: whether a part would replace the whole is undocumented."""
    schedule = yield from call(ctx, GET_SCHEDULE, path={"id": id})
    tree: dict[str, Any] = ctx.dialect.codec.write(schedule.sync) if schedule.sync else {}
    target = BY_CLOUD_NAME.get(str(tree.pop("cloud_name", "")))
    with validating(UPDATE_SCHEDULE) as problems:
        if target is None:
            problems.add("id", f"the schedule {id} synchronizes a cloud that is unknown to this version")
            problems.stop_if_any()
            return tree
        if "containers" in parts:
            tree[target.field] = list(parts["containers"] or ())
        for name in ("synchronize_all", "take_cloud_key_backup"):
            if name in parts:
                tree[name] = parts[name]
        if parts.get("synchronize_all") and "containers" not in parts:
            tree[target.field] = []
        if parts.get("containers") and "synchronize_all" not in parts:
            tree["synchronize_all"] = False
        if "take_cloud_key_backup" in parts and not target.takes_key_backup:
            problems.add("take_cloud_key_backup", f"{target.cloud} takes no key backup")
        check_selection(problems, "containers", tree.get(target.field), bool(tree.get("synchronize_all")))
    return {name: value for name, value in tree.items() if value != []}


def delete_schedule(ctx: PlaneContext, id: str) -> Flow[None]:
    _check_id(DELETE_SCHEDULE, id)
    yield from change(ctx, DELETE_SCHEDULE, f"delete the schedule {id}", path={"id": id})


def run_schedule(ctx: PlaneContext, id: str) -> Flow[None]:
    _check_id(RUN_SCHEDULE_NOW, id)

    def look_for_run() -> Flow[Reconcile[None]]:
        before = yield from look_before(lambda: _newest_runs(ctx, id), key=lambda run: run.id)
        look: Look[None] = newcomer(
            before,
            ours=lambda run: None if run.job_config_id is None else run.job_config_id == id,
            value=lambda run: None,
            name="run",
        )
        return looking(look)

    yield from change(ctx, RUN_SCHEDULE_NOW, f"run the schedule {id} now", path={"id": id}, before=look_for_run)


def list_runs(
    ctx: PlaneContext, id: str | None, *, status: RunStatus | str | None, limit: int | None
) -> Listing[ScheduleRun]:
    query = {
        "operation": SYNCHRONIZATION,
        "job_config_id": id,
        "status": None if status is None else str(status),
        "sort": NEWEST_FIRST,
    }
    return listing(ctx, LIST_RUNS, query, limit=limit)


def get_run(ctx: PlaneContext, id: str) -> Flow[ScheduleRun]:
    _check_id(GET_RUN, id)
    return (yield from call(ctx, GET_RUN, path={"id": id}))


def _named(ctx: PlaneContext, name: str) -> Flow[list[Schedule]]:
    """Those of exactly this name: whether the filter also matches parts of names is undocumented."""
    found = yield from collect(list_schedules(ctx, name=name, disabled=None, limit=None))
    return [each for each in found if each.name == name]


def _newest_runs(ctx: PlaneContext, id: str) -> Flow[list[ScheduleRun]]:
    return collect(list_runs(ctx, id, status=None, limit=None), limit=100)


def _shows(ctx: PlaneContext, schedule: Schedule, sent: Mapping[str, Any]) -> bool:
    """Whether a schedule has the values that were sent. An empty list or text is as good as none."""
    shown = ctx.dialect.codec.write(schedule)
    parameters = shown.get("job_config_params") or {}
    return all(
        _agree(parameters, value) if name == PARAMETERS else _same(shown.get(name), value)
        for name, value in sent.items()
    )


def _agree(shown: Mapping[str, Any], sent: Mapping[str, Any]) -> bool:
    return all(_same(shown.get(name), value) for name, value in sent.items())


def _same(shown: Any, sent: Any) -> bool:
    if isinstance(sent, list):
        return set(shown or ()) == set(sent)
    if isinstance(sent, str) and (moment := parse_time(sent)) is not None:
        return isinstance(shown, str) and parse_time(shown) == moment
    return (shown or None) == (sent or None)


def _check_id(operation: Operation[Any], id: str) -> None:
    with validating(operation) as problems:
        problems.text("id", id)


def _check_times(problems: Validator, run_at: object, start_date: object, end_date: object) -> None:
    if not isinstance(run_at, Unset):
        fields = run_at.split() if isinstance(run_at, str) else []
        if len(fields) != 5 or not all(map(_CRON_FIELD.fullmatch, fields)):
            problems.add("run_at", f"{run_at!r} is not a cron expression of five fields, such as '0 9 * * sat'")
    for field, date in (("start_date", start_date), ("end_date", end_date)):
        if isinstance(date, datetime) and date.tzinfo is None:
            problems.add(field, "must have a time zone, e.g. datetime(2026, 1, 5, tzinfo=UTC)")
    match start_date, end_date:
        case datetime(tzinfo=begin_zone) as begin, datetime(tzinfo=end_zone) as end if begin_zone and end_zone:
            if end <= begin:
                problems.add("end_date", "is not after start_date")


def _as_text(date: datetime | None | Unset) -> Any:
    return date.isoformat() if isinstance(date, datetime) else date
