"""All tables of one appliance, and how a synchronization job is made.

Which of the undocumented errors a start gets is a decision of this sandbox: 404 for an unknown container, 409 for one that
is being synchronized.
"""

from __future__ import annotations

from typing import Any

from jobspan.testing.sandbox.ciphertrust.access import Access
from jobspan.testing.sandbox.ciphertrust.entities import Container, Job, Run, Schedule
from jobspan.testing.sandbox.ciphertrust.errors import refusal
from jobspan.testing.sandbox.ciphertrust.families import FAMILIES, Family
from jobspan.testing.sandbox.faults import FailItems
from jobspan.testing.sandbox.world import World

STEPS = ("in_progress", "in_progress", "in_progress")


class State:
    """What tests seed and look at: every table is a plain dict by id."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.access: Access = Access(world)
        self.jobs: dict[str, Job] = {}
        self.schedules: dict[str, Schedule] = {}
        self.runs: dict[str, Run] = {}
        self.containers: dict[str, list[Container]] = {family.shelf: [] for family in FAMILIES.values()}
        """What can be synchronized, by cloud."""
        self.groupings: dict[str, list[dict[str, Any]]] = {}
        """Rows of the lists that nothing synchronizes (subscriptions, projects, key stores, ...), by the list's name."""
        self.link_runs = False
        """Whether runs of schedules name their synchronization job."""
        self.broken_units: dict[str, str] = {}
        """Units (`123456789012/eu-west-1`) that fail in every job from now on, with the text they fail with."""
        self.stuck: set[str] = set()
        """Families whose jobs make no progress from now on; a cancel still ends them."""

    def begin(self, family: Family, body: dict[str, Any], domain: str, faults: FailItems | None = None) -> Job:
        """Make a job; its timeline does not move yet."""
        everything = body.get("synchronize_all") is True
        names = body.get(family.start_field) or []
        regions = tuple(body.get("regions") or ()) if "regions" in family.options else ()
        _check_body(family, body, everything, names, regions)
        shelf = self.containers[family.shelf]
        containers = list(shelf) if everything else [self._container(family, name) for name in names]
        self._refuse_overlap(family, domain, containers, everything)
        units = [unit for container in containers for unit in container.units(regions)]
        strange = [unit for each in containers for unit in each.units(regions) if not each.has(unit)]
        broken = dict.fromkeys(strange, "failed: the account does not have this region")
        broken |= {unit: text for unit, text in self.broken_units.items() if unit in units}
        if faults is not None:
            broken |= {unit: faults.message for unit in units if faults.fails(unit)}
        outcome = "failed" if units and len(broken) == len(units) else "completed"
        job = Job(
            id=self.world.new_uuid(),
            family=family,
            domain=domain,
            containers=containers,
            listed=[container.shown_as for container in containers] if everything else list(names),
            units=units,
            options={name: body[name] for name in family.options if name in body},
            broken=broken,
            created=self.world.now(),
            timeline=self.world.timeline((*STEPS, outcome), lambda state, at: job.note_end(state, at)),
        )
        if family.key in self.stuck:
            job.timeline.hold()
        self.jobs[job.id] = job
        return job

    def _refuse_overlap(self, family: Family, domain: str, containers: list[Container], everything: bool) -> None:
        for other in self.jobs.values():
            shared = set(map(id, other.containers)) & set(map(id, containers))
            if other.running and other.family is family and other.domain == domain and (shared or everything):
                raise refusal(409, f"A synchronization job {other.id} is already in progress")

    def _container(self, family: Family, name: Any) -> Container:
        for container in self.containers[family.shelf]:
            if container.answers_to(name):
                return container
        raise refusal(404, f"Resource not found: {family.word} container {name!r}")


def _check_body(family: Family, body: dict[str, Any], everything: bool, names: Any, regions: tuple[str, ...]) -> None:
    if not isinstance(names, list):
        raise refusal(400, f"{family.start_field} must be a list")
    if everything and (names or regions):
        raise refusal(400, f"synchronize_all and {family.start_field} are mutually exclusive")
    if not everything and not names:
        raise refusal(400, f"either synchronize_all or {family.start_field} is required")
    unknown = sorted(set(body) - {family.start_field, "synchronize_all", *family.options})
    if unknown:
        raise refusal(400, f"unknown parameter: {', '.join(unknown)}")
