"""Cassettes without secrets: a vcrpy configuration that masks what jobspan itself would mask.

Headers are kept by allowlist; JSON and form fields, query arguments and login replies are masked by name, passwords in
addresses and connection strings by their form, and every secret that was sent by its value, wherever it comes. Addresses are
replaced, so that a cassette names no server and plays on any machine. Needs vcrpy (``jobspan[testing]``).
"""

from __future__ import annotations

import json
import logging
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from jobspan._core.extras import from_extra
from jobspan._core.redact import STANDARD_HEADERS, mask_json, mask_url
from jobspan._core.secret_names import is_secret_name
from jobspan._core.text_redaction import mask_text
from jobspan._io.sent_secrets import SentSecrets
from jobspan._planes.registry import PLANES
from jobspan._public import public
from jobspan.credentials import MASK
from jobspan.errors import MissingExtra

if TYPE_CHECKING:
    import vcr

_SEES_TRANSPORTS = (8, 2)

MATCH_ON = ("method", "scheme", "host", "port", "path", "query", "masked_body")


@public
def scrubbing_vcr(
    library: str | Path | None = None,
    *,
    record_mode: str = "none",
    addresses: Mapping[str, str] | None = None,
    **options: Any,
) -> vcr.VCR:
    """A ``vcr.VCR`` for clients of jobspan, sync and async.

    Args:
        library: the folder of the cassettes.
        record_mode: vcrpy's own word; ``none`` plays and never records, ``all`` records anew.
        addresses: what to write instead of each server's address: ``{"http://127.0.0.1:8000": "https://dct.example.com"}``.
        options: anything else that ``vcr.VCR`` takes.

    Raises:
        MissingExtra: vcrpy is not installed, or one that does not see the requests of jobspan.
    """
    with from_extra("testing", "A cassette"):
        import vcr

    _check_version(vcr.__version__)
    scrubber = Scrubber(addresses or {})
    configured = vcr.VCR(
        cassette_library_dir=None if library is None else str(library),
        record_mode=vcr.mode(record_mode),
        before_record_request=scrubber.request,
        before_record_response=scrubber.response,
        decode_compressed_response=True,
        match_on=MATCH_ON,
        path_transformer=vcr.VCR.ensure_suffix(".yaml"),
        **options,
    )
    configured.register_matcher("masked_body", same_body)
    for name in [each for each in logging.root.manager.loggerDict if each.partition(".")[0] == "vcr"]:
        logging.getLogger(name).addFilter(_while_it_lives(weakref.WeakMethod(scrubber.log)))
    return configured


def _check_version(installed: str) -> None:
    """An older one watches the clients of httpx, which jobspan does without, and would let requests through to the servers."""
    major, minor = (int(part) if part.isdigit() else 0 for part in (*installed.split("."), "0")[:2])
    if (major, minor) < _SEES_TRANSPORTS:
        raise MissingExtra(
            message=f"A cassette needs vcrpy 8.2 or newer; {installed} does not see the requests of jobspan.",
            hint="pip install -U 'jobspan[testing]'",
            extra="testing",
        )


def _while_it_lives(
    method: weakref.WeakMethod[Callable[[logging.LogRecord], bool]],
) -> Callable[[logging.LogRecord], bool]:
    """A filter that does not keep alive whose method it calls: loggers stay for ever."""

    def log(record: logging.LogRecord) -> bool:
        alive = method()
        return alive is None or alive(record)

    return log


def same_body(one: Any, other: Any) -> None:
    """Both requests ask for the same, whatever their secrets; vcrpy wants an AssertionError when they do not."""
    if _readable(one.body) != _readable(other.body):
        raise AssertionError("the bodies differ")


class Scrubber:
    """Takes secrets and addresses out of what is recorded."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._addresses = dict(addresses)
        hosts = {urlsplit(old).netloc: urlsplit(new).netloc for old, new in addresses.items()}
        self._words = {**self._addresses, **hosts}
        self._sent = SentSecrets()
        self._shown = STANDARD_HEADERS.union(*(plane.shown_headers for plane in PLANES.values()))

    def log(self, record: logging.LogRecord) -> bool:
        """vcrpy logs whole requests and replies at ``DEBUG``: they go on without what was sent as a secret."""
        text = record.getMessage()
        record.msg, record.args = mask_text(self._sent.out_of(text)), ()
        return True

    def request(self, request: Any) -> Any:
        """A vcrpy request as it may be kept."""
        request.uri = self._renamed(self._sent.out_of(mask_url(request.uri)))
        request.body = self._body(request.body)
        headers = {name: self._header(name, value) for name, value in request.headers.items()}
        request.headers = _with_length(headers, str(len(request.body or b"")))
        return request

    def response(self, response: dict[str, Any]) -> dict[str, Any]:
        """A vcrpy response as it may be kept."""
        body = self._body(response["body"]["string"])
        headers = {
            name: [self._header(name, value) for value in ([values] if isinstance(values, str) else values)]
            for name, values in response["headers"].items()
        }
        return {**response, "headers": _with_length(headers, [str(len(body or b""))]), "body": {"string": body}}

    def _header(self, name: str, value: object) -> str:
        return self._renamed(self._sent.out_of(str(value))) if name.lower() in self._shown else MASK

    def _body(self, body: Any) -> bytes | None:
        if body is None:
            return None
        raw = body.encode() if isinstance(body, str) else bytes(body)
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            return raw
        masked = _masked(self._sent.out_of(text))
        return self._renamed(masked).encode()

    def _renamed(self, text: str) -> str:
        for old, new in self._words.items():
            text = text.replace(old, new)
        return text


def _with_length(headers: dict[str, Any], length: Any) -> dict[str, Any]:
    """The headers with the length of the masked body: the old one would not fit, and tell how long a secret is."""
    return {name: length if name.lower() == "content-length" else value for name, value in headers.items()}


def _masked(text: str) -> str:
    """JSON and forms with their secrets masked; any other text as it is."""
    try:
        return json.dumps(mask_json(json.loads(text)), ensure_ascii=False) if text.strip() else text
    except ValueError:
        pass
    fields = parse_qsl(text, keep_blank_values=True)
    if any(is_secret_name(name) for name, _ in fields):
        return urlencode([(name, MASK if is_secret_name(name) else value) for name, value in fields], safe="*")
    return mask_text(text)


def _readable(body: Any) -> Any:
    """A body without the accidents of its spelling."""
    raw = body.encode() if isinstance(body, str) else bytes(body or b"")
    try:
        return json.loads(raw) if raw.strip() else None
    except ValueError:
        return raw
