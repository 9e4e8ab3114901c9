"""Ends of jobs that are kept: the plane may not know of them any more."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobspan import Client
from jobspan.integrations.airflow.endings import Ending, keep_ending, kept_ending
from jobspan.journal import Journal
from jobspan.testing import Clock, Progress, Sandbox

LOG = logging.getLogger(__name__)


@pytest.fixture
def journal(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/journal.db"


@pytest.fixture
def ciphertrust() -> Iterator[Sandbox]:
    with Sandbox(["ciphertrust"], clock=Clock.manual(), progress=Progress.at_once()) as sandbox:
        yield sandbox


def client_of(sandbox: Sandbox, journal: str) -> Client:
    return sandbox.client(journal=Journal(journal, shared=False))


def test_an_end_that_was_seen_is_known_elsewhere_without_a_look(ciphertrust: Sandbox, journal: str) -> None:
    with client_of(ciphertrust, journal) as client:
        handle = client.sync_jobs.start.once("nightly", "aws", containers=["kms"])
        assert kept_ending(client.journal, handle, "nightly") is None
        result = handle.wait()
        keep_ending(handle, "nightly", result, LOG)
        keep_ending(handle, "nightly", result, LOG)
    ciphertrust.ciphertrust.jobs.clear()
    ciphertrust.requests.clear()
    with client_of(ciphertrust, journal) as client:
        joined = client.sync_jobs.start.once("nightly", "aws", containers=["kms"])
        ending = kept_ending(client.journal, joined, "nightly")
        assert isinstance(ending, Ending)
        assert ending.result["id"] == handle.id
        assert kept_ending(client.journal, joined, "other") is None
    assert not [each for each in ciphertrust.requests if not (each.operation_id or "").startswith("auth.")]


def test_a_result_counts_even_if_it_cannot_be_kept(
    ciphertrust: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    with client_of(ciphertrust, f"sqlite:///{tmp_path}/file/journal.db") as client:
        handle = client.sync_jobs.start("aws", containers=["kms"])
        keep_ending(handle, "nightly", handle.wait(), LOG)
    assert "could not be kept" in caplog.text
