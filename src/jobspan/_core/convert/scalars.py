"""Single values: read as declared, and forgivingly where the meaning is plain."""

import math
import re
from datetime import UTC, datetime, timedelta, tzinfo
from enum import Enum
from typing import Any, Final

from jobspan._core.convert.trail import Mismatch, trail
from jobspan._core.declared import kind
from jobspan.credentials import Secret

SCALARS: Final[tuple[type, ...]] = (str, bool, int, float, Secret, Enum)


def read_scalar(value: Any, declared: Any) -> Any:
    """
    Raises:
        Mismatch: it is something else.
    """
    if declared is str:
        return _text(value)
    if declared is bool:
        return _flag(value)
    if declared is int or declared is float:
        return _number(declared, value)
    if declared is Secret:
        return _secret(value)
    if issubclass(declared, Enum):
        return _enum(declared, value)
    raise Mismatch(f"expected {declared.__name__}, found {kind(value)}")


def read_moment(value: Any, zone: tzinfo) -> datetime:
    """A time, always with a zone: that of the plane where the text names none.

    Raises:
        Mismatch: it is something else.
    """
    moment = parse_time(value) if isinstance(value, str) else None
    if moment is None:
        raise Mismatch(f"expected datetime, found {kind(value)}")
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if not isinstance(value, int | float):
        raise Mismatch(f"expected str, found {kind(value)}")
    text = _digits(value)
    trail.get().note(f"{kind(value)} where a string is documented")
    return text


def _digits(value: float) -> str:
    try:
        return str(value).lower() if isinstance(value, bool) else str(value)
    except ValueError:
        raise Mismatch("expected str, found a number of thousands of digits") from None


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        trail.get().note("a string where a boolean is documented")
        return value.lower() == "true"
    raise Mismatch(f"expected bool, found {kind(value)}")


def _secret(value: Any) -> Secret:
    if isinstance(value, Secret):
        return value
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return Secret(_text(value))
    raise Mismatch(f"expected Secret, found {kind(value)}")


def _number(declared: Any, value: Any) -> Any:
    if isinstance(value, bool):
        raise Mismatch("expected a number, found a boolean")
    try:
        if isinstance(value, declared):
            return value
        if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
            return declared(value)
        if isinstance(value, str):
            number = declared(value)
            if isinstance(number, int) or math.isfinite(number):
                trail.get().note("a string where a number is documented")
                return number
    except (ValueError, OverflowError):
        pass
    raise Mismatch(f"expected a {'whole ' if declared is int else ''}number, found {kind(value)}")


def _enum(declared: type[Enum], value: Any) -> Enum:
    if issubclass(declared, int) and isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,18}", value):
        trail.get().note("a string where a number is documented")
        value = int(value)
    elif issubclass(declared, str) and isinstance(value, int | float):
        text = _digits(value)
        trail.get().note(f"{kind(value)} where a string is documented")
        value = text
    try:
        return declared(value)
    except (ValueError, TypeError):
        raise Mismatch(f"expected one of {declared.__name__}, found {kind(value)}") from None


_TIME: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE | re.ASCII
)


def parse_time(text: str) -> datetime | None:
    """An ISO 8601 time with any number of fraction digits, rounded to microseconds; ``None`` when it is something else.

    It has a zone only if the text names one.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    date, clock, fraction, zone = match.groups()
    try:
        micros = (
            (int(fraction[:12].ljust(12, "0")) + 500_000) // 1_000_000 if fraction else 0
        )  # half up, as msgspec does
        moment = datetime.fromisoformat(f"{date}T{clock}") + timedelta(microseconds=micros)
        if zone is None:
            return moment
        return moment.replace(
            tzinfo=UTC if zone in "Zz" else datetime.fromisoformat(f"2000-01-01T00:00:00{zone}").tzinfo
        )
    except (ValueError, OverflowError):
        return None
