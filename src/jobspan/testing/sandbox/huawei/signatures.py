"""Checks `SDK-HMAC-SHA256` signatures against what was received.

Source: https://support.huaweicloud.com/intl/en-us/devg-apisign/ (the steps of the gateway, written down a second time:
nothing here comes from the client).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, unquote

import attrs

from jobspan.testing.sandbox.http import Call
from jobspan.testing.sandbox.huawei.tokens import BadToken, read_key

TOLERANCE = timedelta(minutes=15)
SCHEME = "SDK-HMAC-SHA256"

_AUTHORIZATION = re.compile(rf"{SCHEME} Access=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{{64}})")


class BadSignature(Exception):
    """Why a signed request is turned down; `counts` tells whether it is one of the wrong ones that lock a key."""

    def __init__(self, why: str, *, counts: bool = False) -> None:
        super().__init__(why)
        self.counts = counts


@attrs.frozen
class Key:
    """An access key; a temporary one goes with a security token."""

    secret: str
    security_token: str | None = None


@attrs.frozen
class Claim:
    """What the Authorization header claims."""

    access_key: str
    names: tuple[str, ...]
    signature: str

    @classmethod
    def of(cls, call: Call) -> Claim:
        match = _AUTHORIZATION.fullmatch(call.headers.get("authorization", ""))
        if match is None:
            raise BadSignature("authorization header is malformed")
        access_key, names, signature = match.groups()
        return cls(access_key, tuple(names.split(";")), signature)


def verify(call: Call, claim: Claim, keys: Mapping[str, Key], now: datetime, outside: datetime) -> None:
    """
    Args:
        now: the time of the sandbox, which temporary keys end by.
        outside: the time that callers live in, which they sign with.

    Raises:
        BadSignature: the request is not signed by the holder of the key, or not now.
    """
    key = keys.get(claim.access_key) or _temporary(call, claim, now)
    if key is None:
        raise BadSignature(f"Get secretKey failed,ak:{claim.access_key},err:ak not exist")
    if "x-sdk-date" not in claim.names or list(claim.names) != sorted(set(claim.names)):
        raise BadSignature("verify aksk signature fail, SignedHeaders is malformed")
    stamp = call.headers.get("x-sdk-date", "")
    _check_date(stamp, outside)
    if key.security_token is not None and (
        call.headers.get("x-security-token") != key.security_token or "x-security-token" not in claim.names
    ):
        raise BadSignature("verify aksk signature fail, the security token is missing or wrong", counts=True)
    message = f"{SCHEME}\n{stamp}\n{hashlib.sha256(_received(call, claim.names).encode()).hexdigest()}"
    expected = hmac.digest(key.secret.encode(), message.encode(), "sha256").hex()
    if not hmac.compare_digest(expected, claim.signature):
        raise BadSignature("verify aksk signature fail", counts=True)


def _temporary(call: Call, claim: Claim, now: datetime) -> Key | None:
    """The temporary key that the security token of a call belongs to."""
    text = call.headers.get("x-security-token", "")
    try:
        issued = read_key(text)
    except (BadToken, ValueError, KeyError):
        return None
    if issued.access_key != claim.access_key:
        raise BadSignature("verify aksk signature fail, the security token is that of another key", counts=True)
    if now >= issued.expires_at:
        raise BadSignature("the security token has expired")
    return Key(issued.secret_key, text)


def _check_date(stamp: str, now: datetime) -> None:
    try:
        signed_at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise BadSignature("x-sdk-date is malformed") from None
    if abs(now - signed_at) > TOLERANCE:
        raise BadSignature("signature expired")


def _received(call: Call, names: tuple[str, ...]) -> str:
    """The canonical form of what came in."""
    path = "/".join(_escape(unquote(segment)) for segment in call.path.split("/"))
    query = sorted((_escape(name), _escape(value)) for name, value in call.query.multi_items())
    lines = [call.method, path if path.endswith("/") else f"{path}/"]
    lines.append("&".join(f"{name}={value}" for name, value in query))
    for name in names:
        if name not in call.headers:
            raise BadSignature(f"verify aksk signature fail, signed header {name} is missing", counts=True)
        lines.append(f"{name}:{call.headers[name].strip()}")
    lines += ["", ";".join(names), _payload(call, names)]
    return "\n".join(lines)


def _payload(call: Call, names: tuple[str, ...]) -> str:
    declared = call.headers.get("x-sdk-content-sha256")
    if declared is not None and "x-sdk-content-sha256" in names:
        return declared
    return hashlib.sha256(call.body).hexdigest()


def _escape(text: str) -> str:
    return quote(text, safe="-_.~")
