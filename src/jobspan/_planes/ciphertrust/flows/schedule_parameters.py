"""What schedules do, as the blocks of parameters that are sent for it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.rules import evaluate
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.ciphertrust.flows.periods import check_period, period_text
from jobspan._planes.ciphertrust.flows.sync_requests import Names, check_selection, checked_names
from jobspan._planes.ciphertrust.models.schedules import SyncItem
from jobspan._planes.ciphertrust.operations.schedules import GET_SCHEDULE, UPDATE_SCHEDULE
from jobspan._planes.ciphertrust.rules import SYNC_ITEMS_KNOWN
from jobspan._planes.ciphertrust.scheduled_clouds import BY_CLOUD_NAME, ROTATED_CLOUDS, SCHEDULED_CLOUDS, ScheduledCloud
from jobspan.models import Unset, Verdict

Block: TypeAlias = dict[str, Any]
"""What a schedule does, under the name of its operation."""

SYNC_ITEMS: Final = tuple(each.value for each in SyncItem)


def sync_block(
    problems: Validator,
    *,
    cloud: str,
    containers: Names,
    synchronize_all: bool,
    sync_items: Names | str,
    take_cloud_key_backup: bool | None,
) -> Block:
    """A synchronization of a cloud."""
    checked_names(problems, "containers", containers)
    check_selection(problems, "containers", containers, synchronize_all)
    target = SCHEDULED_CLOUDS.get(cloud)
    if target is None:
        return {}
    items = _as_list(sync_items)
    refinements = {"sync_items": items, "take_cloud_key_backup": take_cloud_key_backup}
    _check_refinements(problems, target, refinements)
    return present(
        {
            "cloud_name": target.cloud_name,
            target.field: list(containers or ()) or None,
            "synchronize_all": synchronize_all,
            "sync_item": items or None,
            "take_cloud_key_backup": take_cloud_key_backup,
        }
    )


def rotation_block(problems: Validator, cloud: str, parts: Mapping[str, Any]) -> Block:
    """A rotation of the keys of a cloud. ``parts`` are the arguments of the public method."""
    check_rotation(problems, parts)
    aws = present({name: parts[name] for name in ("retain_alias", "rotate_material")})
    if aws and cloud != "aws":
        problems.add(next(iter(aws)), "is for AWS only")
    return present(
        {
            "cloud_name": ROTATED_CLOUDS.get(cloud),
            "expiration": period_text(parts["expiration"]),
            "expire_in": period_text(parts["expire_in"]),
            "rotation_after": period_text(parts["rotation_after"]),
            "aws_param": aws or None,
        }
    )


def check_rotation(problems: Validator, parts: Mapping[str, Any]) -> None:
    check_period(problems, "expiration", parts.get("expiration"))
    check_period(problems, "expire_in", parts.get("expire_in"))
    check_period(problems, "rotation_after", parts.get("rotation_after"), "d")
    for name in ("retain_alias", "rotate_material"):
        value = parts.get(name)
        if value is not None and not isinstance(value, bool | Unset):
            problems.add(name, f"must be true or false, not {type(value).__name__}")


def check_sync_parts(problems: Validator, parts: Mapping[str, Any]) -> None:
    """What can be said of a change before the schedule is read."""
    if parts.get("containers"):
        checked_names(problems, "containers", parts["containers"])
        if parts.get("synchronize_all") is True:
            check_selection(problems, "containers", parts["containers"], synchronize_all=True)
    _check_items(problems, parts.get("sync_items"))


def changed_sync_block(ctx: PlaneContext, id: str, parts: Mapping[str, Any]) -> Flow[Block]:
    """All parameters as they will be, unknown ones included: whether a part would replace the whole is undocumented."""
    schedule = yield from call(ctx, GET_SCHEDULE, path={"id": id})
    tree: Block = ctx.dialect.codec.write(schedule.sync) if schedule.sync else {}
    target = BY_CLOUD_NAME.get(str(tree.pop("cloud_name", "")))
    with validating(UPDATE_SCHEDULE) as problems:
        if target is None:
            what = "a cloud that is unknown to this version" if schedule.sync else "nothing"
            problems.add("id", f"the schedule {id} synchronizes {what}")
            problems.stop_if_any()
            return tree
        if "containers" in parts:
            tree[target.field] = list(parts["containers"] or ())
        if "sync_items" in parts:
            tree["sync_item"] = _as_list(parts["sync_items"])
        for name in ("synchronize_all", "take_cloud_key_backup"):
            if name in parts:
                tree[name] = parts[name]
        if parts.get("synchronize_all") and "containers" not in parts:
            tree[target.field] = []
        if parts.get("containers") and "synchronize_all" not in parts:
            tree["synchronize_all"] = False
        _check_refinements(problems, target, parts)
        check_selection(problems, "containers", tree.get(target.field), bool(tree.get("synchronize_all")))
    return {name: value for name, value in tree.items() if value != []}


def changed_rotation_block(ctx: PlaneContext, id: str, parts: Mapping[str, Any]) -> Flow[Block]:
    """The same for a rotation. An empty text removes a period."""
    schedule = yield from call(ctx, GET_SCHEDULE, path={"id": id})
    rotation = schedule.key_rotation
    with validating(UPDATE_SCHEDULE) as problems:
        if rotation is None:
            problems.add("id", f"the schedule {id} rotates no keys")
            problems.stop_if_any()
        tree: Block = ctx.dialect.codec.write(rotation)
        cloud_name = tree.pop("cloud_name", None)
        for name in ("expiration", "expire_in", "rotation_after"):
            if name in parts:
                tree[name] = period_text(parts[name]) or ""
        aws = {name: parts[name] for name in ("retain_alias", "rotate_material") if name in parts}
        if aws and cloud_name != ROTATED_CLOUDS["aws"]:
            problems.add(next(iter(aws)), "is for AWS only")
        if aws:
            tree["aws_param"] = {**tree.get("aws_param", {}), **aws}
    return tree


def item_verdicts(ctx: PlaneContext, block: Mapping[str, Any]) -> Flow[tuple[Verdict, ...]]:
    """What is to be said of the items that a synchronization brings in."""
    if not block.get("sync_item"):
        return ()
    items: Sequence[str] = block["sync_item"]
    return (yield from evaluate(ctx, SYNC_ITEMS_KNOWN, "sync_items", lambda: pure(items)))


def _check_refinements(problems: Validator, target: ScheduledCloud, parts: Mapping[str, Any]) -> None:
    if parts.get("take_cloud_key_backup") is not None and not target.refinable:
        problems.add("take_cloud_key_backup", f"{target.cloud} takes no key backup")
    if parts.get("sync_items") and not target.refinable:
        problems.add("sync_items", f"{target.cloud} cannot be told what to bring in")
    _check_items(problems, parts.get("sync_items"))


def _as_list(items: Names | str) -> list[str]:
    """A single item is as good as a list of one."""
    if isinstance(items, str):
        return [str(items)]
    return [str(item) for item in items or ()]


def _check_items(problems: Validator, items: Any) -> None:
    for index, item in enumerate(checked_names(problems, "sync_items", _as_list(items))):
        problems.one_of(f"sync_items[{index}]", item, SYNC_ITEMS)
