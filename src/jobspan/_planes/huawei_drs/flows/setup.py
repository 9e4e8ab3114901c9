"""Setting tasks up: connections, endpoints, objects, policies, speed, users, parameters, alarms."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from jobspan._core.call import perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.redact import reveal_json
from jobspan._core.rules import propose_one
from jobspan._core.validation import Validator, validating
from jobspan._planes.huawei_drs.flows.batch import BATCH_SIZE, Batch, check_batch, in_jobs, run_batch
from jobspan._planes.huawei_drs.flows.create import check_description
from jobspan._planes.huawei_drs.flows.ids import check_id, checked_ids
from jobspan._planes.huawei_drs.flows.judge import Entry, judge_entries
from jobspan._planes.huawei_drs.flows.reads import get_many, project
from jobspan._planes.huawei_drs.models.endpoints import SOURCE, TARGET, ClusterConnectionTest, ConnectionTest
from jobspan._planes.huawei_drs.models.replies import Outcome, Results
from jobspan._planes.huawei_drs.models.settings import (
    AlarmNotice,
    DataTransformation,
    JobChange,
    ObjectSelection,
    ParametersSet,
    SpeedLimit,
    SpeedWindow,
    SyncPolicy,
    UserChange,
)
from jobspan._planes.huawei_drs.operations import setup as op
from jobspan._planes.huawei_drs.rules import (
    CONFIGURE,
    PARAMETERS,
    RENAME,
    SELECT_OBJECTS,
    SET_ALARMS,
    SET_DEFINER,
    SET_SPEED,
    SET_UP,
    TEST_CLUSTERS,
    TEST_CONNECTIONS,
    ActionRules,
)
from jobspan.credentials import Secret
from jobspan.models import BatchResult

K = TypeVar("K")

_NETWORKS: Final = ("vpn", "vpc", "eip")
_CONNECTION_FIELDS: Final = (
    "source_endpoint",
    "target_endpoint",
    "node_type",
    "engine_type",
    "net_type",
    "store_db_info",
)


def _for_each(
    ctx: PlaneContext,
    operation: Operation[Results[Outcome]],
    items: Iterable[K],
    check: Callable[[Validator, str, K], None],
    rules: Callable[[K], ActionRules],
    title: str,
    *,
    job_id: Callable[[K], str],
    body: Callable[[K], Any] | None = None,
    end_point: Callable[[K], str | None] = lambda _: None,
    wrap: Callable[[list[Any]], Any] = in_jobs,
    twice: Callable[[K], Any] | None = None,
    skip_invalid: bool,
    batch_size: int,
    notes: tuple[str, ...] = (),
) -> Flow[BatchResult[K]]:
    """A batch whose entries are models of their own."""
    each = list(items)
    with validating(operation) as problems:
        check_batch(problems, each, batch_size)
        seen: set[Any] = set()
        for index, item in enumerate(each):
            check_id(problems, f"[{index}].job_id", job_id(item))
            check(problems, f"[{index}]", item)
            mark = twice(item) if twice else job_id(item)
            if mark in seen:
                problems.add(f"[{index}]", f"{item} comes twice")
            seen.add(mark)
    entries = [
        Entry(
            item=item,
            job_id=job_id(item),
            body=body(item) if body else ctx.dialect.codec.write(item),
            rules=rules(item),
            end_point=end_point(item),
        )
        for item in each
    ]
    batch = Batch(
        title=f"{title} of {len({job_id(item) for item in each})} tasks",
        operation=operation,
        entries=entries,
        wrap=wrap,
        size=batch_size,
        skip_invalid=skip_invalid,
        notes=notes,
    )
    return (yield from run_batch(ctx, batch))


def try_connections(
    ctx: PlaneContext, tests: Iterable[ConnectionTest], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
) -> Flow[BatchResult[ConnectionTest]]:
    return _for_each(
        ctx,
        op.TEST_CONNECTIONS,
        tests,
        _check_connection,
        lambda _: TEST_CONNECTIONS,
        "test connections",
        job_id=lambda test: test.job_id,
        end_point=lambda test: test.end_point,
        twice=lambda test: (test.job_id, test.end_point, test.ip),
        skip_invalid=skip_invalid,
        batch_size=batch_size,
    )


def _check_connection(problems: Validator, at: str, test: ConnectionTest) -> None:
    problems.one_of(f"{at}.end_point", test.end_point, ("source", "target", SOURCE, TARGET))
    problems.one_of(f"{at}.net_type", test.net_type, _NETWORKS)
    problems.within(f"{at}.db_port", test.db_port, 0, 65535)
    problems.text(f"{at}.ip", test.ip)
    problems.text(f"{at}.db_user", test.db_user)
    if not test.db_password:
        problems.add(f"{at}.db_password", "must not be empty")
    if test.net_type == "vpc" and test.inst_id and not (test.vpc_id and test.subnet_id):
        problems.add(f"{at}.vpc_id | subnet_id", "are required for a cloud instance reached through its VPC")


def try_cluster_connections(
    ctx: PlaneContext,
    tests: Iterable[ClusterConnectionTest],
    *,
    skip_invalid: bool = False,
    batch_size: int = BATCH_SIZE,
) -> Flow[BatchResult[ClusterConnectionTest]]:
    def check(problems: Validator, at: str, test: ClusterConnectionTest) -> None:
        if not test.members:
            problems.add(f"{at}.members", "must not be empty")
        for index, member in enumerate(test.members):
            problems.one_of(
                f"{at}.members[{index}].end_point", member.end_point, ("source", "target", "so", "ta", "ls")
            )
            if not member.dbpassword:
                problems.add(f"{at}.members[{index}].dbpassword", "must not be empty")

    def body(test: ClusterConnectionTest) -> dict[str, Any]:
        return {"action": "testConnection", "job_id": test.job_id, "property": _as_text(ctx, test)}

    return _for_each(
        ctx,
        op.TEST_CLUSTERS,
        tests,
        check,
        lambda _: TEST_CLUSTERS,
        "test cluster connections",
        job_id=lambda test: test.job_id,
        body=body,
        skip_invalid=skip_invalid,
        batch_size=batch_size,
    )


def _as_text(ctx: PlaneContext, test: ClusterConnectionTest) -> Secret:
    """The members as JSON inside JSON. The text holds passwords, so all of it is a secret."""
    members = reveal_json(ctx.dialect.codec.write(test.members))
    return Secret(json.dumps(members, separators=(",", ":")))


def configure(
    ctx: PlaneContext, changes: Iterable[JobChange], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
) -> Flow[BatchResult[JobChange]]:
    return _for_each(
        ctx,
        op.UPDATE_JOBS,
        changes,
        _check_change,
        lambda change: CONFIGURE if change.connects else RENAME,
        "configure",
        job_id=lambda change: change.job_id,
        skip_invalid=skip_invalid,
        batch_size=batch_size,
    )


def _check_change(problems: Validator, at: str, change: JobChange) -> None:
    if change.description is not None:
        check_description(problems, f"{at}.description", change.description)
    if change.alarm_notify is not None:
        _check_alarm(problems, f"{at}.alarm_notify", change.alarm_notify)
    if change.connects:
        missing = [name for name in _CONNECTION_FIELDS if getattr(change, name) is None]
        if missing:
            problems.add(at, f"stores connection data, for which {', '.join(missing)} must be given, too")


def _check_alarm(problems: Validator, at: str, notice: AlarmNotice) -> None:
    for name in ("delay_time", "rto_delay", "rpo_delay"):
        problems.within(f"{at}.{name}", getattr(notice, name), 0, 3600)
    if len(notice.subscriptions or ()) > 2:
        problems.add(f"{at}.subscriptions", "has more than 2 entries")


def select_objects(
    ctx: PlaneContext,
    selections: Iterable[ObjectSelection],
    *,
    skip_invalid: bool = False,
    batch_size: int = BATCH_SIZE,
) -> Flow[BatchResult[ObjectSelection]]:
    def check(problems: Validator, at: str, selection: ObjectSelection) -> None:
        if selection.selected and not selection.objects:
            problems.add(f"{at}.objects", "must name objects when selected is true")

    return _for_each(
        ctx,
        op.SELECT_OBJECTS,
        selections,
        check,
        lambda _: SELECT_OBJECTS,
        "select objects",
        job_id=lambda selection: selection.job_id,
        skip_invalid=skip_invalid,
        batch_size=batch_size,
    )


def set_sync_policy(
    ctx: PlaneContext, policies: Iterable[SyncPolicy], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
) -> Flow[BatchResult[SyncPolicy]]:
    def check(problems: Validator, at: str, policy: SyncPolicy) -> None:
        problems.one_of(f"{at}.conflict_policy", policy.conflict_policy, ("ignore", "overwrite", "stop"))
        problems.optional_text(f"{at}.file_and_position", policy.file_and_position, longest=100)
        problems.optional_text(f"{at}.gtid_set", policy.gtid_set, longest=2048)

    return _for_each(
        ctx,
        op.SET_POLICY,
        policies,
        check,
        lambda _: SET_UP,
        "set the synchronisation policy",
        job_id=lambda policy: policy.job_id,
        skip_invalid=skip_invalid,
        batch_size=batch_size,
    )


def transform_data(
    ctx: PlaneContext,
    transformations: Iterable[DataTransformation],
    *,
    skip_invalid: bool = False,
    batch_size: int = BATCH_SIZE,
) -> Flow[BatchResult[DataTransformation]]:
    def check(problems: Validator, at: str, rule: DataTransformation) -> None:
        if not (rule.object_info or rule.transformation_info or rule.config_transformation or rule.extra):
            problems.add(at, "says nothing of what to transform")

    return _for_each(
        ctx,
        op.TRANSFORM_DATA,
        transformations,
        check,
        lambda _: SET_UP,
        "transform data",
        job_id=lambda rule: rule.job_id,
        skip_invalid=skip_invalid,
        batch_size=batch_size,
    )


def set_speed(
    ctx: PlaneContext, limits: Iterable[SpeedLimit], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
) -> Flow[BatchResult[SpeedLimit]]:
    return _for_each(
        ctx,
        op.SET_SPEED,
        limits,
        _check_speed,
        lambda _: SET_SPEED,
        "limit the speed",
        job_id=lambda limit: limit.job_id,
        wrap=lambda bodies: {"speed_limits": bodies},
        skip_invalid=skip_invalid,
        batch_size=batch_size,
        notes=("speed limits act on the full load only",),
    )


def _check_speed(problems: Validator, at: str, limit: SpeedLimit) -> None:
    if len(limit.windows) > 10:
        problems.add(f"{at}.windows", f"has {len(limit.windows)} entries, at most 10 are allowed")
    taken: set[int] = set()
    for index, window in enumerate(limit.windows):
        where = f"{at}.windows[{index}]"
        if not (window.speed.isdigit() and 1 <= int(window.speed) <= 9999):
            problems.add(f"{where}.speed", f"is {window.speed!r}", ("1..9999",))
        hours = _hours(window)
        if hours is None:
            problems.add(
                where, f"{window.begin}-{window.end} must be written hh:mm-hh:mm, the end later than the begin"
            )
        elif taken & hours:
            problems.add(where, f"{window.begin}-{window.end} overlaps another window")
        else:
            taken |= hours


def _hours(window: SpeedWindow) -> set[int] | None:
    """The hours a window covers; it may pass midnight. DRS ignores the minutes."""
    try:
        begin, end = (int(text.partition(":")[0]) for text in (window.begin, window.end))
    except ValueError:
        return None
    if window.begin == window.end or not (0 <= begin < 24 and 0 <= end < 24):
        return None
    return {hour % 24 for hour in range(begin, (end if end >= begin else end + 24) + 1)}


def set_definer(
    ctx: PlaneContext,
    job_ids: str | Iterable[str],
    *,
    replace: bool,
    skip_invalid: bool = False,
    batch_size: int = BATCH_SIZE,
) -> Flow[BatchResult[str]]:
    return _for_each(
        ctx,
        op.SET_DEFINER,
        checked_ids(op.SET_DEFINER.call, job_ids),
        _nothing_more,
        lambda _: SET_DEFINER,
        "set the definer",
        job_id=str,
        body=lambda id: {"job_id": id, "replace_definer": replace},
        skip_invalid=skip_invalid,
        batch_size=batch_size,
    )


def _nothing_more(problems: Validator, at: str, item: object) -> None:
    """Ids are checked by themselves."""


def set_users(
    ctx: PlaneContext, changes: Iterable[UserChange], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
) -> Flow[BatchResult[UserChange]]:
    def check(problems: Validator, at: str, change: UserChange) -> None:
        if change.password is not None and not change.password:
            problems.add(f"{at}.password", "must not be empty")

    return _for_each(
        ctx,
        op.UPDATE_USERS,
        changes,
        check,
        lambda _: SET_UP,
        "set the users",
        job_id=lambda change: change.job_id,
        skip_invalid=skip_invalid,
        batch_size=batch_size,
    )


def set_parameters(ctx: PlaneContext, job_id: str, group: str, values: Mapping[str, str]) -> Flow[ParametersSet]:
    (id,) = checked_ids(op.SET_PARAMETERS.call, job_id)
    with validating(op.SET_PARAMETERS.call) as problems:
        problems.one_of("group", group, ("common", "performance"))
        if not values:
            problems.add("values", "must not be empty")
    body = {"group": group, "params": [{"key": key, "target_value": value} for key, value in values.items()]}
    verdicts = yield from judge_entries(ctx, [Entry(item=id, job_id=id, body=body, rules=PARAMETERS)])
    request = prepare(ctx, op.SET_PARAMETERS, path=project(ctx, job_id=id), body=body)
    yield from propose_one(
        ctx,
        op.SET_PARAMETERS,
        request,
        f"set {len(values)} {group} parameters of the target of {id}",
        verdicts=verdicts.get(id, ()),
    )
    return (yield from perform(ctx, op.SET_PARAMETERS, request))


def set_alarms(
    ctx: PlaneContext,
    job_ids: str | Iterable[str],
    notice: AlarmNotice,
    *,
    skip_invalid: bool = False,
    batch_size: int = BATCH_SIZE,
) -> Flow[BatchResult[str]]:
    ids = checked_ids(op.SET_ALARMS.call, job_ids)
    with validating(op.SET_ALARMS.call) as problems:
        _check_alarm(problems, "notice", notice)
    about = {job.id: job for job in (yield from get_many(ctx, ids))}
    info = ctx.dialect.codec.write(notice)

    def body(id: str) -> dict[str, Any]:
        job = about[id]
        engine = job.inst_info.engine_type if job.inst_info else None
        return {"job_id": id, "status": job.status and job.status.value, "engine_type": engine}

    def wrap(bodies: list[Any]) -> Any:
        return {"jobs": bodies, "alarm_notify_info": info}

    return (
        yield from _for_each(
            ctx,
            op.SET_ALARMS,
            ids,
            _nothing_more,
            lambda _: SET_ALARMS,
            "set the alarms",
            job_id=str,
            body=body,
            wrap=wrap,
            skip_invalid=skip_invalid,
            batch_size=batch_size,
        )
    )
