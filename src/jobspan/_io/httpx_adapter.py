"""Everything httpx: clients, requests and replies in and out of its types, its errors in our words."""

import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

import attrs
import httpx

from jobspan._core.http import LostExchange, ReplyTooLarge, Request, Response, origin
from jobspan._core.redact import STANDARD_HEADERS
from jobspan._io.log_redaction import quiet
from jobspan.config import ConnectionOptions
from jobspan.errors import ConfigError, SendPhase

MAX_REDIRECTS = 5
_SENDABLE = re.compile(r"(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def sync_client(options: ConnectionOptions) -> httpx.Client:
    arguments = _arguments(options)
    with _usable_proxy(options):
        return httpx.Client(**arguments)


def async_client(options: ConnectionOptions) -> httpx.AsyncClient:
    arguments = _arguments(options)
    with _usable_proxy(options):
        return httpx.AsyncClient(**arguments)


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
    except ImportError as missing:
        raise ConfigError(
            message=f"{where} names a SOCKS proxy, and what speaks SOCKS is not installed.", hint="pip install socksio"
        ) from missing
    except (ValueError, httpx.InvalidURL):
        raise ConfigError(
            message=f"{where} is not a valid proxy URL.", hint="Give one like http://host:port."
        ) from None


def _arguments(options: ConnectionOptions) -> dict[str, Any]:
    quiet()
    arguments: dict[str, Any] = {
        "follow_redirects": False,
        "trust_env": options.trust_env,
        "limits": httpx.Limits(max_connections=options.max_connections, max_keepalive_connections=20),
    }
    if options.transport is not None:
        return arguments | {"transport": options.transport}
    return arguments | {"verify": _tls(options), "proxy": options.proxy}


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


def outgoing(request: Request) -> dict[str, Any]:
    """The arguments of httpx's ``build_request``. httpx logs the address, so a private one goes in without its query."""
    headers = request.revealed_headers()
    for name, value in headers:
        _check_header(name, value)
    url, extensions = request.full_url, {}
    if request.private:
        parts = urlsplit(url)
        url = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))
        extensions = {"target": (f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/").encode()}
    return {
        "method": request.method,
        "url": url,
        "extensions": extensions,
        "headers": headers,
        "content": request.content() if request.body is not None else None,
        "timeout": httpx.Timeout(request.read_timeout, connect=request.connect_timeout, pool=request.connect_timeout),
    }


def _check_header(name: str, value: object) -> None:
    """A header that cannot be written down is a wrong setting, and no request that may have been acted on."""
    if not _HEADER_NAME.fullmatch(name):
        raise ConfigError(message=f"Invalid header name: {name!r}.", hint="Use letters, digits and dashes.")
    if not isinstance(value, str):
        raise ConfigError(message=f"The header {name} must be text, not {type(value).__name__}.")
    if not _SENDABLE.fullmatch(value):
        raise ConfigError(
            message=f"The header {name} has a character that cannot be sent.",
            hint="Headers take visible ASCII only, and no blanks at their ends: look for a line break in the key or token.",
        )


def check_reply(request: Request, reply: httpx.Response, received: int, elapsed: float) -> None:
    """
    Raises:
        ReplyTooLarge: more bytes came than the request allows.
        LostExchange: the reply trickles, and its time is up.
    """
    if received > request.max_response_bytes:
        raise ReplyTooLarge(request.max_response_bytes, reply.status_code)
    if elapsed > request.reply_timeout:
        raise LostExchange(SendPhase.REPLY_PARTIAL, f"the reply is not complete after {elapsed:.0f} s")


def built(client: httpx.Client | httpx.AsyncClient, request: Request) -> httpx.Request:
    """The request as httpx sends it. One to a private address goes to another server, and takes no cookies along."""
    made = client.build_request(**outgoing(request))
    if request.private:
        made.headers.pop("Cookie", None)
    return made


def incoming(reply: httpx.Response, body: bytes, elapsed: float) -> Response:
    return Response(status=reply.status_code, headers=headers_of(reply.headers), body=body, elapsed=elapsed)


def headers_of(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def lost(error: httpx.TransportError, *, reply_begun: bool) -> LostExchange:
    """How far the request came, from what httpx says."""
    never_left = (
        httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError | httpx.UnsupportedProtocol
    )
    if isinstance(error, never_left):
        phase = SendPhase.NOT_SENT
    elif reply_begun:
        phase = SendPhase.REPLY_PARTIAL
    else:
        phase = SendPhase.SENT_NO_REPLY
    reason = str(error) or type(error).__name__
    return LostExchange(phase, f"{type(error).__name__}: {reason}" if str(error) else reason)


def redirected(request: Request, reply: httpx.Response) -> Request | None:
    """The request to follow a redirect with; credentials stay behind when it leads to another host."""
    if not request.follow_redirects or reply.status_code not in (301, 302, 303, 307, 308):
        return None
    location = reply.headers.get("location")
    if not location or request.method not in ("GET", "HEAD"):
        return None
    target = urljoin(request.full_url, location)
    headers = request.headers
    if origin(target) != origin(request.url):
        headers = tuple(header for header in headers if header[0].lower() in STANDARD_HEADERS)
    return attrs.evolve(request, url=target, query=(), headers=headers)
