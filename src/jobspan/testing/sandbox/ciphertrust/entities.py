"""What the appliance keeps: containers, synchronization jobs, schedules and their runs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import attrs

from jobspan.testing.sandbox.ciphertrust.families import Family
from jobspan.testing.sandbox.progress import Timeline

TELLING = (
    "aws.keys",
    "azure.keys",
    "google.keys",
    "oci.keys",
    "sfdc.keys",
    "sap.keys",
    "hsm_luna.synchronize",
    "dsm.refresh",
    "external_cm.refresh",
)
"""Families whose jobs set the time of the last synchronization."""


@attrs.define(eq=False)
class Container:
    """Something in a cloud that holds keys. AWS accounts have regions, others are one unit of work each.

    `details` are the fields of its row besides the common ones; `synced` is when all its keys were synchronized last.
    """

    id: str
    name: str
    shown_as: str
    """What a job lists, unless it was started with another name."""
    account: str | None = None
    regions: tuple[str, ...] = ()
    details: dict[str, Any] = attrs.field(factory=dict)
    created: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    synced: datetime | None = None

    def answers_to(self, name: Any) -> bool:
        return name in (self.id, self.name, self.shown_as)

    def units(self, regions: tuple[str, ...]) -> list[str]:
        if self.account is None:
            return [self.shown_as]
        return [f"{self.account}/{region}" for region in regions or self.regions]

    def has(self, unit: str) -> bool:
        """Whether a unit is one of its own: an account does not have every region that it can be asked for."""
        return unit in self.units(())


@attrs.define(eq=False)
class Job:
    """A synchronization job. `broken` holds the units that will not succeed, with the text the cloud gives."""

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

    def units_done(self) -> int:
        return int(self.timeline.share("in_progress") * len(self.units))

    def note_end(self, state: str, at: datetime) -> None:
        """Containers remember when the last of their keys was synchronized; certificates and key stores leave no trace."""
        if state != "completed" or self.abort or self.family.key not in TELLING:
            return
        for container in self.containers:
            units = container.units(())
            if set(units) <= set(self.units) and not set(units) & set(self.broken):
                container.synced = at

    def cancel(self) -> None:
        """Go on for a moment, and end as completed with `abort` set."""
        if not self.abort:
            self.done_before_abort = self.units_done()
            self.abort = True
            self.timeline.divert("in_progress", "completed")

    def fail(self, text: str, status: str) -> None:
        """End with this status; units that are not done yet carry the text."""
        self.broken = dict.fromkeys(self.units[self.units_done() :], text)
        self.timeline.divert(status)


@attrs.define(eq=False)
class Schedule:
    """A job configuration of the scheduler: `fields` as sent, `parameters` of what it does.

    `plans` counts how often its next time was noted; only the last note counts.
    """

    id: str
    name: str
    operation: str
    domain: str
    fields: dict[str, Any]
    parameters: dict[str, Any]
    created: datetime
    updated: datetime
    plans: int = 0


@attrs.define(eq=False)
class Run:
    """A run of a schedule: as far as its synchronization jobs are, or, without any, its own timeline."""

    id: str
    schedule: Schedule
    created: datetime
    jobs: list[Job]
    timeline: Timeline | None

    @property
    def status(self) -> str:
        if self.timeline is not None:
            return self.timeline.state
        if any(job.running for job in self.jobs):
            return "in_progress"
        if any(job.abort for job in self.jobs):
            return "aborted"
        return "completed" if all(job.timeline.state == "completed" for job in self.jobs) else "failed"

    @property
    def updated(self) -> datetime:
        ends = [job.timeline.changed_at for job in self.jobs]
        return max([self.created, *ends, *([self.timeline.changed_at] if self.timeline else [])])

    def polled(self) -> None:
        for each in (*(job.timeline for job in self.jobs), *([self.timeline] if self.timeline else [])):
            each.polled()
