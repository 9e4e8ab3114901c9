"""What may be shown. Headers by allowlist, query arguments and JSON by name and by type."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from jobspan.credentials import MASK, Secret

STANDARD_HEADERS: Final = frozenset(
    {
        "accept",
        "accept-ranges",
        "cache-control",
        "connection",
        "content-length",
        "content-range",
        "content-type",
        "date",
        "etag",
        "host",
        "last-modified",
        "range",
        "retry-after",
        "server",
        "transfer-encoding",
        "user-agent",
        "x-request-id",
    }
)
"""Shown whatever the plane. A plane names its own in ``shown_headers``."""

_SECRET_WORDS: Final = re.compile(
    r"pass(word|wd|phrase)|pwd|secret|token|jwt|credential(?!_path)|private_?key|api_?key|access_?key|authorization"
    r"|signature|keytab",
    re.IGNORECASE,
)
_SHORTEST_ECHO: Final = 4
"""Shorter secrets are not looked for in texts: they would blot out ordinary words."""
_NOT_SECRET: Final = re.compile(
    r"(_id|_name|_expiry_time|_type|_lifetime|_timeout|expires_in|_present)$", re.IGNORECASE
)


def is_secret_name(name: str) -> bool:
    """Whether a field of this name is likely to hold a secret."""
    return bool(_SECRET_WORDS.search(name)) and not _NOT_SECRET.search(name)


def mask_headers(headers: Iterable[tuple[str, object]], more_shown: frozenset[str] = frozenset()) -> dict[str, str]:
    """Headers with every value masked that is not on the allowlist."""
    shown = STANDARD_HEADERS | more_shown
    return {
        name: str(value) if name.lower() in shown and not isinstance(value, Secret) else MASK for name, value in headers
    }


def mask_url(url: str) -> str:
    """An address without user information, and with the values of secret-looking query arguments masked."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    query = parts.query
    if query:
        query = "&".join(
            f"{quote(k, safe='')}={MASK if is_secret_name(k) else quote(v, safe='')}"
            for k, v in parse_qsl(query, keep_blank_values=True)
        )
    return urlunsplit((parts.scheme, host, parts.path, query, ""))


def mask_json(tree: Any, *, under_secret_name: bool = False) -> Any:
    """A JSON tree that may be shown: ``Secret`` leaves masked, and whatever stands under a secret-looking name."""
    match tree:
        case Secret():
            return MASK
        case dict():
            return {
                key: mask_json(value, under_secret_name=under_secret_name or is_secret_name(str(key)))
                for key, value in tree.items()
            }
        case list() | tuple():
            return [mask_json(each, under_secret_name=under_secret_name) for each in tree]
        case None | bool() | "":
            return tree
        case _:
            return MASK if under_secret_name else tree


def secrets_in(tree: Any) -> set[str]:
    """The texts of all ``Secret`` leaves of a tree."""
    match tree:
        case Secret():
            return {tree.reveal()} | _enclosed(tree.reveal())
        case dict():
            return set().union(*map(secrets_in, tree.values()))
        case list() | tuple():
            return set().union(*map(secrets_in, tree))
        case _:
            return set()


def _enclosed(text: str) -> set[str]:
    """The passwords inside a secret that is a JSON document itself: the other side may repeat one of them alone."""
    if not text.startswith(("[", "{")):
        return set()
    try:
        return _named_secrets(json.loads(text))
    except ValueError:
        return set()


def _named_secrets(tree: Any, *, secret: bool = False) -> set[str]:
    match tree:
        case dict():
            return set().union(*(_named_secrets(each, secret=is_secret_name(name)) for name, each in tree.items()))
        case list():
            return set().union(*(_named_secrets(each, secret=secret) for each in tree))
        case str():
            return {tree} if secret else set()
        case _:
            return set()


def without(secrets: Iterable[str], text: str) -> str:
    """A text of the other side that may be shown, even if it repeats what it was sent, or was cut off while it did."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_ECHO:
            text = text.replace(secret, MASK)
            begun = _begun_at_end(secret, text)
            text = text[:-begun] + MASK if begun else text
    return text


def _begun_at_end(secret: str, text: str) -> int:
    """How many characters of a secret a text ends with."""
    longest = min(len(secret) - 1, len(text))
    return next((n for n in range(longest, _SHORTEST_ECHO - 1, -1) if text.endswith(secret[:n])), 0)


def json_without(secrets: Iterable[str], tree: Any) -> Any:
    """A JSON tree of the other side that may be shown, even if it repeats what it was sent."""
    hidden = frozenset(secrets)
    match tree:
        case str():
            return without(hidden, tree)
        case dict():
            return {key: json_without(hidden, value) for key, value in tree.items()}
        case list() | tuple():
            return [json_without(hidden, each) for each in tree]
        case _:
            return tree


def reveal_json(tree: Any) -> Any:
    """A JSON tree as it goes out: ``Secret`` leaves as their text."""
    match tree:
        case Secret():
            return tree.reveal()
        case dict():
            return {key: reveal_json(value) for key, value in tree.items()}
        case list() | tuple():
            return [reveal_json(each) for each in tree]
        case _:
            return tree
