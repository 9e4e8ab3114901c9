"""Every kind of Huawei credentials over a real socket: found, renewed, refused, and the project that goes with them."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

import jobspan
from jobspan.drs import UseType
from jobspan.huawei import AccessKeyHeld, Credentials
from jobspan.testing import Clock, Sandbox, faults
from jobspan.testing.sandbox.huawei.access import ACCESS_KEY, DOMAIN_NAME, PASSWORD, PROJECT_ID, SECRET_KEY
from jobspan.testing.sandbox.huawei.identity import (
    AGENCY,
    AGENCY_URN,
    ID_TOKEN,
    IDP_ID,
    OPERATOR_ID,
    OTHER_ACCOUNT,
    OTHER_ACCOUNT_NAME,
    OWN_ACCOUNT,
    POD_TOKEN,
    PROVIDER_URN,
)

CANARY = "canary-7f3a"
READ = "show_quotas"


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        yield sandbox


def settings(drs: Sandbox, environment: dict[str, str] | None = None, **more: Any) -> jobspan.HuaweiSettings:
    """Settings without credentials: everything else leads to the sandbox."""
    url = drs.url("huawei_drs")
    given: dict[str, Any] = {"region": "eu-west-101", "metadata_url": url, "environment": environment or {}}
    for service in ("drs", "iam", "sts"):
        given[f"{service}_url"] = url
    return jobspan.HuaweiSettings(**given | more)


def keys(drs: Sandbox, **more: Any) -> jobspan.HuaweiSettings:
    return settings(drs, access_key=ACCESS_KEY, secret_key=SECRET_KEY, **more)


def sent(drs: Sandbox) -> list[str]:
    return [request.operation_id or "" for request in drs.requests]


def security_tokens(drs: Sandbox) -> list[str | None]:
    return [request.headers.get("x-security-token") for request in drs.requests.of(READ)]


async def use(drs: Sandbox, given: jobspan.HuaweiSettings, times: int = 1) -> None:
    async with drs.async_client(huawei=given) as client:
        for _ in range(times):
            await client.migration_jobs.quotas()


class TestTheProject:
    async def test_is_asked_for_once_where_it_is_not_given(self, drs: Sandbox) -> None:
        await use(drs, keys(drs), times=3)
        assert sent(drs) == ["iam.list_projects", READ, READ, READ]
        asked, first = drs.requests.of("iam.list_projects")[0], drs.requests.of(READ)[0]
        assert dict(asked.query) == {"name": "eu-west-101"}
        assert "x-project-id" not in asked.headers
        assert first.headers["x-project-id"] == PROJECT_ID
        assert f"/{PROJECT_ID}/" in first.path

    async def test_of_another_name_than_the_region(self, drs: Sandbox) -> None:
        drs.huawei_drs.access.identity.projects[OWN_ACCOUNT] = {"f" * 32: "eu-west-101", PROJECT_ID: "eu-west-101_jobs"}
        await use(drs, keys(drs, project_name="eu-west-101_jobs"))
        assert sent(drs)[-1] == READ

    async def test_is_listed_for_users_who_may_not_list_all(self, drs: Sandbox) -> None:
        drs.huawei_drs.access.identity.may_list_projects = False
        await use(drs, keys(drs))
        assert sent(drs) == ["iam.list_projects", "iam.list_auth_projects", READ]

    async def test_that_is_not_there_is_an_error_about_settings(self, drs: Sandbox) -> None:
        drs.huawei_drs.access.identity.projects[OWN_ACCOUNT] = {}
        with pytest.raises(jobspan.ConfigError, match="no project named eu-west-101"):
            await use(drs, keys(drs))

    async def test_that_is_there_twice_has_to_be_chosen(self, drs: Sandbox) -> None:
        drs.huawei_drs.access.identity.projects[OWN_ACCOUNT] = {"1" * 32: "eu-west-101", "2" * 32: "eu-west-101"}
        with pytest.raises(
            jobspan.ConfigError, match=f"2 projects named eu-west-101: {'1' * 32} .*JOBSPAN_HUAWEI_PROJECT_ID"
        ):
            await use(drs, keys(drs))

    async def test_is_put_into_plans_when_they_are_applied(self, drs: Sandbox) -> None:
        job = drs.huawei_drs.task_named("shop-search")
        async with drs.async_client(huawei=keys(drs)) as client:
            plan = await client.migration_jobs.pause.plan([job])
            assert "~project_id~" in plan.requests[0]["url"]
            (await plan.apply()).raise_for_failures()
        assert sent(drs).count("iam.list_projects") == 1
        assert all("~project_id~" not in request.path for request in drs.requests)

    async def test_is_no_part_of_what_a_key_stands_for_twice(self, drs: Sandbox, tmp_path: Path) -> None:
        job = drs.huawei_drs.task_named("shop-search")
        journal = f"sqlite:///{tmp_path / 'journal.sqlite3'}"
        for _ in range(2):
            async with drs.async_client(huawei=keys(drs), journal=journal) as client:
                (await client.migration_jobs.pause.once("nightly", [job])).raise_for_failures()
        assert sent(drs).count("batch_stop_jobs") == 1


class TestTokens:
    async def test_a_ready_made_token_is_all_that_is_sent(self, drs: Sandbox) -> None:
        token = await self._token(drs)
        await use(drs, settings(drs, auth_token=token, project_id=PROJECT_ID))
        request = drs.requests.of(READ)[-1]
        assert request.headers["x-auth-token"] == token
        assert not {"authorization", "x-sdk-date", "x-project-id"} & set(request.headers)

    async def test_a_ready_made_token_that_was_replaced_is_tried_again(self, drs: Sandbox) -> None:
        tokens = ["MIIold.one", await self._token(drs)]
        drs.requests.clear()
        source = settings(
            drs, auth_token=lambda: tokens.pop(0) if len(tokens) > 1 else tokens[0], project_id=PROJECT_ID
        )
        await use(drs, source, times=2)
        assert sent(drs) == [READ, READ, READ]

    async def test_a_user_is_named_by_id_and_the_project_by_the_login(self, drs: Sandbox) -> None:
        await use(drs, settings(drs, user_id=OPERATOR_ID, password=PASSWORD))
        assert sent(drs) == ["iam.tokens", READ]
        auth = drs.requests.of("iam.tokens")[0].json["auth"]
        assert auth["identity"]["password"]["user"] == {"id": OPERATOR_ID, "password": PASSWORD}
        assert auth["scope"] == {"project": {"name": "eu-west-101"}}

    async def test_an_account_is_named_by_id(self, drs: Sandbox) -> None:
        await use(drs, settings(drs, username="operator", password=PASSWORD, domain_id=OWN_ACCOUNT))
        assert drs.requests.of("iam.tokens")[0].json["auth"]["identity"]["password"]["user"]["domain"] == {
            "id": OWN_ACCOUNT
        }

    async def _token(self, drs: Sandbox) -> str:
        given = settings(drs, username="operator", password=PASSWORD, domain_name=DOMAIN_NAME, project_id=PROJECT_ID)
        await use(drs, given)
        token: str = drs.requests.of(READ)[-1].headers["x-auth-token"]
        drs.requests.clear()
        return token


class TestTheMetadataService:
    async def test_gives_keys_that_are_renewed_before_they_end(self, drs: Sandbox) -> None:
        drs.huawei_drs.access.identity.metadata_lifetime = timedelta(hours=1)
        async with drs.async_client(huawei=settings(drs, metadata=True)) as client:
            await client.migration_jobs.quotas()
            drs.advance(49 * 60)
            await client.migration_jobs.quotas()
            drs.advance(2 * 60)
            await client.migration_jobs.quotas()
        assert sent(drs) == [
            "metadata.token", "metadata.security_key", "iam.list_projects", READ, READ, "metadata.security_key", READ,
        ]  # fmt: skip
        first, second, third = security_tokens(drs)
        assert first == second != third

    async def test_without_session_tokens_is_asked_all_the_same(self, drs: Sandbox) -> None:
        drs.huawei_drs.access.identity.metadata = "no-tokens"
        await use(drs, settings(drs, metadata=True))
        assert sent(drs)[:2] == ["metadata.token", "metadata.security_key"]
        assert "x-metadata-token" not in drs.requests.of("metadata.security_key")[0].headers

    async def test_that_forgot_its_session_gets_a_new_one(self, drs: Sandbox) -> None:
        identity = drs.huawei_drs.access.identity
        identity.metadata_lifetime = timedelta(hours=1)
        async with drs.async_client(huawei=settings(drs, metadata=True, project_id=PROJECT_ID)) as client:
            await client.migration_jobs.quotas()
            identity.end_metadata_sessions()
            drs.advance(55 * 60)
            await client.migration_jobs.quotas()
        assert sent(drs)[3:] == ["metadata.security_key", "metadata.token", "metadata.security_key", READ]

    async def test_on_a_server_without_an_agency_says_so(self, drs: Sandbox) -> None:
        drs.huawei_drs.access.identity.metadata = "no-agency"
        with pytest.raises(jobspan.ConfigError, match="has no agency"):
            await use(drs, settings(drs, metadata=True))

    async def test_that_does_not_answer_says_so(self, drs: Sandbox) -> None:
        drs.faults.add("metadata.token", faults.DropBeforeWork(), times=None)
        with pytest.raises(jobspan.ConfigError, match=r"does not answer.*metadata=true"):
            await use(drs, settings(drs, metadata=True))
        assert sent(drs) == ["metadata.token"]

    async def test_is_never_asked_unless_that_is_wished(self, drs: Sandbox) -> None:
        with pytest.raises(jobspan.ConfigError, match=r"there are no credentials.*ECS metadata .*metadata=true"):
            await use(drs, settings(drs))
        assert sent(drs) == []

    async def test_is_asked_past_every_proxy_and_gets_no_header_of_others(
        self, drs: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        policy = jobspan.Policy(attempts=1, headers={"X-Ticket": CANARY})
        async with drs.async_client(
            huawei=settings(drs, metadata=True, project_id=PROJECT_ID), policy=policy
        ) as client:
            with pytest.raises(jobspan.TransportError):
                await client.migration_jobs.quotas()
        assert sent(drs) == ["metadata.token", "metadata.security_key"]
        assert all("x-ticket" not in request.headers for request in drs.requests)


class TestAgencies:
    async def test_a_classic_one_is_taken_on_with_a_signature(self, drs: Sandbox) -> None:
        await use(drs, keys(drs, agency_name=AGENCY, agency_domain_name=OTHER_ACCOUNT_NAME), times=2)
        assert sent(drs) == ["iam.security_tokens", "iam.list_projects", READ, READ]
        asked = drs.requests.of("iam.security_tokens")[0].json["auth"]["identity"]["assume_role"]
        assert asked["agency_name"] == AGENCY
        assert asked["duration_seconds"] == 3600
        assert security_tokens(drs)[0] is not None

    async def test_a_classic_one_is_taken_on_with_a_token(self, drs: Sandbox) -> None:
        role: dict[str, Any] = {"agency_name": AGENCY, "agency_domain_id": OTHER_ACCOUNT}
        await use(drs, settings(drs, user_id=OPERATOR_ID, password=PASSWORD, **role))
        assert sent(drs) == ["iam.tokens", "iam.security_tokens", "iam.list_projects", READ]

    async def test_one_of_sts_is_taken_on(self, drs: Sandbox) -> None:
        async with drs.async_client(huawei=keys(drs, agency_urn=AGENCY_URN, agency_session_name="nightly")) as client:
            caller = await client.huawei.caller()
        assert caller.account_id == OTHER_ACCOUNT
        assert drs.requests.of("sts.assume_agency")[0].json == {
            "agency_urn": AGENCY_URN,
            "agency_session_name": "nightly",
        }

    async def test_one_that_may_not_be_taken_on_is_named(self, drs: Sandbox) -> None:
        given = keys(drs, agency_name="nobody", agency_domain_name=OTHER_ACCOUNT_NAME)
        with pytest.raises(jobspan.PermissionDenied, match=f"agency nobody of account {OTHER_ACCOUNT_NAME}"):
            await use(drs, given)

    async def test_one_of_terraforms_settings_leaves_the_callers_project_behind(self, drs: Sandbox) -> None:
        environment = {
            "HW_ACCESS_KEY": ACCESS_KEY,
            "HW_SECRET_KEY": SECRET_KEY,
            "HW_PROJECT_ID": "f" * 32,
            "HW_ASSUME_ROLE_AGENCY_NAME": AGENCY,
            "HW_ASSUME_ROLE_DOMAIN_NAME": OTHER_ACCOUNT_NAME,
        }
        await use(drs, settings(drs, environment))
        assert sent(drs) == ["iam.security_tokens", "iam.list_projects", READ]


class TestOtherIdentities:
    async def test_a_token_file_is_read_again_for_each_renewal(self, drs: Sandbox, tmp_path: Path) -> None:
        file = tmp_path / "token"
        file.write_text(f"{ID_TOKEN}\n")
        drs.huawei_drs.access.identity.id_tokens[IDP_ID].add("second")
        environment = {"HUAWEICLOUD_SDK_IDP_ID": IDP_ID, "HUAWEICLOUD_SDK_ID_TOKEN_FILE": str(file)}
        async with drs.async_client(huawei=settings(drs, environment)) as client:
            await client.migration_jobs.quotas()
            file.write_text("second")
            drs.advance(6 * 3600)
            await client.migration_jobs.quotas()
        first, second = drs.requests.of("iam.id_token_tokens")
        assert first.headers["x-idp-id"] == IDP_ID
        assert [each.json["auth"]["id_token"]["id"] for each in (first, second)] == [ID_TOKEN, "second"]
        exchanged = drs.requests.of("iam.security_tokens")[0]
        asked = exchanged.json["auth"]["identity"]["token"]
        assert asked == {"id": exchanged.headers["x-auth-token"], "duration_seconds": 21600}
        assert "authorization" not in exchanged.headers

    async def test_openid_connect_takes_one_call(self, drs: Sandbox) -> None:
        environment = {
            "HUAWEICLOUD_OIDC_PROVIDER_URN": PROVIDER_URN,
            "HUAWEICLOUD_OIDC_AGENCY_URN": AGENCY_URN,
            "HUAWEICLOUD_OIDC_ID_TOKEN": ID_TOKEN,
            "HUAWEICLOUD_OIDC_POLICY_IDS": "a, b",
        }
        await use(drs, settings(drs, environment))
        assert sent(drs) == ["sts.assume_agency_with_oidc", "iam.list_projects", READ]
        asked = drs.requests.of("sts.assume_agency_with_oidc")[0].json
        assert asked == {
            "provider_urn": PROVIDER_URN,
            "agency_urn": AGENCY_URN,
            "agency_session_name": "oidc-sts-session",
            "id_token": ID_TOKEN,
            "duration_seconds": 3600,
            "policy_ids": ["a", "b"],
        }

    async def test_a_pod_asks_the_agent_of_its_cluster(self, drs: Sandbox, tmp_path: Path) -> None:
        file = tmp_path / "token"
        file.write_text(POD_TOKEN)
        environment = {
            "HC_CONTAINER_CREDENTIALS_FULL_URI": f"{drs.url('huawei_drs')}/",
            "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(file),
        }
        await use(drs, settings(drs, environment))
        assert sent(drs) == ["pod_identity.credentials", "iam.list_projects", READ]
        assert drs.requests.of("pod_identity.credentials")[0].json == {}


class TestTemporaryKeys:
    async def test_that_ended_are_refused_and_asked_for_again_once(self, drs: Sandbox, tmp_path: Path) -> None:
        """Another tool renews the file; jobspan learns it from the refusal."""
        file = tmp_path / ".huaweicloud" / "credentials"
        file.parent.mkdir()
        given = settings(drs, {"HOME": str(tmp_path)}, project_id=PROJECT_ID)
        self._write(file, drs)
        async with drs.async_client(huawei=given) as client:
            await client.migration_jobs.quotas()
            drs.advance(2 * 3600)
            self._write(file, drs)
            await client.migration_jobs.quotas()
            first, second, third = security_tokens(drs)
            assert first == second != third
            drs.advance(2 * 3600)
            with pytest.raises(jobspan.AuthError, match="security token has expired"):
                await client.migration_jobs.quotas()
        assert sent(drs).count(READ) == 4

    async def test_that_are_said_to_have_ended_are_not_sent(self, drs: Sandbox) -> None:
        ended = drs.clock.now() - timedelta(seconds=1)
        old = Credentials(access_key=CANARY, secret_key=CANARY, security_token=CANARY, expires_at=ended)
        with pytest.raises(jobspan.AuthError, match=r"expired at .* nothing was sent") as expired:
            await use(drs, settings(drs, credentials=lambda: old, project_id=PROJECT_ID))
        assert CANARY not in str(expired.value)
        assert sent(drs) == []

    async def test_that_cannot_be_renewed_now_are_used_while_they_last(
        self, drs: Sandbox, caplog: pytest.LogCaptureFixture
    ) -> None:
        drs.huawei_drs.access.identity.metadata_lifetime = timedelta(hours=1)
        async with drs.async_client(huawei=settings(drs, metadata=True, project_id=PROJECT_ID)) as client:
            await client.migration_jobs.quotas()
            drs.faults.add("metadata.security_key", faults.Answer(500), times=None)
            drs.advance(55 * 60)
            await client.migration_jobs.quotas()
            await client.migration_jobs.quotas()
            assert sent(drs).count("metadata.security_key") == 2
            drs.advance(10 * 60)
            with pytest.raises(jobspan.ConfigError, match="HTTP 500"):
                await client.migration_jobs.quotas()
        assert "could not be renewed" in caplog.text

    async def test_of_another_pair_are_refused(self, drs: Sandbox) -> None:
        """What a torn renewal would send: the new pair with the old token."""
        identity = drs.huawei_drs.access.identity
        pairs = [self._pair(drs), self._pair(drs)]
        assert identity.issued == 2
        torn = Credentials(
            access_key=pairs[1]["access"], secret_key=pairs[1]["secret"], security_token=pairs[0]["securitytoken"]
        )
        with pytest.raises(jobspan.AuthError, match="that of another key"):
            await use(drs, settings(drs, credentials=lambda: torn, project_id=PROJECT_ID))

    def _pair(self, drs: Sandbox) -> dict[str, str]:
        """Keys as another tool would fetch them."""
        identity = drs.huawei_drs.access.identity
        reply = identity._classic(OWN_ACCOUNT, 3600)
        pair: dict[str, str] = json.loads(reply.body)["credential"]
        return pair

    def _write(self, file: Path, drs: Sandbox) -> None:
        pair = self._pair(drs)
        file.write_text(
            f"[basic]\nak = {pair['access']}\nsk = {pair['secret']}\nsecurity_token = {pair['securitytoken']}\n"
        )


class TestTheLock:
    async def test_after_two_refusals_nothing_more_is_signed(self, drs: Sandbox) -> None:
        wrong = settings(drs, access_key=ACCESS_KEY, secret_key=CANARY, project_id=PROJECT_ID)
        async with drs.async_client(huawei=wrong) as client:
            for _ in range(2):
                with pytest.raises(jobspan.AuthError, match="verify aksk signature fail"):
                    await client.migration_jobs.quotas()
            with pytest.raises(AccessKeyHeld, match=r"refused 2 times in a row.*5 minutes.*give the new one") as held:
                await client.migration_jobs.quotas()
        assert CANARY not in str(held.value)
        async with drs.async_client(huawei=wrong) as another:
            with pytest.raises(AccessKeyHeld):
                await another.migration_jobs.quotas()
        assert len(sent(drs)) == 2

    async def test_a_key_that_was_put_right_is_used_at_once(self, drs: Sandbox) -> None:
        secrets = [CANARY]
        source = settings(
            drs,
            credentials=lambda: Credentials(access_key=ACCESS_KEY, secret_key=secrets[0]),
            project_id=PROJECT_ID,
        )
        async with drs.async_client(huawei=source) as client:
            for _ in range(3):
                with pytest.raises(jobspan.AuthError):
                    await client.migration_jobs.quotas()
            secrets[0] = SECRET_KEY
            await client.migration_jobs.quotas()
        assert len(sent(drs)) == 3

    async def test_a_change_that_was_held_back_was_not_made(self, drs: Sandbox) -> None:
        job = drs.huawei_drs.task_named("shop-search")
        wrong = settings(drs, access_key=ACCESS_KEY, secret_key=CANARY, project_id=PROJECT_ID)
        async with drs.async_client(huawei=wrong, policy=jobspan.Policy(rules="off")) as client:
            for _ in range(2):
                with pytest.raises(jobspan.AuthError):
                    await client.migration_jobs.quotas()
            with pytest.raises(AccessKeyHeld):
                await client.migration_jobs.pause([job])
        assert len(sent(drs)) == 2

    async def test_a_key_that_others_locked_is_left_alone_until_the_lock_is_over(self, drs: Sandbox) -> None:
        for _ in range(5):
            self._refused(drs)
        drs.requests.clear()
        async with drs.async_client(huawei=keys(drs, project_id=PROJECT_ID)) as client:
            with pytest.raises(jobspan.AuthError, match="failed to reach the limit"):
                await client.migration_jobs.quotas()
            with pytest.raises(AccessKeyHeld, match=r"not used for another 300 s.*wait"):
                await client.migration_jobs.quotas()
            assert len(sent(drs)) == 1
            drs.advance(301)
            await client.migration_jobs.quotas()

    def _refused(self, drs: Sandbox) -> None:
        """Somebody else signs with a wrong secret."""
        date = drs.clock.now().strftime("%Y%m%dT%H%M%SZ")
        signature = f"SDK-HMAC-SHA256 Access={ACCESS_KEY}, SignedHeaders=host;x-sdk-date, Signature={'0' * 64}"
        url = f"{drs.url('huawei_drs')}/v3/{PROJECT_ID}/quotas"
        assert httpx.get(url, headers={"X-Sdk-Date": date, "Authorization": signature}).status_code == 401


class TestWhatIsSaidOfThem:
    async def test_the_link_that_was_taken_and_those_before_it(self, drs: Sandbox) -> None:
        environment = {"HW_ACCESS_KEY": ACCESS_KEY, "HW_SECRET_KEY": SECRET_KEY}
        async with drs.async_client(huawei=settings(drs, environment)) as client:
            found = await client.huawei.credentials()
        assert (found.link, found.where) == ("Terraform variables", "HW_ACCESS_KEY, HW_SECRET_KEY")
        assert [each.link for each in found.passed_over] == ["OpenID Connect variables", "SDK variables"]
        assert found.passed_over[1].why == "HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK are not set"
        assert (found.kind, found.access_key, found.project_id) == ("permanent access key", "SAND...", PROJECT_ID)

    async def test_temporary_keys_are_fetched_to_say_when_they_end(self, drs: Sandbox) -> None:
        async with drs.async_client(huawei=settings(drs, metadata=True)) as client:
            found = await client.huawei.credentials()
        assert found.kind == "temporary access key"
        assert found.expires_at == drs.clock.now() + timedelta(hours=24)

    async def test_projects_accounts_and_the_caller(self, drs: Sandbox) -> None:
        async with drs.async_client(huawei=keys(drs)) as client:
            assert [project.id for project in await client.huawei.projects()] == [PROJECT_ID]
            assert await client.huawei.projects("another") == []
            assert [domain.id for domain in await client.huawei.domains()] == [OWN_ACCOUNT]
            assert (await client.huawei.caller()).account_id == OWN_ACCOUNT

    async def test_findings_name_every_link_and_sign_once(self, drs: Sandbox, tmp_path: Path) -> None:
        (tmp_path / ".huaweicloud").mkdir()
        (tmp_path / ".huaweicloud" / "credentials").write_text(f"[basic]\nak = {CANARY}\nsk = {CANARY}\n")
        environment = {"HW_ACCESS_KEY": ACCESS_KEY, "HW_SECRET_KEY": SECRET_KEY, "HOME": str(tmp_path)}
        async with drs.async_client(huawei=settings(drs, environment, project_id=PROJECT_ID)) as client:
            offline = await client.findings("huawei")
            assert sent(drs) == []
            online = await client.findings("huawei", contact=True)
        assert sent(drs) == ["sts.caller_identity"]
        texts = {finding.text for finding in offline}
        assert "Terraform variables: HW_ACCESS_KEY, HW_SECRET_KEY" in texts
        assert any("hold other credentials; Terraform variables come first" in text for text in texts)
        assert any(text.startswith("ECS metadata: it is asked only with metadata=true") for text in texts)
        said = {finding.about: finding.text for finding in online}
        assert said["account"].startswith(OWN_ACCOUNT)
        assert said["key"] == "permanent access key, SAND..., accepted"
        assert said["project"] == f"{PROJECT_ID} (given)"
        assert said["drs"] == f"{drs.url('huawei_drs')} (given)"
        assert CANARY not in repr((offline, online))


async def test_no_secret_shows_anywhere(drs: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever the kind: in no log, event, error or repr."""
    file = tmp_path / "token"
    file.write_text(ID_TOKEN)
    base = f"{drs.url('huawei_drs')}/"
    pod = {"HC_CONTAINER_CREDENTIALS_FULL_URI": base, "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE": str(tmp_path / "pod")}
    (tmp_path / "pod").write_text(POD_TOKEN)
    kinds = [
        settings(drs, {"HUAWEICLOUD_SDK_IDP_ID": IDP_ID, "HUAWEICLOUD_SDK_ID_TOKEN_FILE": str(file)}),
        settings(drs, pod),
        settings(drs, {"HW_ACCESS_KEY": ACCESS_KEY, "HW_SECRET_KEY": SECRET_KEY}),
        settings(drs, metadata=True),
        keys(drs, agency_name=AGENCY, agency_domain_name=OTHER_ACCOUNT_NAME),
    ]
    told: list[Any] = []
    shown: list[str] = []
    with caplog.at_level("DEBUG"):
        for each in kinds:
            async with drs.async_client(huawei=each, hooks=[told.append]) as client:
                await client.migration_jobs.quotas()
                shown += [repr(each), repr(client), repr(await client.findings("huawei", contact=True))]
                shown.append(repr(await client.huawei.credentials()))
    secrets = {SECRET_KEY, ID_TOKEN, POD_TOKEN}
    for request in drs.requests:
        named = ("x-security-token", "x-auth-token", "x-metadata-token", "authorization")
        secrets |= {request.headers[name] for name in named if name in request.headers}
    everything = "\n".join([*shown, caplog.text, *map(repr, told)])
    assert len(secrets) > 15
    assert [secret for secret in secrets if secret in everything] == []


