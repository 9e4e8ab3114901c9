"""The table of the operations of IAM."""

from typing import Any, Final

from jobspan._core.operation import Operation, OperationTable
from jobspan._planes.huawei.models import TokenReply


def _page(name: str) -> str:
    return f"https://support.huaweicloud.com/intl/en-us/api-iam/{name}.html"


_IAM: Final = OperationTable(plane="huawei", domain="Auth", source=_page)

CREATE_TOKEN: Operation[TokenReply] = _IAM.read(
    "iam.tokens",
    "POST /v3/auth/tokens",
    call="huawei.log_in",
    reason="a login changes nothing; one that was refused (400, 401, 403) is not repeated: that locks the IAM user",
    page="iam_30_0001",
    returns=TokenReply,
    anonymous=True,
)

OPERATIONS: Final[tuple[Operation[Any], ...]] = (CREATE_TOKEN,)
