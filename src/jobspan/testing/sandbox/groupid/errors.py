"""How a handler refuses.

The vendor publishes no failing reply. Status 1 in an envelope under HTTP 200, and the codes used here, are a convention of
this sandbox; `failure_status` of the plane serves the same envelopes under an HTTP error instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jobspan.testing.sandbox.groupid.views.envelopes import envelope
from jobspan.testing.sandbox.http import Reply


class Failure(Exception):
    """Raised by a handler; the plane answers with an envelope that reports it."""

    def __init__(
        self,
        message: str,
        code: str,
        *,
        attributes: Mapping[str, str] | None = None,
        parts: Sequence[tuple[str, str]] = (),
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.attributes: Mapping[str, str] | dict[str, str] = attributes or {}
        self.parts = parts
        self.status = status

    def reply(self, status: int) -> Reply:
        details = [envelope(name=name, outcome=1, message=message) for name, message in self.parts]
        messages = {name: [text] for name, text in self.attributes.items()} or None
        return Reply.of_json(
            envelope(outcome=1, message=self.message, details=details, code=self.code, attributes=messages),
            self.status or status,
        )


def missing(what: str, id: object) -> Failure:
    return Failure(f"There is no {what} {id}.", "NOT_FOUND", status=404)
