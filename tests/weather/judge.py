"""What the client said, against what the sandbox's own record says. The client's words count for nothing here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from enum import StrEnum
from typing import Any

from jobspan import AmbiguousOutcomeError, ConfigError, JobFailed, PartialFailure, Phase, RuleViolation, WaitTimeout
from jobspan._core.operation import RetryClass
from jobspan.batches import BatchResult, ItemStatus
from jobspan.errors import JobspanError, PlanChanged, ValidationError
from jobspan.testing import Sandbox
from jobspan.testing.sandbox.recorder import RecordedRequest
from tests.faults.matrix import OPERATIONS


class Verdict(StrEnum):
    """What became of a step; the worst one of a journey is the journey's."""

    DONE = "done"
    """It succeeded, and the client says so."""
    FAILED = "failed"
    """It was not done, or ended in failure, and the client says so."""
    REFUSED = "refused"
    """The client did not send it: a rule, a plan that no longer holds."""
    DOUBT = "in doubt"
    """The client says that it does not know, or that it is not over as far as it could see."""
    DENIED = "failed, but done"
    FALSE_END = "false end"
    FALSE_SUCCESS = "false success"
    TWICE = "done twice"
    STRAY = "secret gone astray"
    LOST = "reference lost"
    RAW = "raw exception"

    @property
    def is_fault(self) -> bool:
        return self not in _HONEST

    @property
    def severity(self) -> int:
        return _SEVERITY[self]


STRANGERS = "strangers"
NAMING_ACCOUNTS = frozenset({"delphix"})
"""The planes that say which account did what."""
HARMLESS, CANCEL = frozenset({"update_data_source", "update_collection"}), ".cancel"
"""Looked for before they are sent again, to spare the plane; a document that is replaced as a whole, and a job of CipherTrust
that is asked to stop, are the same however often the request arrives."""
_HONEST = frozenset({Verdict.DONE, Verdict.FAILED, Verdict.REFUSED, Verdict.DOUBT})
_SEVERITY = {verdict: number for number, verdict in enumerate(Verdict)}
_REFUSALS = (RuleViolation, ValidationError, PlanChanged, ConfigError)


def acted(request: RecordedRequest) -> bool:
    """Whether the plane did what a request asked, at least for one item, whatever the client got to see of it."""
    answer = request.answer
    if answer is None or answer.status >= 300:
        return False
    if request.plane == "groupid":
        return bool(answer.body) and answer.json().get("status") == 0
    rows = rows_of(request)
    return not rows or any(map(is_accepted, rows))


def rows_of(request: RecordedRequest) -> list[dict[str, Any]]:
    """The rows of a batch of DRS, as the plane itself gave them."""
    if request.plane != "huawei_drs" or request.answer is None or not request.answer.body:
        return []
    document: dict[str, Any] = request.answer.json()
    rows: list[Any] = next((document[name] for name in ("results", "jobs") if isinstance(document.get(name), list)), [])
    return [row for row in rows if isinstance(row, dict)]


def is_accepted(row: dict[str, Any]) -> bool:
    return str(row.get("status", "success")).casefold() not in ("failed", "false")


class Record:
    """What the plane did of one operation since this was made."""

    def __init__(self, sandbox: Sandbox, operation: str, plane: str) -> None:
        self._sandbox = sandbox
        self.plane, self.operation = plane, operation
        self._before = sandbox.requests.count(operation, plane)
        self._gusts_before = len(sandbox.gusts)

    @property
    def _all(self) -> list[RecordedRequest]:
        return self._sandbox.requests.of(self.operation, self.plane)[self._before :]

    @property
    def requests(self) -> list[RecordedRequest]:
        """Those that the plane acted on."""
        return list(filter(acted, self._all))

    @property
    def was_so_already(self) -> bool:
        """Whether what was asked for is so without this client: the plane says to something that may be repeated that there is
        no such thing (any more), or somebody else did the very same, and the plane does not say who did what."""
        gone = self.repeatable and any(each.answer and each.answer.status == 404 for each in self._all)
        return gone or (self.has_twin and self.plane not in NAMING_ACCOUNTS)

    @property
    def has_twin(self) -> bool:
        """Whether somebody else did the very same at the same moment."""
        gusts = self._sandbox.gusts[self._gusts_before :]
        return any(gust.operation_id == self.operation and STRANGERS in gust.kinds for gust in gusts)

    @property
    def ids(self) -> set[str]:
        """Whatever the plane's answers name as an id: what was made for this client and nobody else."""
        return {found for request in self.requests if request.answer for found in _ids(_document(request))}

    def accepted(self) -> set[str]:
        """Ids and names of the items of batches that the plane accepted."""
        good = [row for request in self.requests for row in rows_of(request) if is_accepted(row)]
        return {str(row[name]) for row in good for name in ("id", "job_id", "name") if row.get(name)}

    @property
    def repeatable(self) -> bool:
        """Whether a repeat ends in the same state."""
        if self.operation in HARMLESS or self.operation.endswith(CANCEL):
            return True
        return OPERATIONS[self.plane, self.operation].retry in (RetryClass.READ, RetryClass.IDEMPOTENT)


