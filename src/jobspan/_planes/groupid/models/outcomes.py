"""What the words for the outcome of a run mean, and what the server's times are."""

from datetime import UTC, datetime
from typing import Final

from jobspan.jobs import Phase

_STEMS: Final = (
    ("running", Phase.RUNNING),
    ("progress", Phase.RUNNING),
    ("fail", Phase.FAILED),
    ("unsucce", Phase.FAILED),
    ("not succe", Phase.FAILED),
    ("abort", Phase.FAILED),
    ("cancel", Phase.CANCELLED),
    ("stop", Phase.CANCELLED),
    ("error", Phase.PARTIAL),
    ("warning", Phase.PARTIAL),
    ("partial", Phase.PARTIAL),
    ("incomplete", Phase.PARTIAL),
    ("not complete", Phase.PARTIAL),
    ("succe", Phase.SUCCEEDED),
    ("complete", Phase.SUCCEEDED),
)
"""The first stem found decides: *completed with errors* is partial."""


def is_known(word: str) -> bool:
    """Whether a word for an outcome has a meaning that is known."""
    return any(stem in word.casefold() for stem, _ in _STEMS)


def phase_of_outcome(word: str) -> Phase:
    """What a word for an outcome means; an unknown one: over, but not successful."""
    return next((phase for stem, phase in _STEMS if stem in word.casefold()), Phase.PARTIAL)


def in_utc(moment: datetime | None) -> datetime | None:
    """The server's times are of UTC, whether they say so or not; details and lists may spell the same instant differently."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
