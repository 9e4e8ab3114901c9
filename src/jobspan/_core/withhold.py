"""Values without their secrets, for what is pickled and may lie about for long."""

import copy
from collections.abc import Mapping
from typing import Any

import attrs

from jobspan.credentials import Secret, Withheld


def without_secrets(value: Any) -> Any:
    """The value with every secret in it withheld; the very same where it holds none."""
    match value:
        case Secret():
            return Withheld()
        case Mapping():
            changed = {key: without_secrets(each) for key, each in value.items()}
            return value if all(changed[key] is each for key, each in value.items()) else changed
        case list() | tuple():
            parts = [without_secrets(each) for each in value]
            return value if all(a is b for a, b in zip(parts, value, strict=True)) else type(value)(parts)
        case _ if attrs.has(type(value)) and not isinstance(value, type):
            return _of_model(value)
        case _:
            return value


def _of_model(value: Any) -> Any:
    changes = {}
    for field in attrs.fields(type(value)):
        before = getattr(value, field.name)
        after = without_secrets(before)
        if after is not before:
            changes[field.name] = after
    if not changes:
        return value
    other = copy.copy(value)  # a call of the class would read the secret
    for name, after in changes.items():
        object.__setattr__(other, name, after)
    return other
