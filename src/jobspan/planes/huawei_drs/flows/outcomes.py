"""What a batch reply says of each entry."""

from collections.abc import Sequence
from typing import TypeVar

from jobspan.models import ItemResult, ItemStatus
from jobspan.planes.huawei.faults import normal_code
from jobspan.planes.huawei_drs.codes import CODES
from jobspan.planes.huawei_drs.flows.judge import Entry
from jobspan.planes.huawei_drs.models.replies import Outcome

K = TypeVar("K")

UNDECIDED = "undecided"
"""A status that DRS does not use: no read could tell."""


def match(entries: Sequence[Entry[K]], outcomes: Sequence[Outcome]) -> list[Outcome | None]:
    """The outcome of each entry: by task and end where they agree, else by position (documented replies name other ids)."""
    wanted = {entry.key for entry in entries}
    by_key = {(outcome.task_id, outcome.end_point_type): outcome for outcome in outcomes}
    by_id = {outcome.task_id: outcome for outcome in outcomes}
    found: list[Outcome | None] = []
    for index, entry in enumerate(entries):
        outcome = by_key.get(entry.key) or by_key.get((entry.job_id, None))
        if outcome is None and entry.end_point is None:
            outcome = by_id.get(entry.job_id)
        if outcome is None and len(outcomes) == len(entries):
            other = outcomes[index]
            foreign = (other.task_id, other.end_point_type) not in wanted
            outcome = other if foreign and other.end_point_type in (None, entry.end_point) else None
        found.append(outcome)
    return found


def accepted(outcome: Outcome) -> bool | None:
    """Whether DRS accepted the entry; ``None``: nobody can tell."""
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
    """The entry with what became of it."""
    if outcome is None:
        message = "The reply does not mention it; read the task before repeating."
        return ItemResult(item=entry.item, status=ItemStatus.UNKNOWN, message=message)
    match accepted(outcome):
        case True:
            value = outcome if outcome.tells_more or outcome.task_id != entry.job_id else None
            return ItemResult(item=entry.item, status=ItemStatus.ACCEPTED, message=outcome.reason, value=value)
        case False:
            return failed(entry, outcome.error_code, outcome.reason or "DRS gives no reason")
        case None:
            return ItemResult(item=entry.item, status=ItemStatus.UNKNOWN, message=outcome.reason)


def failed(entry: Entry[K], code: str | None, message: str) -> ItemResult[K]:
    """The result of an entry that DRS refused, with what its code means."""
    code = normal_code(code)
    meaning = CODES.get(code) if code else None
    told = f"{message.rstrip('.')}. {meaning.hint}" if meaning and meaning.hint else message
    return ItemResult(item=entry.item, status=ItemStatus.FAILED, code=code, message=told)
