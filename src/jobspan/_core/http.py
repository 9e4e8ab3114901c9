"""Requests and replies, in our own words. A request keeps its body as a tree with ``Secret`` leaves until it is sent."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import quote, urlencode, urlsplit

import attrs
import msgspec

from jobspan._core.classes import frozen
from jobspan._core.redact import (
    json_without,
    marked_echoes,
    mask_headers,
    mask_json,
    mask_url,
    reveal_json,
    revealed_leaf,
    secrets_in,
)
from jobspan.credentials import Secret
from jobspan.errors import SendPhase

HeaderValue: TypeAlias = str | Secret
Pairs: TypeAlias = tuple[tuple[str, str], ...]

HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
LONGEST_URL: Final = 65_536
"""Characters of an address, percent-encoded, beyond which httpx does not take it."""
_WIDEST: Final = 12
"""Characters that one character may become when it is percent-encoded."""


class LostExchange(Exception):
    """Raised by a driver into a flow: the exchange broke. ``phase`` says how far it came.

    ``final``: trying again will not help. ``hint`` says what to do, where it is not to look at the network.
    """

    def __init__(self, phase: SendPhase, reason: str, *, final: bool = False, hint: str | None = None) -> None:
        super().__init__(reason)
        self.phase = phase
        self.reason = reason
        self.final = final
        self.hint = hint


class ReplyTooLarge(Exception):
    """Raised by a driver into a flow: the reply is larger than the request allows."""

    def __init__(self, limit: int, status: int) -> None:
        super().__init__(f"the reply is larger than {limit} bytes")
        self.limit = limit
        self.status = status


@frozen
class Form:
    """A body of form fields. Secrets among them show only in :meth:`encoded`."""

    fields: Mapping[str, str | Secret] = attrs.field(repr=False)

    def encoded(self) -> bytes:
        """The fields as they go out."""
        return urlencode(reveal_json(dict(self.fields))).encode()

    def secrets(self) -> set[str]:
        """What the other side may not repeat."""
        return secrets_in(dict(self.fields))


Headers: TypeAlias = tuple[tuple[str, HeaderValue], ...]


def merged(headers: Headers, more: Iterable[tuple[str, HeaderValue]]) -> Headers:
    """Headers with others replaced or added."""
    more = tuple(more)
    names = {name.lower() for name, _ in more}
    return (*(header for header in headers if header[0].lower() not in names), *more)


@attrs.frozen(kw_only=True, slots=False)
class Request:
    """One HTTP request; ``plane`` tells the driver which way to take.

    ``body`` is a JSON tree, a :class:`Form`, raw bytes, or ``None``; secrets in it show only in :meth:`content`.
    ``read_timeout`` is seconds without a byte, ``reply_timeout`` seconds until the whole reply is there, its head included
    (of downloads: until the head is there). An address that is itself a secret (a signed link) is marked ``private``: its
    query is shown and logged nowhere. ``shown_headers`` are headers that its plane lets be shown besides the standard ones.
    ``changes`` marks a request whose outcome matters. ``direct``: no proxy, for what only this machine can reach.
    ``credential`` distinguishes the credentials that it carries without naming them, where its plane needs that.
    """

    plane: str
    method: str
    url: str = attrs.field(repr=lambda url: repr(mask_url(url).partition("?")[0]))
    query: Pairs = attrs.field(default=(), repr=False)
    headers: Headers = attrs.field(default=(), repr=False)
    body: Any = attrs.field(default=None, repr=False)
    connect_timeout: float = 10.0
    read_timeout: float = 60.0
    reply_timeout: float = 300.0
    max_response_bytes: int = 64 * 1024 * 1024
    follow_redirects: bool = False
    private: bool = False
    changes: bool = False
    direct: bool = False
    credential: str = attrs.field(default="", repr=False, eq=False)
    shown_headers: frozenset[str] = attrs.field(default=frozenset(), repr=False)

    def content(self) -> bytes:
        """The bytes of the body, secrets revealed."""
        if self.body is None:
            return b""
        if isinstance(self.body, bytes):
            return self.body
        if isinstance(self.body, Form):
            return self.body.encoded()
        return msgspec.json.encode(self.body, enc_hook=revealed_leaf)

    def revealed_headers(self) -> list[tuple[str, str]]:
        """The headers as they go out."""
        return [(name, value.reveal() if isinstance(value, Secret) else value) for name, value in self.headers]

    def hurried(self, elapsed: float) -> "Request":
        """The same request after so many seconds of its call, with what is left of its time: enough for one answer."""
        enough = min(self.read_timeout, self.reply_timeout)
        return attrs.evolve(self, reply_timeout=max(self.reply_timeout - elapsed, enough))

    def header(self, name: str) -> HeaderValue | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def with_headers(self, *headers: tuple[str, HeaderValue]) -> "Request":
        """The same request, these headers replaced or added. Each one that goes out gets some: ``attrs.evolve`` takes longer."""
        if not headers:
            return self
        changed = object.__new__(Request)
        changed.__dict__.update(self.__dict__, headers=merged(self.headers, headers))
        return changed

    @property
    def full_url(self) -> str:
        """The address with its query, percent-encoded."""
        return f"{self.url}?{encode_query(self.query)}" if self.query else self.url

    def secrets(self) -> set[str]:
        """The secrets that go out with it: headers, the part of a header after its scheme, and what is in the body."""
        headers = [value for _, value in self.headers]
        schemes = {value.reveal().partition(" ")[2] for value in headers if isinstance(value, Secret)}
        return (secrets_in(headers) | self._secrets_in_body() | schemes) - {""}

    def _secrets_in_body(self) -> set[str]:
        return self.body.secrets() if isinstance(self.body, Form) else secrets_in(self.body)

    def redact_echoes(self, said: Any) -> Any:
        """What the other side says (a text, or a JSON tree), without the secrets of this request that it may repeat."""
        return json_without(self.secrets(), said)

    @property
    def has_secrets_in_body(self) -> bool:
        """Whether there is anything in it for :meth:`mark_echoes` to mark."""
        return self.body is not None and bool(self._secrets_in_body() - {""})

    def mark_echoes(self, document: Any) -> Any:
        """The document of the reply as it came. Texts in it that repeat what was sent as a secret show without it: the document
        may travel back, so they stay what they are. Costs nothing for requests without a secret in their body."""
        secrets = self._secrets_in_body() - {""} if self.body is not None else None
        return marked_echoes(secrets, document) if secrets else document

    def masked(self) -> dict[str, Any]:
        """What may be shown of it."""
        url = mask_url(self.full_url)
        shown: dict[str, Any] = {"method": self.method, "url": url.partition("?")[0] if self.private else url}
        if self.headers:
            shown["headers"] = mask_headers(self.headers, self.shown_headers)
        if self.body is not None:
            shown["body"] = self._shown_body()
        return shown

    def masked_body(self) -> str:
        """The body as indented JSON, secrets masked."""
        if self.body is None:
            return ""
        shown = self._shown_body()
        return shown if isinstance(self.body, bytes) else json.dumps(shown, indent=2, ensure_ascii=False)

    def _shown_body(self) -> Any:
        match self.body:
            case bytes():
                return f"<{len(self.body)} bytes>"
            case Form(fields):
                return mask_json(dict(fields))
            case _:
                return mask_json(self.body)


@frozen(kw_only=True)
class Response:
    """One whole reply. Header names are lower case. ``replayed``: it is out of a recording, and says nothing of now."""

    status: int
    headers: dict[str, str] = attrs.field(factory=dict, repr=False)
    body: bytes = attrs.field(default=b"", repr=False)
    elapsed: float = 0.0
    replayed: bool = attrs.field(default=False, repr=False, eq=False)

    def header(self, name: str) -> str | None:
        return self.headers.get(name.lower())

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


def encode_query(pairs: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)


def query_pairs(query: Mapping[str, Any]) -> Pairs:
    """Query arguments as the wire wants them: absent ones left out, booleans in lower case, lists repeated."""
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        values = value if isinstance(value, list | tuple) else [value]
        pairs += [(name, _text(each)) for each in values if each is not None]
    return tuple(pairs)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def fill_path(template: str, arguments: Mapping[str, str]) -> str:
    """``/masking-jobs/{maskingJobId}`` with percent-encoded arguments."""
    return template.format(**{name: quote(str(value), safe="") for name, value in arguments.items()})


def is_too_long(url: str, query: Pairs) -> bool:
    """Whether an address with this query is longer than what can be sent."""
    if len(url) > LONGEST_URL:
        return True
    if not query:
        return False
    roughly = sum(len(name) + len(value) + 2 for name, value in query)
    if len(url) + roughly * _WIDEST <= LONGEST_URL:
        return False
    return len(url) + 1 + len(encode_query(query)) > LONGEST_URL


def climbs(segment: object) -> bool:
    """Whether a part of a path leads out of its place. Proxies and servers take ``%2e`` for the dot that it is."""
    return str(segment).lower().replace("%2e", ".") in (".", "..")


def origin(url: str) -> str:
    """Scheme, host and port: what credentials are meant for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
