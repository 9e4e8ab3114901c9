"""Containers of every cloud and their last synchronization, on a socket."""

from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

import pytest

import jobspan
from jobspan._planes.ciphertrust.container_kinds import CONTAINER_KINDS, KIND_OF_FAMILY, MAIN_FAMILIES
from jobspan.ciphertrust import SyncSource
from jobspan.testing.sandbox import Sandbox, faults

DAY = timedelta(hours=24)
REFUSED = faults.Answer(403, {"code": 6, "codeDesc": "NCERRInsufficientPermissions", "message": "no view permission"})


@pytest.mark.parametrize("kind", CONTAINER_KINDS, ids=lambda kind: kind.key)
async def test_each_list_can_be_read_row_by_row(cckm: Sandbox, kind: Any) -> None:
    async with cckm.async_client() as client:
        rows: Any = reduce(getattr, kind.key.split("."), client.ciphertrust.containers)
        found = await rows.list().to_list()
        assert found
        for row in found:
            assert type(row) is kind.row
            assert row.extra.keys() <= {"dsm_params"}
            assert row.title != row.id, "it has a name"
            assert row.cloud_id
            assert await rows.get(row.id) == row
        assert await rows.list(id=found[0].id).to_list() == found[:1]
        with pytest.raises(jobspan.NotFound):
            await rows.get("no-such-id")


@pytest.mark.parametrize("family", KIND_OF_FAMILY)
async def test_what_a_list_gives_a_synchronization_takes(cckm: Sandbox, family: str) -> None:
    async with cckm.async_client() as client:
        containers = await client.ciphertrust.containers.list(family).to_list()
        assert {each.family for each in containers} == {family}
        assert all(each.last_synced_at is None for each in containers)
        job = await (await client.sync_jobs.start(family, containers=[each.id for each in containers])).wait()
        assert job.phase is jobspan.Phase.SUCCEEDED


