"""Reading request bodies."""

from __future__ import annotations

from typing import Any

from jobspan.testing.sandbox.ciphertrust.errors import refusal


def json_object(body: Any) -> dict[str, Any]:
    """The body, which must be a JSON object."""
    if not isinstance(body, dict):
        raise refusal(400, "The body must be a JSON object")
    return body
