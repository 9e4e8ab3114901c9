"""Backup migrations, by API v5."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

import jobspan
from jobspan.drs import (
    BackupFile,
    BackupMigrationStatus,
    BackupMigrationSummary,
    NewBackupMigration,
    NotOffered,
    ResourceTag,
)
from jobspan.jobs import Phase
from jobspan.testing import Clock, Progress, Sandbox, faults
from jobspan.testing.sandbox.huawei_drs.backup_migrations import BackupMigration

CREATE = "v5.create_replication_job"


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual(), progress=Progress.by_polls()) as sandbox:
        yield sandbox


def restore(name: str = "shop-restore", **more: Any) -> NewBackupMigration:
    """A full backup in OBS, the last one."""
    usual: dict[str, Any] = {
        "name": name,
        "target_instance_id": "3ef57dbcc8db478a9e346d26ef2575bfin04",
        "files": (BackupFile(name="shop.bak", obs_path="backups/shop.bak"),),
        "bucket_name": "shop-backups",
        "is_last_backup": True,
    }
    return NewBackupMigration(**usual | more)


async def test_a_backup_is_restored_and_waited_for(drs: Sandbox, tmp_path: Path) -> None:
    wanted = restore(reset_db_name_map={"": "shop2"}, is_cover=False, description="the shop")
    async with drs.async_client(journal=f"sqlite:///{tmp_path / 'journal.sqlite3'}") as client:
        migrations = client.drs.backup_migrations
        plan = await migrations.create.plan(wanted)
        assert "the databases take no further backups" in str(plan)
        assert drs.requests.count(CREATE) == 0
        started = await plan.apply(once="restore")
        again = await migrations.create.once("restore", wanted)
        assert again.id == started.id
        assert drs.requests.count(CREATE) == 1
        assert (await migrations.get(started.id)).phase is Phase.RUNNING
        ended = await started.wait()
        assert (ended.name, ended.status, ended.new_db_names) == ("shop-restore", "SUCCESS", "shop2")
        assert ended.options is not None
        assert ended.options.reset_db_name_map == {"": "shop2"}
        assert ended.created_at is not None
        assert ended.ended_at is not None
        assert await client.resume(started.ref).wait() == ended
    (sent,) = drs.requests.of(CREATE)
    assert sent.json == {
        "base_info": {"name": "shop-restore", "engine_type": "sqlserver", "description": "the shop"},
        "target_db_info": {"target_instance_id": "3ef57dbcc8db478a9e346d26ef2575bfin04"},
        "backup_info": {
            "file_source": "OBS",
            "bucket_name": "shop-backups",
            "files": [{"name": "shop.bak", "obs_path": "backups/shop.bak"}],
        },
        "options": {
            "is_cover": False,
            "is_last_backup": True,
            "is_precheck": True,
            "recovery_mode": "full",
            "reset_db_name_map": {"": "shop2"},
        },
    }


def test_what_comes_in_any_form_is_kept_in_one() -> None:
    file = BackupFile(name="shop.bak", obs_path="shop.bak")
    one = restore(files=[file], db_names="shop", tags=[ResourceTag(key="owner", value="shop")])
    assert one == restore(files=(file,), db_names=["shop"], tags=(ResourceTag(key="owner", value="shop"),))


async def test_a_backup_of_rds_has_an_empty_path(drs: Sandbox) -> None:
    file = BackupFile(name="shop.bak", rds_version="2019_SE", rds_source_instance_id="instance-1")
    async with drs.async_client() as client:
        made = await client.drs.backup_migrations.create(
            restore(file_source="RDS", bucket_name=None, files=(file,), file_id="file-1", is_last_backup=False)
        )
        await client.drs.backup_migrations.wait(made.id)
    (sent,) = drs.requests.of(CREATE)
    assert sent.json["backup_info"]["files"][0]["obs_path"] == ""
    assert sent.json["target_db_info"]["file_id"] == "file-1"


@pytest.mark.parametrize(
    ("wanted", "blamed"),
    [
        (restore(name="abc"), ["name"]),
        (restore(name="x" * 51), ["name"]),
        (restore(name="shop restore"), ["name"]),
        (restore(bucket_name=None), ["bucket_name"]),
        (restore(bucket_name="ab"), ["bucket_name"]),
        (restore(bucket_name="b" * 64), ["bucket_name"]),
        (restore(bucket_name="192.0.2.10"), ["bucket_name"]),
        (restore(bucket_name="-shop"), ["bucket_name"]),
        (restore(files=()), ["files"]),
        (restore(files=("shop.bak",)), ["files[0]"]),
        (restore(tags=[ResourceTag(key=str(number), value="") for number in range(21)]), ["tags"]),
        (
            restore(target_instance_id="", is_last_backup=None, is_precheck="yes"),
            ["target_instance_id", "is_last_backup", "is_precheck"],
        ),
        (restore(files=(BackupFile(name="shop.bak"),)), ["files[0].obs_path"]),
        (
            restore(file_source="RDS", files=(BackupFile(name="shop.bak"),)),
            ["file_id", "files[0].rds_version", "files[0].rds_source_instance_id"],
        ),
        (restore(file_source="obs"), ["file_source"]),
        (restore(engine_type="mysql", recovery_mode="incremental"), ["engine_type", "recovery_mode"]),
        (restore(consistency_check_mode="later"), ["consistency_check_mode"]),
        (restore(is_default_restore=False), ["db_names"]),
        (restore(reset_db_name_map={"shop": "shop2"}), ["reset_db_name_map"]),
        (restore(reset_db_name_map={"": ""}), ["reset_db_name_map"]),
        (
            restore(
                reset_db_name_map={"": "shop2"}, recovery_mode="incre", is_last_backup=False, db_names=("shop", "stock")
            ),
            ["reset_db_name_map"] * 3,
        ),
    ],
)
async def test_what_drs_would_refuse_is_not_sent(drs: Sandbox, wanted: NewBackupMigration, blamed: list[str]) -> None:
    async with drs.async_client() as client:
        with pytest.raises(jobspan.ValidationError) as refused:
            await client.drs.backup_migrations.create(wanted)
    assert [problem.field for problem in refused.value.problems] == blamed
    assert drs.requests.count(CREATE) == 0


@pytest.mark.parametrize(
    ("end", "why"),
    [("FAILED", "The backup file cannot be restored."), ("PRECHECK FAILED", "The backup file is not complete.")],
)
async def test_a_failure_says_what_the_error_log_says(drs: Sandbox, end: str, why: str) -> None:
    drs.huawei_drs.next_backup_migration_ends = end
    async with drs.async_client() as client:
        started = await client.drs.backup_migrations.create(restore())
        with pytest.raises(jobspan.JobFailed, match=why):
            await started.wait()
        (row,) = await client.drs.backup_migrations.list(status=end).to_list()
    assert (row.id, row.phase, row.error_log) == (started.id, Phase.FAILED, why)


async def test_one_whose_reply_was_lost_is_found_by_its_name(drs: Sandbox) -> None:
    async with drs.async_client() as client:
        migrations = client.drs.backup_migrations
        await migrations.create(restore("shop-restore-2"))
        drs.faults.add(CREATE, faults.DropAfterWork())
        started = await migrations.create(restore())
        assert (await migrations.get(started.id)).name == "shop-restore"
        assert drs.requests.count(CREATE) == 2
        drs.faults.add(CREATE, faults.DropBeforeWork())
        with pytest.raises(jobspan.AmbiguousOutcomeError):
            await migrations.create(restore("shop-restore-3"))
        assert len(await migrations.list().to_list()) == 2


def another(asked: dict[str, Any]) -> None:
    asked["target_db_info"]["target_instance_id"] = "another"


def another_file(asked: dict[str, Any]) -> None:
    asked["backup_info"]["files"][0]["name"] = "stock.bak"


def another_bucket(asked: dict[str, Any]) -> None:
    asked["backup_info"]["bucket_name"] = "stock-backups"


def unsaid(asked: dict[str, Any]) -> None:
    asked["options"].pop("is_last_backup")


@attrs.frozen
class SomebodyElse(faults.Fault):
    """The request is lost; at the same moment somebody restores something else by the same name."""

    differs: Callable[[dict[str, Any]], None]

    def instead(self, plane: Any, call: Any) -> Any:
        asked = call.json
        self.differs(asked)
        other = BackupMigration(world=plane.world, id=plane.new_id(), asked=asked, created_at=plane.world.now())
        plane.backup_migrations[other.id] = other
        return faults.DropBeforeWork().instead(plane, call)


@pytest.mark.parametrize("differs", [another, another_file, another_bucket, unsaid])
async def test_one_that_may_be_somebody_elses_is_not_taken(
    drs: Sandbox, differs: Callable[[dict[str, Any]], None]
) -> None:
    drs.faults.add(CREATE, SomebodyElse(differs))
    async with drs.async_client() as client:
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="jb101"):
            await client.drs.backup_migrations.create(restore())
    assert drs.requests.count(CREATE) == 1


async def test_it_is_renamed_and_deleted_once_it_is_over(drs: Sandbox) -> None:
    async with drs.async_client() as client:
        migrations = client.drs.backup_migrations
        started = await migrations.create(restore())
        plan = await migrations.delete.plan(started.id)
        assert [verdict.passed for verdict in plan.verdicts] == [False]
        with pytest.raises(jobspan.RuleViolation, match="TRANSFERRING"):
            await migrations.delete(started.id)
        assert drs.requests.count("v5.delete_replication_job") == 0
        await migrations.update(started.id, "renamed", description="it was the shop")
        (row,) = await migrations.list(name="ENAME").to_list()
        assert (row.name, row.description) == ("renamed", "it was the shop")
        with pytest.raises(jobspan.ValidationError):
            await migrations.update(started.id, "x")
        await started.wait()
        drs.faults.add("v5.delete_replication_job", faults.DropAfterWork())
        await migrations.delete(started.id)
        with pytest.raises(jobspan.NotFound):
            await migrations.get(started.id)
        with pytest.raises(jobspan.NotFound):
            await migrations.delete(started.id)


async def test_lists_are_paged_and_filtered(drs: Sandbox) -> None:
    async with drs.async_client() as client:
        migrations = client.drs.backup_migrations
        for number in range(5):
            await migrations.create(restore(f"shop-{number}", target_instance_id=f"instance-{number % 2}"))
        assert len(await migrations.list(page_size=2).to_list()) == 5
        rows = await migrations.list(instance_ids=["instance-1", "instance-2"]).to_list()
        assert [row.name for row in rows] == ["shop-1", "shop-3"]
        with pytest.raises(jobspan.ValidationError):
            migrations.list(instance_ids=[str(number) for number in range(11)])
        with pytest.raises(jobspan.ValidationError):
            migrations.list(sort_key="size")


@pytest.mark.parametrize(
    ("word", "finished", "phase"),
    [
        ("success", "", Phase.SUCCEEDED),
        ("Transferring", "", Phase.RUNNING),
        ("precheck failed", "", Phase.FAILED),
        ("PRECHECK_FAILED", "", Phase.FAILED),
        ("MOUNTING", "", Phase.UNKNOWN),
        ("ABORTED", "2026-11-27 05:00:00", Phase.FAILED),
    ],
)
def test_words_are_compared_without_case(word: str, finished: str, phase: Phase) -> None:
    row = BackupMigrationSummary(id="1", status=BackupMigrationStatus(word), finish_time=finished)
    assert row.phase is phase
    assert attrs.evolve(row, status=None).phase is Phase.UNKNOWN


async def test_one_whose_state_is_not_shown_has_not_failed(drs: Sandbox) -> None:
    async with drs.async_client() as client:
        started = await client.drs.backup_migrations.create(restore())
        assert (await started.wait()).phase is Phase.SUCCEEDED
        drs.faults.add("v5.show_replication_job", faults.SetFields({"status": None}), times=2)
        assert (await client.drs.backup_migrations.wait(started.id)).phase is Phase.SUCCEEDED


async def test_it_is_found_by_its_tags(drs: Sandbox) -> None:
    async with drs.async_client() as client:
        made = await client.drs.backup_migrations.create(restore(tags=[ResourceTag(key="owner", value="shop")]))
        await client.drs.tags.set("backupMigration", made.id, {"stage": "1"})
        (found,) = await client.drs.tags.find("backupMigration", {"owner": ["shop"]}).to_list()
        assert found.resource_id == made.id
        details = await client.drs.backup_migrations.get(made.id)
        assert details.base_info is not None
        assert {tag.key for tag in details.base_info.tags or ()} == {"owner", "stage"}


async def test_a_region_without_api_v5_has_none(drs: Sandbox) -> None:
    drs.huawei_drs.has_v5 = False
    async with drs.async_client() as client:
        with pytest.raises(NotOffered):
            await client.drs.backup_migrations.list().to_list()
