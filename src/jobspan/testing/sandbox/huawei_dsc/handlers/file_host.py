"""The object storage that serves exported files by signed links."""

from __future__ import annotations

import hmac
from urllib.parse import quote

import attrs
from starlette.datastructures import Headers

from jobspan.testing.sandbox.files import file_reply
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_dsc.entities import ExportRun, ScanJob
from jobspan.testing.sandbox.huawei_dsc.state import State
from jobspan.testing.sandbox.routing import Route

FILE = "download_file"
_KEY = b"the key of the sandbox's object storage"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def signed_link(state: State, job: ScanJob, run: ExportRun) -> str:
    """A URL that serves the file of an export until it expires."""
    expires = str(int((state.world.now() + state.switches.link_lifetime).timestamp()))
    path = f"/obs/{quote(job.id)}/{quote(run.file_name)}"
    query = f"AccessKeyId=SANDBOXOBS&Expires={expires}&Signature={_signature(path, expires)}"
    return f"{state.world.urls['huawei_dsc']}{path}?{query}"


class FileHandlers:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        return (Route(FILE, "GET", "/obs/{job_id}/{file_name}", self.file),)

    def file(self, call: Call) -> Reply:
        """Object storage: only the signature in the URL counts, and credentials of another service are refused."""
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


def _signature(path: str, expires: str) -> str:
    return hmac.digest(_KEY, f"GET\n{expires}\n{path}".encode(), "sha256").hex()


def _storage_error(status: int, code: str, message: str) -> Reply:
    text = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return Reply.of_text(text, status, "application/xml")