class TestWhatIsOffered:
    async def test_everything_in_the_sandbox(self, drs: Sandbox) -> None:
        async with drs.async_client(huawei=keys(drs, project_id=PROJECT_ID)) as client:
            found = await client.drs.features()
        assert (found.uses, found.v5) == (tuple(UseType), True)

    async def test_neither_v5_nor_disaster_recovery_elsewhere(self, drs: Sandbox) -> None:
        unpublished = faults.Answer(404, {"error_code": "APIGW.0101", "error_msg": "The API does not exist"})
        unknown = faults.Answer(400, {"error_code": "DRS.M00202", "error_msg": "db_use_type is invalid"})
        drs.faults.add("v5.list_jobs", unpublished, times=None)
        drs.faults.add("show_job_list", unknown, times=None, when=lambda call: "cloudDataGuard" in call.body.decode())
        async with drs.async_client(huawei=keys(drs, project_id=PROJECT_ID)) as client:
            found = await client.drs.features()
            assert (found.uses, found.v5) == ((UseType.MIGRATION, UseType.SYNC), False)
            assert [line.name for line in await client.recent_jobs("huawei_drs")]

    async def test_is_not_known_while_the_cloud_is_down(self, drs: Sandbox) -> None:
        drs.faults.add("v5.list_jobs", faults.Answer(503), times=None)
        async with drs.async_client(huawei=keys(drs, project_id=PROJECT_ID)) as client:
            with pytest.raises(jobspan.ServerError):
                await client.drs.features()
