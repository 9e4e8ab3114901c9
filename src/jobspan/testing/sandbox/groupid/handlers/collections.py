"""Collections of jobs: create, list, jobs, details, update, delete."""

from __future__ import annotations

import copy
from typing import Any

from jobspan.testing.sandbox.groupid.errors import Failure
from jobspan.testing.sandbox.groupid.handlers.checks import check_name, check_providers, checked_job
from jobspan.testing.sandbox.groupid.handlers.filters import folded, matches, page
from jobspan.testing.sandbox.groupid.handlers.jobs import BASE as JOBS, NAMES
from jobspan.testing.sandbox.groupid.handlers.parameters import id_of, ids_of
from jobspan.testing.sandbox.groupid.scheduler import Scheduler
from jobspan.testing.sandbox.groupid.state import State
from jobspan.testing.sandbox.groupid.storage import store_collection
from jobspan.testing.sandbox.groupid.views.documents import Document, collection_head, summary, timestamp
from jobspan.testing.sandbox.groupid.views.envelopes import DELETION, done, list_result
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route

BASE = f"{JOBS}/Collections"


class CollectionHandlers:
    def __init__(self, state: State, scheduler: Scheduler) -> None:
        self._state = state
        self._scheduler = scheduler

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("create_collection", "POST", BASE, self.create),
            Route("list_collections", "GET", BASE, self.list),
            Route("collection_jobs", "GET", f"{BASE}/Details", self.jobs),
            Route("get_collection", "GET", f"{BASE}/{{jobCollectionId}}/Details", self.details),
            Route("update_collection", "PATCH", BASE, self.update),
            Route("delete_collections", "DELETE", BASE, self.delete),
        )

    def create(self, call: Call) -> Reply:
        document = self._checked(call.json)
        head = document["jobCollectionInfo"]
        check_name(self._state, head["name"], self._names())
        head["id"] = self._state.new_id("collection")
        head["created"] = head["modified"] = timestamp(self._state.world.now())
        for job in document["jobs"]:
            job["jobInfo"]["jobId"] = 0
        store_collection(self._state, document)
        return done(head["id"])

    def list(self, call: Call) -> Reply:
        wanted = folded(call.json or {})
        heads = [collection_head(each) for each in self._state.collections.values()]
        found = [head for head in heads if matches(wanted.get("filtercriteria"), head, NAMES)]
        return Reply.of_json(list_result(page(found, wanted.get("searchoption")), len(found)))

    def jobs(self, call: Call) -> Reply:
        wanted = folded(call.json or {})
        collection = self._state.collection(int(wanted.get("jobcollectionid") or 0))
        heads = [summary(job["jobInfo"]) for job in collection["jobs"]]
        by_collection = wanted.get("filters") or {}
        named = str(by_collection.get("value") or "").casefold() == collection["jobCollectionInfo"]["name"].casefold()
        found = heads if named else [head for head in heads if matches(by_collection, head, NAMES)]
        return Reply.of_json(list_result(page(found, wanted.get("searchoption")), len(found)))

    def details(self, call: Call) -> Reply:
        collection = self._state.collection(id_of(call.params["jobCollectionId"]))
        for job in collection["jobs"]:
            self._scheduler.job_read(job["jobInfo"]["jobId"])
        return Reply.of_json(list_result(collection, len(collection["jobs"])))

    def update(self, call: Call) -> Reply:
        document = self._checked(call.json)
        head = document["jobCollectionInfo"]
        before = self._state.collection(int(head.get("id") or 0))
        check_name(self._state, head["name"], self._names(), but=head["id"])
        own = {job["jobInfo"]["jobId"] for job in before["jobs"]}
        for job in document["jobs"]:
            if job["jobInfo"].get("jobId") and job["jobInfo"]["jobId"] not in own:
                raise Failure(f"Job {job['jobInfo']['jobId']} is not in this collection.", "INVALID_COLLECTION")
        head["modified"] = timestamp(self._state.world.now())
        store_collection(self._state, document)
        return done(head["id"])

    def delete(self, call: Call) -> Reply:
        ids = ids_of(call)
        unknown = [id for id in ids if id not in self._state.collections]
        if unknown:
            parts = [(str(id), f"There is no job collection {id}.") for id in unknown]
            raise Failure("Not all collections exist; none was deleted.", "NOT_FOUND", parts=parts)
        for id in ids:
            del self._state.collections[id]
        return done(kind=DELETION)

    def _checked(self, body: Any) -> Document:
        if not isinstance(body, dict) or not isinstance(body.get("jobCollectionInfo"), dict):
            raise Failure("The collection has no jobCollectionInfo.", "INVALID_COLLECTION", status=400)
        if not str(body["jobCollectionInfo"].get("name") or "").strip():
            raise Failure("The collection is not valid.", "INVALID_COLLECTION", attributes={"name": "It is required."})
        jobs = [checked_job(job) for job in body.get("jobs") or []]
        for job in jobs:
            check_providers(self._state, job["jobInfo"])
        return copy.deepcopy(body) | {"jobs": jobs}

    def _names(self) -> dict[int, str]:
        return {id: each["jobCollectionInfo"]["name"] for id, each in self._state.collections.items()}
