"""How a row of DCT's table is written."""

from typing import TypeVar

from jobspan._core.operation import Operation, RetryClass

T = TypeVar("T")

_REFERENCE = "https://help-api.delphix.com/"
_GUIDE = "https://dct.delphix.com/docs/"


def operation(
    domain: str,
    id: str,
    line: str,
    retry: RetryClass,
    *,
    call: str,
    reason: str,
    returns: type[T] | None = None,
    rules: tuple[str, ...] = (),
    read_timeout: float | None = None,
    anonymous: bool = False,
    check: str = "",
    page: str = "",
) -> Operation[T]:
    """A row: ``line`` is the method and path as in DCT's API reference, ``page`` a page of its guide that tells more."""
    method, _, path = line.partition(" ")
    return Operation(
        plane="delphix",
        domain=domain,
        id=id,
        method=method,
        path=path,
        retry=retry,
        call=call,
        source=f"{_GUIDE} ({page})" if page else f"{_REFERENCE} ({domain})",
        returns=returns,
        reason=reason,
        rules=rules,
        read_timeout=read_timeout,
        anonymous=anonymous,
        check=check,
    )
