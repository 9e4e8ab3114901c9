"""Sessions: five-minute tokens, what renews them, and what is left behind on the appliance."""

import logging
from datetime import timedelta
from typing import Any

import pytest

import jobspan
from jobspan.ciphertrust import CipherTrustSettings
from jobspan.testing.sandbox import Clock, Progress, Sandbox, faults
from jobspan.testing.sandbox.ciphertrust.seed import CLIENT_ID, PASSWORD

TOKENS = "auth.tokens.create"


def grants(sandbox: Sandbox) -> list[str]:
    return [request.json["grant_type"] for request in sandbox.requests.of(TOKENS)]


def settings(sandbox: Sandbox, **more: Any) -> CipherTrustSettings:
    about: dict[str, Any] = {"username": "admin", "password": PASSWORD} | more
    return CipherTrustSettings(url=sandbox.url("ciphertrust"), **about)


async def test_a_watch_of_an_hour_sees_no_failed_call(clock: Clock) -> None:
    with Sandbox(["ciphertrust"], clock=clock, progress=Progress.by_seconds(1200)) as sandbox:
        async with sandbox.async_client() as client:
            sync = await client.sync_jobs.aws.keys.start(synchronize_all=True)
            began = clock.monotonic()
            await sync.wait()
            watched = clock.monotonic() - began
            assert 3600 <= watched <= 3615
            assert {request.status for request in sandbox.requests} <= {200, 201}
            assert grants(sandbox) == ["password"] + ["refresh_token"] * 14
            assert len(sandbox.ciphertrust.access.refresh_tokens) == 1


