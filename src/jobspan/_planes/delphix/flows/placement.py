"""Copy, migrate, execute: the three calls that put a job on an engine, which must be idle for it.

Source: https://dct.delphix.com/docs/ (Copy job; Migrate job; Execute job).
"""

from functools import partial
from typing import Any

import attrs

from jobspan._core.call import call, perform, prepare
from jobspan._core.change import afterwards
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.http import Request
from jobspan._core.jobs import Started, started
from jobspan._core.looks import unless_unreadable
from jobspan._core.operation import Operation
from jobspan._core.rules import evaluate, propose_one
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.delphix.filters import field
from jobspan._planes.delphix.flows.busy import Busy, place
from jobspan._planes.delphix.flows.credentials import with_credentials
from jobspan._planes.delphix.flows.engines import engine_load
from jobspan._planes.delphix.flows.reads import newest_execution
from jobspan._planes.delphix.flows.reconcile import adoption, jobs_before, jobs_on_engine
from jobspan._planes.delphix.job_kinds import COPY, EXECUTE, MIGRATE
from jobspan._planes.delphix.models.credentials import ConnectorCredentials
from jobspan._planes.delphix.models.engines import WhenBusy
from jobspan._planes.delphix.models.executions import Execution
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.masking_jobs import CopyStarted, JobStarted, MaskingJob
from jobspan._planes.delphix.models.views import CopyView, Run
from jobspan._planes.delphix.operations.masking_jobs import (
    COPY_MASKING_JOB,
    EXECUTE_MASKING_JOB,
    GET_MASKING_JOB_BY_ID,
    MIGRATE_MASKING_JOB,
    SEARCH_MASKING_JOB_SOURCE_ENGINES,
)
from jobspan._planes.delphix.rules import ENGINE_NAMED, TARGET_ENGINE_IDLE
from jobspan.errors import NotFound
from jobspan.models import Verdict


@frozen(kw_only=True)
class Target:
    """Where a job goes. ``busy_timeout`` is seconds."""

    job_id: str
    target_engine_id: str
    target_environment_id: str
    source_environment_id: str | None = None
    force_overwrite: bool = False
    when_busy: WhenBusy = "raise"
    busy_timeout: float = 3600.0

    def check(self, call: str) -> None:
        """Check what can be checked without a request.

        Raises:
            ValidationError: an id is empty or too long, or ``when_busy`` is not ``"raise"``, ``"wait"`` or ``"send"``.
        """
        with validating(call) as problems:
            problems.text("job_id", self.job_id)
            problems.text("target_engine_id", self.target_engine_id, longest=256)
            problems.text("target_environment_id", self.target_environment_id, longest=256)
            problems.optional_text("source_environment_id", self.source_environment_id, longest=256)
            check_when_busy(problems, self.when_busy, self.busy_timeout)

    @property
    def busy(self) -> Busy:
        return Busy(engine_id=self.target_engine_id, when=self.when_busy, timeout=self.busy_timeout)

    def body(self) -> dict[str, Any]:
        """``force_overwrite`` is sent only when true: the oldest servers do not know it."""
        return present(
            {
                "target_engine_id": self.target_engine_id,
                "target_environment_id": self.target_environment_id,
                "source_environment_id": self.source_environment_id,
                "force_overwrite": True if self.force_overwrite else None,
            }
        )


def check_when_busy(problems: Validator, when_busy: str, timeout: float) -> None:
    problems.one_of("when_busy", when_busy, ("raise", "wait", "send"))
    problems.within("busy_timeout", timeout, 0, 30 * 24 * 3600)


def copy(
    ctx: PlaneContext, target: Target, credentials: ConnectorCredentials | None = None
) -> Flow[Started[CopyView, MaskingJob]]:
    """Start a copy. With credentials, its handle's result sets and tests them once the copy is there."""
    target.check("masking_jobs.copy")
    request = prepare(ctx, COPY_MASKING_JOB, path={"maskingJobId": target.job_id}, body=target.body())
    notes = (
        "A copy to the same engine and environment as before brings that copy up to date; it makes no second one.",
        *(() if credentials else ("Passwords are not copied: set them on the copy's connectors.",)),
    )
    busy = target.busy
    yield from _propose(
        ctx,
        COPY_MASKING_JOB,
        request,
        busy,
        (yield from _idle_verdict(ctx, busy)),
        then=("wait until the copy is there", *(credentials.steps() if credentials else ())),
        notes=notes,
    )

    def send() -> Flow[CopyStarted]:
        before = yield from jobs_before(ctx, jobs_on_engine(target.target_engine_id))
        reconcile = yield from adoption(
            ctx, before, "COPY", target.job_id, lambda job: CopyStarted(job=job), target.target_engine_id
        )
        return (yield from perform(ctx, COPY_MASKING_JOB, request, reconcile=reconcile))

    answer = yield from place(ctx, busy, send, job_of=lambda answer: answer.job)
    resync = yield from _was_there(ctx, answer)
    kind = COPY if credentials is None else with_credentials(COPY, credentials)
    return (
        yield from started(
            ctx,
            kind,
            answer.job.id,
            CopyView(job=answer.job, masking_job_id=answer.masking_job_id, resync=resync),
            masking_job_id=answer.masking_job_id,
            source_job_id=target.job_id,
            engine_id=target.target_engine_id,
            environment_id=target.target_environment_id,
            resync=None if resync is None else str(resync).lower(),
        )
    )


