"""Scan jobs: creating one, whose id has to be found by its name, and starting its runs."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

import attrs

from jobspan._core.call import Confirmed, NotDone, Settled, Unknown
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, sleep
from jobspan._core.jobs import Started, started
from jobspan._core.proposal import Proposal
from jobspan._core.rules import propose
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.huawei_dsc.errors import RouteNotPublished
from jobspan._planes.huawei_dsc.flows.calls import ask, change, step
from jobspan._planes.huawei_dsc.flows.reads import SINCE, WAS
from jobspan._planes.huawei_dsc.flows.scan_job_lists import find_by_name, get_scan_job, jobs_by_id
from jobspan._planes.huawei_dsc.flows.validation import check_id, check_job_name, milliseconds
from jobspan._planes.huawei_dsc.job_kinds import SCAN
from jobspan._planes.huawei_dsc.models.scan_jobs import AssetScope, Cycle, ScanJob, ScanRun
from jobspan._planes.huawei_dsc.models.shared import WriteResult
from jobspan._planes.huawei_dsc.operations.scan_jobs import (
    CREATE_SCAN_JOB,
    DELETE_SCAN_JOB,
    START_SCAN_JOB,
    SWITCH_SCAN_JOB,
    UPDATE_SCAN_JOB,
)
from jobspan._planes.huawei_dsc.rules import (
    ACTIVE,
    SCAN_NAME_FREE,
    SCAN_NOT_RUNNING,
    SCAN_RESUMABLE,
    NameAmong,
)
from jobspan.errors import AmbiguousOutcomeError, ApiError

_LOOKS: Final = 3
_CYCLES: Final = tuple(Cycle)


@attrs.frozen(kw_only=True)
class ScanDefinition:
    """What a scan job is made of. Based on assets and rule groups or, on newer servers, on templates."""

    name: str
    asset_ids: Sequence[str] | None = None
    rule_group_ids: Sequence[str] | None = None
    cycle: str = Cycle.ONCE
    open: bool | None = None
    start_time: int | datetime | None = None
    time_zone: str | None = None
    topic_urn: str | None = None
    use_nlp: bool | None = None
    scan_template_ids: Sequence[str] | None = None
    template_type: str | None = None
    sampling_proportion: int | None = None
    asset_scope: Sequence[AssetScope] | None = None

    def body(self, ctx: PlaneContext, call: str) -> dict[str, Any]:
        """The request's body.

        Raises:
            ValidationError: a field is missing or invalid.
        """
        with validating(call) as problems:
            check_job_name(problems, self.name)
            problems.one_of("cycle", self.cycle, _CYCLES)
            by_template = self.scan_template_ids is not None
            _check_ids(problems, "asset_ids", self.asset_ids, required=not by_template)
            _check_ids(problems, "rule_group_ids", self.rule_group_ids, required=not by_template)
            _check_ids(problems, "scan_template_ids", self.scan_template_ids, required=by_template)
            start = milliseconds(problems, "start_time", self.start_time)
        fields = attrs.asdict(self, recurse=False) | {"start_time": start, "cycle": str(self.cycle)}
        tree: dict[str, Any] = ctx.dialect.codec.write(dict(sorted(present(fields).items())))
        return tree


def _check_ids(problems: Validator, field: str, ids: Sequence[str] | None, *, required: bool) -> None:
    if isinstance(ids, str):
        problems.add(field, "must be a list of ids, not one string")
        return
    if required and not ids:
        problems.add(field, "at least one is required")
    for number, each in enumerate(ids or ()):
        problems.text(f"{field}[{number}]", each)


def create_scan_job(ctx: PlaneContext, definition: ScanDefinition) -> Flow[Started[ScanRun, ScanJob]]:
    """Create a job and find it. Its name must be new, so that the job of this name is the new one."""
    body = definition.body(ctx, CREATE_SCAN_JOB.call)
    before = yield from find_by_name(ctx, definition.name)
    taken = [job.name or "" for job in before]
    yield from propose(
        ctx,
        Proposal(
            title=f"create scan job {definition.name!r}",
            plane=ctx.plane,
            operation=CREATE_SCAN_JOB.id,
            steps=(step(ctx, CREATE_SCAN_JOB, body=body),),
            verdicts=(SCAN_NAME_FREE.judge(definition.name, NameAmong(name=definition.name, existing=taken)),),
            then=("find the new job by its name",),
        ),
    )
    known = {job.id for job in before}

    def reconcile() -> Flow[Settled[WriteResult]]:
        try:
            job = yield from _look_for_new(ctx, definition.name, known)
        except AmbiguousOutcomeError as several:
            return Unknown(several.message)
        return NotDone() if job is None else Confirmed(WriteResult(id=job.id))

    answer = yield from ask(ctx, CREATE_SCAN_JOB, body=body, reconcile=reconcile)
    job = yield from _look_for_new(ctx, definition.name, known, answer.id)
    if job is None and answer.id is None:
        raise AmbiguousOutcomeError(
            message=f"{ctx.plane} {CREATE_SCAN_JOB.id}: scan job {definition.name!r} was accepted, but is not listed yet.",
            hint=CREATE_SCAN_JOB.check,
            plane=ctx.plane,
            operation=CREATE_SCAN_JOB.id,
            check=CREATE_SCAN_JOB.check,
        )
    id = job.id if job is not None else answer.id or ""
    return scan_started(ctx, id, None if job is None else ScanRun(job=job))


def _look_for_new(
    ctx: PlaneContext, name: str, known: Collection[str], returned_id: str | None = None
) -> Flow[ScanJob | None]:
    """The job of this name that did not exist before. It is looked for a few times: lists may lag behind.

    ``returned_id`` is the id in the reply, which decides between several.

    Raises:
        AmbiguousOutcomeError: there are several, and the name does not distinguish them.
    """
    for look in range(_LOOKS):
        found = [job for job in (yield from find_by_name(ctx, name)) if job.id not in known]
        named = [job for job in found if job.id == returned_id]
        if len(found) > 1 and not named:
            raise AmbiguousOutcomeError(
                message=f"{ctx.plane}: there are {len(found)} new scan jobs named {name!r} "
                f"({', '.join(job.id for job in found)}); another client created one at the same time.",
                hint="Compare them, and continue with the one that is yours.",
                plane=ctx.plane,
                operation=CREATE_SCAN_JOB.id,
                check=CREATE_SCAN_JOB.check,
            )
        if found:
            return (named or found)[0]
        if look + 1 < _LOOKS:
            yield from sleep(ctx.policy.poll_first)
    return None


def scan_started(
    ctx: PlaneContext, job_id: str, run: ScanRun | None = None, before: ScanJob | None = None
) -> Started[ScanRun, ScanJob]:
    """What the handle of a run is made of; ``before`` is the job while it still shows the previous run."""
    about = {} if before is None else {SINCE: str(before.last_run_time), WAS: str(before.status)}
    return started(ctx, SCAN, job_id, run, **about)


def current_run(ctx: PlaneContext, job_id: str) -> Started[ScanRun, ScanJob]:
    """The current run, for callers who did not start it."""
    with validating("dsc.scan_jobs.watch") as problems:
        check_id(problems, "job_id", job_id)
    return scan_started(ctx, job_id)


def update_scan_job(ctx: PlaneContext, job_id: str, definition: ScanDefinition) -> Flow[None]:
    """Replace the definition of a job as a whole: its rule groups and assets cannot be read back."""
    with validating(UPDATE_SCAN_JOB) as problems:
        check_id(problems, "job_id", job_id)
    body = definition.body(ctx, UPDATE_SCAN_JOB.call)
    yield from change(ctx, UPDATE_SCAN_JOB, f"replace the definition of scan job {job_id}", {"job_id": job_id}, body)


def delete_scan_job(ctx: PlaneContext, job_id: str) -> Flow[None]:
    """Delete a job. After a lost reply, a job that no longer exists counts as deleted."""
    try:
        yield from change(ctx, DELETE_SCAN_JOB, f"delete scan job {job_id}", {"job_id": job_id})
    except ApiError as refused:
        if refused.attempts == 1 or isinstance(refused, RouteNotPublished):
            raise
        if (yield from jobs_by_id(ctx, {job_id})):
            raise


def switch_scan_job(ctx: PlaneContext, job_id: str, *, open: bool) -> Flow[None]:
    """Enable or disable the schedule."""
    title = f"{'enable' if open else 'disable'} the schedule of scan job {job_id}"
    yield from change(ctx, SWITCH_SCAN_JOB, title, {"job_id": job_id}, {"open": open})


def start_scan_job(ctx: PlaneContext, job_id: str, *, resume: bool | None) -> Flow[Started[ScanRun, ScanJob]]:
    """Start a run, or resume the stopped one."""
    job = yield from get_scan_job(ctx, job_id)
    body = {} if resume is None else {"is_resumable": resume}
    verdicts = [SCAN_NOT_RUNNING.judge(f"scan job {job_id}", job.status)]
    if resume:
        verdicts.append(SCAN_RESUMABLE.judge(f"scan job {job_id}", job.status))
    yield from propose(
        ctx,
        Proposal(
            title=f"{'resume' if resume else 'start'} scan job {job_id}",
            plane=ctx.plane,
            operation=START_SCAN_JOB.id,
            steps=(step(ctx, START_SCAN_JOB, path={"job_id": job_id}, body=body),),
            verdicts=tuple(verdicts),
        ),
    )

    def reconcile() -> Flow[Settled[WriteResult]]:
        for look in range(_LOOKS):
            now = yield from get_scan_job(ctx, job_id)
            if _began(now, job):
                return Confirmed(WriteResult(id=job_id))
            if look + 1 < _LOOKS:
                yield from sleep(ctx.policy.poll_first)
        return Unknown("The job shows no new run yet.")

    yield from ask(ctx, START_SCAN_JOB, path={"job_id": job_id}, body=body, reconcile=reconcile)
    now = (yield from jobs_by_id(ctx, {job_id})).get(job_id, job)
    if _began(now, job):
        return scan_started(ctx, job_id, ScanRun(job=now))
    return scan_started(ctx, job_id, None, job)


def _began(now: ScanJob, before: ScanJob) -> bool:
    """Whether a job shows a new run. If it was already active, only its time shows that."""
    return now.last_run_time != before.last_run_time or (now.status in ACTIVE and before.status not in ACTIVE)
