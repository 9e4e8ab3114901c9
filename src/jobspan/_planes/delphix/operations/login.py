"""Operations of Login."""

from jobspan._core.operation import Operation, RetryClass
from jobspan._planes.delphix.models.shared import LoginToken
from jobspan._planes.delphix.operations.base import operation

ACCOUNT_LOGIN: Operation[LoginToken] = operation(
    "Login",
    "account_login",
    "POST /login",
    RetryClass.NEVER,
    call="delphix.log_in",
    reason="five wrong logins lock the account",
    returns=LoginToken,
    anonymous=True,
    check="Log in again only if the credentials are right.",
)
