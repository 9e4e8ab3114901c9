"""The answer to a login."""

from jobspan._core.classes import frozen
from jobspan._core.envelope import ReplyEnvelope
from jobspan.credentials import Secret


@frozen(kw_only=True)
class IssuedToken(ReplyEnvelope):
    """A bearer token, and the refresh token that renews it. Older appliances send ``jwt`` and ``duration`` alone.

    ``duration`` and ``refresh_token_expires_in`` are seconds; ``client_id`` is what the refresh token is bound to.
    """

    jwt: Secret
    duration: int = 300
    token_type: str | None = None
    client_id: str | None = None
    refresh_token_id: str | None = None
    refresh_token: Secret | None = None
    refresh_token_expires_in: int | None = None
