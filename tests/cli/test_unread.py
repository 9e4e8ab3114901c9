"""Output whose reader went away, as ``head`` does."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from jobspan.cli.exits import Exit
from jobspan.testing import Sandbox

EXECUTE = ("run", "masking_jobs.execute", "d53812ce-9186-485d-a388-44bc52087ead", "--engine-id", "1")


def unread(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, with nobody at the other end of its standard output."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return subprocess.run(
            [sys.executable, "-m", "jobspan", *arguments],
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writing)


@pytest.mark.parametrize(
    "line", [("operations",), ("operations", "--json"), ("list", "masking_jobs", "--ndjson")], ids=" ".join
)
def test_it_ends_quietly_with_a_code_of_its_own(planes: Sandbox, line: tuple[str, ...]) -> None:
    ended = unread(*line)
    assert ended.returncode == Exit.UNREAD
    assert ended.stderr == ""


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_the_reference_of_a_job_is_told_all_the_same(planes: Sandbox, form: str) -> None:
    ended = unread(*EXECUTE, form)
    assert ended.returncode == Exit.UNREAD
    assert ended.stderr.startswith("Wait for it: jobspan wait '{")
    assert planes.requests.count("execute_masking_job", "delphix") == 1
