"""One row of a plane's table of operations: everything that is known of a call before it is made, as data."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Generic, TypedDict, TypeVar, Unpack

import msgspec

T = TypeVar("T")


class RetryClass(StrEnum):
    """What may be done when nobody knows whether a request was acted on."""

    READ = "read"
    """It changes nothing: send it again."""
    IDEMPOTENT = "idempotent"
    """Twice is the same as once: send it again."""
    GUARDED = "guarded"
    """A read can tell whether it happened: look, then decide."""
    NEVER = "never"
    """Nothing can tell: stop, and say so."""


class Operation(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A call of a plane.

    Attributes:
        plane, domain, id: where it belongs, and the vendor's own name of it.
        method, path: as the vendor documents them; ``{parameters}`` are percent-encoded.
        retry, reason: its retry class, and why.
        call: the dotted public method that makes it, for example ``masking_jobs.copy``.
        source: the vendor page it comes from.
        returns: the model a success is read as; ``None`` when the reply carries nothing.
        success: the statuses that mean success; empty = every 2xx.
        itemized: error statuses whose body may account for each item of a batch, and is read like a success then.
        rules: ids of the rules that are evaluated before it is sent.
        read_timeout: seconds without a byte, where the default would be too short.
        anonymous: sent without credentials (logins).
        removes: it deletes something, so that "there is no such thing" answers a repeat whose first attempt went unanswered.
        may_answer_nothing: a success without a body is as good as one with the documented body.
        check: after an unknown outcome, what the caller should look at.
    """

    plane: str
    domain: str
    id: str
    method: str
    path: str
    retry: RetryClass
    call: str
    source: str
    returns: type[T] | None = None
    reason: str = ""
    success: tuple[int, ...] = ()
    itemized: tuple[int, ...] = ()
    rules: tuple[str, ...] = ()
    read_timeout: float | None = None
    anonymous: bool = False
    removes: bool = False
    may_answer_nothing: bool = False
    check: str = ""

    @property
    def changes(self) -> bool:
        """Whether a lost reply leaves a doubt that matters."""
        return self.retry is not RetryClass.READ

    def describe(self) -> dict[str, Any]:
        """The row as ``jobspan operations --json`` prints it."""
        return {
            "plane": self.plane,
            "domain": self.domain,
            "id": self.id,
            "method": self.method,
            "path": self.path,
            "retry_class": self.retry.value,
            "reason": self.reason,
            "rules": list(self.rules),
            "call": self.call,
            "source": self.source,
        }


class Row(TypedDict, total=False):
    """What a row may say besides; see :class:`Operation`."""

    domain: str
    success: tuple[int, ...]
    itemized: tuple[int, ...]
    rules: tuple[str, ...]
    read_timeout: float | None
    anonymous: bool
    removes: bool
    may_answer_nothing: bool


class OperationTable(msgspec.Struct, frozen=True, kw_only=True):
    """Writes the rows of a plane's table. What all rows have in common is written once.

    Attributes:
        plane, domain: where the rows belong.
        prefix: in front of every path.
        source: the address of a vendor page, from its short name; rows without ``page`` give it an empty one.
    """

    plane: str
    source: Callable[[str], str]
    domain: str = ""
    prefix: str = ""

    def read(
        self,
        id: str,
        line: str,
        *,
        call: str,
        page: str = "",
        returns: type[T] | None,
        reason: str = "side-effect free",
        **more: Unpack[Row],
    ) -> Operation[T]:
        """A row of class ``read``. ``line`` is method and path, as the vendor documents them; a file is read as ``None``."""
        return self._row(RetryClass.READ, id, line, call=call, page=page, returns=returns, reason=reason, **more)

    def idempotent(
        self,
        id: str,
        line: str,
        *,
        call: str,
        page: str = "",
        reason: str,
        returns: type[T] | None = None,
        check: str = "",
        **more: Unpack[Row],
    ) -> Operation[T]:
        """A row of class ``idempotent``."""
        return self._row(
            RetryClass.IDEMPOTENT, id, line, call=call, page=page, returns=returns, reason=reason, check=check, **more
        )

    def guarded(
        self,
        id: str,
        line: str,
        *,
        call: str,
        page: str = "",
        reason: str,
        check: str,
        returns: type[T] | None = None,
        **more: Unpack[Row],
    ) -> Operation[T]:
        """A row of class ``guarded``."""
        return self._row(
            RetryClass.GUARDED, id, line, call=call, page=page, returns=returns, reason=reason, check=check, **more
        )

    def never(
        self,
        id: str,
        line: str,
        *,
        call: str,
        page: str = "",
        reason: str,
        check: str,
        returns: type[T] | None = None,
        **more: Unpack[Row],
    ) -> Operation[T]:
        """A row of class ``never``."""
        return self._row(
            RetryClass.NEVER, id, line, call=call, page=page, returns=returns, reason=reason, check=check, **more
        )

    def _row(
        self,
        retry: RetryClass,
        id: str,
        line: str,
        *,
        call: str,
        page: str = "",
        reason: str,
        returns: type[T] | None,
        check: str = "",
        **more: Unpack[Row],
    ) -> Operation[T]:
        method, _, path = line.partition(" ")
        return Operation(
            plane=self.plane,
            id=id,
            method=method,
            path=self.prefix + path,
            retry=retry,
            call=call,
            source=self.source(page),
            returns=returns,
            reason=reason,
            check=check,
            **({"domain": self.domain} | more),
        )


def rows_of(*modules: object) -> tuple[Operation[Any], ...]:
    """All rows that modules define, in order."""
    return tuple(row for module in modules for row in vars(module).values() if isinstance(row, Operation))
