"""What was there before a creation, and whose name a list did not show, is not taken for what was created."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

import jobspan
from jobspan import AsyncClient
from jobspan.drs import BackupFile, NewBackupMigration
from jobspan.testing import Clock, Sandbox, faults
from tests.samples.huawei_drs_connections import new_connection
from tests.samples.huawei_drs_new_tasks import new_task

RESTORE = NewBackupMigration(
    name="shop-restore",
    target_instance_id="i",
    files=[BackupFile(name="shop.bak", obs_path="backups/shop.bak")],
    bucket_name="shop-backups",
    is_last_backup=True,
)


@pytest.mark.parametrize(
    ("create", "create_operation", "list_operation", "name"),
    [
        (
            lambda client: client.drs.backup_migrations.create(RESTORE),
            "v5.create_replication_job",
            "v5.list_replication_jobs",
            "jobs.*.name",
        ),
        (
            lambda client: client.drs.subscriptions.create("shop-feed", "i"),
            "v5.create_subscription",
            "v5.show_subscription_lists",
            "jobs.*.name",
        ),
        (
            lambda client: client.drs.connections.create(new_connection()),
            "v5.create_connection",
            "v5.list_connections",
            "connections.*.name",
        ),
        (
            lambda client: client.drs.actions.create(new_task()),
            "v5.create_job",
            "v5.list_jobs",
            "jobs.*.name",
        ),
    ],
    ids=["backup migration", "subscription", "connection", "task"],
)
async def test_one_whose_name_was_not_shown_before_is_not_adopted(
    create: Callable[[AsyncClient], Awaitable[Any]], create_operation: str, list_operation: str, name: str
) -> None:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as drs:
        async with drs.async_client() as client:
            await create(client)
            drs.faults.add(list_operation, faults.SetFields({name: None}))
            drs.faults.add(create_operation, faults.DropBeforeWork())
            with pytest.raises(jobspan.AmbiguousOutcomeError):
                await create(client)
        assert drs.requests.count(create_operation) == 2
