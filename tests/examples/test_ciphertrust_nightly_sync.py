"""The nightly synchronization tells what went wrong, and says so with its exit status."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from jobspan.testing.sandbox import Clock, Progress, Sandbox, faults

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "ciphertrust_nightly_sync.py"


def run(*arguments: str) -> tuple[int, list[str]]:
    command = [sys.executable, str(EXAMPLE), "--sandbox", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return ended.returncode, ended.stdout.splitlines()


def test_all_families_in_peace() -> None:
    status, lines = run()
    assert (status, lines[-1]) == (0, "14 of 14 families synchronized")
    assert sum(line.endswith(" succeeded") for line in lines) == 14


def test_trouble() -> None:
    status, lines = run("--trouble", "--minutes", "30")
    assert (status, lines[-1]) == (1, "11 of 14 families synchronized")
    words = [line.split() for line in lines]
    assert ["aws.keys", "partial"] in words
    assert ["123456789012/eu-west-1", "failed", "AccessDeniedException:", "kms:ListKeys"] in words
    assert ["123456789012/us-east-1", "succeeded", "region", "synchronized", "successfully"] in words
    assert ["sap.keys", "not", "over", "in", "time,", "cancelled"] in words
    assert ["sap.keys", "cancelled"] in words


def test_only_some_families() -> None:
    status, lines = run("oci", "dsm")
    assert (status, lines[-1]) == (0, "2 of 2 families synchronized")


def test_a_start_in_doubt_and_a_job_that_does_not_stop_keep_no_other_from_its_report(
    capsys: pytest.CaptureFixture[str],
) -> None:
    nightly = runpy.run_path(str(EXAMPLE))["nightly"]
    with (
        Sandbox(["ciphertrust"], clock=Clock.manual(), progress=Progress.by_seconds(60)) as sandbox,
        sandbox.client() as client,
    ):
        sandbox.faults.add("oci.keys.start", faults.DropBeforeWork())
        sandbox.faults.add("sap.keys.cancel", faults.Answer(500), times=None)
        sandbox.ciphertrust.stuck.add("sap.keys")
        assert nightly(client, ["oci.keys", "sap.keys", "dsm.refresh"], 1800) == 1
    lines = capsys.readouterr().out.splitlines()
    told = [" ".join(line.split()) for line in lines]
    assert told[0].startswith("oci.keys not started: ")
    assert any(line.startswith("sap.keys not over in time, not cancelled: ") for line in told)
    assert "dsm.refresh succeeded" in told
    assert told[-2:] == ["sap.keys not known how it ended, last seen running", "1 of 3 families synchronized"]
