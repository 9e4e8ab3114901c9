"""What DRS says of many calls: nothing takes turns, and a batch of which the gateway let nothing through is sent again."""

from typing import Final

from jobspan._core.fleet.facts import FleetFacts
from jobspan._planes.huawei.errors import GATEWAY_CODES
from jobspan.batches import ItemStatus
from jobspan.errors import PartialFailure, RateLimited

_THROTTLED: Final = frozenset(code for code, meaning in GATEWAY_CODES.items() if issubclass(meaning.error, RateLimited))


def is_busy(error: object) -> bool:
    """The gateway throttled all of it."""
    if not isinstance(error, PartialFailure):
        return False
    return all(item.status is ItemStatus.FAILED and item.code in _THROTTLED for item in error.result)


FLEET: Final = FleetFacts(is_busy=is_busy)
