"""Scan jobs: finding them in two lists, creating one whose id has to be found by its name, and watching its runs."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

import attrs

from jobspan._core.call import Confirmed, NotDone, Settled, Unknown
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, sleep
from jobspan._core.jobs import Started, started
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing, Page, Walk, collect
from jobspan._core.proposal import Proposal
from jobspan._core.rules import propose, rules_apply
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.huawei_dsc.checks import check_id, check_job_name, milliseconds
from jobspan._planes.huawei_dsc.endpoint import endpoint
from jobspan._planes.huawei_dsc.errors import RouteNotPublished
from jobspan._planes.huawei_dsc.flows.calls import ask, change, step
from jobspan._planes.huawei_dsc.flows.listings import whichever_published
from jobspan._planes.huawei_dsc.models.scan_jobs import AssetScope, Cycle, ScanJob, ScanJobs, ScanRun, ScanTask
from jobspan._planes.huawei_dsc.models.shared import WriteResult
from jobspan._planes.huawei_dsc.operations.scan_jobs import (
    CREATE_SCAN_JOB,
    DELETE_SCAN_JOB,
    DELETE_SCAN_TASK,
    LIST_SCAN_JOBS,
    LIST_SCAN_JOBS_OLD,
    LIST_SCAN_SCOPES,
    LIST_SCAN_TASKS,
    START_SCAN_JOB,
    START_SCAN_TASK,
    STOP_SCAN_JOB,
    STOP_SCAN_TASK,
    SWITCH_SCAN_JOB,
    UPDATE_SCAN_JOB,
)
from jobspan._planes.huawei_dsc.paging import Batch, Paging, check_limit, pages
from jobspan._planes.huawei_dsc.rules import (
    ACTIVE,
    SCAN_NAME_FREE,
    SCAN_NOT_RUNNING,
    SCAN_RESUMABLE,
    SCAN_STOPPABLE,
    Wanted,
)
from jobspan.errors import AmbiguousOutcomeError, ApiError, DecodeError, NotFound
from jobspan.models import JobRef, Verdict

LISTS: Final = "scan jobs"
SINCE: Final = "since"
"""In a job reference: when the run before began, in milliseconds."""
WAS: Final = "was"
"""In a job reference: how the run before ended."""

_LOOKS: Final = 3
_CYCLES: Final = tuple(Cycle)


def scan_jobs(
    ctx: PlaneContext,
    *,
    name: str | None = None,
    is_new: bool | None = None,
    limit: int | None = None,
    paging: Paging = Paging.AUTO,
) -> Listing[ScanJob]:
    """The scan jobs, from the current list, or from the older one where that is all there is."""
    with validating(LIST_SCAN_JOBS) as problems:
        problems.optional_text("name", name)
        check_limit(problems, limit)
    return _jobs(ctx, {"content": name, "is_new": is_new}, limit, paging)


def _jobs(
    ctx: PlaneContext, query: dict[str, Any], limit: int | None = None, paging: Paging = Paging.AUTO
) -> Listing[ScanJob]:
    current = _jobs_in(ctx, LIST_SCAN_JOBS, query, limit, paging)
    older = _jobs_in(ctx, LIST_SCAN_JOBS_OLD, {"content": query.get("content")}, limit, paging)
    return whichever_published(ctx, LISTS, ((LIST_SCAN_JOBS, current), (LIST_SCAN_JOBS_OLD, older)))


def _jobs_in(
    ctx: PlaneContext, operation: Operation[ScanJobs], query: dict[str, Any], limit: int | None, paging: Paging
) -> Listing[ScanJob]:
    def fetch(paging: dict[str, Any]) -> Flow[Batch[ScanJob]]:
        page = yield from ask(ctx, operation, query=query | paging)
        return Batch(rows=page.tasks, total=page.total, unreadable=page.unreadable)

    return pages(ctx, operation.id, fetch, limit=limit, paging=paging)


def get_scan_job(ctx: PlaneContext, job_id: str) -> Flow[ScanJob]:
    """A job by its id. There is no read of one job, so the lists are searched: the current one, then the others.

    Raises:
        NotFound: no list has it.
    """
    with validating("dsc.scan_jobs.get") as problems:
        check_id(problems, "job_id", job_id)
    found = yield from jobs_by_id(ctx, {job_id})
    if job_id not in found:
        raise NotFound(
            message=f"{ctx.plane} {LIST_SCAN_JOBS.id}: no list of this project has a scan job {job_id!r}.",
            plane=ctx.plane,
            operation=LIST_SCAN_JOBS.id,
            status=404,
        )
    return found[job_id]


def jobs_by_id(ctx: PlaneContext, ids: Collection[str]) -> Flow[dict[str, ScanJob]]:
    """Those of these jobs that there are, from as few pages as possible. Jobs made from templates may be listed apart.

    Raises:
        DecodeError: none was found, among those that can be read.
    """
    found: dict[str, ScanJob] = {}
    unreadable = 0
    first = _jobs(ctx, {})
    for listing in (first, _jobs(ctx, {"is_new": True}), _only_old_list(ctx)):
        if listing is not first and endpoint(ctx).routes.chosen(LISTS) == LIST_SCAN_JOBS_OLD.id:
            break
        walk = Walk(listing)
        while not walk.done and len(found) < len(ids):
            page = yield from walk.step()
            found |= {job.id: job for job in page.items if job.id in ids}
        unreadable += walk.unreadable
    if unreadable and not found:
        raise DecodeError(
            message=f"{ctx.plane} {LIST_SCAN_JOBS.id}: {unreadable} scan jobs cannot be read; any of them may be the one.",
            plane=ctx.plane,
            operation=LIST_SCAN_JOBS.id,
        )
    return found


def _only_old_list(ctx: PlaneContext) -> Listing[ScanJob]:
    """The older list, empty where it is not published."""
    older = _jobs_in(ctx, LIST_SCAN_JOBS_OLD, {}, None, Paging.AUTO)

    def fetch(position: Any) -> Flow[Page[ScanJob]]:
        try:
            return (yield from older.fetch(position))
        except RouteNotPublished:
            return Page(items=())

    return Listing(fetch=fetch, plane=older.plane, operation=older.operation)


def find_by_name(ctx: PlaneContext, name: str) -> Flow[tuple[ScanJob, ...]]:
    """The jobs of exactly this name. The server's own filter also finds names that contain it."""
    with validating("dsc.scan_jobs.find") as problems:
        problems.text("name", name)
    found: dict[str, ScanJob] = {}
    for listing in (_jobs(ctx, {"content": name}), _jobs(ctx, {"content": name, "is_new": True})):
        for job in (yield from collect(listing)):
            if job.name == name:
                found[job.id] = job
    return tuple(found.values())


