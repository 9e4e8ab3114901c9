"""How a row of the table of DRS is written."""

from typing import Final, TypeVar

from jobspan._core.operation import Operation, RetryClass

T = TypeVar("T")

_REFERENCE = "https://support.huaweicloud.com/intl/en-us/api-drs/"

REFUSED_TOGETHER: Final = (400,)
"""A 400 may carry the results of its entries, and is read like any batch reply then; without them it is an error."""

SLOW: Final = 300.0
"""Seconds for calls that reach into the databases before they answer."""


def operation(
    id: str,
    line: str,
    retry: RetryClass,
    *,
    call: str,
    reason: str,
    page: str,
    returns: type[T] | None = None,
    rules: tuple[str, ...] = (),
    batch: bool = False,
    read_timeout: float | None = None,
    check: str = "",
) -> Operation[T]:
    """A row. ``line``: method and path after the project, ``/v3`` unless it says otherwise; ``page``: of the reference."""
    method, _, path = line.partition(" ")
    prefix = "/v5/{project_id}" if id.startswith("v5.") else "/v3/{project_id}"
    return Operation(
        plane="huawei_drs",
        domain="MigrationJobs",
        id=id,
        method=method,
        path=prefix + path,
        retry=retry,
        call=call,
        source=f"{_REFERENCE}{page}.html",
        returns=returns,
        reason=reason,
        itemized=REFUSED_TOGETHER if batch else (),
        rules=rules,
        read_timeout=read_timeout,
        check=check,
    )
