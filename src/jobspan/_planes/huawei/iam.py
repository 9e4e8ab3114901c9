"""Log in at IAM. Source: https://support.huaweicloud.com/intl/en-us/api-iam/iam_30_0001.html"""

from datetime import UTC, datetime
from typing import Any, Final

import attrs

from jobspan._core.attempts import attempts
from jobspan._core.call import prepare, read_as
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, now, reveal
from jobspan._core.exchange import Exchange, unreadable
from jobspan._core.token_cache import Token
from jobspan._planes.huawei.models import TokenBody, TokenReply
from jobspan._planes.huawei.operations import CREATE_TOKEN
from jobspan.credentials import Secret, SecretSource

_LIFETIME: Final = 24 * 3600.0


@frozen(kw_only=True)
class User:
    """An IAM user, by name and account or by its id.

    Attributes:
        user_id: instead of the name and the account.
        domain_id: the account by its id, instead of its name.
    """

    password: SecretSource
    username: str | None = None
    user_id: str | None = None
    domain_name: str | None = None
    domain_id: str | None = None


@frozen(kw_only=True)
class IamUser:
    """Who logs in, where, and for which project.

    Attributes:
        project_id: the project, or ``project_name``: that of a region has the region's name.
    """

    url: str
    who: User
    project_id: str | None = None
    project_name: str | None = None


@frozen(kw_only=True)
class Login:
    """A login that succeeded: the token, and the body of IAM's reply."""

    token: Token
    about: TokenBody


def log_in(ctx: PlaneContext, user: IamUser) -> Flow[Login]:
    """A token of the user's project. Blips are outlived; a refused password is not tried again.

    Raises:
        AuthError: the user or the password is wrong.
        DecodeError: the reply carries no token.
    """
    password = yield from reveal(user.who.password)
    asked = yield from now()
    iam = attrs.evolve(ctx, base_url=user.url)
    request = prepare(iam, CREATE_TOKEN, query={"nocatalog": "true"}, body=_body(user, password))

    def read(exchange: Exchange) -> Flow[Login]:
        reply = yield from read_as(iam, CREATE_TOKEN, TokenReply, exchange)
        about = reply.token
        lifetime = (_utc(about.expires_at) - _utc(about.issued_at)).total_seconds() if about.issued_at else _LIFETIME
        token = Token(value=subject_token(iam, exchange), issued=asked, expires=asked + lifetime)
        return Login(token=token, about=about)

    return (yield from attempts(iam, CREATE_TOKEN, request, read))


def subject_token(ctx: PlaneContext, exchange: Exchange) -> Secret:
    """The token of a reply: it comes in a header.

    Raises:
        FailedAttempt: there is none.
    """
    value = exchange.response.header("x-subject-token")
    if not value:
        missing = unreadable(
            ctx,
            CREATE_TOKEN,
            exchange.response.status,
            "the reply has no X-Subject-Token header",
            1,
            asked=exchange.asked,
        )
        raise missing.with_hint("Does a proxy remove it?")
    return Secret(value)


def _utc(moment: datetime) -> datetime:
    """IAM's times are those of UTC, with or without saying so."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _body(user: IamUser, password: Secret) -> dict[str, Any]:
    who = user.who
    account: dict[str, Any]
    if who.user_id is not None:
        account = {"password": password, "id": who.user_id}
    else:
        domain = {"id": who.domain_id} if who.domain_id is not None else {"name": who.domain_name}
        account = {"name": who.username, "password": password, "domain": domain}
    project = {"id": user.project_id} if user.project_id is not None else {"name": user.project_name}
    return {
        "auth": {
            "identity": {"methods": ["password"], "password": {"user": account}},
            "scope": {"project": project},
        }
    }
