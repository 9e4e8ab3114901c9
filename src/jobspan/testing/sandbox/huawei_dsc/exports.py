"""The operations on exports, in both path families, and the file host that serves the result."""

from __future__ import annotations

import hmac
from urllib.parse import quote

import attrs
from starlette.datastructures import Headers

from jobspan.testing.sandbox.files import file_reply
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei.replies import stamped
from jobspan.testing.sandbox.huawei_dsc import views
from jobspan.testing.sandbox.huawei_dsc.entities import OVER, ExportRun, ScanJob
from jobspan.testing.sandbox.huawei_dsc.replies import answer, invalid, missing
from jobspan.testing.sandbox.huawei_dsc.results import narrowed
from jobspan.testing.sandbox.huawei_dsc.state import State
from jobspan.testing.sandbox.routing import Route

FILE = "download_file"
_KEY = b"the key of the sandbox's object storage"
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
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
            Route(FILE, "GET", "/obs/{job_id}/{file_name}", self.file),
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
        expires = str(int((self._state.world.now() + self._state.switches.link_lifetime).timestamp()))
        path = f"/obs/{quote(job.id)}/{quote(run.file_name)}"
        query = f"AccessKeyId=SANDBOXOBS&Expires={expires}&Signature={_signature(path, expires)}"
        return answer(self._state.world, {"url": f"{self._state.world.urls['huawei_dsc']}{path}?{query}"})

    def buckets(self, call: Call) -> Reply:
        buckets = [views.export_bucket(asset) for asset in self._state.buckets()]
        return answer(self._state.world, {"buckets": buckets, "total": len(buckets)})

    def newer_buckets(self, call: Call) -> Reply:
        buckets = [views.newer_export_bucket(asset) for asset in self._state.buckets()]
        return answer(self._state.world, {"total": len(buckets), "buckets": buckets})

    def file(self, call: Call) -> Reply:
        """Object storage: only the signature in the address counts, and credentials of another service are refused."""
        if "x-auth-token" in call.headers or "authorization" in call.headers:
            return _storage_error(400, "InvalidArgument", "Only one auth mechanism is allowed")
        expires, signature = call.query.get("Expires", ""), call.query.get("Signature", "")
        if not hmac.compare_digest(signature, _signature(call.path, expires)):
            return _storage_error(403, "SignatureDoesNotMatch", "The signature does not match")
        if int(expires) < self._state.world.now().timestamp():
            return _storage_error(403, "AccessDenied", "Request has expired")
        job = self._state.scan_jobs.get(call.params["job_id"])
        run = job.export if job else None
        if run is None or run.content is None or run.file_name != call.params["file_name"]:
            return _storage_error(404, "NoSuchKey", "The specified key does not exist")
        return self._served(call, run.content)

    def _served(self, call: Call, content: bytes) -> Reply:
        switches = self._state.switches
        whole = attrs.evolve(call, headers=Headers())
        reply = file_reply(call if switches.ranges else whole, content, _WORKBOOK)
        hidden = {"accept-ranges"} if not switches.ranges else set()
        hidden |= {"etag"} if not switches.etags else set()
        return Reply(reply.status, reply.body, [pair for pair in reply.headers if pair[0].lower() not in hidden])

    def _export(self, call: Call) -> tuple[ScanJob, ExportRun]:
        job = self._state.scan_job(call.params["job_id"])
        if job.export is None:
            raise missing(self._state.world, "an export of the task")
        return job, job.export


def _signature(path: str, expires: str) -> str:
    return hmac.digest(_KEY, f"GET\n{expires}\n{path}".encode(), "sha256").hex()


def _storage_error(status: int, code: str, message: str) -> Reply:
    text = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return Reply.of_text(text, status, "application/xml")
