"""The token call. It is served by another service than everything else."""

from jobspan._planes.groupid.models.replies import TokenReply
from jobspan._planes.groupid.operations.table import AUTH

TOKEN = AUTH.never(
    "token",
    "POST /connect/token",
    call="groupid.log_in",
    page="Get Token",
    returns=TokenReply,
    reason="a directory may lock the account after a few wrong logins",
    anonymous=True,
    check="Log in again only if the credentials are right.",
)
