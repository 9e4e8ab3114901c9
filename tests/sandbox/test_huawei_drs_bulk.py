"""Ten thousand tasks in one call: everything is accounted for, and the cost is known."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[2] / "bench" / "drs_bulk.py"


@pytest.mark.parametrize("shell", [[], ["--async"]], ids=["sync", "async"])
def test_ten_thousand_tasks_are_accounted_for_with_a_reply_lost_in_the_middle(shell: list[str]) -> None:
    command = [sys.executable, str(BENCH), "--json", "--drop", *shell]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stderr
    figures = json.loads(ended.stdout)
    assert figures["jobs"] == figures["accounted for"] == 10_000
    assert (figures["accepted"], figures["skipped"]) == (9500, 300)
    assert figures["failed"] + figures["unknown"] == 200
    assert figures["unknown"] <= 10, (
        "a no that answers the repeat of the lost request leaves a doubt, and no other does"
    )
    assert figures["in input order"]
    by_operation = figures["requests by operation"]
    assert by_operation["batch_reset_password"] == 970 + 1, "ten entries a request, and the lost one again"
    assert by_operation["show_job_list"] == 100
    assert by_operation["batch_list_job_status"] == 100 + 95, "the check, and one look while waiting"
    assert by_operation["batch_list_progresses"] == 95
