"""Account for every entry of a batch: match the outcomes in the reply with the entries, and make results of them."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias, TypeVar

import attrs

from jobspan._core.http import Request
from jobspan._planes.huawei.errors import normal_code
from jobspan._planes.huawei_drs.errors import CODES
from jobspan._planes.huawei_drs.flows.entries import Entry
from jobspan._planes.huawei_drs.models.endpoints import end_point
from jobspan._planes.huawei_drs.models.replies import Outcome
from jobspan.batches import ItemResult, ItemStatus

K = TypeVar("K")

UNDECIDED = "undecided"
"""A status that DRS itself does not use, for entries that stay unknown after a lost reply."""

Identify: TypeAlias = Callable[[Outcome], str | None]
"""What in an outcome tells whose it is."""
Evidence: TypeAlias = Callable[[Outcome], bool]
"""Whether an outcome shows that the entry was accepted, for operations that document no status."""


def by_task(outcome: Outcome) -> str | None:
    return outcome.task_id


def by_name(outcome: Outcome) -> str | None:
    return outcome.name


def match(
    entries: Sequence[Entry[K]], outcomes: Sequence[Outcome], identify: Identify = by_task
) -> list[Outcome | None]:
    """The outcome of each entry; ``None`` where it is not certain.

    Rows that name a task (or, of a new one, its name) are for that one, whatever their order. By position only where no row
    names anything: rows that all name others are answers about others.
    """
    wanted = {entry.job_id.lower() for entry in entries}
    named = [(_folded(identify(outcome)), outcome) for outcome in outcomes]
    if all(name is None for name, _ in named):
        return _by_position(entries, outcomes)
    if not any(name in wanted for name, _ in named):
        return [None] * len(entries)
    return [
        _one_of(entry, [other for other in entries if other.job_id.lower() == entry.job_id.lower()], rows)
        for entry in entries
        for rows in [[outcome for name, outcome in named if name == entry.job_id.lower()]]
    ]


def _by_position(entries: Sequence[Entry[K]], outcomes: Sequence[Outcome]) -> list[Outcome | None]:
    if len(outcomes) != len(entries):
        return [None] * len(entries)
    return [
        outcome if _end(outcome) in (None, entry.end_point) else None
        for entry, outcome in zip(entries, outcomes, strict=True)
    ]


def _one_of(entry: Entry[K], of_task: Sequence[Entry[K]], rows: Sequence[Outcome]) -> Outcome | None:
    """The row of an entry among those of its task: by its end, or in their order where rows name no ends."""
    alike = [other for other in of_task if other.end_point == entry.end_point]
    of_end = [row for row in rows if entry.end_point is None or _end(row) == entry.end_point]
    if of_end:
        return _in_order(entry, alike, of_end)
    loose = [row for row in rows if _end(row) is None]
    named = {_end(row) for row in rows}
    return _in_order(entry, [other for other in of_task if other.end_point not in named], loose)


def _in_order(entry: Entry[K], alike: Sequence[Entry[K]], rows: Sequence[Outcome]) -> Outcome | None:
    """One row answers for all; as many rows as entries come in their order; anything else counts only if all rows agree."""
    if not rows:
        return None
    if len(rows) == len(alike):
        return next(row for other, row in zip(alike, rows, strict=True) if other is entry)
    verdicts = {accepted(row) for row in rows}
    return rows[0] if len(verdicts) == 1 else None


def _folded(name: str | None) -> str | None:
    return name.lower() if name else None


def _end(outcome: Outcome) -> str | None:
    return end_point(outcome.end_point_type) if outcome.end_point_type else None


def redact_echoes(request: Request, outcome: Outcome) -> Outcome:
    """The outcome without the passwords that were sent, which DRS may repeat in its message."""
    if outcome.reason is None:
        return outcome
    error_msg, error_message = (
        text and request.redact_echoes(text) for text in (outcome.error_msg, outcome.error_message)
    )
    return attrs.evolve(outcome, error_msg=error_msg, error_message=error_message)


_YES: Final = frozenset({"success", "true"})
_NO: Final = frozenset({"failed", "fail", "failure", "false", "error"})


def no_evidence(outcome: Outcome) -> bool:
    return False


def accepted(outcome: Outcome, evidence: Evidence = no_evidence) -> bool | None:
    """Whether DRS accepted the entry; ``None`` when that is not known: an unclear word, none, or words that contradict."""
    word = "" if outcome.status is None else str(outcome.status).strip().lower()
    if word == UNDECIDED:
        return None
    flags = {flag for flag in (outcome.success, outcome.is_success) if flag is not None}
    refused = bool(outcome.error_code) or word in _NO or word.endswith("_failed") or False in flags
    agreed = word in _YES or True in flags
    if refused:
        return None if agreed else False
    return True if agreed or evidence(outcome) else None


def item_result(entry: Entry[K], outcome: Outcome | None, evidence: Evidence = no_evidence) -> ItemResult[K]:
    """The result of an entry: its outcome, if the reply has one for it."""
    if outcome is None:
        message = "The reply does not clearly mention it; read the task before repeating."
        return ItemResult(item=entry.item, status=ItemStatus.UNKNOWN, message=message)
    match accepted(outcome, evidence):
        case True:
            value = outcome if outcome.has_details or outcome.task_id != entry.job_id else None
            return ItemResult(item=entry.item, status=ItemStatus.ACCEPTED, message=outcome.reason, value=value)
        case False:
            return failed(entry, outcome.error_code, outcome.reason or _word_of(outcome))
        case None:
            unclear = outcome.reason or f"{_word_of(outcome)}, which does not show whether it was accepted"
            code = normal_code(outcome.error_code)
            return ItemResult(item=entry.item, status=ItemStatus.UNKNOWN, code=code, message=unclear)


def _word_of(outcome: Outcome) -> str:
    return "DRS gives no status and no reason" if outcome.status is None else f"DRS answers {outcome.status!r}"


def failed(entry: Entry[K], code: str | None, message: str) -> ItemResult[K]:
    """The result of an entry that DRS refused, with what its code means."""
    code = normal_code(code)
    meaning = CODES.get(code) if code else None
    text = f"{message.rstrip('.')}. {meaning.hint}" if meaning and meaning.hint else message
    return ItemResult(item=entry.item, status=ItemStatus.FAILED, code=code, message=text)


def is_stated(*fields: str) -> Evidence:
    """Evidence of operations without a status: one of these members has a value."""

    def evidence(outcome: Outcome) -> bool:
        if outcome.status is not None:
            return False
        found: dict[str, Any] = {**outcome.extra, **attrs.asdict(outcome, recurse=False)}
        return any(found.get(field) is not None for field in fields)

    return evidence
