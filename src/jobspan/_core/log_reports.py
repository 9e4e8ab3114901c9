"""The reports that a job's records are read from: one that cannot be read takes nothing from the others."""

from collections.abc import Hashable
from typing import Final, TypeVar

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, wall_clock
from jobspan._core.looks import Looks
from jobspan._core.paginate import Listing, Walk
from jobspan._core.text_redaction import mask_text
from jobspan.errors import AuthError, NotFound, OperationError
from jobspan.jobs import JobRef
from jobspan.logs import LogLevel, LogRecord

T = TypeVar("T")

_INCOMPLETE_IN_A_ROW: Final = 5
"""Looks in a row, after the end of a job, that show a report which is not whole, until nothing more is expected of it."""


@attrs.define(eq=False)
class Report:
    """What the looks at one report brought."""

    looks: Looks
    why: str = ""
    """Why the last look did not bring all of it; empty: it did."""
    failure: OperationError | None = None
    may_pass: bool = False
    incomplete: int = 0

    def came(self) -> None:
        self.why, self.failure, self.may_pass, self.incomplete = "", None, False, 0
        self.looks.succeeded()

    def is_not_whole(self, why: str, *, over: bool) -> None:
        self.incomplete += over
        self.why, self.failure, self.may_pass = why, None, self.incomplete < _INCOMPLETE_IN_A_ROW

    def failed(self, why: str, failure: OperationError, *, may_pass: bool) -> None:
        self.why, self.failure, self.may_pass = why, failure, may_pass


class Tell:
    """Takes what a source has to tell, each thing once by its key, and reads its reports, each by itself."""

    def __init__(self, ctx: PlaneContext, ref: JobRef, operation: str) -> None:
        self._ctx, self._ref, self._operation = ctx, ref, operation
        self._told: set[Hashable] = set()
        self._records: list[LogRecord] = []
        self._reports: dict[tuple[str, str], Report] = {}

    def __call__(self, record: LogRecord, *key: Hashable) -> None:
        """One record; with a key, only the first one that has it."""
        if key:
            if key in self._told:
                return
            self._told.add(key)
        self._records.append(attrs.evolve(record, text=mask_text(record.text)))

    def take(self) -> list[LogRecord]:
        """What came since this was called last."""
        records, self._records = self._records, []
        return records

    @property
    def missing(self) -> list[Report]:
        """The reports of which the last look did not bring all."""
        return [report for report in self._reports.values() if report.why]

    def gaps(self) -> None:
        """Tell of each report that is not whole why it is not: no look will be made at it any more."""
        for (what, about), report in self._reports.items():
            if report.why:
                text = f"{what[0].upper()}{what[1:]}: {report.why}"
                self(LogRecord(source="gap", level=LogLevel.WARNING, about=about, text=text), "gap", what, about)

    def report(
        self, what: str, read: Flow[str], *, over: bool, about: str = "", comes_later: bool = False
    ) -> Flow[bool]:
        """Read a report; no failure but that of the credentials leaves here. Returns whether all of it came.

        Args:
            what: its name for people.
            read: tells what it has, and returns what is missing, in words; empty: nothing.
            over: what it is about has ended.
            about: the part of the job that it is about.
            comes_later: the plane makes it some time after the start, and says until then that there is none.

        Raises:
            AuthError: nothing more can be read with these credentials.
        """
        report = self._reports.setdefault((what, about), Report(Looks(self._ctx, self._operation)))
        try:
            why = yield from read
        except AuthError:
            raise
        except NotFound as failed:
            if comes_later:
                if over:
                    report.is_not_whole(f"there is none ({failed.message})", over=True)
                return False
            yield from self._failed(report, failed)
        except OperationError as failed:
            yield from self._failed(report, failed)
        else:
            if not why:
                report.came()
                return True
            report.is_not_whole(why, over=over)
        return False

    def _failed(self, report: Report, failed: OperationError) -> Flow[None]:
        passes = report.looks.may_pass(failed, self._ref, (yield from wall_clock()))
        report.failed(f"it cannot be read ({failed})", failed, may_pass=passes)

    def rows(self, what: str, listing: Listing[T], *, over: bool, about: str = "") -> Flow[tuple[list[T], bool]]:
        """Read a report that is a list: the rows that came, and whether these are all. See `report`."""
        rows: list[T] = []
        whole = yield from self.report(what, _walked(listing, rows), over=over, about=about)
        return rows, whole


def _walked(listing: Listing[T], rows: list[T]) -> Flow[str]:
    walk = Walk(listing)
    while not walk.done:
        rows += (yield from walk.step()).items
    if walk.unreadable:
        return f"{walk.unreadable} of its entries cannot be read"
    return "" if walk.complete else f"the plane shows {len(rows)} of its entries, and has more"
