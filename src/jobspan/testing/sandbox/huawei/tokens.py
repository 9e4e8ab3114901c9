"""Tokens and temporary keys that any Huawei plane of a sandbox can check by itself, as the cloud's own can: they carry what
they say, sealed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

import attrs

from jobspan.testing.sandbox.world import World

_SEAL = b"the seal of the sandbox's identity service"


class BadToken(Exception):
    """Why a token is turned down."""


@attrs.frozen
class Token:
    """`project_id` is empty for a token that is about no project yet."""

    user: str
    project_id: str
    issued_at: datetime
    expires_at: datetime


@attrs.frozen
class TemporaryKey:
    """An access key with an end, and the account it acts in."""

    access_key: str
    secret_key: str
    account: str
    expires_at: datetime


def issue(world: World, user: str, project_id: str, lifetime: timedelta) -> tuple[str, Token]:
    """A new token, as text and as what it says."""
    token = Token(user, project_id, world.now(), world.now() + lifetime)
    said = {
        "user": user,
        "project": project_id,
        "from": token.issued_at.isoformat(),
        "until": token.expires_at.isoformat(),
        "number": world.random.getrandbits(64),
    }
    return f"MII{_sealed(said)}", token


def read(text: str, now: datetime) -> Token:
    """
    Raises:
        BadToken: it was not issued here, or is past its time.
    """
    said = _opened(text.removeprefix("MII"))
    token = Token(
        said["user"], said["project"], datetime.fromisoformat(said["from"]), datetime.fromisoformat(said["until"])
    )
    if now >= token.expires_at:
        raise BadToken("token expires")
    return token


def issue_key(world: World, account: str, lifetime: timedelta) -> tuple[str, TemporaryKey]:
    """A new temporary key, and the security token that goes with it."""
    access_key = f"HST{world.random.getrandbits(68):017X}"
    until = world.now() + lifetime
    text = _sealed({"key": access_key, "account": account, "until": until.isoformat()})
    return text, TemporaryKey(access_key, _secret_of(access_key), account, until)


def read_key(text: str) -> TemporaryKey:
    """The key that a security token belongs to, past its end as well.

    Raises:
        BadToken: it was not issued here.
    """
    said = _opened(text)
    return TemporaryKey(said["key"], _secret_of(said["key"]), said["account"], datetime.fromisoformat(said["until"]))


def _secret_of(access_key: str) -> str:
    return hmac.digest(_SEAL, f"secret of {access_key}".encode(), hashlib.sha256).hex()[:40]


def _sealed(said: dict[str, Any]) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(said).encode()).decode()
    return f"{payload}.{_seal(payload)}"


def _opened(text: str) -> dict[str, Any]:
    payload, _, seal = text.rpartition(".")
    if not hmac.compare_digest(seal.encode(), _seal(payload).encode()):
        raise BadToken("decrypt token fail")
    said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload))
    return said


def _seal(payload: str) -> str:
    return hmac.digest(_SEAL, payload.encode(), hashlib.sha256).hex()
