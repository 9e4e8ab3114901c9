"""How a row of Directory Manager's table is written."""

from typing import TypeVar

from jobspan._core.operation import Operation, RetryClass

T = TypeVar("T")

DATA_SERVICE = "/GroupIDDataService/api"
REFERENCE = "https://docs.netwrix.com/docs/directorymanager/11_0/automation/apis/rest-api-reference"


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
    read_timeout: float | None = None,
    check: str = "",
) -> Operation[T]:
    """A row: ``line`` is the method and path below the data service, ``page`` the title of its page in the API reference."""
    method, _, path = line.partition(" ")
    return Operation(
        plane="groupid",
        domain=domain,
        id=id,
        method=method,
        path=DATA_SERVICE + path,
        retry=retry,
        call=call,
        source=f"{REFERENCE} ({page})",
        returns=returns,
        reason=reason,
        rules=rules,
        read_timeout=read_timeout,
        check=check,
    )
