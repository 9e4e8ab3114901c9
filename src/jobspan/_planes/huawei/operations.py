"""The table of the operations of IAM."""

from typing import Any, Final

from jobspan._core.operation import Operation, OperationTable
from jobspan._planes.huawei.models import TokenReply


def _page(name: str) -> str:
    return f"https://support.huaweicloud.com/intl/en-us/api-iam/{name}.html"


_IAM: Final = OperationTable(plane="huawei", domain="Auth", source=_page)

CREATE_TOKEN: Operation[TokenReply] = _IAM.never(
    "iam.tokens",
    "POST /v3/auth/tokens",
    call="huawei.log_in",
    reason="repeated wrong passwords lock the IAM user",
    page="iam_30_0001",
    returns=TokenReply,
    anonymous=True,
    check="Log in again only if the password is right.",
)

OPERATIONS: Final[tuple[Operation[Any], ...]] = (CREATE_TOKEN,)
