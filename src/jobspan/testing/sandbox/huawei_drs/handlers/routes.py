"""Where the operations of DRS are: under a version and the project."""

from __future__ import annotations

from typing import Any

from jobspan.testing.sandbox.routing import Route


def project_route(id: str, line: str, handler: Any, version: str = "v3") -> Route:
    method, _, path = line.partition(" ")
    return Route(id, method, f"/{version}/{{project_id}}{path}", handler)


def v5_route(id: str, line: str, handler: Any) -> Route:
    """A route of API v5."""
    return project_route(f"v5.{id}", line, handler, "v5")
