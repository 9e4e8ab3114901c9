"""Moments, times of day and shares, as people type them."""

from datetime import datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

_HOW: Final = "give a time with its zone: 22:00+01:00, '22:00 Europe/Berlin', 2026-11-27T22:00Z"


class Moment(click.ParamType[datetime | time]):
    """A moment or a time of day, each with its zone: an offset, ``Z``, or the name of one after a space."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime | time:
        if isinstance(value, datetime | time):
            return value
        text, _, zone = str(value).strip().partition(" ")
        found: datetime | time | None = None
        for read in (time.fromisoformat, datetime.fromisoformat):
            try:
                found = read(text)
                break
            except ValueError:
                continue
        if found is None or ("T" not in text and isinstance(found, datetime)):
            self.fail(f"{value!r} is not a valid time: {_HOW}.", param, ctx)
        if zone and found.tzinfo is not None:
            self.fail(f"{value!r} has two zones: {_HOW}.", param, ctx)
        if zone:
            try:
                found = found.replace(tzinfo=ZoneInfo(zone.strip()))
            except (ValueError, OSError, KeyError):
                self.fail(f"{zone.strip()!r} is not a known time zone: {_HOW}.", param, ctx)
        if found.tzinfo is None:
            self.fail(f"{value!r} has no time zone: {_HOW}.", param, ctx)
        return found


class CountOrShare(click.ParamType[float]):
    """A whole number from 1, or a share of all: ``10%``; a number between 0 and 1 is a share as well."""

    name = "N|P%"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        text = str(value).strip()
        try:
            number = float(text.removesuffix("%"))
        except ValueError:
            number = 0.0
        if text.endswith("%"):
            if 0 < number < 100:
                return number / 100
            self.fail(f"{value!r} is not a valid share: give more than 0% and less than 100%.", param, ctx)
        if not (0 < number < 1 or (number >= 1 and number.is_integer())):
            self.fail(f"{value!r} is neither a number of failures, such as 5, nor a share, such as 10%.", param, ctx)
        return number
