"""Credentials of DCT: the scheme word is part of the ``Authorization`` value. Source: DCT docs, "API keys"."""

import attrs

from jobspan._core.call import call, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, now, pure, reveal
from jobspan._core.http import Request, Response
from jobspan._core.token_cache import Token, TokenStore
from jobspan._planes.delphix.operations.login import ACCOUNT_LOGIN
from jobspan.credentials import Secret, SecretSource
from jobspan.errors import AuthError, ConfigError


class KeyAuth:
    """An API key, sent as ``apk <key>``; a value that brings its own scheme word is sent as it is."""

    def __init__(self, key: SecretSource) -> None:
        self._key = key

    def authorize(self, ctx: PlaneContext, request: Request) -> Flow[Request]:
        key = (yield from reveal(self._key)).reveal().strip()
        if not key:
            raise ConfigError(message="delphix: the API key is empty.", hint="Look at what api_key is read from.")
        has_scheme = key.lower().startswith(("apk ", "bearer "))
        return request.with_headers(("Authorization", Secret(key if has_scheme else f"apk {key}")))

    def refused(self, ctx: PlaneContext, request: Request, response: Response) -> Flow[bool]:
        return pure(False)


class LoginAuth:
    """A user name and password, exchanged for a token. A login is never repeated: five wrong ones lock the account."""

    def __init__(self, username: str, password: SecretSource) -> None:
        self._username = username
        self._password = password
        self._tokens = TokenStore("delphix")
        self._wrong: tuple[Secret, AuthError] | None = None

    def authorize(self, ctx: PlaneContext, request: Request) -> Flow[Request]:
        token = yield from self._tokens.token(lambda _: self._log_in(ctx))
        return request.with_headers(("Authorization", Secret(f"{token.scheme} {token.value.reveal()}")))

    def refused(self, ctx: PlaneContext, request: Request, response: Response) -> Flow[bool]:
        used = request.header("Authorization")
        if isinstance(used, Secret):
            self._tokens.refuse(Secret(used.reveal().partition(" ")[2]))
        return pure(True)

    def _log_in(self, ctx: PlaneContext) -> Flow[Token]:
        password = yield from reveal(self._password)
        if self._wrong is not None and self._wrong[0] == password:
            raise attrs.evolve(self._wrong[1]).with_hint("It was not tried again: wrong logins lock the account.")
        asked = yield from now()
        try:
            answer = yield from call(ctx, ACCOUNT_LOGIN, body={"username": self._username, "password": password})
        except AuthError as refused:
            self._wrong = (password, refused)
            raise
        return Token(
            value=answer.access_token, scheme=answer.token_type, issued=asked, expires=asked + answer.expires_in
        )


def log_in(ctx: PlaneContext) -> Flow[None]:
    """Get the credentials ready, as the first request would."""
    yield from ctx.auth.authorize(ctx, prepare(ctx, ACCOUNT_LOGIN))
