"""The operations on exports, in both path families."""

from __future__ import annotations

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei.replies import stamped
from jobspan.testing.sandbox.huawei_dsc import views
from jobspan.testing.sandbox.huawei_dsc.entities import OVER, ExportRun, ScanJob
from jobspan.testing.sandbox.huawei_dsc.errors import invalid, missing
from jobspan.testing.sandbox.huawei_dsc.handlers.file_host import signed_link
from jobspan.testing.sandbox.huawei_dsc.handlers.results import narrowed
from jobspan.testing.sandbox.huawei_dsc.state import State
from jobspan.testing.sandbox.huawei_dsc.views import answer
from jobspan.testing.sandbox.routing import Route

_TYPES: dict[str, type] = {
    "asset_id": str,
    "asset_type": str,
    "bucket_name": str,
    "database_name": str,
    "filter_bucket_name": str,
    "keyword": str,
    "mask": bool,
    "security_level_ids": list,
    "sort": str,
    "start_time": int,
    "table_name": str,
}


class ExportHandlers:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        jobs = "/v1/{project_id}/scan-jobs"
        results = jobs + "/{job_id}/classification-results"
        return (
            Route("E1", "POST", f"{results}/export-tasks", self.create),
            Route("E1.export", "POST", f"{results}/export", self.create),
            Route("E2", "GET", f"{results}/export/status", self.status),
            Route("E3", "GET", f"{results}/download-url", self.link),
            Route("E3.export", "POST", f"{results}/export/download", self.link),
            Route("E4", "GET", f"{jobs}/buckets-for-export", self.buckets),
            Route("E4.export", "GET", f"{jobs}/export/buckets", self.newer_buckets),
        )

    def create(self, call: Call) -> Reply:
        state = self._state
        job = state.scan_job(call.params["job_id"])
        request = state.json_object(call.json)
        if any(name in _TYPES and not isinstance(value, _TYPES[name]) for name, value in request.items()):
            raise invalid(state.world)
        busy = job.export is not None and job.export.timeline.state not in OVER
        if state.switches.strict_exports and (job.status != "FINISHED" or busy):
            raise invalid(state.world)
        run = state.export(job, request, narrowed(job, request))
        if state.switches.create_status == 201:
            return stamped(state.world, Reply(201))
        return answer(state.world, views.export_task(job, run, job.assets))

    def status(self, call: Call) -> Reply:
        job, run = self._export(call)
        reply = answer(self._state.world, views.export_task(job, run, job.assets))
        run.timeline.polled()
        return reply

    def link(self, call: Call) -> Reply:
        job, run = self._export(call)
        if run.content is None:
            run.timeline.polled()
            raise missing(self._state.world, "the result file")
        return answer(self._state.world, {"url": signed_link(self._state, job, run)})

    def buckets(self, call: Call) -> Reply:
        buckets = [views.export_bucket(asset) for asset in self._state.buckets()]
        return answer(self._state.world, {"buckets": buckets, "total": len(buckets)})

    def newer_buckets(self, call: Call) -> Reply:
        buckets = [views.newer_export_bucket(asset) for asset in self._state.buckets()]
        return answer(self._state.world, {"total": len(buckets), "buckets": buckets})

    def _export(self, call: Call) -> tuple[ScanJob, ExportRun]:
        job = self._state.scan_job(call.params["job_id"])
        if job.export is None:
            raise missing(self._state.world, "an export of the task")
        return job, job.export
