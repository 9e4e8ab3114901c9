"""The DRS plane: state, routes, and the hooks with which a test moves things."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from jobspan.testing.sandbox.http import Call, Refused, Reply
from jobspan.testing.sandbox.huawei.access import PROJECT_ID, Access
from jobspan.testing.sandbox.huawei.replies import gateway_error, stamped
from jobspan.testing.sandbox.huawei_drs.errors import STATE, WRONG_PROJECT, ItemFailed, flat
from jobspan.testing.sandbox.huawei_drs.handlers.actions import Actions
from jobspan.testing.sandbox.huawei_drs.handlers.backup_migrations import BackupMigrations
from jobspan.testing.sandbox.huawei_drs.handlers.comparison_extras import ComparisonExtras
from jobspan.testing.sandbox.huawei_drs.handlers.comparisons import Comparisons
from jobspan.testing.sandbox.huawei_drs.handlers.configuration import Configuration
from jobspan.testing.sandbox.huawei_drs.handlers.connections import Connections
from jobspan.testing.sandbox.huawei_drs.handlers.lifecycle import Lifecycle
from jobspan.testing.sandbox.huawei_drs.handlers.links import Links
from jobspan.testing.sandbox.huawei_drs.handlers.monitor import Monitor
from jobspan.testing.sandbox.huawei_drs.handlers.new_tasks import NewTasks
from jobspan.testing.sandbox.huawei_drs.handlers.queries import Queries
from jobspan.testing.sandbox.huawei_drs.handlers.subscriptions import Subscriptions
from jobspan.testing.sandbox.huawei_drs.handlers.tags import Tags
from jobspan.testing.sandbox.huawei_drs.handlers.task_settings import TaskSettings
from jobspan.testing.sandbox.huawei_drs.handlers.told import Told
from jobspan.testing.sandbox.huawei_drs.handlers.tuning import Tuning
from jobspan.testing.sandbox.huawei_drs.seed import seed_world
from jobspan.testing.sandbox.huawei_drs.state import State
from jobspan.testing.sandbox.huawei_drs.weather import TERRAIN
from jobspan.testing.sandbox.plane import Plane
from jobspan.testing.sandbox.routing import Handler, Route
from jobspan.testing.sandbox.world import World


class HuaweiDrs(State, Plane):
    """Huawei DRS in one project. `sandbox.huawei_drs.tasks` are its tasks, `access` its account."""

    name = "huawei_drs"
    terrain = TERRAIN

    def __init__(self, world: World) -> None:
        State.__init__(self, world)
        self.access: Access = Access(world)
        work = (
            *Queries(self).routes(),
            *Configuration(self).routes(),
            *Lifecycle(self).routes(),
            *Actions(self).routes(),
            *Comparisons(self).routes(),
            *ComparisonExtras(self).routes(),
            *Monitor(self).routes(),
            *Tuning(self).routes(),
            *Tags(self).routes(),
            *Links(self).routes(),
            *BackupMigrations(self).routes(),
            *Subscriptions(self).routes(),
            *Connections(self).routes(),
            *TaskSettings(self).routes(),
            *NewTasks(self).routes(),
            *Told(self).routes(),
        )
        self._routes = (
            *self.access.routes(),
            *(attrs.evolve(route, handler=self._in_project(route.handler)) for route in work),
        )

    def seed(self) -> None:
        seed_world(self)

    def routes(self) -> Sequence[Route]:
        return self._routes

    def authenticate(self, call: Call) -> Reply | None:
        return self.access.authenticate(call)

    def environment(self, url: str) -> dict[str, str]:
        return self.access.environment("drs", url)

    def error(self, call: Call, status: int, message: str) -> Reply:
        codes = {404: "APIGW.0101", 405: "APIGW.0101", 400: "APIGW.0201", 429: "APIGW.0308"}
        return gateway_error(self.world, status, codes.get(status, "DRS.M00004"), message)

    def expired_token(self, call: Call) -> Reply:
        return self.access.expired_token()

    def task_named(self, name: str) -> str:
        """The id of a task."""
        return next(task.id for task in self.tasks.values() if task.name == name)

    def advance(self, id: str) -> None:
        """Move a task one step."""
        with self.world.lock:
            self.tasks[id].timeline.advance()

    def finish(self, id: str) -> None:
        """Move a task to the end of its way."""
        with self.world.lock:
            self.tasks[id].timeline.finish()

    def fail(self, id: str, code: str = "DRS.M01501", message: str = "The replication was interrupted.") -> None:
        """Let a task that transfers fail."""
        with self.world.lock:
            self.tasks[id].fail(code, message)

    def _in_project(self, handler: Handler) -> Callable[[Call], Reply]:
        def handle(call: Call) -> Reply:
            if call.params.get("project_id") != PROJECT_ID:
                return stamped(self.world, flat(403, WRONG_PROJECT, "The project ID is invalid."))
            if not self.has_v5 and call.path.startswith("/v5"):
                return stamped(self.world, self.not_found(call))
            try:
                return stamped(self.world, handler(call))
            except ItemFailed as failed:
                return stamped(self.world, flat(400, failed.code or STATE, str(failed)))
            except Refused as refused:
                raise Refused(stamped(self.world, refused.reply)) from refused

        return handle
