"""Copy, migrate, execute: the three calls that put a job on an engine, which must be idle for it.

Source: https://dct.delphix.com/docs/ (Copy job; Migrate job; Execute job).
"""

from typing import Any, Literal, TypeAlias

import attrs

from jobspan._core.call import call, perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.convert import missing_rows
from jobspan._core.effects import Flow
from jobspan._core.http import Request
from jobspan._core.jobs import Started, started
from jobspan._core.operation import Operation
from jobspan._core.rules import propose_one, rules_apply
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.delphix.filters import field
from jobspan._planes.delphix.flows.credentials import ConnectorCredentials, settling
from jobspan._planes.delphix.flows.engines import engine_load, wait_until_idle
from jobspan._planes.delphix.flows.reconcile import JobsBefore, adopt, jobs_on_engine, look_before
from jobspan._planes.delphix.job_kinds import COPY, EXECUTE, MIGRATE, CopyView, Run
from jobspan._planes.delphix.models.engines import EngineLoad
from jobspan._planes.delphix.models.executions import Execution
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.masking_jobs import CopyStarted, JobStarted, MaskingJob
from jobspan._planes.delphix.operations.executions import SEARCH_EXECUTIONS
from jobspan._planes.delphix.operations.masking_jobs import (
    COPY_MASKING_JOB,
    EXECUTE_MASKING_JOB,
    GET_MASKING_JOB_BY_ID,
    MIGRATE_MASKING_JOB,
)
from jobspan._planes.delphix.rules import ENGINE_NAMED, TARGET_ENGINE_IDLE
from jobspan.errors import JobspanError, NotFound
from jobspan.models import Verdict

WhenBusy: TypeAlias = Literal["raise", "wait"]


@attrs.frozen(kw_only=True)
class Target:
    """Where a job goes. ``busy_timeout`` is seconds."""

    job_id: str
    engine_id: str
    environment_id: str
    source_environment_id: str | None = None
    force_overwrite: bool = False
    when_busy: WhenBusy = "raise"
    busy_timeout: float = 3600.0

    def check(self, call: str) -> None:
        """
        Raises:
            ValidationError: an id is empty or too long, or ``when_busy`` is neither word.
        """
        with validating(call) as problems:
            problems.text("job_id", self.job_id)
            problems.text("target_engine_id", self.engine_id, longest=256)
            problems.text("target_environment_id", self.environment_id, longest=256)
            problems.optional_text("source_environment_id", self.source_environment_id, longest=256)
            check_when_busy(problems, self.when_busy, self.busy_timeout)

    def body(self) -> dict[str, Any]:
        """``force_overwrite`` travels only when true: the oldest servers do not know it."""
        return present(
            {
                "target_engine_id": self.engine_id,
                "target_environment_id": self.environment_id,
                "source_environment_id": self.source_environment_id,
                "force_overwrite": True if self.force_overwrite else None,
            }
        )


def check_when_busy(problems: Validator, when_busy: str, timeout: float) -> None:
    problems.one_of("when_busy", when_busy, ("raise", "wait"))
    problems.within("busy_timeout", timeout, 0, 30 * 24 * 3600)


def copy(
    ctx: PlaneContext, target: Target, credentials: ConnectorCredentials | None = None
) -> Flow[Started[CopyView, MaskingJob]]:
    """Start a copy. With credentials, its handle's result sets and tests them once the copy is there."""
    target.check("masking_jobs.copy")
    request = prepare(ctx, COPY_MASKING_JOB, path={"maskingJobId": target.job_id}, body=target.body())
    then = ("wait until the copy is there", *(credentials.steps() if credentials else ()))
    notes = (
        "A copy to the same engine and environment as before brings that copy up to date; it makes no second one.",
        *(() if credentials else ("Passwords are not copied: set them on the copy's connectors.",)),
    )
    yield from _announce(ctx, COPY_MASKING_JOB, request, target.engine_id, target.when_busy, then=then, notes=notes)
    yield from _ready(ctx, target.engine_id, target.when_busy, target.busy_timeout)
    before = yield from look_before(ctx, jobs_on_engine(target.engine_id))
    settle = adopt(ctx, before, "COPY", target.job_id, lambda job: CopyStarted(job=job))
    answer = yield from perform(ctx, COPY_MASKING_JOB, request, settle=settle)
    resync = yield from _was_there(ctx, answer)
    kind = COPY if credentials is None else settling(COPY, credentials)
    return started(
        ctx,
        kind,
        answer.job.id,
        CopyView(job=answer.job, masking_job_id=answer.masking_job_id, resync=resync),
        masking_job_id=answer.masking_job_id,
        source_job_id=target.job_id,
        engine_id=target.engine_id,
        resync=None if resync is None else str(resync).lower(),
    )


