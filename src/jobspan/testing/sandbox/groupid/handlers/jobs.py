"""Jobs: create, list, details, names, delete."""

from __future__ import annotations

from jobspan.testing.sandbox.groupid.errors import Failure
from jobspan.testing.sandbox.groupid.handlers.checks import check_name, check_providers, checked_job
from jobspan.testing.sandbox.groupid.handlers.filters import folded, matches, page
from jobspan.testing.sandbox.groupid.handlers.parameters import id_of, ids_of
from jobspan.testing.sandbox.groupid.scheduler import Scheduler
from jobspan.testing.sandbox.groupid.state import TEMPLATES, State
from jobspan.testing.sandbox.groupid.storage import store_job
from jobspan.testing.sandbox.groupid.views.documents import summary
from jobspan.testing.sandbox.groupid.views.envelopes import DELETION, done, list_result
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route

NAMES = {"source": "sourceProvider", "destination": "destinationProvider", "timesrun": "timesRun", "lastrun": "lastRun"}
BASE = "/GroupIDDataService/api/DataSyncJobs"


class JobHandlers:
    def __init__(self, state: State, scheduler: Scheduler) -> None:
        self._state = state
        self._scheduler = scheduler

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("create_job", "POST", BASE, self.create),
            Route("list_jobs", "GET", BASE, self.list),
            Route("get_job", "GET", f"{BASE}/{{jobId}}/Details", self.details),
            Route("job_names", "GET", f"{BASE}/Names", self.names),
            Route("delete_jobs", "DELETE", BASE, self.delete),
        )

    def create(self, call: Call) -> Reply:
        document = checked_job(call.json)
        info = document["jobInfo"]
        check_providers(self._state, info)
        check_name(self._state, info["name"], {id: job["jobInfo"]["name"] for id, job in self._state.jobs.items()})
        info["jobId"] = 0
        stored = store_job(self._state, document, kind=1)
        self._state.jobs[stored["jobInfo"]["jobId"]] = stored
        self._scheduler.created(stored["jobInfo"]["jobId"])
        return done(stored["jobInfo"]["jobId"])

    def list(self, call: Call) -> Reply:
        wanted = folded(call.json or {})
        heads = [summary(job["jobInfo"]) for job in self._state.jobs.values()]
        found = [head for head in heads if matches(wanted.get("filtercriteria"), head, NAMES)]
        rows = page(found, wanted.get("searchoption"))
        for row in rows:
            self._scheduler.job_read(row["jobId"])
        return Reply.of_json(list_result(rows, len(found)))

    def details(self, call: Call) -> Reply:
        id = id_of(call.params["jobId"])
        reply = Reply.of_json(list_result(self._state.job(id), 0))
        self._scheduler.job_read(id)
        return reply

    def names(self, call: Call) -> Reply:
        templates = [{"name": name, "type": "3"} for name in TEMPLATES]
        own = [{"name": job["jobInfo"]["name"], "type": "1"} for job in self._state.jobs.values()]
        return Reply.of_json([*templates, *own])

    def delete(self, call: Call) -> Reply:
        ids = ids_of(call)
        unknown = [id for id in ids if id not in self._state.jobs]
        if unknown:
            parts = [(str(id), f"There is no job {id}.") for id in unknown]
            raise Failure("Not all jobs exist; none was deleted.", "NOT_FOUND", parts=parts)
        for id in ids:
            del self._state.jobs[id]
            self._scheduler.forget(id)
        return done(kind=DELETION)
