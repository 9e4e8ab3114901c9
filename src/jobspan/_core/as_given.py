"""Converters of models that users make. What cannot be converted stays as it is: the call that gets it says what is wrong."""

from collections.abc import Iterable, Mapping
from typing import Any


def as_tuple(value: Any) -> Any:
    """What can be walked over, as a tuple. A text and a mapping are not meant to be."""
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping) else value


def as_sorted_dict(value: Any) -> Any:
    """A mapping, its names in order."""
    return (
        dict(sorted(value.items()))
        if isinstance(value, Mapping) and all(isinstance(key, str) for key in value)
        else value
    )
