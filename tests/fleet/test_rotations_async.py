"""Rotations of credentials: set, test, stop for the account at the first refusal, roll back. The record of the sandbox judges."""

from __future__ import annotations

from typing import Any

import pytest

from jobspan import AsyncClient, Secret, ValidationError
from jobspan.delphix import ConnectorTestFailed, Credentials, RotationOutcome
from jobspan.errors import AmbiguousOutcomeError, NotFound
from jobspan.fleet import ItemEnd
from jobspan.hooks import RequestStarted, ResponseReceived
from jobspan.journal import Journal
from jobspan.testing import Sandbox, faults
from tests.fleet.conftest import Death, Killed, connectors, masking_jobs

NEW = {"username": "USER123", "password": "password123"}
OLD = "masker-sandbox"


def logins_and_updates(sandbox: Sandbox) -> list[str]:
    """What was asked of connectors, in order."""
    wanted = ("update_connector_by_id", "test_connector")
    return [each.operation_id for each in sandbox.requests if each.operation_id in wanted]


async def test_three_hundred_of_an_account_and_a_wrong_password_among_them(dct: Sandbox, journal: Journal) -> None:
    ids = connectors(dct, 300, username="masker")
    others = connectors(dct, 2, username="masker", start=900)
    wrong = 4
    rows: list[dict[str, Any]] = [{"connector_id": id, **NEW, "old_password": OLD} for id in ids]
    rows[wrong]["password"] = "mistyped"
    rows += [{"connector_id": id, "password": OLD, "old_password": OLD} for id in others]
    async with dct.async_client(journal=journal) as client:
        rotation = client.fleet("rotation").from_rows(client.connectors.rotate, rows)
        plan = await rotation.plan()
        assert plan.ok, str(plan)
        assert len(plan.lanes) == 2
        assert {item.requests for item in plan} == {2}
        assert not logins_and_updates(dct)
        report = await rotation.run()
    assert report.counts == {ItemEnd.DONE: wrong + 2, ItemEnd.FAILED: 1, ItemEnd.HELD: 300 - wrong - 1}
    [refused] = report.of("failed")
    assert "Rolled back to 'masker'" in refused.reason
    assert {item.reason for item in report.of("held")} == {
        f"Not sent: account {refused.account} was refused for {refused.name}, and another try may lock it."
    }
    assert dct.requests.count("test_connector") == wrong + 1 + len(others)
    assert dct.requests.count("update_connector_by_id") == wrong + 2 + len(others)
    stored = [(dct.delphix.connectors[id].username, dct.delphix.connectors[id].password) for id in ids]
    assert stored == [("USER123", "password123")] * wrong + [("masker", OLD)] * (300 - wrong)


@pytest.mark.parametrize("copies_first", [False, True])
async def test_copies_and_rotations_of_an_account_share_its_first_refusal(
    copies_first: bool, dct: Sandbox, journal: Journal
) -> None:
    jobs, ids = masking_jobs(dct, 2), connectors(dct, 2, username="USER123")
    wrong = Credentials("USER123", "mistyped")
    where = {"target_engine_id": "2", "target_environment_id": "qa-env"}
    async with dct.async_client(journal=journal) as client:
        fleet = client.fleet("mixed")
        for rotates in (not copies_first, copies_first):
            if rotates:
                fleet.from_rows(client.connectors.rotate, [{"connector_id": id} for id in ids], password="mistyped")
            else:
                rows = [{"job_id": job} for job in jobs]
                fleet.from_rows(client.masking_jobs.copy, rows, connector_credentials=wrong, **where)
        report = await fleet.run(at_once=1)
    assert report.counts == {ItemEnd.FAILED: 1, ItemEnd.HELD: 3}, str(report)
    assert dct.requests.count("test_connector") == 1


async def test_without_the_old_password_it_says_that_the_new_one_stays(dct: Sandbox, journal: Journal) -> None:
    first, second = connectors(dct, 2, username="masker")
    async with dct.async_client(journal=journal) as client:
        rotation = client.fleet("rotation")
        for id in (first, second):
            rotation.add_named(id, client.connectors.rotate, id, password="mistyped")
        report = await rotation.run()
        assert report.counts == {ItemEnd.FAILED: 1, ItemEnd.HELD: 1}
        assert "Not rolled back: its old password is not known" in report.of("failed")[0].reason
        assert dct.delphix.connectors[first].password == "mistyped"
        assert dct.delphix.connectors[second].password == OLD
        assert logins_and_updates(dct) == ["update_connector_by_id", "test_connector"]
        mended = client.fleet("rotation")
        for id in (first, second):
            mended.add_named(id, client.connectors.rotate, id, password=Secret(OLD))
        assert (await mended.run(failed_too=True)).ok


