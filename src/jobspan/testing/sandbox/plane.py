"""What a plane of the sandbox has to provide."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route
from jobspan.testing.sandbox.weather.terrain import Terrain
from jobspan.testing.sandbox.world import World


class Plane(ABC):
    """One control plane: its state, its routes, its authentication and the shape of its errors."""

    name: ClassVar[str]
    prefixes: ClassVar[Sequence[str]] = ("",)
    """Paths under which every route is served, e.g. `("/v3", "/dct/v3")`."""
    ignore_path_case: ClassVar[bool] = False
    terrain: ClassVar[Terrain] = Terrain()
    """What the weather has to know of it."""

    def __init__(self, world: World) -> None:
        self.world = world

    @abstractmethod
    def seed(self) -> None:
        """Fill the state with a small, believable world. Called once, when the sandbox is made."""

    @abstractmethod
    def routes(self) -> Sequence[Route]:
        """Every operation this plane serves."""

    @abstractmethod
    def authenticate(self, call: Call) -> Reply | None:
        """The refusal of a call that carries no valid credentials, or None."""

    @abstractmethod
    def environment(self, url: str) -> dict[str, str]:
        """The `JOBSPAN_*` settings with which a client reaches this plane at `url`."""

    @abstractmethod
    def error(self, call: Call, status: int, message: str) -> Reply:
        """An error in this plane's own shape."""

    def not_found(self, call: Call) -> Reply:
        return self.error(call, 404, f"No such resource: {call.path}")

    def method_not_allowed(self, call: Call, allowed: frozenset[str]) -> Reply:
        reply = self.error(call, 405, f"{call.method} is not allowed on {call.path}")
        return reply.with_headers({"Allow": ", ".join(sorted(allowed))})

    def malformed(self, call: Call, reason: str) -> Reply:
        return self.error(call, 400, f"The body is not valid JSON: {reason}")

    def expired_token(self, call: Call) -> Reply:
        """The answer to a request with an expired token."""
        return self.error(call, 401, "The token has expired")

    def internal_error(self, call: Call) -> Reply:
        return self.error(call, 500, "Internal error")
