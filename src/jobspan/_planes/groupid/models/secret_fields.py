"""Finds the secrets in a JSON document of Directory Manager, whose replies carry passwords and certificates in clear text."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from jobspan._core.redact import is_secret_name
from jobspan.credentials import Secret

_CREDENTIALS_INSIDE: Final = re.compile(r"(password|pwd)\s*=", re.IGNORECASE)
_SECRET_SETTING: Final = re.compile(r"(password|secret|certificate)$", re.IGNORECASE)
_NAMES_FIELDS_ONLY: Final = "Join:"


_is_secret_name: Final = lru_cache(maxsize=4096)(is_secret_name)
"""The same few names occur in every row."""


def is_secret_setting(key: str) -> bool:
    """Whether the job setting of this key holds a password or a certificate."""
    return bool(_SECRET_SETTING.search(key))


def is_password_field(field: object) -> bool:
    """Whether a destination field is the password of the object, so that a constant mapped to it is one as well."""
    return isinstance(field, str) and field.casefold() in ("password", "unicodepwd", "userpassword")


def wrap_secrets(tree: Any) -> Any:
    """The same document with every secret text wrapped in ``Secret``; nothing else changes."""
    match tree:
        case list():
            return [wrap_secrets(each) for each in tree]
        case dict():
            hidden = frozenset(_secret_names(tree))
            return {
                name: Secret(value) if name in hidden and isinstance(value, str) and value else wrap_secrets(value)
                for name, value in tree.items()
            }
        case _:
            return tree


def _secret_names(row: dict[str, Any]) -> Iterable[str]:
    if isinstance(row.get("key"), str) and is_secret_setting(row["key"]):
        yield "value"
    if is_password_field(row.get("destinationField")) and not str(row.get("transform")).startswith(_NAMES_FIELDS_ONLY):
        yield "transform"
    for name, value in row.items():
        if _is_secret_name(name) or (
            name.lower() == "connectionstring" and isinstance(value, str) and _CREDENTIALS_INSIDE.search(value)
        ):
            yield name