async def test_a_refusal_is_a_result_and_tells_which_credentials_there_are(dct: Sandbox, journal: Journal) -> None:
    [id] = connectors(dct, 1, username="masker")
    async with dct.async_client(journal=journal) as client:
        shown = str(await client.connectors.rotate.plan(id, **NEW, old_password=OLD))
        assert "set the credentials of 'masker' again" in shown
        assert "password123" not in shown
        assert OLD not in shown
        assert (await client.connectors.rotate(id, **NEW)).outcome is RotationOutcome.ROTATED
        refused = await client.connectors.rotate(id, password="mistyped", old_password="password123")
        assert refused.outcome is RotationOutcome.ROLLED_BACK
        assert not refused
        with pytest.raises(ConnectorTestFailed, match="Rolled back to 'USER123'"):
            refused.raise_for_failure()
        dct.faults.add(
            "update_connector_by_id", faults.Answer(400), times=None, when=lambda call: OLD in str(call.body)
        )
        stuck = await client.connectors.rotate(id, password="mistyped", old_password=OLD)
        assert stuck.outcome is RotationOutcome.NOT_ROLLED_BACK
        assert "Not rolled back to 'USER123': " in stuck.reason


async def test_a_test_whose_reply_is_lost_is_not_repeated_and_stops_the_account(dct: Sandbox, journal: Journal) -> None:
    ids = connectors(dct, 3, username="masker")

    def added(client: AsyncClient) -> Any:
        fleet = client.fleet("rotation")
        for id in ids:
            fleet.add_named(id, client.connectors.rotate, id, **NEW, old_password=OLD)
        return fleet

    dct.faults.add("test_connector", faults.DropAfterWork())
    async with dct.async_client(journal=journal) as client:
        report = await added(client).run()
        assert report.counts == {ItemEnd.UNKNOWN: 1, ItemEnd.HELD: 2}, str(report)
        assert "may have been refused" in report.of("held")[0].reason
        again = await added(client).run()
        assert again.counts == {ItemEnd.UNKNOWN: 1, ItemEnd.HELD: 2}, str(again)
    assert logins_and_updates(dct) == ["update_connector_by_id", "test_connector"]


@pytest.mark.parametrize(
    ("event", "operation", "ends"),
    [
        (RequestStarted, "update_connector_by_id", {ItemEnd.DONE: 3}),
        (ResponseReceived, "update_connector_by_id", {ItemEnd.DONE: 3}),
        (RequestStarted, "test_connector", {ItemEnd.DONE: 3}),
        (ResponseReceived, "test_connector", {ItemEnd.DONE: 1, ItemEnd.UNKNOWN: 1, ItemEnd.HELD: 1}),
    ],
)
async def test_killed_and_gone_on_with_it_tries_no_login_twice(
    event: type[Any], operation: str, ends: dict[ItemEnd, int], dct: Sandbox, journal: Journal
) -> None:
    ids = connectors(dct, 3, username="masker")

    def added(client: AsyncClient) -> Any:
        fleet = client.fleet("rotation")
        for id in ids:
            fleet.add_named(id, client.connectors.rotate, id, **NEW, old_password=OLD)
        return fleet

    async with dct.async_client(journal=journal, hooks=[Death(event, operation, 2)]) as client:
        with pytest.raises(Killed):
            await added(client).run()
    async with dct.async_client(journal=journal) as client:
        report = await added(client).run()
        assert report.counts == ends, str(report)
    assert dct.requests.count("test_connector") <= 3
    tested = [each.path for each in dct.requests if each.operation_id == "test_connector"]
    assert len(set(tested)) == len(tested)


async def test_what_is_refused_before_anything_is_sent(dct: Sandbox, journal: Journal) -> None:
    [id] = connectors(dct, 1, username="masker")
    async with dct.async_client(journal=journal) as client:
        with pytest.raises(ValidationError, match="old_password: is needed with old_username"):
            await client.connectors.rotate(id, password="x", old_username="masker")
        with pytest.raises(ValidationError, match="password: must not be empty"):
            await client.connectors.rotate(id, password="")
        with pytest.raises(NotFound):
            await client.connectors.rotate.plan("1-DATABASE-9999", password="x")
        dct.faults.add("test_connector", faults.DropAfterWork())
        with pytest.raises(AmbiguousOutcomeError) as lost:
            await client.connectors.rotate(id, **NEW)
        assert lost.value.accepted == ("update_connector_by_id",)
