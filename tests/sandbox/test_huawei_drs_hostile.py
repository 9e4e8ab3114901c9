"""A gateway that hangs up, answers in HTML, cuts replies and throttles, in the middle of a batch; and what leaks then."""

from __future__ import annotations

import logging
import pickle
from collections.abc import Iterator
from typing import Any

import pytest

import jobspan
from jobspan.batches import ItemStatus
from jobspan.drs import EndpointPassword, Kerberos
from jobspan.policy import Policy
from jobspan.testing import Clock, Sandbox, faults
from jobspan.testing.sandbox.huawei.access import (
    PASSWORD,
    PROJECT_ID,
    SECRET_KEY,
    SECURITY_TOKEN,
    TEMPORARY_ACCESS_KEY,
    TEMPORARY_SECRET_KEY,
)

CANARY, KEYTAB, KRB5 = "canary-password-91", "canary-keytab-92", "canary-krb5-93"


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        yield sandbox


def fleet(sandbox: Sandbox, size: int = 50) -> list[EndpointPassword]:
    ids = [sandbox.huawei_drs.add(f"bulk-{n}", "INCRE_TRANSFER_STARTED").id for n in range(size)]
    kerberos = Kerberos(krb5_conf_file=KRB5, key_tab_file=KEYTAB, domain_name="EXAMPLE.COM", user_principal="drs")
    return [EndpointPassword(id, "source", CANARY, kerberos) for id in ids]


