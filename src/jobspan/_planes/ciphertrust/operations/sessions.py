"""Operations of Auth."""

import attrs

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.ciphertrust.models.tokens import IssuedToken
from jobspan._planes.ciphertrust.operations.table import AUTH

_PAGE = "admin/cm_admin/authentication/tokens"

CREATE_TOKEN: Operation[IssuedToken] = AUTH.never(
    "auth.tokens.create",
    "POST /api/v1/auth/tokens/",
    call="ciphertrust.log_in",
    reason="a wrong password that is sent again can lock the account",
    page=_PAGE,
    returns=IssuedToken,
    anonymous=True,
    check="Log in again if the credentials are right; a refresh token that got lost on the way ends by itself.",
)
RENEW_TOKEN: Operation[IssuedToken] = attrs.evolve(
    CREATE_TOKEN, retry=RetryClass.READ, reason="the same refresh token gives another short-lived token"
)
"""The same operation with the refresh grant. It changes nothing, so a lost reply leaves no doubt."""
REVOKE_TOKEN: Operation[None] = AUTH.idempotent(
    "auth.revoke",
    "POST /api/v1/auth/revoke",
    call="ciphertrust.log_out",
    reason="what is revoked stays revoked",
    page=_PAGE,
)
