"""Something that expires and can be had anew: renewed early, by one caller at a time, while the others go on with the old one."""

import logging
from collections.abc import Callable
from typing import Generic, TypeVar

import attrs

from jobspan._core.classes import frozen
from jobspan._core.effects import Flow, Mutex, guarded, now
from jobspan.errors import JobspanError

V = TypeVar("V")


def is_fresh(issued: float, expires: float, at: float, early: float) -> bool:
    """Whether more than ``early`` seconds are left, or more than a quarter of its life, if that is less."""
    return expires - at > min(early, (expires - issued) / 4)


@frozen(kw_only=True)
class Lease(Generic[V]):
    """A value and its times, in seconds of the clock that never goes back."""

    value: V = attrs.field(repr=False)
    issued: float
    expires: float

    def fresh(self, at: float, early: float) -> bool:
        """See :func:`is_fresh`."""
        return is_fresh(self.issued, self.expires, at, early)


class Renewal(Generic[V]):
    """Holds the current value.

    While one caller renews it, or after that failed a moment ago, the others use the old one as long as it is good for
    ``urgent`` seconds; after that they wait. An old one that is still good outlives a renewal that fails.
    """

    def __init__(self, name: str, *, early: float = 600.0, urgent: float = 60.0, pause: float = 30.0) -> None:
        self._name = name
        self._early, self._urgent, self._pause = early, urgent, pause
        self._mutex = Mutex(f"renewal of {name}")
        self._lease: Lease[V] | None = None
        self._refused: V | None = None
        self._renewing = False
        self._not_before = 0.0

    @property
    def lease(self) -> Lease[V] | None:
        """What is held, good or not."""
        return self._lease

    def current(self, obtain: Callable[[], Flow[Lease[V]]]) -> Flow[V]:
        """A value that can be used now. ``obtain`` gets a new one."""
        at = yield from now()
        held = self._usable(at)
        if held is not None and (self._renewing or at < self._not_before) and held.expires - at > self._urgent:
            return held.value
        if held is not None and held.fresh(at, self._early):
            return held.value
        return (yield from guarded(self._mutex, lambda: self._renewed(obtain)))

    def refuse(self, used: V) -> None:
        """What was used is not accepted any more; a newer one that came meanwhile stays."""
        if self._lease is not None and self._lease.value == used:
            self._refused = used
            self._not_before = 0.0

    def _renewed(self, obtain: Callable[[], Flow[Lease[V]]]) -> Flow[V]:
        at = yield from now()
        held = self._usable(at)
        if held is not None and (at < self._not_before or held.fresh(at, self._early)):
            return held.value
        self._renewing = True
        try:
            lease = yield from obtain()
        except JobspanError as failed:
            if held is None:
                raise
            self._not_before = at + self._pause
            left = held.expires - at
            logging.getLogger("jobspan").warning(
                "%s could not be renewed, the present one is good for %.0f s more: %s", self._name, left, failed
            )
            return held.value
        finally:
            self._renewing = False
        self._lease, self._refused = lease, None
        return lease.value

    def _usable(self, at: float) -> Lease[V] | None:
        held = self._lease
        return None if held is None or held.value == self._refused or held.expires <= at else held
