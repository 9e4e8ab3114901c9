"""All tables of one DSC, lookups in them, and how scans and exports run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from jobspan.testing.sandbox.http import Reply
from jobspan.testing.sandbox.huawei.access import PROJECT_ID
from jobspan.testing.sandbox.huawei_dsc.entities import (
    Asset,
    ExportRun,
    Finding,
    Holding,
    Level,
    Rule,
    RuleGroup,
    ScanJob,
    ScanTask,
    Template,
)
from jobspan.testing.sandbox.huawei_dsc.errors import invalid, missing
from jobspan.testing.sandbox.huawei_dsc.switches import NEWEST, Switches
from jobspan.testing.sandbox.huawei_dsc.views import answer
from jobspan.testing.sandbox.huawei_dsc.workbook import workbook
from jobspan.testing.sandbox.world import World

T = TypeVar("T")

SCAN_STEPS = ("WAITING", "RUNNING", "RUNNING", "FINISHED")
EXPORT_STEPS = ("WAITING", "RUNNING", "FINISHED")
TYPED: dict[str, tuple[str, ...]] = {
    "OBS": ("OBS",),
    "DATABASE": ("DATABASE",),
    "BIGDATA": ("BIGDATA", "MRS", "MRS_HIVE"),
}


class State:
    """What tests seed and look at: every table is a plain dict by id. `switches` selects how the service behaves."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.switches: Switches = Switches()
        self.project_id = PROJECT_ID
        self.levels: dict[str, Level] = {}
        self.rules: dict[str, Rule] = {}
        self.rule_groups: dict[str, RuleGroup] = {}
        self.templates: dict[str, Template] = {}
        self.assets: dict[str, Asset] = {}
        self.scan_jobs: dict[str, ScanJob] = {}
        self.authorizations: dict[str, bool] = dict.fromkeys(
            ("obs", "database", "bigdata", "mrs", "lts", "dashboard"), True
        )
        self._exports = 0

    def now_ms(self) -> int:
        return int(self.world.now().timestamp() * 1000)

    def scan_job(self, id: str) -> ScanJob:
        return self._found(self.scan_jobs, id, "the task")

    def asset(self, id: str) -> Asset:
        return self._found(self.assets, id, "the asset")

    def scan_task(self, id: str) -> tuple[ScanJob, ScanTask]:
        for job in self.scan_jobs.values():
            for task in job.tasks:
                if task.id == id:
                    return job, task
        raise missing(self.world, "the sub-task")

    def buckets(self) -> list[Asset]:
        return [asset for asset in self.assets.values() if asset.kind == "OBS"]

    def written(self, id: str | None = None) -> Reply:
        """The reply to a change. Only the newest generation returns the id."""
        if NEWEST in self.switches.generations:
            return answer(self.world, {"status": "success", "msg": "success", "id": id})
        return answer(self.world, {"msg": "success", "status": "RESPONSE_SUCCESS"})

    def add_scan_job(self, settings: dict[str, Any], id: str | None = None) -> ScanJob:
        """Add a job. It begins to run if its start time has come and its schedule is enabled."""
        assets = [self.assets[each] for each in settings.get("asset_ids", ())]
        job = ScanJob(
            id=id or self.world.new_uuid(),
            name=settings["name"],
            settings=dict(settings),
            created=self.now_ms(),
            assets=assets,
            timeline=self.world.timeline(["INIT", "INIT"]),
        )
        self.scan_jobs[job.id] = job
        if settings.get("open", True) and settings.get("start_time", 0) <= self.now_ms():
            self.run(job)
        return job

    def run(self, job: ScanJob) -> None:
        """Begin a new run of a job. No two runs of it begin in the same millisecond, however still the clock stands."""
        job.last_run = self.now_ms() if job.last_run is None else max(self.now_ms(), job.last_run + 1)
        job.findings = ()
        job.tasks = [ScanTask(id=self.world.new_uuid(), asset=asset, status="WAITING") for asset in job.assets]
        steps = (*SCAN_STEPS[:-1], "FAILED") if self.switches.scans_fail else SCAN_STEPS

        def enter(status: str, at: datetime) -> None:
            self._entered(job, status, int(at.timestamp() * 1000))

        job.timeline = self.world.timeline(steps, enter)
        job.timeline.start()

    def _entered(self, job: ScanJob, status: str, at: int) -> None:
        for task in job.tasks:
            task.status = status
            task.started = task.started or at
            task.ended = at if status != "RUNNING" else None
        if status == "FINISHED":
            job.findings = tuple(self._findings(job, at))

    def _findings(self, job: ScanJob, at: int) -> Iterable[Finding]:
        for task in job.tasks:
            for holding in task.asset.objects:
                yield Finding(id=self.world.new_uuid(), task_id=task.id, asset=task.asset, holding=holding, found_at=at)

    def add_findings(self, job_id: str, count: int) -> None:
        """Give a job that many findings in its first asset, for tests that need many rows.

        Args:
            job_id: id of the scan job.
            count: how many.
        """
        job = self.scan_jobs[job_id]
        job.findings = _Many(job, next(iter(self.rules.values())), count)

    def export(self, job: ScanJob, request: dict[str, Any], rows: Sequence[Finding]) -> ExportRun:
        """Begin an export of these rows; it replaces the previous one."""
        self._exports += 1
        moment = self.world.now()

        def enter(status: str, at: datetime) -> None:
            if status == "FINISHED":
                run.content = workbook(_sheet(rows, masked=bool(request.get("mask"))))

        steps = (*EXPORT_STEPS[:-1], "FAILED") if self.switches.exports_fail else EXPORT_STEPS
        run = ExportRun(
            timeline=self.world.timeline(steps, enter),
            request=request,
            started=f"{moment:%Y-%m-%d %H:%M:%S}",
            file_name=f"classification-result-{moment:%Y%m%d%H%M%S}-{self._exports}.xlsx",
        )
        job.export = run
        run.timeline.start()
        return run

    def _found(self, table: dict[str, T], id: str, what: str) -> T:
        if id not in table:
            raise missing(self.world, what)
        return table[id]

    def json_object(self, document: Any) -> dict[str, Any]:
        """A body that must be an object, or absent."""
        if document is None:
            return {}
        if not isinstance(document, dict):
            raise invalid(self.world)
        return document


def _sheet(rows: Sequence[Finding], *, masked: bool) -> Iterable[Sequence[str]]:
    yield ("object", "path", "asset", "type", "level", "rule", "where", "line", "content")
    for row in rows:
        held = row.holding
        for line, text in held.samples or ((0, ""),):
            shown = "*" * len(text) if masked else text
            path = f"{row.asset.place}/{held.path or held.name}"
            level = held.rule.level.name
            yield (held.name, path, row.asset.name, row.asset.kind, level, held.rule.name, held.where, str(line), shown)


class _Many(Sequence[Finding]):
    """Rows made up on demand, so that a great many take no memory."""

    def __init__(self, job: ScanJob, rule: Rule, count: int) -> None:
        self._asset = job.assets[0]
        self._rule = rule
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self._row(each) for each in range(*index.indices(self._count))]
        return self._row(range(self._count)[index])

    def _row(self, number: int) -> Finding:
        name = f"part-{number:07d}.csv"
        held = Holding(name=name, rule=self._rule, where="line", path=f"archive/{name}")
        return Finding(
            id=f"00000000-0000-4000-8000-{number:012d}", task_id="many", asset=self._asset, holding=held, found_at=0
        )
