"""The scheduler: runs that are invisible until they are counted.

A scheduled job runs again and again. Each run passes through the steps below, at the pace of the sandbox; only its end
shows, in `timesRun`, `lastRun` and `lastOutCome`. The words for outcomes are this sandbox's own: the vendor documents none.
"""

from __future__ import annotations

from datetime import datetime

from jobspan.testing.sandbox.groupid.state import State
from jobspan.testing.sandbox.groupid.views.documents import Document, timestamp
from jobspan.testing.sandbox.progress import Pace, Timeline

STEPS = ("WAITING", "IN PROGRESS", "COMPLETED")
SUCCESS, ERRORS, FAILED = "Success", "Completed With Errors", "Failed"


class Scheduler:
    """What runs, and how it will end. With `schedule_new_jobs`, every job that is created runs."""

    def __init__(self, state: State) -> None:
        self._state = state
        self.schedule_new_jobs = False
        self.rest: float = 0.0  # seconds of the sandbox from the end of a run to the next one
        self.runs: dict[int, Timeline] = {}
        self._outcomes: dict[int, list[str]] = {}

    def schedule(self, job_id: int, outcome: str = SUCCESS, *more: str) -> None:
        """Run a job from now on. Outcomes are used up one a run; the last one stays."""
        self._outcomes[job_id] = [outcome, *more]
        self._begin(job_id)

    def forget(self, job_id: int) -> None:
        self.runs.pop(job_id, None)
        self._outcomes.pop(job_id, None)

    def created(self, job_id: int) -> None:
        if self.schedule_new_jobs:
            self.schedule(job_id)

    def job_read(self, job_id: int) -> None:
        """A client read the job, which moves its run on where the sandbox counts reads."""
        if job_id in self.runs:
            self.runs[job_id].polled()

    def next_outcome(self, job_id: int, outcome: str) -> None:
        """How the run under way will end."""
        self._outcomes[job_id].insert(0, outcome)

    def _begin(self, job_id: int) -> None:
        timeline = self._state.world.timeline(STEPS, lambda step, at: self._entered(job_id, step, at))
        self.runs[job_id] = timeline
        timeline.start()

    def _entered(self, job_id: int, step: str, at: datetime) -> None:
        if step != STEPS[-1] or job_id not in self._outcomes:
            return
        outcomes = self._outcomes[job_id]
        count(self._state.job(job_id)["jobInfo"], outcomes.pop(0) if len(outcomes) > 1 else outcomes[0], at)
        world = self._state.world
        if self.rest:
            world.agenda.add(world.moment + self.rest, lambda: self._again(job_id))
        elif world.progress.pace is not Pace.AT_ONCE:
            self._begin(job_id)

    def _again(self, job_id: int) -> None:
        if job_id in self._outcomes:
            self._begin(job_id)


def count(info: Document, outcome: str, at: datetime) -> None:
    """A run has ended."""
    info["timesRun"] = int(info.get("timesRun") or 0) + 1
    info["lastRun"] = timestamp(at)
    info["lastOutCome"] = outcome
    info["lastOutComeDisplayText"] = f"{outcome}."
