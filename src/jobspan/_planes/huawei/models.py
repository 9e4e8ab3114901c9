"""The replies of IAM."""

from datetime import datetime

import attrs

from jobspan._core.envelope import ReplyEnvelope
from jobspan.models import Model


@attrs.frozen(kw_only=True)
class TokenProject(Model):
    """The project a token is for."""

    id: str | None = None
    name: str | None = None


@attrs.frozen(kw_only=True)
class TokenBody(Model):
    """The body of a login; the token itself is in the header ``X-Subject-Token``."""

    expires_at: datetime
    issued_at: datetime | None = None
    project: TokenProject | None = None


@attrs.frozen(kw_only=True)
class TokenReply(ReplyEnvelope):
    """The reply to a login."""

    token: TokenBody
