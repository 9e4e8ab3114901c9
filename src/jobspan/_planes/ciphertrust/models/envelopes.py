"""Lists of CipherTrust: a slice, where it begins, and how much there is."""

from typing import Generic, TypeVar

import attrs

from jobspan._core.envelope import ReplyEnvelope

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Slice(ReplyEnvelope, Generic[T]):
    """``limit`` rows from ``skip`` on, of ``total``."""

    resources: tuple[T, ...]
    skip: int | None = None
    limit: int | None = None
    total: int | None = None
