"""Names and keys of items: the same call has the same ones whenever it is added."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

_LONGEST: Final = 80


def default_name(method: str, arguments: Mapping[str, Any]) -> str:
    """A name from a call: what it is about, in its first text, and a short digest of everything but secrets.

    Args:
        arguments: in their canonical form.
    """
    open_to_all = json.dumps([method, _without_digests(arguments)], sort_keys=True)
    digest = hashlib.sha256(open_to_all.encode(errors="replace")).hexdigest()[:8]
    about = next((str(value) for value in arguments.values() if isinstance(value, str | int)), method)
    return f"{about[:_LONGEST]} {digest}"


def key_of(fleet: str, item: str, attempt: int) -> str:
    """The key of an item; one that is tried again after it came to something has a new one."""
    return f"{fleet}/{item}" if attempt <= 1 else f"{fleet}/{item}~{attempt}"


def keys_of(fleet: str, item: str, attempts: int) -> list[str]:
    """The keys that an item may have had, the latest first."""
    return [key_of(fleet, item, attempt) for attempt in range(max(1, attempts), 0, -1)]


def _without_digests(value: Any) -> Any:
    if isinstance(value, dict):
        return "secret" if value.keys() == {"secret"} else {key: _without_digests(each) for key, each in value.items()}
    return [_without_digests(each) for each in value] if isinstance(value, list) else value
