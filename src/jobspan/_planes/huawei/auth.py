"""Credentials of Huawei Cloud: a signature for each attempt, or a token of an IAM user."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Final

from jobspan._core.context import Auth, PlaneContext
from jobspan._core.effects import Flow, pure, wall_clock
from jobspan._core.http import HeaderValue, Request, Response
from jobspan._core.token_cache import Token, TokenStore
from jobspan._planes.huawei.access_keys import Credentials, read_one_by_one, read_together
from jobspan._planes.huawei.errors import ErrorBody, document_of, error_in
from jobspan._planes.huawei.iam import IamUser, log_in
from jobspan._planes.huawei.models import TokenBody
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan._planes.huawei.signing import DATE_HEADER, authorization, date_stamp, read_date_stamp
from jobspan.credentials import Secret
from jobspan.errors import AuthError

REFUSALS: Final = frozenset({401, 403})
"""Statuses with which the gateway and the services refuse credentials."""

SHOWN_HEADERS: Final = frozenset({"x-language", "x-project-id", DATE_HEADER.lower()})
"""Headers of every service that hold no secret."""

RENEW_EARLY: Final = 600.0
"""Seconds before its expiry that a token is renewed."""

_CLOCK_TOLERANCE: Final = timedelta(minutes=15)
_BLAMES_THE_DATE: Final = re.compile(
    r"(signature|x-sdk-date|timestamp|request time|date)\b.*\b(expire[ds]?|skew(ed)?|too (old|far|early|late)|ahead|behind)",
    re.IGNORECASE | re.DOTALL,
)
_SECURITY_TOKEN: Final = "X-Security-Token"  # noqa: S105 - the name of a header
_NOT_THE_TOKEN: Final = frozenset({"APIGW.0302"})


def auth_of(settings: HuaweiSettings, renews: Callable[[int, str | None], bool] | None = None) -> Auth:
    """The authentication that the settings ask for.

    Args:
        renews: whether a refusal (status, code) is about the token, so that a new one may help. By default that is
            every 401 that does not deny a permission.
    """
    if settings.credentials is not None:
        return SignedAuth(partial(read_together, settings.credentials), settings.project_id)
    if settings.access_key is not None and settings.secret_key is not None:
        parts = (settings.access_key, settings.secret_key, settings.security_token)
        return SignedAuth(partial(read_one_by_one, *parts), settings.project_id)
    user = IamUser(
        url=settings.endpoint("iam"),
        username=settings.username or "",
        password=settings.password or Secret(""),
        domain_name=settings.domain_name or "",
        project_id=settings.project_id,
    )
    return TokenAuth(user, renews or is_about_token)


def is_about_token(status: int, code: str | None) -> bool:
    """Whether another token may help against a refusal."""
    return status == 401 and code not in _NOT_THE_TOKEN


class SignedAuth:
    """Signs each attempt with its own date. Temporary keys bring a security token."""

    def __init__(self, read: Callable[[], Flow[Credentials]], project_id: str | None = None) -> None:
        self._read = read
        self._project_id = project_id

    def authorize(self, ctx: PlaneContext, request: Request) -> Flow[Request]:
        keys = yield from self._read()
        headers: list[tuple[str, HeaderValue]] = [(DATE_HEADER, date_stamp((yield from wall_clock())))]
        if self._project_id is not None:
            headers.append(("X-Project-Id", self._project_id))
        if keys.security_token is not None:
            headers.append((_SECURITY_TOKEN, keys.security_token))
        dated = request.with_headers(*headers)
        value = authorization(dated, access_key=keys.access_key, secret_key=keys.secret_key)
        return dated.with_headers(("Authorization", value))

    def refused(self, ctx: PlaneContext, request: Request, response: Response) -> Flow[bool]:
        """Worth a repeat only when temporary keys were replaced since; five wrong signatures lock a key.

        Raises:
            AuthError: this machine's clock is the reason.
        """
        answer = error_in(document_of(response))
        ours = read_date_stamp(str(request.header(DATE_HEADER)))
        theirs = _server_time(response)
        blamed = answer is not None and _BLAMES_THE_DATE.search(answer.message) is not None
        if blamed or (theirs is not None and abs(theirs - ours) > _CLOCK_TOLERANCE):
            raise _clock_is_wrong(ctx, response, answer, ours, theirs)
        used = request.header(_SECURITY_TOKEN)
        if response.status != 401 or not isinstance(used, Secret):
            return False
        return (yield from self._read()).security_token not in (None, used)


def _server_time(response: Response) -> datetime | None:
    try:
        return parsedate_to_datetime(response.header("date") or "").astimezone(UTC)
    except ValueError:
        return None


def _clock_is_wrong(
    ctx: PlaneContext, response: Response, answer: ErrorBody | None, ours: datetime, theirs: datetime | None
) -> AuthError:
    there = f"the server's says {theirs:%Y-%m-%d %H:%M:%S} UTC" if theirs else "the server did not send its time"
    return AuthError(
        message=f"{ctx.plane}: the signature was refused because of its date: this machine's clock says "
        f"{ours:%Y-%m-%d %H:%M:%S} UTC, {there}.",
        hint="Set the clock (the gateway allows a difference of about 15 minutes).",
        plane=ctx.plane,
        operation="sign",
        status=response.status,
        code=answer.code if answer else None,
        request_id=(answer.request_id if answer else None) or response.header("x-request-id"),
    )


class TokenAuth:
    """Sends the token of an IAM user: fetched by one login for all waiting calls, renewed before it expires."""

    def __init__(self, user: IamUser, renews: Callable[[int, str | None], bool] = is_about_token) -> None:
        self._user = user
        self._renews = renews
        self._tokens = TokenStore("huawei", early=RENEW_EARLY)

    def authorize(self, ctx: PlaneContext, request: Request) -> Flow[Request]:
        token = yield from self._tokens.token(lambda _: self._new_token(ctx))
        return request.with_headers(("X-Auth-Token", token.value))

    def log_in(self, ctx: PlaneContext) -> Flow[TokenBody]:
        """Log in now, even if there is a token already. Returns the body of IAM's reply."""
        login = yield from log_in(ctx, self._user)
        self._tokens.put(login.token)
        return login.about

    def _new_token(self, ctx: PlaneContext) -> Flow[Token]:
        return (yield from log_in(ctx, self._user)).token

    def refused(self, ctx: PlaneContext, request: Request, response: Response) -> Flow[bool]:
        answer = error_in(document_of(response))
        used = request.header("X-Auth-Token")
        if not self._renews(response.status, answer.code if answer else None) or not isinstance(used, Secret):
            return pure(False)
        self._tokens.refuse(used)
        return pure(True)
