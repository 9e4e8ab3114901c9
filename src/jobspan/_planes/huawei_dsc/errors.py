"""DSC's own errors, and what its error codes mean. Their digits do not follow the HTTP status."""

from typing import Final

from jobspan._planes.huawei.errors import Meaning
from jobspan.errors import ApiError, Conflict, NotFound, PermissionDenied, RateLimited


class RouteNotPublished(ApiError):
    """The gateway does not publish this operation in this region: another generation of the API may."""


class ServiceNotEnabled(ApiError):
    """DSC is not bought, or has expired, in this project and region. The credentials are fine: a new token does not help."""


class Busy(RateLimited):
    """A task is running; what was asked for is refused until it is over."""


class ExportReplaced(Conflict):
    """Another export of the same scan took the place of the one that was waited for: a scan has only one."""


BUSY: Final = "dsc.40000028"

CODES: Final = {
    "dsc.10000009": Meaning(
        error=ServiceNotEnabled, hint="Buy or renew DSC for this project and region; the credentials are fine."
    ),
    "dsc.00000004": Meaning(error=ApiError),
    "dsc.40000007": Meaning(error=NotFound),
    "dsc.40000011": Meaning(error=ApiError),
    BUSY: Meaning(error=Busy, hint="A task is running; try again when it is over."),
    "dsc.40000059": Meaning(error=NotFound),
    "dsc.40000070": Meaning(error=NotFound),
    "dsc.50000014": Meaning(error=PermissionDenied),
    "dsc.600000025": Meaning(error=NotFound),
}


BUSY_PAUSE: Final = 5.0
"""Seconds before a request that was refused as busy is sent again: a running task takes its time."""

_BY_GATEWAY: Final = "APIGW."


def lower_prefix(code: str | None) -> str | None:
    """The code with its prefix in lower case: some pages print ``DSC.``, most ``dsc.``."""
    return code if code is None or not code.lower().startswith("dsc.") else code.lower()


def is_unpublished(status: int, code: str | None) -> bool:
    """Whether the gateway itself reports that there is no such route. A 404 of the service means a job or project."""
    return status in (404, 405) and code is not None and code.startswith(_BY_GATEWAY)


_ABOUT_THE_SERVICE: Final = frozenset({"APIGW.0201", "APIGW.0202", "APIGW.0203"})
"""The gateway tried to reach the service: it was unavailable, or did not answer in time, and may go on with the request."""


def never_arrived(status: int, code: str | None) -> bool:
    """Whether the gateway reports with a 503 of its own that the service did not get the request."""
    return status == 503 and code is not None and code.startswith(_BY_GATEWAY) and code not in _ABOUT_THE_SERVICE


def is_about_token(status: int, code: str | None) -> bool:
    """Whether another token may help. ``dsc.10000009`` comes with 401, and means that DSC is not bought."""
    return status == 401 and not (code or "").lower().startswith("dsc.") and code != "APIGW.0302"
