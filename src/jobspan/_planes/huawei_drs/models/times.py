"""Times of DRS: milliseconds since the epoch as text in details, dates in lists; both of UTC."""

from datetime import UTC, datetime

from jobspan._core.convert import parse_time


def moment_of(text: str | None) -> datetime | None:
    """The time that a text tells; ``None`` for one that is not set (``"0"``) or not a time."""
    if not text or text == "0":
        return None
    if text.isascii() and text.isdigit():
        try:
            return datetime.fromtimestamp(int(text) / 1000, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    moment = parse_time(text)
    return moment if moment is None or moment.tzinfo is not None else moment.replace(tzinfo=UTC)
