"""When a schedule runs: cron expressions of five fields, in UTC.

Day of month and weekday are alternatives when both are given, as in every cron. The vendor does not say which time zone counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import attrs

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
MONTHS = {name: number for number, name in enumerate(_MONTHS, 1)}
DAYS = {name: number for number, name in enumerate(_DAYS)}
HORIZON = 366 * 8
"""Days that are looked at for the next run: a 29 February comes within them."""


@attrs.frozen
class Cron:
    """The minutes, hours, days, months and weekdays of an expression."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool

    @classmethod
    def parse(cls, text: str) -> Cron:
        """The expression; ValueError if it is not one."""
        fields = text.lower().split()
        if len(fields) != 5:
            raise ValueError(f"{text!r} has {len(fields)} fields, not five")
        minute, hour, day, month, weekday = fields
        return cls(
            _numbers(minute, 0, 59, {}),
            _numbers(hour, 0, 23, {}),
            _numbers(day, 1, 31, {}),
            _numbers(month, 1, 12, MONTHS),
            _numbers(weekday, 0, 6, DAYS),
            either_day=not day.startswith("*") and not weekday.startswith("*"),
        )

    def after(self, moment: datetime) -> datetime | None:
        """The first time after a moment; None if there is none for years."""
        first = moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
        for offset in range(HORIZON):
            day = first + timedelta(days=offset)
            if self._is_a_day(day):
                for time in self._times_of(day):
                    if time >= first:
                        return time
        return None

    def _is_a_day(self, day: datetime) -> bool:
        if day.month not in self.months:
            return False
        by_date, by_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return by_date or by_weekday if self.either_day else by_date and by_weekday

    def _times_of(self, day: datetime) -> Iterator[datetime]:
        for hour in sorted(self.hours):
            for minute in sorted(self.minutes):
                yield day.replace(hour=hour, minute=minute)


def _numbers(field: str, least: int, most: int, names: dict[str, int]) -> frozenset[int]:
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        begin, _, end = span.partition("-")
        low = least if begin == "*" else _number(begin, names)
        high = most if begin == "*" or (step and not end) else _number(end or begin, names)
        if not least <= low <= high <= most or (step and not step.isdigit()) or step == "0":
            raise ValueError(f"{field!r} is not within {least}..{most}")
        found.update(range(low, high + 1, int(step or 1)))
    return frozenset(found)


def _number(word: str, names: dict[str, int]) -> int:
    return names[word] if word in names else int(word)
