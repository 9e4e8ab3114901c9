"""Synchronization jobs: one set of handlers for all families.

Which of the undocumented errors come is a decision of this sandbox: 404 for an unknown job, 409 for a job that is over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from jobspan.testing.sandbox.ciphertrust import views
from jobspan.testing.sandbox.ciphertrust.entities import Job
from jobspan.testing.sandbox.ciphertrust.errors import refusal
from jobspan.testing.sandbox.ciphertrust.families import FAMILIES, Family
from jobspan.testing.sandbox.ciphertrust.handlers.bodies import json_object
from jobspan.testing.sandbox.ciphertrust.handlers.lists import slice_of
from jobspan.testing.sandbox.ciphertrust.state import State
from jobspan.testing.sandbox.faults import FailItems
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route


class SyncJobHandlers:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> Iterable[Route]:
        for family in FAMILIES.values():
            one = f"{family.path}/{{id}}"
            yield Route(f"{family.key}.start", "POST", family.path, _bound(self.start, family))
            yield Route(f"{family.key}.list", "GET", family.path, _bound(self.list, family))
            yield Route(f"{family.key}.get", "GET", one, _bound(self.get, family))
            yield Route(f"{family.key}.cancel", "POST", f"{one}/cancel", _bound(self.cancel, family))

    def start(self, call: Call, family: Family) -> Reply:
        self._require_permission(call)
        body = json_object(call.json or {})
        faults = call.fault if isinstance(call.fault, FailItems) else None
        job = self._state.begin(family, body, self._state.access.caller(call).domain, faults)
        view = views.new_sync_job(job)
        job.timeline.start()
        return Reply.of_json(view, 201)

    def list(self, call: Call, family: Family) -> Reply:
        domain = self._state.access.caller(call).domain
        wanted = call.query.getlist(family.filter_field) if family.filter_field else []
        statuses = {status.replace(" ", "_") for status in call.query.getlist("overall_status")}
        jobs = [
            job
            for job in self._state.jobs.values()
            if job.family is family
            and job.domain == domain
            and call.query.get("id", job.id) == job.id
            and (not statuses or job.timeline.state in statuses)
            and (not wanted or any(each.answers_to(name) for each in job.containers for name in wanted))
        ]
        reply = slice_of(call, [views.sync_job(job) for job in jobs])
        if statuses and not wanted:  # so are many jobs watched at once
            for job in jobs:
                job.timeline.polled()
        return reply

    def get(self, call: Call, family: Family) -> Reply:
        job = self._job(call, family)
        reply = Reply.of_json(views.sync_job(job))
        job.timeline.polled()
        return reply

    def cancel(self, call: Call, family: Family) -> Reply:
        job = self._job(call, family)
        self._require_permission(call)
        if not job.running:
            raise refusal(409, f"The job is {job.timeline.state}; only a job in progress can be canceled")
        job.cancel()
        return Reply.of_json(views.sync_job(job))

    def _require_permission(self, call: Call) -> None:
        if not self._state.access.caller(call).account.may_synchronize:
            raise refusal(403, "The user lacks the keysynchronize permission on the container")

    def _job(self, call: Call, family: Family) -> Job:
        job = self._state.jobs.get(call.params["id"])
        if job is None or job.family is not family or job.domain != self._state.access.caller(call).domain:
            raise refusal(404, "Resource not found")
        return job


def _bound(handler: Callable[[Call, Family], Reply], family: Family) -> Callable[[Call], Reply]:
    return lambda call: handler(call, family)
