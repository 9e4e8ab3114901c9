"""Batches: what became of each item."""

import json
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar, Final, Generic, Self, TypeVar

import attrs

from jobspan._core.absent import Helpful
from jobspan._core.classes import frozen
from jobspan._core.html import html_table
from jobspan._core.plain import Plain, plain
from jobspan._core.showing import shown
from jobspan._core.texts import text_of
from jobspan._core.withhold import without_secrets
from jobspan.errors import ConfigError, PartialFailure
from jobspan.tables import Tabular

K = TypeVar("K")


class ItemStatus(StrEnum):
    """What became of one item of a batch."""

    ACCEPTED = "accepted"
    FAILED = "failed"
    SKIPPED = "skipped"
    """Not sent, because a rule forbids it and the caller asked to send the rest."""
    UNKNOWN = "unknown"
    """Sent, and the reply was lost: it may or may not have been acted on."""
    NOT_SENT = "not_sent"
    """Not sent: the call was interrupted before its turn came, or the server could not be reached."""


_BATCH_VERSION: Final = 1
_SHOWN: Final = 50
_SHOWN_IN_REPR: Final = 20


@frozen(kw_only=True)
class ItemResult(Plain, Generic[K]):
    """One item of a batch: what was asked, and what the plane said of it.

    Attributes:
        item: what was asked for: an id, or the object that was given.
        status: what became of it.
        code: the plane's own code, where it gave one.
        message: why it was not accepted, in the plane's words or those of a rule.
        value: what the plane answered for it, where that is more than yes or no (an id, an order, a state).
    """

    item: K
    status: ItemStatus
    code: str | None = None
    message: str | None = None
    value: Any = None

    def __getstate__(self) -> dict[str, Any]:
        """Pickles hold no password, whether of one item, of some or of the whole result: a scheduler may keep them for long."""
        fields = attrs.fields(type(self))
        return {field.name: without_secrets(getattr(self, field.name)) for field in fields}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self


@frozen
class BatchResult(Helpful, Tabular, Generic[K]):
    """The outcome of a batch, item by item, in the order of the input; nothing is left unaccounted for.

    Attributes:
        items: one for each item of the input.
    """

    _elsewhere: ClassVar[Mapping[str, str]] = {
        "wait": "What the plane took in goes on there: the part that made the call has wait(ids, until=...) and watch(ids)."
    }

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

    @property
    def not_sent(self) -> tuple[ItemResult[K], ...]:
        """Items that did not reach the plane: their turn did not come, or the server could not be reached."""
        return self._with(ItemStatus.NOT_SENT)

    def remaining(self) -> list[K]:
        """What was asked for and not sent: the input of the call that goes on. Look at ``unknown`` before that."""
        return [each.item for each in self.not_sent]

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
            why = (first.message or first.status.value).rstrip(".")
            raise PartialFailure(
                message=f"{len(bad)} of {len(self.items)} items did not succeed ({counts}). "
                f"First: {first.item}: {why}.",
                hint="error.result lists each item.",
                result=self,
            )
        return self

    def __getstate__(self) -> dict[str, Any]:
        """The items withhold their passwords: ``remaining()`` then needs the inputs again."""
        return {"items": self.items}

    def __setstate__(self, state: dict[str, Any]) -> None:
        object.__setattr__(self, "items", state["items"])

    def __deepcopy__(self, memo: Any) -> Self:
        return self

    def to_json(self) -> str:
        """One line of JSON, without secrets. Inputs that are not plain text or numbers are written field by field."""
        items = [
            {name: plain(value) for name, value in attrs.asdict(each, recurse=False).items()} for each in self.items
        ]
        return json.dumps({"jobspan": _BATCH_VERSION, "items": items}, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str | bytes, inputs: Sequence[K] | None = None) -> Self:
        """Read what :meth:`to_json` wrote.

        Args:
            text: the line of JSON.
            inputs: the inputs of the call, in their order, to stand in the result again. Without them, those that are not
                plain text or numbers are dictionaries, and secrets in them are lost.

        Raises:
            ConfigError: the text is not a batch result, one of a newer jobspan, or one of other inputs.
        """
        try:
            document = json.loads(text_of(text))
            if document["jobspan"] != _BATCH_VERSION:
                raise ConfigError(
                    message=f"This batch result has version {document['jobspan']}; "
                    f"this jobspan reads version {_BATCH_VERSION}.",
                    hint="Read it with the jobspan that wrote it, or a newer one.",
                )
            items = [ItemResult[K](**(each | {"status": ItemStatus(each["status"])})) for each in document["items"]]
        except (ValueError, KeyError, TypeError, AttributeError) as broken:
            raise ConfigError(
                message="This is not a batch result.", hint="Give what BatchResult.to_json() wrote."
            ) from broken
        if inputs is None:
            return cls(tuple(items))
        if [plain(each) for each in inputs] != [each.item for each in items]:
            raise ConfigError(
                message="The batch result is of other inputs.", hint="Give those of the call, in the same order."
            )
        return cls(tuple(attrs.evolve(each, item=item) for each, item in zip(items, inputs, strict=True)))

    def _rows(self) -> Sequence[ItemResult[K]]:
        return self.items

    def _row_type(self) -> Any:
        return ItemResult

    def __str__(self) -> str:
        counts = ", ".join(f"{len(self._with(status))} {status.value}" for status in ItemStatus if self._with(status))
        return f"{len(self.items):,} items: {counts}" if counts else "no items"

    def __repr__(self) -> str:
        if len(self) <= _SHOWN_IN_REPR:
            return f"{type(self).__name__}(items={self.items!r})"
        return f"<{type(self).__name__} of {self}>"

    def _repr_html_(self) -> str:
        first = sorted(self.items, key=lambda each: each.status is ItemStatus.ACCEPTED)[:_SHOWN]
        rows = [(str(shown(i.item)), i.status.value, i.code or "", shown(i.message or "")) for i in first]
        return html_table(
            ("item", "status", "code", "message"), rows, more=len(self.items) - len(rows), title=str(self)
        )
