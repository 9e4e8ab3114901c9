"""The workbooks of a cut-over's comparisons: made by DRS, stored, and listed in a manifest with hashes and times.

DRS forgets comparisons with the task they belong to, so this comes before a task is ended.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from jobspan._core.context import PlaneContext
from jobspan._core.download import FileTarget
from jobspan._core.effects import Flow, wall_clock
from jobspan._core.jobs import referenced
from jobspan._core.poll import wait_until
from jobspan._planes.huawei_drs.comparison_kinds import REPORT
from jobspan._planes.huawei_drs.flows import comparison_reports
from jobspan._planes.huawei_drs.flows.comparison_reports import stored, workbook
from jobspan._planes.huawei_drs.flows.cutover_state import Case
from jobspan._planes.huawei_drs.models.cutover import ComparisonMade, CutoverOutcome, EvidenceFile
from jobspan.errors import AmbiguousOutcomeError, AuthError, OperationError, RuleViolation, WaitTimeout
from jobspan.jobs import Phase

Store = Callable[[str], FileTarget]

_TRIES: Final = 2
_MADE_WITHIN: Final = 900.0
"""Seconds until a workbook is not waited for any more."""
_SHOWS_WITHIN: Final = 60.0
"""Seconds until a workbook shows, if DRS was asked for it. To ask again does no harm."""
_OBJECTS: Final = "objects"
_LEFT_ALONE: Final = (
    "not all of the evidence is stored, so the task was left alone: cut over again under a new key, or without evidence"
)


def keep_evidence(
    ctx: PlaneContext, cases: Sequence[Case], store: Store, region: str | None, *, ends: bool
) -> Flow[None]:
    """Store the workbooks of each task, and the manifest after them. What cannot be had stands in the notes.

    Args:
        ends: tasks are paused or ended next. One of which something is missing is left alone.
    """
    for case in cases:
        missing = yield from _missing(ctx, case, store, region)
        case.notes += missing
        if missing and ends and case.outcome is None:
            case.stop(CutoverOutcome.NOT_ENDED, _LEFT_ALONE)


def _missing(ctx: PlaneContext, case: Case, store: Store, region: str | None) -> Flow[list[str]]:
    """Store what there is of a task, and say what is missing."""
    missing: list[str] = []
    for made in _exportable(case):
        try:
            why = yield from _kept(ctx, case, made, store, region)
        except AuthError:
            raise
        except (OperationError, RuleViolation, WaitTimeout) as failed:
            why = failed.message
        except OSError as failed:
            why = str(failed)
        if why is not None:
            missing.append(f"no workbook of the comparison of {made.comparison}: {why}")
    if case.evidence:
        try:
            yield from _listed(case, store)
        except OSError as failed:
            missing.append(f"no manifest: {failed}")
    return missing


def _listed(case: Case, store: Store) -> Flow[None]:
    at = datetime.fromtimestamp((yield from wall_clock()), UTC)
    content = json.dumps(_manifest(case, at), indent=2, ensure_ascii=False).encode()
    target = store(f"{case.job_id}-cutover-{at:%Y%m%dT%H%M%SZ}.json")
    case.manifest = (yield from stored(target, content)).path


def _exportable(case: Case) -> Iterator[ComparisonMade]:
    """The comparisons that were seen to end. Of those of objects DRS keeps the last."""
    last = next((each for each in reversed(case.made) if each.comparison == _OBJECTS), None)
    for made in case.made:
        if made.status is not None and (made.comparison != _OBJECTS or made is last):
            yield made


def _kept(ctx: PlaneContext, case: Case, made: ComparisonMade, store: Store, region: str | None) -> Flow[str | None]:
    """Store a workbook; what is returned says why it cannot be had."""
    objects = made.comparison == _OBJECTS
    type, id = (comparison_reports.OBJECTS, None) if objects else (made.comparison, made.id)
    if not (yield from _exported(ctx, case.job_id, type, id, region)):
        return "DRS could not make it"
    content = yield from workbook(ctx, case.job_id, type, id, region)
    target = yield from stored(store(f"{case.job_id}-{made.comparison}-{made.id or 'latest'}.xlsx"), content)
    case.evidence.append(
        EvidenceFile(
            comparison=made.comparison,
            comparison_id=made.id,
            path=target.path,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            fetched=datetime.fromtimestamp((yield from wall_clock()), UTC),
        )
    )
    return None


def _exported(ctx: PlaneContext, job_id: str, type: str, id: str | None, region: str | None) -> Flow[bool]:
    """Let DRS make the workbook, once more if it fails or was perhaps not asked to, and see that it is there."""
    for _ in range(_TRIES):
        within = _MADE_WITHIN
        try:
            yield from comparison_reports.export_report(ctx, job_id, type, id, None, region)
        except AmbiguousOutcomeError:
            within = _SHOWS_WITHIN
        report = referenced(ctx, REPORT, job_id, comparison=id)
        try:
            end = yield from wait_until(ctx, REPORT, report.ref, ended=lambda view: False, timeout=within)
        except WaitTimeout:
            if within == _MADE_WITHIN:
                raise
            continue
        if end.phase is Phase.SUCCEEDED:
            return True
    return False


def _manifest(case: Case, at: datetime) -> dict[str, Any]:
    return {
        "task": case.job_id,
        "written": at.isoformat(),
        "comparisons": [made.to_dict() for made in case.made],
        "files": [{**file.to_dict(), "path": file.path.name} for file in case.evidence],
    }
