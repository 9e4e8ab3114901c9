"""Times as the appliance writes them: RFC 3339 with as many fraction digits as there are, trailing zeros cut."""

from __future__ import annotations

from datetime import UTC, datetime


def stamp(moment: datetime, nanoseconds: int = 0) -> str:
    """`2026-01-05T09:00:00.5Z`; with `nanoseconds` (below a microsecond) up to nine digits."""
    fraction = f"{moment.microsecond:06d}{nanoseconds:03d}".rstrip("0")
    whole = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{whole}.{fraction}Z" if fraction else f"{whole}Z"
