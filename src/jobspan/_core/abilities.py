"""What can be done on a plane, in one value: written in the plane's ``abilities.py``."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.fleet.facts import NO_FACTS, FleetFacts
from jobspan._core.jobs import JobKind
from jobspan._core.operation import Operation
from jobspan._core.rules import AnyRule
from jobspan.jobs import JobLine
from jobspan.models import Finding


class Abilities(msgspec.Struct, frozen=True, kw_only=True):
    """What the client can do on a plane.

    Attributes:
        operations: every call it is made of.
        rules: what it refuses, known before anything is sent.
        kinds: what runs for a while, by ``JobRef.kind``.
        recent: the newest jobs in one line each, in one cheap read: for overviews and health checks.
        findings: what the plane says of its own settings, for health checks; ``None``: nothing. With ``True`` it may ask
            the server, otherwise it sends nothing.
        fleet: what takes turns when many calls are made, and what is tried again.
    """

    operations: tuple[Operation[Any], ...]
    rules: tuple[AnyRule, ...]
    kinds: Mapping[str, JobKind[Any, Any]]
    recent: Callable[[PlaneContext, int], Flow[list[JobLine]]]
    findings: Callable[[PlaneContext, bool], Flow[list[Finding]]] | None = None
    fleet: FleetFacts = NO_FACTS
