"""The main journeys of Huawei DSC: scan, export, download, again; stop a scan."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from jobspan import Phase
from jobspan.dsc import Exported
from jobspan.testing import Sandbox
from jobspan.testing.sandbox.huawei_dsc.seed import BUCKET, FINISHED_SCAN, PCI
from tests.weather.journeys.told_async import AsyncTold
from tests.weather.judge import Verdict

_ENDS: Final = {
    "FINISHED": Phase.SUCCEEDED,
    "FAILED": Phase.FAILED,
    "STOPPED": Phase.CANCELLED,
    "TERMINATED": Phase.CANCELLED,
}


def of_scan(sandbox: Sandbox, id: str) -> Phase:
    """Where a scan is."""
    job = sandbox.huawei_dsc.scan_jobs.get(id)
    return Phase.UNKNOWN if job is None else _ENDS.get(job.status, Phase.RUNNING)


def of_export(sandbox: Sandbox, id: str) -> Phase:
    """Where the newest export of a scan is."""
    export = sandbox.huawei_dsc.scan_jobs[id].export
    return Phase.UNKNOWN if export is None else _ENDS.get(export.timeline.state, Phase.RUNNING)


def is_newest(sandbox: Sandbox, id: str, file: Path | None) -> bool:
    """Whether a file is the newest export of a scan, to the byte."""
    export = sandbox.huawei_dsc.scan_jobs[id].export
    return export is not None and file is not None and file.read_bytes() == export.content


async def scan_and_export(told: AsyncTold, given: None) -> None:
    """Create a scan, and export what it finds in one call."""
    client, box = told.client, told.sandbox
    scan = await told.change(
        "S3", lambda: client.dsc.scan_jobs.create("weekly-scan", asset_ids=[BUCKET], rule_group_ids=[PCI])
    )
    await told.wait("the scan", scan.wait, lambda: of_scan(box, scan.id))
    with TemporaryDirectory() as folder:
        goal = Path(folder, "findings.xlsx")
        await _export(told, scan.id, goal)


async def export_again(told: AsyncTold, given: None) -> None:
    """Export the same scan twice; the second file is the second export."""
    with TemporaryDirectory() as folder:
        await _export(told, FINISHED_SCAN, Path(folder, "first.xlsx"))
        told.sandbox.advance(5)
        await _export(told, FINISHED_SCAN, Path(folder, "second.xlsx"))


async def _export(told: AsyncTold, scan: str, goal: Path) -> None:
    client, box = told.client, told.sandbox

    def so(done: Exported) -> bool:
        return is_newest(box, scan, done.path)

    await told.whole("export", "E1", call=lambda: client.export_tasks.export(scan, to=goal, export_timeout=3600), so=so)
    told.check("nothing is left behind", Verdict.FALSE_SUCCESS, [goal.name] == _names(goal))


def _names(goal: Path) -> list[str]:
    return [each.name for each in goal.parent.iterdir() if each.name.startswith(goal.stem)]


async def export_step_by_step(told: AsyncTold, given: None) -> None:
    """Ask for an export, wait for it, download it."""
    client, box = told.client, told.sandbox
    export = await told.change("E1", lambda: client.export_tasks.create(FINISHED_SCAN, mask=True))
    await told.wait("the export", export.wait, lambda: of_export(box, FINISHED_SCAN))
    with TemporaryDirectory() as folder:
        goal = Path(folder, "findings.xlsx")
        path = await told.read("download", lambda: client.export_tasks.download(FINISHED_SCAN, goal))
        told.check("the file", Verdict.FALSE_SUCCESS, is_newest(box, FINISHED_SCAN, path))


async def stop_scan(told: AsyncTold, given: None) -> None:
    """Start a scan anew, stop it, see it end."""
    client, box = told.client, told.sandbox
    scan = await told.change("S7", lambda: client.dsc.scan_jobs.start(FINISHED_SCAN))
    await told.change("S8", lambda: client.dsc.scan_jobs.stop(FINISHED_SCAN))
    await told.ended(
        "the scan",
        lambda: scan.wait(raise_on_failure=False),
        lambda view: scan.phase,
        lambda: of_scan(box, FINISHED_SCAN),
    )


async def list_everything(told: AsyncTold, given: None) -> None:
    """Walk over scans, two a page, and over what one found."""
    client, plane = told.client, told.sandbox.huawei_dsc
    scans = client.dsc.scan_jobs.list(page_size=2)
    await told.listed("scans", scans.pages(), lambda row: row.id, [*plane.scan_jobs])
    found = {each.id for each in plane.scan_jobs[FINISHED_SCAN].findings}
    results = client.export_tasks.results(FINISHED_SCAN, page_size=2)
    await told.listed("findings", results.pages(), lambda row: row.id, found)


JOURNEYS = (scan_and_export, export_again, export_step_by_step, stop_scan, list_everything)
