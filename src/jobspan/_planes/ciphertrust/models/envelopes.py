"""Lists of CipherTrust: a slice, where it begins, and how much there is."""

from typing import Generic, TypeVar

import attrs

from jobspan._core.convert import RowsReply, rows

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Slice(RowsReply, Generic[T]):
    """``limit`` rows from ``skip`` on, of ``total``."""

    resources: tuple[T, ...] = attrs.field(metadata=rows(total="total"))
    skip: int | None = None
    limit: int | None = None
    total: int | None = None
