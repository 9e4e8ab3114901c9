"""Scan jobs: creating one, whose id has to be found by its name, and starting its runs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import attrs

from jobspan._core.call import prepare
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, wall_clock
from jobspan._core.jobs import Started, referenced, started
from jobspan._core.reconcile import Before, Confirmed, Finding, NotDone, Unknown, look_before, looking, newcomer
from jobspan._core.rules import propose_one
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.huawei_dsc.errors import RouteNotPublished
from jobspan._planes.huawei_dsc.flows.calls import ask, cannot_tell, change, if_readable, in_project, once
from jobspan._planes.huawei_dsc.flows.reads import AT, SINCE, WAS, shows_another_run
from jobspan._planes.huawei_dsc.flows.scan_job_lists import (
    find_by_name,
    get_scan_job,
    jobs_by_id,
    surely_absent,
    surely_unnamed,
)
from jobspan._planes.huawei_dsc.flows.validation import check_flag, check_id, check_job_name, milliseconds
from jobspan._planes.huawei_dsc.job_kinds import SCAN
from jobspan._planes.huawei_dsc.models.phases import word
from jobspan._planes.huawei_dsc.models.scan_jobs import AssetScope, Cycle, ScanJob, ScanRun
from jobspan._planes.huawei_dsc.models.shared import WriteResult
from jobspan._planes.huawei_dsc.operations.scan_jobs import (
    CREATE_SCAN_JOB,
    DELETE_SCAN_JOB,
    LIST_SCAN_JOBS,
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
from jobspan.errors import AmbiguousOutcomeError, ApiError, AuthError, PermissionDenied

_CYCLES: Final = tuple(Cycle)


@frozen(kw_only=True)
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

    def body(self, ctx: PlaneContext, call: str, job_id: str | None = None) -> dict[str, Any]:
        """The request's body; the id of the job that it is for is checked with it.

        Raises:
            ValidationError: a field is missing or invalid.
        """
        with validating(call) as problems:
            if job_id is not None:
                check_id(problems, "job_id", job_id)
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

    def fits(self, job: ScanJob) -> bool:
        """Whether a listed job of this name may be the one: nothing that it shows contradicts the definition."""
        shown = {asset.asset_id for asset in job.assets}
        contradicted = (
            bool(job.cycle and job.cycle.upper() != self.cycle.upper()),
            None not in (job.use_nlp, self.use_nlp) and job.use_nlp != self.use_nlp,
            bool(job.topic_urn and self.topic_urn and job.topic_urn != self.topic_urn),
            bool(shown and self.asset_ids and shown != set(self.asset_ids)),
        )
        return not any(contradicted)


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
    name = definition.name
    before = yield from look_before(lambda: find_by_name(ctx, name), lambda job: job.id)
    taken = None if before.keys is None else NameAmong(name=name, existing=(name,) if before.keys else ())
    yield from propose_one(
        ctx,
        CREATE_SCAN_JOB,
        prepare(ctx, CREATE_SCAN_JOB, path=in_project(ctx), body=body),
        f"create scan job {name!r}",
        verdicts=(SCAN_NAME_FREE.judge(name, taken),),
        then=("find the new job by its name",),
    )
    find = looking(newcomer(before, ours=definition.fits, value=_as_reply, name=f"scan job named {name!r}"))

    def reconcile() -> Flow[Finding[WriteResult]]:
        found = yield from find()
        if isinstance(found, Unknown) and before.keys == frozenset() and (yield from surely_unnamed(ctx, name)):
            return NotDone()
        return found

    try:
        answer = yield from ask(ctx, CREATE_SCAN_JOB, body=body, reconcile=reconcile)
    except ApiError as refused:
        late = (yield from find()) if _may_be_late(refused) else Unknown()
        if not isinstance(late, Confirmed):
            raise
        answer = late.value
    return (yield from _created(ctx, definition, before, answer))


def _as_reply(job: ScanJob) -> WriteResult:
    return WriteResult(id=job.id)


def _may_be_late(refused: ApiError) -> bool:
    """Whether the first of several requests may have been acted on after all, so that a later one met its name."""
    return refused.attempts > 1 and not isinstance(refused, RouteNotPublished | AuthError | PermissionDenied)


def _created(
    ctx: PlaneContext, definition: ScanDefinition, before: Before[ScanJob], answer: WriteResult
) -> Flow[Started[ScanRun, ScanJob]]:
    """The job that was accepted. An id in the reply identifies it; otherwise its name does, if only one fits.

    Raises:
        AmbiguousOutcomeError: it was accepted, and cannot be identified.
    """
    if answer.id:
        job = yield from if_readable(ctx, LIST_SCAN_JOBS, lambda: _of_id(ctx, answer.id or ""))
        return (yield from scan_started(ctx, answer.id, None if job is None else ScanRun(job=job)))
    look = newcomer(before, ours=definition.fits, value=lambda job: job, name=f"scan job named {definition.name!r}")
    found = yield from looking(look)()
    if isinstance(found, Confirmed):
        return (yield from scan_started(ctx, found.value.id, ScanRun(job=found.value)))
    why = found.why if isinstance(found, Unknown) else ""
    raise AmbiguousOutcomeError(
        message=f"{ctx.plane} {CREATE_SCAN_JOB.id}: scan job {definition.name!r} was accepted, but cannot be identified. "
        f"{why}".rstrip(),
        hint=CREATE_SCAN_JOB.check,
        plane=ctx.plane,
        operation=CREATE_SCAN_JOB.id,
        check=CREATE_SCAN_JOB.check,
    )


def _of_id(ctx: PlaneContext, job_id: str) -> Flow[ScanJob | None]:
    return (yield from jobs_by_id(ctx, {job_id})).get(job_id)


def scan_started(
    ctx: PlaneContext, job_id: str, run: ScanRun | None = None, before: ScanJob | None = None, at: float | None = None
) -> Flow[Started[ScanRun, ScanJob]]:
    """What the handle of a run is made of; ``before`` is the job while it still shows the previous run."""
    about = {} if before is None else {SINCE: str(before.last_run_time), WAS: str(before.status)}
    if at is not None:
        about[AT] = f"{at:.0f}"
    return (yield from started(ctx, SCAN, job_id, run, **about))


def current_run(ctx: PlaneContext, job_id: str) -> Started[ScanRun, ScanJob]:
    """The current run, for callers who did not start it."""
    with validating("dsc.scan_jobs.watch") as problems:
        check_id(problems, "job_id", job_id)
    return referenced(ctx, SCAN, job_id)


def update_scan_job(ctx: PlaneContext, job_id: str, definition: ScanDefinition) -> Flow[None]:
    """Replace the definition of a job as a whole: its rule groups and assets cannot be read back."""
    body = definition.body(ctx, UPDATE_SCAN_JOB.call, job_id)
    yield from change(ctx, UPDATE_SCAN_JOB, f"replace the definition of scan job {job_id}", {"job_id": job_id}, body)


def delete_scan_job(ctx: PlaneContext, job_id: str) -> Flow[None]:
    """Delete a job. If a first request went unanswered, a job that is not there any more counts as deleted."""

    def look() -> Flow[Finding[WriteResult]]:
        if (yield from surely_absent(ctx, job_id)):
            return Confirmed(WriteResult())
        return Unknown("The job is still listed, or the lists are not complete.")

    path, title = {"job_id": job_id}, f"delete scan job {job_id}"
    yield from change(ctx, DELETE_SCAN_JOB, title, path, reconcile=once(look), gone=Confirmed(WriteResult()))


def switch_scan_job(ctx: PlaneContext, job_id: str, *, open: bool) -> Flow[None]:
    """Enable or disable the schedule."""

    def look() -> Flow[Finding[WriteResult]]:
        job = yield from get_scan_job(ctx, job_id)
        if job.open is open:
            return Confirmed(WriteResult())
        return Unknown("The job does not show the switch in its new position.")

    title = f"{'enable' if open else 'disable'} the schedule of scan job {job_id}"
    yield from change(ctx, SWITCH_SCAN_JOB, title, {"job_id": job_id}, {"open": open}, reconcile=once(look))


def start_scan_job(ctx: PlaneContext, job_id: str, *, resume: bool | None) -> Flow[Started[ScanRun, ScanJob]]:
    """Start a run, or resume the stopped one. The job is read before, to distinguish the new run from the previous one."""
    with validating(START_SCAN_JOB) as problems:
        check_id(problems, "job_id", job_id)
        check_flag(problems, "resume", resume)
    before = yield from if_readable(ctx, LIST_SCAN_JOBS, lambda: _of_id(ctx, job_id))
    state = None if before is None else word(before.status)
    verdicts = [SCAN_NOT_RUNNING.judge(f"scan job {job_id}", state)]
    if resume:
        verdicts.append(SCAN_RESUMABLE.judge(f"scan job {job_id}", state))

    def look() -> Flow[Finding[WriteResult]]:
        if before is None:
            return cannot_tell("What the job showed before could not be read.")
        now = yield from _of_id(ctx, job_id)
        if now is not None and _began(now, before):
            return Confirmed(WriteResult(id=job_id))
        return Unknown("The job shows no new run yet.")

    yield from change(
        ctx,
        START_SCAN_JOB,
        f"{'resume' if resume else 'start'} scan job {job_id}",
        {"job_id": job_id},
        {} if resume is None else {"is_resumable": resume},
        verdicts=tuple(verdicts),
        reconcile=looking(look),
    )
    now = yield from if_readable(ctx, LIST_SCAN_JOBS, lambda: _of_id(ctx, job_id))
    if now is not None and before is not None and _began(now, before):
        timed = now.last_run_time not in (None, before.last_run_time)
        return (yield from scan_started(ctx, job_id, ScanRun(job=now), before if timed else None))
    at = yield from wall_clock()
    return (yield from scan_started(ctx, job_id, None, before or ScanJob(id=job_id), at=at))


def _began(now: ScanJob, before: ScanJob) -> bool:
    """Whether a job shows a new run: it became active, or its time says so."""
    active = word(now.status) in ACTIVE and before.status is not None and word(before.status) not in ACTIVE
    return active or shows_another_run(now, str(before.last_run_time), str(before.status))
