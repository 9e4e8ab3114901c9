"""Periods as the scheduler takes them: whole days or hours, ``90d`` or ``12h``."""

import re
from datetime import timedelta
from typing import Any, Final, TypeAlias

from jobspan._core.validation import Validator
from jobspan.models import Unset

Period: TypeAlias = timedelta | str

_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_FORMS: Final = {"dh": re.compile(r"[1-9]\d*[dh]"), "d": re.compile(r"[1-9]\d*d")}


def check_period(problems: Validator, field: str, period: object, units: str = "dh") -> None:
    """Whether a period is one that the scheduler can be told, if there is one."""
    if period is None or isinstance(period, Unset):
        return
    what = "whole days" if units == "d" else "whole hours or days"
    if isinstance(period, timedelta):
        unit = _DAY if units == "d" else _HOUR
        if period <= timedelta(0) or period % unit:
            problems.add(field, f"must be {what}, at least one, not {period}")
    elif not isinstance(period, str) or not _FORMS[units].fullmatch(period):
        example = "'90d'" if units == "d" else "'90d' or '12h'"
        problems.add(field, f"must be a timedelta of {what}, or a text such as {example}, not {period!r}")


def period_text(period: Period | None | Unset) -> Any:
    """A checked period as the scheduler takes it."""
    if not isinstance(period, timedelta):
        return period
    return f"{period // _DAY}d" if period % _DAY == timedelta(0) else f"{period // _HOUR}h"
