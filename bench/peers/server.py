"""A server that answers at once, with bytes made beforehand where it can: what is measured is the client.

Run as a process of its own, it prints its port. Jobs run until ``/_look`` was asked for as often as ``/_reset`` said;
``/_counts`` tells the requests since then.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

ROWS = 100_000
"""Rows of the list of masking jobs, for those who follow its cursors."""

_TAGS = [{"key": "env", "value": "prod"}, {"key": "owner", "value": "finance"}]
_MASKING_JOB: dict[str, Any] = {
    "ruleset": {"type": "DATABASE", "name": "finance", "refresh_drops_tables": True},
    "connector_type": "MARIADB",
    "is_on_the_fly_masking": True,
    "creation_date": "2022-11-30T08:51:34.148000+00:00",
    "last_completed_execution_date": "2022-11-30T09:51:34.148000+00:00",
    "last_execution_status": "SUCCEEDED",
    "last_execution_rows_masked": 1000,
    "last_execution_rows_total": 5000,
    "dataset_id": "dataset-123",
    "job_type": "STANDARD",
    "min_memory": 1024,
    "max_memory": 1024,
    "parallelism_degree": 4,
    "feedback_size": 32,
    "num_input_streams": 4,
    "max_concurrent_source_connections": 32,
    "max_concurrent_target_connections": 32,
    "stream_row_limit": 4,
    "tags": _TAGS,
}
_ODD: dict[str, Callable[[int], dict[str, Any]]] = {
    "documented": lambda number: {},
    "an unknown member in one row": lambda number: {"added_by_the_vendor": "x"} if number == 0 else {},
    "an unknown member in each row": lambda number: {"added_by_the_vendor": "x"},
    "null for a list in each row": lambda number: {"tags": None},
}
ODD = tuple(_ODD)


def masking_job(number: int, odd: str = "documented") -> dict[str, Any]:
    """A masking job as DCT documents it, or odd in one way."""
    return {"id": f"masking-job-{number}", "name": f"finance masking {number}"} | _MASKING_JOB | _ODD[odd](number)


def sync_job(id: str, status: str) -> dict[str, Any]:
    """A synchronization of CipherTrust."""
    return {
        "id": id,
        "uri": f"kylo:kylo:cckm:synchronize:{id}",
        "account": "kylo",
        "createdAt": "2020-11-05T06:38:25.308834Z",
        "updatedAt": "2020-11-05T06:38:29.248338Z",
        "overall_status": status,
        "detailed_status": {"123456789012/ap-south-1": "region synchronized successfully"},
        "cloud": "aws",
        "regions": ["ap-south-1"],
        "kms": ["kms"],
        "abort": False,
    }


@cache
def _page(odd: str, first: int, size: int, total: int) -> bytes:
    more = {"next_cursor": str(first + size)} if first + size < total else {}
    rows = [masking_job(number, odd) for number in range(first, first + size)]
    return json.dumps({"items": rows, "response_metadata": {"total": total} | more}).encode()


class Answering(asyncio.Protocol):
    """One connection."""

    looks: ClassVar[int] = 0
    needed: ClassVar[int] = 3
    moving: ClassVar[bool] = False
    counts: ClassVar[Counter[str]] = Counter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - that of a stream
        self._transport, self._received = transport, b""

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end].decode("latin-1")
            _, _, after = head.lower().partition("content-length:")
            length = int(after.partition("\r\n")[0]) if after else 0
            if len(self._received) < end + 4 + length:
                return
            body = self._received[end + 4 : end + 4 + length]
            self._received = self._received[end + 4 + length :]
            method, target, _ = head.partition("\r\n")[0].split(" ")
            answer = self._answer(method, target, body)
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Request-Id: r-1\r\nContent-Length: "
                + b"%d\r\n\r\n" % len(answer)
                + answer
            )

    def _answer(self, method: str, target: str, body: bytes) -> bytes:
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        if parts.path.startswith("/_"):
            return self._told(parts.path, query)
        *_, last = steps = [step for step in parts.path.split("/") if step]
        by_id = last == "x" or last.startswith(("s-", "m-"))
        type(self).counts[f"{method} {'/'.join(steps[-2:-1] if by_id else steps[-2:])}"] += 1
        match last, steps[-2:-1]:
            case "masking-jobs", _:
                return self._masking_jobs("documented" if steps[0] == "v3" else ODD[int(steps[0])], query)
            case "search", [what]:
                return self._found(what, json.loads(body)["filter_expression"].split("'")[1::2])
            case (("batch-status" | "batch-progress"), _):
                rows = [self._task(last, id) for id in json.loads(body)["jobs"]]
                return json.dumps({"count": len(rows), "results": rows}).encode()
            case "tokens", _:
                return b'{"jwt": "t", "duration": 300, "token_type": "Bearer"}'
            case "synchronization-jobs", _:
                return self._syncs(query)
            case _, ["synchronization-jobs"]:
                return json.dumps(sync_job(last, "completed" if self._over else "in_progress")).encode()
            case _, ["masking-jobs"]:
                return _one(last)
        return b"{}"

    def _told(self, path: str, query: dict[str, str]) -> bytes:
        cls = type(self)
        if path == "/_reset":
            cls.looks, cls.needed, cls.moving = 0, int(query["looks"]), query.get("moving") == "1"
            cls.counts.clear()
        elif path == "/_look":
            cls.looks += 1
        return json.dumps(cls.counts).encode()

    @property
    def _over(self) -> bool:
        return self.looks >= self.needed

    def _masking_jobs(self, odd: str, query: dict[str, str]) -> bytes:
        size, first = int(query.get("limit", 100)), int(query.get("cursor", 0))
        return _page(odd, first, size, ROWS if "sort" in query or "cursor" in query else size)

    def _found(self, what: str, ids: list[str]) -> bytes:
        states = {"jobs": ("RUNNING", "COMPLETED"), "executions": ("RUNNING", "SUCCEEDED")}
        if what not in states:
            return json.dumps({"items": [masking_job(0) | {"id": id} for id in ids]}).encode()
        state = states[what][self._over]
        return json.dumps({"items": [{"id": id, "status": state, "execution_id": f"e-{id}"} for id in ids]}).encode()

    def _task(self, asked: str, id: str) -> dict[str, Any]:
        if asked == "batch-progress":
            return {"job_id": id, "progress": "50", "incre_trans_delay": "0", "task_mode": "FULL_INCR_TRANS"}
        begun = "FULL_TRANSFER_STARTED" if self.moving else "STARTJOBING"
        return {"id": id, "status": "INCRE_TRANSFER_STARTED" if self._over else begun}

    def _syncs(self, query: dict[str, str]) -> bytes:
        status = "completed" if self._over else "in_progress"
        shown = range(1000) if query.get("overall_status", status) == status else range(0)
        skip, limit = int(query.get("skip", 0)), int(query.get("limit", 10))
        rows = [sync_job(f"s-{number}", status) for number in shown[skip : skip + limit]]
        return json.dumps({"skip": skip, "limit": limit, "total": len(shown), "resources": rows}).encode()


@cache
def _one(id: str) -> bytes:
    return json.dumps(masking_job(1) | {"id": id}).encode()


async def serve() -> None:
    """Serve on a free port of loopback, until the process is ended."""
    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
