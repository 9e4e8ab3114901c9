"""Where fleets are kept, as their flows see it."""

from collections.abc import Sequence
from typing import Protocol

import attrs

from jobspan._core.classes import frozen
from jobspan.fleet import FleetItem, FleetLine


@frozen(kw_only=True)
class StoredItem:
    """An item, and the call that makes it, where that has no secrets: without, the caller has to add it again."""

    item: FleetItem
    call: bytes | None = attrs.field(default=None, repr=False)


class Book(Protocol):
    """Keeps fleets and leases of lanes. Each method is one transaction, and blocks."""

    def items(self, fleet: str) -> list[StoredItem]:
        """All items, in the order in which they were added."""

    def put(self, fleet: str, items: Sequence[StoredItem]) -> None:
        """Add items, or replace those of the same names."""

    def update(self, fleet: str, items: Sequence[FleetItem]) -> None:
        """Replace what is known of items."""

    def lines(self) -> list[FleetLine]:
        """All fleets, the latest first."""

    def forget(self, fleet: str) -> bool:
        """Forget a fleet; keys of its calls stay."""

    def lease(self, lane: str, width: int) -> str | None:
        """Take a place in a lane, or none: all are taken by living processes."""

    def release(self, leases: Sequence[str]) -> None:
        """Give places back."""

    def holder(self, lane: str) -> str:
        """Who has a place in a lane, in words."""

    def is_held(self, lane: str) -> bool:
        """Whether a living process has a place in a lane."""

    def begin(self, errand: str) -> bool:
        """Say that a call without a key is about to be made; ``False``: somebody has begun it before."""

    def ended(self, errand: str) -> None:
        """Forget a call that was begun."""
