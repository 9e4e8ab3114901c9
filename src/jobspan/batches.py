"""Batches: what became of each item."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Generic, Self, TypeVar

import attrs

from jobspan.errors import PartialFailure

K = TypeVar("K")


class ItemStatus(StrEnum):
    """What became of one item of a batch."""

    ACCEPTED = "accepted"
    FAILED = "failed"
    SKIPPED = "skipped"
    """Not sent, because a rule forbids it and the caller asked to send the rest."""
    UNKNOWN = "unknown"
    """Sent, and the reply was lost: it may or may not have been acted on."""


@attrs.frozen(kw_only=True)
class ItemResult(Generic[K]):
    """One item of a batch: what was asked, and what the plane said of it.

    ``value`` is what the plane answered for it, where that is more than yes or no (an id, an order, a state).
    """

    item: K
    status: ItemStatus
    code: str | None = None
    message: str | None = None
    value: Any = None


@attrs.frozen
class BatchResult(Generic[K]):
    """The outcome of a batch, item by item, in the order of the input; nothing is left unaccounted for."""

    items: tuple[ItemResult[K], ...]

    def __iter__(self) -> Iterator[ItemResult[K]]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def succeeded(self) -> tuple[ItemResult[K], ...]:
        """Items the plane accepted."""
        return self._with(ItemStatus.ACCEPTED)

    @property
    def failed(self) -> tuple[ItemResult[K], ...]:
        """Items the plane refused."""
        return self._with(ItemStatus.FAILED)

    @property
    def skipped(self) -> tuple[ItemResult[K], ...]:
        """Items that were not sent."""
        return self._with(ItemStatus.SKIPPED)

    @property
    def unknown(self) -> tuple[ItemResult[K], ...]:
        """Items whose outcome nobody can tell yet."""
        return self._with(ItemStatus.UNKNOWN)

    def _with(self, status: ItemStatus) -> tuple[ItemResult[K], ...]:
        return tuple(item for item in self.items if item.status is status)

    def raise_for_failures(self) -> Self:
        """Return the result itself when every item was accepted.

        Raises:
            PartialFailure: an item failed, was skipped, or has an unknown outcome.
        """
        bad = [item for item in self.items if item.status is not ItemStatus.ACCEPTED]
        if bad:
            counts = ", ".join(f"{len(self._with(s))} {s.value}" for s in ItemStatus if self._with(s))
            first = bad[0]
            raise PartialFailure(
                message=f"{len(bad)} of {len(self.items)} items did not succeed ({counts}). "
                f"First: {first.item}: {first.message or first.status.value}.",
                hint="error.result lists each item.",
                result=self,
            )
        return self

    def _repr_html_(self) -> str:
        from jobspan._core.html import html_table

        rows = [(str(i.item), i.status.value, i.code or "", i.message or "") for i in self.items[:200]]
        return html_table(("item", "status", "code", "message"), rows, more=len(self.items) - len(rows))
