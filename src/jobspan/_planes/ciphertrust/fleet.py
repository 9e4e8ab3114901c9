"""What CipherTrust says of many calls: it refuses a synchronization while another one of the same containers is running.

Source: https://github.com/ThalesGroup/CDSP-Orchestration-Ansible (cckm synchronization modules).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.fleet.facts import ANYWHERE, FleetFacts, Place
from jobspan._planes.ciphertrust.families import CONTAINER_WORDS, SHORT_NAMES
from jobspan._planes.ciphertrust.flows.sync_requests import CONTAINERS
from jobspan._planes.ciphertrust.rules import NO_SYNC_RUNNING
from jobspan.errors import Conflict, RuleViolation


def place(ctx: PlaneContext, method: str, arguments: Mapping[str, Any]) -> Flow[Place]:
    """Synchronizations take turns on their container. One of several containers takes turns with those of its family."""
    name, _, which = method.partition(" (")
    if not name.endswith(".start"):
        return pure(ANYWHERE)
    given = str(arguments.get("family", which.removesuffix(")")))
    family = SHORT_NAMES[given].key if given in SHORT_NAMES else given
    named = arguments.get("named") or arguments
    lists = (arguments.get(CONTAINERS), *(named.get(word) for word in CONTAINER_WORDS))
    containers: Sequence[str] = next((each for each in lists if each), ())
    alone = len(containers) == 1
    return pure(Place(lane=f"{family} {containers[0]}" if alone else family))


def is_busy(error: object) -> bool:
    """Somebody else's synchronization of the same containers was running."""
    if isinstance(error, RuleViolation):
        return {verdict.rule for verdict in error.verdicts} == {NO_SYNC_RUNNING.id}
    return isinstance(error, Conflict)


FLEET: Final = FleetFacts(place=place, is_busy=is_busy)
