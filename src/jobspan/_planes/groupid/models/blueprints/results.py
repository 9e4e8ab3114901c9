"""What comparing and applying a blueprint came to, item by item."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any, Self

from jobspan._core.arguments import hold_to_types
from jobspan._core.classes import frozen
from jobspan._core.plain import Plain
from jobspan._core.showing import shown
from jobspan._core.visible import visible
from jobspan._planes.groupid.models.blueprints.comparing import FieldChange
from jobspan._public import public
from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.tables import Tabular


@public
class ItemKind(StrEnum):
    """What an item of a blueprint is."""

    DATA_SOURCE = "data source"
    JOB = "job"
    COLLECTION = "collection"


@public
class DiffState(StrEnum):
    """How an item of a blueprint stands to a server."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"
    """The files have it, the server does not."""
    EXTRA = "extra"
    """The server has it, the files do not."""
    AMBIGUOUS = "ambiguous"
    """The server, or the files, have several of its name."""
    UNBOUND = "unbound"
    """It is not known what one of its placeholders means on this server."""


@public
@frozen(kw_only=True)
class DiffItem(Plain):
    """How one item of a blueprint stands to a server.

    Attributes:
        kind: job, collection or data source.
        name: in the files and on the server.
        state: how it stands.
        ids: of those on the server that have its name.
        changes: what differs; secrets are masked.
        unknown: what cannot be compared, such as a secret that the server does not show.
        notes: what is worth knowing, and why it is ambiguous or unbound.
    """

    kind: ItemKind
    name: str
    state: DiffState
    ids: tuple[int, ...] = ()
    changes: tuple[FieldChange, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Kind, name and ids."""
        ids = f" ({', '.join(map(str, self.ids))})" if self.ids else ""
        return f"{self.kind} {self.name!r}{ids}"

    def __str__(self) -> str:
        lines = [*map(str, self.changes), *(f"unknown: {each}" for each in self.unknown), *self.notes]
        return visible(shown("\n".join((f"{self.state}: {self.title}", *(f"    {line}" for line in lines)))))


@public
@frozen
class BlueprintDiff(Tabular):
    """How a blueprint stands to a server, item by item.

    Attributes:
        items: one for each name of the blueprint and of the server.
    """

    items: tuple[DiffItem, ...]

    def __iter__(self) -> Iterator[DiffItem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def differs(self) -> tuple[DiffItem, ...]:
        """All that is not the same."""
        return tuple(item for item in self.items if item.state is not DiffState.SAME)

    def of(self, state: DiffState) -> tuple[DiffItem, ...]:
        """The items of one state.

        Args:
            state: how the items stand.
        """
        return tuple(item for item in self.items if item.state is state)

    def _rows(self) -> Sequence[DiffItem]:
        return self.items

    def _row_type(self) -> Any:
        return DiffItem

    def __str__(self) -> str:
        return "\n".join(map(str, self.differs)) or f"{len(self)} items, all the same."


hold_to_types(BlueprintDiff)


@public
class Outcome(StrEnum):
    """What became of an item of a blueprint."""

    CREATED = "created"
    REPLACED = "replaced"
    """A new job was made and checked, then the old one deleted."""
    UPDATED = "updated"
    DELETED = "deleted"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    """The files do not have it, and deleting was not asked for."""
    FAILED = "failed"
    """The server refused it; ``message`` says why and what there is now."""
    LEFT = "left"
    """Not tried, because what it needs failed."""


@public
@frozen(kw_only=True)
class AppliedItem(Plain):
    """What became of one item.

    Attributes:
        kind: job, collection or data source.
        name: in the files and on the server.
        outcome: what became of it.
        id: on the server, now.
        previous_id: of the job that was replaced or deleted.
        changes: what differed before; secrets are masked.
        message: why it failed or was left.
        to_do: what remains to be done in the portal.
    """

    kind: ItemKind
    name: str
    outcome: Outcome
    id: int | None = None
    previous_id: int | None = None
    changes: tuple[FieldChange, ...] = ()
    message: str | None = None
    to_do: tuple[str, ...] = ()

    def __str__(self) -> str:
        head = f"{self.outcome}: {self.kind} {self.name!r}" + (f" ({self.id})" if self.id else "")
        told = [f": {self.message}"] if self.message else []
        return visible(shown("".join((head, *told, *(f"\n    to do: {each}" for each in self.to_do)))))


@public
@frozen
class Applied(Tabular):
    """What applying a blueprint came to: each item of it, in the order in which they were dealt with.

    Attributes:
        items: in the order in which they were dealt with.
    """

    items: tuple[AppliedItem, ...]

    def __iter__(self) -> Iterator[AppliedItem]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def of(self, *outcomes: Outcome) -> tuple[AppliedItem, ...]:
        """The items with one of these outcomes.

        Args:
            *outcomes: what became of the items.
        """
        return tuple(item for item in self.items if item.outcome in outcomes)

    @property
    def created(self) -> tuple[AppliedItem, ...]:
        """What is new on the server."""
        return self.of(Outcome.CREATED)

    @property
    def changed(self) -> tuple[AppliedItem, ...]:
        """What was replaced or updated."""
        return self.of(Outcome.REPLACED, Outcome.UPDATED)

    @property
    def left(self) -> tuple[AppliedItem, ...]:
        """What is as it was before: the same already, not in the files, or not tried."""
        return self.of(Outcome.UNCHANGED, Outcome.KEPT, Outcome.LEFT)

    @property
    def failed(self) -> tuple[AppliedItem, ...]:
        """What the server refused."""
        return self.of(Outcome.FAILED)

    def raise_for_failures(self) -> Self:
        """Return the result itself when the server has all that it was to have.

        Raises:
            PartialFailure: something was refused, or left because of that; ``error.result`` has a row for each item.
        """
        BatchResult(tuple(map(_as_batch_item, self.items))).raise_for_failures()
        return self

    def _rows(self) -> Sequence[AppliedItem]:
        return self.items

    def _row_type(self) -> Any:
        return AppliedItem

    def __str__(self) -> str:
        counts = ", ".join(f"{len(self.of(each))} {each}" for each in Outcome if self.of(each))
        return "\n".join((counts or "nothing to apply", *map(str, self.of(*_WORTH_TELLING))))


hold_to_types(Applied)


_WORTH_TELLING = (Outcome.CREATED, Outcome.REPLACED, Outcome.UPDATED, Outcome.DELETED, Outcome.FAILED, Outcome.LEFT)


def _as_batch_item(item: AppliedItem) -> ItemResult[str]:
    status = {Outcome.FAILED: ItemStatus.FAILED, Outcome.LEFT: ItemStatus.NOT_SENT}.get(
        item.outcome, ItemStatus.ACCEPTED
    )
    return ItemResult(item=f"{item.kind} {item.name}", status=status, message=item.message)
