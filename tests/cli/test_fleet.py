"""``jobspan fleet``, as a user would call it."""

import json
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from jobspan.cli.commands import jobspan
from jobspan.fleet import FleetReport, Window
from jobspan.testing.sandbox.client_clock import ClientClock
from jobspan.testing.sandbox.clock import Clock
from jobspan.testing.sandbox.progress import Progress
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
    assert shown.output.startswith("name ")
    table = run("show", "qa", "--end", "held", "--columns", "name,method,end", "--csv").stdout.splitlines()
    assert table[0] == "name,method,end"
    assert "unknown,MaskingJobs.copy,held" in table
    assert run("show", "qa", "--end", "done", "--csv").stdout.startswith("name,plane,method,lane,")
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


def added(dct: Sandbox, count: int) -> None:
    """A fleet that was stopped before it did anything."""
    jobs = masking_jobs(dct, count)
    dct.delphix.engines["2"].online = False
    with dct.client(journal=os.environ["JOBSPAN_JOURNAL"]) as client:
        qa = client.fleet("qa")
        qa.add_named("first", client.masking_jobs.copy, "no", target_engine_id="2", target_environment_id="qa-env")
        for job in jobs:
            qa.add(client.masking_jobs.copy, job, target_engine_id="2", target_environment_id="qa-env")
        assert qa.run(stop_after_failures=1).counts == {"failed": 1, "held": count}
    dct.delphix.engines["2"].online = True


def test_a_window(dct: Sandbox) -> None:
    added(dct, 3)
    dct.progress = Progress.by_seconds(40)
    before = dct.requests.count("copy_masking_job")
    opens = dct.clock.now().replace(second=0, microsecond=0) + timedelta(hours=3)
    closes = opens + timedelta(minutes=1)
    berlin = opens.astimezone(ZoneInfo("Europe/Berlin"))
    night = run(
        "resume", "qa", "--not-before", f"{berlin:%H:%M} Europe/Berlin", "--stop-at", closes.isoformat(), "--json"
    )
    assert night.exit_code == 3
    report = FleetReport.from_json(night.stdout)
    assert report.counts == {"failed": 1, "done": 1, "held": 2}, night.output
    assert f"The window closed at {closes.isoformat(timespec='minutes')}." in night.stderr
    sent = [each.at for each in dct.requests if each.operation_id == "copy_masking_job"][before:]
    assert [opens <= at < closes for at in sent] == [True]


def test_a_share_of_failures(dct: Sandbox) -> None:
    added(dct, 3)
    dct.delphix.engines["2"].online = False
    stopped = run("resume", "qa", "--stop-after-failures", "50%", "--failed-too")
    assert stopped.exit_code == 3
    assert "Stopped after 2 failures." in stopped.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--stop-at", "22:00"), "has no time zone"),
        (("--stop-at", "22:00 Europe/Berlim"), "'Europe/Berlim' is not a known time zone"),
        (("--not-before", "22:00+01:00 UTC"), "has two zones"),
        (("--not-before", "tonight"), "is not a valid time: give a time with its zone"),
        (("--not-before", "2026-11-27"), "is not a valid time"),
        (("--not-before", "2026-11-27T22:00Z", "--stop-at", "2026-11-27T21:00Z"), "stop_at: must be later than"),
        (("--not-before", "22:00Z", "--stop-at", "22:00Z"), "another time of day"),
        (("--stop-after-failures", "100%"), "more than 0% and less than 100%"),
        (("--stop-after-failures", "2.5"), "neither a number of failures"),
        (("--stop-after-failures", "-1"), "neither a number of failures"),
        (("--stop-after-failures", "nan"), "neither a number of failures"),
    ],
)
def test_a_malformed_window_is_said_before_anything_is_opened(arguments: tuple[str, ...], says: str) -> None:
    refused = run("resume", "qa", *arguments)
    assert refused.exit_code == 2
    assert says in " ".join(refused.output.replace("│", " ").split())


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_ended_while_it_waits_for_its_window_it_says_how_to_go_on(
    number: signal.Signals, code: int, dct: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    [job] = masking_jobs(dct, 1)
    with dct.client(journal=os.environ["JOBSPAN_JOURNAL"]) as client:
        qa = client.fleet("qa")
        qa.add(client.masking_jobs.copy, job, target_engine_id="2", target_environment_id="qa-env")
        qa.run(window=Window(stop_at=datetime(2020, 1, 1, tzinfo=UTC)))
    monkeypatch.setattr(ClientClock, "sleep", lambda *_: os.kill(os.getpid(), number))
    before = signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        ended = run("resume", "qa", "--not-before", "2030-01-01T22:00Z")
    finally:
        signal.signal(signal.SIGTERM, before)
    assert ended.exit_code == code
    assert ended.stderr.count("jobspan fleet resume 'qa'") == 1
    assert dct.requests.count("copy_masking_job") == 0
