"""Whether a server has what takes the place of a call on masking jobs. DCT tells no version of its API: a list is asked for."""

from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.validation import validating
from jobspan._planes.delphix.models.successors import (
    COMPLIANCE_JOBS_SINCE,
    COMPLIANCE_JOBS_WRITTEN_SINCE,
    MASKING_JOB_SUCCESSORS,
    Successor,
)
from jobspan._planes.delphix.operations.compliance_jobs import GET_COMPLIANCE_JOBS
from jobspan._planes.delphix.operations.job_orchestrators import GET_JOB_ORCHESTRATORS
from jobspan.errors import ApiError, NotFound, PermissionDenied

_SHOWN_BY: Final[dict[str, Operation[Any]]] = {
    COMPLIANCE_JOBS_SINCE: GET_COMPLIANCE_JOBS,
    COMPLIANCE_JOBS_WRITTEN_SINCE: GET_JOB_ORCHESTRATORS,
}
"""A list that came with a version. What is written came with the orchestrators."""
_NO_SUCH_CALL: Final = frozenset({405, 501})


def row_of(name: str) -> Successor:
    """The row of a call, by its name here or in DCT.

    Raises:
        ValidationError: no call on masking jobs has this name.
    """
    with validating("delphix.successor") as problems:
        for row in MASKING_JOB_SUCCESSORS:
            if name in (row.call, row.operation):
                return row
        problems.add(
            "call", f"{name!r} is not the name of a call on masking jobs", [row.call for row in MASKING_JOB_SUCCESSORS]
        )
    raise AssertionError("the block raises")


def is_available(ctx: PlaneContext, row: Successor) -> Flow[bool | None]:
    """Whether the server has the successor; ``None``: the account may not look."""
    if row.since is None:
        return False
    try:
        yield from call(ctx, _SHOWN_BY[row.since], query={"limit": 1})
    except NotFound:
        return False
    except PermissionDenied:
        return None
    except ApiError as refused:
        if refused.status in _NO_SUCH_CALL:
            return False
        raise
    return True
