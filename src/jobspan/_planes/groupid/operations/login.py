"""The token call. It lives in another service than everything else."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.groupid.models.shared import TokenReply
from jobspan._planes.groupid.operations.base import REFERENCE

TOKEN: Operation[TokenReply] = Operation(
    plane="groupid",
    domain="Auth",
    id="token",
    method="POST",
    path="/GroupIDSecurityService/connect/token",
    retry=RetryClass.NEVER,
    call="groupid.log_in",
    source=f"{REFERENCE} (Get Token)",
    returns=TokenReply,
    reason="a directory may lock the account after a few wrong logins",
    anonymous=True,
    check="Log in again only if the credentials are right.",
)
