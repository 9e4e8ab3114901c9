"""What DCT's failures become, and what to do about them."""

from typing import Any, Final

from jobspan._core.http import Response
from jobspan._core.operation import Operation
from jobspan._planes.delphix.models.successors import api_version_of
from jobspan.errors import JobspanError

_OTHER_PATH: Final = (
    "This is not DCT's API. Is the base path right? Older servers answer under /v3, newer ones under /dct/v3: "
    "end the url with it."
)
_OTHER_ID: Final = (
    "An id of a masking job need not be one of a compliance job: "
    "look for the job by its name with compliance_jobs.search()."
)


class ConnectorTestFailed(JobspanError):
    """The engine could not connect with these values."""


def hint_for(operation: Operation[Any], response: Response, *, from_plane: bool, is_json: bool) -> str | None:
    """What the caller can do about a refusal, where its status and who refused say enough."""
    if response.status == 401:
        return "Check the API key (or user name and password); keys can expire on recent servers."
    if response.status != 404:
        return None
    if from_plane:
        return _OTHER_ID if operation.domain == "ComplianceJobs" and "{" in operation.path else None
    since = api_version_of(operation.domain, operation.id)
    hints = (f"This call needs DCT with API {since} or later." if since else "", "" if is_json else _OTHER_PATH)
    return " ".join(filter(None, hints)) or None
