"""Moments as Huawei Cloud takes them: whole milliseconds since 1970."""

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds_of(moment: datetime) -> int:
    """The whole milliseconds of a moment with a zone. Seconds as a float would be one too few for some of them."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)
