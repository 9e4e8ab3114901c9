"""The whole scheduler, on a socket: rotations and other operations, runs by the clock, and the jobs that runs lead to."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest

import jobspan
from jobspan.ciphertrust import RunMatch, ScheduledOperation, SyncItem
from jobspan.hooks import RuleWarning
from jobspan.testing.sandbox import Sandbox, faults

HOUR = 3600
REFUSED = faults.Answer(403, {"code": 6, "codeDesc": "NCERRInsufficientPermissions", "message": "no"})


async def test_the_items_of_azure(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        plain = await schedules.create("plain", cloud="azure", run_at="0 2 * * *", containers=["hr-vault"])
        assert "sync_item" not in cckm.requests[-1].json["cckm_synchronization_params"]
        assert plain.sync is not None
        assert plain.sync.sync_items == ()
        one = await schedules.create(
            "one", cloud="azure", run_at="0 2 * * *", synchronize_all=True, sync_items=SyncItem.KEYS
        )
        assert cckm.requests[-1].json["cckm_synchronization_params"]["sync_item"] == ["key"]
        changed = await schedules.update(one.id, sync_items=["secret", SyncItem.CERTIFICATES])
        assert changed.sync is not None
        assert changed.sync.sync_items == (SyncItem.SECRETS, SyncItem.CERTIFICATES)
        assert "cloud_name" not in cckm.requests[-1].json["cckm_synchronization_params"]
        cleared = await schedules.update(one.id, sync_items=None)
        assert cleared.sync is not None
        assert cleared.sync.sync_items == ()
        with pytest.raises(jobspan.ValidationError, match="cannot be told what to bring in"):
            await schedules.create("n", cloud="aws", run_at="0 2 * * *", synchronize_all=True, sync_items=["key"])
        with pytest.raises(jobspan.ValidationError, match=r"sync_items\[0\]"):
            await schedules.update(one.id, sync_items=["password"])


async def test_other_items_than_keys_are_warned_of(cckm: Sandbox) -> None:
    warnings: list[str] = []
    hooks = [lambda event: warnings.append(event.verdict.rule) if isinstance(event, RuleWarning) else None]
    async with cckm.async_client(hooks=hooks) as client:
        create = client.ciphertrust.schedules.create
        await create("keys", cloud="azure", run_at="0 2 * * *", synchronize_all=True, sync_items=["key"])
        assert warnings == []
        await create("all", cloud="azure", run_at="0 2 * * *", synchronize_all=True, sync_items=["all"])
        assert warnings == ["sync-items-known"]
        plan = await create.plan("more", cloud="azure", run_at="0 2 * * *", synchronize_all=True, sync_items=["secret"])
        assert "secret" in str(plan)


async def test_the_life_of_a_key_rotation(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        made = await schedules.create_key_rotation(
            "rotate",
            cloud="aws",
            run_at="0 9 * * sat",
            expiration=timedelta(days=90),
            expire_in="12h",
            rotation_after=timedelta(days=30),
            retain_alias=True,
        )
        assert cckm.requests[-1].json["cckm_key_rotation_params"] == {
            "cloud_name": "aws",
            "expiration": "90d",
            "expire_in": "12h",
            "rotation_after": "30d",
            "aws_param": {"retain_alias": True},
        }
        assert (made.operation, made.sync, made.parameters) == (ScheduledOperation.KEY_ROTATION, None, None)
        assert made.key_rotation is not None
        assert made.key_rotation.aws_param is not None
        assert (made.key_rotation.expiration, made.key_rotation.cloud_name) == ("90d", "aws")
        changed = await schedules.update_key_rotation(
            made.id, expiration=None, expire_in=timedelta(hours=36), rotate_material=False
        )
        assert changed.key_rotation == attrs.evolve(
            made.key_rotation,
            expiration=None,
            expire_in="36h",
            aws_param=attrs.evolve(made.key_rotation.aws_param, rotate_material=False),
        )
        later = await schedules.update(made.id, run_at="0 10 * * sat")
        assert (later.run_at, later.key_rotation) == ("0 10 * * sat", changed.key_rotation)
        handle = await schedules.start_run(made.id)
        assert (await handle.wait()).operation == ScheduledOperation.KEY_ROTATION
        assert await schedules.jobs_of(handle.id) == []
        assert cckm.ciphertrust.jobs == {}


async def test_what_a_key_rotation_refuses(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        with pytest.raises(jobspan.ValidationError) as caught:
            await schedules.create_key_rotation(
                "r",
                cloud="azure",
                run_at="0 9 * * sat",
                expiration="soon",
                expire_in=timedelta(minutes=5),
                rotation_after="12h",
                retain_alias=True,
            )
        fields = [problem.field for problem in caught.value.problems]
        assert fields == ["expiration", "expire_in", "rotation_after", "retain_alias"]
        with pytest.raises(jobspan.ValidationError, match="'ibm'"):
            await schedules.create_key_rotation("r", cloud="ibm", run_at="0 9 * * sat")  # type: ignore[arg-type]
        sync = await schedules.create("s", cloud="aws", run_at="0 2 * * *", synchronize_all=True)
        with pytest.raises(jobspan.ValidationError, match="rotates no keys"):
            await schedules.update_key_rotation(sync.id, expiration="1d")
        with pytest.raises(jobspan.ValidationError, match="nothing to change"):
            await schedules.update_key_rotation(sync.id)
        rotation = await schedules.create_key_rotation("r", cloud="oci", run_at="0 9 * * sat")
        with pytest.raises(jobspan.ValidationError, match="synchronizes nothing"):
            await schedules.update(rotation.id, containers=["x"])
        with pytest.raises(jobspan.ValidationError, match="for AWS only"):
            await schedules.update_key_rotation(rotation.id, retain_alias=True)


async def test_credentials_of_key_stores_and_operations_of_any_name(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        xks = await schedules.create_credential_rotation("xks", run_at="0 3 1 * *")
        assert xks.credential_rotation is not None
        assert xks.credential_rotation.cloud_name == "aws"
        backup = await schedules.create_other(
            "backup", operation="cckm_key_backup", run_at="0 4 * * *", parameters={"cloud_name": "AzureCloud"}
        )
        assert cckm.requests[-1].json["cckm_key_backup_params"] == {"cloud_name": "AzureCloud"}
        assert (backup.operation, backup.parameters) == ("cckm_key_backup", {"cloud_name": "AzureCloud"})
        assert set(await schedules.operations()) == {each.value for each in ScheduledOperation}
        with pytest.raises(jobspan.ValidationError, match="not the name of an operation"):
            await schedules.create_other("x", operation="Key Backup", run_at="0 4 * * *", parameters={})
        cckm.faults.add("scheduler.job_configs.create", faults.DropAfterWork())
        again = await schedules.create_other(
            "nightly", operation="database_backup", run_at="0 4 * * *", parameters={"scope": "system", "filters": [{}]}
        )
        assert again.parameters == {"scope": "system", "filters": [{}]}
        assert cckm.requests.count("scheduler.job_configs.create") == 3


async def test_schedules_of_every_operation_are_listed_and_filtered(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        await schedules.create("sync", cloud="aws", run_at="0 2 * * *", synchronize_all=True)
        cckm.advance(HOUR)
        await schedules.create_key_rotation("rotate", cloud="azure", run_at="0 2 * * *", expire_in="30d")
        cckm.advance(HOUR)
        await schedules.create_credential_rotation("xks", run_at="0 2 * * *", disabled=True)

        async def names(**filters: object) -> list[str | None]:
            return [each.name async for each in schedules.list(**filters)]  # type: ignore[arg-type]

        assert await names() == ["sync", "rotate", "xks"]
        assert await names(operation=ScheduledOperation.KEY_ROTATION) == ["rotate"]
        assert await names(cloud="azure") == ["rotate"]
        assert await names(expire_in=timedelta(days=30)) == ["rotate"]
        assert await names(disabled=True) == ["xks"]
        assert await names(created_after=datetime(2026, 1, 5, 9, 30, tzinfo=UTC)) == ["rotate", "xks"]
        assert await names(created_before=datetime(2026, 1, 5, 9, 30, tzinfo=UTC)) == ["sync"]
        assert await names(sort="-createdAt") == ["xks", "rotate", "sync"]
        with pytest.raises(jobspan.ValidationError) as caught:
            schedules.list(cloud="ibm", expire_in="1m", created_after=datetime(2026, 1, 1))  # type: ignore[arg-type]
        assert {problem.field for problem in caught.value.problems} == {"cloud", "expire_in", "created_after"}


async def test_runs_begin_by_the_clock(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        nightly = await schedules.create("nightly", cloud="oci", run_at="0 2 * * *", synchronize_all=True)
        assert await schedules.runs(nightly.id).to_list() == []
        cckm.advance(3 * 24 * HOUR)
        for id in list(cckm.ciphertrust.jobs):
            cckm.ciphertrust.finish(id)
        runs = await schedules.runs(nightly.id).to_list()
        assert [each.created_at for each in runs] == [datetime(2026, 1, day, 2, tzinfo=UTC) for day in (8, 7, 6)]
        await schedules.update(nightly.id, run_at="30 12 * * *")
        cckm.advance(24 * HOUR)
        newest = await schedules.runs(nightly.id).first()
        assert newest is not None
        assert newest.created_at == datetime(2026, 1, 8, 12, 30, tzinfo=UTC)
        await schedules.update(nightly.id, disabled=True)
        cckm.advance(48 * HOUR)
        assert len(cckm.ciphertrust.runs) == 4
        await schedules.update(nightly.id, disabled=False)
        await schedules.delete(nightly.id)
        cckm.advance(48 * HOUR)
        assert len(cckm.ciphertrust.runs) == 4


async def test_a_synchronization_by_the_clock_makes_its_container_fresh(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        containers, schedules = client.ciphertrust.containers, client.ciphertrust.schedules
        await schedules.create("n", cloud="azure", run_at="0 2 * * *", containers=["hr-vault"])
        cckm.advance(17 * HOUR)
        (job,) = await client.sync_jobs.azure.keys.list().to_list()
        await client.sync_jobs.azure.keys.wait(job.id)
        fresh = [each.name for each in await containers.estate(["azure"]) if each.last_synced_at]
        assert fresh == ["hr-vault"]


async def test_a_schedule_runs_within_its_dates(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        begin, end = datetime(2026, 1, 7, tzinfo=UTC), datetime(2026, 1, 8, 12, 0, 0, 5, tzinfo=UTC)
        made = await schedules.create(
            "n", cloud="sap", run_at="0 2 * * *", synchronize_all=True, start_date=begin, end_date=end
        )
        assert cckm.requests[-1].json["end_date"] == "2026-01-08T12:00:00Z"
        cckm.advance(7 * 24 * HOUR)
        assert [run.created.day for run in cckm.ciphertrust.runs.values()] == [7, 8]
        cleared = await schedules.update(made.id, end_date=None)
        assert cckm.requests[-1].json == {"end_date": ""}
        assert (cleared.start_date, cleared.end_date) == (begin, None)
        cckm.advance(24 * HOUR)
        assert [run.created.day for run in cckm.ciphertrust.runs.values()] == [7, 8, 13]


async def test_dates_that_are_not_set_may_come_as_the_year_one(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        made = await schedules.create("n", cloud="sap", run_at="0 2 * * *", synchronize_all=True)
        cckm.ciphertrust.schedules[made.id].fields["end_date"] = "0001-01-01T00:00:00Z"
        cckm.faults.add("scheduler.job_configs.update", faults.Answer(204, after_work=False))
        zero = faults.SetFields({"end_date": "0001-01-01T00:00:00Z"})
        cckm.faults.add("scheduler.job_configs.get", zero, times=None)
        await schedules.update(made.id, end_date=None)
        assert cckm.requests.count("scheduler.job_configs.update") == 1, "the schedule shows that it has no end"


@pytest.mark.parametrize("linked", [True, False])
async def test_a_run_is_linked_to_its_job(cckm: Sandbox, linked: bool) -> None:
    cckm.ciphertrust.link_runs = linked
    match = RunMatch.EXACT if linked else RunMatch.PROBABLE
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        made = await schedules.create("n", cloud="google", run_at="0 2 * * *", containers=["demo-key-ring"])
        handle = await schedules.start_run(made.id)
        (link,) = await schedules.jobs_of(handle.id)
        assert link.job is not None
        assert (link.family, link.match, link.job.id) == ("google.keys", match, next(iter(cckm.ciphertrust.jobs)))
        await client.sync_jobs.wait(link.family, link.job.id)
        run = await handle.wait()
        assert run.phase is jobspan.Phase.SUCCEEDED
        (link,) = await schedules.jobs_of(run.id)
        assert (link.match, len(link.candidates)) == (match, 1)


async def test_a_run_leads_to_a_job_for_each_item(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        made = await schedules.create(
            "n", cloud="azure", run_at="0 2 * * *", synchronize_all=True, sync_items=["secret", "certificate"]
        )
        handle = await schedules.start_run(made.id)
        links = await schedules.jobs_of(handle.id)
        assert {link.family: link.match for link in links} == {
            "azure.secrets": RunMatch.PROBABLE,
            "azure.certificates": RunMatch.PROBABLE,
        }
        await schedules.update(made.id, sync_items="all")
        assert [link.family for link in await schedules.jobs_of(handle.id)] == [
            "azure.keys",
            "azure.secrets",
            "azure.certificates",
        ]


async def test_several_jobs_that_fit_are_candidates(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        sooner = await client.sync_jobs.aws.keys.start(kms=["kms-prod"])
        await sooner.wait()
        made = await schedules.create("n", cloud="aws", run_at="0 2 * * *", containers=["kms-prod"])
        handle = await schedules.start_run(made.id)
        (link,) = await schedules.jobs_of(handle.id)
        assert (link.match, link.job) == (RunMatch.PROBABLE, link.candidates[0])
        await handle.wait()
        other = await client.sync_jobs.aws.keys.start(kms=["kms-prod"])
        (link,) = await schedules.jobs_of(handle.id)
        assert (link.match, link.job, len(link.candidates)) == (RunMatch.NONE, None, 2)
        assert other.id in {job.id for job in link.candidates}


async def test_luna_partitions_may_be_synchronized_or_refreshed(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        made = await schedules.create("n", cloud="hsm_luna", run_at="0 2 * * *", containers=["partition-1"])
        handle = await schedules.start_run(made.id)
        assert [(link.family, link.match) for link in await schedules.jobs_of(handle.id)] == [
            ("hsm_luna.synchronize", RunMatch.PROBABLE),
            ("hsm_luna.refresh", RunMatch.NONE),
        ]
        cckm.faults.add("hsm_luna.refresh.list", REFUSED, times=None)
        readable, unreadable = await schedules.jobs_of(handle.id)
        assert (readable.match, readable.unread) == (RunMatch.PROBABLE, None)
        assert (unreadable.match, unreadable.job) == (RunMatch.NONE, None)
        assert "hsm_luna.refresh.list" in str(unreadable.unread)
        cckm.faults.add("hsm_luna.synchronize.list", REFUSED, times=None)
        with pytest.raises(jobspan.PermissionDenied):
            await schedules.jobs_of(handle.id)


async def test_a_run_is_asked_for_once(cckm: Sandbox, tmp_path: Path) -> None:
    async with cckm.async_client(journal=f"sqlite:///{tmp_path / 'journal.sqlite3'}") as client:
        schedules = client.ciphertrust.schedules
        made = await schedules.create_key_rotation.once("make", "r", cloud="aws", run_at="0 2 * * *")
        again = await schedules.create_key_rotation.once("make", "r", cloud="aws", run_at="0 2 * * *")
        assert again == made
        handle = await schedules.start_run.once("run", made.id)
        assert (await schedules.start_run.once("run", made.id)).id == handle.id
        assert (len(cckm.ciphertrust.schedules), len(cckm.ciphertrust.runs)) == (1, 1)


async def test_a_run_whose_job_fails_or_cannot_begin(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        made = await schedules.create("n", cloud="sap", run_at="0 2 * * *", containers=["sap-group"])
        handle = await schedules.start_run(made.id)
        (link,) = await schedules.jobs_of(handle.id)
        assert link.job is not None
        await client.sync_jobs.sap.keys.cancel(link.job.id)
        with pytest.raises(jobspan.JobFailed) as caught:
            await handle.wait()
        assert caught.value.phase is jobspan.Phase.CANCELLED
        cckm.advance(60)
        cckm.ciphertrust.containers["sap"].clear()
        run = await (await schedules.start_run(made.id)).wait(raise_on_failure=False)
        assert run.phase is jobspan.Phase.FAILED
        (link,) = await schedules.jobs_of(run.id)
        assert link.match is RunMatch.NONE


async def test_a_run_that_is_asked_for_is_found(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        made = await schedules.create("n", cloud="dsm", run_at="0 2 * * *", synchronize_all=True)
        cckm.faults.add("scheduler.job_configs.run_now", faults.DropAfterWork())
        handle = await schedules.start_run(made.id)
        assert list(cckm.ciphertrust.runs) == [handle.id]
        assert (await schedules.run_handle(handle.id).wait()).id == (await schedules.wait(handle.id)).id == handle.id
        same = client.resume(handle.ref)
        assert (await same.wait()).phase is jobspan.Phase.SUCCEEDED
        assert handle.view is not None
        plan = await schedules.start_run.plan(made.id)
        assert "now" in str(plan)
        assert len(cckm.ciphertrust.runs) == 1


async def test_a_run_that_does_not_show_up(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        made = await schedules.create("n", cloud="dsm", run_at="0 2 * * *", synchronize_all=True)
        cckm.faults.add("scheduler.jobs.list", faults.SetFields({"resources": [], "total": 0}), times=None)
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="no run of it shows up") as caught:
            await schedules.start_run(made.id)
        assert caught.value.accepted == ("scheduler.job_configs.run_now",)
        assert len(cckm.ciphertrust.runs) == 1
        cckm.faults.clear()
        cckm.faults.add("scheduler.jobs.list", REFUSED, times=None)
        with pytest.raises(jobspan.PermissionDenied):
            await schedules.start_run(made.id)
        assert len(cckm.ciphertrust.runs) == 1, "it was not sent"


async def test_several_new_runs_cannot_be_told_apart(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        made = await schedules.create("n", cloud="dsm", run_at="0 2 * * *", synchronize_all=True)
        await schedules.update(made.id, run_at="1 9 * * *")
        cckm.advance(30)
        cckm.faults.add("scheduler.jobs.list", faults.SetFields({"resources": [], "total": 0}), times=22)
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="several runs are new") as caught:
            await schedules.start_run(made.id)
        assert all(id in str(caught.value) for id in cckm.ciphertrust.runs)
        assert len(cckm.ciphertrust.runs) == 2


async def test_records_of_runs_are_deleted(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        made = await schedules.create("n", cloud="dsm", run_at="0 2 * * *", synchronize_all=True)
        handle = await schedules.start_run(made.id)
        await schedules.delete_run.plan(handle.id)
        cckm.faults.add("scheduler.jobs.delete", faults.DropAfterWork())
        await schedules.delete_run(handle.id)
        assert cckm.ciphertrust.runs == {}
        with pytest.raises(jobspan.NotFound):
            await schedules.run(handle.id)
        with pytest.raises(jobspan.NotFound):
            await schedules.jobs_of(handle.id)


async def test_runs_are_filtered(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        first = await schedules.create("first", cloud="dsm", run_at="0 2 * * *", synchronize_all=True)
        second = await schedules.create_credential_rotation("second", run_at="0 2 1 * *")
        await (await schedules.start_run(first.id)).wait()
        cckm.advance(HOUR)
        await schedules.run_now(second.id)

        async def names(**filters: object) -> list[str | None]:
            return [each.name async for each in schedules.runs(**filters)]  # type: ignore[arg-type]

        assert await names() == ["second", "first"]
        assert await names(name="first") == ["first"]
        assert await names(operation=ScheduledOperation.XKS_CREDENTIAL_ROTATION) == ["second"]
        assert await names(status="completed") == ["first"]
        assert await names(processing_node="node-2") == []
        assert await names(created_after=datetime(2026, 1, 5, 9, 30, tzinfo=UTC)) == ["second"]
