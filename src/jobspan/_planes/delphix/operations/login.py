"""Operations of Login."""

from jobspan._core.operation import Operation
from jobspan._planes.delphix.models.shared import Account, LoginToken
from jobspan._planes.delphix.operations.table import LOGIN

ACCOUNT_LOGIN: Operation[LoginToken] = LOGIN.read(
    "account_login",
    "POST /login",
    call="delphix.log_in",
    reason="it changes nothing; credentials that are refused are not tried again, for five wrong logins lock the account",
    returns=LoginToken,
    anonymous=True,
)
TOKEN_INFO: Operation[Account] = LOGIN.read("token_info", "POST /token-info", call="delphix.account", returns=Account)
