"""Set tasks up before their start: endpoints, objects, policies, definers, users, alarms."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.validation import Validator, validating
from jobspan._planes.huawei_drs.flows.batch_call import BatchCall, IdBatchCall, run_call
from jobspan._planes.huawei_drs.flows.job_ids import BATCH_SIZE, checked_id, checked_ids
from jobspan._planes.huawei_drs.flows.masks import without_masks
from jobspan._planes.huawei_drs.flows.reads import details_of, project
from jobspan._planes.huawei_drs.models.configuration import (
    AlarmNotice,
    DataTransformation,
    JobChange,
    ObjectSelection,
    SourceUsers,
    SyncPolicy,
    UserChange,
)
from jobspan._planes.huawei_drs.operations import configuration as op
from jobspan._planes.huawei_drs.operations.reads import DETAILS
from jobspan._planes.huawei_drs.rules import actions as rules
from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.errors import ApiError, NotFound, OperationError

_CONNECTION_FIELDS: Final = (
    "source_endpoint",
    "target_endpoint",
    "node_type",
    "engine_type",
    "net_type",
    "store_db_info",
)
_FORBIDDEN_IN_TEXT: Final = frozenset("!<>&'\"\\")


def check_description(problems: Validator, field: str, text: str) -> None:
    if len(text) > 256:
        problems.add(field, f"is {len(text)} characters long, at most 256 are allowed")
    bad = sorted(set(text) & _FORBIDDEN_IN_TEXT)
    if bad:
        problems.add(field, f"must not contain {' '.join(bad)}")


def _check_change(problems: Validator, at: str, change: JobChange) -> None:
    if change.description is not None:
        check_description(problems, f"{at}.description", change.description)
    if change.alarm_notify is not None:
        _check_alarm(problems, f"{at}.alarm_notify", change.alarm_notify)
    if change.connects:
        missing = [name for name in _CONNECTION_FIELDS if getattr(change, name) is None]
        if missing:
            problems.add(at, f"stores connection data, so {', '.join(missing)} must be given, too")


def _check_alarm(problems: Validator, at: str, notice: AlarmNotice) -> None:
    for name in ("delay_time", "rto_delay", "rpo_delay"):
        problems.within(f"{at}.{name}", getattr(notice, name), 0, 3600)
    if len(notice.subscriptions or ()) > 2:
        problems.add(f"{at}.subscriptions", "has more than 2 entries")


def _check_selection(problems: Validator, at: str, selection: ObjectSelection) -> None:
    if selection.selected and not selection.objects:
        problems.add(f"{at}.objects", "must name objects when selected is true")


def _check_policy(problems: Validator, at: str, policy: SyncPolicy) -> None:
    problems.one_of(f"{at}.conflict_policy", policy.conflict_policy, ("ignore", "overwrite", "stop"))
    problems.optional_text(f"{at}.file_and_position", policy.file_and_position, longest=100)
    problems.optional_text(f"{at}.gtid_set", policy.gtid_set, longest=2048)


def _check_transformation(problems: Validator, at: str, rule: DataTransformation) -> None:
    if not (rule.object_info or rule.transformation_info or rule.config_transformation or rule.extra):
        problems.add(at, "does not say what to transform")


def _check_users(problems: Validator, at: str, change: UserChange) -> None:
    if change.password is not None and not change.password:
        problems.add(f"{at}.password", "must not be empty")


CONFIGURE: Final = BatchCall[JobChange](
    title="configure {tasks}",
    operation=op.UPDATE_JOBS,
    rules=lambda change: rules.CONFIGURE if change.connects else rules.RENAME,
    check_item=_check_change,
)
SELECT_OBJECTS: Final = BatchCall[ObjectSelection](
    title="select objects of {tasks}",
    operation=op.SELECT_OBJECTS,
    rules=rules.SELECT_OBJECTS,
    check_item=_check_selection,
)
SET_SYNC_POLICY: Final = BatchCall[SyncPolicy](
    title="set the synchronisation policy of {tasks}",
    operation=op.SET_POLICY,
    rules=rules.SET_UP,
    check_item=_check_policy,
)
TRANSFORM_DATA: Final = BatchCall[DataTransformation](
    title="transform data of {tasks}",
    operation=op.TRANSFORM_DATA,
    rules=rules.SET_UP,
    check_item=_check_transformation,
)
SET_USERS: Final = BatchCall[UserChange](
    title="set the users of {tasks}",
    operation=op.UPDATE_USERS,
    rules=rules.SET_UP,
    check_item=_check_users,
)


def set_definer(*, replace: bool) -> BatchCall[str]:
    return IdBatchCall(
        title="set the definer of {tasks}",
        operation=op.SET_DEFINER,
        rules=rules.SET_DEFINER,
        body=lambda ctx, id: {"job_id": id, "replace_definer": replace},
    )


def set_alarms(
    ctx: PlaneContext,
    job_ids: str | Iterable[str],
    notice: AlarmNotice,
    *,
    skip_invalid: bool = False,
    batch_size: int = BATCH_SIZE,
) -> Flow[BatchResult[str]]:
    """Each entry repeats state and engine of its task, so the tasks are read first."""
    ids = checked_ids(op.SET_ALARMS.call, job_ids)
    with validating(op.SET_ALARMS) as problems:
        _check_alarm(problems, "notice", notice)
    details = yield from details_of(ctx, ids)
    jobs = {job.id: job for job in details.rows if job.id is not None}
    unread = {id: _why_unread(id, details.errors) for id in ids if id not in jobs}
    if unread and not skip_invalid:
        raise next(iter(unread.values()))
    info = ctx.dialect.codec.write(notice)

    def body(ctx: PlaneContext, id: str) -> dict[str, Any]:
        job = jobs[id]
        engine = job.inst_info.engine_type if job.inst_info else None
        return {"job_id": id, "status": job.status and job.status.value, "engine_type": engine}

    alarms = IdBatchCall(
        title="set the alarms of {tasks}",
        operation=op.SET_ALARMS,
        rules=rules.SET_ALARMS,
        body=body,
        wrap=lambda bodies: {"jobs": bodies, "alarm_notify_info": info},
    )
    readable = [id for id in ids if id in jobs]
    result = BatchResult[str](())
    if readable:
        result = yield from run_call(ctx, alarms, readable, skip_invalid=skip_invalid, batch_size=batch_size)
    found = {each.item: each for each in result} | {id: _left_out(id, error) for id, error in unread.items()}
    return BatchResult(tuple(found[id] for id in ids))


def _why_unread(id: str, errors: Mapping[str, OperationError]) -> OperationError:
    return errors.get(id) or NotFound(
        message=f"huawei_drs: no such task: {id}.",
        hint="It may have been deleted; migration_jobs.list() shows what there is.",
        plane="huawei_drs",
        operation=DETAILS.id,
        status=200,
    )


def _left_out(id: str, error: OperationError) -> ItemResult[str]:
    """An entry needs the state and the engine of its task: without them it is not sent."""
    code = error.code if isinstance(error, ApiError) else None
    return ItemResult(item=id, status=ItemStatus.SKIPPED, code=code, message=str(error))


def users(ctx: PlaneContext, job_id: str) -> Flow[SourceUsers]:
    id = checked_id("migration_jobs.users", job_id)
    return without_masks((yield from call(ctx, op.LIST_USERS, path=project(ctx, job_id=id))))
