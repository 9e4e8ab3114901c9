"""The DSC plane: state, routes, and who may call."""

from __future__ import annotations

from collections.abc import Sequence

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei.access import LOGIN, Access
from jobspan.testing.sandbox.huawei.replies import gateway_error
from jobspan.testing.sandbox.huawei_dsc.errors import INVALID, NOT_ENABLED, dsc_error
from jobspan.testing.sandbox.huawei_dsc.generations import PUBLISHED_BY
from jobspan.testing.sandbox.huawei_dsc.handlers.assets import AssetHandlers
from jobspan.testing.sandbox.huawei_dsc.handlers.exports import ExportHandlers
from jobspan.testing.sandbox.huawei_dsc.handlers.file_host import FILE, FileHandlers
from jobspan.testing.sandbox.huawei_dsc.handlers.results import ResultHandlers
from jobspan.testing.sandbox.huawei_dsc.handlers.rules import RuleHandlers
from jobspan.testing.sandbox.huawei_dsc.handlers.scan_jobs import ScanHandlers
from jobspan.testing.sandbox.huawei_dsc.seed import seed_world
from jobspan.testing.sandbox.huawei_dsc.state import State
from jobspan.testing.sandbox.huawei_dsc.weather import TERRAIN
from jobspan.testing.sandbox.plane import Plane
from jobspan.testing.sandbox.routing import Route
from jobspan.testing.sandbox.world import World


class HuaweiDsc(State, Plane):
    """Huawei Cloud DSC with its file host. The tables of `State` are its attributes: `sandbox.huawei_dsc.scan_jobs`."""

    name = "huawei_dsc"
    terrain = TERRAIN

    def __init__(self, world: World) -> None:
        State.__init__(self, world)
        self.access: Access = Access(world)
        self._routes = (
            *self.access.routes(),
            *ExportHandlers(self).routes(),
            *FileHandlers(self).routes(),
            *ScanHandlers(self).routes(),
            *ResultHandlers(self).routes(),
            *AssetHandlers(self).routes(),
            *RuleHandlers(self).routes(),
        )

    def seed(self) -> None:
        seed_world(self)

    def routes(self) -> Sequence[Route]:
        return self._routes

    def authenticate(self, call: Call) -> Reply | None:
        """First the gateway checks the route and the caller; then the service checks that DSC is enabled, and the project."""
        if call.operation_id in (LOGIN, FILE):
            return None
        if not self._publishes(call.operation_id or ""):
            return self.not_found(call)
        refused = self.access.authenticate(call)
        if refused is not None:
            return refused
        if not self.switches.enabled:
            return dsc_error(self.world, 401, NOT_ENABLED, "The DSC instance does not exist")
        if call.params["project_id"] != self.project_id:
            return self.error(call, 404, "The project does not exist")
        return None

    def environment(self, url: str) -> dict[str, str]:
        return {"JOBSPAN_HUAWEI_REGION": "eu-west-101"} | self.access.environment("dsc", url)

    def error(self, call: Call, status: int, message: str) -> Reply:
        return dsc_error(self.world, status, f"dsc.sandbox.{status}", message)

    def not_found(self, call: Call) -> Reply:
        message = "The API does not exist or has not been published in the environment"
        return gateway_error(self.world, 404, "APIGW.0101", message)

    def method_not_allowed(self, call: Call, allowed: frozenset[str]) -> Reply:
        return self.not_found(call)

    def malformed(self, call: Call, reason: str) -> Reply:
        return dsc_error(self.world, 400, INVALID, "Invalid parameter")

    def expired_token(self, call: Call) -> Reply:
        return self.access.expired_token()

    def _publishes(self, operation_id: str) -> bool:
        return any(operation_id in PUBLISHED_BY[generation] for generation in self.switches.generations)
