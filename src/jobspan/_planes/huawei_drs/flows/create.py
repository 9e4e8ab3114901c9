"""Create tasks. Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0104.html"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from functools import partial
from typing import Any, Final, get_args

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.convert import parse_time
from jobspan._core.effects import Flow, wall_clock
from jobspan._core.interruption import FlowInterrupted, batch_report
from jobspan._core.jobs import Started, started
from jobspan._core.paginate import collect
from jobspan._core.reconcile import Confirmed, Finding, Reconcile, Unknown, looking
from jobspan._core.similar import similar
from jobspan._core.validation import Validator, validating
from jobspan._planes.huawei.errors import GATEWAY_CODES, throttle_window
from jobspan._planes.huawei_drs.errors import CODES
from jobspan._planes.huawei_drs.flows.batch import Batch, check_batch, run_batch
from jobspan._planes.huawei_drs.flows.configuration import check_description
from jobspan._planes.huawei_drs.flows.entries import Entry
from jobspan._planes.huawei_drs.flows.item_results import UNDECIDED, by_name
from jobspan._planes.huawei_drs.flows.job_ids import BATCH_SIZE
from jobspan._planes.huawei_drs.flows.reads import listing
from jobspan._planes.huawei_drs.job_kinds import JOB
from jobspan._planes.huawei_drs.models.job_watch import JobWatch
from jobspan._planes.huawei_drs.models.jobs import NewJob, TaskType, UseType
from jobspan._planes.huawei_drs.models.replies import Outcome, Results
from jobspan._planes.huawei_drs.models.status import JobStatus
from jobspan._planes.huawei_drs.operations.configuration import CREATE_JOBS
from jobspan._planes.huawei_drs.rules.actions import ActionRules
from jobspan._planes.huawei_drs.words import DIRECTIONS, NETS, Flavor
from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.errors import AmbiguousOutcomeError, ApiError, SendPhase, TransportError
from jobspan.jobs import JobRef

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{3,49}")
_CHARGING: Final = ("on_demand", "period")
_WORDS: Final = (
    "engine_type",
    "node_type",
    "task_type",
    "subnet_id",
    "charging_mode",
    "master_az",
    "slave_az",
    "product_id",
)
_NODE_TYPES: Final = get_args(Flavor)
_NO_RULES: Final = ActionRules(action="create", facts=())
BILLED = "each task has a replication instance that is billed until the task is terminated"


def create(ctx: PlaneContext, job: NewJob) -> Flow[Started[JobWatch, JobWatch]]:
    """
    Raises:
        ApiError: DRS refused to create it.
        AmbiguousOutcomeError: the reply was lost, and whether it was created is unknown.
        TransportError: it was interrupted before it was sent, or DRS could not be reached.
    """
    result = yield from _sent(ctx, [job], BATCH_SIZE, "job")
    (item,) = result
    if item.status is ItemStatus.UNKNOWN:
        raise AmbiguousOutcomeError(
            message=item.message or f"huawei_drs: it is unknown whether the task {job.name} was created.",
            plane=ctx.plane,
            operation=CREATE_JOBS.id,
            check=CREATE_JOBS.check,
        )
    if item.status is ItemStatus.NOT_SENT:
        raise TransportError(
            message=item.message or f"huawei_drs: the task {job.name} was not created.",
            plane=ctx.plane,
            operation=CREATE_JOBS.id,
            phase=SendPhase.NOT_SENT,
        )
    if item.status is not ItemStatus.ACCEPTED or not isinstance(item.value, Outcome) or item.value.task_id is None:
        meaning = CODES.get(item.code or "") or GATEWAY_CODES.get(item.code or "")
        raise (meaning.error if meaning else ApiError)(
            message=f"huawei_drs: the task {job.name} was not created: {item.message}",
            plane=ctx.plane,
            operation=CREATE_JOBS.id,
            status=202,
            code=item.code,
            retry_after=throttle_window(item.message or ""),
        )
    return (yield from started(ctx, JOB, item.value.task_id, until="configurable", name=job.name))


def create_many(
    ctx: PlaneContext, jobs: Iterable[NewJob], *, batch_size: int = BATCH_SIZE
) -> Flow[BatchResult[NewJob]]:
    result = yield from _sent(ctx, list(jobs), batch_size, "jobs[{}]")
    yield from _begun(ctx, result)
    return result


def _sent(ctx: PlaneContext, items: Sequence[NewJob], batch_size: int, named: str) -> Flow[BatchResult[NewJob]]:
    _check(items, batch_size, named)
    entries = [Entry(item=job, job_id=job.name, body=ctx.dialect.codec.write(job), rules=_NO_RULES) for job in items]
    batch = Batch(
        title=f"create {len(items)} tasks",
        operation=CREATE_JOBS,
        entries=entries,
        size=batch_size,
        reconcile=_reconcile_by_name,
        identify=by_name,
        evidence=_created,
        notes=(BILLED, *_unknown_words(items)),
    )
    try:
        return _with_ids((yield from run_batch(ctx, batch)))
    except FlowInterrupted as stop:
        if stop.report is not None and stop.report.result is not None:
            known = _with_ids(stop.report.result)
            stop.report = batch_report(known, batch.title, (yield from _begun(ctx, known)))
        raise


def _unknown_words(items: Iterable[NewJob]) -> Iterator[str]:
    """A newer DRS may know more sizes; in most cases such a word is a slip."""
    for word in dict.fromkeys(job.node_type for job in items if job.node_type not in _NODE_TYPES):
        close = " or ".join(similar(word, _NODE_TYPES, 1)) or ", ".join(_NODE_TYPES)
        yield f"node_type {word!r} is not one that this version knows; is {close} meant? node_types() lists those that there are"


def _begun(ctx: PlaneContext, result: BatchResult[NewJob]) -> Flow[tuple[JobRef, ...]]:
    """The tasks that were created, each told: they are billed from now on."""
    refs: list[JobRef] = []
    for item in result.succeeded:
        if isinstance(item.value, Outcome) and item.value.task_id is not None:
            begun = yield from started(ctx, JOB, item.value.task_id, until="configurable", name=item.item.name)
            refs.append(begun.ref)
    return tuple(refs)


def _with_ids(result: BatchResult[NewJob]) -> BatchResult[NewJob]:
    return BatchResult(tuple(_with_id(each) for each in result))


def _created(outcome: Outcome) -> bool:
    """A new task has an id. Its status is that of the task."""
    if outcome.task_id is None:
        return False
    return outcome.status is None or JobStatus(str(outcome.status)).is_known


def _with_id(result: ItemResult[NewJob]) -> ItemResult[NewJob]:
    """What was accepted without an id cannot be used, and may be found by its name."""
    if result.status is not ItemStatus.ACCEPTED or (isinstance(result.value, Outcome) and result.value.task_id):
        return result
    message = f"DRS accepted it, and its reply has no id. {CREATE_JOBS.check}"
    return attrs.evolve(result, status=ItemStatus.UNKNOWN, message=message)


def _reconcile_by_name(ctx: PlaneContext, entries: Sequence[Entry[NewJob]]) -> Reconcile[Results[Outcome]]:
    """After a lost reply: names are unique, so a task that is being created under the new name, with the same arguments and
    not longer ago than clocks differ, is the new one. One that is past that may have had the name before."""
    seen: dict[str, Outcome] = {}

    def look() -> Flow[Finding[Results[Outcome]]]:
        wall = yield from wall_clock()
        for entry in entries:
            if seen.get(entry.job_id, _UNSEEN).task_id is None:
                seen[entry.job_id] = yield from _look_for(ctx, entry.item, wall)
        if any(seen[entry.job_id].task_id is None for entry in entries):
            return Unknown(" ".join(str(each.error_msg) for each in seen.values() if each.error_msg))
        return Confirmed(Results[Outcome](results=tuple(seen[entry.job_id] for entry in entries)))

    def reconcile() -> Flow[Finding[Results[Outcome]]]:
        found = yield from looking(look)()
        if isinstance(found, Unknown) and any(each.task_id for each in seen.values()):
            return Confirmed(Results[Outcome](results=tuple(seen.values())))
        return found

    return reconcile


_UNSEEN: Final = Outcome(status=UNDECIDED)
_CLOCKS_DIFFER: Final = 900.0
"""Seconds that the gateway lets clocks differ."""


def _look_for(ctx: PlaneContext, job: NewJob, wall_clock: float) -> Flow[Outcome]:
    found = yield from collect(listing(ctx, job.db_use_type, name=job.name, page_size=10), 10)
    same = next((each for each in found if (each.name or "").lower() == job.name.lower()), None)
    if same is None:
        return Outcome(name=job.name, status=UNDECIDED, error_msg=f"No task is called {job.name} yet.")
    given = partial(getattr, job)
    if same.status != JobStatus.CREATING:
        why = f"it is {same.status} and may have been there before"
    elif differing := [name for name in _MARKS if (getattr(same, name) or given(name)) != given(name)]:
        why = f"another {' and '.join(differing)} shows that it is not this one"
    elif not _is_new(same.create_time, wall_clock):
        why = f"it was created at {same.create_time}"
    else:
        return Outcome(id=same.id, name=job.name, status=same.status.value)
    text = f"The task {same.id} is called {job.name}; {why}."
    return Outcome(name=job.name, status=UNDECIDED, error_msg=text)


_MARKS: Final = ("engine_type", "net_type", "job_direction", "db_use_type", "task_type")
"""The arguments that the list shows."""


def _is_new(created: str | None, wall_clock: float) -> bool:
    """Whether a task may be as new as the request. Lists give times of UTC, without a zone."""
    moment = parse_time(created) if created else None
    if moment is None:
        return created is None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return abs(wall_clock - moment.timestamp()) < _CLOCKS_DIFFER


def _check(items: Sequence[Any], batch_size: int, named: str) -> None:
    with validating("migration_jobs.create") as problems:
        check_batch(problems, items, batch_size)
        names: set[str] = set()
        for index, job in enumerate(items):
            at = named.format(index)
            if not isinstance(job, NewJob):
                problems.add(at, f"must be a NewJob, not {type(job).__name__}")
                continue
            name = str(job.name).lower()
            if name in names:
                problems.add(f"{at}.name", f"{job.name!r} comes twice; names are unique whatever their case")
            names.add(name)
            _check_job(problems, at, job)


def _is_no_name(value: object) -> bool:
    return isinstance(value, str) and not _NAME.fullmatch(value)


def _check_job(problems: Validator, at: str, job: NewJob) -> None:
    for field in _WORDS:
        problems.optional_text(f"{at}.{field}", getattr(job, field))
    if _is_no_name(job.name):
        problems.add(f"{at}.name", f"{job.name!r} must be 4..50 letters, digits, '-' and '_', starting with a letter")
    problems.one_of(f"{at}.db_use_type", job.db_use_type, [each.value for each in UseType])
    problems.one_of(f"{at}.job_direction", job.job_direction, DIRECTIONS)
    problems.one_of(f"{at}.net_type", job.net_type, NETS)
    problems.one_of(f"{at}.task_type", job.task_type or None, [each.value for each in TaskType])
    problems.one_of(f"{at}.charging_mode", job.charging_mode or None, _CHARGING)
    problems.within(f"{at}.node_num", job.node_num, 1, 32)
    if isinstance(job.description, str):
        check_description(problems, f"{at}.description", job.description)
    if job.net_type == "eip" and not job.bind_eip:
        problems.add(f"{at}.bind_eip", "must be true for net_type eip")
    if job.db_use_type == UseType.DISASTER_RECOVERY:
        if job.multi_write is None:
            problems.add(f"{at}.multi_write", "is required for disaster recovery")
        if job.net_type == "vpc":
            problems.add(f"{at}.net_type", "disaster recovery does not support vpc", ("vpn", "eip"))
    if isinstance(job.tags, tuple) and len(job.tags) > 20:
        problems.add(f"{at}.tags", f"has {len(job.tags or ())} entries, at most 20 are allowed")
    days = job.expired_days
    if isinstance(days, str) and not (days.isdecimal() and len(days) < 4 and 14 <= int(days) <= 100):
        problems.add(f"{at}.expired_days", f"is {job.expired_days!r}", ("14..100",))
