"""Writes tests/journal/data/version-N.sql: what a journal of this schema version looks like. Run it when the version changes.

Usage: python -m tests.journal.written_before
"""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import httpx

from jobspan import Client, DelphixSettings, Policy
from jobspan._io.journal.holders import this_process
from jobspan._io.journal.schema import VERSION
from jobspan.hooks import RequestStarted, ResponseReceived
from jobspan.journal import Journal
from tests.journal.conftest import KEY

DATA = Path(__file__).parent / "data"
JOB, RUN = "d53812ce-9186-485d-a388-44bc52087ead", "run-1"


class Killed(BaseException):
    """The process ends here."""


class Plane:
    """A DCT with one job; it counts what it was asked to do."""

    def __init__(self) -> None:
        self.changes: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.rpartition("/v3/")[2]
        reads: dict[str, Any] = {
            f"masking-jobs/{JOB}": {"id": JOB, "name": "finance", "engine_id": "1", "items": []},
            "management/engines/1": {"id": "1", "name": "prod01", "status": "ONLINE"},
        }
        if path in reads:
            return httpx.Response(200, json=reads[path])
        if path.endswith("/search") or path in ("masking-jobs", "jobs", "executions"):
            return httpx.Response(200, json={"items": [], "response_metadata": {"total": 0}})
        self.changes.append(path)
        if path.endswith("/execute"):
            return httpx.Response(200, json={"job": {"id": RUN, "status": "PENDING"}, "execution_id": "e-1"})
        return httpx.Response(201, json={"tags": [{"key": "a", "value": "b"}]})


def client(plane: Plane, journal: Journal, *hooks: Any) -> Client:
    """A client of that plane."""
    settings = DelphixSettings(url="http://dct.example.com", api_key="k", transport=httpx.MockTransport(plane))
    return Client(delphix=settings, journal=journal, hooks=hooks, policy=Policy(poll_first=0.01))


def dying(event_type: Any, operation: str) -> Any:
    """A hook that ends the process at an event."""

    def die(event: Any) -> None:
        if isinstance(event, event_type) and event.operation == operation:
            raise Killed

    return die


def write(file: Path) -> None:
    """Three calls: one done, one killed before its request, one killed after the reply."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "journal.sqlite3"
        journal = Journal(f"sqlite:///{database}", key=KEY)
        with client(Plane(), journal) as c:
            c.masking_jobs.execute.once("done", JOB, engine_id="1")
        for key, event in (("before", RequestStarted), ("after", ResponseReceived)):
            with client(Plane(), journal, dying(event, "create_masking_job_tag")) as c, contextlib.suppress(Killed):
                c.masking_jobs.add_tags.once(key, JOB, {"a": "b"})
        journal.close()
        with contextlib.closing(sqlite3.connect(database)) as connection:
            dump = "\n".join(connection.iterdump()) + "\n"
        file.write_text(dump.replace(this_process(), "elsewhere/0/0 1 1"))


if __name__ == "__main__":
    DATA.mkdir(exist_ok=True)
    write(DATA / f"version-{VERSION}.sql")
