"""When a window opens and closes, seen from a moment."""

from datetime import UTC, datetime, time, timedelta

from jobspan._core.classes import frozen
from jobspan.fleet import Window


@frozen(kw_only=True)
class Opening:
    """Seconds since the epoch. ``None``: it has no such end."""

    opens: float | None = None
    closes: float | None = None


def opening(window: Window | None, wall: float) -> Opening:
    """The next opening, or the one that is under way.

    A window of two times of day is open now when it opened last after it closed last.
    """
    if window is None:
        return Opening()
    now = datetime.fromtimestamp(wall, UTC)
    first, last = window.not_before, window.stop_at
    if isinstance(first, time) and isinstance(last, time) and _latest(first, now) > _latest(last, now):
        return Opening(closes=_next(last, now).timestamp())
    opens = first if isinstance(first, datetime) else None if first is None else _next(first, now)
    begins = now if opens is None else max(now, opens)
    closes = last if isinstance(last, datetime) else None if last is None else _next(last, begins)
    return Opening(
        opens=None if opens is None else opens.timestamp(), closes=None if closes is None else closes.timestamp()
    )


def _latest(of_day: time, now: datetime) -> datetime:
    here = now.astimezone(of_day.tzinfo)
    today = datetime.combine(here.date(), of_day)
    return today if today <= now else datetime.combine(here.date() - timedelta(days=1), of_day)


def _next(of_day: time, now: datetime) -> datetime:
    here = now.astimezone(of_day.tzinfo)
    today = datetime.combine(here.date(), of_day)
    return today if today > now else datetime.combine(here.date() + timedelta(days=1), of_day)
