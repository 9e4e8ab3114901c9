"""The CipherTrust plane: state, routes, and the methods with which a test moves jobs."""

from __future__ import annotations

from collections.abc import Sequence

from jobspan.testing.sandbox.ciphertrust.errors import error_reply
from jobspan.testing.sandbox.ciphertrust.handlers.containers import ContainerHandlers
from jobspan.testing.sandbox.ciphertrust.handlers.schedules import ScheduleHandlers
from jobspan.testing.sandbox.ciphertrust.handlers.sync_jobs import SyncJobHandlers
from jobspan.testing.sandbox.ciphertrust.handlers.tokens import LOGIN, TokenHandlers
from jobspan.testing.sandbox.ciphertrust.seed import PASSWORD, USERNAME, seed_world
from jobspan.testing.sandbox.ciphertrust.state import State
from jobspan.testing.sandbox.ciphertrust.weather import TERRAIN
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.plane import Plane
from jobspan.testing.sandbox.routing import Route
from jobspan.testing.sandbox.world import World


class CipherTrust(State, Plane):
    """CipherTrust Manager with its Cloud Key Manager. The tables of `State` are its attributes: `sandbox.ciphertrust.jobs`."""

    name = "ciphertrust"
    terrain = TERRAIN

    def __init__(self, world: World) -> None:
        State.__init__(self, world)
        self._routes = (
            *TokenHandlers(self.access).routes(),
            *SyncJobHandlers(self).routes(),
            *ContainerHandlers(self).routes(),
            *ScheduleHandlers(self).routes(),
        )

    def seed(self) -> None:
        seed_world(self)

    def routes(self) -> Sequence[Route]:
        return self._routes

    def authenticate(self, call: Call) -> Reply | None:
        return None if call.operation_id == LOGIN else self.access.authenticate(call)

    def environment(self, url: str) -> dict[str, str]:
        return {
            "JOBSPAN_CIPHERTRUST_URL": url,
            "JOBSPAN_CIPHERTRUST_USERNAME": USERNAME,
            "JOBSPAN_CIPHERTRUST_PASSWORD": PASSWORD,
        }

    def error(self, call: Call, status: int, message: str) -> Reply:
        return error_reply(status, message)

    def expired_token(self, call: Call) -> Reply:
        return error_reply(401, "Bearer token malformed: Token is expired by 50s")

    def advance(self, id: str) -> None:
        """Move a job one step.

        Args:
            id: of the job.
        """
        with self.world.lock:
            self.jobs[id].timeline.advance()

    def finish(self, id: str) -> None:
        """Move a job to its end.

        Args:
            id: of the job.
        """
        with self.world.lock:
            self.jobs[id].timeline.finish()

    def fail(self, id: str, text: str = "the cloud could not be reached", status: str = "failed") -> None:
        """Let a running job fail as a whole.

        Args:
            id: of the job.
            text: what its units say.
            status: what it ends as: `failed`, or `error`, which some appliances use.
        """
        with self.world.lock:
            self.jobs[id].fail(text, status)
