"""Converters of models that users make. What cannot be converted stays as it is: the call that gets it says what is wrong."""

from collections.abc import Iterable, Mapping
from typing import Any


def as_tuple(value: Any) -> Any:
    """What can be walked over, as a tuple. A text and a mapping are not meant to be."""
    return tuple(value) if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping) else value
