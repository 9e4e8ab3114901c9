"""``jobspan fleet``, as a user would call it."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from jobspan.cli.commands import jobspan
from jobspan.fleet import FleetReport
from jobspan.testing.sandbox.client_clock import ClientClock
from jobspan.testing.sandbox.clock import Clock
from jobspan.testing.sandbox.server import Sandbox
from tests.fleet.conftest import masking_jobs


@pytest.fixture
def dct(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Sandbox]:
    with Sandbox(["delphix"], clock=Clock.manual()) as sandbox:
        for name, value in sandbox.environment().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("JOBSPAN_JOURNAL", f"sqlite:///{tmp_path / 'journal.sqlite3'}")
        monkeypatch.setattr("jobspan._sync.client.SystemClock", lambda: ClientClock(sandbox))
        yield sandbox


def run(*arguments: str) -> Result:
    return CliRunner().invoke(jobspan, ["fleet", *arguments])


def test_seen_and_gone_on_with(dct: Sandbox) -> None:
    jobs = masking_jobs(dct, 3)
    with dct.client(journal=os.environ["JOBSPAN_JOURNAL"]) as client:
        qa = client.fleet("qa")
        for job in jobs:
            qa.add(client.masking_jobs.copy, job, target_engine_id="2", target_environment_id="qa-env")
        qa.add_named("unknown", client.masking_jobs.copy, "no", target_engine_id="2", target_environment_id="qa-env")
        dct.delphix.engines["2"].online = False
        assert qa.run(stop_after_failures=2).counts == {"failed": 2, "held": 2}
    listed = run("list")
    assert listed.exit_code == 0
    assert "qa" in listed.output
    [line] = json.loads(run("list", "--json").output)
    assert line["counts"] == {"failed": 2, "held": 2}
    shown = run("show", "qa", "--end", "held")
    assert "unknown" in shown.output
    assert "qa: 2 held" in shown.output
    dct.delphix.engines["2"].online = True
    resumed = run("resume", "qa", "--failed-too", "--json")
    assert resumed.exit_code == 3
    report = FleetReport.from_json(resumed.stdout)
    assert report.counts == {"done": 3, "failed": 1}
    assert FleetReport.from_json(run("show", "qa", "--json").stdout) == report
    assert "3 done, 1 failed" in run("resume", "qa").output


def test_an_unknown_one(dct: Sandbox) -> None:
    assert run("show", "qa").exit_code == 1
    unknown = run("resume", "qa")
    assert unknown.exit_code == 2
    assert "unknown to the journal" in unknown.output
    assert not list(dct.requests)
