"""The Delphix plane: state, routes, and the hooks with which a test moves things."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from jobspan.testing.sandbox.delphix.dct_jobs import fail_job
from jobspan.testing.sandbox.delphix.entities import CollectionExecution, Execution, Job
from jobspan.testing.sandbox.delphix.errors import error_reply
from jobspan.testing.sandbox.delphix.handlers.compliance_jobs import ComplianceJobHandlers
from jobspan.testing.sandbox.delphix.handlers.connectors import ConnectorHandlers
from jobspan.testing.sandbox.delphix.handlers.engines import engine_routes
from jobspan.testing.sandbox.delphix.handlers.environments import environment_routes
from jobspan.testing.sandbox.delphix.handlers.executions import ExecutionHandlers
from jobspan.testing.sandbox.delphix.handlers.job_collections import JobCollectionHandlers
from jobspan.testing.sandbox.delphix.handlers.jobs import JobHandlers
from jobspan.testing.sandbox.delphix.handlers.login import OPERATION as LOGIN, login_routes
from jobspan.testing.sandbox.delphix.handlers.masking_jobs import MaskingJobHandlers
from jobspan.testing.sandbox.delphix.handlers.orchestrators import orchestrator_routes
from jobspan.testing.sandbox.delphix.job_collections import fail_collection_run, finish_collection_run, run_ended
from jobspan.testing.sandbox.delphix.runs import fail_run
from jobspan.testing.sandbox.delphix.seed import API_KEY, seed_world
from jobspan.testing.sandbox.delphix.state import State
from jobspan.testing.sandbox.delphix.weather import TERRAIN
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.plane import Plane
from jobspan.testing.sandbox.routing import Route
from jobspan.testing.sandbox.world import World


class Delphix(State, Plane):
    """Delphix Data Control Tower. The tables of `State` are its attributes: `sandbox.delphix.handlers.masking_jobs`."""

    name = "delphix"
    terrain = TERRAIN
    prefixes: ClassVar[Sequence[str]] = ("/v3", "/dct/v3")

    def __init__(self, world: World) -> None:
        State.__init__(self, world)
        self._routes = (
            *login_routes(self),
            *engine_routes(self),
            *environment_routes(self),
            *MaskingJobHandlers(self).routes(),
            *ComplianceJobHandlers(self).routes(),
            *ConnectorHandlers(self).routes(),
            *ExecutionHandlers(self).routes(),
            *JobHandlers(self).routes(),
            *JobCollectionHandlers(self).routes(),
            *orchestrator_routes(self),
        )
        self.when_run_ends.append(partial(run_ended, self))

    def seed(self) -> None:
        seed_world(self)

    def routes(self) -> Sequence[Route]:
        return self._routes

    def authenticate(self, call: Call) -> Reply | None:
        return None if call.operation_id == LOGIN else self.access.authenticate(call)

    def environment(self, url: str) -> dict[str, str]:
        return {"JOBSPAN_DELPHIX_URL": f"{url}/v3", "JOBSPAN_DELPHIX_API_KEY": API_KEY}

    def error(self, call: Call, status: int, message: str) -> Reply:
        return error_reply(status, message)

    def expired_token(self, call: Call) -> Reply:
        return error_reply(401, "The access token has expired", "invalid-token")

    def advance(self, id: str) -> None:
        """Move a job, an execution or a run of a collection one step."""
        with self.world.lock:
            self._running(id).timeline.advance()

    def finish(self, id: str) -> None:
        """Move a job, an execution or a run of a collection to its end."""
        with self.world.lock:
            match self._running(id):
                case CollectionExecution() as run:
                    finish_collection_run(self, run)
                case other:
                    other.timeline.finish()

    def fail(self, id: str, reason: str = "The engine reported an error.") -> None:
        """Let a job, an execution or a run of a collection fail."""
        with self.world.lock:
            match self._running(id):
                case Job() as job:
                    fail_job(job, reason)
                case Execution() as run:
                    fail_run(self, run, reason)
                case CollectionExecution() as whole:
                    fail_collection_run(self, whole)

    def _running(self, id: str) -> Job | Execution | CollectionExecution:
        if id in self.jobs:
            return self.jobs[id]
        if id in self.executions:
            return self.executions[id]
        if id in self.collection_executions:
            return self.collection_executions[id]
        raise KeyError(f"neither a job nor an execution: {id!r}")
