"""Who calls: what puts credentials into a request, whatever their kind."""

from typing import Protocol

import attrs

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.http import Request, Response
from jobspan._planes.huawei.dialect import HuaweiDialect
from jobspan._planes.huawei.settings import HuaweiSettings


@frozen(kw_only=True)
class Standing:
    """What an identity is at the moment, without its secrets.

    Attributes:
        kind: in words: permanent access key, temporary access key, token, IAM user.
        key: the beginning of the access key.
        expires_in: seconds that temporary credentials last.
        lock: what is known of the key: accepted, refused.
    """

    kind: str
    key: str | None = None
    expires_in: float | None = None
    lock: str | None = None


class Identity(Protocol):
    """Keys, a token, or a user that logs in."""

    def authorize(self, ctx: PlaneContext, request: Request, project_id: str | None) -> Flow[Request]:
        """The request with credentials. ``project_id``: the one it is about, if that is known."""

    def refused(self, ctx: PlaneContext, request: Request, response: Response) -> Flow[bool]:
        """The cloud refused them; ``True``: there are other ones now, worth one more try."""

    def project(self, ctx: PlaneContext) -> Flow[str | None]:
        """The project that came with the credentials."""

    def standing(self, ctx: PlaneContext) -> Flow[Standing]:
        """What it is now. Sends nothing, so temporary keys that were not fetched yet have no expiry."""


@frozen
class OutsideProjects:
    """An identity as the authentication of calls that are about no project: those of IAM."""

    identity: Identity

    def authorize(self, ctx: PlaneContext, request: Request) -> Flow[Request]:
        return self.identity.authorize(ctx, request, None)

    def refused(self, ctx: PlaneContext, request: Request, response: Response) -> Flow[bool]:
        return self.identity.refused(ctx, request, response)


def at(ctx: PlaneContext, url: str, identity: Identity | None = None) -> PlaneContext:
    """The context for a call of another service (IAM, STS) over the connections of this one."""
    auth = ctx.auth if identity is None else OutsideProjects(identity)
    language = ctx.settings_as(HuaweiSettings).language
    return attrs.evolve(ctx, base_url=url, auth=auth, dialect=HuaweiDialect(language))