BREAKS: dict[str, faults.Fault] = {
    "dropped before the work": faults.DropBeforeWork(),
    "dropped after the work": faults.DropAfterWork(),
    "cut in the middle": faults.CutReply(),
    "bad gateway in HTML": faults.Answer(502, "<html>bad gateway</html>"),
    "gateway timeout": faults.Answer(504, None, after_work=True),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_a_reply_lost_in_the_middle_is_asked_for_again(drs: Sandbox, broken: str) -> None:
    items = fleet(drs)
    drs.faults.add("batch_reset_password", BREAKS[broken], skip=2)
    with drs.client() as client:
        result = client.migration_jobs.change_passwords(items)
    assert [each.item for each in result.raise_for_failures()] == items
    assert drs.requests.count("batch_reset_password") == 6
    assert all(drs.huawei_drs.tasks[item.job_id].passwords["so"] == CANARY for item in items)


@pytest.mark.parametrize("broken", BREAKS)
def test_without_retries_the_entries_of_that_request_are_unknown(drs: Sandbox, broken: str) -> None:
    items = fleet(drs)
    drs.faults.add("batch_reset_password", BREAKS[broken], skip=2)
    with drs.client(policy=Policy(attempts=1, concurrency=1)) as client:
        result = client.migration_jobs.change_passwords(items)
    statuses = [each.status for each in result]
    assert statuses == [ItemStatus.ACCEPTED] * 20 + [ItemStatus.UNKNOWN] * 10 + [ItemStatus.ACCEPTED] * 20
    assert [each.item for each in result] == items


def test_a_gateway_that_throttles_for_good_fails_its_entries_only(drs: Sandbox) -> None:
    items = fleet(drs)
    first = items[0].job_id
    throttled = faults.Answer(429, {"error_code": "APIGW.0308", "error_msg": "throttled", "request_id": "r1"})
    drs.faults.add(
        "batch_reset_password", throttled, times=None, when=lambda call: call.json["jobs"][0]["job_id"] == first
    )
    with drs.client() as client:
        result = client.migration_jobs.change_passwords(items)
    assert [each.status.value for each in result] == ["failed"] * 10 + ["accepted"] * 40
    assert {each.code for each in result.failed} == {"APIGW.0308"}
    assert drs.requests.count("batch_reset_password") > 4 + Policy().attempts, (
        "it was waited out for as long as a call lasts"
    )


def test_nobody_let_in_is_an_error_not_a_report(drs: Sandbox) -> None:
    items = fleet(drs)
    drs.faults.add("batch_reset_password", faults.Answer(403, {"error_code": "DRS.M00102"}), times=None)
    with drs.client() as client, pytest.raises(jobspan.PermissionDenied, match=r"DRS\.M00102"):
        client.migration_jobs.change_passwords(items)


def test_secrets_show_nowhere(drs: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    items = fleet(drs)
    told: list[Any] = []
    drs.faults.add("batch_reset_password", faults.DropAfterWork())
    drs.faults.add("batch_reset_password", faults.FailItems([items[1].job_id], "DRS.M01504"))
    url = drs.url("huawei_drs")
    temporary = jobspan.HuaweiSettings(
        project_id=PROJECT_ID,
        access_key=TEMPORARY_ACCESS_KEY,
        secret_key=TEMPORARY_SECRET_KEY,
        security_token=SECURITY_TOKEN,
        drs_url=url,
    )
    by_login = jobspan.HuaweiSettings(
        project_id=PROJECT_ID,
        username="operator",
        password=PASSWORD,
        domain_name="sandbox-account",
        drs_url=url,
        iam_url=url,
    )
    shown = [repr(temporary), repr(by_login)]
    with caplog.at_level(logging.DEBUG, "jobspan"), caplog.at_level(logging.DEBUG, "httpx"):
        for settings in (temporary, by_login):
            with drs.client(huawei=settings, hooks=[told.append]) as client:
                plan = client.migration_jobs.change_passwords.plan(items)
                result = plan.apply()
                shown += [str(plan), repr(plan), plan._repr_html_(), str(plan.requests), repr(result), repr(client)]
                shown.append(result._repr_html_())
                drs.faults.add("batch_reset_password", faults.Answer(422, {"error_code": "DRS.M00004"}), times=None)
                broken = client.migration_jobs.change_passwords(items[:1])
                with pytest.raises(jobspan.PartialFailure) as failed:
                    broken.raise_for_failures()
                shown += [str(failed.value), repr(failed.value), str(pickle.loads(pickle.dumps(failed.value)))]
                drs.faults.clear()
    tokens = {request.headers.get("x-auth-token") for request in drs.requests} - {None}
    signatures = {request.headers.get("authorization") for request in drs.requests} - {None}
    assert tokens
    assert signatures
    everything = "\n".join([*shown, caplog.text, *map(repr, told), *map(repr, drs.requests)])
    secrets = [CANARY, KEYTAB, KRB5, SECRET_KEY, TEMPORARY_SECRET_KEY, SECURITY_TOKEN, PASSWORD, *tokens, *signatures]
    for secret in map(str, secrets):
        assert secret not in everything
    sent = drs.requests.of("batch_reset_password")[0].json["jobs"][0]
    assert sent["kerberos"] == {
        "krb5_conf_file": KRB5,
        "key_tab_file": KEYTAB,
        "domain_name": "EXAMPLE.COM",
        "user_principal": "drs",
    }


def test_five_wrong_signatures_lock_the_key_so_jobspan_sends_one(drs: Sandbox) -> None:
    settings = jobspan.HuaweiSettings(
        project_id=PROJECT_ID, access_key="SANDBOXACCESSKEY0001", secret_key=CANARY, drs_url=drs.url("huawei_drs")
    )
    with drs.client(huawei=settings) as client, pytest.raises(jobspan.AuthError) as refused:
        client.migration_jobs.quotas()
    assert len(drs.requests) == 1
    assert refused.value.code == "APIGW.0301"
    assert CANARY not in str(refused.value)


def test_a_wrong_clock_is_named(drs: Sandbox) -> None:
    with drs.client() as client:
        assert client.migration_jobs.quotas()
    settings = jobspan.HuaweiSettings(
        project_id=PROJECT_ID,
        access_key="SANDBOXACCESSKEY0001",
        secret_key=SECRET_KEY,
        drs_url=drs.url("huawei_drs"),
    )
    with jobspan.Client(huawei=settings) as client, pytest.raises(jobspan.AuthError) as refused:
        client.migration_jobs.quotas()
    assert "this machine's clock says 20" in str(refused.value)
    assert "the server's says 2026-01-05 09:00:00 UTC" in str(refused.value)
    assert "15 minutes" in str(refused.value)


def test_temporary_keys_need_their_token(drs: Sandbox) -> None:
    settings = jobspan.HuaweiSettings(
        project_id=PROJECT_ID,
        access_key=TEMPORARY_ACCESS_KEY,
        secret_key=TEMPORARY_SECRET_KEY,
        drs_url=drs.url("huawei_drs"),
    )
    with drs.client(huawei=settings) as client, pytest.raises(jobspan.AuthError):
        client.migration_jobs.quotas()


def test_another_project_is_refused_by_its_code(drs: Sandbox) -> None:
    settings = jobspan.HuaweiSettings(
        project_id="0" * 32, access_key="SANDBOXACCESSKEY0001", secret_key=SECRET_KEY, drs_url=drs.url("huawei_drs")
    )
    with drs.client(huawei=settings) as client, pytest.raises(jobspan.PermissionDenied) as refused:
        client.migration_jobs.quotas()
    assert refused.value.code == "DRS.M00261"
    assert refused.value.request_id


def test_the_sandbox_accepts_nothing_that_it_does_not_act_on(drs: Sandbox) -> None:
    body = {"job_id": fleet(drs)[0].job_id}
    with drs.client() as client:
        with pytest.raises(jobspan.ApiError, match="object_level_compare_type"):
            client.drs.request("POST", "/v3/{project_id}/jobs/create-compare-task", body=body)
        members = {"jobs": [body | {"property": [1]}]}
        with pytest.raises(jobspan.ApiError, match="property") as refused:
            client.drs.request("POST", "/v3/{project_id}/jobs/cluster/batch-connection", body=members)
    assert refused.value.status == 400
