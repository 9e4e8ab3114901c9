"""The arguments of a call in one form, so that two calls can be compared. Secrets take part as digests, and are not kept."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Set
from datetime import date, datetime
from enum import Enum
from pathlib import PurePath
from typing import Any, Final

import attrs

from jobspan._core.secret import MASK
from jobspan._core.secret_names import is_secret_name
from jobspan.credentials import Secret
from jobspan.errors import Problem, ValidationError

Digest = Callable[[str], str]

_SCALARS: Final = (str, bool, int, float)
_SHOWING: Final = frozenset({"progress"})
"""Arguments that change what is shown of a call, and not the call."""


def settled(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments, iterators read to their end, as they are needed more than once, and sets in an order that is the same in
    every process."""
    return tuple(map(_held, args)), {name: _held(value) for name, value in kwargs.items()}


def canonical(
    function: Callable[..., Any], owner: object, args: tuple[Any, ...], kwargs: Mapping[str, Any], digest: Digest
) -> dict[str, Any]:
    """The arguments by name, as JSON; those that have their default are left out."""
    bound = inspect.signature(function).bind(owner, *args, **kwargs)
    parameters = bound.signature.parameters
    given = list(bound.arguments.items())[1:]
    return {
        name: _plain(name, value, digest)
        for name, value in given
        if name not in _SHOWING and not _is_same(value, parameters[name].default)
    }


def is_storable(text: object) -> bool:
    """Whether every database takes a value as text; only strings are looked at."""
    return not isinstance(text, str) or not any(
        character == "\0" or "\ud800" <= character <= "\udfff" for character in text
    )


def is_digest(value: object) -> bool:
    """Whether this is what stands for a secret."""
    return isinstance(value, dict) and value.keys() == {"secret"} and isinstance(value["secret"], str)


def without_digests(value: Any) -> Any:
    """A canonical form as it may be shown: nothing in it tells secrets apart."""
    if is_digest(value):
        return MASK
    if isinstance(value, dict):
        return {key: without_digests(each) for key, each in value.items()}
    return [without_digests(each) for each in value] if isinstance(value, list) else value


def _is_same(value: object, default: object) -> bool:
    return value is default or (type(value) is type(default) and isinstance(value, _SCALARS) and value == default)


def _held(value: Any) -> Any:
    if isinstance(value, Set):
        return sorted(value, key=repr)
    return list(value) if isinstance(value, Iterator) else value


def _plain(name: str, value: Any, digest: Digest) -> Any:
    if isinstance(value, Secret):
        return {"secret": digest(value.reveal())}
    if isinstance(value, str) and not isinstance(value, Enum):
        return {"secret": digest(value)} if value and is_secret_name(name) else value
    if isinstance(value, Enum):
        return _plain(name, value.value, digest)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(str(key), each, digest) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(name, each, digest) for each in value]
    if isinstance(value, Set):
        return sorted((_plain(name, each, digest) for each in value), key=repr)
    if attrs.has(type(value)):
        fields = {field.name: getattr(value, field.name) for field in attrs.fields(type(value))}
        told = {field: _plain(field, each, digest) for field, each in fields.items() if each not in (None, (), {})}
        return {type(value).__name__: told}
    raise ValidationError(
        message="This call cannot be made under a key.",
        problems=(Problem(name, f"a {type(value).__name__} cannot be compared with that of a later call"),),
    )
