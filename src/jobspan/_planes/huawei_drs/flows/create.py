"""Create tasks. Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0104.html"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from jobspan._core.call import Confirmed, Settle, Settled, Unknown
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import Started, started
from jobspan._core.paginate import collect
from jobspan._core.validation import Validator, validating
from jobspan._planes.huawei_drs.errors import CODES
from jobspan._planes.huawei_drs.flows.batch import BATCH_SIZE, Batch, check_batch, run_batch
from jobspan._planes.huawei_drs.flows.configuration import check_description
from jobspan._planes.huawei_drs.flows.entries import Entry
from jobspan._planes.huawei_drs.flows.item_results import UNDECIDED
from jobspan._planes.huawei_drs.flows.reads import listing
from jobspan._planes.huawei_drs.job_kinds import JOB
from jobspan._planes.huawei_drs.models.job_watch import JobWatch
from jobspan._planes.huawei_drs.models.jobs import NewJob, UseType
from jobspan._planes.huawei_drs.models.replies import Outcome, Results
from jobspan._planes.huawei_drs.models.status import JobStatus
from jobspan._planes.huawei_drs.operations.configuration import CREATE_JOBS
from jobspan._planes.huawei_drs.rules.actions import ActionRules
from jobspan.batches import BatchResult, ItemStatus
from jobspan.errors import AmbiguousOutcomeError, ApiError

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{3,49}")
_DIRECTIONS: Final = ("up", "down", "non-dbs")
_NETWORKS: Final = ("vpn", "vpc", "eip")
_NO_RULES: Final = ActionRules(action="create", facts=())
BILLED = "each task has a replication instance that is billed until the task is terminated"


def create(ctx: PlaneContext, job: NewJob) -> Flow[Started[JobWatch, JobWatch]]:
    """
    Raises:
        ApiError: DRS refused to create it.
        AmbiguousOutcomeError: the reply was lost, and whether it was created is unknown.
    """
    result = yield from create_many(ctx, [job])
    (item,) = result
    if item.status is ItemStatus.UNKNOWN:
        raise AmbiguousOutcomeError(
            message=item.message or f"huawei_drs: it is unknown whether the task {job.name} was created.",
            plane=ctx.plane,
            operation=CREATE_JOBS.id,
            check=CREATE_JOBS.check,
        )
    if item.status is not ItemStatus.ACCEPTED or not isinstance(item.value, Outcome) or item.value.task_id is None:
        meaning = CODES.get(item.code or "")
        raise (meaning.error if meaning else ApiError)(
            message=f"huawei_drs: the task {job.name} was not created: {item.message}",
            plane=ctx.plane,
            operation=CREATE_JOBS.id,
            status=202,
            code=item.code,
        )
    return started(ctx, JOB, item.value.task_id, until="configurable", name=job.name)


def create_many(
    ctx: PlaneContext, jobs: Iterable[NewJob], *, batch_size: int = BATCH_SIZE
) -> Flow[BatchResult[NewJob]]:
    items = list(jobs)
    _check(items, batch_size)
    entries = [Entry(item=job, job_id=job.name, body=ctx.dialect.codec.write(job), rules=_NO_RULES) for job in items]
    return (
        yield from run_batch(
            ctx,
            Batch(
                title=f"create {len(items)} tasks",
                operation=CREATE_JOBS,
                entries=entries,
                size=batch_size,
                reconcile=_reconcile_by_name,
                notes=(BILLED,),
            ),
        )
    )


def _reconcile_by_name(ctx: PlaneContext, entries: Sequence[Entry[NewJob]]) -> Settle[Results[Outcome]]:
    """After a lost reply: names are unique, so a task that is being created under the new name is the new one. One that is
    past that may have had the name before."""

    def reconcile() -> Flow[Settled[Results[Outcome]]]:
        outcomes: list[Outcome] = []
        for entry in entries:
            job = entry.item
            found = yield from collect(listing(ctx, job.db_use_type, name=job.name, per_page=10), 10)
            same = next((each for each in found if (each.name or "").lower() == job.name.lower()), None)
            if same is None:
                outcomes.append(Outcome(status=UNDECIDED, error_msg=f"No task is called {job.name} yet."))
            elif same.status != JobStatus.CREATING:
                text = f"The task {same.id} is called {job.name}; it is {same.status} and may have been there before."
                outcomes.append(Outcome(status=UNDECIDED, error_msg=text))
            else:
                outcomes.append(Outcome(id=same.id, name=same.name, status=same.status.value))
        if all(outcome.task_id is None for outcome in outcomes):
            return Unknown(" ".join(str(outcome.error_msg) for outcome in outcomes))
        return Confirmed(Results[Outcome](results=tuple(outcomes)))

    return reconcile


def _check(items: Sequence[Any], batch_size: int) -> None:
    with validating("migration_jobs.create") as problems:
        check_batch(problems, items, batch_size)
        names: set[str] = set()
        for index, job in enumerate(items):
            at = f"[{index}]"
            if not isinstance(job, NewJob):
                problems.add(at, f"must be a NewJob, not {type(job).__name__}")
                continue
            if job.name.lower() in names:
                problems.add(f"{at}.name", f"{job.name!r} comes twice; names are unique whatever their case")
            names.add(job.name.lower())
            _check_job(problems, at, job)


def _check_job(problems: Validator, at: str, job: NewJob) -> None:
    if not _NAME.fullmatch(job.name):
        problems.add(f"{at}.name", f"{job.name!r} must be 4..50 letters, digits, '-' and '_', starting with a letter")
    problems.one_of(f"{at}.db_use_type", job.db_use_type, [each.value for each in UseType])
    problems.one_of(f"{at}.job_direction", job.job_direction, _DIRECTIONS)
    problems.one_of(f"{at}.net_type", job.net_type, _NETWORKS)
    problems.within(f"{at}.node_num", job.node_num, 1, 32)
    if job.description is not None:
        check_description(problems, f"{at}.description", job.description)
    if job.net_type == "eip" and not job.bind_eip:
        problems.add(f"{at}.bind_eip", "must be true for net_type eip")
    if job.db_use_type == UseType.DISASTER_RECOVERY:
        if job.multi_write is None:
            problems.add(f"{at}.multi_write", "is required for disaster recovery")
        if job.net_type == "vpc":
            problems.add(f"{at}.net_type", "disaster recovery does not support vpc", ("vpn", "eip"))
    if len(job.tags or ()) > 20:
        problems.add(f"{at}.tags", f"has {len(job.tags or ())} entries, at most 20 are allowed")
    if job.expired_days is not None and not (job.expired_days.isdigit() and 14 <= int(job.expired_days) <= 100):
        problems.add(f"{at}.expired_days", f"is {job.expired_days!r}", ("14..100",))
