"""``method.once`` where calls are easily confused, refused in unusual words, or cut off at awkward moments."""

from __future__ import annotations

import threading
import warnings
from pathlib import Path
from typing import Any

import attrs
import pytest

from jobspan import AmbiguousOutcomeError, ApiError, AsyncClient, Policy, ValidationError
from jobspan.errors import ConfigError, JournalError, JournalWarning, KeyReused
from jobspan.hooks import Event, ResponseReceived
from jobspan.huawei import HuaweiSettings
from jobspan.journal import Journal
from jobspan.testing import Clock, Sandbox, faults
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB

KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture
def journal(tmp_path: Path) -> Any:
    made = Journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}", key=KEY)
    yield made
    made.close()


class TestWhatACallIs:
    async def test_a_family_is_part_of_it(self, journal: Journal) -> None:
        with Sandbox(["ciphertrust"], clock=Clock.manual()) as sandbox:
            async with sandbox.async_client(journal=journal) as client:
                await client.sync_jobs.google.keys.start.once("k", synchronize_all=True)
                with pytest.raises(KeyReused, match=r"google\.keys.*oci\.keys"):
                    await client.sync_jobs.oci.keys.start.once("k", synchronize_all=True)

    async def test_a_project_is_part_of_it(self, journal: Journal) -> None:
        with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
            task = sandbox.huawei_drs.add("task", "INCRE_TRANSFER_STARTED").id
            async with sandbox.async_client(journal=journal) as client:
                await client.migration_jobs.pause.once("k", [task])
                settings = client._plane("huawei_drs")[0].settings_as(HuaweiSettings)
            other = attrs.evolve(settings, project_id="0" * 32)
            async with AsyncClient(huawei=other, journal=journal) as elsewhere:
                with pytest.raises(KeyReused, match="endpoint"):
                    await elsewhere.migration_jobs.pause.once("k", [task])

    async def test_how_it_is_shown_is_not(self, journal: Journal, tmp_path: Path) -> None:
        with Sandbox(["huawei_dsc"], clock=Clock.manual()) as sandbox:
            async with sandbox.async_client(journal=journal) as client:
                scan = (await client.dsc.scan_jobs.find("customer-scan"))[0]
                first = await client.export_tasks.export.once("k", scan, to=tmp_path / "a", progress=lambda event: None)
                sent = len(sandbox.requests)
                assert await client.export_tasks.export.once("k", scan, to=tmp_path / "a") == first
                assert len(sandbox.requests) == sent

    async def test_a_default_may_be_given_or_not(self, dct: Sandbox, journal: Journal) -> None:
        async with dct.async_client(journal=journal) as client:
            job = await client.masking_jobs.execute.once("k", FINANCE_JOB, engine_id="1")
            spelled_out = "".join(["ra", "ise"])
            again = await client.masking_jobs.execute.once("k", FINANCE_JOB, engine_id="1", when_busy=spelled_out)  # type: ignore[arg-type]  # equal to the default
        assert again.ref == job.ref

    async def test_a_set_is_the_same_in_every_process(self, journal: Journal) -> None:
        with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
            ids = {sandbox.huawei_drs.add(f"task-{number}", "INCRE_TRANSFER_STARTED").id for number in range(20)}
            async with sandbox.async_client(journal=journal) as client:
                result = await client.migration_jobs.pause.once("k", ids)  # type: ignore[arg-type]  # any collection will do
        assert [item.item for item in result] == sorted(ids, key=repr)

    @pytest.mark.parametrize("key", ["a\0b", "\udc80", "", "x" * 513])
    async def test_a_key_that_no_database_takes_is_refused(self, dct: Sandbox, journal: Journal, key: str) -> None:
        async with dct.async_client(journal=journal) as client:
            with pytest.raises(ValidationError, match="key"):
                await client.masking_jobs.execute.once(key, FINANCE_JOB, engine_id="1")
        assert len(dct.requests) == 0


class TestRefusals:
    async def test_one_with_status_200_leaves_the_key_free(self, journal: Journal) -> None:
        with Sandbox(["groupid"], clock=Clock.manual()) as sandbox:
            sandbox.groupid.unique_names = True
            async with sandbox.async_client(journal=journal, policy=Policy(rules="off")) as client:
                job = await client.data_sync_jobs.get(5)
                with pytest.raises(ApiError, match="NAME_EXISTS"):
                    await client.data_sync_jobs.create.once("k", job, allow_duplicate_name=True)
                assert journal.get("k") is None
                sandbox.groupid.unique_names = False
                await client.data_sync_jobs.create.once("k", job, allow_duplicate_name=True)
            assert sandbox.requests.count("create_job") == 2

    @pytest.mark.parametrize("status", [408, 409])
    async def test_one_that_is_in_doubt_is_not_sent_again(self, dct: Sandbox, journal: Journal, status: int) -> None:
        dct.faults.add("execute_masking_job", faults.Answer(status, "<html>a gateway</html>"))
        async with dct.async_client(journal=journal) as client:
            for _ in range(2):
                with pytest.raises(AmbiguousOutcomeError):
                    await client.masking_jobs.execute.once("k", FINANCE_JOB, engine_id="1")
        assert dct.requests.count("execute_masking_job") == 1


