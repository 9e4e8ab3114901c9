"""Headers that callers add, and those that are not theirs to give."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from jobspan._core.http import HEADER_NAME
from jobspan._core.validation import validating

OURS: Final = frozenset({"authorization", "host", "content-length", "transfer-encoding", "cookie", "connection"})
"""What every request gets of its own, in lower case: who calls, where, and how long the body is."""


def wrong_header(name: str, ours: Collection[str] = OURS) -> str | None:
    """Why a header of this name cannot be added."""
    if not HEADER_NAME.fullmatch(name):
        return f"{name!r} is not a header name"
    return f"{name!r} is set by jobspan, as {', '.join(sorted(ours))} are" if name.lower() in ours else None


def check_headers(call: str, headers: Iterable[str], of_planes: Mapping[str, frozenset[str]]) -> None:
    """Whether headers can be sent along with every request, of any plane.

    Raises:
        ValidationError: one cannot be a header, or is one that jobspan sets.
    """
    ours = OURS.union({"content-type"}, *of_planes.values())
    with validating(call) as problems:
        for name in headers:
            if wrong := wrong_header(name, ours):
                problems.add("headers", wrong)
