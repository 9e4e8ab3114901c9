"""Who may call: API keys, login tokens that expire, and accounts that lock.

The five wrong attempts are the default password policy of DCT 8.0 (https://dct.delphix.com/docs/8.0.0, deployment).
Read-only accounts get 403 for everything that changes something.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from jobspan.testing.sandbox.delphix.entities import Account
from jobspan.testing.sandbox.delphix.errors import error_reply, refusal
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.world import World

WRONG_ATTEMPTS_ALLOWED = 5


@attrs.frozen
class Token:
    account_id: int
    expires_at: datetime


class Access:
    """The accounts of one DCT. `token_lifetime` is in seconds of the sandbox clock."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.accounts: dict[int, Account] = {}
        self.api_keys: dict[str, int] = {}
        """Account ids by key, the key without the word `apk`."""
        self.tokens: dict[str, Token] = {}
        self.token_lifetime = 1800

    def add(self, account: Account, api_key: str | None = None) -> Account:
        self.accounts[account.id] = account
        if api_key is not None:
            self.api_keys[api_key] = account.id
        return account

    def authenticate(self, call: Call) -> Reply | None:
        """The refusal of a call without valid credentials or permission, or None."""
        account = self._caller(call)
        if isinstance(account, Reply):
            return account
        if not account.may_change and not _only_reads(call):
            return error_reply(403, f"The account {account.username!r} lacks the permission for this operation")
        return None

    def caller_id(self, call: Call) -> int:
        """The account behind a call that was let in."""
        account = self._caller(call)
        return 0 if isinstance(account, Reply) else account.id

    def login(self, username: str, password: str) -> tuple[str, int]:
        """A new token and its lifetime. Refuses with 401; too many wrong passwords lock the account."""
        account = next((a for a in self.accounts.values() if a.username == username), None)
        if account is None:
            raise refusal(401, "Invalid username or password", "invalid_credentials")
        if account.wrong_attempts >= WRONG_ATTEMPTS_ALLOWED:
            raise refusal(401, "The account is locked", "account_locked")
        if account.password != password:
            account.wrong_attempts += 1
            raise refusal(401, "Invalid username or password", "invalid_credentials")
        account.wrong_attempts = 0
        return self._issue(account.id)

    def login_with_key(self, api_key: str) -> tuple[str, int]:
        if api_key not in self.api_keys:
            raise refusal(401, "Invalid API key", "invalid_credentials")
        return self._issue(self.api_keys[api_key])

    def owner_of(self, authorization: str) -> tuple[Account, str, int | None]:
        """The account behind a key or token, its scheme, and the seconds until it expires. Refuses with 401."""
        account = self._owner(authorization)
        if isinstance(account, Reply):
            raise refusal(401, "The API key or access token is not valid", "invalid-token")
        scheme, _, secret = authorization.partition(" ")
        token = self.tokens.get(secret)
        left = None if token is None else int((token.expires_at - self._world.now()).total_seconds())
        return account, scheme, left

    def _issue(self, account_id: int) -> tuple[str, int]:
        token = f"{self._world.random.getrandbits(256):064x}"
        self.tokens[token] = Token(account_id, self._world.now() + timedelta(seconds=self.token_lifetime))
        return token, self.token_lifetime

    def _caller(self, call: Call) -> Account | Reply:
        given = call.headers.get("authorization")
        if given is None:
            return error_reply(401, "The Authorization header is missing")
        return self._owner(given)

    def _owner(self, given: str) -> Account | Reply:
        scheme, _, secret = given.partition(" ")
        if scheme == "apk" and secret in self.api_keys:
            return self.accounts[self.api_keys[secret]]
        if scheme == "Bearer" and secret in self.tokens:
            token = self.tokens[secret]
            if self._world.now() >= token.expires_at:
                return error_reply(401, "The access token has expired", "invalid-token")
            return self.accounts[token.account_id]
        return error_reply(401, "The API key or access token is not valid", "invalid-token")


def _only_reads(call: Call) -> bool:
    return call.method == "GET" or call.path.endswith(("/search", "/token-info"))
