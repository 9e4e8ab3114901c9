"""What the error codes of DRS mean. Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_05_0004.html"""

from typing import Final

from jobspan._planes.huawei.errors import Meaning
from jobspan.errors import (
    ApiError,
    AuthError,
    Conflict,
    NotFound,
    PermissionDenied,
    RateLimited,
    ServerError,
    StateConflict,
)


class NotOffered(ApiError):
    """This region does not have the call: API v5 is open in some regions only. It says nothing of the task."""


def is_unpublished(path: str, status: int, code: str | None) -> bool:
    """Whether the gateway itself says that it has no such call of API v5."""
    return status == 404 and code == "APIGW.0101" and path.startswith("/v5")


GONE: Final = frozenset({"DRS.M00289", "DRS.M05003", "DRS.M05004", "DRS.10000010"})
"""The task is not there, or not any more."""

TOO_FREQUENT: Final = "DRS.M01503"
INVALID_TOKEN: Final = "DRS.M00100"  # noqa: S105 - an error code
NO_PERMISSION_AT_IAM: Final = "DRS.M00103"

_gone = Meaning(error=NotFound, hint="The task does not exist, or its resources were released.")
_abnormal = Meaning(
    error=ServerError, hint="The service is abnormal; read the task before repeating a change.", doubtful=True
)

CODES: Final = {
    **dict.fromkeys(GONE, _gone),
    "DRS.M00004": _abnormal,
    "DRS.M01501": _abnormal,
    INVALID_TOKEN: Meaning(error=AuthError),
    "DRS.M00101": Meaning(error=PermissionDenied, hint="The user has no role in this project."),
    "DRS.M00102": Meaning(error=PermissionDenied, hint="The account lacks a drs: permission for this."),
    NO_PERMISSION_AT_IAM: Meaning(error=PermissionDenied, hint="IAM grants the user no drs: permission for this."),
    "DRS.M00105": Meaning(error=PermissionDenied, hint="The user is restricted."),
    "DRS.M00261": Meaning(error=PermissionDenied, hint="Is project_id the project of this region?"),
    "DRS.M00277": Meaning(error=Conflict, hint="Task names are unique in a project, whatever their case."),
    "DRS.M00301": Meaning(error=Conflict, hint="The same entry came twice."),
    "DRS.M00304": Meaning(error=StateConflict, hint="Read the status: the task's state does not allow this now."),
    "DRS.M00307": Meaning(error=StateConflict, hint="Of a dual-active pair, call this for the subtasks."),
    "DRS.M00308": Meaning(error=StateConflict, hint="Of a dual-active pair, call this for the parent task."),
    "DRS.M00402": Meaning(error=Conflict, hint="An edit of this task runs already."),
    "DRS.M01504": Meaning(error=StateConflict, hint="Another operation on the task is in progress: wait for it."),
    "DRS.M07000": Meaning(error=Conflict, hint="The table has a data processing rule already."),
    "DRS.10000024": Meaning(error=StateConflict, hint="Another operation on the task is in progress: wait for it."),
    "DRS.10010065": Meaning(error=Conflict, hint="Names of connections are unique, whatever their case."),
    "DRS.10010069": Meaning(error=NotFound, hint="There is no such connection."),
    TOO_FREQUENT: Meaning(error=RateLimited, hint="DRS finds this too frequent."),
    "DRS.KE0002": Meaning(
        error=ApiError, hint="The database refused the user name or password; repeating it can lock the account."
    ),
}