@attrs.frozen(kw_only=True)
class ScanDefinition:
    """What a scan job is made of. Built either on assets and rule groups, or (newer servers) on templates."""

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
            ValidationError: something is missing or of the wrong form.
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
    """Create a job and find it. Its name is made sure to be new first, so that the job of this name is the new one."""
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
            verdicts=(SCAN_NAME_FREE.judge(definition.name, Wanted(name=definition.name, taken=taken)),),
            then=("find the new job by its name",),
        ),
    )
    known = {job.id for job in before}

    def settle() -> Flow[Settled[WriteResult]]:
        try:
            job = yield from _look_for_new(ctx, definition.name, known)
        except AmbiguousOutcomeError as several:
            return Unknown(several.message)
        return NotDone() if job is None else Confirmed(WriteResult(id=job.id))

    answer = yield from ask(ctx, CREATE_SCAN_JOB, body=body, settle=settle)
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
    ctx: PlaneContext, name: str, known: Collection[str], told: str | None = None
) -> Flow[ScanJob | None]:
    """The job of this name that was not there before, looked for a few times: lists may lag behind.

    ``told`` is the id that the answer gave, which decides between several.

    Raises:
        AmbiguousOutcomeError: there are several, and the name does not tell them apart.
    """
    for look in range(_LOOKS):
        found = [job for job in (yield from find_by_name(ctx, name)) if job.id not in known]
        named = [job for job in found if job.id == told]
        if len(found) > 1 and not named:
            raise AmbiguousOutcomeError(
                message=f"{ctx.plane}: there are {len(found)} new scan jobs named {name!r} "
                f"({', '.join(job.id for job in found)}); somebody else created one at the same time.",
                hint="Compare them, and go on with the one that is yours.",
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
    """What a handle for a run of a scan is made of; ``before`` is the job as it still shows the run before."""
    from jobspan._planes.huawei_dsc.job_kinds import SCAN

    told = {} if before is None else {SINCE: str(before.last_run_time), WAS: str(before.status)}
    return started(ctx, SCAN, job_id, run, **told)


def watched_scan(ctx: PlaneContext, job_id: str) -> Started[ScanRun, ScanJob]:
    """The run that is under way, to be waited for by whoever did not start it."""
    with validating("dsc.scan_jobs.watch") as problems:
        check_id(problems, "job_id", job_id)
    return scan_started(ctx, job_id)


def read_run(ctx: PlaneContext, ref: JobRef) -> Flow[ScanRun]:
    """A job, as the run that is waited for."""
    return as_run((yield from get_scan_job(ctx, ref.id)), ref)


def read_runs(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[dict[str, ScanRun]]:
    """Many jobs from the pages of the list."""
    by_id = {ref.id: ref for ref in refs}
    found = yield from jobs_by_id(ctx, by_id.keys())
    return {id: as_run(job, by_id[id]) for id, job in found.items()}


def as_run(job: ScanJob, ref: JobRef) -> ScanRun:
    """Whether what the job shows is the run that is waited for, or still the one before."""
    shown = (str(job.last_run_time), str(job.status))
    return ScanRun(job=job, begun=shown != (ref.about.get(SINCE), ref.about.get(WAS)))


def update_scan_job(ctx: PlaneContext, job_id: str, definition: ScanDefinition) -> Flow[None]:
    """Replace the definition of a job as a whole: rule groups and assets cannot be read back, so nothing is filled in."""
    with validating(UPDATE_SCAN_JOB) as problems:
        check_id(problems, "job_id", job_id)
    body = definition.body(ctx, UPDATE_SCAN_JOB.call)
    yield from change(ctx, UPDATE_SCAN_JOB, f"replace the definition of scan job {job_id}", {"job_id": job_id}, body)


def delete_scan_job(ctx: PlaneContext, job_id: str) -> Flow[None]:
    """Delete a job. After a lost reply, a job that is gone counts as deleted."""
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

    def settle() -> Flow[Settled[WriteResult]]:
        for look in range(_LOOKS):
            now = yield from get_scan_job(ctx, job_id)
            if _began(now, job):
                return Confirmed(WriteResult(id=job_id))
            if look + 1 < _LOOKS:
                yield from sleep(ctx.policy.poll_first)
        return Unknown("The job shows no new run yet.")

    yield from ask(ctx, START_SCAN_JOB, path={"job_id": job_id}, body=body, settle=settle)
    now = (yield from jobs_by_id(ctx, {job_id})).get(job_id, job)
    if _began(now, job):
        return scan_started(ctx, job_id, ScanRun(job=now))
    return scan_started(ctx, job_id, None, job)


def _began(now: ScanJob, before: ScanJob) -> bool:
    """Whether a job shows another run than before. One that was active anyway shows it by its time alone."""
    return now.last_run_time != before.last_run_time or (now.status in ACTIVE and before.status not in ACTIVE)


def stop_scan_job(ctx: PlaneContext, job_id: str) -> Flow[None]:
    """Stop the current run."""
    with validating(STOP_SCAN_JOB) as problems:
        check_id(problems, "job_id", job_id)
    verdicts: tuple[Verdict, ...] = ()
    if rules_apply(ctx):
        job = (yield from jobs_by_id(ctx, {job_id})).get(job_id)
        verdicts = (SCAN_STOPPABLE.judge(f"scan job {job_id}", None if job is None else job.status),)
    yield from change(ctx, STOP_SCAN_JOB, f"stop scan job {job_id}", {"job_id": job_id}, None, verdicts)


def scan_tasks(
    ctx: PlaneContext, job_id: str, *, workspace_id: str | None, limit: int | None, paging: Paging
) -> Listing[ScanTask]:
    """The sub-tasks of a job."""
    _check_listing(LIST_SCAN_TASKS.call, job_id, limit)

    def fetch(paging: dict[str, Any]) -> Flow[Batch[ScanTask]]:
        query = {"workspace_id": workspace_id, **paging}
        page = yield from ask(ctx, LIST_SCAN_TASKS, path={"job_id": job_id}, query=query)
        return Batch(rows=page.tasks, total=page.total, unreadable=page.unreadable)

    return pages(ctx, LIST_SCAN_TASKS.id, fetch, limit=limit, paging=paging)


def scan_scopes(ctx: PlaneContext, job_id: str, *, limit: int | None, paging: Paging) -> Listing[AssetScope]:
    """What of its assets a job scans."""
    _check_listing(LIST_SCAN_SCOPES.call, job_id, limit)

    def fetch(paging: dict[str, Any]) -> Flow[Batch[AssetScope]]:
        page = yield from ask(ctx, LIST_SCAN_SCOPES, path={"job_id": job_id}, query=paging)
        return Batch(rows=page.scopes, total=page.total, unreadable=page.unreadable)

    return pages(ctx, LIST_SCAN_SCOPES.id, fetch, limit=limit, paging=paging, id_of=lambda scope: None)


def _check_listing(call: str, job_id: str, limit: int | None) -> None:
    with validating(call) as problems:
        check_id(problems, "job_id", job_id)
        check_limit(problems, limit)


def start_scan_task(ctx: PlaneContext, task_id: str) -> Flow[None]:
    """Start one sub-task."""
    yield from change(ctx, START_SCAN_TASK, f"start sub-task {task_id}", {"task_id": task_id})


def stop_scan_task(ctx: PlaneContext, task_id: str) -> Flow[None]:
    """Stop one sub-task."""
    yield from change(ctx, STOP_SCAN_TASK, f"stop sub-task {task_id}", {"task_id": task_id})


def delete_scan_task(ctx: PlaneContext, task_id: str, *, delete_history: bool | None) -> Flow[None]:
    """Delete one sub-task, on newer servers with its history."""
    title, query = f"delete sub-task {task_id}", {"delete_history": delete_history}
    yield from change(ctx, DELETE_SCAN_TASK, title, {"task_id": task_id}, query=query)
