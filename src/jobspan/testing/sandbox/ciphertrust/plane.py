"""The CipherTrust plane: state, routes, and the hooks with which a test moves things."""

from __future__ import annotations

from collections.abc import Sequence

from jobspan.testing.sandbox.ciphertrust.access import Access
from jobspan.testing.sandbox.ciphertrust.errors import error_reply, refusal
from jobspan.testing.sandbox.ciphertrust.families import Container
from jobspan.testing.sandbox.ciphertrust.jobs import Job, SyncJobs
from jobspan.testing.sandbox.ciphertrust.schedules import Config, Schedules
from jobspan.testing.sandbox.ciphertrust.seed import PASSWORD, USERNAME, seed_world
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.plane import Plane
from jobspan.testing.sandbox.routing import Route
from jobspan.testing.sandbox.world import World

LOGIN = "auth.tokens.create"


class CipherTrust(Plane):
    """CipherTrust Manager with its Cloud Key Manager."""

    name = "ciphertrust"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.access = Access(world)
        self._sync_jobs = SyncJobs(world, self.access)
        self._schedules = Schedules(world, self.access, self._sync_jobs)
        tokens = "/api/v1/auth/tokens"
        self._routes = (
            Route(LOGIN, "POST", f"{tokens}/", self._create_token),
            Route(LOGIN, "POST", tokens, self._create_token),
            Route("auth.revoke", "POST", "/api/v1/auth/revoke", self._revoke_token),
            *self._sync_jobs.routes(),
            *self._schedules.routes(),
        )

    @property
    def jobs(self) -> dict[str, Job]:
        """The synchronization jobs by id."""
        return self._sync_jobs.jobs

    @property
    def schedules(self) -> dict[str, Config]:
        """The schedules by id."""
        return self._schedules.configs

    @property
    def containers(self) -> dict[str, list[Container]]:
        """What can be synchronized, by cloud."""
        return self._sync_jobs.containers

    @property
    def broken_units(self) -> dict[str, str]:
        """Units (`123456789012/eu-west-1`) that fail in every job from now on, with the text they fail with."""
        return self._sync_jobs.broken_units

    @property
    def stuck(self) -> set[str]:
        """Families whose jobs do not get on by themselves from now on; a cancel still ends them."""
        return self._sync_jobs.stuck

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
        """Move a job one step."""
        with self.world.lock:
            self.jobs[id].timeline.advance()

    def finish(self, id: str) -> None:
        """Move a job to its end."""
        with self.world.lock:
            self.jobs[id].timeline.finish()

    def fail(self, id: str, text: str = "the cloud could not be reached", status: str = "failed") -> None:
        """Let a running job fail as a whole (`status` may be `error`, which some appliances say)."""
        self._sync_jobs.fail(id, text, status)

    def _create_token(self, call: Call) -> Reply:
        body = call.json
        if not isinstance(body, dict):
            raise refusal(400, "The body must be a JSON object")
        return Reply.of_json(self.access.issue(call, body))

    def _revoke_token(self, call: Call) -> Reply:
        body = call.json
        if not isinstance(body, dict):
            raise refusal(400, "The body must be a JSON object")
        self.access.revoke(body)
        return Reply(204)
