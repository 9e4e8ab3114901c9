"""The authentication of a Huawei plane: an identity, and the project that its requests are about."""

from collections.abc import Callable
from functools import partial
from typing import Final

import attrs

from jobspan._core.classes import frozen
from jobspan._core.context import Auth, PlaneContext
from jobspan._core.effects import Flow, Mutex, blocking, guarded
from jobspan._core.http import Request, Response
from jobspan._planes.huawei.access_keys import Credentials, read_one_by_one, read_together
from jobspan._planes.huawei.agencies import assume
from jobspan._planes.huawei.chain.found import Found, HeldToken, ServerKeys
from jobspan._planes.huawei.chain.kept import KeptKeys
from jobspan._planes.huawei.chain.order import PassedOver, Walk, surroundings_of, walk
from jobspan._planes.huawei.federation import IdToken, Oidc, by_id_token, by_oidc
from jobspan._planes.huawei.iam import IamUser, User
from jobspan._planes.huawei.identity import Identity, at
from jobspan._planes.huawei.machine import Metadata, Pod, pod_keys
from jobspan._planes.huawei.paths import lacks_project, with_project
from jobspan._planes.huawei.projects import project_named
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan._planes.huawei.signed import ReadKeys, Signed
from jobspan._planes.huawei.signing import DATE_HEADER
from jobspan._planes.huawei.temporary import Agency, RenewedKeys
from jobspan._planes.huawei.tokens import GivenToken, LoggedIn, is_about_token
from jobspan.credentials import Secret
from jobspan.errors import ConfigError

REFUSALS: Final = frozenset({401, 403})
"""Statuses with which the gateway and the services refuse credentials."""

SHOWN_HEADERS: Final = frozenset({"x-language", "x-project-id", DATE_HEADER.lower()})
"""Headers of every service that hold no secret."""

SETS_HEADERS: Final = frozenset({"x-project-id", "x-auth-token", "x-security-token", DATE_HEADER.lower()})
"""Headers of credentials: who calls, when, and in which project."""

Renews = Callable[[int, str | None], bool]


def auth_of(settings: HuaweiSettings, renews: Renews | None = None) -> Auth:
    """The authentication that the settings ask for.

    Args:
        renews: whether a refusal (status, code) is about the token, so that a new one may help. By default that is
            every 401 that does not deny a permission.
    """
    return HuaweiAuth(settings, renews or is_about_token)


@frozen(kw_only=True)
class Origin:
    """Who calls, where that was found, and where IAM and STS are for that.

    Attributes:
        where: the place of the credentials, in words.
        link: the link of the chain, if the settings leave the credentials open.
        passed: the links that were passed over.
        agency: what is taken on.
    """

    identity: Identity
    where: str
    link: str | None = None
    passed: tuple[PassedOver, ...] = ()
    agency: Agency | None = None
    project_id: str | None = None
    project_name: str | None = None
    iam_url: str | None = None
    sts_url: str | None = None


