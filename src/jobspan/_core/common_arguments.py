"""What holds for arguments of the same meaning in every call: lengths of time, spans of time, and filters."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from jobspan._core.shapes import is_number
from jobspan.errors import Problem

Function = TypeVar("Function", bound=Callable[..., Any])

NO_FILTER: Final = "must not be empty; leave it out for all"
_LENGTHS: Final = ("timeout", "interval")
_SPANS: Final = (
    ("since", "until"),
    ("created_after", "created_before"),
    ("start_time", "end_time"),
    ("start_date", "end_date"),
)
_EMPTY_IS_MEANT: Final = "_jobspan_empty_is_meant"


def is_common(name: str) -> bool:
    """Whether :func:`common_problems` may say anything about an argument of this name."""
    return name.endswith(_LENGTHS) or any(name in span for span in _SPANS)


def common_problems(given: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with lengths and spans of time among the arguments of a call. What is of another type is left alone."""
    found = [
        Problem(name, f"is {value}", ("0..inf",))
        for name, value in given.items()
        if name.endswith(_LENGTHS) and is_number(value) and value < 0
    ]
    for first, last in _SPANS:
        begin, end = given.get(first), given.get(last)
        if isinstance(begin, datetime) and isinstance(end, datetime) and begin.tzinfo and end.tzinfo and end < begin:
            found.append(Problem(last, f"is before {first}"))
    return found


def is_empty_filter(value: object) -> bool:
    """Whether it would let everything through: a list that came out empty, or an empty text."""
    if isinstance(value, str):
        return not value.strip()
    return isinstance(value, Collection) and not isinstance(value, bytes | bytearray) and not value


def empty_filters(names: Iterable[str], given: Mapping[str, Any]) -> list[Problem]:
    """The filters among the arguments of a call that are given, and empty."""
    return [Problem(name, NO_FILTER) for name in names if name in given and is_empty_filter(given[name])]


def empty_is_meant(function: Function) -> Function:
    """Mark a method that changes nothing and whose optional arguments do not filter: empty ones are values like others."""
    setattr(function, _EMPTY_IS_MEANT, True)
    return function


def is_empty_meant(function: object) -> bool:
    """Whether a method is marked so."""
    return hasattr(function, _EMPTY_IS_MEANT)
