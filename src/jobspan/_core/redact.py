"""What may be shown. Headers by allowlist, query arguments and JSON by name and by type."""

import json
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from jobspan._core.secret import MASK, Secret
from jobspan._core.secret_names import is_secret_name
from jobspan._core.text_redaction import Echo, Redactor, as_it_came, mask_text

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


_LONGER_THAN_NAMES: Final = 8
"""Shorter secrets stay in the names of members: ``message`` is a password, too, and what is said could not be read."""


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
                mask_text(key) if isinstance(key, Echo) else key: mask_json(
                    value, under_secret_name=under_secret_name or is_secret_name(str(key))
                )
                for key, value in tree.items()
            }
        case list() | tuple():
            return [mask_json(each, under_secret_name=under_secret_name) for each in tree]
        case None | bool() | "":
            return tree
        case Echo():
            return mask_json(tree.shown, under_secret_name=under_secret_name)
        case str() if not under_secret_name:
            return _mask_document(tree) if tree.startswith(("{", "[")) else mask_text(tree)
        case _:
            return MASK if under_secret_name else tree


def _mask_document(text: str) -> str:
    """A JSON document inside of a string."""
    try:
        tree = json.loads(text)
    except ValueError:
        return mask_text(text)
    shown = mask_json(tree)
    return text if shown == tree else json.dumps(shown, ensure_ascii=False)


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
    """What is inside a secret that is a JSON document or ``name=value`` itself: the other side may repeat that alone."""
    if not text.startswith(("[", "{")):
        return {text.partition("=")[2]} - {""}
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


def json_without(secrets: Iterable[str], tree: Any) -> Any:
    """A JSON tree of the other side that may be shown, even if it repeats what it was sent."""
    known = set(secrets)
    return _without(Redactor(known), Redactor(each for each in known if len(each) >= _LONGER_THAN_NAMES), tree)


def marked_echoes(secrets: Iterable[str], tree: Any) -> Any:
    """A JSON tree of the other side as it is, in which texts that repeat a secret are known to; the same where none does."""
    known = set(secrets)
    return _marked(Redactor(known), Redactor(each for each in known if len(each) >= _LONGER_THAN_NAMES), tree)


def _marked(redactor: Redactor, of_names: Redactor, tree: Any) -> Any:
    match tree:
        case str():
            shown = redactor(tree)
            return tree if shown == tree else Echo(tree, shown)
        case dict():
            return {_marked(of_names, of_names, key): _marked(redactor, of_names, value) for key, value in tree.items()}
        case list():
            return [_marked(redactor, of_names, each) for each in tree]
        case _:
            return tree


def _without(redactor: Redactor, of_names: Redactor, tree: Any) -> Any:
    match tree:
        case str():
            return mask_text(redactor(tree))
        case dict():
            return {
                of_names(key) if isinstance(key, str) else key: _without(redactor, of_names, value)
                for key, value in tree.items()
            }
        case list() | tuple():
            return [_without(redactor, of_names, each) for each in tree]
        case _:
            return tree


def revealed_leaf(leaf: Any) -> str:
    """A leaf that an encoder does not know, as it goes out.

    Raises:
        TypeError: it is something else than a text.
    """
    text = leaf.reveal() if isinstance(leaf, Secret) else leaf
    if not isinstance(text, str):
        raise TypeError(f"a body has no room for {type(leaf).__name__}")
    return as_it_came(text)


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