class HuaweiAuth:
    """Adds credentials, and the project where the path lacks it. Both are found out with the first request."""

    def __init__(self, settings: HuaweiSettings, renews: Renews) -> None:
        self._settings = settings
        self._renews = renews
        self._origin: Origin | None = None
        self._project_id = settings.project_id
        self._looking = Mutex("huawei credentials")
        self._asking = Mutex("huawei project")

    def authorize(self, ctx: PlaneContext, request: Request) -> Flow[Request]:
        origin = yield from self.origin(ctx)
        if lacks_project(request):
            request = with_project(request, (yield from self.project(ctx)))
        return (yield from origin.identity.authorize(ctx, request, self._project_id or origin.project_id))

    def refused(self, ctx: PlaneContext, request: Request, response: Response) -> Flow[bool]:
        origin = yield from self.origin(ctx)
        return (yield from origin.identity.refused(ctx, request, response))

    def origin(self, ctx: PlaneContext) -> Flow[Origin]:
        """Who calls.

        Raises:
            ConfigError: there are no credentials, or half of what is needed.
        """
        if self._origin is None:
            return (yield from guarded(self._looking, self._find))
        return self._origin

    def project(self, ctx: PlaneContext) -> Flow[str]:
        """The project: that of the settings, the one that came with the credentials, or the one that IAM knows by its name.

        Raises:
            ConfigError: it cannot be found out.
        """
        if self._project_id is None:
            return (yield from guarded(self._asking, lambda: self._find_project(ctx)))
        return self._project_id

    def prepare(self, ctx: PlaneContext) -> Flow[None]:
        """Fetch what a request would need, and send none: temporary keys, or a token."""
        origin = yield from self.origin(ctx)
        yield from origin.identity.authorize(ctx, Request(plane=ctx.plane, method="GET", url=ctx.base_url), None)

    def at_iam(self, ctx: PlaneContext) -> Flow[PlaneContext]:
        """The context for a call of IAM."""
        origin = yield from self.origin(ctx)
        return at(ctx, self.iam_url(origin), origin.identity)

    def at_sts(self, ctx: PlaneContext) -> Flow[PlaneContext]:
        """The context for a call of STS.

        Raises:
            ConfigError: its address is unknown.
        """
        origin = yield from self.origin(ctx)
        return at(ctx, self.sts_url(origin), origin.identity)

    def iam_url(self, found: "Origin | Found") -> str:
        """The address of IAM: that of the settings, the one kept beside the credentials, or that of the region."""
        return self._address("iam", self._settings.iam_url, found.iam_url)

    def sts_url(self, found: "Origin | Found") -> str:
        """The address of STS, see :meth:`iam_url`."""
        return self._address("sts", self._settings.sts_url, found.sts_url)

    def survey(self) -> Flow[Walk | None]:
        """What the whole chain holds; ``None`` where the settings give the credentials. Asks nobody but this machine."""
        settings = self._settings
        if settings.is_explicit:
            return None
        return (yield from blocking(lambda: walk(settings, surroundings_of(settings), to_the_end=True)))

    def _address(self, service: str, explicit: str | None, found: str | None) -> str:
        if explicit is not None or found is None:
            return self._settings.endpoint("iam" if service == "iam" else "sts")
        self._settings.check_address(found)
        return found

    def _find_project(self, ctx: PlaneContext) -> Flow[str]:
        if self._project_id is not None:
            return self._project_id
        origin = yield from self.origin(ctx)
        found = origin.project_id or (yield from origin.identity.project(ctx))
        if found is None:
            found = yield from project_named(at(ctx, self.iam_url(origin), origin.identity), self._project_name(origin))
        self._project_id = found
        return found

    def _project_name(self, found: "Origin | Found") -> str:
        name = self._settings.project_name or found.project_name or self._settings.region
        if name is None:
            raise ConfigError(
                message="huawei: neither project_id, project_name nor region is set.",
                hint="Give one of them: the project of a region has its name.",
                looked_for=("JOBSPAN_HUAWEI_PROJECT_ID", "JOBSPAN_HUAWEI_PROJECT_NAME", "JOBSPAN_HUAWEI_REGION"),
            )
        return name

    def _find(self) -> Flow[Origin]:
        if self._origin is None:
            origin = self._given() if self._settings.is_explicit else (yield from self._found())
            self._origin = self._in_role(origin)
        return self._origin

    def _given(self) -> Origin:
        """The credentials of the settings."""
        settings = self._settings
        if settings.credentials is not None:
            return Origin(identity=Signed(ReadKeys(partial(read_together, settings.credentials))), where="credentials")
        if settings.access_key is not None and settings.secret_key is not None:
            parts = (settings.access_key, settings.secret_key, settings.security_token)
            return Origin(identity=Signed(ReadKeys(partial(read_one_by_one, *parts))), where="access_key, secret_key")
        if settings.auth_token is not None:
            return Origin(identity=GivenToken(settings.auth_token, self._renews), where="auth_token")
        who = User(
            username=settings.username,
            user_id=settings.user_id,
            password=settings.password or Secret(""),
            domain_name=settings.domain_name,
            domain_id=settings.domain_id,
        )
        user = IamUser(
            url=settings.endpoint("iam"),
            who=who,
            project_id=settings.project_id,
            project_name=None if settings.project_id else settings.project_name or settings.region,
        )
        return Origin(identity=LoggedIn(user, self._renews), where="username and password")

    def _found(self) -> Flow[Origin]:
        """The credentials that a link of the chain holds."""
        settings = self._settings
        walked = yield from blocking(lambda: walk(settings, surroundings_of(settings)))
        found = walked.found
        if found is None:
            raise ConfigError(
                message="huawei: there are no credentials.",
                hint="Give access_key and secret_key, or keep them where one of these places is.",
                looked_for=(
                    "JOBSPAN_HUAWEI_ACCESS_KEY and JOBSPAN_HUAWEI_SECRET_KEY",
                    *(f"{each.link} ({each.why})" for each in walked.passed),
                ),
            )
        return Origin(
            identity=self._identity(found),
            where=found.where,
            link=walked.link,
            passed=walked.passed,
            agency=found.agency,
            project_id=found.project_id,
            project_name=found.project_name,
            iam_url=found.iam_url,
            sts_url=found.sts_url,
        )

    def _identity(self, found: Found) -> Identity:
        match found.means:
            case Credentials():
                return Signed(KeptKeys(self._settings, found, found.means))
            case HeldToken(token=token):
                self._belongs(found)
                return GivenToken(token, self._renews)
            case User() as user:
                return LoggedIn(self._user(found, user), self._renews)
            case IdToken() as given:
                url = self.iam_url(found)
                return Signed(RenewedKeys(lambda ctx: by_id_token(ctx, url, given), found.where))
            case Oidc() as given_to_sts:
                sts = self.sts_url(found)
                return Signed(RenewedKeys(lambda ctx: by_oidc(ctx, sts, given_to_sts), found.where))
            case Pod() as pod:
                return Signed(RenewedKeys(lambda ctx: pod_keys(ctx, pod), found.where))
            case ServerKeys(url=url):
                return Signed(RenewedKeys(Metadata(url).keys, f"the metadata service {url}"))

    def _belongs(self, found: Found) -> None:
        """A token goes to the services as it is, so it must be of their cloud."""
        if found.iam_url is not None:
            self._settings.check_address(found.iam_url)

    def _user(self, found: Found, who: User) -> IamUser:
        project_id = self._settings.project_id or found.project_id
        return IamUser(
            url=self.iam_url(found),
            who=who,
            project_id=project_id,
            project_name=None if project_id else self._project_name(found),
        )

    def _in_role(self, origin: Origin) -> Origin:
        """The agency on top of whoever calls. The caller's own project is not that of the agency's account."""
        agency = self._settings.agency or origin.agency
        if agency is None:
            return origin
        url = self.iam_url(origin) if agency.urn is None else self.sts_url(origin)
        base = origin.identity
        role = Signed(RenewedKeys(lambda ctx: assume(ctx, url, base, agency), agency.about))
        return attrs.evolve(origin, identity=role, agency=agency, project_id=None, project_name=None)
