"""Make tasks by API v5: a new one, or a copy. Source: https://support.huaweicloud.com/intl/en-us/api-drs/"""

import re
from collections.abc import Mapping
from typing import Final

from jobspan._core.change import change
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.jobs import Started, started
from jobspan._core.paginate import collect
from jobspan._core.reconcile import Reconcile, Unknown, look_before, looking, newcomer
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.huawei_drs.flows.actions import search
from jobspan._planes.huawei_drs.flows.configuration import check_description
from jobspan._planes.huawei_drs.flows.create import BILLED
from jobspan._planes.huawei_drs.flows.entries import Entry
from jobspan._planes.huawei_drs.flows.job_ids import check_id
from jobspan._planes.huawei_drs.flows.masks import without_masks
from jobspan._planes.huawei_drs.flows.namesakes import is_called
from jobspan._planes.huawei_drs.flows.reads import get, project
from jobspan._planes.huawei_drs.flows.stored_connections import check_address
from jobspan._planes.huawei_drs.flows.verdicts import verdicts_on
from jobspan._planes.huawei_drs.job_kinds import JOB
from jobspan._planes.huawei_drs.models.actions import JobListItem
from jobspan._planes.huawei_drs.models.endpoints import SOURCE, TARGET
from jobspan._planes.huawei_drs.models.job_watch import JobWatch
from jobspan._planes.huawei_drs.models.jobs import ResourceTag, TaskType, UseType
from jobspan._planes.huawei_drs.models.new_tasks import NewTask, NodePlacement, TaskBase, TaskCreated, TaskEnd, TaskNode
from jobspan._planes.huawei_drs.operations import new_tasks as op
from jobspan._planes.huawei_drs.rules.actions import SET_UP
from jobspan.errors import JobspanError

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{4,50}")
_NAME_OF_A_COPY: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{3,49}")
_NUMBER: Final = re.compile(r"[0-9]+")
_MOST_TAGS: Final = 10
_CLOSED: Final[Mapping[str, tuple[str, ...]]] = {
    "job_type": tuple(each.value for each in UseType),
    "job_direction": ("up", "down", "non-dbs"),
    "task_type": tuple(each.value for each in TaskType),
    "net_type": ("eip", "vpc", "vpn"),
    "charging_mode": ("on_demand", "period"),
}
_MARKS: Final = ("engine_type", "job_type", "job_direction", "task_type", "net_type")
"""What lists show of a task, besides its name."""


def create(ctx: PlaneContext, task: NewTask) -> Flow[Started[JobWatch, JobWatch]]:
    with validating(op.CREATE) as problems:
        if problems.instance("task", task, NewTask):
            _check(problems, task)
    base = task.base_info
    marks = {name: getattr(base, name) for name in _MARKS}

    def before() -> Flow[Reconcile[TaskCreated]]:
        return (yield from _look_for(ctx, base.name, marks))

    made = yield from change(
        ctx,
        op.CREATE,
        f"create the task {base.name}",
        path=project(ctx),
        body={"job": ctx.dialect.codec.write(without_masks(task))},
        notes=(BILLED,),
        before=before,
        lacks=_without_id,
    )
    return (yield from started(ctx, JOB, made.id or "", until="configurable", name=base.name))


def copy(ctx: PlaneContext, job_id: str, name: str, task_version: str | None) -> Flow[Started[JobWatch, JobWatch]]:
    with validating(op.COPY) as problems:
        check_id(problems, "job_id", job_id)
        if not _fits(_NAME_OF_A_COPY, name):
            problems.add("name", f"{name!r} must be 4..50 letters, digits, '-' and '_', starting with a letter")
        problems.optional_text("task_version", task_version)

    def before() -> Flow[Reconcile[TaskCreated]]:
        try:
            original = yield from get(ctx, job_id)
        except JobspanError:
            return lambda: pure(Unknown("The task that was to be copied could not be read."))
        engine = None if original.inst_info is None else original.inst_info.engine_type
        marks = {
            "engine_type": engine,
            "job_type": original.db_use_type,
            "job_direction": original.job_direction,
            "task_type": original.task_type,
            "net_type": original.net_type,
        }
        return (yield from _look_for(ctx, name, marks))

    entry: Entry[str] = Entry(item=job_id, job_id=job_id, body=None, rules=SET_UP)
    verdicts = yield from verdicts_on(ctx, [entry])
    made = yield from change(
        ctx,
        op.COPY,
        f"copy {job_id} as {name}",
        path=project(ctx),
        body=present({"job_id": job_id, "name": name, "task_version": task_version}),
        verdicts=verdicts.get(job_id, ()),
        notes=(BILLED,),
        before=before,
        lacks=_without_id,
    )
    return (yield from started(ctx, JOB, made.id or "", until="configurable", name=name))


