"""What Directory Manager says of many calls: documents are written whole, so that only one writer at a time is safe."""

from collections.abc import Mapping
from typing import Any, Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.fleet.facts import FleetFacts, Place


def place(ctx: PlaneContext, method: str, arguments: Mapping[str, Any]) -> Flow[Place]:
    """All changes take turns."""
    return pure(Place(lane="writer"))


FLEET: Final = FleetFacts(place=place)
