"""How DSC words its errors: a code decides first, the status second; "not found" often comes as 400, 401 or 403."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import attrs

from jobspan._core.context import ErrorReply
from jobspan._core.http import JSON, Response
from jobspan._core.operation import Operation
from jobspan._planes.huawei.dialect import HuaweiDialect
from jobspan._planes.huawei.errors import ErrorBody, Meaning
from jobspan._planes.huawei_dsc.errors import RouteNotPublished, ServiceNotEnabled
from jobspan._planes.huawei_dsc.routes import RouteMemory
from jobspan.errors import ApiError, NotFound, PermissionDenied

NOT_ENABLED: Final = "dsc.10000009"
INVALID_PARAMETER: Final = "dsc.40000011"
BUSY: Final = "dsc.40000028"

_NO_ROUTE: Final = frozenset({404, 405})


class DscDialect(HuaweiDialect):
    """Flat ``{"error_code", "error_msg"}``. Messages are localised and are never read.

    ``routes`` remembers which generation of the API the endpoint speaks.
    """

    codes: ClassVar[Mapping[str, Meaning]] = {
        NOT_ENABLED: Meaning(
            error=ServiceNotEnabled, hint="Buy or renew DSC for this project and region; the credentials are fine."
        ),
        INVALID_PARAMETER: Meaning(error=ApiError),
        "dsc.00000004": Meaning(error=ApiError),
        "dsc.40000007": Meaning(error=NotFound),
        BUSY: Meaning(error=ApiError, hint="A task is running; it can be repeated once that is over."),
        "dsc.40000059": Meaning(error=NotFound),
        "dsc.40000070": Meaning(error=NotFound),
        "dsc.50000014": Meaning(error=PermissionDenied),
        "dsc.600000025": Meaning(error=NotFound),
    }

    def __init__(self, language: str) -> None:
        super().__init__(language)
        self.headers: Sequence[tuple[str, str]] = (("Content-Type", JSON),)
        self.routes = RouteMemory()

    def error_reply(self, operation: Operation[Any], response: Response, document: Any) -> ErrorReply | None:
        fault = super().error_reply(operation, response, document)
        if fault is None or not is_unpublished(response.status, fault.code):
            return fault
        hint = "This region does not offer the operation (or the address is not that of DSC)."
        return attrs.evolve(fault, error=RouteNotPublished, hint=hint)

    def as_error_reply(self, found: ErrorBody) -> ErrorReply:
        fault = super().as_error_reply(found)
        return attrs.evolve(fault, code=fold(fault.code))

    def meaning(self, code: str | None) -> Meaning | None:
        return super().meaning(fold(code))


def fold(code: str | None) -> str | None:
    """The code with its prefix in lower case: some pages print ``DSC.``, most ``dsc.``."""
    return code if code is None or not code.lower().startswith("dsc.") else code.lower()


def is_unpublished(status: int, code: str | None) -> bool:
    """Whether the gateway itself says that there is no such route. A 404 of the service means a job or project."""
    return status in _NO_ROUTE and code is not None and code.startswith("APIGW.")


def is_about_token(status: int, code: str | None) -> bool:
    """Whether another token may help. ``dsc.10000009`` comes with 401, and means that DSC is not bought."""
    return status == 401 and not (code or "").lower().startswith("dsc.") and code != "APIGW.0302"
