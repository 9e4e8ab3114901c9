"""The signature ``SDK-HMAC-SHA256`` of a request. Source: https://support.huaweicloud.com/intl/en-us/devg-apisign/"""

import hashlib
import hmac
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from jobspan._core.http import Request
from jobspan.credentials import Secret

ALGORITHM: Final = "SDK-HMAC-SHA256"
DATE_HEADER: Final = "X-Sdk-Date"

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def date_stamp(wall_clock: float) -> str:
    """Seconds since the epoch as ``20260102T030405Z``."""
    return datetime.fromtimestamp(wall_clock, UTC).strftime("%Y%m%dT%H%M%SZ")


def read_date_stamp(stamp: str) -> datetime:
    """What :func:`date_stamp` wrote, as an aware time."""
    return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def authorization(request: Request, *, access_key: Secret, secret_key: Secret) -> Secret:
    """The value of ``Authorization`` for a request that carries its ``X-Sdk-Date``."""
    headers = _signed_headers(request)
    names, signature = ";".join(headers), _sign(request, headers, secret_key)
    return Secret(f"{ALGORITHM} Access={access_key.reveal()}, SignedHeaders={names}, Signature={signature}")


def sign(request: Request, secret_key: Secret) -> str:
    """The signature as lower-case hexadecimal."""
    return _sign(request, _signed_headers(request), secret_key)


def _sign(request: Request, headers: dict[str, str], secret_key: Secret) -> str:
    digest = hashlib.sha256(_canonical(request, headers).encode()).hexdigest()
    message = f"{ALGORITHM}\n{headers[DATE_HEADER.lower()]}\n{digest}"
    return hmac.new(secret_key.reveal().encode(), message.encode(), hashlib.sha256).hexdigest()


def canonical_request(request: Request) -> str:
    """The text whose hash is signed: it must be what the gateway rebuilds from what it receives."""
    return _canonical(request, _signed_headers(request))


def _canonical(request: Request, headers: dict[str, str]) -> str:
    return "\n".join(
        (
            request.method.upper(),
            _canonical_path(urlsplit(request.url).path),
            _canonical_query(request),
            *(f"{name}:{value}" for name, value in headers.items()),
            "",
            ";".join(headers),
            hashlib.sha256(request.content()).hexdigest(),
        )
    )


def _signed_headers(request: Request) -> dict[str, str]:
    """Type, host, region and the vendor's own headers. Others may be rewritten on the way by a proxy."""
    found = {"host": _host(request.url)}
    for name, value in request.revealed_headers():
        folded = name.lower()
        if folded in ("content-type", "host", "region") or (folded.startswith("x-") and "_" not in folded):
            found[folded] = value.strip()
    return dict(sorted(found.items()))


@lru_cache(maxsize=256)
def _host(url: str) -> str:
    """The ``Host`` header as HTTP clients send it: without the scheme's own port."""
    parts = urlsplit(url)
    host = (
        (parts.hostname or "").encode("idna").decode() if ":" not in (parts.hostname or "") else f"[{parts.hostname}]"
    )
    return host if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{parts.port}"


@lru_cache(maxsize=256)
def _canonical_path(path: str) -> str:
    """Each segment percent-encoded, with a slash at the end that the request itself does not have."""
    encoded = "/".join(quote(unquote(segment), safe="") for segment in path.split("/"))
    return encoded if encoded.endswith("/") else encoded + "/"


def _canonical_query(request: Request) -> str:
    pairs = sorted(request.query)
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
