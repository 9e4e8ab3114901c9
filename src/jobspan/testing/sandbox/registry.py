"""The planes that a sandbox can serve, by name: those of jobspan's own registry, in its order."""

from __future__ import annotations

from importlib import import_module

from jobspan._core.extras import from_extra
from jobspan._planes.registry import PLANES
from jobspan.testing.sandbox.plane import Plane


def served_planes() -> list[str]:
    """The names of all planes that have a class in the sandbox."""
    return [name for name, plane in PLANES.items() if plane.sandbox]


def plane_class(plane: str | type[Plane]) -> type[Plane]:
    """The class of a plane: given by name, imported now; or given as it is."""
    if not isinstance(plane, str):
        return plane
    known = PLANES.get(plane)
    if known is None or known.sandbox is None:
        raise ValueError(f"no such plane: {plane!r}; there are {', '.join(served_planes())}")
    with from_extra("sandbox", "The sandbox"):
        found: type[Plane] = getattr(import_module(f"jobspan.testing.sandbox.{plane}.plane"), known.sandbox)
    return found


def port_order(plane: type[Plane]) -> int:
    """Where a plane stands among the ports; planes that are not in the registry come last."""
    names = list(PLANES)
    return names.index(plane.name) if plane.name in names else len(names)


def variable_of(plane: str, setting: str) -> str:
    """The environment variable in which a client of a plane looks for a setting."""
    known = PLANES.get(plane)
    return known.settings.variable(setting) if known else f"JOBSPAN_{plane}_{setting}".upper()
