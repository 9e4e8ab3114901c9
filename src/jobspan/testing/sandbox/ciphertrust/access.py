"""Who may call: accounts, registered clients, short-lived bearer tokens and the refresh tokens behind them.

A token has the form of a real JWT, and is valid for 300 seconds of the sandbox clock. The answer to a wrong domain is a
decision of this sandbox.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import attrs

from jobspan.testing.sandbox.ciphertrust.errors import error_reply, refusal
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.world import World

TOKEN_SECONDS = 300
ROOT = "root"


@attrs.define
class Account:
    """Somebody who logs in. `home` is the domain (or the tenant's path) the account was created in."""

    username: str
    password: str = attrs.field(repr=False)
    home: str = ROOT
    connection: str = "local_account"
    domains: frozenset[str] = frozenset({ROOT})
    may_synchronize: bool = True
    wrong_passwords: int = 0


@attrs.define
class RefreshToken:
    id: str
    account: Account
    domain: str
    client_id: str
    labels: tuple[str, ...]
    created: datetime
    expires: datetime | None
    unused_limit: timedelta | None
    last_used: datetime
    revoked: bool = False

    def ends(self) -> datetime | None:
        """When it ends, if it is not used before."""
        idle = None if self.unused_limit is None else self.last_used + self.unused_limit
        return min((end for end in (self.expires, idle) if end is not None), default=None)


@attrs.frozen
class Bearer:
    account: Account
    domain: str
    expires: datetime


class Access:
    """The accounts and tokens of one appliance."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._key = f"{world.random.getrandbits(256):064x}".encode()
        self.accounts: dict[str, Account] = {}
        self.clients: dict[str, str] = {}
        """Registered clients: the account each acts for."""
        self.refresh_tokens: dict[str, RefreshToken] = {}
        self.bearers: dict[str, Bearer] = {}

    def add(self, account: Account) -> Account:
        self.accounts[account.username] = account
        return account

    def authenticate(self, call: Call) -> Reply | None:
        """The refusal of a call without a valid token, or None."""
        bearer = self._bearer(call)
        return bearer if isinstance(bearer, Reply) else None

    def caller(self, call: Call) -> Bearer:
        """Who makes an authenticated call."""
        bearer = self._bearer(call)
        if isinstance(bearer, Reply):
            raise refusal(401, "Invalid token")
        return bearer

    def issue(self, call: Call, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a token request of any grant."""
        match body.get("grant_type", "password"):
            case "password":
                return self._with_refresh(self._by_password(body), body)
            case "refresh_token":
                return self._refreshed(body)
            case "client_credential":
                return self._bare(self._by_client(call, body), self._domain(body))
            case "user_certificate":
                return self._with_refresh(self._by_certificate(call), body)
            case other:
                raise refusal(400, f"Unsupported grant type: {other}")

    def revoke(self, body: Mapping[str, Any]) -> None:
        token = self.refresh_tokens.get(str(body.get("refresh_token")))
        if token is None or body.get("client_id") not in (None, token.client_id):
            raise refusal(404, "Resource not found")
        token.revoked = True

    def _by_password(self, body: Mapping[str, Any]) -> Account:
        if "auth_domain_path" in body and ("domain" in body or "auth_domain" in body):
            raise refusal(400, "auth_domain_path excludes domain and auth_domain")
        account = self.accounts.get(str(body.get("username") or body.get("name")))
        home = body.get("auth_domain_path") or body.get("auth_domain") or ROOT
        known = account is not None and account.home == home and body.get("connection", account.connection)
        if account is None or known != account.connection or account.password != body.get("password"):
            if account is not None:
                account.wrong_passwords += 1
            raise refusal(401, "Wrong username or password.")
        return account

    def _by_client(self, call: Call, body: Mapping[str, Any]) -> Account:
        client_id = str(body.get("client_id"))
        if client_id not in self.clients or call.certificate != client_id:
            raise refusal(401, "Invalid Client")
        return self.accounts[self.clients[client_id]]

    def _by_certificate(self, call: Call) -> Account:
        if call.certificate not in self.accounts:
            raise refusal(401, "The connection has no client certificate of a user")
        return self.accounts[call.certificate]

    def _domain(self, body: Mapping[str, Any]) -> str:
        return str(body.get("domain") or ROOT)

    def _with_refresh(self, account: Account, body: Mapping[str, Any]) -> dict[str, Any]:
        answer = self._bare(account, self._domain(body))
        secret = f"{self._world.random.getrandbits(256):064x}"
        lifetime, unused = (int(body.get(f"refresh_token_{name}") or 0) for name in ("lifetime", "revoke_unused_in"))
        now = self._world.now()
        token = RefreshToken(
            id=self._world.new_uuid(),
            account=account,
            domain=self._domain(body),
            client_id=self._world.new_uuid(),
            labels=tuple(body.get("labels") or ()),
            created=now,
            expires=now + timedelta(minutes=lifetime) if lifetime else None,
            unused_limit=timedelta(minutes=unused) if unused else None,
            last_used=now,
        )
        self.refresh_tokens[secret] = token
        return answer | self._about(secret, token)

    def _refreshed(self, body: Mapping[str, Any]) -> dict[str, Any]:
        secret = str(body.get("refresh_token"))
        token = self.refresh_tokens.get(secret)
        now = self._world.now()
        if token is not None and token.revoked:
            raise refusal(401, "Token has been revoked")
        end = token.ends() if token is not None else None
        if token is None or (end is not None and now >= end):
            raise refusal(401, "Invalid token")
        token.last_used = now
        return self._bare(token.account, str(body.get("domain") or token.domain)) | self._about(secret, token)

    def _about(self, secret: str, token: RefreshToken) -> dict[str, Any]:
        about: dict[str, Any] = {
            "client_id": token.client_id,
            "refresh_token_id": token.id,
            "refresh_token": secret,
        }
        end = token.ends()
        if end is not None:
            about["refresh_token_expires_in"] = int((end - self._world.now()).total_seconds())
        return about

    def _bare(self, account: Account, domain: str) -> dict[str, Any]:
        if domain not in account.domains:
            raise refusal(401, "The domain does not exist, or the user may not enter it.")
        jwt = self._jwt(account, domain)
        self.bearers[jwt] = Bearer(account, domain, self._world.now() + timedelta(seconds=TOKEN_SECONDS))
        return {"jwt": jwt, "duration": TOKEN_SECONDS, "token_type": "Bearer"}

    def _jwt(self, account: Account, domain: str) -> str:
        issued = int(self._world.now().timestamp())
        claims = {
            "iss": "kylo",
            "acc": "kylo",
            "sub": f"local|{account.username}",
            "preferred_username": account.username,
            "cust": {"domain_id": domain, "groups": []},
            "jwtid": self._world.new_uuid(),
            "iat": issued,
            "exp": issued + TOKEN_SECONDS,
        }
        body = ".".join(_base64(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims))
        return f"{body}.{_base64(hmac.digest(self._key, body.encode(), hashlib.sha256))}"

    def _bearer(self, call: Call) -> Bearer | Reply:
        scheme, _, token = call.headers.get("authorization", "").partition(" ")
        bearer = self.bearers.get(token)
        if scheme != "Bearer" or bearer is None:
            return error_reply(401, "Invalid token")
        late = (self._world.now() - bearer.expires).total_seconds()
        if late >= 0:
            return error_reply(401, f"Bearer token malformed: Token is expired by {late:.0f}s")
        return bearer


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
