"""The replies of IAM, STS and the metadata service."""

from datetime import datetime
from typing import Any

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import RowsReply, rows
from jobspan._core.envelope import ReplyEnvelope
from jobspan.models import Model


@frozen(kw_only=True)
class TokenProject(Model):
    """The project a token is for.

    Attributes:
        id: of the project.
        name: of the project.
    """

    id: str | None = None
    name: str | None = None


@frozen(kw_only=True)
class TokenBody(Model):
    """The body of a login; the token itself is in the header ``X-Subject-Token``.

    Attributes:
        expires_at: when the token ends.
        issued_at: when it was given.
        project: the project it is for.
    """

    expires_at: datetime
    issued_at: datetime | None = None
    project: TokenProject | None = None


@frozen(kw_only=True)
class TokenReply(ReplyEnvelope):
    """The reply to a login."""

    token: TokenBody


@frozen(kw_only=True)
class Project(Model):
    """A project of the account. That of a region has the region's name; others are named ``<region>_<suffix>``.

    Source: https://support.huaweicloud.com/intl/en-us/api-iam/iam_06_0001.html

    Attributes:
        id: what paths name.
        name: for that of a region, the region.
        domain_id: the account.
        parent_id: the project or account that it belongs to.
        is_domain: it stands for the account itself.
        enabled: whether it can be used.
        description: any text.
    """

    id: str
    name: str | None = None
    domain_id: str | None = None
    parent_id: str | None = None
    is_domain: bool | None = None
    enabled: bool | None = None
    description: str | None = None


@frozen(kw_only=True)
class Projects(RowsReply):
    """The reply to a list of projects."""

    projects: tuple[Project, ...] = attrs.field(metadata=rows())


@frozen(kw_only=True)
class Domain(Model):
    """An account.

    Attributes:
        id: of the account.
        name: of the account.
        enabled: whether it can be used.
        description: any text.
    """

    id: str
    name: str | None = None
    enabled: bool | None = None
    description: str | None = None


@frozen(kw_only=True)
class Domains(RowsReply):
    """The reply to a list of accounts."""

    domains: tuple[Domain, ...] = attrs.field(metadata=rows())


@frozen(kw_only=True)
class Caller(Model):
    """Who the cloud takes the caller for.

    Attributes:
        account_id: the account.
        principal_urn: the user, or the agency and its session.
        principal_id: the id of the same.
    """

    account_id: str
    principal_urn: str | None = None
    principal_id: str | None = None


@frozen(kw_only=True)
class TemporaryKeysReply(ReplyEnvelope):
    """The reply to a request for temporary keys; read by hand, for its spelling differs and it is all secret."""

    credential: dict[str, Any] | None = attrs.field(default=None, repr=False)
    credentials: dict[str, Any] | None = attrs.field(default=None, repr=False)
