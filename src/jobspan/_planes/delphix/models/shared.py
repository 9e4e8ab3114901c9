"""What several parts of DCT share: tags, page metadata, login."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Generic, TypeAlias, TypeVar

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan._core.envelope import ReplyEnvelope
from jobspan.credentials import Secret
from jobspan.models import Model

T = TypeVar("T")


def plain_word(word: str) -> str:
    """A word of DCT in one spelling: its jobs say ``CANCELED`` and its runs ``CANCELLED``, and case tells nothing."""
    plain = word.strip().upper().replace("-", "_").replace(" ", "_")
    return "CANCELLED" if plain == "CANCELED" else plain


@frozen(kw_only=True)
class Account(Model):
    """Whose credentials a client uses. ``exp`` is the seconds until they expire."""

    active: bool | None = None
    token_type: str | None = None
    account_id: int | None = None
    username: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    ldap_principal: str | None = None
    exp: int | None = None
    last_activity_time: datetime | None = None


@frozen(kw_only=True)
class Tag(Model):
    """A key and a value, 1..4000 characters each. One key may carry several values; tags drive access control."""

    key: str
    value: str


TagsInput: TypeAlias = Mapping[str, str] | Iterable[Tag | tuple[str, str]]
"""Tags as an argument: a mapping, or pairs where a key has several values."""


@frozen(kw_only=True)
class Tags(RowsReply):
    """The tags of an object."""

    tags: tuple[Tag, ...] = attrs.field(metadata=rows())


@frozen(kw_only=True)
class PageMetadata(ReplyEnvelope):
    """Cursors of a page; ``total`` may be absent."""

    prev_cursor: str | None = None
    next_cursor: str | None = None
    total: int | None = None


@frozen(kw_only=True)
class ItemError(ReplyEnvelope):
    """Something that could not be listed, reported beside the items that could."""

    message: str | None = None
    object_name: str | None = None


@frozen(kw_only=True)
class ItemsPage(RowsReply, Generic[T]):
    """One page of any list."""

    items: tuple[T, ...] = attrs.field(metadata=rows())
    response_metadata: PageMetadata | None = None
    errors: tuple[ItemError, ...] = ()


@frozen(kw_only=True)
class LoginToken(ReplyEnvelope):
    """The answer to a login: an opaque token, its scheme word, and its life in seconds."""

    access_token: Secret
    token_type: str
    expires_in: int
