"""``method.once``: killed anywhere and called again with its key, on the sandbox. The sandbox's own record is the judge."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from jobspan import AmbiguousOutcomeError, AsyncClient, Policy, RuleViolation, Secret
from jobspan.drs import EndpointPassword
from jobspan.errors import InProgress, JournalError, KeyReused
from jobspan.hooks import Event, RequestFailed, RequestStarted, ResponseReceived, RunJoined, RunTakenOver
from jobspan.journal import Journal
from jobspan.testing import Clock, FakeClock, Sandbox, faults
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB

CANARY = "canary-7f3a"
KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


class Killed(BaseException):
    """The process ends here."""


@attrs.define
class Death:
    """A hook that ends the process at an event of an operation: when it is the ``at``-th of them."""

    event: type[Any]
    operation: str
    at: int = 0
    left: int = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.left = self.at

    def __call__(self, event: Event) -> None:
        if isinstance(event, self.event) and getattr(event, "operation", None) == self.operation:
            if self.left == 0:
                raise Killed
            self.left -= 1


@pytest.fixture
def journal(tmp_path: Path) -> Any:
    made = Journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}", key=KEY)
    yield made
    made.close()


@attrs.frozen
class Scenario:
    """A changing call, the operation that makes its change, and how often the plane made it."""

    plane: str
    operation: str
    call: Callable[[AsyncClient, str], Awaitable[Any]]
    made: Callable[[Sandbox], int]
    may_stay_unknown: bool = False


SCENARIOS = {
    "delphix execute": Scenario(
        "delphix",
        "execute_masking_job",
        lambda client, key: client.masking_jobs.execute.once(key, FINANCE_JOB, engine_id="1"),
        lambda sandbox: len(sandbox.delphix.jobs),
    ),
    "delphix copy": Scenario(
        "delphix",
        "copy_masking_job",
        lambda client, key: client.masking_jobs.copy.once(
            key, FINANCE_JOB, target_engine_id="2", target_environment_id="prod-env"
        ),
        lambda sandbox: len(sandbox.delphix.jobs),
    ),
    "delphix tags": Scenario(
        "delphix",
        "create_masking_job_tag",
        lambda client, key: client.masking_jobs.add_tags.once(key, FINANCE_JOB, {"colour": "blue"}),
        lambda sandbox: sandbox.requests.count("get_masking_job_tag") + 1,
    ),
    "ciphertrust start": Scenario(
        "ciphertrust",
        "aws.keys.start",
        lambda client, key: client.sync_jobs.start.once(key, "aws", kms=["kms"]),
        lambda sandbox: len(sandbox.ciphertrust.jobs),
    ),
}
DEATHS = {
    "before anything is written": (None, RequestStarted),
    "written, and never arrived": (faults.DropBeforeWork, RequestFailed),
    "done, and the reply was lost": (faults.DropAfterWork, RequestFailed),
    "done and answered": (None, ResponseReceived),
}


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=SCENARIOS)
@pytest.mark.parametrize(("fault", "event"), DEATHS.values(), ids=DEATHS)
async def test_killed_and_called_again(scenario: Scenario, fault: Any, event: Any, journal: Journal) -> None:
    with Sandbox([scenario.plane], clock=Clock.manual()) as sandbox:
        before = scenario.made(sandbox)
        if fault is not None:
            sandbox.faults.add(scenario.operation, fault())
        async with sandbox.async_client(journal=journal, hooks=[Death(event, scenario.operation)]) as client:
            with pytest.raises(Killed):
                await scenario.call(client, "nightly")
        done = fault is faults.DropAfterWork or event is ResponseReceived
        assert scenario.made(sandbox) - before <= 1
        told: list[Event] = []
        async with sandbox.async_client(journal=journal, hooks=[told.append]) as client:
            try:
                result = await scenario.call(client, "nightly")
            except AmbiguousOutcomeError as doubt:
                settled_by = "jobspan journal resolve"
                if done or settled_by not in str(doubt):
                    pytest.fail(f"what was done can be found, and the rest is said: {doubt}")
                return
            again = await scenario.call(client, "nightly")
        assert [type(each) for each in told if isinstance(each, RunTakenOver | RunJoined)] == [RunTakenOver, RunJoined]
        assert getattr(again, "ref", again) == getattr(result, "ref", result)
        assert scenario.made(sandbox) - before <= 1
        run = journal.get("nightly")
        assert run is not None
        assert run.state == "done"


class TestTheTable:
    async def test_done_with_the_same_arguments_sends_nothing(self, dct: Sandbox, journal: Journal) -> None:
        async with dct.async_client(journal=journal) as client:
            first = await client.masking_jobs.execute.once("k", FINANCE_JOB, engine_id="1")
            sent = len(dct.requests)
            second = await client.masking_jobs.execute.once("k", FINANCE_JOB, engine_id="1")
        assert second.ref == first.ref
        assert len(dct.requests) == sent

    async def test_other_arguments_are_refused_by_name(self, dct: Sandbox, journal: Journal) -> None:
        async with dct.async_client(journal=journal) as client:
            await client.masking_jobs.execute.once("k", FINANCE_JOB, engine_id="1")
            sent = len(dct.requests)
            with pytest.raises(KeyReused) as reused:
                await client.masking_jobs.execute.once("k", FINANCE_JOB, engine_id="2")
            with pytest.raises(KeyReused, match="method"):
                await client.masking_jobs.delete.once("k", FINANCE_JOB)
        assert reused.value.differs == ('engine_id was "1", and is "2"',)
        assert len(dct.requests) == sent

    async def test_a_refusal_leaves_the_key_free(self, dct: Sandbox, journal: Journal) -> None:
        async with dct.async_client(journal=journal) as client:
            place: Any = {"target_engine_id": "2", "target_environment_id": "prod-env"}
            await client.masking_jobs.copy(FINANCE_JOB, **place)
            with pytest.raises(RuleViolation):
                await client.masking_jobs.copy.once("k", FINANCE_JOB, **place)
            assert journal.get("k") is None
            await client.masking_jobs.add_tags.once("k", FINANCE_JOB, {"a": "b"})

    async def test_a_doubt_stays_one_until_somebody_looks_or_says(self, dct: Sandbox, journal: Journal) -> None:
        dct.faults.add("execute_masking_job", faults.DropBeforeWork())
        async with dct.async_client(journal=journal) as client:
            for _ in range(2):
                with pytest.raises(AmbiguousOutcomeError):
                    await client.masking_jobs.execute.once("k", FINANCE_JOB, engine_id="1")
            assert dct.requests.count("execute_masking_job") == 1
            client.journal.resolve("k", not_done=True)
            handle = await client.masking_jobs.execute.once("k", FINANCE_JOB, engine_id="1")
        assert dct.requests.count("execute_masking_job") == 2
        assert handle.id in dct.delphix.jobs

    async def test_somebody_else_at_work_is_waited_for_and_then_named(self, dct: Sandbox, journal: Journal) -> None:
        from jobspan._core.once import KeyedCall

        async with dct.async_client(journal=journal) as client:
            about = KeyedCall(
                key="k",
                plane="delphix",
                method="MaskingJobs.execute",
                endpoint=client._plane("delphix")[0].fingerprint,
                arguments={"job_id": FINANCE_JOB, "engine_id": "1"},
            )
            journal._store.claim(about)
        clock = FakeClock()
        async with dct.async_client(journal=journal, clock=clock, policy=Policy(call_deadline=20)) as client:
            with pytest.raises(InProgress, match="is being run by process"):
                await client.masking_jobs.execute.once("k", FINANCE_JOB, engine_id="1")
        assert sum(clock.slept) >= 20
        assert dct.requests.count("execute_masking_job") == 0

    async def test_without_a_journal_nothing_is_sent(self, dct: Sandbox) -> None:
        broken = Journal("postgresql://nobody@127.0.0.1:1/none", key=KEY)
        async with dct.async_client(journal=broken) as client:
            with pytest.raises(JournalError, match="cannot be used"):
                await client.masking_jobs.execute.once("k", FINANCE_JOB, engine_id="1")
        assert len(dct.requests) == 0

    async def test_a_plan_is_applied_once(self, dct: Sandbox, journal: Journal) -> None:
        async with dct.async_client(journal=journal) as client:
            first = await (await client.masking_jobs.execute.plan(FINANCE_JOB, engine_id="1")).apply(once="k")
            assert (await client.masking_jobs.execute.once("k", FINANCE_JOB, engine_id="1")).ref == first.ref
        assert dct.requests.count("execute_masking_job") == 1


async def test_a_rotation_goes_on_where_it_was_killed(journal: Journal) -> None:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        ids = [sandbox.huawei_drs.add(f"task-{number}", "INCRE_TRANSFER_STARTED").id for number in range(60)]
        passwords = [EndpointPassword(id, "source", Secret(CANARY)) for id in ids]
        for at in (0, 1, 2):
            death = Death(ResponseReceived, "batch_reset_password", at)
            async with sandbox.async_client(journal=journal, hooks=[death], policy=Policy(concurrency=1)) as client:
                with pytest.raises((Killed, BaseExceptionGroup)):
                    await client.migration_jobs.change_passwords.once("rotation", passwords)
        async with sandbox.async_client(journal=journal, policy=Policy(concurrency=1)) as client:
            result = await client.migration_jobs.change_passwords.once("rotation", passwords)
        assert len(result.succeeded) == 60
        assert [item.item.job_id for item in result] == ids
        sent = [
            task["job_id"] for request in sandbox.requests.of("batch_reset_password") for task in request.json["jobs"]
        ]
        assert len(sent) <= 60 + 3 * 10, "at most the request that was open is sent again"


async def test_which_secret_differs_is_said_and_nothing_that_tells_it(journal: Journal) -> None:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        first, second = (sandbox.huawei_drs.add(name, "INCRE_TRANSFER_STARTED").id for name in ("first", "second"))

        def ends(password: str) -> list[EndpointPassword]:
            return [
                EndpointPassword(first, "source", Secret(CANARY)),
                EndpointPassword(second, "target", Secret(password)),
            ]

        async with sandbox.async_client(journal=journal) as client:
            change = client.migration_jobs.change_passwords
            await change.once("k", ends("one"))
            with pytest.raises(KeyReused) as reused:
                await change.once("k", ends("two"))
        assert reused.value.differs == ("passwords_of[1].password is another secret",)
        assert reused.value.to_dict()["differs"] == list(reused.value.differs)
        kept = journal.get("k")
        assert kept is not None
        told = f"{reused.value} {reused.value.to_dict()} {kept.arguments}"
        assert reused.value.differs[0] in str(reused.value.to_dict()["text"])
        for secret in (CANARY, "one", "two"):
            assert journal._digest(secret) not in told
        assert str(kept.arguments).count("***") == 2


async def test_no_secret_is_kept(dct: Sandbox, journal: Journal, tmp_path: Path) -> None:
    async with dct.async_client(journal=journal) as client:
        connector = await client.connectors.list().first()
        assert connector is not None
        updating = await client.connectors.update.once("k", connector.id, username="u", password=Secret(CANARY))
        await updating.wait()
        with pytest.raises(KeyReused, match="password is another secret"):
            await client.connectors.update.once("k", connector.id, username="u", password=Secret("other"))
    for file in tmp_path.iterdir():
        assert CANARY.encode() not in file.read_bytes()
