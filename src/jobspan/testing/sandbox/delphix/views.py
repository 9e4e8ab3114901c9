"""How things look on the wire. Fields without a value are left out: the vendor's client refuses most nulls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from jobspan.testing.sandbox.delphix.entities import (
    FINISHED_JOB,
    Account,
    Component,
    Connector,
    Engine,
    Environment,
    Execution,
    Job,
    MaskingJob,
    Tag,
)
from jobspan.testing.sandbox.delphix.paging import View
from jobspan.testing.sandbox.delphix.state import State

HIDDEN = "*****"
_JOB_MEMORY = 1024**3
_HYPERSCALE_PHASES = ("Unload", "Masking", "Load", "Post-Load")


def timestamp(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="milliseconds")


def tag_views(tags: Iterable[Tag]) -> list[View]:
    return [{"key": key, "value": value} for key, value in tags]


def present(view: Mapping[str, Any]) -> View:
    return {name: value for name, value in view.items() if value is not None}


def milliseconds(start: datetime | None, end: datetime | None) -> int | None:
    return None if start is None or end is None else int((end - start).total_seconds() * 1000)


def engine_view(state: State, engine: Engine) -> View:
    running = sum(run.status == "RUNNING" for run in state.runs_on(engine.id))
    allocated = engine.memory * 3 // 4
    return present(
        {
            "id": engine.id,
            "uuid": engine.uuid,
            "type": engine.type,
            "version": engine.version,
            "name": engine.name,
            "hostname": engine.hostname,
            "cpu_core_count": engine.cores,
            "memory_size": engine.memory,
            "data_storage_capacity": 4 * engine.memory,
            "data_storage_used": engine.memory,
            "platform": "VMware with BIOS firmware",
            "is_migration": False,
            "insecure_ssl": False,
            "unsafe_ssl_hostname_check": False,
            "status": "CREATED",
            "connection_status": "ONLINE" if engine.online else "OFFLINE",
            "connection_status_details": None if engine.online else "Unable to connect to the engine.",
            "engine_connection_status": "ONLINE" if engine.online else "CONNECTION_ERROR",
            "engine_connection_status_details": None if engine.online else "Unable to connect to the engine.",
            "ssh_public_key": f"ssh-ed25519 AAAA{engine.uuid.replace('-', '')} {engine.name}",
            "username": "admin",
            "masking_username": "admin",
            "hyperscale_instance_ids": _hyperscales_of(state, engine),
            "using_object_storage": False,
            "using_continuous_vault": False,
            "tags": tag_views(engine.tags),
            "masking_memory_used": running * _JOB_MEMORY,
            "masking_allocated_memory": allocated,
            "masking_jobs_running": running,
            "masking_max_concurrent_jobs": engine.max_concurrent_jobs,
            "masking_available_cores": max(engine.cores - running, 0),
        }
    )


def _hyperscales_of(state: State, engine: Engine) -> list[str] | None:
    jobs = (job for job in state.masking_jobs.values() if engine.id in job.engine_ids)
    return sorted({job.hyperscale_instance_id for job in jobs if job.hyperscale_instance_id is not None}) or None


def environment_view(state: State, environment: Environment) -> View:
    return {
        "id": environment.id,
        "engine_id": environment.engine_id,
        "engine_name": state.engines[environment.engine_id].name,
        "name": environment.name,
        "purpose": environment.purpose,
        "is_workflow_enabled": environment.is_workflow_enabled,
    }


def connector_view(state: State, connector: Connector) -> View:
    engine = state.engines.get(connector.engine_id or "")
    platform = connector.values.get("database_type") or connector.values.get("connection_mode")
    return present(
        {
            "id": connector.id,
            "name": connector.name,
            "engine_id": connector.engine_id,
            "engine_name": engine.name if engine else None,
            "type": connector.type,
            "username": connector.username,
            "auth_present": connector.auth_present,
            "ssh_key": connector.ssh_key,
            "platform": platform,
            "dct_managed": connector.engine_id is None,
            "account_id": connector.account_id,
            "account_name": None if connector.account_id is None else account_name(state, connector.account_id),
            "data_connection_id": f"DATA-{connector.id}",
            "is_mvs_storage": False if connector.type == "MAINFRAME_DATASET" else None,
            "custom_driver_name": "custom" if connector.values.get("database_type") == "EXTENDED" else None,
            "password_vault_auth": "credential_path_id" in connector.values,
            "credentials_managed_by_owning_entity": False if connector.engine_id is None else None,
            "tags": tag_views(connector.tags),
            **connector.values,
            **_names_of(connector.values),
        }
    )


_NAMED = ("compliance_jdbc_driver", "mount_information", "credential_path", "job_orchestrator")


def _names_of(values: Mapping[str, Any]) -> View:
    """The names of what is not looked at here, and only referred to by its id."""
    return {f"{what}_name": f"{what} {values[f'{what}_id']}" for what in _NAMED if f"{what}_id" in values}


def _last_run(state: State, job: MaskingJob) -> View:
    runs = state.runs_of(job)
    if not runs:
        return {}
    ended = [run.end_time for run in runs if run.end_time is not None]
    return {
        "last_completed_execution_date": timestamp(max(ended, default=None)),
        "last_execution_status": runs[-1].status,
        "last_execution_id": runs[-1].id,
    }


_COMMON_SETTINGS = frozenset(
    {
        "description",
        "dataset_id",
        "retain_execution_data",
        "max_memory",
        "min_memory",
        "feedback_size",
        "stream_row_limit",
        "num_input_streams",
        "max_concurrent_source_connections",
        "max_concurrent_target_connections",
        "parallelism_degree",
    }
)


def _definition(state: State, job: MaskingJob) -> View:
    """What masking jobs and compliance jobs have in common."""
    rule_set, target = state.rule_sets[job.rule_set_id], state.target_of(job)
    return {
        "id": job.id,
        "name": job.name,
        "rule_set_id": rule_set.id,
        "rule_set_name": rule_set.name,
        "connector_type": target.values.get("database_type") or target.type,
        "is_on_the_fly_masking": job.is_on_the_fly,
        "creation_date": timestamp(job.creation_date),
        "hyperscale_instance_id": job.hyperscale_instance_id,
        "source_masking_job_id": job.source_masking_job_id,
        "tags": tag_views(job.tags),
        **_last_run(state, job),
        **{name: value for name, value in job.settings.items() if name in _COMMON_SETTINGS},
    }


def masking_job_view(state: State, job: MaskingJob) -> View:
    rule_set = state.rule_sets[job.rule_set_id]
    ruleset = {
        "type": rule_set.type,
        "name": rule_set.name,
        "refresh_drops_tables": rule_set.refresh_drops_tables,
        "algorithms": rule_set.algorithms or None,
    }
    return present(
        {
            **_definition(state, job),
            "ruleset": None if job.is_hyperscale else present(ruleset),
            "job_type": "HYPERSCALE" if job.is_hyperscale else "STANDARD",
            "connector_username": job.target_login.username,
            "connector_password": HIDDEN if job.target_login.password else None,
            "on_the_fly_source_connector_username": job.source_login.username,
            "on_the_fly_source_connector_password": HIDDEN if job.source_login.password else None,
            "engine_ids": job.engine_ids if job.is_hyperscale else None,
        }
    )


_STANDARD_DEFAULTS = {
    "feedback_size": 50_000,
    "num_input_streams": 1,
    "num_output_threads_per_stream": 1,
    "batch_update": True,
    "commit_size": 10_000,
    "fail_immediately": False,
    "truncate_tables": False,
    "drop_indexes": False,
    "reset_profiling_assignments": False,
    "multiple_profiler_check": False,
    "enabled_tasks": [],
}


def compliance_job_view(state: State, job: MaskingJob) -> View:
    environment = state.environments.get(job.environment_id or "")
    engine = state.engines[environment.engine_id] if environment else None
    source = state.connectors.get(job.on_the_fly_connector_id or "")
    runs = state.runs_of(job)
    return present(
        {
            **_definition(state, job),
            "type": job.kind.value,
            "execution_type": "HYPERSCALE" if job.is_hyperscale else "STANDARD",
            "engine_id": engine.id if engine else None,
            "engine_name": engine.name if engine else None,
            "engines": _engine_refs(state, job.engine_ids) if job.is_hyperscale else None,
            "environment_name": environment.name if environment else None,
            "dct_managed": environment is None,
            "is_multi_tenant": False,
            "application_name": environment.application if environment else None,
            **_orchestrator(job.hyperscale_instance_id),
            "hyperscale_state": "ENABLED" if job.is_hyperscale else "AVAILABLE",
            "hyperscale_enabled": job.is_hyperscale,
            **({} if job.is_hyperscale else _STANDARD_DEFAULTS),
            **job.settings,
            "discovery_policy_name": _policy_name(job),
            "account_id": job.account_id,
            "account_name": account_name(state, job.account_id) if job.account_id is not None else None,
            "on_the_fly_source_connector_id": source.id if source else None,
            "on_the_fly_source_connector_name": source.name if source else None,
            "on_the_fly_source_connector_type": source.type if source else None,
            "last_execution_start_time": timestamp(runs[-1].start_time) if runs else None,
            "last_execution_run_time": milliseconds(runs[-1].start_time, runs[-1].end_time) if runs else None,
        }
    )


def _orchestrator(hyperscale_instance_id: str | None) -> View:
    """Orchestrators are what hyperscale instances were named before."""
    if hyperscale_instance_id is None:
        return {}
    return {
        "job_orchestrator_id": hyperscale_instance_id,
        "job_orchestrator_name": f"orchestrator {hyperscale_instance_id}",
    }


def _policy_name(job: MaskingJob) -> str | None:
    policy = job.settings.get("discovery_policy_id")
    return None if policy is None else f"policy {policy}"


def job_of_connector_view(state: State, job: MaskingJob, connector: Connector, role: str) -> View:
    runs = state.runs_of(job)
    return present(
        {
            "id": job.id,
            "name": job.name,
            "creation_date": timestamp(job.creation_date),
            "is_on_the_fly_masking": job.is_on_the_fly,
            "last_execution_time": timestamp(runs[-1].start_time) if runs else None,
            "last_execution_status": runs[-1].status if runs else None,
            "tags": tag_views(job.tags),
            "connector_id": connector.id,
            "connector_role": role,
        }
    )


def _engine_refs(state: State, engine_ids: Iterable[str]) -> list[View]:
    return [{"engine_id": id, "engine_name": state.engines[id].name} for id in engine_ids if id in state.engines]


def job_view(state: State, job: Job) -> View:
    in_inventory_soon = job.status == "STARTED" and job.timeline.share("STARTED") > 0
    return present(
        {
            "id": job.id,
            "status": job.status,
            "is_waiting_for_telemetry": in_inventory_soon,
            "type": job.type,
            "localized_type": job.type.replace("_", " ").capitalize(),
            "error_details": job.error_details,
            "warning_message": job.warning_message,
            "target_id": job.target_id,
            "target_name": job.target_name,
            "start_time": timestamp(job.start_time),
            "update_time": timestamp(job.abandoned_at or job.timeline.changed_at),
            "trace_id": job.trace_id,
            "engine_ids": job.engine_ids,
            "engines": _engine_refs(state, job.engine_ids),
            "tags": tag_views(job.tags),
            "account_id": job.account_id,
            "account_name": account_name(state, job.account_id),
            "work_source_type": "DIRECT",
            "percent_complete": 100 if job.status in FINISHED_JOB else int(job.timeline.portion * 100),
            "execution_id": job.execution_id,
            "tasks": _tasks(job),
            "result_type": None if job.result is None else job.type.title().replace("_", "") + "Result",
            "result": job.result,
        }
    )


def _tasks(job: Job) -> list[View]:
    """The steps of a job, as far as it is: here always one."""
    if job.status == "PENDING":
        return []
    over = job.status in FINISHED_JOB
    changed = timestamp(job.abandoned_at or job.timeline.changed_at)
    event = {"message_details": job.error_details or f"{job.type} {job.status}", "timestamp": changed}
    task = {
        "id": f"{job.id}-1",
        "parent_job_id": job.id,
        "title": job.type.replace("_", " ").capitalize(),
        "status": job.status,
        "start_time": timestamp(job.start_time),
        "end_time": changed if over else None,
        "percent_complete": 100 if over else int(job.timeline.portion * 100),
        "events": [event],
    }
    return [present(task)]


def account_view(account: Account, scheme: str, lifetime: int | None, now: datetime) -> View:
    return present(
        {
            "active": True,
            "token_type": scheme,
            "account_id": account.id,
            "username": account.username,
            "first_name": account.first_name,
            "last_name": account.last_name,
            "email": f"{account.username}@example.com",
            "ldap_principal": f"uid={account.username},ou=people,dc=example,dc=com",
            "last_activity_time": timestamp(now),
            "exp": lifetime,
        }
    )


def account_name(state: State, account_id: int) -> str | None:
    account = state.access.accounts.get(account_id)
    return account.username if account else None


def execution_view(state: State, run: Execution) -> View:
    hyperscale = run.hyperscale_instance_id is not None
    counting = run.status == "RUNNING" and run.timeline.share("RUNNING") == 0
    components = [component_view(run, component) for component in run.components]
    engine = state.engines.get(run.engine_id)
    connectors = {
        f"{role}_connector_{field}": value
        for role, id in (
            ("source", run.source_connector_id),
            ("target", run.target_connector_id),
        )
        if (connector := state.connectors.get(id or "")) is not None
        for field, value in (("id", connector.id), ("name", connector.name))
    }
    started = run.start_time is not None
    return present(
        {
            "id": run.id,
            "engine_id": None if hyperscale else run.engine_id,
            "engine_name": engine.name if engine and not hyperscale else None,
            "hyperscale_instance_id": run.hyperscale_instance_id,
            **_orchestrator(run.hyperscale_instance_id),
            "engine_ids": run.engine_ids or None,
            "hyperscale_engine_count": len(run.engine_ids) or None,
            "masking_job_id": run.masking_job_id,
            "masking_job_name": run.masking_job_name,
            "compliance_job_type": run.kind.value,
            "dct_managed": False,
            **connectors,
            "status": run.status,
            "rows_masked": sum(view["rows_masked"] for view in components) if started else None,
            "rows_total": (-1 if counting else sum(c.rows_total for c in run.components)) if started else None,
            **_bytes(components if started else ()),
            "submit_time": timestamp(run.submit_time),
            "start_time": timestamp(run.start_time),
            "end_time": timestamp(run.end_time),
            "run_duration": milliseconds(run.start_time, run.end_time),
            "queue_duration": milliseconds(run.submit_time, run.start_time),
            "total_duration": milliseconds(run.submit_time, run.end_time),
            "account_id": run.account_id,
            "account_name": account_name(state, run.account_id),
            "task_events": None if hyperscale else _task_events(run),
            "hyperscale_task_events": _hyperscale_events(run) if hyperscale and started else None,
            "progress": round(run.timeline.share("RUNNING"), 2) if hyperscale else None,
            "execution_components_total": len(components),
            "execution_components_processed": sum(view["status"] == "SUCCEEDED" for view in components),
            "collection_execution_id": run.collection_execution_id,
            "data_collection_complete": run.collected,
        }
    )


def _task_events(run: Execution) -> list[View]:
    if run.start_time is None:
        return []
    masking = "RUNNING" if run.active else run.status
    events = [("Initializing", "SUCCEEDED"), ("Masking", masking)]
    if run.status == "SUCCEEDED":
        events.append(("Job Completed", "SUCCEEDED"))
    return [{"event": event, "status": status, "index": index} for index, (event, status) in enumerate(events)]


def _bytes(components: Iterable[View]) -> View:
    """What was processed, where files say how large they are."""
    sizes = [view for view in components if "bytes_total" in view]
    return {name: sum(view[name] for view in sizes) for name in ("bytes_processed", "bytes_total")} if sizes else {}


def _hyperscale_events(run: Execution) -> list[View]:
    done = run.timeline.share("RUNNING") * len(_HYPERSCALE_PHASES)
    rows = sum(component.rows_total for component in run.components)
    events = []
    for index, name in enumerate(_HYPERSCALE_PHASES):
        share = min(max(done - index, 0.0), 1.0)
        if share == 0 and index > done:
            break
        status = "SUCCEEDED" if share == 1 else "RUNNING" if run.active else run.status
        events.append(
            present(
                {
                    "name": name,
                    "progress": share,
                    "status": status,
                    "processed_rows": int(rows * share),
                    "start_time": timestamp(run.start_time),
                    "end_time": timestamp(run.timeline.changed_at) if status != "RUNNING" else None,
                }
            )
        )
    return events


def component_view(run: Execution, component: Component) -> View:
    share = run.timeline.share("RUNNING")
    status = "SUCCEEDED" if share == 1 else run.status
    return present(
        {
            "id": component.id,
            "name": component.name,
            "execution_id": run.id,
            "status": status,
            "rows_masked": int(component.rows_total * share),
            "rows_total": component.rows_total,
            "bytes_processed": None if component.bytes_total is None else int(component.bytes_total * share),
            "bytes_total": component.bytes_total,
            "non_conforming_data_count": component.non_conforming,
            "start_time": timestamp(run.start_time),
            "end_time": timestamp(run.end_time),
        }
    )
