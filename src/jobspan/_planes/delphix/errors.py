"""What DCT's failures become, and what to do about them."""

from jobspan._core.http import Response
from jobspan.errors import JobspanError


class ConnectorTestFailed(JobspanError):
    """The engine could not connect with these values."""


def hint_for(response: Response, *, is_json: bool) -> str | None:
    """What the caller can do about a refusal, where its status says enough."""
    if response.status == 401:
        return "Check the API key (or user name and password); keys can expire on recent servers."
    if response.status == 404 and not is_json:
        return (
            "This is not DCT's API. Is the base path right? Older servers answer under /v3, newer ones under /dct/v3: "
            "end the url with it."
        )
    return None
