"""The words of comparisons: how a run goes, what a result code means, and the verdict that follows from it.

Sources: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0242.html and drs_03_0246.html
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from jobspan._public import public
from jobspan.jobs import Phase
from jobspan.models import OpenEnum, OpenIntEnum


@public
class ComparisonVerdict(StrEnum):
    """What a comparison says of one thing. Only ``SAME`` is clean; ``CANNOT_TELL`` never counts as that."""

    SAME = "same"
    DIFFERS = "differs"
    CANNOT_TELL = "cannot_tell"
    NOT_YET = "not_yet"


class ComparisonStatus(OpenEnum):
    """How a comparison goes. ``SUCCESSFUL`` says only that it has ended: the verdict is in its results.

    ``INCRE_DOING`` does not end by itself: the comparison follows the increments until it is cancelled.
    """

    WAITING_FOR_RUNNING = "WAITING_FOR_RUNNING"
    RUNNING = "RUNNING"
    FULL_DOING = "FULL_DOING"
    INCRE_DOING = "INCRE_DOING"
    SUCCESSFUL = "SUCCESSFUL"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    TIMEOUT_INTERRUPT = "TIMEOUT_INTERRUPT"

    @property
    def is_over(self) -> bool:
        """Whether the comparison has ended. An unknown word does not end it."""
        return _PHASES.get(self, Phase.UNKNOWN).is_terminal

    @property
    def phase(self) -> Phase:
        return _PHASES.get(self, Phase.UNKNOWN)


_PHASES: Final = {
    ComparisonStatus.WAITING_FOR_RUNNING: Phase.QUEUED,
    ComparisonStatus.RUNNING: Phase.RUNNING,
    ComparisonStatus.FULL_DOING: Phase.RUNNING,
    ComparisonStatus.INCRE_DOING: Phase.RUNNING,
    ComparisonStatus.SUCCESSFUL: Phase.SUCCEEDED,
    ComparisonStatus.FAILED: Phase.FAILED,
    ComparisonStatus.CANCELLED: Phase.CANCELLED,
    ComparisonStatus.TIMEOUT_INTERRUPT: Phase.FAILED,
}


class ComparisonCode(OpenIntEnum):
    """The result of comparing the data of a database or a table."""

    INCONSISTENT = 0
    CONSISTENT = 2
    TARGET_TABLE_MISSING = 3
    FAILED = 4
    RUNNING = 5
    WAITING = 6
    CANCELLED = 7
    SOURCE_EMPTY = 8
    TARGET_EMPTY = 9
    BOTH_EMPTY = 10
    SOURCE_TABLE_MISSING = 11
    TARGET_TABLE_ABSENT = 12
    BOTH_TABLES_MISSING = 13
    SOURCE_UNREACHABLE = 14
    TARGET_UNREACHABLE = 15
    SOURCE_SQL_TIMEOUT = 16
    TARGET_SQL_TIMEOUT = 17
    SOURCE_SQL_ERROR = 18
    TARGET_SQL_ERROR = 19
    BOTH_DATABASES_MISSING = 20
    SOURCE_DATABASE_MISSING = 21
    TARGET_DATABASE_MISSING = 22
    TOO_MANY_ROWS = 23
    TIMEOUT = 27

    @property
    def verdict(self) -> ComparisonVerdict:
        """What follows from it; of a code that is unknown here, nothing does."""
        return _VERDICTS.get(self, ComparisonVerdict.CANNOT_TELL)


_VERDICTS: Final = {
    ComparisonCode.CONSISTENT: ComparisonVerdict.SAME,
    ComparisonCode.BOTH_EMPTY: ComparisonVerdict.SAME,
    ComparisonCode.INCONSISTENT: ComparisonVerdict.DIFFERS,
    ComparisonCode.TARGET_TABLE_MISSING: ComparisonVerdict.DIFFERS,
    ComparisonCode.TARGET_TABLE_ABSENT: ComparisonVerdict.DIFFERS,
    ComparisonCode.SOURCE_EMPTY: ComparisonVerdict.DIFFERS,
    ComparisonCode.TARGET_EMPTY: ComparisonVerdict.DIFFERS,
    ComparisonCode.TARGET_DATABASE_MISSING: ComparisonVerdict.DIFFERS,
    ComparisonCode.RUNNING: ComparisonVerdict.NOT_YET,
    ComparisonCode.WAITING: ComparisonVerdict.NOT_YET,
}


class ObjectCode(OpenIntEnum):
    """The result of comparing objects of one type, or one object."""

    INCONSISTENT = 0
    CONSISTENT = 2
    RUNNING = 3

    @property
    def verdict(self) -> ComparisonVerdict:
        """What follows from it; of a code that is unknown here, nothing does."""
        return _OBJECT_VERDICTS.get(self, ComparisonVerdict.CANNOT_TELL)


_OBJECT_VERDICTS: Final = {
    ObjectCode.INCONSISTENT: ComparisonVerdict.DIFFERS,
    ObjectCode.CONSISTENT: ComparisonVerdict.SAME,
    ObjectCode.RUNNING: ComparisonVerdict.NOT_YET,
}

_WORST_FIRST: Final = (
    ComparisonVerdict.DIFFERS,
    ComparisonVerdict.CANNOT_TELL,
    ComparisonVerdict.NOT_YET,
    ComparisonVerdict.SAME,
)


def worst(verdicts: Iterable[ComparisonVerdict]) -> ComparisonVerdict:
    """The verdict on all of them together. Of nothing, nothing can be told."""
    found = set(verdicts)
    return next((each for each in _WORST_FIRST if each in found), ComparisonVerdict.CANNOT_TELL)


def verdict_of(status: ComparisonCode | ObjectCode | None) -> ComparisonVerdict:
    """What follows from a code that may be missing."""
    return ComparisonVerdict.CANNOT_TELL if status is None else status.verdict


def verdict_of_run(status: ComparisonStatus | None, found: Iterable[ComparisonVerdict]) -> ComparisonVerdict:
    """A comparison that did not end well may have found differences, and nothing good."""
    together = worst(found)
    if together is ComparisonVerdict.DIFFERS or status == ComparisonStatus.SUCCESSFUL:
        return together
    return ComparisonVerdict.CANNOT_TELL