class TestRoutes:
    @pytest.mark.parametrize(("generation", "operation"), [("B", "E1"), ("C", "E1.export")])
    async def test_another_process_need_not_know_them(self, journal: Journal, generation: str, operation: str) -> None:
        armed = False

        def die(event: Event) -> None:
            if armed and isinstance(event, ResponseReceived) and event.operation == operation:
                raise Killed

        with Sandbox(["huawei_dsc"], clock=Clock.manual()) as sandbox:
            sandbox.huawei_dsc.switches.generations = frozenset({"A", generation})
            async with sandbox.async_client(journal=journal, hooks=[die]) as client:
                scan = (await client.dsc.scan_jobs.find("customer-scan"))[0]
                await (await client.export_tasks.create(scan.id)).wait()
                armed = True
                with pytest.raises(Killed):
                    await client.export_tasks.create.once("k", scan.id)
            sent = sandbox.requests.count(operation)
            async with sandbox.async_client(journal=journal) as client:
                await client.export_tasks.create.once("k", scan.id)
            assert sandbox.requests.count(operation) == sent


class TestTheEnd:
    async def test_a_key_whose_end_cannot_be_written_is_not_held(
        self, dct: Sandbox, journal: Journal, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(*args: object, **about: object) -> None:
            raise JournalError(message="The disk is full.")

        monkeypatch.setattr(journal._store, "finish", full)
        async with dct.async_client(journal=journal) as client:
            with pytest.warns(JournalWarning, match="full"):
                first = await client.masking_jobs.execute.once("k", FINANCE_JOB, engine_id="1")
            assert not journal._open().leases._held
            monkeypatch.undo()
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                assert (await client.masking_jobs.execute.once("k", FINANCE_JOB, engine_id="1")).id == first.id
        assert dct.requests.count("execute_masking_job") == 1

    async def test_reads_after_the_last_change_are_kept(self, journal: Journal) -> None:
        with Sandbox(["huawei_dsc"], clock=Clock.manual()) as sandbox:
            async with sandbox.async_client(journal=journal) as client:
                scan = (await client.dsc.scan_jobs.find("customer-scan"))[0]
                await client.dsc.scan_jobs.start.once("k", scan.id)
                sent = len(sandbox.requests)
                await client.dsc.scan_jobs.start.once("k", scan.id)
            assert len(sandbox.requests) == sent

    async def test_a_job_named_by_hand_is_returned_while_it_runs(self, dct: Sandbox, journal: Journal) -> None:
        dct.faults.add("execute_masking_job", faults.DropBeforeWork())
        async with dct.async_client(journal=journal) as client:
            with pytest.raises(AmbiguousOutcomeError):
                await client.masking_jobs.execute.once("k", FINANCE_JOB, engine_id="1")
            found = await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
            journal.resolve("k", done=found.ref)
            sent = len(dct.requests)
            again = await client.masking_jobs.execute.once("k", FINANCE_JOB, engine_id="1")
            assert again.ref == found.ref
            assert len(dct.requests) == sent
            with pytest.raises(ValidationError, match="Nothing was resolved"):
                journal.resolve("k", not_done=True)

    async def test_many_calls_share_one_sign_of_life(self, dct: Sandbox, journal: Journal) -> None:
        def beating() -> int:
            return sum(thread.name == "jobspan-journal" for thread in threading.enumerate())

        before = beating()
        async with dct.async_client(journal=journal) as client:
            for number in range(10):
                await client.masking_jobs.add_tags.once(f"k{number}", FINANCE_JOB, {"a": str(number)})
        assert beating() - before <= 1


@pytest.mark.parametrize("url", ["sqlite:////dev/null/journal", "mysql://host/name", "nonsense"])
async def test_a_place_that_is_none_stops_the_call(dct: Sandbox, url: str) -> None:
    with pytest.raises((JournalError, ConfigError)):
        async with dct.async_client(journal=Journal(url, key=KEY)) as client:
            await client.masking_jobs.execute.once("k", FINANCE_JOB, engine_id="1")
    assert len(dct.requests) == 0
