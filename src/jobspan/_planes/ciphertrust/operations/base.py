"""How a row of CipherTrust's table is written."""

from typing import TypeVar

from jobspan._core.operation import Operation, RetryClass

T = TypeVar("T")

DOCS = "https://thalesdocs.com/ctp/cm/latest"


def operation(
    domain: str,
    id: str,
    line: str,
    retry: RetryClass,
    *,
    call: str,
    reason: str,
    page: str,
    returns: type[T] | None = None,
    rules: tuple[str, ...] = (),
    anonymous: bool = False,
    check: str = "",
) -> Operation[T]:
    """A row: ``line`` is the method and path, ``page`` a page of the product's documentation."""
    method, _, path = line.partition(" ")
    return Operation(
        plane="ciphertrust",
        domain=domain,
        id=id,
        method=method,
        path=path,
        retry=retry,
        call=call,
        source=f"{DOCS}/{page}",
        returns=returns,
        reason=reason,
        rules=rules,
        anonymous=anonymous,
        check=check,
    )
