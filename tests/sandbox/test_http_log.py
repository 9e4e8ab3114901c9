"""The HTTP library's own debug log shows no token, even when somebody turns it on."""

import logging

import pytest

from jobspan import Client, HuaweiSettings, Secret
from jobspan.testing import Clock, Sandbox


def test_the_token_in_a_reply_header_is_masked(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        url = sandbox.url("huawei_drs")
        settings = HuaweiSettings(
            region="eu-west-101",
            project_id=sandbox.environment()["JOBSPAN_HUAWEI_PROJECT_ID"],
            username="operator",
            password=Secret("operator-sandbox"),
            domain_name="sandbox-account",
            iam_url=url,
            drs_url=url,
        )
        with Client(huawei=settings) as client:
            client.recent_jobs("huawei_drs", 1)
    token = next(r.headers["x-auth-token"] for r in sandbox.requests if "x-auth-token" in r.headers)
    lines = [record.getMessage() for record in caplog.records]
    assert any("x-subject-token" in line.lower() for line in lines), "the HTTP library logs the headers of replies"
    assert not any(token in line for line in lines)
    assert any("application/json" in line for line in lines), "what may be shown is shown"
