"""Tokens that any Huawei plane of a sandbox can check by itself, as the cloud's own can: they carry what they say, sealed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta

import attrs

from jobspan.testing.sandbox.world import World

_SEAL = b"the seal of the sandbox's identity service"


class BadToken(Exception):
    """Why a token is turned down."""


@attrs.frozen
class Token:
    user: str
    project_id: str
    issued_at: datetime
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
    payload = base64.urlsafe_b64encode(json.dumps(said).encode()).decode()
    return f"MII{payload}.{_seal(payload)}", token


def read(text: str, now: datetime) -> Token:
    """
    Raises:
        BadToken: it was not issued here, or is past its time.
    """
    payload, _, seal = text.removeprefix("MII").rpartition(".")
    if not hmac.compare_digest(seal.encode(), _seal(payload).encode()):
        raise BadToken("decrypt token fail")
    said = json.loads(base64.urlsafe_b64decode(payload))
    token = Token(
        said["user"], said["project"], datetime.fromisoformat(said["from"]), datetime.fromisoformat(said["until"])
    )
    if now >= token.expires_at:
        raise BadToken("token expires")
    return token


def _seal(payload: str) -> str:
    return hmac.digest(_SEAL, payload.encode(), hashlib.sha256).hex()
