"""The token call. It is served by another service than everything else."""

from jobspan._planes.groupid.models.replies import TokenReply
from jobspan._planes.groupid.operations.table import AUTH

TOKEN = AUTH.read(
    "token",
    "POST /connect/token",
    call="groupid.log_in",
    page="Get Token",
    returns=TokenReply,
    reason="a login changes nothing; credentials that were refused are not sent again, since a directory may lock the account",
    anonymous=True,
)
