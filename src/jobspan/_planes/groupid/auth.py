"""Tokens of the security service: resource-owner password grant, valid for 20 minutes, renewed early by one caller.

Source: https://docs.netwrix.com/docs/directorymanager/11_0/automation/apis/rest-api-reference (Get Token)
"""

import copy

from jobspan._core.call import perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, now, pure, reveal
from jobspan._core.http import Form, Request, Response
from jobspan._core.token_cache import Token, TokenStore, ends_refresh_token, login_may_help
from jobspan._planes.groupid.models.replies import TokenReply
from jobspan._planes.groupid.operations.login import TOKEN
from jobspan._planes.groupid.settings import GroupIDSettings
from jobspan.credentials import Secret
from jobspan.errors import ApiError, AuthError, OperationError


class PasswordAuth:
    """Exchanges an account and an API client for a token. A password that was rejected is not sent again by itself."""

    def __init__(self, settings: GroupIDSettings) -> None:
        self._settings = settings
        self._tokens = TokenStore("groupid")
        self._refused: tuple[Secret, ApiError] | None = None
        self._dead: set[Secret] = set()
        """Refresh tokens that the server does not take any more."""

    def authorize(self, ctx: PlaneContext, request: Request) -> Flow[Request]:
        token = yield from self._tokens.token(lambda old: self._obtain(ctx, old))
        return request.with_headers(("Authorization", Secret(f"{token.scheme} {token.value.reveal()}")))

    def refused(self, ctx: PlaneContext, request: Request, response: Response) -> Flow[bool]:
        used = request.header("Authorization")
        if isinstance(used, Secret):
            self._tokens.refuse(Secret(used.reveal().partition(" ")[2]))
        return pure(True)

    def renew(self, ctx: PlaneContext) -> Flow[None]:
        """Log in now, and keep the token for the calls to come. Refused credentials get another chance."""
        self._refused = None
        self._dead.clear()
        self._tokens.put((yield from self._log_in(ctx)))

    def _obtain(self, ctx: PlaneContext, old: Token | None) -> Flow[Token]:
        refresh = old.refresh if self._settings.use_refresh_token and old is not None else None
        if refresh is not None and refresh not in self._dead:
            try:
                return (yield from self._ask(ctx, grant_type="refresh_token", refresh_token=refresh))
            except OperationError as failed:
                if not login_may_help(failed):
                    raise
                if ends_refresh_token(failed):
                    self._dead.add(refresh)
        return (yield from self._log_in(ctx))

    def _log_in(self, ctx: PlaneContext) -> Flow[Token]:
        settings = self._settings
        password = yield from reveal(settings.password)
        if self._refused is not None and self._refused[0] == password:
            raise copy.copy(self._refused[1]).with_hint(
                "It was refused before, and not sent again; groupid.log_in() does."
            )
        account: dict[str, str | Secret] = {"username": settings.username, "password": password}
        try:
            return (yield from self._ask(ctx, grant_type=settings.grant_type, **account))
        except ApiError as refused:
            if isinstance(refused, AuthError) or refused.status in (400, 403):
                self._refused = (password, refused)
            raise

    def _ask(self, ctx: PlaneContext, **grant: str | Secret) -> Flow[Token]:
        settings = self._settings
        fields: dict[str, str | Secret] = {
            **grant,
            settings.client_id_field: settings.client_id,
            "client_secret": (yield from reveal(settings.client_secret)),
            "identity_store_id": str(settings.identity_store_id),
        }
        asked = yield from now()
        request = prepare(ctx, TOKEN, body=Form(fields))
        reply: TokenReply = yield from perform(
            ctx, TOKEN, request, lacks=lambda answer: None if answer.access_token.reveal() else "it carries no token"
        )
        return Token(
            value=reply.access_token,
            scheme=reply.token_type,
            issued=asked,
            expires=asked + reply.expires_in,
            refresh=reply.refresh_token,
        )
