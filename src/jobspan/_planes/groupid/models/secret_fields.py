"""Finds the secrets in a JSON document of Directory Manager, whose replies carry passwords and certificates in clear text."""

import re
from collections.abc import Callable
from functools import lru_cache
from operator import is_
from typing import Any, Final, TypeGuard

from jobspan._core.classes import frozen
from jobspan._core.secret_names import is_secret_name
from jobspan.credentials import Secret

_CREDENTIALS_INSIDE: Final = re.compile(r"(password|pwd)\s*=", re.IGNORECASE)
_SECRET_SETTING: Final = re.compile(r"(password|secret|certificate)$", re.IGNORECASE)
_NAMES_FIELDS_ONLY: Final = "Join:"


@lru_cache(maxsize=1024)
def is_secret_setting(key: str) -> bool:
    """Whether the job setting of this key holds a password or a certificate."""
    return bool(_SECRET_SETTING.search(key))


def is_password_field(field: object) -> bool:
    """Whether a destination field is the password of the object, so that a constant mapped to it is one as well."""
    return isinstance(field, str) and len(field) in _LENGTHS and field.casefold() in _PASSWORDS


_PASSWORDS: Final = frozenset({"password", "unicodepwd", "userpassword"})
_LENGTHS: Final = frozenset(map(len, _PASSWORDS))


def wrap_secrets(tree: Any) -> Any:
    """The document with every secret text wrapped in ``Secret``. Parts that hold none are the same objects as before."""
    if isinstance(tree, dict):
        return _wrapped(tree, _shape_of(tuple(tree)))
    if not isinstance(tree, list):
        return tree
    made = []
    names: tuple[str, ...] | None = None
    shape = _NO_SHAPE
    for each in tree:
        if each.__class__ is dict:
            here = tuple(each)
            if here != names:  # rows of one list mostly have the same names
                names, shape = here, _shape_of(here)
            made.append(_wrapped(each, shape))
        else:
            made.append(wrap_secrets(each))
    return tree if all(map(is_, made, tree)) else made


def _wrapped(tree: dict[str, Any], shape: "_Shape") -> dict[str, Any]:
    hidden: dict[str, Any] = {}
    for name in shape.secret:
        if _is_text(tree[name]):
            hidden[name] = Secret(tree[name])
    for rule in shape.rules:
        rule(tree, hidden)
    if not _CONTAINERS.isdisjoint(map(type, tree.values())):
        for name, value in tree.items():
            inner = wrap_secrets(value)
            if inner is not value:
                hidden[name] = inner
    return tree | hidden if hidden else tree


_CONTAINERS: Final = frozenset({dict, list})


def _of_setting(row: dict[str, Any], hidden: dict[str, Any]) -> None:
    key, value = row["key"], row.get("value")
    if isinstance(key, str) and is_secret_setting(key) and _is_text(value):
        hidden["value"] = Secret(value)


def _of_field(row: dict[str, Any], hidden: dict[str, Any]) -> None:
    if is_password_field(row["destinationField"]):
        transform = row.get("transform")
        if _is_text(transform) and not transform.startswith(_NAMES_FIELDS_ONLY):
            hidden["transform"] = Secret(transform)


def _of_connection(row: dict[str, Any], hidden: dict[str, Any]) -> None:
    for name, value in row.items():
        if name.lower() == "connectionstring" and _is_text(value) and _CREDENTIALS_INSIDE.search(value):
            hidden[name] = Secret(value)


def _is_text(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and value != ""


_Rule = Callable[[dict[str, Any], dict[str, Any]], None]


@frozen
class _Shape:
    """What the names of an object's members say of the secrets in it. Objects of one kind have the same names."""

    secret: tuple[str, ...]
    rules: tuple[_Rule, ...]


_NO_SHAPE: Final = _Shape((), ())


@lru_cache(maxsize=1024)
def _shape_of(names: tuple[str, ...]) -> _Shape:
    rules: list[_Rule] = []
    if "key" in names:
        rules.append(_of_setting)
    if "destinationField" in names:
        rules.append(_of_field)
    if any(name.lower() == "connectionstring" for name in names):
        rules.append(_of_connection)
    return _Shape(tuple(filter(is_secret_name, names)), tuple(rules))
