"""Change the passwords that tasks use. Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0134.html"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, now, sleep
from jobspan._core.interruption import batch_report, reporting
from jobspan._core.poll import Interval
from jobspan._core.validation import validating
from jobspan._planes.huawei_drs.flows.batch import Batch, check_batch, run_batch, send_entries
from jobspan._planes.huawei_drs.flows.entries import Entry
from jobspan._planes.huawei_drs.flows.job_ids import BATCH_SIZE, check_id
from jobspan._planes.huawei_drs.flows.reads import states_of
from jobspan._planes.huawei_drs.flows.reconcile_by_state import BEFORE_RESUME, RESUMED, reconcile_by_state
from jobspan._planes.huawei_drs.models.endpoints import SOURCE, TARGET, EndpointPassword
from jobspan._planes.huawei_drs.models.jobs import JobState
from jobspan._planes.huawei_drs.models.status import JobStatus
from jobspan._planes.huawei_drs.operations.lifecycle import CHANGE_PASSWORDS, RESUME
from jobspan._planes.huawei_drs.rules.actions import CHANGE_PASSWORDS as RULES, RESUME as RESUME_RULES
from jobspan._planes.huawei_drs.rules.states import states_marked
from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.errors import ApiError, OperationError
from jobspan.hooks import StepStarted

_STUCK: Final = states_marked("RTY", "Yy") - {JobStatus.PAUSING}
"""States that a resume mends. A paused task is not among them: it was paused on purpose."""

ACCEPTED_ONLY: Final = (
    "accepted means that DRS stored the password; the state of the task shows whether the database accepts it"
)


def change_passwords(
    ctx: PlaneContext,
    passwords: Iterable[EndpointPassword],
    *,
    verify: bool = False,
    then_resume: bool = False,
    skip_invalid: bool = False,
    batch_size: int = BATCH_SIZE,
) -> Flow[BatchResult[EndpointPassword]]:
    items = list(passwords)
    _check(items, batch_size)
    then = []
    if then_resume:
        then.append("resume the tasks that had failed and accepted the new password")
    if verify:
        then.append("read the states of all tasks that accepted the new password")
    result = yield from run_batch(
        ctx,
        Batch(
            title=f"change {len(items)} passwords of {len({item.job_id for item in items})} tasks",
            operation=CHANGE_PASSWORDS,
            entries=[_entry(ctx, item) for item in items],
            size=batch_size,
            skip_invalid=skip_invalid,
            then=tuple(then),
            notes=(ACCEPTED_ONLY,),
        ),
    )
    with reporting(lambda: batch_report(result, "the passwords were sent, and what follows was not finished")):
        if then_resume:
            result = yield from _resume_failed(ctx, result)
        return (yield from _verified(ctx, result)) if verify else result


def _check(items: Sequence[Any], batch_size: int) -> None:
    with validating("migration_jobs.change_passwords") as problems:
        check_batch(problems, items, batch_size)
        seen: set[tuple[str, str]] = set()
        for index, item in enumerate(items):
            at = f"passwords_of[{index}]"
            if not isinstance(item, EndpointPassword):
                problems.add(at, f"must be an EndpointPassword, not {type(item).__name__}")
                continue
            check_id(problems, f"{at}.job_id", item.job_id)
            if item.end_point not in (SOURCE, TARGET):
                problems.add(f"{at}.end_point", f"is {item.end_point!r}", ("source", "target", SOURCE, TARGET))
            if not item.password:
                problems.add(f"{at}.password", "must not be empty")
            if (item.job_id, item.end_point) in seen:
                problems.add(at, f"{item} comes twice")
            seen.add((item.job_id, item.end_point))


def _entry(ctx: PlaneContext, item: EndpointPassword) -> Entry[EndpointPassword]:
    body = {"db_password": item.password, "end_point_type": item.end_point, "job_id": item.job_id}
    if item.kerberos is not None:
        body["kerberos"] = ctx.dialect.codec.write(item.kerberos)
    return Entry(item=item, job_id=item.job_id, body=body, rules=RULES, end_point=item.end_point)


def _accepted_jobs(result: BatchResult[EndpointPassword]) -> list[str]:
    return list(dict.fromkeys(each.item.job_id for each in result.succeeded))


def _sound_jobs(result: BatchResult[EndpointPassword]) -> list[str]:
    """Tasks of which every password that was given was accepted. One with a wrong password left would log in with it
    again, which can lock the account."""
    unsound = {each.item.job_id for each in result if not _is_accepted(each)}
    return [id for id in _accepted_jobs(result) if id not in unsound]


def _resume_failed(ctx: PlaneContext, result: BatchResult[EndpointPassword]) -> Flow[BatchResult[EndpointPassword]]:
    """Tasks fail on a wrong password, and do not try again by themselves once they have the right one.

    The passwords are changed by now, so no error here may keep the caller from learning that.
    """
    try:
        states = yield from states_of(ctx, _sound_jobs(result))
    except OperationError as unreadable:
        message = f"The password was accepted; whether the task must be resumed could not be read: {unreadable}"
        return BatchResult(tuple(_doubted(each, message) for each in result))
    stuck = [id for id, state in states.items() if state.status in _STUCK]
    if not stuck:
        return result
    yield from emit(StepStarted(plane=ctx.plane, journey="change passwords", step=f"resume {len(stuck)} tasks"))
    entries = [Entry(item=id, job_id=id, body={"job_id": id}, rules=RESUME_RULES, leaves=BEFORE_RESUME) for id in stuck]
    batch = Batch(title="resume", operation=RESUME, entries=entries, reconcile=reconcile_by_state(RESUMED))
    try:
        resumed = {each.item: each for each in (yield from send_entries(ctx, batch))}
    except ApiError as error:
        refusal = ItemResult(item="", status=ItemStatus.FAILED, code=error.code, message=str(error))
        resumed = dict.fromkeys(stuck, refusal)
    return BatchResult(tuple(_with_resume(each, resumed.get(each.item.job_id)) for each in result))


def _doubted(item: ItemResult[EndpointPassword], message: str) -> ItemResult[EndpointPassword]:
    return attrs.evolve(item, status=ItemStatus.UNKNOWN, message=message) if _is_accepted(item) else item


def _is_accepted(item: ItemResult[EndpointPassword]) -> bool:
    return item.status is ItemStatus.ACCEPTED


def _with_resume(item: ItemResult[EndpointPassword], resumed: ItemResult[str] | None) -> ItemResult[EndpointPassword]:
    if resumed is None or not _is_accepted(item):
        return item
    if resumed.status is ItemStatus.ACCEPTED:
        return attrs.evolve(item, message="Accepted; the task was resumed.")
    message = f"The password was accepted, resuming the task was not: {resumed.message}"
    return attrs.evolve(item, status=resumed.status, code=resumed.code, message=message)


def _verified(ctx: PlaneContext, result: BatchResult[EndpointPassword]) -> Flow[BatchResult[EndpointPassword]]:
    """The state of each accepted task, read afterwards: DRS offers no test of connections once a task has started."""
    jobs = _accepted_jobs(result)
    states: dict[str, JobState] = {}
    interval = Interval(ctx.policy)
    began = yield from now()
    pending = jobs
    while pending:
        try:
            states |= yield from states_of(ctx, pending)
        except OperationError as unreadable:
            why = str(unreadable)
            return BatchResult(tuple(_with_state(each, None, why) for each in result))
        at = yield from now()
        pending = [id for id in pending if id in states and _is_old(ctx, states[id], at)]
        pause = interval.take(moved=False)
        if at - began >= ctx.policy.grace:
            break
        if pending:
            yield from sleep(pause)
    return BatchResult(tuple(_with_state(each, states.get(each.item.job_id)) for each in result))


def _is_old(ctx: PlaneContext, state: JobState, at: float) -> bool:
    """Whether a task that was resumed still shows the failure from before."""
    return state.status is not None and ctx.accepted.is_old(state.id, state.status.value, at)


def _with_state(
    item: ItemResult[EndpointPassword], state: JobState | None, why: str = ""
) -> ItemResult[EndpointPassword]:
    if not _is_accepted(item):
        return item
    if state is None or state.status is None:
        reason = f": {why}" if why else "."
        return attrs.evolve(item, message=f"Accepted; the state could not be read afterwards{reason}")
    if state.status.has_failed:
        reason = f": {state.reason}" if state.reason else ""
        return attrs.evolve(
            item,
            status=ItemStatus.FAILED,
            code=state.error_code,
            message=f"Accepted, but the task is {state.status}{reason}. Resume it if the new password is right.",
            value=state,
        )
    return attrs.evolve(item, message=f"Accepted; the task is {state.status}.", value=state)
