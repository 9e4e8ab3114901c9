"""What several parts of DCT share: tags, page metadata, login."""

from typing import Generic, TypeVar

import attrs

from jobspan._core.convert import RowsReply, rows
from jobspan.credentials import Secret
from jobspan.models import Model

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Tag(Model):
    """A key and a value, 1..4000 characters each. One key may carry several values; tags drive access control."""

    key: str
    value: str


@attrs.frozen(kw_only=True)
class Tags(RowsReply):
    """The tags of an object."""

    tags: tuple[Tag, ...] = attrs.field(metadata=rows())


@attrs.frozen(kw_only=True)
class PageMetadata(Model):
    """Cursors of a page; ``total`` may be absent."""

    prev_cursor: str | None = None
    next_cursor: str | None = None
    total: int | None = None


@attrs.frozen(kw_only=True)
class ItemError(Model):
    """Something that could not be listed, told beside the items that could."""

    message: str | None = None
    object_name: str | None = None


@attrs.frozen(kw_only=True)
class ItemsPage(RowsReply, Generic[T]):
    """One page of any list."""

    items: tuple[T, ...] = attrs.field(metadata=rows())
    response_metadata: PageMetadata | None = None
    errors: tuple[ItemError, ...] = ()


@attrs.frozen(kw_only=True)
class LoginToken(Model):
    """The answer to a login: an opaque token, its scheme word, and its life in seconds."""

    access_token: Secret
    token_type: str
    expires_in: int
