"""A canary in every place where a secret goes in: it comes out nowhere. Made from the table of sample calls, so that a new
operation is covered by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jobspan import Policy
from jobspan.hooks import Event
from jobspan.journal import Journal
from jobspan.testing import Clock, Progress, Sandbox, faults
from jobspan.testing.cassettes import scrubbing_vcr
from tests.crashes.matrix import KEY
from tests.masking.views import requests_reachable, views
from tests.samples import JOURNEYS, SAMPLES, Sample
from tests.samples.sample import CANARY

HEADER = "canary-in-a-header-93"
SECRETIVE = [
    sample
    for sample in (*SAMPLES, *JOURNEYS)
    if sample.call != "data_sync_jobs.duplicate"
    and sample.operation
    in {
        "test_unsaved_connector",
        "create_job",
        "create_data_source",
        "update_data_source",
        "batch_validate_connections",
        "batch_validate_clusters_connections",
        "batch_update_job",
        "batch_reset_password",
    }
]
ECHO = faults.Answer(
    400, {"error": "no", "message": f"what is {CANARY} and {HEADER}?", "error_msg": f"{CANARY} {HEADER}"}
)
WAYS: dict[str, faults.Fault | None] = {
    "it works": None,
    "it echoes": ECHO,
    "it drops": faults.DropAfterWork(),
    "it breaks off": faults.CutReply(),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("sample", SECRETIVE, ids=lambda sample: f"{sample.name} {sample.call}")
def test_no_view_shows_it(
    sample: Sample, way: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    heard: list[Event] = []
    options: dict[str, Any] = {"hooks": [heard.append], "policy": Policy(attempts=2, headers={"X-Extra": HEADER})}
    if sample.call not in ("connectors.test_values",):
        options["journal"] = Journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}", key=KEY)
    with Sandbox([sample.plane], clock=Clock.manual(), progress=Progress.by_seconds(5)) as box:
        with box.client() as plain:
            given = sample.prepare(plain, box)
        fault = WAYS[way]
        if fault is not None:
            box.faults.add(sample.operation, fault, times=None)
        tape = scrubbing_vcr(tmp_path / "cassettes", record_mode="all")
        with box.client(**options) as client, tape.use_cassette(f"{sample.operation}"):
            method = sample.method(client)
            if hasattr(method, "plan"):
                look(method.plan(*given.args, **given.kwargs))
            call = (lambda *a, **k: method.once("key", *a, **k)) if "journal" in options else method
            look(outcome_of(lambda: call(*given.args, **given.kwargs)))
        if "journal" in options:
            options["journal"].close()
    for file in tmp_path.rglob("*"):
        if file.is_file():
            assert_clean(str(file), file.read_bytes().decode("latin-1"))
    for event in heard:
        assert_clean(type(event).__name__, f"{event!r} {event}")
    assert_clean("log", caplog.text)
    assert_clean("output", "".join(capsys.readouterr()))


def outcome_of(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        return error


def look(value: Any) -> None:
    if isinstance(value, BaseException):
        assert requests_reachable(value) == []
    for name, text in views(value):
        assert_clean(name, text)


def assert_clean(where: str, text: str) -> None:
    for canary in (CANARY, HEADER):
        assert canary not in text, f"{where} shows it: ...{text[max(0, text.index(canary) - 60) :][:140]}..."


def test_each_sample_really_sends_it() -> None:
    """The test above can fail: the canary goes over the wire."""
    for sample in SECRETIVE:
        with (
            Sandbox([sample.plane], clock=Clock.manual(), progress=Progress.by_seconds(5)) as box,
            box.client() as client,
        ):
            given = sample.prepare(client, box)
            sample.make(client, given)
            sent = b"".join(request.body for request in box.requests.of(sample.operation))
            assert CANARY.encode() in sent, sample.name