def migrate(ctx: PlaneContext, target: Target) -> Flow[Started[Job, MaskingJob]]:
    """Start a migration: the masking job keeps its id and changes its source engine."""
    target.check("masking_jobs.migrate")
    request = prepare(ctx, MIGRATE_MASKING_JOB, path={"maskingJobId": target.job_id}, body=target.body())
    yield from _announce(ctx, MIGRATE_MASKING_JOB, request, target.engine_id, target.when_busy)
    yield from _ready(ctx, target.engine_id, target.when_busy, target.busy_timeout)
    before = yield from look_before(ctx, jobs_on_engine(target.engine_id))
    settle = adopt(ctx, before, "MIGRATE", target.job_id, lambda job: JobStarted(job=job))
    answer = yield from perform(ctx, MIGRATE_MASKING_JOB, request, settle=settle)
    return started(ctx, MIGRATE, answer.job.id, answer.job, masking_job_id=target.job_id)


def execute(
    ctx: PlaneContext,
    job_id: str,
    engine_id: str | None,
    *,
    when_busy: WhenBusy = "raise",
    busy_timeout: float = 3600.0,
) -> Flow[Started[Run, Execution]]:
    """Start a run, on an engine unless it is a Hyperscale job."""
    with validating("masking_jobs.execute") as problems:
        problems.text("job_id", job_id)
        problems.optional_text("engine_id", engine_id)
        check_when_busy(problems, when_busy, busy_timeout)
    body = {} if engine_id is None else {"engine_id": engine_id}
    request = prepare(ctx, EXECUTE_MASKING_JOB, path={"maskingJobId": job_id}, body=body)
    verdicts: tuple[Verdict, ...] = ()
    if engine_id is None and rules_apply(ctx):
        job = yield from call(ctx, GET_MASKING_JOB_BY_ID, path={"maskingJobId": job_id})
        verdicts = (ENGINE_NAMED.judge(f"masking job {job_id}", job),)
    then = ("wait until the run that it starts is over",)
    yield from _announce(ctx, EXECUTE_MASKING_JOB, request, engine_id, when_busy, then=then, verdicts=verdicts)
    if engine_id is not None:
        yield from _ready(ctx, engine_id, when_busy, busy_timeout)
    before = yield from _before_execute(ctx, job_id, engine_id)
    newest = yield from newest_execution(ctx, job_id)
    settle = adopt(ctx, before, "EXECUTE", job_id, lambda job: JobStarted(job=job))
    answer = yield from perform(ctx, EXECUTE_MASKING_JOB, request, settle=settle)
    view = Run(job=answer.job, execution=None)
    return started(ctx, EXECUTE, answer.job.id, view, masking_job_id=job_id, engine_id=engine_id, after=newest)


def newest_execution(ctx: PlaneContext, job_id: str) -> Flow[str | None]:
    """The last run of a masking job before this one, so that the next can be told from it."""
    page = yield from call(
        ctx,
        SEARCH_EXECUTIONS,
        query={"limit": 1, "sort": "-submit_time"},
        body={"filter_expression": str(field("masking_job_id").eq(job_id))},
        lacks=missing_rows,
    )
    return page.items[0].id if page.items else None


def _announce(
    ctx: PlaneContext,
    operation: Operation[Any],
    request: Request,
    engine_id: str | None,
    when_busy: WhenBusy,
    *,
    then: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
    verdicts: tuple[Verdict, ...] = (),
) -> Flow[None]:
    if engine_id is not None and rules_apply(ctx):
        load = yield from engine_load(ctx, engine_id)
        verdicts = (*verdicts, _idle_verdict(engine_id, load, when_busy))
        if load.busy_with and when_busy == "wait":
            then = (f"before that, wait until engine {engine_id} is idle", *then)
    yield from propose_one(
        ctx,
        operation,
        request,
        f"{operation.call} {request.url.rsplit('/', 2)[1]}" + (f" on engine {engine_id}" if engine_id else ""),
        verdicts=verdicts,
        then=then,
        notes=notes,
    )


def _idle_verdict(engine_id: str, load: EngineLoad, when_busy: WhenBusy) -> Verdict:
    verdict = TARGET_ENGINE_IDLE.judge(f"engine {engine_id}", load)
    return attrs.evolve(verdict, advisory=True) if when_busy == "wait" else verdict


def _ready(ctx: PlaneContext, engine_id: str, when_busy: WhenBusy, timeout: float) -> Flow[None]:
    if when_busy == "wait":
        yield from wait_until_idle(ctx, engine_id, timeout)


def _before_execute(ctx: PlaneContext, job_id: str, engine_id: str | None) -> Flow[JobsBefore]:
    about = jobs_on_engine(engine_id) if engine_id is not None else field("target_id").eq(job_id)
    return look_before(ctx, about)


def _was_there(ctx: PlaneContext, answer: CopyStarted) -> Flow[bool | None]:
    """Whether the copy existed before; ``None`` when that cannot be told. The copy is under way: no error may hide that."""
    if answer.masking_job_id is None:
        return None
    try:
        found = yield from call(ctx, GET_MASKING_JOB_BY_ID, path={"maskingJobId": answer.masking_job_id})
    except NotFound:
        return False
    except JobspanError:
        return None
    if found.creation_date is None or answer.job.start_time is None:
        return None
    return found.creation_date < answer.job.start_time
