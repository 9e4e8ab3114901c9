"""The scheduler: starts runs at their times by the sandbox's clock, each with the synchronization jobs it leads to."""

from __future__ import annotations

from datetime import UTC, datetime

from jobspan.testing.sandbox.ciphertrust.cron import Cron
from jobspan.testing.sandbox.ciphertrust.entities import Job, Run, Schedule
from jobspan.testing.sandbox.ciphertrust.families import CLOUDS, FAMILIES
from jobspan.testing.sandbox.ciphertrust.scheduled import SYNCHRONIZATION, families_of
from jobspan.testing.sandbox.ciphertrust.state import State
from jobspan.testing.sandbox.http import Refused

STEPS = ("in_progress", "in_progress", "completed")
"""A run without synchronization jobs: a rotation, a backup."""


class Scheduler:
    def __init__(self, state: State) -> None:
        self._state = state

    def plan(self, config: Schedule) -> None:
        """Note when a schedule runs next; whatever was noted for it before is forgotten."""
        config.plans += 1
        due = self._next(config, self._state.world.now())
        if due is None:
            return
        number = config.plans
        world = self._state.world
        world.agenda.add((due - world.clock.start).total_seconds(), lambda: self._carry_out(config, number))

    def run(self, config: Schedule) -> Run:
        """Start a run now. One whose job cannot be started has failed."""
        world = self._state.world
        jobs, failed = self._begin_jobs(config) if config.operation == SYNCHRONIZATION else ([], False)
        timeline = world.timeline(("failed",) if failed else STEPS) if not jobs else None
        run = Run(world.new_uuid(), config, world.now(), jobs, timeline)
        self._state.runs[run.id] = run
        for job in jobs:
            job.timeline.start()
        if timeline is not None:
            timeline.start()
        return run

    def _carry_out(self, config: Schedule, number: int) -> None:
        if number == config.plans and config.id in self._state.schedules:
            self.run(config)
            self.plan(config)

    def _next(self, config: Schedule, now: datetime) -> datetime | None:
        if config.fields.get("disabled"):
            return None
        begin, end = (_moment(config.fields.get(name)) for name in ("start_date", "end_date"))
        due = Cron.parse(config.fields["run_at"]).after(max(now, begin) if begin else now)
        return due if due is not None and (end is None or due <= end) else None

    def _begin_jobs(self, config: Schedule) -> tuple[list[Job], bool]:
        """The jobs of a run, and whether one of them could not be started."""
        jobs: list[Job] = []
        for key in families_of(config.parameters):
            family = FAMILIES[key]
            _, field = CLOUDS[config.parameters["cloud_name"]]
            body = {family.start_field if name == field else name: v for name, v in config.parameters.items()}
            takes = {family.start_field, "synchronize_all", *family.options}
            try:
                jobs.append(
                    self._state.begin(family, {name: v for name, v in body.items() if name in takes}, config.domain)
                )
            except Refused:
                return jobs, True
        return jobs, False


def _moment(text: str | None) -> datetime | None:
    """A date that is set: the year 1 and an empty text mean that there is not one."""
    if not text or text.startswith("0001-"):
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
