"""Times as the appliance writes them."""

from datetime import UTC, datetime


def set_time(time: datetime | None) -> datetime | None:
    """A time that is set: the appliance writes the year 1 otherwise. All its times are of UTC, said or not."""
    if time is None or time.year == 1:
        return None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)
