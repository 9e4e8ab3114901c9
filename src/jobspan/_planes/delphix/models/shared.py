"""What several parts of DCT share: tags, page metadata, login."""

from collections.abc import Iterable, Mapping
from typing import Generic, TypeAlias, TypeVar

import attrs

from jobspan._core.envelope import ReplyEnvelope
from jobspan.credentials import Secret
from jobspan.models import Model

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Tag(Model):
    """A key and a value, 1..4000 characters each. One key may carry several values; tags drive access control."""

    key: str
    value: str


TagsInput: TypeAlias = Mapping[str, str] | Iterable[Tag | tuple[str, str]]
"""Tags as an argument: a mapping, or pairs where a key has several values."""


@attrs.frozen(kw_only=True)
class Tags(ReplyEnvelope):
    """The tags of an object."""

    tags: tuple[Tag, ...] = ()


@attrs.frozen(kw_only=True)
class PageMetadata(ReplyEnvelope):
    """Cursors of a page; ``total`` may be absent."""

    prev_cursor: str | None = None
    next_cursor: str | None = None
    total: int | None = None


@attrs.frozen(kw_only=True)
class ItemError(ReplyEnvelope):
    """Something that could not be listed, reported beside the items that could."""

    message: str | None = None
    object_name: str | None = None


@attrs.frozen(kw_only=True)
class ItemsPage(ReplyEnvelope, Generic[T]):
    """One page of any list."""

    items: tuple[T, ...]
    response_metadata: PageMetadata | None = None
    errors: tuple[ItemError, ...] = ()


@attrs.frozen(kw_only=True)
class LoginToken(ReplyEnvelope):
    """The answer to a login: an opaque token, its scheme word, and its life in seconds."""

    access_token: Secret
    token_type: str
    expires_in: int
