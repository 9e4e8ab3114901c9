"""Collections of compliance jobs: their jobs are started place by place, and each place is waited for.

What DCT does about equal places, and without a word about failures, is not documented: here equal places run side by side, and
no word means IGNORE.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from jobspan.testing.sandbox.delphix.dct_jobs import start_job
from jobspan.testing.sandbox.delphix.entities import CollectionExecution, Execution, Job, JobCollection
from jobspan.testing.sandbox.delphix.runs import cancel_run, submit_run
from jobspan.testing.sandbox.delphix.state import State

STEPS = ("PENDING", "RUNNING")
"""The end is decided by the jobs."""
_STOPPING = frozenset({"CANCEL_ALL", "CANCEL_SUBSEQUENT"})


def execute_collection(state: State, collection: JobCollection, account_id: int) -> Job:
    """Make the run at once, and begin it when the task that was asked for is done."""
    run = CollectionExecution(
        id=state.world.new_uuid(),
        collection_id=collection.id,
        collection_name=collection.name,
        failure_handling=collection.failure_handling,
        steps=_steps(collection),
        planned=len(collection.members),
        account_id=account_id,
        timeline=state.world.timeline(STEPS, lambda status, at: _entered(state, run, status, at)),
    )
    state.collection_executions[run.id] = run
    collection.last_execution_id = run.id

    def work(task: Job) -> None:
        _begin(run)

    run.starter = start_job(
        state,
        "COMPLIANCE_JOB_COLLECTION_EXECUTE",
        account_id=account_id,
        target_id=collection.id,
        target_name=collection.name,
        work=work,
    )
    return run.starter


def cancel_collection_run(state: State, run: CollectionExecution, account_id: int) -> None:
    """Ask for the end: it comes a step later."""
    if run.cancel_account_id is None:
        run.cancel_account_id = account_id
        run.steps.clear()
        run.stopping = state.world.timeline(("ASKED", "DONE"), lambda status, at: _stop(state, run, "CANCELLED"))
        run.stopping.start()


def look_at(state: State, run: CollectionExecution) -> None:
    """Note that somebody has read a run: what moves by polls moves on, its jobs as well."""
    starting = run.starter.timeline if run.starter is not None else None
    for timeline in (starting, run.stopping, run.timeline if run.begun else None):
        if timeline is not None:
            timeline.polled()
    for each in list(active_runs(state, run)):
        each.timeline.polled()


def finish_collection_run(state: State, run: CollectionExecution) -> None:
    """Move a run to its end, with all jobs that it still starts on the way."""
    _begin(run)
    run.timeline.finish()
    while run.active:
        for each in list(active_runs(state, run)):
            each.timeline.finish()


def run_ended(state: State, ended: Execution) -> None:
    """Tell the collection that one of its jobs is over."""
    run = state.collection_executions.get(ended.collection_execution_id or "")
    if run is not None and run.active:
        if ended.status != "SUCCEEDED":
            _trouble(state, run, "JOB_FAILURE")
        _go_on(state, run)


def fail_collection_run(state: State, run: CollectionExecution) -> None:
    """Let a run fail as if one of its jobs had."""
    run.troubles.append("JOB_FAILURE")
    run.steps.clear()
    _stop(state, run, "FAILED")


def runs_of(state: State, run: CollectionExecution) -> list[Execution]:
    return [state.executions[id] for id in run.run_ids if id in state.executions]


def active_runs(state: State, run: CollectionExecution) -> Iterator[Execution]:
    return (each for each in runs_of(state, run) if each.active)


def _begin(run: CollectionExecution) -> None:
    if run.active and not run.begun:
        run.begun = True
        run.timeline.start()


def _steps(collection: JobCollection) -> list[list[str]]:
    ordered = sorted(collection.members, key=lambda member: member.sequence)
    return [[each.compliance_job_id for each in step] for _, step in groupby(ordered, key=lambda each: each.sequence)]


def _entered(state: State, run: CollectionExecution, status: str, at: datetime) -> None:
    if status == "RUNNING":
        run.start_time = at
        _go_on(state, run)
    elif not run.active:
        run.end_time = at


def _go_on(state: State, run: CollectionExecution) -> None:
    """Start the next place when nothing of the last one runs; a job may be over as soon as it is started."""
    while run.status == "RUNNING" and not run.starting and not any(active_runs(state, run)):
        if not run.steps:
            _end(run)
            return
        run.starting = True
        for job_id in run.steps.pop(0):
            _start_member(state, run, job_id)
        run.starting = False
        if run.wants_stop:
            _cancel_runs(state, run)


def _start_member(state: State, run: CollectionExecution, job_id: str) -> None:
    job = state.masking_jobs.get(job_id)
    if job is None:
        _trouble(state, run, "JOB_MISSING")
        return
    engine_id = job.engine_ids[0] if job.engine_ids else state.source_engine_of(job)
    if engine_id is None or not state.engines[engine_id].online:
        _trouble(state, run, "RESOURCE_UNREACHABLE")
        return
    submit_run(state, job, engine_id, run.account_id, collection_execution_id=run.id)


def _trouble(state: State, run: CollectionExecution, reason: str) -> None:
    run.troubles.append(reason)
    if run.failure_handling in _STOPPING:
        run.steps.clear()
    if run.failure_handling == "CANCEL_ALL" and not run.wants_stop:
        run.wants_stop = True
        if not run.starting:
            _cancel_runs(state, run)


def _cancel_runs(state: State, run: CollectionExecution) -> None:
    for each in list(active_runs(state, run)):
        cancel_run(each)


def _stop(state: State, run: CollectionExecution, status: str) -> None:
    """End a run with all that is running of it."""
    if run.active:
        run.timeline.divert(status)
        _cancel_runs(state, run)


def _end(run: CollectionExecution) -> None:
    """Under IGNORE what went wrong is a warning."""
    if not run.troubles:
        run.timeline.divert("SUCCEEDED")
    else:
        run.timeline.divert("FAILED" if run.failure_handling in _STOPPING else "WARNING")
