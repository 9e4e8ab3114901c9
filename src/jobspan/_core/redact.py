"""What may be shown. Headers by allowlist, query arguments and JSON by name and by type."""

import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from jobspan.credentials import MASK, Secret

SHOWN_HEADERS: Final = frozenset(
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
        "x-dct-client-name",
        "x-language",
        "x-project-id",
        "x-request-id",
        "x-sdk-date",
    }
)

_SECRET_WORDS: Final = re.compile(
    r"pass(word|wd|phrase)|pwd|secret|token|credential(?!_path)|private_?key|api_?key|access_?key|authorization|signature|keytab",
    re.IGNORECASE,
)
_NOT_SECRET: Final = re.compile(
    r"(_id|_name|_expiry_time|_type|_lifetime|_timeout|expires_in|_present)$", re.IGNORECASE
)


def is_secret_name(name: str) -> bool:
    """Whether a field of this name is likely to hold a secret."""
    return bool(_SECRET_WORDS.search(name)) and not _NOT_SECRET.search(name)


def mask_headers(headers: Iterable[tuple[str, object]]) -> dict[str, str]:
    """Headers with every value masked that is not on the allowlist."""
    return {
        name: str(value) if name.lower() in SHOWN_HEADERS and not isinstance(value, Secret) else MASK
        for name, value in headers
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


def mask_json(tree: Any) -> Any:
    """A JSON tree that may be shown: ``Secret`` leaves and values under secret-looking names masked."""
    match tree:
        case Secret():
            return MASK
        case dict():
            return {
                key: MASK if isinstance(value, str) and value and is_secret_name(key) else mask_json(value)
                for key, value in tree.items()
            }
        case list() | tuple():
            return [mask_json(each) for each in tree]
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
