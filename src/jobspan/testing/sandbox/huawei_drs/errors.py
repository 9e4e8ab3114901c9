"""Error bodies of DRS: flat, or as the results of a batch.

Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_05_0004.html. Which form an undocumented refusal takes is a
decision of this sandbox.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jobspan.testing.sandbox.http import Refused, Reply

EMPTY, INVALID = "DRS.M00201", "DRS.M00202"
PAGE, PAGE_LIMIT = "DRS.M00210", "DRS.M00211"
WRONG_PROJECT, NAME_EXISTS = "DRS.M00261", "DRS.M00277"
NOT_FOUND, DELETED = "DRS.M00289", "DRS.M05004"
DUPLICATE, INVALID_REQUEST = "DRS.M00301", "DRS.M00300"
STATE, SUBTASKS_ONLY, PARENTS_ONLY = "DRS.M00304", "DRS.M00307", "DRS.M00308"
TOO_FREQUENT, BUSY = "DRS.M01503", "DRS.M01504"
WRONG_CREDENTIALS = "DRS.KE0002"
V5_NOT_FOUND = "DRS.10000010"

MESSAGES = {
    NOT_FOUND: "The task does not exist.",
    DELETED: "The task has been deleted or its resources have been released.",
    STATE: "The API cannot be called in the current task status.",
    SUBTASKS_ONLY: "Only subtasks can call this API.",
    PARENTS_ONLY: "Only parent tasks can call this API.",
    TOO_FREQUENT: "The operation is too frequent. Try again later.",
    BUSY: "Another operation is being performed on the task, or the task is abnormal.",
    WRONG_CREDENTIALS: "The username or password is incorrect.",
}


class ItemFailed(Exception):
    """One entry of a batch fails."""

    def __init__(self, code: str, message: str | None = None) -> None:
        super().__init__(message or MESSAGES[code])
        self.code = code


def flat(status: int, code: str, message: str) -> Reply:
    return Reply.of_json({"error_code": code, "error_msg": message}, status)


def refusal(code: str, message: str, status: int = 400) -> Refused:
    return Refused(flat(status, code, message))


def missing(name: str) -> Refused:
    return refusal(EMPTY, f"The value of {name} is empty.")


def invalid(name: str) -> Refused:
    return refusal(INVALID, f"The value of {name} is invalid.")


def failed_entry(id: str, code: str, message: str) -> dict[str, Any]:
    return {"id": id, "status": "failed", "error_code": code, "error_msg": message}


def batch_refusal(entries: Iterable[dict[str, Any]]) -> Refused:
    """A batch that is refused as a whole, with the entries that are to blame."""
    results = list(entries)
    return Refused(Reply.of_json({"results": results, "count": len(results)}, 400))
