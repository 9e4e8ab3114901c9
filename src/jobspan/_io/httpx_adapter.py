"""Everything httpx: links, requests and replies in and out of its types, its errors in our words."""

import re
import ssl
import threading
from collections.abc import AsyncIterable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final, Generic, TypeAlias, TypeVar, cast
from urllib.parse import urljoin

import attrs
import httpx
from httpx._decoders import DeflateDecoder, GZipDecoder

from jobspan._core.http import HEADER_NAME, LostExchange, ReplyTooLarge, Request, Response, origin
from jobspan._core.redact import STANDARD_HEADERS
from jobspan._core.words import seconds
from jobspan._io.link import AnyLink, has_header
from jobspan._io.log_redaction import quiet
from jobspan._io.proxies import proxy_for
from jobspan._io.trail import Trail
from jobspan.config import ConnectionOptions
from jobspan.credentials import Secret
from jobspan.errors import ConfigError, MissingExtra, SendPhase

L = TypeVar("L", bound=AnyLink[Any])

_SENDABLE = re.compile(r"(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?")


class Routes(Generic[L]):
    """The connections of one plane in one process: a link for each way there is, made when it is needed."""

    def __init__(self, options: ConnectionOptions, link: type[L]) -> None:
        self._options = options
        self._link = link
        self._tls: ssl.SSLContext | None = None
        self._opening = threading.Lock()
        self._proxies: dict[str, str | None] = {}
        self._links: dict[_Way, L] = {}

    def to(self, url: str) -> L:
        """The link that leads to an address.

        Raises:
            ConfigError: the proxy on the way, or a file for TLS, cannot be used.
        """
        with self._opening:
            proxy = self._proxy(url)
            way = (proxy, url.startswith("https:") or (proxy or "").startswith("https:"))
            if way not in self._links:
                self._links[way] = self._opened(*way)
            return self._links[way]

    def all(self) -> list[L]:
        """The links made so far, which are not used any more from now on."""
        with self._opening:
            links, self._links = self._links, {}
            return list(links.values())

    def _proxy(self, url: str) -> str | None:
        if self._options.transport is not None or self._options.proxy or not self._options.trust_env:
            return self._options.proxy
        place = origin(url)
        if place not in self._proxies:
            with _usable_proxy(self._options):
                self._proxies[place] = proxy_for(url)
        return self._proxies[place]

    def _opened(self, proxy: str | None, secure: bool) -> L:
        quiet()
        secure = secure or any((self._options.ca_bundle, self._options.client_certificate, self._options.client_key))
        with _usable_proxy(self._options):
            return self._link.open(self._options, proxy, self._trust if secure else lambda: _TRUST_NOBODY)

    def _trust(self) -> ssl.SSLContext:
        self._tls = self._tls or _tls(self._options)
        return self._tls


