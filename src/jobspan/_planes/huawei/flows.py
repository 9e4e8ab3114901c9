"""What callers ask of IAM and STS themselves."""

from datetime import UTC, datetime, timedelta

from jobspan._core.call import call
from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, live, wall_clock
from jobspan._planes.huawei import projects as by_name
from jobspan._planes.huawei.auth import HuaweiAuth
from jobspan._planes.huawei.chain.order import PassedOver
from jobspan._planes.huawei.models import Caller, Domain, Project, TokenBody
from jobspan._planes.huawei.operations import LIST_DOMAINS, SHOW_CALLER
from jobspan._planes.huawei.tokens import LoggedIn
from jobspan._public import public
from jobspan.errors import ConfigError


@public
@frozen(kw_only=True)
class CredentialsInUse:
    """Which credentials are used, without any secret.

    Attributes:
        link: the place that they were taken from; ``None``: the settings give them.
        where: the settings, variables or file there.
        kind: permanent or temporary access key, token, IAM user.
        access_key: its first four characters.
        expires_at: when they end; they are renewed before, if their place allows it.
        agency: the agency that was taken on.
        project_id: the project of the calls.
        passed_over: the places that were looked in before, and why nothing was taken from them.
    """

    link: str | None
    where: str
    kind: str
    access_key: str | None = None
    expires_at: datetime | None = None
    agency: str | None = None
    project_id: str | None = None
    passed_over: tuple[PassedOver, ...] = ()


def log_in(ctx: PlaneContext) -> Flow[TokenBody]:
    """Log in as the IAM user of the settings."""
    origin = yield from ctx.auth_as(HuaweiAuth).origin(ctx)
    if not isinstance(origin.identity, LoggedIn):
        raise ConfigError(
            message="huawei: requests are signed with keys, or carry a token that was given, so there is no login.",
            hint="Give username, password and domain_name instead of access_key and secret_key.",
        )
    return (yield from origin.identity.log_in(ctx))


def projects(ctx: PlaneContext, name: str | None) -> Flow[list[Project]]:
    """The projects of the account."""
    iam = yield from ctx.auth_as(HuaweiAuth).at_iam(ctx)
    return (yield from by_name.projects(iam, name))


def domains(ctx: PlaneContext) -> Flow[list[Domain]]:
    """The accounts that the caller may enter."""
    iam = yield from ctx.auth_as(HuaweiAuth).at_iam(ctx)
    return list((yield from call(iam, LIST_DOMAINS)).domains)


def caller(ctx: PlaneContext) -> Flow[Caller]:
    """Who the cloud takes the caller for."""
    sts = yield from ctx.auth_as(HuaweiAuth).at_sts(ctx)
    return (yield from call(sts, SHOW_CALLER))


def credentials(ctx: PlaneContext) -> Flow[CredentialsInUse]:
    """The credentials in use: fetched and renewed like for a call, the project found out."""
    auth = ctx.auth_as(HuaweiAuth)
    project_id = yield from live(lambda: auth.project(ctx))
    origin = yield from auth.origin(ctx)
    yield from live(lambda: auth.prepare(ctx))
    standing = yield from origin.identity.standing(ctx)
    at = yield from wall_clock()
    end = (
        None
        if standing.expires_in is None
        else datetime.fromtimestamp(at, UTC) + timedelta(seconds=standing.expires_in)
    )
    return CredentialsInUse(
        link=origin.link,
        where=origin.where,
        kind=standing.kind,
        access_key=standing.key,
        expires_at=end,
        agency=None if origin.agency is None else origin.agency.about,
        project_id=project_id,
        passed_over=origin.passed,
    )
