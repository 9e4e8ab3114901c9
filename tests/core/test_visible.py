"""Texts of planes that would do something to a terminal, a log or a page, and displays of very many things."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from jobspan import BatchResult, FleetReport, JobRef, Phase, Verdict
from jobspan._core.records import log
from jobspan._core.tables.timeline import Bar, Timeline
from jobspan._core.visible import in_line, visible
from jobspan.batches import ItemResult, ItemStatus
from jobspan.errors import JobFailed, ServerError
from jobspan.fleet import FleetItem, FleetLine, FleetPlan, PlannedItem
from jobspan.hooks import StepStarted
from jobspan.logs import LogRecord
from jobspan.tables import Rows

EVIL = "\x1b]0;title\x07\x1b[31mred\r\nINFO all is well \u202egnp\x85\u2028\ud800"
BEGAN = datetime(2026, 11, 25, 22, tzinfo=UTC)


def harmless(text: str) -> bool:
    return not any(each in text for each in "\x1b\x07\r\x85\u2028\u202e\ud800")


def bar(name: str) -> Bar:
    return Bar(name, Phase.SUCCEEDED, BEGAN, BEGAN + timedelta(minutes=1), "1 min 0 s")


def test_what_does_something_is_escaped_and_words_of_all_languages_stay() -> None:
    assert visible(EVIL) == r"\x1b]0;title\x07\x1b[31mred" + "\n" + r"INFO all is well \u202egnp\x85\u2028\ud800"
    assert in_line("one\r\ntwo\tthree\n") == "one two three "
    for text in ("Ünïcödé 数据库 👩‍💻", "می‌خواهم", "a\u00a0b\tc\nd"):
        assert visible(text) == text


def test_errors_have_it_escaped_and_no_line_that_passes_for_another() -> None:
    ref = JobRef(plane="delphix", kind="delphix.copy", id="1", endpoint="e")
    for error in (
        JobFailed(message=EVIL, hint="Look.", ref=ref, phase=Phase.FAILED, evidence=(EVIL,)),
        ServerError(message=EVIL, plane="delphix", operation="o", status=500, request_id=EVIL),
    ):
        assert harmless(str(error))
        assert not any(line.startswith("INFO") for line in str(error).splitlines())


def test_records_verdicts_and_logs_have_it_escaped(caplog: pytest.LogCaptureFixture) -> None:
    record = str(LogRecord(source="log", about=EVIL, text=EVIL))
    assert harmless(record)
    assert "\n" not in record
    assert harmless(str(Verdict(rule="r", subject=EVIL, passed=False, message=EVIL)))
    with caplog.at_level(logging.INFO, "jobspan"):
        log(StepStarted(plane="delphix", journey=EVIL, step=EVIL), None)
    assert harmless(caplog.records[-1].getMessage())
    assert "\n" not in caplog.records[-1].getMessage()


def test_tables_and_displays_have_it_escaped() -> None:
    timeline = Timeline((bar(EVIL + "x" * 3_000),))
    report = FleetReport(name="f", items=(FleetItem(name=EVIL, plane="p", method="m", reason=EVIL),))
    for shown in (str(timeline), timeline._repr_html_(), str(report), report._repr_html_(), Rows([EVIL])._repr_html_()):
        assert harmless(shown)
    assert len(str(timeline).splitlines()) == 1
    assert len(str(timeline)) < 150


def test_displays_of_thousands_are_cut() -> None:
    timeline = Timeline(tuple(bar(str(number)) for number in range(5_000)))
    items = tuple(ItemResult(item=str(number), status=ItemStatus.ACCEPTED) for number in range(5_000))
    planned = tuple(PlannedItem(name=str(number), method="m", lane="", ok=True) for number in range(5_000))
    assert repr(timeline) == "<Timeline of 5,000 jobs>"
    assert repr(BatchResult(items)) == "<BatchResult of 5,000 items: 5000 accepted>"
    assert repr(FleetPlan(name="f", items=planned)) == "<FleetPlan 'f': 5,000 items, 0 refused>"
    for shown in (str(timeline), timeline._repr_html_()):
        assert "… and 4,800 more" in shown
        assert len(shown) < 60_000


def test_rows_that_are_no_models_say_what_they_are_in_html() -> None:
    verdict = Verdict(rule="r", subject="s", passed=True, message="m")
    failed = ServerError(message="Out of disk", plane="p", operation="o", status=500)
    mixed = Rows([verdict, failed, 1, None])._repr_html_()
    for told in ("ServerError", "Out of disk", '<td class="n">1</td>', "<td>None</td>"):
        assert told in mixed
    assert Rows([None, None])._repr_html_().count("<td>None</td>") == 2
    fleets = Rows([FleetLine(name="f", counts={"done": 3}, created=BEGAN, updated=BEGAN)])
    assert "<td>done: 3</td>" in fleets._repr_html_()


def test_what_jobspan_hands_out_is_a_table_in_notebooks() -> None:
    for each in (
        Verdict(rule="r", subject="s", passed=True, message="m"),
        ItemResult(item=1, status=ItemStatus.FAILED),
    ):
        assert type(each).__name__ in each._repr_html_()
