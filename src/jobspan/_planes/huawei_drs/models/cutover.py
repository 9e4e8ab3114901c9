"""What a cut-over found of each task, and what it did about it."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import attrs

from jobspan._core.classes import frozen
from jobspan._core.plain import Plain
from jobspan._planes.huawei_drs.models.comparison_words import ComparisonVerdict
from jobspan._public import public


@public
class CutoverOutcome(StrEnum):
    """What became of a task in a cut-over. Only the first three are clean."""

    READY = "ready"
    """Both ends hold the same, and nothing else was asked for."""
    PAUSED = "paused"
    TERMINATED = "terminated"
    DIFFERS = "differs"
    """Something differs, or could not be applied; the task goes on."""
    CANNOT_TELL = "cannot_tell"
    """Something could not be compared, or read; the task goes on."""
    NOT_CAUGHT_UP = "not_caught_up"
    """The target lagged behind, or the task left its incremental phase."""
    STALLED = "stalled"
    """The task, or a comparison of it, did not move for ``stalled_after`` seconds. It goes on; the notes say what to do."""
    NOT_ENDED = "not_ended"
    """Both ends hold the same, but the task was not seen to be paused or terminated (read its state), or evidence is missing."""


@public
@frozen(kw_only=True)
class Difference(Plain):
    """A thing that differs, or of which nothing can be told.

    Attributes:
        comparison: objects, lines or contents.
        database: of the source; for objects, their type.
        name: the table, or the object; ``None`` for all of the database or type.
        rows: how many rows differ, where that is known.
        message: what DRS says of it.
    """

    comparison: str
    verdict: ComparisonVerdict
    database: str | None = None
    name: str | None = None
    source_rows: int | None = None
    target_rows: int | None = None
    rows: int | None = None
    message: str | None = None


@public
@frozen(kw_only=True)
class ComparisonMade(Plain):
    """One comparison that a cut-over made. There are several of a kind where one was made again.

    Attributes:
        comparison: objects, lines or contents.
        id: for ``drs.comparisons``; ``None`` where DRS names none.
        status: how it ended, in the word of DRS; ``None`` when it was not seen to end.
        verdict: what it found of the tables it was made for.
        tables: how many tables it was made for; ``None``: all that were asked for.
        started, ended: as DRS tells them.
    """

    comparison: str
    id: str | None = None
    status: str | None = None
    verdict: ComparisonVerdict
    tables: int | None = None
    started: str | None = None
    ended: str | None = None


@public
@frozen(kw_only=True)
class EvidenceFile(Plain):
    """The workbook of a comparison, as it was stored.

    Attributes:
        comparison: objects, lines or contents.
        comparison_id: which of them; ``None`` where DRS names none.
        size: in bytes.
        sha256: of its bytes, in hexadecimal digits.
        fetched: when it was downloaded.
    """

    comparison: str
    comparison_id: str | None = None
    path: Path
    size: int
    sha256: str
    fetched: datetime


@public
@frozen(kw_only=True)
class Cutover(Plain):
    """What a cut-over found of one task.

    Attributes:
        delay: seconds that the target lagged behind when it was looked at last.
        objects, lines, contents: the verdict of each comparison; ``None`` when it was not made.
        comparisons: ids of the last comparisons by their type, for ``drs.comparisons``.
        made: every comparison, in the order they were made; more than one of a type where one was made again.
        evidence: the workbooks that were stored, where that was asked for.
        manifest: the file that lists them with their hashes and times; ``None`` when nothing was stored.
        differences: what is not the same, table by table.
        notes: what is worth knowing: what was not checked, why something cannot be told.
        positions: where the task was in the source's log before it was paused or ended, by name.
        positions_after: the same, read afterwards, as far as DRS still shows it.
    """

    job_id: str
    outcome: CutoverOutcome
    delay: float | None = None
    objects: ComparisonVerdict | None = None
    lines: ComparisonVerdict | None = None
    contents: ComparisonVerdict | None = None
    comparisons: dict[str, str] = attrs.field(factory=dict)
    made: tuple[ComparisonMade, ...] = ()
    evidence: tuple[EvidenceFile, ...] = ()
    manifest: Path | None = None
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()
    positions: dict[str, str] = attrs.field(factory=dict)
    positions_after: dict[str, str] = attrs.field(factory=dict)

    @property
    def clean(self) -> bool:
        """Whether everything was compared and is the same, and what was asked for is done."""
        return self.outcome in _CLEAN


_CLEAN = frozenset({CutoverOutcome.READY, CutoverOutcome.PAUSED, CutoverOutcome.TERMINATED})


@public
@frozen(kw_only=True)
class CutoverReport(Plain):
    """What a cut-over found, task by task, in the order given."""

    jobs: tuple[Cutover, ...]

    def __iter__(self) -> Iterator[Cutover]:
        return iter(self.jobs)

    def __len__(self) -> int:
        return len(self.jobs)

    @property
    def clean(self) -> bool:
        """Whether all tasks are. What cannot be told is not clean."""
        return all(each.clean for each in self.jobs)

    @property
    def doubtful(self) -> tuple[Cutover, ...]:
        """The tasks that are not clean; they go on."""
        return tuple(each for each in self.jobs if not each.clean)
