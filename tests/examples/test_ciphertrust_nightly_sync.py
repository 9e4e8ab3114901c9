"""The nightly synchronization tells what went wrong, and says so with its exit status."""

import subprocess
import sys
from pathlib import Path

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
