"""One row of a plane's table of operations: everything that is known of a call before it is made, as data."""

from enum import StrEnum
from typing import Any, Generic, TypeVar

import attrs

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


@attrs.frozen(kw_only=True)
class Operation(Generic[T]):
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
        rules: ids of the rules that are judged before it is sent.
        read_timeout: seconds without a byte, where the default would be too short.
        anonymous: sent without credentials (logins).
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
