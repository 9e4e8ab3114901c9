"""What a cut-over found of each task, and what it did about it."""

from collections.abc import Iterator
from enum import StrEnum

import attrs

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
    NOT_ENDED = "not_ended"
    """Both ends hold the same, but the task was not seen to be paused or terminated: read its state."""


@public
@attrs.frozen(kw_only=True)
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
@attrs.frozen(kw_only=True)
class Cutover(Plain):
    """What a cut-over found of one task.

    Attributes:
        delay: seconds that the target lagged behind when it was looked at last.
        objects, lines, contents: the verdict of each comparison; ``None`` when it was not made.
        comparisons: ids of comparisons by their type, for ``drs.comparisons``.
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
@attrs.frozen(kw_only=True)
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
