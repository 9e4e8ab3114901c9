"""How collections of jobs, their runs, and orchestrators look on the wire."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jobspan.testing.sandbox.delphix.entities import (
    CollectionExecution,
    Component,
    Execution,
    JobCollection,
    Orchestrator,
)
from jobspan.testing.sandbox.delphix.job_collections import runs_of
from jobspan.testing.sandbox.delphix.paging import View
from jobspan.testing.sandbox.delphix.state import State
from jobspan.testing.sandbox.delphix.views import (
    account_name,
    component_view,
    milliseconds,
    present,
    tag_views,
    timestamp,
)


def collection_view(state: State, collection: JobCollection) -> View:
    members = collection.members
    return present(
        {
            "id": collection.id,
            "name": collection.name,
            "description": collection.description,
            "creation_date": timestamp(collection.creation_date),
            "job_count": len(members),
            "last_execution_id": collection.last_execution_id,
            "failure_handling": collection.failure_handling,
            "job_missing": any(each.compliance_job_id not in state.masking_jobs for each in members),
            "members": [{"compliance_job_id": each.compliance_job_id, "sequence": each.sequence} for each in members],
            "tags": tag_views(collection.tags),
        }
    )


def collection_execution_view(state: State, run: CollectionExecution) -> View:
    runs = runs_of(state, run)
    return present(
        {
            "id": run.id,
            "compliance_job_collection_id": run.collection_id,
            "compliance_job_collection_name": run.collection_name,
            "status": run.status,
            "status_reason": run.reason,
            "start_time": timestamp(run.start_time),
            "end_time": timestamp(run.end_time),
            "run_duration": milliseconds(run.start_time, run.end_time),
            "planned_execution_count": run.planned,
            "actual_execution_count": len(runs),
            **_counts(state, run, runs),
            "percent_complete": _percent(run, runs),
            "execute_account_id": run.account_id,
            "execute_account_name": account_name(state, run.account_id),
            "cancel_account_id": run.cancel_account_id,
            "cancel_account_name": None
            if run.cancel_account_id is None
            else account_name(state, run.cancel_account_id),
        }
    )


def _counts(state: State, run: CollectionExecution, runs: Sequence[Execution]) -> View:
    """Rows and bytes, tables and columns. Totals of rows and bytes come after success only."""
    done = run.status == "SUCCEEDED"
    parts = [(each, part) for each in runs for part in each.components]
    views = [component_view(each, part) for each, part in parts]
    processed = [view["status"] == "SUCCEEDED" for view in views]
    columns = [_columns(state, each, part) for each, part in parts]
    sized = [view for view in views if "bytes_total" in view]
    return {
        "rows_processed": sum(view["rows_masked"] for view in views) if runs else None,
        "rows_total": sum(part.rows_total for _, part in parts) if done else None,
        "bytes_processed": sum(view["bytes_processed"] for view in sized) if sized else None,
        "bytes_total": sum(view["bytes_total"] for view in sized) if sized and done else None,
        "processed_tables_files_count": sum(processed) if runs else None,
        "tables_files_count": len(parts) if runs else None,
        "processed_columns_fields_count": sum(count for count, over in zip(columns, processed, strict=True) if over)
        if runs
        else None,
        "columns_fields_count": sum(columns) if runs else None,
    }


def _columns(state: State, run: Execution, part: Component) -> int:
    """An algorithm a column."""
    job = state.masking_jobs.get(run.masking_job_id)
    return 0 if job is None else len(state.rule_sets[job.rule_set_id].algorithms)


def _percent(run: CollectionExecution, runs: Sequence[Execution]) -> int:
    if not run.active:
        return 100
    return int(100 * sum(each.timeline.portion for each in runs) / max(run.planned, 1))


def orchestrator_view(state: State, orchestrator: Orchestrator) -> View:
    nodes = [state.engines[id] for id in orchestrator.engine_ids]
    return present(
        {
            "id": orchestrator.id,
            "name": orchestrator.name,
            "description": orchestrator.description,
            "creation_date": timestamp(orchestrator.creation_date),
            "account_id": orchestrator.account_id,
            "account_name": None if orchestrator.account_id is None else account_name(state, orchestrator.account_id),
            "node_count": len(nodes),
            "total_core_count": sum(node.cores for node in nodes),
            "queued_operation_count": sum(1 for _ in waiting_runs(state, orchestrator)),
            "running_job_count": len(orchestrator.admitted),
            "tags": tag_views(orchestrator.tags),
            "hyperscale_instance_id": orchestrator.hyperscale_instance_id,
        }
    )


def waiting_runs(state: State, orchestrator: Orchestrator) -> Iterator[Execution]:
    """The runs that wait for an orchestrator, the first in line first."""
    found = (state.executions.get(id) for id in orchestrator.waiting)
    return (run for run in found if run is not None and run.timeline.held)


def queued_operation_view(state: State, orchestrator: Orchestrator, run: Execution) -> View:
    return present(
        {
            "id": f"queued-{run.id}",
            "job_orchestrator_id": orchestrator.id,
            "enqueued_date": timestamp(run.queued_at),
            "job_type": "COMPLIANCE_JOB_EXECUTION",
            "localized_job_type": "Compliance job execution",
            "job_id": _tracking_job(state, run),
            "target_id": run.masking_job_id,
            "target_name": run.masking_job_name,
            "target_type": "COMPLIANCE_JOB",
            "account_id": run.account_id,
            "account_name": account_name(state, run.account_id),
        }
    )


def _tracking_job(state: State, run: Execution) -> str | None:
    """The task that started a run by itself, or the collection that it belongs to."""
    collection_run = state.collection_executions.get(run.collection_execution_id or "")
    if collection_run is not None and collection_run.starter is not None:
        return collection_run.starter.id
    return next((job.id for job in state.jobs.values() if job.execution_id == run.id), None)
