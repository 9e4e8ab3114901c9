"""The workbooks of a cut-over, as evidence."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import jobspan
from jobspan.drs import CutoverOutcome
from jobspan.hooks import StepStarted
from jobspan.testing import Clock, Progress, Sandbox, faults
from jobspan.testing.sandbox.huawei_drs.tasks import Task

REGION = "eu-west-101"
GOING = "INCRE_TRANSFER_STARTED"
EXPORTS = "create_compare_result_file"
DOWNLOADS = "download_compare_result_file"


@pytest.fixture
def drs() -> Iterator[Sandbox]:
    with Sandbox(["huawei_drs"], clock=Clock.manual(), progress=Progress.by_seconds(5)) as sandbox:
        yield sandbox


@pytest.fixture
def task(drs: Sandbox) -> Task:
    return drs.huawei_drs.add("moving", GOING, source={"db_type": "mysql"}, delay=0)


async def test_each_comparison_leaves_a_workbook_and_the_manifest_its_hash(
    drs: Sandbox, task: Task, tmp_path: Path
) -> None:
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id], then="terminate", evidence=tmp_path, region=REGION)
    assert found.outcome is CutoverOutcome.TERMINATED
    assert [file.comparison for file in found.evidence] == ["objects", "lines", "contents"]
    for file in found.evidence:
        content = file.path.read_bytes()
        assert content.startswith(b"PK")
        assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
        assert file.path.name == f"{task.id}-{file.comparison}-{file.comparison_id}.xlsx"
    assert found.manifest is not None
    manifest = json.loads(found.manifest.read_text())
    assert manifest["task"] == task.id
    assert [each["sha256"] for each in manifest["files"]] == [file.sha256 for file in found.evidence]
    assert [each["path"] for each in manifest["files"]] == [file.path.name for file in found.evidence]
    assert [each["verdict"] for each in manifest["comparisons"]] == ["same"] * 3
    lines = manifest["comparisons"][1]
    assert datetime.fromisoformat(lines["started"]) < datetime.fromisoformat(lines["ended"])
    assert datetime.fromisoformat(manifest["written"]).tzinfo is not None
    assert sorted(tmp_path.iterdir()) == sorted([found.manifest, *(file.path for file in found.evidence)])


async def test_the_workbooks_are_there_before_the_task_is_ended(drs: Sandbox, task: Task, tmp_path: Path) -> None:
    def look(event: Any) -> None:
        if isinstance(event, StepStarted) and event.step == "terminate 1 tasks":
            there.append(len(list(tmp_path.iterdir())))

    there: list[int] = []
    async with drs.async_client(hooks=[look]) as client:
        await client.migration_jobs.cutover([task.id], then="terminate", evidence=tmp_path, region=REGION)
    assert there == [4]


async def test_what_differs_leaves_evidence_as_well(drs: Sandbox, task: Task, tmp_path: Path) -> None:
    task.databases["shop"]["orders"].target_rows -= 1
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id], then="terminate", evidence=tmp_path, region=REGION)
    assert found.outcome is CutoverOutcome.DIFFERS
    assert [file.comparison for file in found.evidence] == ["objects", "lines"]
    assert found.manifest is not None
    assert json.loads(found.manifest.read_text())["comparisons"][-1]["verdict"] == "differs"


async def test_a_workbook_that_drs_cannot_make_is_asked_for_once_more(drs: Sandbox, task: Task, tmp_path: Path) -> None:
    task.failing_exports = 1
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id], evidence=tmp_path, region=REGION)
    assert len(found.evidence) == 3
    assert len(drs.requests.of(EXPORTS)) == 4


@pytest.mark.parametrize("fault", [faults.DropAfterWork(), faults.DropBeforeWork()], ids=["made", "not made"])
async def test_lost_replies_cost_no_workbook(drs: Sandbox, task: Task, tmp_path: Path, fault: faults.Fault) -> None:
    drs.faults.add(EXPORTS, fault, times=4)
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id], evidence=tmp_path, region=REGION)
    assert (len(found.evidence), found.notes) == (3, ())
    assert len(drs.requests.of(EXPORTS)) == (6 if isinstance(fault, faults.DropAfterWork) else 7)


async def test_what_cannot_be_had_is_told_and_the_others_are_kept(drs: Sandbox, task: Task, tmp_path: Path) -> None:
    task.failing_exports = 2
    drs.faults.add(DOWNLOADS, faults.Answer(200, {"error_code": "DRS.M00001", "error_msg": "busy"}), times=None, skip=1)
    async with drs.async_client() as client:
        (found,) = await client.migration_jobs.cutover([task.id], evidence=tmp_path, region=REGION)
    assert found.outcome is CutoverOutcome.READY
    assert [file.comparison for file in found.evidence] == ["lines"]
    assert found.notes[0] == "no workbook of the comparison of objects: DRS could not make it"
    assert found.notes[1].startswith("no workbook of the comparison of contents: ")


@pytest.mark.parametrize("then", ["pause", "terminate"])
async def test_a_task_is_not_ended_without_its_evidence(drs: Sandbox, task: Task, tmp_path: Path, then: str) -> None:
    task.failing_exports = 2
    async with drs.async_client() as client:
        report = await client.migration_jobs.cutover([task.id], then=then, evidence=tmp_path, region=REGION)  # type: ignore[arg-type]
    (found,) = report
    assert (found.outcome, report.clean, task.status) == (CutoverOutcome.NOT_ENDED, False, GOING)
    assert found.notes[0] == "no workbook of the comparison of objects: DRS could not make it"
    assert "left alone" in found.notes[1]
    assert [file.comparison for file in found.evidence] == ["lines", "contents"]


async def test_a_folder_that_vanishes_costs_neither_the_report_nor_the_task(
    drs: Sandbox, task: Task, tmp_path: Path
) -> None:
    folder = tmp_path / "evidence"
    folder.mkdir()

    def remove(event: Any) -> None:
        if isinstance(event, StepStarted) and event.step == "store the workbooks":
            folder.rmdir()

    async with drs.async_client(hooks=[remove]) as client:
        (found,) = await client.migration_jobs.cutover([task.id], then="terminate", evidence=folder, region=REGION)
    assert (found.outcome, task.status) == (CutoverOutcome.NOT_ENDED, GOING)
    assert len(found.made) == 3
    assert "No such file" in found.notes[0]


async def test_without_a_region_nothing_is_begun(drs: Sandbox, task: Task, tmp_path: Path) -> None:
    async with drs.async_client() as client:
        with pytest.raises(jobspan.ValidationError, match="region"):
            await client.migration_jobs.cutover([task.id], evidence=tmp_path)
    assert drs.requests.of("create_object_level_compare_job") == []


class Killed(BaseException):
    """The process ends here."""


async def test_under_a_key_another_process_has_the_same_evidence(drs: Sandbox, task: Task, tmp_path: Path) -> None:
    journal = f"sqlite:///{tmp_path / 'journal.sqlite3'}"
    folder = tmp_path / "evidence"
    folder.mkdir()

    def die(event: Any) -> None:
        if isinstance(event, StepStarted) and event.step == "terminate 1 tasks":
            raise Killed

    with pytest.raises(Killed):
        async with drs.async_client(journal=journal, hooks=[die]) as client:
            await client.migration_jobs.cutover.once(
                "night", [task.id], then="terminate", evidence=folder, region=REGION
            )
    async with drs.async_client(journal=journal) as client:
        (found,) = await client.migration_jobs.cutover.once(
            "night", [task.id], then="terminate", evidence=folder, region=REGION
        )
    assert found.outcome is CutoverOutcome.TERMINATED
    assert len(drs.requests.of(EXPORTS)) == 3
    for file in found.evidence:
        assert hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256
