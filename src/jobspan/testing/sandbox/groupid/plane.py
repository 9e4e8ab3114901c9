"""The Directory Manager plane: state, routes, and the methods with which a test drives runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jobspan.testing.sandbox.groupid.access import TOKEN
from jobspan.testing.sandbox.groupid.errors import Failure
from jobspan.testing.sandbox.groupid.handlers.collections import CollectionHandlers
from jobspan.testing.sandbox.groupid.handlers.data_sources import DataSourceHandlers
from jobspan.testing.sandbox.groupid.handlers.jobs import JobHandlers
from jobspan.testing.sandbox.groupid.scheduler import FAILED, SUCCESS, Scheduler
from jobspan.testing.sandbox.groupid.seed import (
    CLIENT_ID,
    CLIENT_SECRET,
    PASSWORD,
    SCHEDULED_JOB,
    STORE_ID,
    USERNAME,
    seed_world,
)
from jobspan.testing.sandbox.groupid.state import State
from jobspan.testing.sandbox.groupid.views.envelopes import envelope
from jobspan.testing.sandbox.groupid.weather import TERRAIN
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.plane import Plane
from jobspan.testing.sandbox.routing import Route
from jobspan.testing.sandbox.world import World


class GroupID(State, Plane):
    """Netwrix Directory Manager. The tables of `State` are its attributes: `sandbox.groupid.jobs`."""

    name = "groupid"
    terrain = TERRAIN
    ignore_path_case = True

    def __init__(self, world: World) -> None:
        State.__init__(self, world)
        self.scheduler: Scheduler = Scheduler(self)
        handlers = (
            *JobHandlers(self, self.scheduler).routes(),
            *CollectionHandlers(self, self.scheduler).routes(),
            *DataSourceHandlers(self).routes(),
        )
        self._routes = (
            *(Route(each.operation_id, each.method, each.path, self._reporting(each.handler)) for each in handlers),
            Route(TOKEN, "POST", "/GroupIDSecurityService/connect/token", self.access.issue),
        )

    def seed(self) -> None:
        seed_world(self)
        self.scheduler.schedule(SCHEDULED_JOB)

    def routes(self) -> Sequence[Route]:
        return self._routes

    def authenticate(self, call: Call) -> Reply | None:
        if call.operation_id == TOKEN or self.access.authenticate(call):
            return None
        return self.error(call, 401, "The token is not valid, or has expired.")

    def environment(self, url: str) -> dict[str, str]:
        return {
            "JOBSPAN_GROUPID_URL": url,
            "JOBSPAN_GROUPID_USERNAME": USERNAME,
            "JOBSPAN_GROUPID_PASSWORD": PASSWORD,
            "JOBSPAN_GROUPID_CLIENT_ID": CLIENT_ID,
            "JOBSPAN_GROUPID_CLIENT_SECRET": CLIENT_SECRET,
            "JOBSPAN_GROUPID_IDENTITY_STORE_ID": str(STORE_ID),
        }

    def error(self, call: Call, status: int, message: str) -> Reply:
        return Reply.of_json(envelope(outcome=1, message=message, code=str(status)), status)

    def schedule(self, job_id: int, outcome: str = SUCCESS, *more: str) -> None:
        """Let the scheduler run a job from now on, again and again. Outcomes are used up one a run; the last one stays.

        Args:
            job_id: id of the job.
            outcome: the word that the first run ends with.
            *more: those that the next runs end with.
        """
        with self.world.lock:
            self.job(job_id)
            self.scheduler.schedule(job_id, outcome, *more)

    def advance(self, job_id: int) -> None:
        """Move the run of a scheduled job one step.

        Args:
            job_id: id of the job.
        """
        with self.world.lock:
            self.scheduler.runs[job_id].advance()

    def finish(self, job_id: int) -> None:
        """End the run of a scheduled job that is under way.

        Args:
            job_id: id of the job.
        """
        with self.world.lock:
            self.scheduler.runs[job_id].finish()

    def fail(self, job_id: int, outcome: str = FAILED) -> None:
        """End the run of a scheduled job that is under way, in failure.

        Args:
            job_id: id of the job.
            outcome: the word that it ends with.
        """
        with self.world.lock:
            self.scheduler.next_outcome(job_id, outcome)
            self.scheduler.runs[job_id].finish()

    def _reporting(self, handler: Callable[[Call], Reply]) -> Callable[[Call], Reply]:
        def report(call: Call) -> Reply:
            try:
                return handler(call)
            except Failure as failure:
                return failure.reply(self.failure_status)

        return report
