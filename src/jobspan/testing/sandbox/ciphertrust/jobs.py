"""Synchronization jobs: one set of handlers for all families.

As the documentation has it, a cancelled job goes on for a moment and ends as completed with `abort` set. Which of the
undocumented errors come is a decision of this sandbox: 404 for an unknown job or container, 409 for a job that is over
or a container that is being synchronized.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import attrs

from jobspan.testing.sandbox.ciphertrust.access import Access
from jobspan.testing.sandbox.ciphertrust.errors import refusal
from jobspan.testing.sandbox.ciphertrust.families import FAMILIES, Container, Family
from jobspan.testing.sandbox.ciphertrust.paging import slice_of
from jobspan.testing.sandbox.ciphertrust.timestamps import stamp
from jobspan.testing.sandbox.faults import FailItems
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.progress import Timeline
from jobspan.testing.sandbox.routing import Route
from jobspan.testing.sandbox.world import World

STEPS = ("in_progress", "in_progress", "in_progress", "completed")
URN = {
    "account": "kylo:kylo:admin:accounts:kylo",
    "application": "ncryptify:gemalto:admin:apps:kylo",
    "devAccount": "ncryptify:gemalto:admin:accounts:gemalto",
}


@attrs.define(eq=False)
class Job:
    """One job. `broken` holds the units that will not succeed, with what the cloud says of them."""

    id: str
    family: Family
    domain: str
    containers: list[Container]
    listed: list[str]
    units: list[str]
    options: dict[str, Any]
    broken: dict[str, str]
    created: datetime
    timeline: Timeline
    abort: bool = False
    done_before_abort: int = 0

    @property
    def running(self) -> bool:
        return not self.timeline.finished

    def view(self) -> dict[str, Any]:
        view: dict[str, Any] = {
            "id": self.id,
            "uri": f"kylo:kylo:cckm:synchronize:{self.id}",
            **URN,
            "createdAt": stamp(self.created),
            "updatedAt": stamp(self.timeline.changed_at),
        }
        if not self.running:
            view["completed_at"] = stamp(self.timeline.changed_at - timedelta(microseconds=166))
        return view | {
            "overall_status": self.timeline.state,
            "detailed_status": self._details(),
            "cloud": self.family.cloud,
            **self.options,
            self.family.job_field: self.listed,
            "abort": self.abort,
        }

    def _details(self) -> dict[str, str]:
        return {unit: self._text(unit, number) for number, unit in enumerate(self.units)}

    def _text(self, unit: str, number: int) -> str:
        done = self.done_before_abort if self.abort else self.units_done()
        if number >= done and (self.running or self.abort):
            return "in_progress"
        return self.broken.get(unit, f"{self.family.word} synchronized successfully")

    def units_done(self) -> int:
        return int(self.timeline.share("in_progress") * len(self.units))


class SyncJobs:
    """The jobs of one appliance, and the containers they work on."""

    def __init__(self, world: World, access: Access) -> None:
        self._world = world
        self._access = access
        self.jobs: dict[str, Job] = {}
        self.containers: dict[str, list[Container]] = {family.shelf: [] for family in FAMILIES.values()}
        self.broken_units: dict[str, str] = {}
        """Units that fail in every job from now on: the text the cloud gives."""
        self.stuck: set[str] = set()
        """Families whose jobs do not get on by themselves from now on."""

    def routes(self) -> Iterable[Route]:
        for family in FAMILIES.values():
            yield Route(f"{family.key}.start", "POST", family.path, self._handler(self.start, family))
            yield Route(f"{family.key}.list", "GET", family.path, self._handler(self.list, family))
            yield Route(f"{family.key}.get", "GET", f"{family.path}/{{id}}", self._handler(self.get, family))
            yield Route(
                f"{family.key}.cancel", "POST", f"{family.path}/{{id}}/cancel", self._handler(self.cancel, family)
            )

    def _handler(self, handle: Any, family: Family) -> Any:
        return lambda call: handle(call, family)

    def start(self, call: Call, family: Family) -> Reply:
        caller = self._access.caller(call)
        if not caller.account.may_synchronize:
            raise refusal(403, "The user lacks the keysynchronize permission on the container")
        body = call.json or {}
        if not isinstance(body, dict):
            raise refusal(400, "The body must be a JSON object")
        job = self.begin(family, body, caller.domain, call.fault if isinstance(call.fault, FailItems) else None)
        view = job.view() | {
            "createdAt": stamp(job.created, 246),
            "updatedAt": stamp(job.created + timedelta(microseconds=3483), 885),
        }
        job.timeline.start()
        return Reply.of_json(view, 201)

    def begin(self, family: Family, body: dict[str, Any], domain: str, faults: FailItems | None = None) -> Job:
        """Make a job; its timeline does not move yet."""
        everything = body.get("synchronize_all") is True
        names = body.get(family.start_field) or []
        regions = tuple(body.get("regions") or ()) if "regions" in family.options else ()
        self._check_body(family, body, everything, names, regions)
        shelf = self.containers[family.shelf]
        containers = list(shelf) if everything else [self._container(family, name) for name in names]
        for other in self.jobs.values():
            shared = set(map(id, other.containers)) & set(map(id, containers))
            if other.running and other.family is family and other.domain == domain and (shared or everything):
                raise refusal(409, f"A synchronization job {other.id} is already in progress")
        units = [unit for container in containers for unit in container.units(regions)]
        broken = {unit: text for unit, text in self.broken_units.items() if unit in units}
        if faults is not None:
            broken |= {unit: faults.message for unit in units if faults.fails(unit)}
        outcome = "failed" if units and len(broken) == len(units) else "completed"
        options = {name: body[name] for name in family.options if name in body}
        job = Job(
            id=self._world.new_uuid(),
            family=family,
            domain=domain,
            containers=containers,
            listed=[container.shown_as for container in containers] if everything else list(names),
            units=units,
            options=options,
            broken=broken,
            created=self._world.now(),
            timeline=self._world.timeline((*STEPS[:-1], outcome)),
        )
        if family.key in self.stuck:
            job.timeline.hold()
        self.jobs[job.id] = job
        return job

    def _check_body(
        self, family: Family, body: dict[str, Any], everything: bool, names: Any, regions: tuple[str, ...]
    ) -> None:
        if not isinstance(names, list):
            raise refusal(400, f"{family.start_field} must be a list")
        if everything and (names or regions):
            raise refusal(400, f"synchronize_all and {family.start_field} are mutually exclusive")
        if not everything and not names:
            raise refusal(400, f"either synchronize_all or {family.start_field} is required")
        known = {family.start_field, "synchronize_all", *family.options}
        unknown = sorted(set(body) - known)
        if unknown:
            raise refusal(400, f"unknown parameter: {', '.join(unknown)}")

    def list(self, call: Call, family: Family) -> Reply:
        domain = self._access.caller(call).domain
        wanted = call.query.getlist(family.filter_field) if family.filter_field else []
        statuses = {status.replace(" ", "_") for status in call.query.getlist("overall_status")}
        rows = [
            job.view()
            for job in self.jobs.values()
            if job.family is family
            and job.domain == domain
            and call.query.get("id", job.id) == job.id
            and (not statuses or job.timeline.state in statuses)
            and (not wanted or any(each.answers_to(name) for each in job.containers for name in wanted))
        ]
        return slice_of(call, rows)

    def get(self, call: Call, family: Family) -> Reply:
        job = self._job(call, family)
        reply = Reply.of_json(job.view())
        job.timeline.polled()
        return reply

    def cancel(self, call: Call, family: Family) -> Reply:
        job = self._job(call, family)
        if not self._access.caller(call).account.may_synchronize:
            raise refusal(403, "The user lacks the keysynchronize permission on the container")
        if not job.running:
            raise refusal(409, f"The job is {job.timeline.state}; only a job in progress can be canceled")
        if not job.abort:
            job.done_before_abort = job.units_done()
            job.abort = True
            job.timeline.divert("in_progress", "completed")
        return Reply.of_json(job.view())

    def fail(self, id: str, text: str, status: str = "failed") -> None:
        """Let a running job fail as a whole; units that were not done carry the text."""
        with self._world.lock:
            job = self.jobs[id]
            job.broken = dict.fromkeys(job.units[job.units_done() :], text)
            job.timeline.divert(status)

    def _container(self, family: Family, name: Any) -> Container:
        for container in self.containers[family.shelf]:
            if container.answers_to(name):
                return container
        raise refusal(404, f"Resource not found: {family.word} container {name!r}")

    def _job(self, call: Call, family: Family) -> Job:
        job = self.jobs.get(call.params["id"])
        if job is None or job.family is not family or job.domain != self._access.caller(call).domain:
            raise refusal(404, "Resource not found")
        return job
