"""Account for every entry of a batch: match the outcomes in the reply with the entries, and make results of them."""

from collections.abc import Sequence
from typing import Any, TypeVar

import attrs

from jobspan._core.http import Request
from jobspan._planes.huawei.errors import normal_code
from jobspan._planes.huawei_drs.errors import CODES
from jobspan._planes.huawei_drs.flows.entries import Entry
from jobspan._planes.huawei_drs.models.replies import Outcome
from jobspan.batches import ItemResult, ItemStatus

K = TypeVar("K")

UNDECIDED = "undecided"
"""A status that DRS itself does not use, for entries that stay unknown after a lost reply."""


def match(entries: Sequence[Entry[K]], outcomes: Sequence[Outcome]) -> list[Outcome | None]:
    """The outcome of each entry: by task and end; by task alone where replies name no ends, in their order; else by position
    (documented replies name other ids)."""
    wanted = {entry.job_id for entry in entries}
    by_key: dict[tuple[str | None, str | None], list[Outcome]] = {}
    for outcome in outcomes:
        by_key.setdefault((outcome.task_id, outcome.end_point_type), []).append(outcome)
    found: list[Outcome | None] = []
    for index, entry in enumerate(entries):
        same = by_key.get((entry.job_id, entry.end_point)) or by_key.get((entry.job_id, None))
        if same:
            found.append(same.pop(0) if len(same) > 1 else same[0])
        elif len(outcomes) == len(entries) and outcomes[index].task_id not in wanted:
            other = outcomes[index]
            found.append(other if other.end_point_type in (None, entry.end_point) else None)
        else:
            found.append(next((each for each in outcomes if _is_of(each, entry)), None))
    return found


def _is_of(outcome: Outcome, entry: Entry[Any]) -> bool:
    """Whether an outcome that names an end is for an entry that has none."""
    return entry.end_point is None and outcome.task_id == entry.job_id


def redact_echoes(request: Request, outcome: Outcome) -> Outcome:
    """The outcome without the passwords that were sent, which DRS may repeat in its message."""
    if outcome.reason is None:
        return outcome
    error_msg, error_message = (
        text and request.redact_echoes(text) for text in (outcome.error_msg, outcome.error_message)
    )
    return attrs.evolve(outcome, error_msg=error_msg, error_message=error_message)


def accepted(outcome: Outcome) -> bool | None:
    """Whether DRS accepted the entry; ``None`` when that is not known."""
    status = str(outcome.status).lower()
    if status == UNDECIDED:
        return None
    if outcome.error_code:
        return False
    if status in ("success", "true"):
        return True
    flag = outcome.success if outcome.success is not None else outcome.is_success
    if flag is not None:
        return flag
    return not (status in ("failed", "false") or status.endswith("_failed"))


def item_result(entry: Entry[K], outcome: Outcome | None) -> ItemResult[K]:
    """The result of an entry: its outcome, if the reply has one for it."""
    if outcome is None:
        message = "The reply does not mention it; read the task before repeating."
        return ItemResult(item=entry.item, status=ItemStatus.UNKNOWN, message=message)
    match accepted(outcome):
        case True:
            value = outcome if outcome.has_details or outcome.task_id != entry.job_id else None
            return ItemResult(item=entry.item, status=ItemStatus.ACCEPTED, message=outcome.reason, value=value)
        case False:
            return failed(entry, outcome.error_code, outcome.reason or "DRS gives no reason")
        case None:
            return ItemResult(item=entry.item, status=ItemStatus.UNKNOWN, message=outcome.reason)


def failed(entry: Entry[K], code: str | None, message: str) -> ItemResult[K]:
    """The result of an entry that DRS refused, with what its code means."""
    code = normal_code(code)
    meaning = CODES.get(code) if code else None
    text = f"{message.rstrip('.')}. {meaning.hint}" if meaning and meaning.hint else message
    return ItemResult(item=entry.item, status=ItemStatus.FAILED, code=code, message=text)
