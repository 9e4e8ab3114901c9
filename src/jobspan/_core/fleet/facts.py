"""What a plane states about running many of its calls: what takes turns, what is busy, what can lock an account."""

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure


@frozen(kw_only=True)
class Place:
    """Where an item belongs.

    Attributes:
        lane: the name of what it takes turns in; empty: in nothing.
        width: how many items of the lane may be under way at once.
        account: whose credentials it tries; empty: nobody's but the client's own.
    """

    lane: str = ""
    width: int = 1
    account: str = ""


ANYWHERE: Final = Place()


def _anywhere(ctx: PlaneContext, method: str, arguments: Mapping[str, Any]) -> Flow[Place]:
    return pure(ANYWHERE)


def _never(outcome: object) -> bool:
    return False


class FleetFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a plane states.

    Attributes:
        place: where a call belongs, by its method (``MaskingJobs.copy``) and arguments. May read.
        is_busy: whether an error says that something was busy, and nothing was done: the call is tried again.
        is_lock_risk: whether a result or an error says that credentials were refused, so that another try may lock the account.
        is_same_account: whether the accounts of two places may be one, so that a refusal of one holds the other.
    """

    place: Callable[[PlaneContext, str, Mapping[str, Any]], Flow[Place]] = _anywhere
    is_busy: Callable[[object], bool] = _never
    is_lock_risk: Callable[[object], bool] = _never
    is_same_account: Callable[[str, str], bool] = operator.eq


NO_FACTS: Final = FleetFacts()
"""Nothing takes turns."""
