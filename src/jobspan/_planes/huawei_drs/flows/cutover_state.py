"""What is known of one task in the course of a cut-over."""

from pathlib import Path
from typing import Final

import attrs

from jobspan._planes.huawei_drs.models.comparison_words import ComparisonVerdict
from jobspan._planes.huawei_drs.models.cutover import (
    ComparisonMade,
    Cutover,
    CutoverOutcome,
    Difference,
    EvidenceFile,
)

JOURNEY: Final = "cut over"


@attrs.define(kw_only=True)
class Case:
    """A task, and what was found so far. Without an outcome it is still on its way.

    ``databases``: how many there are, as the comparison of objects counted them.
    """

    job_id: str
    outcome: CutoverOutcome | None = None
    delay: float | None = None
    verdicts: dict[str, ComparisonVerdict] = attrs.field(factory=dict)
    made: list[ComparisonMade] = attrs.field(factory=list)
    databases: int | None = None
    evidence: list[EvidenceFile] = attrs.field(factory=list)
    manifest: Path | None = None
    differences: list[Difference] = attrs.field(factory=list)
    notes: list[str] = attrs.field(factory=list)
    positions: dict[str, str] = attrs.field(factory=dict)
    positions_after: dict[str, str] = attrs.field(factory=dict)

    def stop(self, outcome: CutoverOutcome, note: str | None = None) -> None:
        """Nothing more is done with this task."""
        self.outcome = outcome
        if note is not None:
            self.notes.append(note)

    def doubt(self, note: str) -> None:
        """Something is not known, which is never taken for good."""
        self.stop(CutoverOutcome.CANNOT_TELL, note)

    def told(self) -> Cutover:
        """For the report."""
        return Cutover(
            job_id=self.job_id,
            outcome=self.outcome or CutoverOutcome.READY,
            delay=self.delay,
            objects=self.verdicts.get("objects"),
            lines=self.verdicts.get("lines"),
            contents=self.verdicts.get("contents"),
            comparisons={each.comparison: each.id for each in self.made if each.id is not None},
            made=tuple(self.made),
            evidence=tuple(self.evidence),
            manifest=self.manifest,
            differences=tuple(self.differences),
            notes=tuple(self.notes),
            positions=dict(self.positions),
            positions_after=dict(self.positions_after),
        )
