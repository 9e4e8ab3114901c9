"""Values in a few words, for people: times, durations, long texts cut."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

_LONGEST: Final = 120
_BYTES: Final = ("B", "kB", "MB", "GB", "TB")


def cut(text: str, longest: int = _LONGEST) -> str:
    """A text, cut where it is too long for a line."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def cut_inside(text: str, longest: int = _LONGEST) -> str:
    """A text, cut in its middle where it is too long: what it begins with says what it is, its end what is said of it."""
    if len(text) <= longest:
        return text
    end = longest // 3
    return f"{text[: longest - end - 1]}…{text[-end:]}"


def in_words(value: Any) -> str:
    """A value as people read it; empty for ``None``."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:g}"
        case datetime():
            return moment(value)
        case timedelta():
            return span(value)
        case list() | tuple():
            return cut(", ".join(in_words(each) for each in value))
        case dict():
            return cut(", ".join(f"{name}: {in_words(each)}" for name, each in value.items() if each not in (None, [])))
        case _:
            return str(value)


def in_utc(value: datetime) -> datetime:
    """The time in UTC; one without a zone is of UTC already."""
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError:  # a time that stands for none, such as the first of all
        return value.replace(tzinfo=UTC)


def moment(value: datetime) -> str:
    """A time to the nearest second, of UTC: as durations are rounded, so that the two agree."""
    return f"{_to_the_second(in_utc(value)).replace(tzinfo=None).isoformat(' ', 'seconds')} UTC"


def _to_the_second(value: datetime) -> datetime:
    try:
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    except OverflowError:  # the last second of all
        return value


def counted(number: int, noun: str) -> str:
    """How many of something: ``1 step``, ``1,200 steps``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def seconds(value: float) -> str:
    """A length of time that somebody set, or reached, in the unit that it is set in: 0.5 s, 1 s, 600 s."""
    return f"{value:.0f} s" if value >= 10 else f"{round(value, 1):g} s"


def size(count: int, whole: int | None = None) -> str:
    """So many bytes, of so many where that is known, in the unit that fits: ``640 B``, ``3.1 of 6.2 kB``."""
    largest = whole or count
    power = next((power for power in range(len(_BYTES)) if largest < 999.95 * 1000**power), len(_BYTES) - 1)
    places = 1 if power else 0
    of = f" of {whole / 1000**power:.{places}f}" if whole else ""
    return f"{count / 1000**power:.{places}f}{of} {_BYTES[power]}"


def span(value: timedelta | float) -> str:
    """A duration in its two largest units: ``850 ms``, ``12.4 s``, ``3 min 5 s``, ``2 h 4 min``, ``5 d 3 h``."""
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    if round(1000 * seconds) < 1000:
        return f"{1000 * seconds:.0f} ms"
    if round(10 * seconds) < 600:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole >= 86_400:
        return _in_two(seconds, 3600, 24, "d", "h")
    return _in_two(seconds, 60, 60, "h", "min") if whole >= 3600 else _in_two(seconds, 1, 60, "min", "s")


def _in_two(seconds: float, smaller: int, a_unit: int, unit: str, small_unit: str) -> str:
    count, rest = divmod(round(seconds / smaller), a_unit)
    return f"{count} {unit}" + (f" {rest} {small_unit}" if rest else "")
