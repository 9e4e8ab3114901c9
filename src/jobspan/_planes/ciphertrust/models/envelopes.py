"""Lists of CipherTrust: a slice, where it begins, and how much there is."""

from typing import Generic, TypeVar

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan._core.envelope import ReplyEnvelope

T = TypeVar("T")


@frozen(kw_only=True)
class Slice(RowsReply, Generic[T]):
    """``limit`` rows from ``skip`` on, of ``total``."""

    resources: tuple[T, ...] = attrs.field(metadata=rows(total="total"))
    skip: int | None = None
    limit: int | None = None
    total: int | None = None


@frozen(kw_only=True)
class OperationNames(ReplyEnvelope):
    """The operations of the scheduler. The vendor does not show the form of this reply; see ``spellings``."""

    names: tuple[str, ...]
