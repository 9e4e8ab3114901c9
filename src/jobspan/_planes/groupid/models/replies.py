"""Replies: the action envelope, the list result, and the token."""

from typing import Any, Generic, TypeVar

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import WHOLE, RowsReply, rows, wire
from jobspan._core.envelope import ReplyEnvelope
from jobspan.credentials import Secret

T = TypeVar("T")


@frozen(kw_only=True)
class Envelope(RowsReply, Generic[T]):
    """The reply to a call that does something. A failure is raised instead.

    Attributes:
        status: the outcome; 0 in every documented success, ``None`` when the reply does not say.
        type: a category of the operation, of no use to callers.
        data: the result of the call, for example the id of what was created.
        is_resync_able: not explained by the vendor.
    """

    name: str | None = None
    type: int | None = None
    status: int | None = None
    message: str | None = None
    data: T | None = None
    identity_store_object: dict[str, Any] | None = None
    details: tuple[Any, ...] = ()
    current_directory_server: str | None = None
    error_code: str | None = None
    exception_messages_attribute_wise: dict[str, Any] | None = None
    is_resync_able: bool | None = None


@frozen(kw_only=True)
class ListEnvelope(Envelope[tuple[T, ...]], Generic[T]):
    """The reply to a call that looks for something: an envelope around a list."""

    data: tuple[T, ...] = attrs.field(metadata=rows())


@frozen(kw_only=True)
class BareList(RowsReply, Generic[T]):
    """A reply that is a list itself."""

    rows: tuple[T, ...] = attrs.field(metadata=rows() | wire(WHOLE))


@frozen(kw_only=True)
class ListResult(RowsReply, Generic[T]):
    """A page of a list. ``count`` is the number of matches, and 0 in single reads. A reply without the list is not one."""

    count: int = 0
    data: tuple[T, ...] = attrs.field(metadata=rows(total="count"))
    status: int = 0
    message: str | None = None


@frozen(kw_only=True)
class DetailResult(ReplyEnvelope, Generic[T]):
    """One whole document. ``count`` means nothing here."""

    count: int = 0
    data: T | None = None
    status: int = 0
    message: str | None = None


@frozen(kw_only=True)
class TokenReply(ReplyEnvelope):
    """The reply of the token service. ``expires_in`` is in seconds (1200 in the documentation)."""

    access_token: Secret = attrs.field(metadata=wire("access_token"))
    refresh_token: Secret | None = attrs.field(default=None, metadata=wire("refresh_token"))
    scope: str | None = None
    token_type: str = attrs.field(default="Bearer", metadata=wire("token_type"))
    expires_in: float = attrs.field(default=1200.0, metadata=wire("expires_in"))