def _without_id(made: TaskCreated) -> str | None:
    return None if made.id else "the reply does not name the task"


def _look_for(ctx: PlaneContext, name: str, marks: Mapping[str, str | None]) -> Flow[Reconcile[TaskCreated]]:
    """Names are unique: a task that is new since, has the name and is of the same kind is the one."""

    def named() -> Flow[list[JobListItem]]:
        found = yield from collect(search(ctx, marks["job_type"] or UseType.MIGRATION.value, name=name))
        return [each for each in found if is_called(each.name, name) is not False]

    def is_ours(found: JobListItem) -> bool | None:
        shown = {mark: getattr(found, mark) for mark in marks}
        if any(shown[mark] != wanted for mark, wanted in marks.items() if wanted and shown[mark]):
            return False
        return True if found.name and any(shown.values()) else None

    there = yield from look_before(named, lambda found: found.id)
    look = newcomer(
        there,
        ours=is_ours,
        value=lambda found: TaskCreated(id=found.id, name=found.name, status=found.status),
        name="task",
    )
    return looking(look)


def _check(problems: Validator, task: NewTask) -> None:
    if problems.instance("base_info", task.base_info, TaskBase):
        _check_base(problems, task.base_info)
        if task.base_info.charging_mode == "period" and task.period_order is None:
            problems.add("period_order", "is needed for charging_mode period")
    for place, role in (("source_endpoint", SOURCE), ("target_endpoint", TARGET)):
        ends = getattr(task, place)
        if not ends:
            problems.add(place, "must not be empty")
        for index, end in enumerate(ends):
            if problems.instance(f"{place}[{index}]", end, TaskEnd):
                _check_end(problems, f"{place}[{index}]", end, role)
    if problems.instance("node_info", task.node_info, TaskNode) and task.node_info.base_info is not None:
        placement = task.node_info.base_info
        if problems.instance("node_info.base_info", placement, NodePlacement):
            problems.one_of("node_info.base_info.instance_type", placement.instance_type, ("single", "ha"))
            problems.one_of("node_info.base_info.arch", placement.arch, ("x86", "arm"))


def _check_base(problems: Validator, base: TaskBase) -> None:
    if not _fits(_NAME, base.name):
        problems.add("base_info.name", f"{base.name!r} must be 4..50 letters, digits, '-' and '_'")
    problems.text("base_info.engine_type", base.engine_type)
    for name, allowed in _CLOSED.items():
        word = getattr(base, name)
        if word is None and name != "charging_mode":
            problems.add(f"base_info.{name}", "is required", allowed)
        problems.one_of(f"base_info.{name}", word, allowed)
    problems.optional_text("base_info.description", base.description or None)
    if isinstance(base.description, str):
        check_description(problems, "base_info.description", base.description)
    if base.job_type == UseType.DISASTER_RECOVERY:
        if base.multi_write is None:
            problems.add("base_info.multi_write", "is required for disaster recovery")
        if base.net_type == "vpc":
            problems.add("base_info.net_type", "disaster recovery does not support vpc", ("vpn", "eip"))
    tags = base.tags or ()
    if len(tags) > _MOST_TAGS:
        problems.add("base_info.tags", f"has {len(tags)} entries, at most {_MOST_TAGS} are allowed")
    for index, tag in enumerate(tags):
        problems.instance(f"base_info.tags[{index}]", tag, ResourceTag)
    days = base.expired_days
    if days is not None and not (_fits(_NUMBER, days) and 14 <= int(days) <= 100):
        problems.add("base_info.expired_days", f"is {days!r}", ("14..100",))


def _fits(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _check_end(problems: Validator, at: str, end: TaskEnd, role: str) -> None:
    problems.one_of(f"{at}.endpoint_type", end.endpoint_type, ("offline", "ecs", "cloud"))
    problems.one_of(f"{at}.endpoint_role", end.endpoint_role, (role,))
    check_address(problems, f"{at}.endpoint", end.endpoint)
    if end.config is not None:
        problems.whole(f"{at}.config.node_num", end.config.node_num, 1, 16)
    if end.endpoint_type in ("ecs", "cloud") and not (end.cloud and end.cloud.region and end.cloud.project_id):
        problems.add(f"{at}.cloud", "must name region and project_id of a database in the cloud")
