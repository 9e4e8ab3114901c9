"""Passwords and tokens show nowhere: not in logs, events, errors, plans, references or reprs."""

import logging
import pickle

import pytest

import jobspan
from jobspan.hooks import Event
from jobspan.testing.sandbox import Sandbox, faults
from jobspan.testing.sandbox.faults import Outcome
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.plane import Plane

PASSWORD = "canary-password-77aa"


class Echo(faults.Fault):
    """An error that repeats the credentials it was asked with."""

    def __init__(self, status: int) -> None:
        self._status = status

    def instead(self, plane: Plane, call: Call) -> Outcome:
        message = f"refused: {call.headers['authorization']}"
        return Reply.of_json({"codeDesc": "NCERRSomething", "message": message}, self._status)


class EchoElsewhere(faults.Fault):
    """An error that repeats them beside its message, or in a text too long to be shown whole."""

    def __init__(self, where: str) -> None:
        self._where = where

    def instead(self, plane: Plane, call: Call) -> Outcome:
        said = call.headers["authorization"]
        if self._where == "text":
            return Reply(403, f"refused: {said}".encode())
        return Reply.of_json({"codeDesc": "NCERRSomething", "message": "refused", self._where: f"id {said}"}, 403)


@pytest.mark.parametrize("where", ["codeDesc", "requestID", "text"])
def test_no_part_of_an_error_shows_a_token(cckm: Sandbox, where: str) -> None:
    with cckm.client() as client:
        cckm.faults.add("oci.keys.list", EchoElsewhere(where))
        with pytest.raises(jobspan.PermissionDenied) as caught:
            client.sync_jobs.list("oci").first()
        (bearer,) = cckm.ciphertrust.access.bearers
    error = caught.value
    text = f"{error} {error!r} {error.code} {error.request_id}"
    assert "***" in text
    assert bearer[:8] not in text


def test_nothing_shows_a_secret(cckm: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    cckm.ciphertrust.access.accounts["admin"].password = PASSWORD
    env = cckm.environment() | {"JOBSPAN_CIPHERTRUST_PASSWORD": PASSWORD}
    shown: list[str] = []

    def remember(event: Event) -> None:
        shown.append(repr(event))

    with caplog.at_level(logging.DEBUG), jobspan.Client.from_env(env=env, hooks=[remember]) as client:
        plan = client.sync_jobs.aws.keys.start.plan(kms=["kms"])
        shown += [str(plan), repr(plan), str(plan.requests), plan._repr_html_()]
        sync = plan.apply()
        shown += [repr(sync), sync.ref.to_json(), repr(sync.view), repr(client), repr(client.ciphertrust._ctx.auth)]
        cckm.faults.add("aws.keys.get", faults.ExpiredToken())
        sync.refresh()
        for status in (401, 403, 404, 500):
            cckm.faults.add("oci.keys.list", Echo(status), times=2)
            with pytest.raises(jobspan.ApiError) as caught:
                client.with_options(retries=0).sync_jobs.list("oci").first()
            shown += [repr(caught.value), str(caught.value), str(pickle.loads(pickle.dumps(caught.value)))]
        refresh_tokens, bearers = cckm.ciphertrust.access.refresh_tokens, cckm.ciphertrust.access.bearers
    text = "\n".join([*shown, caplog.text])
    assert "aws.keys.start" in text
    assert "/api/v1/auth/revoke" in text
    for secret in (PASSWORD, *refresh_tokens, *bearers):
        assert secret not in text
