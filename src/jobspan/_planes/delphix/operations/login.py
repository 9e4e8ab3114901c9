"""Operations of Login."""

from jobspan._core.operation import Operation
from jobspan._planes.delphix.models.shared import LoginToken
from jobspan._planes.delphix.operations.table import LOGIN

ACCOUNT_LOGIN: Operation[LoginToken] = LOGIN.never(
    "account_login",
    "POST /login",
    call="delphix.log_in",
    reason="five wrong logins lock the account",
    returns=LoginToken,
    anonymous=True,
    check="Log in again only if the credentials are right.",
)