_Way: TypeAlias = tuple[str | None, bool]
"""The proxy, and whether TLS is spoken on the way."""
_TRUST_NOBODY: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For ways without TLS: reading all authorities of the system takes longer than a whole call."""


@contextmanager
def _usable_proxy(options: ConnectionOptions) -> Iterator[None]:
    """
    Raises:
        ConfigError: the proxy URL is invalid, or needs SOCKS support that is not installed. The URL is omitted: it may contain a
            password.
    """
    where = (
        "The setting proxy" if options.proxy else "A proxy variable of the environment (HTTPS_PROXY, ALL_PROXY, ...)"
    )
    try:
        yield
    except MissingExtra:
        raise
    except ImportError as missing:
        raise ConfigError(
            message=f"{where} names a SOCKS proxy, and what speaks SOCKS is not installed.", hint="pip install socksio"
        ) from missing
    except (ValueError, httpx.InvalidURL):
        raise ConfigError(
            message=f"{where} is not a valid proxy URL.", hint="Give one like http://host:port."
        ) from None


def check_inherited_transport(options: ConnectionOptions) -> None:
    """
    Raises:
        ConfigError: the transport was given, and its connections are those of the process this one was forked from.
    """
    if isinstance(options.transport, httpx.HTTPTransport | httpx.AsyncHTTPTransport):
        raise ConfigError(
            message="The transport given to this client has connections of the process that it was forked from.",
            hint="Make a client in each process, or leave out transport=.",
        )


def _tls(options: ConnectionOptions) -> ssl.SSLContext:
    try:
        if options.ca_bundle:
            context = ssl.create_default_context(cafile=str(options.ca_bundle))
        else:
            context = httpx.create_ssl_context(trust_env=options.trust_env)
        if not options.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if options.client_certificate:
            context.load_cert_chain(
                str(options.client_certificate), str(options.client_key) if options.client_key else None
            )
    except (OSError, ssl.SSLError) as unusable:
        raise ConfigError(
            message=f"The TLS files cannot be used: {unusable}.",
            hint="ca_bundle, client_certificate and client_key are paths of PEM files.",
        ) from unusable
    return context


def check_headers(request: Request) -> None:
    """A header that cannot be written down is a wrong setting, and no request that may have been acted on.

    Raises:
        ConfigError: there is one.
    """
    for name, value in request.headers:
        if type(value) is str and _is_sendable(name, value):
            continue
        wrong = _header_problem(name, value)
        if wrong is not None:
            raise wrong


_is_a_name: Final = lru_cache(maxsize=256)(HEADER_NAME.fullmatch)


@lru_cache(maxsize=256)
def _is_sendable(name: str, value: str) -> bool:
    """Of headers without secrets, most are the same for each request."""
    return _header_problem(name, value) is None


def _header_problem(name: str, value: object) -> ConfigError | None:
    """Returned, not raised: no traceback may hold on to a frame in which a credential is plain text."""
    text = value.reveal() if isinstance(value, Secret) else value
    if not _is_a_name(name):
        return ConfigError(message=f"Invalid header name: {name!r}.", hint="Use letters, digits and dashes.")
    if not isinstance(text, str):
        return ConfigError(message=f"The header {name} must be text, not {type(text).__name__}.")
    if not (text.isascii() and text.isprintable() and text == text.strip()) and not _SENDABLE.fullmatch(text):
        return ConfigError(
            message=f"The header {name} has a character that cannot be sent.",
            hint="Headers take visible ASCII only, and no blanks at their ends: look for a line break in the key or token.",
        )
    return None


def reply_problem(
    request: Request, reply: httpx.Response, received: int, elapsed: float
) -> ReplyTooLarge | LostExchange | None:
    """More bytes came than the request allows, or the reply trickles and its time is up."""
    if received > request.max_response_bytes:
        return ReplyTooLarge(request.max_response_bytes, reply.status_code)
    if elapsed > request.reply_timeout:
        return LostExchange(SendPhase.REPLY_PARTIAL, _incomplete(elapsed))
    return None


def leftovers(trail: Trail) -> LostExchange | None:
    """The server had sent more than its last reply, and that would now be taken for the reply to this request."""
    if trail.answered_by_leftovers:
        return LostExchange(SendPhase.SENT_NO_REPLY, "what came was sent before the request, behind an earlier reply")
    return None


def cut_off(reply: httpx.Response, received: int) -> LostExchange | None:
    """The compressed body has no end. httpx takes what there is for the whole, and offers no way to its decoders."""
    if not has_header(reply, b"content-encoding") or not (received or reply.num_bytes_downloaded):
        return None
    decoder = reply._get_content_decoder()
    for each in getattr(decoder, "children", (decoder,)):
        if isinstance(each, GZipDecoder | DeflateDecoder) and not each.decompressor.eof:
            return LostExchange(SendPhase.REPLY_PARTIAL, "the compressed reply is cut off")
    return None


def _incomplete(elapsed: float) -> str:
    return f"the reply is not complete after {seconds(elapsed)}"


def incoming(reply: httpx.Response, body: bytes, elapsed: float) -> Response:
    return Response(status=reply.status_code, headers=headers_of(reply), body=body, elapsed=elapsed)


def headers_of(reply: httpx.Response) -> dict[str, str]:
    """Its headers, names in lower case; what came several times is joined."""
    found: dict[str, str] = {}
    for raw, value in reply.headers.raw:
        name, text = raw.decode("latin-1").lower(), _text(value)
        found[name] = f"{found[name]}, {text}" if name in found else text
    return found


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def pieces(reply: httpx.Response) -> Iterable[bytes]:
    """The body as it comes, decoded where it is compressed."""
    return reply.iter_bytes() if _needs_httpx(reply) else cast(httpx.SyncByteStream, reply.stream)


def pieces_async(reply: httpx.Response) -> AsyncIterable[bytes]:
    """The same in a task."""
    return reply.aiter_bytes() if _needs_httpx(reply) else cast(httpx.AsyncByteStream, reply.stream)


def _needs_httpx(reply: httpx.Response) -> bool:
    """Whether it is compressed, or a transport that was given has read it already. Otherwise httpx's iterators would give what
    the stream itself gives, for more."""
    return reply.is_stream_consumed or has_header(reply, b"content-encoding")


def lost(error: httpx.TransportError | httpx.DecodingError, *, reply_begun: bool, trail: Trail) -> LostExchange:
    """How far the request came, from what httpx says and the network saw."""
    if isinstance(error, httpx.DecodingError):
        return LostExchange(SendPhase.REPLY_PARTIAL, f"the reply cannot be decoded: {error}")
    if isinstance(error, _NEVER_LEFT) or (trail.not_sent and not reply_begun):
        phase = SendPhase.NOT_SENT
    elif reply_begun:
        phase = SendPhase.REPLY_PARTIAL
    else:
        phase = SendPhase.SENT_NO_REPLY
    if phase is not SendPhase.NOT_SENT and trail.expired:
        return LostExchange(phase, _incomplete(trail.elapsed))
    return LostExchange(phase, f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)


_NEVER_LEFT = (
    httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol
)  # fmt: skip


def redirected(request: Request, reply: httpx.Response) -> Request | None:
    """The request to follow a redirect with; credentials stay behind when it leads to another host."""
    if not request.follow_redirects or reply.status_code not in (301, 302, 303, 307, 308):
        return None
    location = reply.headers.get("location")
    if not location or request.method not in ("GET", "HEAD"):
        return None
    try:
        target = urljoin(request.full_url, location)
        elsewhere = origin(target) != origin(request.url)
    except ValueError:
        return None
    headers = request.headers
    if elsewhere:
        headers = tuple(header for header in headers if header[0].lower() in STANDARD_HEADERS)
    return attrs.evolve(request, url=target, query=(), headers=headers)
