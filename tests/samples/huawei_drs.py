"""Sample calls of Huawei DRS."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from jobspan import Client
from jobspan.drs import (
    AlarmNotice,
    BackupFile,
    ClusterConnectionTest,
    ClusterEnd,
    ComparisonPolicy,
    ConnectionTest,
    DataComparison,
    DataTransformation,
    Endpoint,
    EndpointPassword,
    JobChange,
    NamedAction,
    NewBackupMigration,
    NewJob,
    ObjectSelection,
    SpeedLimit,
    SpeedWindow,
    SyncPolicy,
    UserChange,
)
from jobspan.testing import Sandbox
from tests.samples.sample import CANARY, Arguments, Prepare, Sample, given

_MYSQL = Endpoint(db_type="mysql", ip="192.0.2.10", db_user="drs", db_password=CANARY)

Build = Callable[[str], Any]


def new_job(name: str = "fresh") -> NewJob:
    """A task that may be created."""
    end = Endpoint(db_type="mysql")
    return NewJob(
        name=name,
        db_use_type="migration",
        engine_type="mysql",
        job_direction="up",
        net_type="eip",
        bind_eip=True,
        subnet_id="f857d371-2f03-4622-85f6-2b7d42d0d82c",
        source_endpoint=end,
        target_endpoint=end,
    )


def new_restore(name: str = "shop-restore") -> NewBackupMigration:
    """A backup migration that may be started."""
    return NewBackupMigration(
        name=name,
        target_instance_id="3ef57dbcc8db478a9e346d26ef2575bfin04",
        files=(BackupFile(name="shop.bak", obs_path="backups/shop.bak"),),
        bucket_name="shop-backups",
        is_last_backup=True,
    )


def _restored(*more: Any) -> Prepare:
    """A backup migration that is over, and what the call gets besides its id."""

    def prepared(client: Client, sandbox: Sandbox) -> Arguments:
        id = client.drs.backup_migrations.create(new_restore("shop-before")).id
        sandbox.huawei_drs.backup_migrations[id].timeline.finish()
        return Arguments(id, *more)

    return prepared


def _subscribed(state: str, **named: Any) -> Prepare:
    """A subscription in a state."""

    def prepared(client: Client, sandbox: Sandbox) -> Arguments:
        id = client.drs.subscriptions.create("shop-before", "instance-1").id
        sandbox.huawei_drs.subscriptions[id].place(state)
        return Arguments(id, **named)

    return prepared


def _many_compared(client: Client, sandbox: Sandbox) -> Arguments:
    task = sandbox.huawei_drs.add("compared", _GOING)
    return Arguments(task.id, [client.drs.comparisons.start(task.id).id])


def _tuned(client: Client, sandbox: Sandbox) -> Arguments:
    task = sandbox.huawei_drs.add("tuned", _GOING)
    task.tuning["incre_relay"] = {"slotAdvanceInterval": "60"}
    return Arguments(task.id, {"incre_relay": {"slotAdvanceInterval": "30"}})


def _alarmed(client: Client, sandbox: Sandbox) -> Arguments:
    task = sandbox.huawei_drs.add("alarmed", _GOING)
    task.ddls.append({"seqno": 7, "checkpoint": "1", "status": 1, "ddl_text": "DROP TABLE returns"})
    return Arguments(task.id, 7)


def _in(state: str, build: Build = lambda id: [id], *, ready: bool = False, **named: Any) -> Prepare:
    """One task in a state, and what the call gets for it. ``ready``: tested, configured and checked."""

    def prepared(client: Client, sandbox: Sandbox) -> Arguments:
        task = sandbox.huawei_drs.add("sample", state)
        if ready:
            task.tested |= {"so", "ta"}
            task.configured = task.prechecked = True
        built = build(task.id)
        return built if isinstance(built, Arguments) else Arguments(built, **named)

    return prepared


def _standby(client: Client, sandbox: Sandbox) -> Arguments:
    return Arguments([sandbox.huawei_drs.task_named("shop-standby")])


_MEMBER = ClusterEnd(
    dbtype="mongodb",
    dbport=0,
    ssllink=False,
    nettype="eip",
    end_point="source",
    ip="192.0.2.10",
    dbuser="drs",
    dbpassword=CANARY,
)
_NEW, _GOING, _PAUSED, _OVER = "CONFIGURATION", "INCRE_TRANSFER_STARTED", "PAUSING", "RELEASE_RESOURCE_COMPLETE"


def _compared(type: str, *, at: bool = False, over: bool = False) -> Prepare:
    """A task of which data is compared; what the call gets for it."""

    def prepared(client: Client, sandbox: Sandbox) -> Arguments:
        task = sandbox.huawei_drs.add("sample", _GOING)
        later = sandbox.huawei_drs.world.now() + timedelta(hours=1) if at else None
        run = client.drs.comparisons.start(task.id, type, at=later)  # type: ignore[arg-type]
        if over:
            task.runs[-1].timeline.finish()
            return Arguments(task.id, type, run.id, region="eu-west-101")
        return Arguments(task.id, run.id)

    return prepared


def _sample(operation: str, call: str, prepare: Prepare) -> Sample:
    return Sample("huawei_drs", operation, call, prepare)


def _jobs(operation: str, call: str, prepare: Prepare) -> Sample:
    return _sample(operation, f"migration_jobs.{call}", prepare)


def _comparison(operation: str, call: str, prepare: Prepare) -> Sample:
    return _sample(operation, f"drs.comparisons.{call}", prepare)


def _action(operation: str, call: str, prepare: Prepare) -> Sample:
    return _sample(f"v5.{operation}", f"drs.actions.{call}", prepare)


def _subscription(operation: str, call: str, prepare: Prepare) -> Sample:
    return _sample(f"v5.{operation}", f"drs.subscriptions.{call}", prepare)


SAMPLES = (
    _jobs("batch_create_jobs", "create", given(new_job())),
    _jobs(
        "batch_validate_connections",
        "test_connections",
        _in(
            _NEW,
            lambda id: [
                ConnectionTest(
                    job_id=id,
                    end_point="source",
                    net_type="eip",
                    db_type="mysql",
                    ip="192.0.2.10",
                    db_user="drs",
                    db_password=CANARY,
                )
            ],
        ),
    ),
    _jobs(
        "batch_validate_clusters_connections",
        "test_cluster_connections",
        _in(_NEW, lambda id: [ClusterConnectionTest(job_id=id, members=[_MEMBER])]),
    ),
    _jobs(
        "batch_update_job",
        "configure",
        _in(
            _NEW,
            lambda id: [
                JobChange(
                    job_id=id,
                    source_endpoint=_MYSQL,
                    target_endpoint=_MYSQL,
                    node_type="high",
                    engine_type="mysql",
                    net_type="eip",
                    store_db_info=True,
                )
            ],
        ),
    ),
    _jobs("batch_set_objects", "select_objects", _in(_NEW, lambda id: [ObjectSelection(job_id=id, selected=False)])),
    _jobs("batch_set_policy", "set_sync_policy", _in(_NEW, lambda id: [SyncPolicy(job_id=id, conflict_policy="stop")])),
    _jobs(
        "batch_change_data",
        "transform_data",
        _in(
            _NEW,
            lambda id: [
                DataTransformation(job_id=id, transformation_info={"transformation_type": "contentConditionalFilter"})
            ],
        ),
    ),
    _jobs(
        "batch_set_speed",
        "set_speed",
        _in(_NEW, lambda id: [SpeedLimit(job_id=id, windows=[SpeedWindow(begin="16:00", end="15:59", speed="15")])]),
    ),
    _jobs("batch_set_definer", "set_definer", _in(_NEW, replace=True)),
    _jobs(
        "batch_update_user",
        "set_users",
        _in(_NEW, lambda id: [UserChange(job_id=id, is_set_password=False, is_migrate_user=True)]),
    ),
    _jobs(
        "update_params",
        "set_parameters",
        _in(_NEW, lambda id: Arguments(id, "common", {"character_set_server": "utf8mb4"})),
    ),
    _jobs("batch_set_smn", "set_alarms", _in(_NEW, lambda id: Arguments([id], AlarmNotice(delay_time=60)))),
    _jobs("batch_check_jobs", "precheck", _in(_NEW, ready=True)),
    _jobs("batch_start_jobs", "start", _in(_NEW, ready=True)),
    _jobs("batch_stop_jobs", "pause", _in(_GOING)),
    _jobs("batch_restore_task", "resume", _in(_PAUSED)),
    _jobs(
        "batch_reset_password",
        "change_passwords",
        _in(_GOING, lambda id: [EndpointPassword(job_id=id, end_point="so", password=CANARY)]),
    ),
    _jobs("batch_switchover", "switchover", _standby),
    _jobs(
        "create_compare_task",
        "compare",
        _in(_GOING, lambda id: Arguments(id, objects=True, data=DataComparison())),
    ),
    _jobs("batch_delete_jobs", "terminate", _in(_GOING)),
    _comparison("create_object_level_compare_job", "start_objects", _in(_GOING, Arguments)),
    _comparison("create_data_level_table_compare_job", "start", _in(_GOING, lambda id: Arguments(id, "lines"))),
    _comparison("start_promptly_data_level_table_compare_job", "start_now", _compared("lines", at=True)),
    _comparison("delete_compare_job", "cancel", _compared("contents")),
    _comparison("create_compare_result_file", "export_report", _compared("lines", over=True)),
    _jobs(
        "update_tuning_params",
        "set_tuning",
        _tuned,
    ),
    _jobs("modify_group_and_stream", "set_log_stream", _in(_GOING, lambda id: Arguments(id, "group-1", "stream-1"))),
    Sample(
        "huawei_drs",
        "v5.batch_create_tags",
        "drs.tags.set",
        _in(_GOING, lambda id: Arguments("migration", id, {"owner": "shop"})),
    ),
    Sample(
        "huawei_drs",
        "v5.batch_delete_tags",
        "drs.tags.remove",
        _in(_GOING, lambda id: Arguments("migration", id, ["owner"])),
    ),
    Sample(
        "huawei_drs",
        "v5.batch_create_jobs_async",
        "drs.request_named",
        given("batch_create_jobs_async", body={"jobs": [{"source_endpoint": [{"endpoint": {"db_password": CANARY}}]}]}),
    ),
    Sample("huawei_drs", "v5.create_replication_job", "drs.backup_migrations.create", given(new_restore())),
    Sample("huawei_drs", "v5.update_replication_job", "drs.backup_migrations.update", _restored("renamed")),
    Sample("huawei_drs", "v5.delete_replication_job", "drs.backup_migrations.delete", _restored()),
    _subscription("create_subscription", "create", given("shop-feed", "instance-1")),
    _subscription("start_subscription", "start", _subscribed("CONFIGURATION")),
    _subscription("update_subscription_info", "update", _subscribed("SUBSCRIPTION_STARTED", name="renamed")),
    _subscription("retry_subscription", "retry", _subscribed("SUBSCRIPTION_FAILED")),
    _subscription("reset_subscription", "reset", _subscribed("SUBSCRIPTION_FAILED")),
    _subscription("delete_subscription", "delete", _subscribed("SUBSCRIPTION_STARTED")),
    Sample("huawei_drs", "v5.clean_alarms", "drs.monitor.clear_alarm", _alarmed),
    Sample("huawei_drs", "v5.pause_compare_jobs", "drs.comparisons.pause", _many_compared),
    Sample("huawei_drs", "v5.restart_compare_jobs", "drs.comparisons.restart", _many_compared),
    Sample(
        "huawei_drs",
        "v5.update_compare_policy",
        "drs.comparisons.set_policy",
        _in(_GOING, lambda id: Arguments(id, ComparisonPolicy(period="* * 1,3,5"))),
    ),
    _action("execute_job_action", "run", _in(_GOING, lambda id: Arguments(id, "stop"))),
    _action(
        "batch_execute_job_actions",
        "run_many",
        _in(_GOING, lambda id: [NamedAction(job_id=id, action_name="stop")]),
    ),
    _action("stop_job_action", "stop", _in(_GOING, Arguments)),
    _action("batch_stop_jobs_action", "stop_many", _in(_GOING)),
    _action("update_job", "update", _in(_GOING, lambda id: Arguments(id, "name", {"base_info": {"name": "renamed"}}))),
    _action("delete_job", "delete", _in(_OVER, Arguments)),
    _action("batch_delete_jobs_by_id", "delete_many", _in(_OVER)),
)
