"""Ids in paths and queries."""

from __future__ import annotations

from jobspan.testing.sandbox.groupid.errors import Failure
from jobspan.testing.sandbox.http import Call


def ids_of(call: Call) -> list[int]:
    """The repeated parameter `jobids`, whatever it identifies."""
    ids = [id_of(text) for text in call.query.getlist("jobids")]
    if not ids:
        raise Failure("The parameter jobids is missing.", "INVALID_REQUEST", status=400)
    return ids


def id_of(text: str) -> int:
    if not text.isdigit():
        raise Failure(f"{text!r} is not an id.", "INVALID_REQUEST", status=400)
    return int(text)
