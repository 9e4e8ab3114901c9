"""Tokens: ready-made, or had by logging in as an IAM user."""

from collections.abc import Callable
from typing import Final

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, now, pure, reveal
from jobspan._core.http import Request, Response
from jobspan._core.token_cache import Token, TokenStore
from jobspan._planes.huawei.errors import document_of, error_in
from jobspan._planes.huawei.iam import IamUser, Login, log_in
from jobspan._planes.huawei.identity import Standing
from jobspan._planes.huawei.models import TokenBody
from jobspan.credentials import Secret, SecretSource

RENEW_EARLY: Final = 600.0
"""Seconds before its expiry that a token is renewed."""

_HEADER: Final = "X-Auth-Token"
_NOT_THE_TOKEN: Final = frozenset({"APIGW.0302"})


def is_about_token(status: int, code: str | None) -> bool:
    """Whether another token may help against a refusal."""
    return status == 401 and code not in _NOT_THE_TOKEN


class LoggedIn:
    """The token of an IAM user: fetched by one login for all waiting calls, renewed before it expires."""

    def __init__(self, user: IamUser, renews: Callable[[int, str | None], bool] = is_about_token) -> None:
        self._user = user
        self._renews = renews
        self._tokens = TokenStore("huawei", early=RENEW_EARLY)
        self._project_id: str | None = None

    def authorize(self, ctx: PlaneContext, request: Request, project_id: str | None) -> Flow[Request]:
        token = yield from self._tokens.token(lambda _: self._new_token(ctx))
        return request.with_headers((_HEADER, token.value))

    def log_in(self, ctx: PlaneContext) -> Flow[TokenBody]:
        """Log in now, even if there is a token already. Returns the body of IAM's reply."""
        login = yield from self._logged_in(ctx)
        self._tokens.put(login.token)
        return login.about

    def _new_token(self, ctx: PlaneContext) -> Flow[Token]:
        return (yield from self._logged_in(ctx)).token

    def _logged_in(self, ctx: PlaneContext) -> Flow[Login]:
        login = yield from log_in(ctx, self._user)
        self._project_id = login.about.project.id if login.about.project else None
        return login

    def refused(self, ctx: PlaneContext, request: Request, response: Response) -> Flow[bool]:
        answer = error_in(document_of(response))
        used = request.header(_HEADER)
        if not self._renews(response.status, answer.code if answer else None) or not isinstance(used, Secret):
            return pure(False)
        self._tokens.refuse(used)
        return pure(True)

    def project(self, ctx: PlaneContext) -> Flow[str | None]:
        """The project that the token is for: the login says which."""
        yield from self._tokens.token(lambda _: self._new_token(ctx))
        return self._project_id

    def standing(self, ctx: PlaneContext) -> Flow[Standing]:
        token = self._tokens.current
        at = yield from now()
        left = None if token is None or token.expires is None else token.expires - at
        return Standing(kind="IAM user, logged in" if token else "IAM user", expires_in=left)


@frozen
class GivenToken:
    """A token that somebody else fetched. It is read anew with each request, and cannot be renewed here."""

    source: SecretSource
    renews: Callable[[int, str | None], bool] = is_about_token

    def authorize(self, ctx: PlaneContext, request: Request, project_id: str | None) -> Flow[Request]:
        return request.with_headers((_HEADER, (yield from reveal(self.source))))

    def refused(self, ctx: PlaneContext, request: Request, response: Response) -> Flow[bool]:
        answer = error_in(document_of(response))
        if not self.renews(response.status, answer.code if answer else None):
            return False
        return (yield from reveal(self.source)) != request.header(_HEADER)

    def project(self, ctx: PlaneContext) -> Flow[str | None]:
        return pure(None)

    def standing(self, ctx: PlaneContext) -> Flow[Standing]:
        return pure(Standing(kind="token, given ready-made"))
