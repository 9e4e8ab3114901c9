"""After a lost reply: look whether a creation or a deletion happened.

A creation may still be under way at the first look, so there are several; since it may happen later still, one that is not
visible is never sent again. A deletion is: what is gone stays gone.
"""

from collections.abc import Callable, Set
from typing import Final, TypeVar

from jobspan._core.call import Confirmed, NotDone, Settled, Unknown
from jobspan._core.effects import Flow, sleep
from jobspan._planes.groupid.models.replies import Envelope
from jobspan.errors import ApiError, TransportError

T = TypeVar("T")

PAUSES: Final = (0.0, 1.0, 4.0)
"""Seconds before each look."""


def created(ids: Callable[[], Flow[Set[int]]], before: Set[int]) -> Callable[[], Flow[Settled[Envelope[int]]]]:
    """Reconciles a creation by the ids that bear a name, before and after."""

    def settle() -> Flow[Settled[Envelope[int]]]:
        for pause in PAUSES:
            yield from sleep(pause)
            try:
                new = sorted((yield from ids()) - before)
            except (ApiError, TransportError) as unreadable:
                return Unknown(f"Looking for it failed as well: {unreadable.message}")
            if len(new) == 1:
                return Confirmed(Envelope(data=new[0]))
            if new:
                return Unknown(f"There are several new ones: {', '.join(map(str, new))}.")
        return Unknown("No new one of this name is visible so far.")

    return settle


def gone(ids: Callable[[], Flow[Set[int]]], wanted: Set[int]) -> Callable[[], Flow[Settled[Envelope[object]]]]:
    """Reconciles a deletion by the ids that are left."""

    def settle() -> Flow[Settled[Envelope[object]]]:
        try:
            left = (yield from ids()) & wanted
        except (ApiError, TransportError) as unreadable:
            return Unknown(f"Looking for it failed as well: {unreadable.message}")
        return NotDone() if left else Confirmed(Envelope())

    return settle
