"""Logging in with a user name and password; and that no secret shows anywhere."""

from __future__ import annotations

import logging
import pickle
import traceback
from typing import Any, TypedDict

import pytest

from jobspan import (
    AsyncClient,
    AuthError,
    DelphixSettings,
    JobspanError,
    PartialFailure,
    Secret,
    TransportError,
)
from jobspan.delphix import Credentials
from jobspan.testing.sandbox import Sandbox, faults
from jobspan.testing.sandbox.client_clock import ClientClock
from jobspan.testing.sandbox.delphix.seed import ADMIN_PASSWORD, API_KEY, FINANCE_JOB


def _logged_in(dct: Sandbox, password: Any = ADMIN_PASSWORD, **options: Any) -> AsyncClient:
    settings = DelphixSettings(url=dct.url("delphix"), username="admin", password=password)
    return AsyncClient(delphix=settings, clock=ClientClock(dct), **options)


async def test_one_login_serves_many_calls(dct: Sandbox) -> None:
    async with _logged_in(dct) as client:
        for _ in range(3):
            await client.masking_jobs.get(FINANCE_JOB)
    assert dct.requests.count("account_login") == 1
    assert dct.requests[-1].headers["authorization"].startswith("Bearer ")


async def test_a_token_is_renewed_before_it_expires(dct: Sandbox) -> None:
    async with _logged_in(dct) as client:
        await client.masking_jobs.get(FINANCE_JOB)
        dct.advance(1800 - 30)
        await client.masking_jobs.get(FINANCE_JOB)
    assert dct.requests.count("account_login") == 2
    assert dct.requests.count("get_masking_job_by_id") == 2


async def test_a_token_that_ends_early_is_renewed_once(dct: Sandbox) -> None:
    async with _logged_in(dct) as client:
        await client.masking_jobs.get(FINANCE_JOB)
        dct.delphix.access.tokens.clear()
        await client.masking_jobs.get(FINANCE_JOB)
    assert dct.requests.count("account_login") == 2
    assert [request.status for request in dct.requests.of("get_masking_job_by_id")] == [200, 401, 200]


async def test_a_token_that_is_refused_again_and_again_is_not_renewed_for_ever(dct: Sandbox) -> None:
    dct.faults.add("get_masking_job_by_id", faults.ExpiredToken(), times=None)
    async with _logged_in(dct) as client:
        with pytest.raises(AuthError):
            await client.masking_jobs.get(FINANCE_JOB)
    assert dct.requests.count("account_login") == 2


async def test_a_wrong_password_is_tried_once(dct: Sandbox) -> None:
    async with _logged_in(dct, "canary-wrong") as client:
        for _ in range(10):
            with pytest.raises(AuthError) as refused:
                await client.masking_jobs.get(FINANCE_JOB)
    assert refused.value.code == "invalid_credentials"
    assert "not tried again" in str(refused.value)
    assert "canary" not in str(refused.value)
    assert dct.requests.count("account_login") == 1


async def test_a_password_that_was_put_right_is_tried(dct: Sandbox) -> None:
    passwords = ["wrong", ADMIN_PASSWORD]
    async with _logged_in(dct, lambda: passwords[0]) as client:
        with pytest.raises(AuthError):
            await client.masking_jobs.get(FINANCE_JOB)
        del passwords[0]
        assert (await client.masking_jobs.get(FINANCE_JOB)).id == FINANCE_JOB
    assert dct.requests.count("account_login") == 2


async def test_a_login_whose_answer_was_lost_is_repeated_for_it_changes_nothing(dct: Sandbox) -> None:
    dct.faults.add("account_login", faults.DropAfterWork())
    async with _logged_in(dct) as client:
        assert (await client.masking_jobs.get(FINANCE_JOB)).id == FINANCE_JOB
    assert dct.requests.count("account_login") == 2


async def test_a_login_that_is_never_answered_is_given_up_within_the_attempts(dct: Sandbox) -> None:
    dct.faults.add("account_login", faults.DropAfterWork(), times=None)
    async with _logged_in(dct) as client:
        with pytest.raises(TransportError):
            await client.masking_jobs.get(FINANCE_JOB)
    assert dct.requests.count("account_login") == 4


@pytest.mark.parametrize("key", [API_KEY, f"apk {API_KEY}", f"APK {API_KEY}"])
async def test_a_key_may_bring_its_own_scheme_word(dct: Sandbox, key: str) -> None:
    async with AsyncClient(delphix=DelphixSettings(url=dct.url("delphix"), api_key=key)) as client:
        try:
            await client.masking_jobs.get(FINANCE_JOB)
        except AuthError:
            assert key.startswith("APK"), "a scheme word is sent as it was given"
    assert dct.requests[-1].headers["authorization"] == (key if " " in key else f"apk {key}")


class Place(TypedDict):
    target_engine_id: str
    target_environment_id: str


QA: Place = {"target_engine_id": "2", "target_environment_id": "prod-env"}
CANARY = "canary-4d1c"


async def test_no_secret_shows_anywhere(dct: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    """Passwords, the key and the login token: not in logs, reprs, errors, plans, references or events."""
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []
    dct.delphix.access.api_keys[CANARY + "-key"] = 1
    dct.delphix.access.accounts[1].password = CANARY + "-login"
    dct.faults.add("test_connector", faults.Answer(400, {"error": "bad", "error_description": f"{CANARY}-db is wrong"}))

    def note(event: object) -> None:
        shown.append(repr(event))

    by_key = AsyncClient(
        delphix=DelphixSettings(url=dct.url("delphix"), api_key=CANARY + "-key"), hooks=[note], clock=ClientClock(dct)
    )
    for client in (by_key, _logged_in(dct, CANARY + "-login", hooks=[note])):
        async with client:
            pair = Credentials("USER123", Secret(CANARY + "-db"))
            plan = await client.masking_jobs.copy.plan(FINANCE_JOB, **QA, connector_credentials=pair)
            shown += [str(plan), repr(plan), plan._repr_html_(), repr(plan.requests), repr(pair)]
            copying = await plan.apply()
            shown += [copying.ref.to_json(), repr(copying), repr(copying.view)]
            with pytest.raises(PartialFailure) as failed:
                await copying.wait()
            shown += ["".join(traceback.format_exception(failed.value)), repr(pickle.loads(pickle.dumps(failed.value)))]
            change = await client.connectors.update.plan("1-DATABASE-1", password=CANARY + "-db")
            shown += [str(change), repr(change.requests), change._repr_html_()]
            dct.faults.add(
                "test_connector", faults.Answer(200, {"status": "FAILED", "message": f"{CANARY}-db is no password"})
            )
            tested = await client.connectors.test("1-DATABASE-1", password=CANARY + "-db")
            shown += [repr(tested), str(tested)]
            with pytest.raises(JobspanError) as refused:
                await client.masking_jobs.update("no-such-id", connector_password=CANARY + "-db")
            shown += ["".join(traceback.format_exception(refused.value)), repr(refused.value)]
            job = await client.masking_jobs.update(FINANCE_JOB, connector_password=CANARY + "-db")
            shown += [repr(job), repr(client), repr(client.delphix._ctx)]
    assert len(caplog.records) > 20
    assert CANARY not in "\n".join([*shown, caplog.text])
