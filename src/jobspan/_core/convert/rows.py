"""Replies that carry rows: a list without a default, in which a row that cannot be read costs only itself."""

from typing import Any, Final, get_args

import attrs
import msgspec

from jobspan._core.classes import frozen
from jobspan._core.convert.naming import not_on_wire
from jobspan._core.declared import fields_of, is_model, is_optional, is_sequence, without_none
from jobspan._core.envelope import ReplyEnvelope

ROWS: Final = "jobspan.rows"


class Rows(msgspec.Struct, frozen=True):
    """What a field of rows says of itself.

    Attributes:
        total: the member of the same document that counts the rows: where it says 0, the list may be missing or null.
    """

    total: str | None = None


def rows(*, total: str | None = None) -> dict[str, Any]:
    """Field metadata: this list (or mapping) is what the reply is about.

    Give the field no default. A reply without the list, or with something else in its place, cannot be read, because an
    empty list would be an answer. See :class:`Rows` for ``total``.
    """
    return {ROWS: Rows(total)}


@frozen(kw_only=True)
class RowsReply(ReplyEnvelope):
    """Base of replies that carry rows.

    Attributes:
        unreadable: how many rows of the reply could not be read. They are missing from the list, not from the server.
    """

    unreadable: int = attrs.field(default=0, metadata=not_on_wire())


def row_type_of(reply: Any) -> Any:
    """The class of the rows that a reply carries, however deep; ``None`` where no class is declared."""
    for field, declared in fields_of(reply):
        inner = without_none(declared) if is_optional(declared) else declared
        if ROWS in field.metadata and is_sequence(inner):
            return get_args(inner)[0]
        if is_model(inner) and (found := row_type_of(inner)) is not None:
            return found
    return None


def missing_rows(reply: RowsReply) -> str | None:
    """What a reply lacks where something is to be concluded from what is not in it."""
    if not reply.unreadable:
        return None
    return f"{reply.unreadable} of its rows cannot be read, so that nothing follows from what is not in it"
