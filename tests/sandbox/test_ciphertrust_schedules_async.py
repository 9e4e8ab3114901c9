"""Schedules of synchronizations, on a socket."""

from datetime import UTC, datetime
from typing import Any

import pytest

import jobspan
from jobspan._planes.ciphertrust.scheduled_clouds import SCHEDULED_CLOUDS
from jobspan.ciphertrust import RunStatus
from jobspan.testing.sandbox import Sandbox, faults
from jobspan.testing.sandbox.ciphertrust.families import CLOUDS


@pytest.mark.parametrize("cloud", SCHEDULED_CLOUDS)
async def test_each_cloud_can_be_scheduled_and_run(cckm: Sandbox, cloud: Any) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        container = cckm.ciphertrust.containers[cloud][0].id
        made = await schedules.create(f"nightly {cloud}", cloud=cloud, run_at="0 2 * * *", containers=[container])
        assert made.sync is not None
        assert made.sync.cloud_name in CLOUDS
        assert made.sync.containers == (container,)
        await schedules.run_now(made.id)
        (run,) = await schedules.runs(made.id).to_list()
        assert (run.status, run.phase, run.job_config_id) == (
            RunStatus.IN_PROGRESS,
            jobspan.Phase.RUNNING,
            made.id,
        )
        family, _ = CLOUDS[made.sync.cloud_name]
        (job,) = await client.sync_jobs.list(family, status="in_progress").to_list()  # type: ignore[arg-type]
        await client.sync_jobs.wait(family, job.id)  # type: ignore[arg-type]
        assert (await schedules.run(run.id)).phase is jobspan.Phase.SUCCEEDED