def _document(request: RecordedRequest) -> Any:
    return request.answer.json() if request.answer and request.answer.body else None


def _ids(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for name, value in document.items():
            if isinstance(value, str | int) and (name.endswith(("id", "Id")) or name == "data"):
                yield str(value)
            else:
                yield from _ids(value)
    elif isinstance(document, list):
        for each in document:
            yield from _ids(each)


def judge_change(answer: Any, record: Record, expected: int = 1) -> Verdict:
    """A call that changes something. ``answer``: what it returned or raised."""
    if isinstance(answer, BaseException) and not isinstance(answer, JobspanError):
        return Verdict.RAW
    done = len(record.requests)
    if done > expected and not record.repeatable:
        return Verdict.TWICE
    result = answer.result if isinstance(answer, PartialFailure) else answer
    if isinstance(result, BatchResult):
        accepted = record.accepted() if record.plane == "huawei_drs" else None
        return judge_items(result, accepted, done, so_already=record.was_so_already)
    if isinstance(answer, AmbiguousOutcomeError):
        return Verdict.DOUBT
    if isinstance(answer, JobspanError):
        if done and not carries(answer):
            return Verdict.DENIED
        return Verdict.REFUSED if isinstance(answer, _REFUSALS) and not done else Verdict.FAILED
    if record.was_so_already:
        return Verdict.DONE
    ref = getattr(answer, "ref", None)
    is_so = bool(done) and (ref is None or names(ref, record.ids))
    return Verdict.DONE if is_so else Verdict.FALSE_SUCCESS


def names(ref: Any, ids: Collection[str]) -> bool:
    """Whether a reference is to something of these; answers without ids say nothing about it."""
    return not ids or bool({ref.id, *ref.about.values()} & set(ids))


def judge_items(result: BatchResult[Any], accepted: set[str] | None, done: int, *, so_already: bool = False) -> Verdict:
    """A batch, item by item; without a record of items, as a whole."""
    verdicts = [
        Verdict.DONE
        if so_already and each.status is ItemStatus.ACCEPTED
        else _judge_item(each.status, _was(each.item, accepted, done))
        for each in result
    ]
    return max(verdicts, key=lambda verdict: verdict.severity, default=Verdict.DONE)


def _was(item: Any, accepted: set[str] | None, done: int) -> bool:
    if accepted is None:
        return bool(done)
    name = getattr(item, "job_id", None) or getattr(item, "name", None) or item
    return str(name) in accepted


def _judge_item(status: ItemStatus, done: bool) -> Verdict:
    match status:
        case ItemStatus.ACCEPTED:
            return Verdict.DONE if done else Verdict.FALSE_SUCCESS
        case ItemStatus.UNKNOWN:
            return Verdict.DOUBT
        case ItemStatus.SKIPPED:
            return Verdict.DENIED if done else Verdict.REFUSED
        case _:
            return Verdict.DENIED if done else Verdict.FAILED


def judge_wait(answer: Any, truth: Phase) -> Verdict:
    """A wait for the end of a job; ``truth``: where the job is in the sandbox at this moment."""
    match answer:
        case WaitTimeout():
            return Verdict.DOUBT
        case JobFailed(phase=said):
            verdict = judge_phase(said, truth)
            return Verdict.FAILED if verdict is Verdict.DONE else verdict
        case PartialFailure():
            return Verdict.FALSE_END if not truth.is_terminal else Verdict.FAILED
        case JobspanError():
            return Verdict.DOUBT if carries(answer) else Verdict.LOST
        case BaseException():
            return Verdict.RAW
    return judge_phase(Phase.SUCCEEDED, truth)


def judge_phase(said: Phase, truth: Phase) -> Verdict:
    """What a job is said to have ended as, against where it is."""
    if not said.is_terminal:
        return Verdict.DOUBT
    if not truth.is_terminal:
        return Verdict.FALSE_END
    if said is truth:
        return Verdict.DONE
    if said is Phase.SUCCEEDED:
        return Verdict.FALSE_SUCCESS
    if truth is Phase.SUCCEEDED:
        return Verdict.DOUBT if said is Phase.PARTIAL else Verdict.DENIED
    return Verdict.FAILED


def judge_journey(answer: Any, done: Collection[str], so: Callable[[], bool]) -> Verdict:
    """A call of several steps. ``done``: the operations that the plane has carried out for it; ``so``: what its success
    claims is so. A doubt names the operation that it is about; what was done besides has to be told."""
    about = answer.operation if isinstance(answer, AmbiguousOutcomeError) else None
    match answer:
        case JobspanError() if set(done) - {about} and not carries(answer):
            return Verdict.LOST
        case AmbiguousOutcomeError():
            return Verdict.DOUBT
        case JobspanError():
            return Verdict.REFUSED if isinstance(answer, _REFUSALS) else Verdict.FAILED
        case BaseException():
            return Verdict.RAW
    return Verdict.DONE if so() else Verdict.FALSE_SUCCESS


def carries(error: JobspanError) -> bool:
    """Whether an error says what was done before it: a reference, the operations that were accepted, or the items."""
    return bool(error.accepted or getattr(error, "ref", None) or getattr(error, "result", None))
