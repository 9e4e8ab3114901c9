"""DCT jobs: the tasks that DCT works on after it has answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from jobspan.testing.sandbox.delphix.entities import Job
from jobspan.testing.sandbox.delphix.state import State

STEPS = ("PENDING", "STARTED", "STARTED", "COMPLETED")
"""In the second STARTED step the work is done but not yet in the inventory (is_waiting_for_telemetry)."""

Check = Callable[[Job], str | None]
Work = Callable[[Job], None]


def no_obstacle(job: Job) -> str | None:
    return None


def _no_work(job: Job) -> None:
    """The default of `work`."""


def start_job(
    state: State,
    type: str,
    *,
    account_id: int,
    target_id: str,
    target_name: str | None = None,
    engine_ids: Sequence[str] = (),
    syncs: bool = False,
    obstacle: Check = no_obstacle,
    work: Work = _no_work,
) -> Job:
    """Begin a task. `obstacle` is called when it starts: a text makes it FAILED. `work` is called when it completes."""

    def entered(status: str, at: datetime) -> None:
        if status == "STARTED":
            problem = obstacle(job)
            if problem is not None:
                fail_job(job, problem)
        elif status == "COMPLETED":
            work(job)
            job.result = {"target_id": job.target_id, "target_name": job.target_name or ""} | (job.result or {})

    job = Job(
        id=f"{state.world.random.getrandbits(128):032x}",
        type=type,
        target_id=target_id,
        target_name=target_name,
        engine_ids=list(engine_ids),
        timeline=state.world.timeline(STEPS, entered),
        start_time=state.world.now(),
        account_id=account_id,
        trace_id=f"{state.world.random.getrandbits(128):032x}",
        syncs=syncs,
    )
    state.jobs[job.id] = job
    job.timeline.start()
    return job


def complete_job(job: Job) -> Job:
    """Finish a task before the reply, as DCT does for a few calls."""
    job.timeline.finish()
    return job


def fail_job(job: Job, details: str) -> None:
    if not job.timeline.finished:
        job.error_details = details
        job.timeline.divert("FAILED")


def busy_with(state: State, engine_id: str, but: Job) -> str | None:
    """Why nothing can be imported to an engine now, or None when it is idle and reachable.

    An engine refuses an import while it runs jobs and while another import runs
    (https://masking.delphix.com/docs/, sync concepts).
    """
    engine = state.engines[engine_id]
    if not engine.online:
        return "Unable to connect to the engine."
    runs = sum(run.active for run in state.runs_on(engine_id))
    if runs:
        return (
            f"Engine {engine.name} is busy: {runs} job(s) running or queued. Import is only possible while it is idle."
        )
    for job in state.jobs.values():
        if job is not but and job.syncs and engine_id in job.engine_ids and job.timeline.state == "STARTED":
            return f"Engine {engine.name} is busy: another import is in progress (job {job.id})."
    return None
