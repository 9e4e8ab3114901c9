"""The operations on scan jobs and their sub-tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_dsc import views
from jobspan.testing.sandbox.huawei_dsc.entities import OVER, ScanJob
from jobspan.testing.sandbox.huawei_dsc.errors import invalid, missing
from jobspan.testing.sandbox.huawei_dsc.paging import page_of
from jobspan.testing.sandbox.huawei_dsc.state import State
from jobspan.testing.sandbox.huawei_dsc.views import answer
from jobspan.testing.sandbox.routing import Route

_RESUMABLE = ("STOPPED", "FAILED", "TERMINATED")
_CYCLES = ("ONCE", "DAY", "WEEK", "MONTH")
_TYPES: dict[str, type | tuple[type, ...]] = {
    "name": str,
    "asset_ids": list,
    "rule_group_ids": list,
    "scan_template_ids": list,
    "asset_scope": list,
    "open": bool,
    "start_time": int,
    "time_zone": (str, int),
    "topic_urn": str,
    "use_nlp": bool,
    "template_type": str,
    "sampling_proportion": int,
    "cycle": str,
}


View = Callable[[ScanJob, list[str]], dict[str, Any]]


class ScanHandlers:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        job, task = "/v1/{project_id}/sdg/scan/job", "/v1/{project_id}/sdg/scan/job/task/{task_id}"
        return (
            Route("S1", "GET", job, self.list),
            Route("S2", "GET", f"{job}s", self.list),
            Route("S3", "POST", job, self.create),
            Route("S4", "PUT", job + "/{job_id}", self.update),
            Route("S5", "DELETE", job + "/{job_id}", self.delete),
            Route("S6", "PUT", job + "/{job_id}/switch-status", self.switch),
            Route("S7", "POST", job + "/{job_id}/start", self.start),
            Route("S8", "POST", job + "/{job_id}/stop", self.stop),
            Route("S9", "GET", job + "/{job_id}/task", self.tasks),
            Route("S10", "POST", f"{task}/start", self.start_task),
            Route("S11", "POST", f"{task}/stop", self.stop_task),
            Route("S12", "DELETE", task, self.delete_task),
            Route("S13", "GET", job + "/{job_id}/scopes", self.scopes),
            Route("S14", "GET", "/v1/{project_id}/sdg/asset/{asset_id}/last-job", self.last_job),
        )

    def list(self, call: Call) -> Reply:
        state = self._state
        content, is_new = call.query.get("content", ""), call.query.get("is_new")
        jobs = [job for job in state.scan_jobs.values() if content in job.name]
        if call.operation_id == "S1":
            jobs = [job for job in jobs if job.is_new or is_new != "true"]
            jobs = [job for job in jobs if is_new == "true" or not job.is_new]
        view = views.scan_job if call.operation_id == "S1" else views.old_scan_job
        page = page_of(state.world, state.switches, call, jobs, 10 if call.operation_id == "S1" else 100)
        rows = [self._view(job, view) for job in page]
        for job in page:
            job.timeline.polled()
        return answer(state.world, {"tasks": rows, **self._total(len(jobs))})

    def create(self, call: Call) -> Reply:
        settings = self._settings(call)
        if any(job.name == settings["name"] for job in self._state.scan_jobs.values()):
            raise invalid(self._state.world, "The name exists already")
        return self._state.written(self._state.add_scan_job(settings).id)

    def update(self, call: Call) -> Reply:
        job = self._state.scan_job(call.params["job_id"])
        settings = self._settings(call)
        job.name, job.settings = settings["name"], settings
        job.assets = [self._state.assets[id] for id in settings.get("asset_ids", ())]
        return self._state.written(job.id)

    def delete(self, call: Call) -> Reply:
        job = self._state.scan_job(call.params["job_id"])
        del self._state.scan_jobs[job.id]
        return self._state.written(job.id)

    def switch(self, call: Call) -> Reply:
        job = self._state.scan_job(call.params["job_id"])
        wanted = self._state.json_object(call.json).get("open", False)
        if not isinstance(wanted, bool):
            raise invalid(self._state.world)
        job.settings["open"] = wanted
        return self._state.written(job.id)

    def start(self, call: Call) -> Reply:
        job = self._state.scan_job(call.params["job_id"])
        resume = self._state.json_object(call.json).get("is_resumable", False)
        if not isinstance(resume, bool) or (resume and job.status not in _RESUMABLE):
            raise invalid(self._state.world)
        self._state.run(job)
        return self._state.written(job.id)

    def stop(self, call: Call) -> Reply:
        job = self._state.scan_job(call.params["job_id"])
        if job.status in OVER:
            raise invalid(self._state.world)
        job.timeline.divert("STOPPED")
        return self._state.written(job.id)

    def tasks(self, call: Call) -> Reply:
        state = self._state
        job = state.scan_job(call.params["job_id"])
        page = page_of(state.world, state.switches, call, job.tasks, 10)
        return answer(state.world, {"tasks": [views.scan_task(task) for task in page], **self._total(len(job.tasks))})

    def start_task(self, call: Call) -> Reply:
        _, task = self._state.scan_task(call.params["task_id"])
        if task.status not in OVER:
            raise invalid(self._state.world)
        task.status, task.started, task.ended = "RUNNING", self._state.now_ms(), None
        return self._state.written(task.id)

    def stop_task(self, call: Call) -> Reply:
        _, task = self._state.scan_task(call.params["task_id"])
        task.status, task.ended = "STOPPED", self._state.now_ms()
        return self._state.written(task.id)

    def delete_task(self, call: Call) -> Reply:
        job, task = self._state.scan_task(call.params["task_id"])
        job.tasks.remove(task)
        if call.query.get("delete_history") == "true":
            job.findings = [each for each in job.findings if each.task_id != task.id]
        return self._state.written(task.id)

    def scopes(self, call: Call) -> Reply:
        state = self._state
        job = state.scan_job(call.params["job_id"])
        scopes = job.settings.get("asset_scope") or [
            {"asset_id": [asset.id], "scope": asset.place} for asset in job.assets
        ]
        page = page_of(state.world, state.switches, call, scopes, 10)
        return answer(state.world, {"total": len(scopes), "scopes": page})

    def last_job(self, call: Call) -> Reply:
        asset = self._state.asset(call.params["asset_id"])
        seen = [(job, task) for job in self._state.scan_jobs.values() for task in job.tasks if task.asset is asset]
        if not seen:
            raise missing(self._state.world, "a task of the asset")
        job, task = max(seen, key=lambda each: each[0].last_run or 0)
        body = {"job_id": job.id, "job_name": job.name, "task_id": task.id, "type": asset.kind}
        return answer(self._state.world, body)

    def _view(self, job: ScanJob, view: View) -> dict[str, Any]:
        ids = job.settings.get("rule_group_ids", ())
        return view(job, [self._state.rule_groups[id].name for id in ids if id in self._state.rule_groups])

    def _total(self, count: int) -> dict[str, int]:
        return {"total": count} if self._state.switches.totals else {}

    def _settings(self, call: Call) -> dict[str, Any]:
        """The definition in a body. Refuses a wrong one with 400."""
        state = self._state
        given = state.json_object(call.json)
        settings = {name: given[name] for name in _TYPES if name in given}
        wrong = [name for name, value in settings.items() if not isinstance(value, _TYPES[name])]
        needed = (
            {"name", "cycle"} if "scan_template_ids" in settings else {"name", "cycle", "asset_ids", "rule_group_ids"}
        )
        if wrong or not needed <= settings.keys() or settings["cycle"] not in _CYCLES:
            raise invalid(state.world)
        if not set(settings.get("asset_ids", ())) <= state.assets.keys():
            raise invalid(state.world, "There is no such asset")
        if not set(settings.get("rule_group_ids", ())) <= state.rule_groups.keys():
            raise invalid(state.world, "There is no such rule group")
        return settings
