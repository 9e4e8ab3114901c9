"""Making schedules, and changing them."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.change import change
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.convert import parse_time
from jobspan._core.effects import Flow
from jobspan._core.paginate import collect
from jobspan._core.reconcile import Confirmed, Finding, NotDone, Reconcile, look_before, looking, newcomer
from jobspan._core.validation import Validator, given, present, validating
from jobspan._planes.ciphertrust.cron import check_cron
from jobspan._planes.ciphertrust.flows.schedule_parameters import (
    Block,
    changed_rotation_block,
    changed_sync_block,
    check_rotation,
    check_sync_parts,
    item_verdicts,
    rotation_block,
    sync_block,
)
from jobspan._planes.ciphertrust.flows.schedules import check_zone, date_text, list_schedules
from jobspan._planes.ciphertrust.flows.sync_requests import Names
from jobspan._planes.ciphertrust.models.schedules import Schedule, ScheduledOperation
from jobspan._planes.ciphertrust.models.times import set_time
from jobspan._planes.ciphertrust.operations.schedules import CREATE_SCHEDULE, GET_SCHEDULE, UPDATE_SCHEDULE
from jobspan._planes.ciphertrust.spellings import (
    KEY_ROTATION_PARAMETERS,
    PARAMETERS,
    SYNC_PARAMETERS,
)
from jobspan.models import Unset

_OPERATION: Final = re.compile(r"[a-z][a-z0-9_]*")


@frozen(kw_only=True)
class Frame:
    """What all schedules have, whatever they do."""

    name: str
    run_at: str
    description: str | None = None
    run_on: str | None = None
    disabled: bool = False
    start_date: datetime | None = None
    end_date: datetime | None = None

    def check(self, problems: Validator) -> None:
        problems.text("name", self.name)
        check_times(problems, self.run_at, self.start_date, self.end_date)

    def body(self, operation: str, block: Block) -> Block:
        return present(
            {
                "name": self.name,
                "operation": operation,
                "run_at": self.run_at,
                "run_on": self.run_on,
                "description": self.description,
                "disabled": self.disabled or None,
                "start_date": date_text(self.start_date),
                "end_date": date_text(self.end_date),
                f"{operation}_params": block,
            }
        )


def create_sync(
    ctx: PlaneContext,
    frame: Frame,
    *,
    cloud: str,
    containers: Names,
    synchronize_all: bool,
    sync_items: Names | str,
    take_cloud_key_backup: bool | None,
) -> Flow[Schedule]:
    with validating(CREATE_SCHEDULE) as problems:
        frame.check(problems)
        block = sync_block(
            problems,
            cloud=cloud,
            containers=containers,
            synchronize_all=synchronize_all,
            sync_items=sync_items,
            take_cloud_key_backup=take_cloud_key_backup,
        )
    return (yield from _create(ctx, frame, ScheduledOperation.SYNCHRONIZATION, block, cloud))


def create_key_rotation(ctx: PlaneContext, frame: Frame, cloud: str, parts: Mapping[str, Any]) -> Flow[Schedule]:
    with validating("ciphertrust.schedules.create_key_rotation") as problems:
        frame.check(problems)
        block = rotation_block(problems, cloud, parts)
    return (yield from _create(ctx, frame, ScheduledOperation.KEY_ROTATION, block, f"rotate keys of {cloud}"))


def create_credential_rotation(ctx: PlaneContext, frame: Frame) -> Flow[Schedule]:
    with validating("ciphertrust.schedules.create_credential_rotation") as problems:
        frame.check(problems)
    operation = ScheduledOperation.XKS_CREDENTIAL_ROTATION
    return (yield from _create(ctx, frame, operation, {"cloud_name": "aws"}, "rotate XKS credentials"))


def create_other(ctx: PlaneContext, frame: Frame, operation: str, parameters: Mapping[str, Any]) -> Flow[Schedule]:
    with validating("ciphertrust.schedules.create_other") as problems:
        frame.check(problems)
        if not _OPERATION.fullmatch(str(operation)):
            problems.add("operation", f"{operation!r} is not the name of an operation, such as 'cckm_key_backup'")
        if not isinstance(parameters, Mapping):
            problems.add("parameters", f"must be a mapping, not {type(parameters).__name__}")
    return (yield from _create(ctx, frame, str(operation), dict(parameters), str(operation)))


def _create(ctx: PlaneContext, frame: Frame, operation: str, block: Block, what: str) -> Flow[Schedule]:
    body = frame.body(str(operation), block)
    verdicts = yield from item_verdicts(ctx, block)

    def look_for_it() -> Flow[Reconcile[Schedule]]:
        before = yield from look_before(lambda: _named(ctx, frame.name), key=lambda each: each.id)
        look = newcomer(
            before, ours=lambda each: _shows(ctx, each, body), value=lambda each: each, name="schedule of this name"
        )
        return looking(look)

    return (
        yield from change(
            ctx,
            CREATE_SCHEDULE,
            f"create the schedule {frame.name!r} ({what}, {frame.run_at})",
            body=body,
            verdicts=verdicts,
            before=look_for_it,
            lacks=lambda made: None if made.id else "it does not name the schedule",
        )
    )


def update_schedule(ctx: PlaneContext, id: str, frame: Mapping[str, Any], parts: Mapping[str, Any]) -> Flow[Schedule]:
    """Change when a schedule runs (``frame``), and what a synchronization works on (``parts``)."""
    plain, parts = given(frame), given(parts)
    with validating(UPDATE_SCHEDULE) as problems:
        problems.text("id", id)
        check_times(problems, frame["run_at"], frame["start_date"], frame["end_date"])
        check_sync_parts(problems, parts)
        if not plain and not parts:
            problems.add("update", "nothing to change")
    body: Block = {
        name: ("" if value is None else date_text(value)) if name.endswith("_date") else value
        for name, value in plain.items()
    }
    if parts:
        body[SYNC_PARAMETERS] = yield from changed_sync_block(ctx, id, parts)
    return (yield from _update(ctx, id, body))


def update_key_rotation(ctx: PlaneContext, id: str, parts: Mapping[str, Any]) -> Flow[Schedule]:
    """Change how a schedule rotates keys."""
    parts = given(parts)
    with validating("ciphertrust.schedules.update_key_rotation") as problems:
        problems.text("id", id)
        check_rotation(problems, parts)
        if not parts:
            problems.add("update_key_rotation", "nothing to change")
    return (yield from _update(ctx, id, {KEY_ROTATION_PARAMETERS: (yield from changed_rotation_block(ctx, id, parts))}))


def _update(ctx: PlaneContext, id: str, body: Block) -> Flow[Schedule]:
    verdicts = yield from item_verdicts(ctx, body.get(SYNC_PARAMETERS, {}))

    def look() -> Flow[Finding[Schedule]]:
        schedule = yield from call(ctx, GET_SCHEDULE, path={"id": id})
        return Confirmed(schedule) if _shows(ctx, schedule, body) else NotDone()

    return (
        yield from change(
            ctx,
            UPDATE_SCHEDULE,
            f"update the schedule {id}",
            path={"id": id},
            body=body,
            verdicts=verdicts,
            reconcile=looking(look),
        )
    )


def _named(ctx: PlaneContext, name: str) -> Flow[list[Schedule]]:
    """Those of exactly this name: whether the filter also matches parts of names is undocumented."""
    found = yield from collect(list_schedules(ctx, name=name))
    return [each for each in found if each.name == name]


def _shows(ctx: PlaneContext, schedule: Schedule, sent: Mapping[str, Any]) -> bool:
    """Whether a schedule has the values that were sent. An empty list or text is as good as none."""
    shown = ctx.dialect.codec.write(schedule)
    return all(
        _agree(shown.get(name if name in PARAMETERS else "job_config_params") or {}, value)
        if name.endswith("_params")
        else _same(shown.get(name), value)
        for name, value in sent.items()
    )


def _agree(shown: Any, sent: Mapping[str, Any]) -> bool:
    return isinstance(shown, Mapping) and all(
        _agree(shown.get(name) or {}, value) if isinstance(value, Mapping) else _same(shown.get(name), value)
        for name, value in sent.items()
    )


def _same(shown: Any, sent: Any) -> bool:
    if isinstance(sent, list):
        return isinstance(shown, list | tuple | None) and _members(shown) == _members(sent)
    if isinstance(sent, str) and (moment := parse_time(sent)) is not None:
        return isinstance(shown, str) and parse_time(shown) == moment
    if isinstance(shown, str) and set_time(time := parse_time(shown)) is None and time is not None:
        shown = None  # the year 1: no date
    return (shown or None) == (sent or None)


def _members(values: Any) -> list[str]:
    return sorted(map(repr, values or ()))


def check_times(problems: Validator, run_at: object, start_date: object, end_date: object) -> None:
    if not isinstance(run_at, Unset):
        check_cron(problems, "run_at", run_at)
    check_zone(problems, "start_date", start_date)
    check_zone(problems, "end_date", end_date)
    match start_date, end_date:
        case datetime(tzinfo=begin_zone) as begin, datetime(tzinfo=end_zone) as end if begin_zone and end_zone:
            if end <= begin:
                problems.add("end_date", "is not after start_date")
