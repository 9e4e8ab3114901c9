"""How a row of DSC's table is written."""

from typing import Final, TypeVar

from jobspan._core.operation import Operation, RetryClass

T = TypeVar("T")

_PAGES: Final = "https://support.huaweicloud.com/intl/en-us/api-dsc/"
_CHINESE_PAGES: Final = "https://support.huaweicloud.com/api-dsc/"
_PROVIDER: Final = "https://github.com/huaweicloud/terraform-provider-huaweicloud (dsc)"


def operation(
    domain: str,
    id: str,
    line: str,
    retry: RetryClass,
    *,
    call: str,
    page: str,
    reason: str = "side-effect free",
    returns: type[T] | None = None,
    rules: tuple[str, ...] = (),
    check: str = "",
) -> Operation[T]:
    """A row: ``line`` is the method and the path below the project, ``page`` the name of the vendor's page.

    A page name with ``zh:`` in front exists in Chinese only; an empty one means that only the vendor's Terraform provider
    shows the operation.
    """
    method, _, path = line.partition(" ")
    chinese = page.removeprefix("zh:")
    source = f"{_CHINESE_PAGES}{chinese}.html" if chinese != page else f"{_PAGES}{page}.html"
    return Operation(
        plane="huawei_dsc",
        domain=domain,
        id=id,
        method=method,
        path=f"/v1/{{project_id}}{path}",
        retry=retry,
        call=call,
        source=source if page else _PROVIDER,
        returns=returns,
        reason=reason,
        rules=rules,
        check=check,
    )