def migrate(ctx: PlaneContext, target: Target) -> Flow[Started[Job, MaskingJob]]:
    """Start a migration: the masking job keeps its id and changes its source engine."""
    target.check("masking_jobs.migrate")
    request = prepare(ctx, MIGRATE_MASKING_JOB, path={"maskingJobId": target.job_id}, body=target.body())
    busy = target.busy
    yield from _propose(ctx, MIGRATE_MASKING_JOB, request, busy, (yield from _idle_verdict(ctx, busy)))

    def send() -> Flow[JobStarted]:
        before = yield from jobs_before(ctx, jobs_on_engine(target.target_engine_id))
        reconcile = yield from adoption(
            ctx, before, "MIGRATE", target.job_id, lambda job: JobStarted(job=job), target.target_engine_id
        )
        return (yield from perform(ctx, MIGRATE_MASKING_JOB, request, reconcile=reconcile))

    answer = yield from place(ctx, busy, send, job_of=lambda answer: answer.job)
    return (yield from started(ctx, MIGRATE, answer.job.id, answer.job, masking_job_id=target.job_id))


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
    busy = Busy(engine_id=engine_id, when=when_busy, timeout=busy_timeout)
    verdicts = yield from _may_execute(ctx, job_id, busy)
    then = ("wait until the run that it starts is over",)
    yield from _propose(ctx, EXECUTE_MASKING_JOB, request, busy, verdicts, then=then)
    latest: dict[str, str] = {}

    def send() -> Flow[JobStarted]:
        about = jobs_on_engine(engine_id) if engine_id is not None else field("target_id").eq(job_id)
        before = yield from jobs_before(ctx, about)
        latest.clear()
        latest.update((yield from newest_execution(ctx, job_id)))
        reconcile = yield from adoption(ctx, before, "EXECUTE", job_id, lambda job: JobStarted(job=job), engine_id)
        return (yield from perform(ctx, EXECUTE_MASKING_JOB, request, reconcile=reconcile))

    answer = yield from place(ctx, busy, send, job_of=lambda answer: answer.job)
    view = Run(job=answer.job, execution=None)
    return (yield from started(ctx, EXECUTE, answer.job.id, view, masking_job_id=job_id, engine_id=engine_id, **latest))


def _may_execute(ctx: PlaneContext, job_id: str, busy: Busy) -> Flow[tuple[Verdict, ...]]:
    if busy.engine_id is None:
        reading = partial(call, ctx, GET_MASKING_JOB_BY_ID, path={"maskingJobId": job_id})
        return (yield from evaluate(ctx, ENGINE_NAMED, f"masking job {job_id}", reading))
    verdicts = yield from _idle_verdict(ctx, busy)
    if any(verdict.passed is False and not verdict.advisory for verdict in verdicts):
        needs_import = yield from _is_elsewhere(ctx, job_id, busy.engine_id)
        verdicts = tuple(attrs.evolve(verdict, advisory=not needs_import) for verdict in verdicts)
    return verdicts


def _is_elsewhere(ctx: PlaneContext, job_id: str, engine_id: str) -> Flow[bool]:
    """Whether a masking job is known to live on another engine, so that it has to be brought to this one first.

    On its own engine nothing has to be brought anywhere, and the engine queues what it has no room for.
    """
    operation = SEARCH_MASKING_JOB_SOURCE_ENGINES
    body = {"filter_expression": str(field("masking_job_id").eq(job_id))}
    page = yield from unless_unreadable(ctx, operation.id, lambda: call(ctx, operation, body=body))
    owners = {each.source_engine_id for each in getattr(page, "items", ()) if each.masking_job_id == job_id}
    return bool(owners) and engine_id not in owners


def _propose(
    ctx: PlaneContext,
    operation: Operation[Any],
    request: Request,
    busy: Busy,
    verdicts: tuple[Verdict, ...],
    *,
    then: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
) -> Flow[None]:
    engine_id = busy.engine_id
    if busy.when == "wait" and any(verdict.passed is False for verdict in verdicts):
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


def _idle_verdict(ctx: PlaneContext, busy: Busy) -> Flow[tuple[Verdict, ...]]:
    """What the rule says of the engine; advice only where the caller decided to wait, or to send all the same."""
    engine_id = busy.engine_id
    if engine_id is None:
        return ()
    load = partial(engine_load, ctx, engine_id)
    verdicts = yield from evaluate(ctx, TARGET_ENGINE_IDLE, f"engine {engine_id}", load)
    return tuple(attrs.evolve(verdict, advisory=busy.when != "raise") for verdict in verdicts)


def _was_there(ctx: PlaneContext, answer: CopyStarted) -> Flow[bool | None]:
    """Whether the copy existed before; ``None`` if unknown. The copy is under way, and no error of this read may hide that."""

    def look() -> Flow[bool | None]:
        try:
            found = yield from call(ctx, GET_MASKING_JOB_BY_ID, path={"maskingJobId": answer.masking_job_id or ""})
        except NotFound:
            return False
        if found.creation_date is None or answer.job.start_time is None:
            return None
        return found.creation_date < answer.job.start_time

    if answer.masking_job_id is None:
        return None
    return (yield from afterwards(ctx, GET_MASKING_JOB_BY_ID, look, None))
