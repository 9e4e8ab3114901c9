"""Telling a new export from the one before, and a new run of a scan from the previous one."""

from typing import Any

import pytest

from jobspan._planes.huawei_dsc.flows.freshness import (
    BEFORE,
    BUCKET,
    CREATED,
    UNSEEN,
    WAS,
    Age,
    Marks,
    about_before,
    age_of,
    is_export,
    marks_of,
)
from jobspan._planes.huawei_dsc.flows.reads import NOTHING, shows_another_run
from jobspan._planes.huawei_dsc.models.exports import ExportStatus, ExportTask
from jobspan._planes.huawei_dsc.models.phases import export_phase, scan_phase
from jobspan._planes.huawei_dsc.models.scan_jobs import ScanJob, ScanRun, ScanStatus
from jobspan.jobs import Phase


def task(status: str | None = None, start: str | None = None, file: str | None = None, **more: Any) -> ExportTask:
    extra = {name: value for name, value in more.items() if name != "bucket_name"}
    return ExportTask(
        status=None if status is None else ExportStatus(status),
        start_time=start,
        file_name=file,
        bucket_name=more.get("bucket_name"),
        extra=extra,
    )


OLD = task("FINISHED", "2026-01-01 00:00:00", "old.xlsx")


@pytest.mark.parametrize(
    ("before", "now", "differ"),
    [
        ("t1|", "t1|", False),
        ("t1|", "t1|file", False),
        ("t1|file", "t2|", True),
        ("t1|file", "t1|file-2", True),
        ("|file", "|file-2", True),
        ("|file", "|file", False),
        ("t1|file", "t1|", False),
        ("|file", "t2|", None),
        ("|", "t2|file", None),
        ("t1|file|id-1", "t1|file|id-2", True),
        ("2026-01-01 00:00:00|", "2026-01-01T00:00:00|", False),
        ("2026-01-01T00:00:00Z|", "1767225600000|", False),
        ("2026-01-01T00:00:00Z|", "1767225600|", False),
        ("2026-01-01T00:00:00Z|", "2026-01-01T08:00:00+08:00|", False),
        ("2026-01-01T00:00:00Z|", "2026-01-01T00:00:01Z|", True),
        ("2026-01-01T00:00:00Z|", "2026-01-01 08:00:00|", None),
    ],
)
def test_marks_differ_only_where_both_show_one(before: str, now: str, differ: bool | None) -> None:
    assert Marks.parse(now).differ_from(Marks.parse(before)) is differ


def test_marks_survive_a_reference() -> None:
    marks = marks_of(task("FINISHED", "1", "a|b.xlsx", id=7))
    assert (marks.id, Marks.parse(str(marks))) == ("7", Marks(start="1", file="a/b.xlsx", id="7"))
    assert Marks.parse(str(Marks(start="1"))) == Marks(start="1")


@pytest.mark.parametrize(
    ("before", "now", "age"),
    [
        (OLD, OLD, Age.OLD),
        (OLD, task("FINISHED", None, "old.xlsx"), Age.OLD),
        (OLD, task("finished", "2026-01-01T00:00:00", None), Age.OLD),
        (OLD, task("FINISHED"), Age.OPEN),
        (OLD, task("success", msg="ok", id="x"), Age.OPEN),
        (OLD, ExportTask(), Age.OPEN),
        (OLD, task("FINISHED", "2026-01-01 00:00:05", "new.xlsx"), Age.NEW),
        (OLD, task("RUNNING", "2026-01-01 00:00:00", "old.xlsx"), Age.NEW),
        (task("RUNNING", "1"), task("FINISHED", "1", "old.xlsx"), Age.OLD),
        (task("RUNNING"), task("FINISHED", "1", "old.xlsx"), Age.OPEN),
        (ExportTask(), task("FINISHED", "1", "new.xlsx"), Age.NEW),
        (ExportTask(), task("FINISHED"), Age.NEW),
        (ExportTask(), task("success", msg="ok"), Age.OPEN),
        (None, task("FINISHED", "1", "some.xlsx"), Age.OPEN),
    ],
)
def test_which_export_a_status_shows(before: ExportTask | None, now: ExportTask, age: Age) -> None:
    assert age_of(now, about_before(before)) is age


def test_what_the_reply_to_the_create_showed_is_remembered() -> None:
    about = about_before(OLD) | {CREATED: "5|new.xlsx"}
    assert age_of(task("FINISHED", "5", "new.xlsx"), about) is Age.NEW
    assert age_of(OLD, about) is Age.OLD
    assert age_of(task("FINISHED", "9", "theirs.xlsx"), about) is Age.REPLACED
    assert age_of(task("FINISHED", None, "renamed.xlsx"), about) is Age.NEW


def test_an_export_to_another_bucket_is_not_ours() -> None:
    about = {BEFORE: "1|old.xlsx", WAS: "FINISHED", BUCKET: "ours"}
    assert age_of(task("FINISHED", "2", "new.xlsx", bucket_name="theirs"), about) is Age.OLD
    assert age_of(task("FINISHED", "2", "new.xlsx", bucket_name="ours"), about) is Age.NEW
    assert age_of(task("FINISHED", "2", "new.xlsx"), about) is Age.NEW


def test_what_could_not_be_read_is_remembered_as_that() -> None:
    assert UNSEEN in about_before(None)
    assert about_before(ExportTask()) == {}
    assert not is_export(task("RESPONSE_SUCCESS", msg="ok"))


@pytest.mark.parametrize(
    ("since", "was", "job", "another"),
    [
        ("1", "FINISHED", ScanJob(id="s", last_run_time=1, status=ScanStatus("FINISHED")), False),
        ("1", "FINISHED", ScanJob(id="s", last_run_time=1, status=ScanStatus("finished")), False),
        ("1", "FINISHED", ScanJob(id="s", last_run_time=2, status=ScanStatus("FINISHED")), True),
        ("1", "FINISHED", ScanJob(id="s", last_run_time=1, status=ScanStatus("RUNNING")), True),
        ("1", "FINISHED", ScanJob(id="s", last_run_time=1, status=None), False),
        ("1", "FINISHED", ScanJob(id="s", last_run_time=None, status=ScanStatus("FINISHED")), False),
        ("1", "RUNNING", ScanJob(id="s", last_run_time=1, status=ScanStatus("FINISHED")), False),
        ("1", "RUNNING", ScanJob(id="s", last_run_time=2, status=ScanStatus("RUNNING")), True),
        ("1", NOTHING, ScanJob(id="s", last_run_time=1, status=ScanStatus("FINISHED")), False),
        (NOTHING, "FINISHED", ScanJob(id="s", last_run_time=1, status=ScanStatus("FINISHED")), False),
        (NOTHING, "INIT", ScanJob(id="s", last_run_time=1, status=ScanStatus("WAITING")), True),
    ],
)
def test_which_run_a_job_shows(since: str, was: str, job: ScanJob, another: bool) -> None:
    assert shows_another_run(job, since, was) is another


@pytest.mark.parametrize(
    ("status", "phase"), [("finished", Phase.SUCCEEDED), ("Running ", Phase.RUNNING), ("HIBERNATING", Phase.UNKNOWN)]
)
def test_words_are_compared_without_case(status: str, phase: Phase) -> None:
    assert scan_phase(ScanRun(job=ScanJob(id="s", status=ScanStatus(status)))) is phase
    assert export_phase(task(status)) is phase
