"""Many callers, one login."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

import jobspan
from jobspan.groupid import GroupIDError
from jobspan.testing.sandbox import Clock, Sandbox
from jobspan.testing.sandbox.groupid.seed import CLIENT_SECRET, PASSWORD


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(["groupid"], clock=Clock.manual()) as sandbox:
        yield sandbox


def logins(box: Sandbox) -> int:
    return len([call for call in box.requests if call.operation_id == "token"])


def test_threads_share_one_login(box: Sandbox) -> None:
    with box.client() as client, ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda _: client.data_sync_jobs.names(), range(16)))
    assert {len(each) for each in names} == {6}
    assert logins(box) == 1


def test_tasks_share_one_login(box: Sandbox) -> None:
    async def many() -> int:
        async with box.async_client() as client:
            names = await asyncio.gather(*(client.data_sync_jobs.names() for _ in range(16)))
            box.advance(1200)
            names += await asyncio.gather(*(client.data_sync_jobs.names() for _ in range(16)))
        return len(names)

    assert asyncio.run(many()) == 32
    assert logins(box) == 2


def test_errors_travel_between_processes(box: Sandbox) -> None:
    with box.client() as client, pytest.raises(GroupIDError) as caught:
        client.data_sync_jobs.delete(77)
    revived = pickle.loads(pickle.dumps(caught.value))
    assert (str(revived), revived.details) == (str(caught.value), caught.value.details)
    assert isinstance(revived, jobspan.ApiError)


def test_clients_and_documents_travel_as_well(box: Sandbox) -> None:
    with box.client() as client:
        job = client.data_sync_jobs.get(6)
        revived = pickle.loads(pickle.dumps(job))
        assert revived == job
        assert revived.to_document(reveal=True) == job.to_document(reveal=True)


def test_no_secret_is_logged_or_told(box: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    told: list[object] = []
    caplog.set_level("DEBUG")
    with box.client(hooks=[told.append]) as client:
        job = client.data_sync_jobs.get(6)
        client.data_sync_jobs.duplicate(6, "Copy")
        client.groupid.data_sources.list()
        client.groupid.collections.update(client.groupid.collections.get(1))
        with pytest.raises(jobspan.RuleViolation) as caught:
            client.data_sync_jobs.create(job)
    shown = caplog.text + repr(told) + repr(caught.value.__dict__) + repr(client)
    assert "create_job" in shown
    secrets = [PASSWORD, CLIENT_SECRET, *box.groupid.access.tokens, *box.groupid.access.refresh_tokens]
    secrets += ["sandbox-Initial-1", "sandbox-sql-secret", "sandbox-messaging-secret", "sandbox-certificate-secret"]
    assert [secret for secret in secrets if secret in shown] == []
