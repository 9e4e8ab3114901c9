"""The token service: accounts, API clients, tokens of 20 minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import parse_qsl

import attrs

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.world import World

TOKEN = "token"
SCOPE = "directorymanager.api groupid_identity offline_access openid profile"


@attrs.define
class Account:
    username: str
    password: str
    wrong_attempts: int = 0


class Access:
    """Who may call. `token_lifetime` is in seconds of the sandbox clock."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.accounts: dict[str, Account] = {}
        self.clients: dict[str, str] = {}
        self.identity_stores: set[int] = set()
        self.tokens: dict[str, datetime] = {}
        self.refresh_tokens: set[str] = set()
        self.token_lifetime = 1200

    def issue(self, call: Call) -> Reply:
        """Answer the token call. The case of field names and of the grant does not matter."""
        sent = parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True)
        form = {name.lower(): value for name, value in sent}
        if form.get("client_secret") != self.clients.get(form.get("client_id", ""), object()):
            return _refusal("invalid_client", "The API client is unknown.", 401)
        store = form.get("identity_store_id", "")
        if not store.isdigit() or int(store) not in self.identity_stores:
            return _refusal("invalid_request", "The identity store does not exist.")
        match form.get("grant_type", "").lower():
            case "password":
                return self._by_password(form)
            case "refresh_token":
                return self._by_refresh(form.get("refresh_token", ""))
        return _refusal("unsupported_grant_type", "The grant type is not supported.")

    def authenticate(self, call: Call) -> bool:
        """Whether a call carries a valid token."""
        scheme, _, token = call.headers.get("authorization", "").partition(" ")
        ends = self.tokens.get(token)
        return scheme.lower() == "bearer" and ends is not None and self._world.now() < ends

    def _by_password(self, form: dict[str, str]) -> Reply:
        account = self.accounts.get(form.get("username", "").lower())
        if account is None or account.password != form.get("password"):
            if account is not None:
                account.wrong_attempts += 1
            return _refusal("invalid_grant", "The user name or password is wrong.")
        account.wrong_attempts = 0
        return self._granted()

    def _by_refresh(self, token: str) -> Reply:
        if token not in self.refresh_tokens:
            return _refusal("invalid_grant", "The refresh token is not valid.")
        self.refresh_tokens.discard(token)
        return self._granted()

    def _granted(self) -> Reply:
        token, refresh = (f"{self._world.random.getrandbits(256):064x}" for _ in range(2))
        self.tokens[token] = self._world.now() + timedelta(seconds=self.token_lifetime)
        self.refresh_tokens.add(refresh)
        return Reply.of_json(
            {
                "access_token": token,
                "refresh_token": refresh,
                "scope": SCOPE,
                "token_type": "Bearer",
                "expires_in": self.token_lifetime,
            }
        )


def _refusal(error: str, description: str, status: int = 400) -> Reply:
    return Reply.of_json({"error": error, "error_description": description}, status)
