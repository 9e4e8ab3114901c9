"""Secrets as servers show them: asterisks, or nothing. Such a mask is not a value, and must not be written back."""

import re
from typing import Any, Final, TypeVar

import attrs

from jobspan.credentials import Secret

T = TypeVar("T")

_MASK: Final = re.compile(r"[\s*•●xX]*")


def without_masks(value: T) -> T:
    """A model without those of its secrets that are only a mask."""
    cleaned: T = _cleaned(value)
    return cleaned


def _cleaned(value: Any) -> Any:
    if isinstance(value, Secret):
        return None if _MASK.fullmatch(value.reveal()) else value
    if isinstance(value, tuple):
        return tuple(_cleaned(each) for each in value)
    if not attrs.has(type(value)):
        return value
    changed = {
        field.name: cleaned
        for field in attrs.fields(type(value))
        if (cleaned := _cleaned(getattr(value, field.name))) is not getattr(value, field.name)
        and cleaned != getattr(value, field.name)
    }
    return attrs.evolve(value, **changed) if changed else value