async def test_the_life_of_a_schedule(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        begin = datetime(2026, 2, 1, tzinfo=UTC)
        made = await schedules.create(
            "weekly", cloud="azure", run_at="0 9 * * sat", synchronize_all=True, start_date=begin, disabled=True
        )
        assert (made.start_date, made.disabled, made.run_on) == (begin, True, "any")
        assert [each.id async for each in schedules.list(name="weekly", disabled=True)] == [made.id]
        assert await schedules.list(disabled=False).to_list() == []
        changed = await schedules.update(made.id, disabled=False, description="all vaults")
        assert (changed.disabled, changed.description, changed.sync) == (False, "all vaults", made.sync)
        narrowed = await schedules.update(made.id, containers=["hr-vault"], take_cloud_key_backup=True)
        assert cckm.requests[-1].json == {
            "cckm_synchronization_params": {
                "key_vaults": ["hr-vault"],
                "synchronize_all": False,
                "take_cloud_key_backup": True,
            }
        }
        assert narrowed.sync is not None
        assert narrowed.sync.cloud_name == "AzureCloud"
        widened = await schedules.update(made.id, synchronize_all=True)
        assert widened.sync is not None
        assert (widened.sync.containers, widened.sync.take_cloud_key_backup) == ((), True)
        await schedules.delete(made.id)
        with pytest.raises(jobspan.NotFound):
            await schedules.get(made.id)


async def test_parameters_that_are_not_understood_travel_back(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        made = await schedules.create("keys only", cloud="azure", run_at="0 2 * * *", synchronize_all=True)
        cckm.ciphertrust.schedules[made.id].parameters["sync_all_tags"] = "key"
        await schedules.update(made.id, take_cloud_key_backup=False)
        assert cckm.ciphertrust.schedules[made.id].parameters == {
            "cloud_name": "AzureCloud",
            "synchronize_all": True,
            "take_cloud_key_backup": False,
            "sync_all_tags": "key",
        }


async def test_lost_replies_do_not_make_a_second_schedule_or_run(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        cckm.faults.add("scheduler.job_configs.create", faults.DropAfterWork())
        made = await schedules.create("once", cloud="aws", run_at="0 2 * * *", containers=["kms"])
        assert list(cckm.ciphertrust.schedules) == [made.id]
        cckm.faults.add("scheduler.job_configs.run_now", faults.DropAfterWork())
        await schedules.run_now(made.id)
        assert len(await schedules.runs(made.id).to_list()) == 1
        cckm.faults.add("scheduler.job_configs.run_now", faults.DropBeforeWork())
        with pytest.raises(jobspan.AmbiguousOutcomeError, match=r"schedules\.runs"):
            await schedules.run_now(made.id)
        cckm.faults.add("scheduler.job_configs.create", faults.DropBeforeWork())
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="No new schedule"):
            await schedules.create("twice", cloud="aws", run_at="0 2 * * *", containers=["kms"])
        assert cckm.requests.count("scheduler.job_configs.create") == 2


async def test_a_schedule_that_was_made_under_another_name_is_not_adopted(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        cckm.faults.add("scheduler.job_configs.create", faults.DropAfterWork())
        renamed = faults.SetFields({"resources.*.name": "nightly of others"})
        cckm.faults.add("scheduler.job_configs.list", renamed, times=None)
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="No new schedule"):
            await client.ciphertrust.schedules.create("nightly", cloud="dsm", run_at="0 2 * * *", synchronize_all=True)


async def test_a_stranger_who_schedules_under_the_same_name_is_not_adopted(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        cckm.faults.add("scheduler.job_configs.create", faults.DropAfterWork())
        others = faults.SetFields({"resources.*.job_config_params.kms": ["kms-prod"]})
        cckm.faults.add("scheduler.job_configs.list", others, times=None)
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="surely not the one"):
            await schedules.create("nightly", cloud="aws", run_at="0 2 * * *", containers=["kms"])


async def test_schedules_that_cannot_be_listed_can_be_made_and_run(cckm: Sandbox) -> None:
    refused = faults.Answer(403, {"codeDesc": "NCERRInsufficientPermissions", "message": "no"})
    cckm.faults.add("scheduler.job_configs.list", refused, times=None)
    cckm.faults.add("scheduler.jobs.list", refused, times=None)
    async with cckm.async_client() as client:
        made = await client.ciphertrust.schedules.create("n", cloud="aws", run_at="0 2 * * *", containers=["kms"])
        await client.ciphertrust.schedules.run_now(made.id)
        assert len(cckm.ciphertrust.runs) == 1


@pytest.mark.parametrize(
    "fault", [faults.DropAfterWork(), faults.Answer(204, after_work=True), faults.Answer(200, "ok", after_work=True)]
)
async def test_an_update_whose_reply_says_nothing_is_looked_for(cckm: Sandbox, fault: faults.Fault) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        made = await schedules.create("n", cloud="aws", run_at="0 2 * * *", containers=["kms"])
        cckm.faults.add("scheduler.job_configs.update", fault)
        end = datetime(2027, 1, 1, tzinfo=UTC)
        changed = await schedules.update(
            made.id, run_at="0 3 * * *", containers=["kms-prod"], end_date=end, disabled=False
        )
        assert (changed.run_at, changed.end_date) == ("0 3 * * *", end)
        assert cckm.requests.count("scheduler.job_configs.update") == 1
        cckm.faults.add("scheduler.job_configs.update", faults.DropBeforeWork())
        assert (await schedules.update(made.id, disabled=True)).disabled
        assert cckm.requests.count("scheduler.job_configs.update") == 3


async def test_a_schedule_that_is_gone_after_a_lost_reply_was_deleted(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        made = await client.ciphertrust.schedules.create("n", cloud="aws", run_at="0 2 * * *", containers=["kms"])
        cckm.faults.add("scheduler.job_configs.delete", faults.DropAfterWork())
        await client.ciphertrust.schedules.delete(made.id)
        assert cckm.ciphertrust.schedules == {}
        assert cckm.requests.count("scheduler.job_configs.delete") == 2


async def test_a_run_of_another_schedule_is_not_taken_for_this_one(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        made = await schedules.create("n", cloud="aws", run_at="0 2 * * *", containers=["kms"])
        cckm.faults.add("scheduler.job_configs.run_now", faults.DropAfterWork())
        other = faults.SetFields({"resources.*.job_config_id": "another"})
        cckm.faults.add("scheduler.jobs.list", other, times=None)
        with pytest.raises(jobspan.AmbiguousOutcomeError, match="surely not the one"):
            await schedules.run_now(made.id)


async def test_changes_can_be_planned(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        plan = await schedules.create.plan("planned", cloud="dsm", run_at="0 2 * * *", synchronize_all=True)
        assert cckm.ciphertrust.schedules == {}
        made = await plan.apply()
        await schedules.update.plan(made.id, run_at="0 3 * * *")
        await schedules.run_now.plan(made.id)
        await schedules.delete.plan(made.id)
        assert (await schedules.get(made.id)).run_at == "0 2 * * *"
        assert len(cckm.ciphertrust.jobs) == 0


async def test_bad_arguments(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        schedules = client.ciphertrust.schedules
        with pytest.raises(jobspan.ValidationError) as caught:
            await schedules.create(
                "",
                cloud="external_cm",  # type: ignore[arg-type]
                run_at="at night",
                containers=["x"],
                synchronize_all=True,
                start_date=datetime(2026, 1, 1),
            )
        places = {"name", "run_at", "start_date", "cloud", "synchronize_all"}
        assert {problem.field for problem in caught.value.problems} == places
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        with pytest.raises(jobspan.ValidationError, match="not after start_date"):
            await schedules.update("id", start_date=moment, end_date=moment)
        with pytest.raises(jobspan.ValidationError, match="nothing to change"):
            await schedules.update("id")
        with pytest.raises(jobspan.ValidationError, match="takes no key backup"):
            await schedules.create("n", cloud="sap", run_at="* * * * *", containers=["g"], take_cloud_key_backup=True)
        with pytest.raises(jobspan.ValidationError, match="list of strings, not str"):
            await schedules.update("id", containers="abc")
        with pytest.raises(jobspan.ValidationError, match="excludes containers"):
            await schedules.update("id", containers=["g"], synchronize_all=True)
        assert len(cckm.requests) == 0
        made = await schedules.create("n", cloud="sap", run_at="* * * * *", containers=["g"])
        with pytest.raises(jobspan.ValidationError, match="is required"):
            await schedules.update(made.id, containers=[])
        with pytest.raises(jobspan.NotFound):
            await schedules.delete("no-such-schedule")