async def test_a_token_is_renewed_when_a_minute_is_left(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        await client.ciphertrust.log_in()
        for seconds, expected in ((239, 1), (1, 2), (0, 2)):
            cckm.advance(seconds)
            await client.sync_jobs.list("aws").first()
            assert cckm.requests.count(TOKENS) == expected


async def test_a_token_that_the_appliance_no_longer_takes_is_replaced_at_once(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        sync = await client.sync_jobs.start("aws", kms=["kms"])
        cckm.faults.add("aws.keys.get", faults.ExpiredToken())
        await sync.refresh()
        assert grants(cckm) == ["password", "refresh_token"]
        assert [r.status for r in cckm.requests.of("aws.keys.get")] == [401, 200]
        cckm.faults.add("oci.keys.start", faults.ExpiredToken())
        await client.sync_jobs.start("oci", synchronize_all=True)
        assert [r.status for r in cckm.requests.of("oci.keys.start")] == [401, 201]


async def test_a_token_that_is_always_refused_is_renewed_once(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        cckm.faults.add("aws.keys.list", faults.ExpiredToken(), times=None)
        with pytest.raises(jobspan.AuthError, match="expired"):
            await client.sync_jobs.list("aws").first()
        assert cckm.requests.count("aws.keys.list") == 2
        assert grants(cckm) == ["password", "refresh_token"]


async def test_a_revoked_refresh_token_falls_back_to_the_password_once(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        await client.sync_jobs.list("aws").first()
        (token,) = cckm.ciphertrust.access.refresh_tokens.values()
        token.revoked = True
        cckm.advance(250)
        await client.sync_jobs.list("aws").first()
        assert grants(cckm) == ["password", "refresh_token", "password"]


async def test_an_unused_session_begins_anew(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        await client.sync_jobs.list("aws").first()
        cckm.advance(3600)
        await client.sync_jobs.list("aws").first()
        assert [r.status for r in cckm.requests.of(TOKENS)] == [200, 401, 200]


async def test_a_wrong_password_is_sent_once(cckm: Sandbox) -> None:
    async with cckm.async_client(ciphertrust=settings(cckm, password="canary-wrong")) as client:
        for _ in range(3):
            with pytest.raises(jobspan.AuthError, match="Wrong username or password") as caught:
                await client.sync_jobs.list("aws").first()
            assert "canary-wrong" not in repr(caught.value)
        assert "were not sent again" in str(caught.value)
        assert cckm.requests.count(TOKENS) == 1
        with pytest.raises(jobspan.AuthError):
            await client.ciphertrust.log_in()
        assert cckm.requests.count(TOKENS) == 2
    assert cckm.ciphertrust.access.accounts["admin"].wrong_passwords == 2


async def test_a_login_whose_reply_is_lost_is_repeated(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        cckm.faults.add(TOKENS, faults.DropBeforeWork())
        await client.sync_jobs.list("aws").first()
        assert grants(cckm) == ["password", "password"]


@pytest.mark.parametrize("status", [400, 403])
async def test_a_refused_login_is_sent_once_whatever_its_status(cckm: Sandbox, status: int) -> None:
    cckm.faults.add(TOKENS, faults.Answer(status, {"message": "the account is locked"}), times=None)
    async with cckm.async_client() as client:
        for _ in range(3):
            with pytest.raises(jobspan.ApiError, match="the account is locked"):
                await client.sync_jobs.list("aws").first()
        assert cckm.requests.count(TOKENS) == 1


async def test_a_login_without_a_token_in_it_is_not_a_login(cckm: Sandbox) -> None:
    cckm.faults.add(TOKENS, faults.SetFields({"jwt": ""}), times=None)
    async with cckm.async_client() as client:
        with pytest.raises(jobspan.DecodeError, match="carries no token"):
            await client.sync_jobs.list("aws").first()


@pytest.mark.parametrize("status", [400, 401, 403, 404])
async def test_a_refused_renewal_falls_back_to_the_login_and_is_not_tried_again(cckm: Sandbox, status: int) -> None:
    keep = cckm.async_client(ciphertrust=settings(cckm, revoke_on_close=False))
    await keep.ciphertrust.log_in()
    await keep.aclose()
    (secret,) = cckm.ciphertrust.access.refresh_tokens
    refused = faults.Answer(status, {"message": "Invalid token"})
    cckm.faults.add(TOKENS, refused, times=None, when=lambda call: call.json["grant_type"] == "refresh_token")
    cckm.faults.add(TOKENS, faults.SetFields({"refresh_token": None}), times=None)
    cckm.requests.clear()
    async with cckm.async_client(ciphertrust=settings(cckm, refresh_token=secret)) as client:
        for _ in range(4):
            await client.sync_jobs.list("aws").first()
            cckm.advance(300)
    assert grants(cckm) == ["refresh_token", *["password"] * 4]


async def test_a_refused_refresh_token_alone_is_sent_once(cckm: Sandbox) -> None:
    alone = settings(cckm, username=None, password=None, refresh_token="canary-dead")
    async with cckm.async_client(ciphertrust=alone) as client:
        for _ in range(3):
            with pytest.raises(jobspan.AuthError, match=r"Invalid token.*give a new one") as caught:
                await client.sync_jobs.list("aws").first()
            assert str(caught.value).count("give a new one") == 1
        assert cckm.requests.count(TOKENS) == 1
        with pytest.raises(jobspan.AuthError):
            await client.ciphertrust.log_in()
        assert cckm.requests.count(TOKENS) == 2


async def test_a_renewal_whose_reply_is_lost_is_repeated(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        await client.ciphertrust.log_in()
        cckm.advance(250)
        cckm.faults.add(TOKENS, faults.DropAfterWork())
        await client.sync_jobs.list("aws").first()
        assert grants(cckm) == ["password", "refresh_token", "refresh_token"]


async def test_a_renewal_that_fails_leaves_no_doubt(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        await client.ciphertrust.log_in()
        cckm.advance(250)
        cckm.faults.add(TOKENS, faults.Answer(503), times=None)
        with pytest.raises(jobspan.ServerError, match=r"auth\.tokens\.create"):
            await client.sync_jobs.list("aws").first()


async def test_domains(cckm: Sandbox) -> None:
    async with cckm.async_client(ciphertrust=settings(cckm, domain="finance")) as client:
        sync = await client.sync_jobs.start("aws", kms=["kms"])
        assert (await client.sync_jobs.list("aws").to_list())[0].id == sync.id
    async with cckm.async_client() as root:
        assert await root.sync_jobs.list("aws").to_list() == []
        with pytest.raises(jobspan.NotFound):
            await root.sync_jobs.get("aws", sync.id)
    async with cckm.async_client(ciphertrust=settings(cckm, domain="no-such-domain")) as lost:
        with pytest.raises(jobspan.AuthError, match=r"domain does not exist.*Check user name, password, connection"):
            await lost.sync_jobs.list("aws").first()
        assert cckm.requests.count(TOKENS) == 3


async def test_tenants(cckm: Sandbox) -> None:
    async with cckm.async_client(ciphertrust=settings(cckm, username="tenant-admin", tenant="acme")) as client:
        await client.sync_jobs.list("aws").first()
        assert cckm.requests.of(TOKENS)[0].json["auth_domain_path"] == "/acme"
    async with cckm.async_client(ciphertrust=settings(cckm, username="tenant-admin")) as without:
        with pytest.raises(jobspan.AuthError, match="tenant"):
            await without.sync_jobs.list("aws").first()


async def test_closing_revokes_and_the_client_can_be_used_again(cckm: Sandbox) -> None:
    client = cckm.async_client()
    await client.sync_jobs.list("aws").first()
    await client.aclose()
    (token,) = cckm.ciphertrust.access.refresh_tokens.values()
    assert token.revoked
    assert token.labels == ("jobspan",)
    assert (token.expires, token.unused_limit) == (token.created + timedelta(hours=12), timedelta(hours=1))
    await client.aclose()
    assert cckm.requests.count("auth.revoke") == 1, "nothing is left to revoke"
    await client.sync_jobs.list("aws").first()
    await client.aclose()
    assert grants(cckm) == ["password", "password"]
    assert all(each.revoked for each in cckm.ciphertrust.access.refresh_tokens.values())


async def test_closing_after_a_long_pause_renews_only_to_revoke(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        await client.sync_jobs.list("aws").first()
        cckm.advance(1000)
    assert grants(cckm) == ["password", "refresh_token"]
    assert cckm.requests.count("auth.revoke") == 1


async def test_a_session_is_begun_and_ended_by_hand(cckm: Sandbox) -> None:
    async with cckm.async_client() as client:
        await client.ciphertrust.log_in()
        await client.ciphertrust.log_in()
        assert grants(cckm) == ["password"], "a session that lives is kept"
        await client.ciphertrust.log_out()
        assert [token.revoked for token in cckm.ciphertrust.access.refresh_tokens.values()] == [True]
        await client.ciphertrust.log_out()
        assert cckm.requests.count("auth.revoke") == 1


async def test_a_session_that_ended_by_itself_is_left_quietly(cckm: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    async with cckm.async_client() as client:
        await client.ciphertrust.log_in()
        cckm.advance(7200)
    assert grants(cckm) == ["password", "refresh_token"]
    assert "closing:" not in caplog.text


async def test_closing_never_fails(cckm: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "jobspan.ciphertrust"):
        async with cckm.async_client() as client:
            await client.sync_jobs.list("aws").first()
            cckm.faults.add("auth.revoke", faults.DropBeforeWork())
        async with cckm.async_client() as client:
            await client.sync_jobs.list("aws").first()
            cckm.faults.add("auth.revoke", faults.Answer(500, {"message": "no"}))
    assert cckm.requests.count("auth.revoke") == 2, "one attempt each"
    assert len([r for r in caplog.records if r.getMessage().startswith("closing:")]) == 2
    secrets = [*cckm.ciphertrust.access.refresh_tokens, *cckm.ciphertrust.access.bearers, PASSWORD]
    assert not any(secret in caplog.text for secret in secrets)


async def test_revoking_can_be_left_to_the_appliance(cckm: Sandbox) -> None:
    short = settings(cckm, revoke_on_close=False, refresh_token_lifetime=90, refresh_token_revoke_unused_in=None)
    async with cckm.async_client(ciphertrust=short) as client:
        await client.sync_jobs.list("aws").first()
    (token,) = cckm.ciphertrust.access.refresh_tokens.values()
    assert not token.revoked
    assert token.expires == token.created + timedelta(minutes=90)
    assert token.unused_limit is None


async def test_a_refresh_token_of_ones_own_is_used_and_left_alone(cckm: Sandbox) -> None:
    keep = cckm.async_client(ciphertrust=settings(cckm, revoke_on_close=False))
    await keep.ciphertrust.log_in()
    await keep.aclose()
    (secret,) = cckm.ciphertrust.access.refresh_tokens
    borrowed = settings(cckm, username=None, password=None, refresh_token=secret)
    async with cckm.async_client(ciphertrust=borrowed) as client:
        await client.sync_jobs.list("aws").first()
    assert grants(cckm) == ["password", "refresh_token"]
    assert cckm.requests.count("auth.revoke") == 0
    cckm.ciphertrust.access.refresh_tokens[secret].revoked = True
    async with cckm.async_client(ciphertrust=borrowed) as client:
        with pytest.raises(jobspan.AuthError, match=r"Token has been revoked.*give a new one") as caught:
            await client.sync_jobs.list("aws").first()
    assert secret not in repr(caught.value)
    both = settings(cckm, refresh_token=secret)
    async with cckm.async_client(ciphertrust=both) as client:
        await client.sync_jobs.list("aws").first()
    assert grants(cckm)[-2:] == ["refresh_token", "password"]


async def test_an_expired_refresh_token_of_ones_own(cckm: Sandbox) -> None:
    keep = cckm.async_client(ciphertrust=settings(cckm, revoke_on_close=False, refresh_token_lifetime=10))
    await keep.ciphertrust.log_in()
    await keep.aclose()
    (secret,) = cckm.ciphertrust.access.refresh_tokens
    cckm.advance(601)
    borrowed = settings(cckm, username=None, password=None, refresh_token=secret)
    async with cckm.async_client(ciphertrust=borrowed) as client:
        with pytest.raises(jobspan.AuthError, match="Invalid token"):
            await client.sync_jobs.list("aws").first()


async def test_self_signed_appliances_need_their_ca() -> None:
    with Sandbox(["ciphertrust"], clock=Clock.manual(), tls=True) as sandbox:
        about = settings(sandbox)
        async with sandbox.async_client(ciphertrust=about) as client:
            with pytest.raises(
                jobspan.TransportError, match=r"certificate.*ca_bundle=.*JOBSPAN_CIPHERTRUST_CA_BUNDLE"
            ) as caught:
                await client.sync_jobs.list("aws").first()
            assert (caught.value.phase, caught.value.attempts) == ("not_sent", 1)
            assert len(sandbox.requests) == 0
        async with sandbox.async_client(ciphertrust=settings(sandbox, ca_bundle=sandbox.ca_bundle)) as client:
            assert await client.sync_jobs.list("aws").to_list() == []
        with pytest.warns(jobspan.ConfigWarning, match="ca_bundle="):
            unverified = settings(sandbox, verify=False)
        async with sandbox.async_client(ciphertrust=unverified) as client:
            assert await client.sync_jobs.list("aws").to_list() == []


async def test_grants_that_rest_on_a_client_certificate() -> None:
    with Sandbox(["ciphertrust"], clock=Clock.manual(), tls=True) as sandbox:

        def by_certificate(name: str, client_id: str | None = None) -> CipherTrustSettings:
            return CipherTrustSettings(
                url=sandbox.url("ciphertrust"),
                ca_bundle=sandbox.ca_bundle,
                client_certificate=sandbox.client_certificate(name),
                client_id=client_id,
            )

        async with sandbox.async_client(ciphertrust=by_certificate(CLIENT_ID, CLIENT_ID)) as client:
            await client.sync_jobs.list("aws").first()
            sandbox.advance(250)
            await client.sync_jobs.list("aws").first()
            login = {"grant_type": "client_credential", "client_id": CLIENT_ID}
            assert [request.json for request in sandbox.requests.of(TOKENS)] == [login, login]
        assert sandbox.requests.count("auth.revoke") == 0, "this grant leaves no refresh token"

        async with sandbox.async_client(ciphertrust=by_certificate("admin")) as client:
            await client.sync_jobs.list("aws").first()
        assert sandbox.requests.of(TOKENS)[-1].json["grant_type"] == "user_certificate"
        assert sandbox.requests.count("auth.revoke") == 1

        async with sandbox.async_client(ciphertrust=by_certificate("somebody-else", CLIENT_ID)) as client:
            with pytest.raises(jobspan.AuthError, match="Invalid Client"):
                await client.sync_jobs.list("aws").first()