async def test_filters(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        containers = client.ciphertrust.containers
        assert [each.name async for each in containers.aws.kms.list(name="kms-prod")] == ["kms-prod"]
        both = containers.aws.kms.list(name=["kms", "kms-prod"], cloud_name="aws", sort="-name")
        assert [each.name async for each in both] == ["kms-prod", "kms"]
        (vault,) = await containers.list("azure", name="hr-vault::2f9b0e35-3c4b-4a86-8d07-2f0bbd5e6d6f").to_list()
        assert vault.name == "hr-vault"
        assert [each.name async for each in containers.aws.custom_key_stores.list(blocked=False)] == []
        assert [each.title async for each in containers.hsm_luna.partitions.list(label="partition-2")] == [
            "partition-2"
        ]
        assert [each.name async for each in containers.sap.groups.list(name="sap-group")] == ["sap-group"]
        with pytest.raises(jobspan.ValidationError, match="cannot be filtered") as caught:
            containers.oci.vaults.list(colour="red")
        assert "display_name" in caught.value.problems[0].allowed
        with pytest.raises(jobspan.ValidationError, match="must not be empty"):
            containers.list("aws", name=[""])
        with pytest.raises(jobspan.ValidationError, match="must be a string, not int"):
            containers.list("aws", name=7)  # type: ignore[arg-type]


async def test_names_of_families(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        containers = client.ciphertrust.containers
        assert {each.family async for each in containers.list("hsm_luna")} == {"hsm_luna.synchronize"}
        assert {each.family async for each in containers.list("azure")} == {"azure.keys"}
        for name in ("google.ekm", "sap.hyok", "microsoft_dke", "aws.virtual_keys"):
            with pytest.raises(jobspan.ValidationError, match="nothing to synchronize"):
                containers.list(name)
        with pytest.raises(jobspan.ValidationError, match="unknown family"):
            containers.list("ibm")
        with pytest.raises(jobspan.ValidationError, match="not one name"):
            await containers.estate("aws")
        with pytest.raises(jobspan.ValidationError, match="must name a family"):
            await containers.estate([])


async def test_what_cannot_be_synchronized_is_shown_on_demand(cckm: Sandbox) -> None:
    cckm.ciphertrust.containers["oci"][0].details["external_vault_type"] = "EXTERNAL_KEY_MANAGER"
    cckm.ciphertrust.containers["aws"][0].details["status"] = "archived"
    async with cckm.async_client() as client:
        containers = client.ciphertrust.containers
        assert await containers.list("oci").to_list() == []
        (vault,) = await containers.list("oci", everything=True).to_list()
        assert vault.why_not is not None
        assert [each.why_not async for each in containers.list("aws", everything=True)] == ["it is archived", None]
        assert [each.name for each in await containers.estate(["aws", "oci"])] == ["kms-prod"]


async def test_the_estate_of_every_cloud(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        estate = await client.ciphertrust.containers.estate()
        assert tuple(dict.fromkeys(each.family for each in estate)) == MAIN_FAMILIES
        assert len(estate) == sum(map(len, cckm.ciphertrust.containers.values()))
        assert estate.is_whole
        assert {each.last_synced_at for each in estate} == {None}
        for family in MAIN_FAMILIES:
            await (await client.sync_jobs.start(family, synchronize_all=True)).wait()
        estate = await client.ciphertrust.containers.estate()
        sources = {each.family: each.last_sync_source for each in estate}
        assert {family for family, source in sources.items() if source is SyncSource.CONTAINER} == {
            "aws.keys",
            "azure.keys",
            "oci.keys",
        }
        assert {family for family, source in sources.items() if source is SyncSource.JOB} == set(MAIN_FAMILIES) - {
            "aws.keys",
            "azure.keys",
            "oci.keys",
        }
        assert not estate.stale(DAY).containers


async def test_every_container_older_than_a_day_is_synchronized(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        containers = client.ciphertrust.containers
        await (await client.sync_jobs.aws.keys.start(kms=["kms"])).wait()
        await (await client.sync_jobs.google.keys.start(key_rings=["demo-key-ring"])).wait()
        cckm.advance(23 * 3600)
        await (await client.sync_jobs.azure.keys.start(key_vaults=["pay-vault"])).wait()
        fresh = {each.name for each in await containers.estate()} - {each.name for each in await containers.stale(DAY)}
        assert fresh == {"kms", "projects/acme/locations/global/keyRings/demo-key-ring", "pay-vault"}
        cckm.advance(3600)
        stale = await containers.stale(DAY)
        assert {each.name for each in await containers.estate()} - {each.name for each in stale} == {"pay-vault"}
        for family, ids in stale.by_family().items():
            await (await client.sync_jobs.start(family, containers=ids)).wait()
        assert len(await containers.stale(DAY)) == 0


async def test_a_busy_container_holds_up_only_itself_when_each_is_started_alone(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        running = await client.sync_jobs.azure.keys.start(key_vaults=["hr-vault"])
        stale = await client.ciphertrust.containers.stale(DAY, ["azure", "oci"])
        with pytest.raises(jobspan.RuleViolation):
            await client.sync_jobs.start("azure.keys", containers=stale.by_family()["azure.keys"])
        handles = [await client.sync_jobs.start(**each, when_running="join") for each in stale.starts()]
        assert [each.name for each in stale] == ["hr-vault", "pay-vault", "oci-vault"]
        assert handles[0].id == running.id
        assert len(cckm.ciphertrust.jobs) == 3


async def test_only_a_whole_success_counts(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        aws, google = client.sync_jobs.aws.keys, client.sync_jobs.google.keys
        await (await aws.start(kms=["kms"], regions=["eu-west-1"])).wait()
        cckm.ciphertrust.broken_units["210987654321/eu-west-1"] = "access denied"
        await (await aws.start(kms=["kms-prod"])).wait(raise_on_failure=False)
        cancelled = await google.start(key_rings=["demo-key-ring"])
        await cancelled.cancel()
        await cancelled.wait(raise_on_failure=False)
        found = await client.ciphertrust.containers.estate(["aws", "google", "aws.custom_key_stores"])
        assert {each.last_synced_at for each in found} == {None}
        await (await client.sync_jobs.aws.custom_key_stores.start(kms=["kms"])).wait()
        found = await client.ciphertrust.containers.estate(["aws", "aws.custom_key_stores"])
        told = [(each.family, each.name) for each in found if each.last_sync_source is SyncSource.JOB]
        assert told == [("aws.custom_key_stores", "kms")]


async def test_the_plane_knows_containers_by_more_names_than_their_rows_show(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        await (await client.sync_jobs.google.keys.start(key_rings=["demo-key-ring"])).wait()
        (fresh, stale) = await client.ciphertrust.containers.estate(["google"])
        assert (fresh.last_sync_source, stale.last_sync_source) == (SyncSource.JOB, None)
        assert cckm.requests.count("google.keys.list") == 5, "two before the start, one of all, one of each ring"


async def test_a_filter_that_is_ignored_makes_nothing_fresh(cckm: Sandbox) -> None:
    cckm.ciphertrust.containers["google"][1].name = "demo-key-ring"
    async with cckm.async_client() as client:
        (first, second) = await client.ciphertrust.containers.list("google").to_list()
        await (await client.sync_jobs.google.keys.start(key_rings=[first.name])).wait()
        job = cckm.ciphertrust.jobs[next(iter(cckm.ciphertrust.jobs))]
        job.containers.append(cckm.ciphertrust.containers["google"][1])
        estate = await client.ciphertrust.containers.stale(DAY, ["google"])
        assert [each.id for each in estate] == [second.id]


async def test_a_job_of_some_regions_counts_if_they_are_all_there_are(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        start = client.sync_jobs.aws.custom_key_stores.start
        await (await start(kms=["kms-prod"], regions=["ap-south-1", "eu-west-1"])).wait()
        await (await start(kms=["kms"], regions=["ap-south-1", "eu-west-1"])).wait()
        found = await client.ciphertrust.containers.estate(["aws.custom_key_stores"])
        assert [each.name for each in found if each.last_synced_at] == ["kms-prod"]


async def test_keys_tell_nothing_of_certificates(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        await (await client.sync_jobs.azure.keys.start(synchronize_all=True)).wait()
        families = ["azure.keys", "azure.certificates", "azure.secrets"]
        stale = await client.ciphertrust.containers.stale(DAY, families)
        assert set(stale.by_family()) == {"azure.certificates", "azure.secrets"}


async def test_what_cannot_be_read_is_not_taken_for_fresh(cckm: Sandbox) -> None:
    absent = faults.Answer(404, {"code": 7, "codeDesc": "NCERRResourceNotFound", "message": "Resource not found"})
    cckm.faults.add("containers.sap.groups.list", REFUSED, times=None)
    cckm.faults.add("containers.dsm.domains.list", absent, times=None)
    cckm.faults.add("containers.azure.vaults.list", faults.SetFields({"resources.0.id": None}), times=None)
    async with cckm.async_client() as client:
        estate = await client.ciphertrust.containers.estate()
        unread = {each.family: each for each in estate.unread}
        assert {family: each.absent for family, each in unread.items()} == {
            "azure.keys": False,
            "sap.keys": False,
            "dsm.refresh": True,
        }
        assert "no view permission" in unread["sap.keys"].reason
        assert unread["azure.keys"].reason == "1 of the rows cannot be read"
        assert [each.name for each in estate if each.family == "azure.keys"] == ["pay-vault"]
        assert not estate.is_whole
        assert (await client.ciphertrust.containers.estate(["aws", "dsm"])).is_whole
        with pytest.raises(jobspan.PermissionDenied):
            await client.ciphertrust.containers.estate(["sap"])


async def test_jobs_that_cannot_be_listed_leave_containers_stale(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        await (await client.sync_jobs.sap.keys.start(synchronize_all=True)).wait()
        cckm.faults.add("sap.keys.list", REFUSED, times=None)
        estate = await client.ciphertrust.containers.stale(DAY, ["sap"])
        assert [(each.name, each.last_sync_source) for each in estate] == [("sap-group", None)]


async def test_many_containers_come_page_by_page(cckm: Sandbox) -> None:
    shelf = cckm.ciphertrust.containers["azure"]
    shelf += [type(shelf[0])(f"vault-{n:04}", f"vault-{n:04}", f"vault-{n:04}") for n in range(2400)]
    async with cckm.async_client() as client:
        assert len(await client.ciphertrust.containers.estate(["azure"])) == 2402
        assert cckm.requests.count("containers.azure.vaults.list") == 3
        assert len(await client.ciphertrust.containers.list("azure", page_size=1000).to_list()) == 2402


async def test_an_estate_has_a_form_in_json(cckm: Sandbox) -> None:
    cckm.ciphertrust.containers["azure"][0].synced = datetime(2026, 1, 4, tzinfo=UTC)
    async with cckm.async_client() as client:
        estate = await client.ciphertrust.containers.estate(["azure"])
        first = estate.to_dict()["containers"][0]
        assert (first["family"], first["last_synced_at"], first["last_sync_source"]) == (
            "azure.keys",
            "2026-01-04T00:00:00+00:00",
            "container",
        )
        assert first["row"]["properties"]["soft_delete_retention_in_days"] == 90


async def test_times_that_make_no_sense_are_refused(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        with pytest.raises(jobspan.ValidationError, match="must be a timedelta, not int"):
            await client.ciphertrust.containers.stale(24)  # type: ignore[arg-type]
        with pytest.raises(jobspan.ValidationError, match="must not be negative"):
            await client.ciphertrust.containers.stale(timedelta(hours=-1))
        assert len(cckm.requests) == 0
