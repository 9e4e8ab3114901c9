"""Executions: queueing, running, ending, and what is found afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jobspan.testing.sandbox.delphix.entities import Component, Connector, Credentials, Execution, Kind, MaskingJob
from jobspan.testing.sandbox.delphix.state import State
from jobspan.testing.sandbox.delphix.views import timestamp

STEPS = ("PENDING", "QUEUED", "RUNNING", "RUNNING", "RUNNING", "RUNNING", "SUCCEEDED", "SUCCEEDED")
"""In the last step logs and events have been collected."""
_BYTES_OF_A_ROW = 120


def submit_run(
    state: State,
    job: MaskingJob,
    engine_id: str,
    account_id: int,
    *,
    source_connector_id: str | None = None,
    target_connector_id: str | None = None,
    collection_execution_id: str | None = None,
) -> Execution:
    """Hand a masking job to an engine. It waits in the queue while all slots of the engine are taken."""
    run = Execution(
        id=state.world.new_uuid(),
        number=state.engines[engine_id].next_number("RUN"),
        masking_job_id=job.id,
        masking_job_name=job.name,
        engine_id=engine_id,
        kind=job.kind,
        timeline=state.world.timeline(STEPS),
        submit_time=state.world.now(),
        account_id=account_id,
        hyperscale_instance_id=job.hyperscale_instance_id,
        engine_ids=list(job.engine_ids),
        source_connector_id=source_connector_id or job.on_the_fly_connector_id,
        target_connector_id=target_connector_id or state.target_of(job).id,
        collection_execution_id=collection_execution_id,
    )
    _prepare(state, run, job)
    state.executions[run.id] = run
    if collection_execution_id is not None:
        state.collection_executions[collection_execution_id].run_ids.append(run.id)
    start_run(state, run)
    return run


def start_run(state: State, run: Execution) -> None:
    """Start a run, or restart it."""
    run.timeline = state.world.timeline(STEPS, lambda status, at: _entered(state, run, status, at))
    run.start_time = run.end_time = None
    run.log = [f"{timestamp(state.world.now())} INFO Submitted {run.masking_job_name}"]
    run.timeline.start()


def fail_run(state: State, run: Execution, reason: str) -> None:
    """End a run as FAILED, with an event that says why."""
    if not run.active:
        return
    add_event(
        state,
        run,
        event_type="JOB_ABORTED",
        severity="CRITICAL",
        cause="UNHANDLED_EXCEPTION",
        exception_type="java.sql.SQLException",
        exception_detail=reason,
    )
    run.log.append(f"{timestamp(state.world.now())} ERROR {reason}")
    run.timeline.divert("FAILED", "FAILED")


def cancel_run(run: Execution) -> None:
    if run.active:
        run.timeline.divert("CANCELLED", "CANCELLED")


def add_event(state: State, run: Execution, **facts: Any) -> None:
    number = len(run.events) + 1
    run.events.append(
        {
            "id": f"{run.engine_id}-EVENT-{run.number}{number:02d}",
            "execution_id": run.id,
            "count": 1,
            "timestamp": timestamp(state.world.now()),
            **facts,
        }
    )


def _prepare(state: State, run: Execution, job: MaskingJob) -> None:
    rule_set = state.rule_sets[job.rule_set_id]
    source = state.data_sources.get(str(state.connectors[rule_set.connector_id].values.get("hostname")))
    rows = source.tables if source else {}
    run.components = [
        Component(
            id=f"{run.engine_id}-COMPONENT-{run.number}{index:02d}",
            name=table,
            rows_total=rows.get(table, 1000),
            bytes_total=_BYTES_OF_A_ROW * rows.get(table, 1000) if rule_set.type == "FILE" else None,
        )
        for index, table in enumerate(rule_set.tables, start=1)
    ]
    if job.kind is Kind.DISCOVERY:
        table_or_file, column_or_field = (
            ("file_name", "field_name") if rule_set.type == "FILE" else ("table_name", "column_name")
        )
        run.discoveries = [
            {
                "id": f"{run.engine_id}-RESULT-{run.number}{index:02d}",
                table_or_file: table,
                column_or_field: "EMAIL",
                "data_class_name": "EMAIL",
                "algorithm_name": "dlpx-core:Email SL",
                "data_type": "VARCHAR",
                "confidence": 95 - index,
                "is_profiler_writable": True,
            }
            for index, table in enumerate(rule_set.tables, start=1)
        ]


def _entered(state: State, run: Execution, status: str, at: datetime) -> None:
    run.log.append(f"{timestamp(at)} INFO Status {status}")
    if status == "QUEUED":
        _ask_for_slot(state, run)
    elif status == "RUNNING":
        run.start_time = at
        problem = _login_problem(state, run)
        if problem is not None:
            fail_run(state, run, problem)
    elif not run.active:
        run.end_time = at
        _pass_slot_on(state, run)
        for tell in state.when_run_ends:
            tell(run)


def _ask_for_slot(state: State, run: Execution) -> None:
    room = state.room_for(run)
    if len(room.admitted) < room.max_concurrent_jobs:
        room.admitted.add(run.id)
    else:
        room.waiting.append(run.id)
        run.queued_at = state.world.now()
        run.timeline.hold()


def _pass_slot_on(state: State, ended: Execution) -> None:
    room = state.room_for(ended)
    room.admitted.discard(ended.id)
    while room.waiting and len(room.admitted) < room.max_concurrent_jobs:
        run = state.executions.get(room.waiting.popleft())
        if run is not None and run.timeline.held:
            room.admitted.add(run.id)
            run.timeline.release()


def _login_problem(state: State, run: Execution) -> str | None:
    """Why the data source refuses the login of this run, or None."""
    job = state.masking_jobs.get(run.masking_job_id)
    if job is None:
        return "The masking job no longer exists"
    target = state.connectors.get(run.target_connector_id or "") or state.target_of(job)
    problem = login_problem(state, target, job.target_login)
    source = state.connectors.get(run.source_connector_id or "")
    if problem is None and source is not None:
        problem = login_problem(state, source, job.source_login)
    return problem


def login_problem(state: State, connector: Connector, login: Credentials | None = None) -> str | None:
    """Why a login with the credentials of a job, or else of its connector, fails, or None."""
    return refused_login(
        state,
        str(connector.values.get("hostname")),
        (login.username if login else None) or connector.username,
        (login.password if login else None) or connector.password,
    )


def refused_login(state: State, hostname: str, username: str | None, password: str | None) -> str | None:
    source = state.data_sources.get(hostname)
    if source is None:
        return f"Could not connect to {hostname}: unknown host"
    if not username or not password:
        return "Could not connect: no credentials are set on the connector"
    if source.accounts.get(username) != password:
        return f"Could not connect: login denied for user {username}"
    return None
