"""The session: five-minute tokens, renewed a minute early, by one caller at a time.

Source: https://thalesdocs.com/ctp/cm/latest/admin/cm_admin/authentication/tokens.
"""

import copy
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from jobspan._core.call import call, perform, prepare
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, now, pure, reveal
from jobspan._core.http import Request, Response
from jobspan._core.token_cache import Token, TokenStore, ends_refresh_token, login_may_help
from jobspan._core.validation import present
from jobspan._planes.ciphertrust.models.tokens import IssuedToken
from jobspan._planes.ciphertrust.operations.sessions import CREATE_TOKEN, REVOKE_TOKEN
from jobspan._planes.ciphertrust.settings import CipherTrustSettings, Grant
from jobspan.credentials import Secret
from jobspan.errors import ApiError, AuthError, OperationError

_GIVE_ANOTHER: Final = (
    "The refresh token is expired, revoked or of another appliance; give a new one, or username and password."
)
RENEW_BEFORE_END: Final = 60.0
"""Seconds before its end at which a token is renewed."""


@frozen(kw_only=True)
class SessionToken(Token):
    """A token, and what is needed to revoke its refresh token. ``borrowed``: the refresh token came from the settings."""

    client_id: str | None = None
    borrowed: bool = False


class Session:
    """Turns credentials into bearer tokens. A refused password is not sent again before the next :meth:`log_in`."""

    def __init__(self, settings: CipherTrustSettings) -> None:
        self._settings = settings
        self._tokens = TokenStore("ciphertrust", early=RENEW_BEFORE_END)
        self._refused: tuple[Secret | None, ApiError] | None = None
        self._dead: dict[Secret, OperationError] = {}
        """Refresh tokens that the appliance does not take any more."""

    def authorize(self, ctx: PlaneContext, request: Request) -> Flow[Request]:
        token = yield from self._tokens.token(lambda held: self._obtain(ctx, held))
        return request.with_headers(("Authorization", Secret(f"Bearer {token.value.reveal()}")))

    def refused(self, ctx: PlaneContext, request: Request, response: Response) -> Flow[bool]:
        used = request.header("Authorization")
        if isinstance(used, Secret):
            self._tokens.refuse(Secret(used.reveal().partition(" ")[2]))
        return pure(True)

    def log_in(self, ctx: PlaneContext) -> Flow[None]:
        """Begin a session now, unless one exists, and give refused credentials another chance.

        Raises:
            AuthError: the credentials are refused.
        """
        self._refused = None
        self._dead.clear()
        yield from self._tokens.token(lambda held: self._obtain(ctx, held))

    def log_out(self, ctx: PlaneContext) -> Flow[None]:
        """Revoke the refresh token that the login made, and forget the session. Does nothing without one."""
        held = self._tokens.current
        if not isinstance(held, SessionToken) or held.refresh is None or held.borrowed:
            self._tokens.forget()
            return
        known = held.refresh
        try:
            token = yield from self._tokens.token(lambda last: self._renew(ctx, last, known))
        except ApiError as refused:
            if not ends_refresh_token(refused):
                raise
            self._tokens.forget()  # the refresh token has already ended
            return
        client_id = token.client_id if isinstance(token, SessionToken) else None
        try:
            yield from call(ctx, REVOKE_TOKEN, body=present({"client_id": client_id, "refresh_token": token.refresh}))
        finally:
            self._tokens.forget()

    def closing(self, ctx: PlaneContext) -> Flow[None]:
        if self._settings.revoke_on_close:
            yield from self.log_out(ctx)
        self._tokens.forget()

    def _obtain(self, ctx: PlaneContext, held: Token | None) -> Flow[Token]:
        refresh = held.refresh if held is not None else None
        if refresh is None or refresh in self._dead:
            held, refresh = None, None
            if self._settings.refresh_token is not None:
                refresh = yield from reveal(self._settings.refresh_token)
        if refresh is not None and refresh not in self._dead:
            try:
                return (yield from self._renew(ctx, held, refresh))
            except OperationError as failed:
                if ends_refresh_token(failed):
                    self._dead[refresh] = failed.with_hint(_GIVE_ANOTHER)
                elif self._settings.login_grant is None or not login_may_help(failed):
                    raise
        if refresh is not None and self._settings.login_grant is None:
            raise copy.copy(self._dead[refresh])
        return (yield from self._log_in(ctx))

    def _renew(self, ctx: PlaneContext, held: Token | None, refresh: Secret) -> Flow[Token]:
        body = {"grant_type": Grant.REFRESH_TOKEN.value, "refresh_token": refresh}
        return (yield from self._ask(ctx, body | present({"domain": self._settings.domain}), held, refresh))

    def _log_in(self, ctx: PlaneContext) -> Flow[Token]:
        password = (yield from reveal(self._settings.password)) if self._settings.password is not None else None
        if self._refused is not None and self._refused[0] == password:
            raise copy.copy(self._refused[1]).with_hint(
                "These credentials were refused before; they were not sent again."
            )
        try:
            return (yield from self._ask(ctx, login_body(self._settings, password), None, None))
        except ApiError as refused:
            if _is_refusal(refused):
                self._refused = (password, refused)
            raise

    def _ask(
        self,
        ctx: PlaneContext,
        body: Mapping[str, Any],
        held: Token | None,
        refresh: Secret | None,
    ) -> Flow[Token]:
        asked = yield from now()
        request = prepare(ctx, CREATE_TOKEN, body=dict(body))
        answer = yield from perform(ctx, CREATE_TOKEN, request, lacks=_lacks_a_token)
        known = held.client_id if isinstance(held, SessionToken) else None
        borrowed = held.borrowed if isinstance(held, SessionToken) else refresh is not None
        renewed = answer.refresh_token is not None and answer.refresh_token != refresh
        return SessionToken(
            value=answer.jwt,
            issued=asked,
            expires=asked + answer.duration,
            refresh=answer.refresh_token or refresh,
            client_id=answer.client_id or known,
            borrowed=borrowed and not renewed,
        )


def _is_refusal(error: ApiError) -> bool:
    """Whether a login was turned down for what it carried."""
    return isinstance(error, AuthError) or error.status in (400, 403, 422)


def _lacks_a_token(answer: IssuedToken) -> str | None:
    return None if answer.jwt.reveal() else "it carries no token"


def login_body(settings: CipherTrustSettings, password: Secret | None) -> dict[str, Any]:
    """The body of a login without a refresh token; unset fields are left out."""
    grant = settings.login_grant
    body: dict[str, Any] = {"grant_type": grant and grant.value}
    if grant is Grant.PASSWORD:
        body |= {"username": settings.username, "password": password, "connection": settings.connection}
    elif grant is Grant.CLIENT_CREDENTIAL:
        body |= {"client_id": settings.client_id}
    body |= {
        "domain": settings.domain,
        "auth_domain": settings.auth_domain,
        "auth_domain_path": settings.tenant,
    }
    if grant is not Grant.CLIENT_CREDENTIAL:
        body |= {
            "labels": list(settings.labels) or None,
            "refresh_token_lifetime": minutes(settings.refresh_token_lifetime),
            "refresh_token_revoke_unused_in": minutes(settings.refresh_token_revoke_unused_in),
        }
    return present(body)


def minutes(duration: timedelta | None) -> int | None:
    """Whole minutes, rounded up: the unit of the appliance, where 0 means *never*."""
    return None if duration is None else -(-duration // timedelta(minutes=1))
