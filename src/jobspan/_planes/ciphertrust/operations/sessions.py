"""Operations of Auth."""

from jobspan._core.operation import Operation
from jobspan._planes.ciphertrust.models.tokens import IssuedToken
from jobspan._planes.ciphertrust.operations.table import AUTH

_PAGE = "admin/cm_admin/authentication/tokens"

CREATE_TOKEN: Operation[IssuedToken] = AUTH.read(
    "auth.tokens.create",
    "POST /api/v1/auth/tokens/",
    call="ciphertrust.log_in",
    reason="a login changes nothing; a token that got lost on the way ends by itself, and refused credentials are not sent again",
    page=_PAGE,
    returns=IssuedToken,
    anonymous=True,
)
REVOKE_TOKEN: Operation[None] = AUTH.idempotent(
    "auth.revoke",
    "POST /api/v1/auth/revoke",
    call="ciphertrust.log_out",
    reason="what is revoked stays revoked",
    page=_PAGE,
    removes=True,
)
