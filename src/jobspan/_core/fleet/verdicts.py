"""What an answer means for its item."""

from collections.abc import Callable
from typing import Any, Final

import attrs

from jobspan._core.classes import frozen
from jobspan._core.text_redaction import mask_text
from jobspan.batches import BatchResult
from jobspan.errors import (
    AmbiguousOutcomeError,
    AuthError,
    InProgress,
    JobFailed,
    JobspanError,
    KeyReused,
    PartialFailure,
    RateLimited,
    RuleViolation,
    SendPhase,
    TransportError,
    ValidationError,
    WaitTimeout,
)
from jobspan.fleet import ItemEnd

_LONGEST: Final = 500
_BUSY_PAUSE: Final = 5.0
_THROTTLED_PAUSE: Final = 60.0
"""Seconds, where the plane names no other."""


@frozen(kw_only=True)
class Verdict:
    """
    Attributes:
        end: of the item.
        reason: why it is not done.
        again: it met something busy or throttled, and may be tried again.
        throttled: the whole plane rests until then.
        made: whether the plane had taken the call on: a new try needs a new key.
        pause: seconds until then.
        lock_risk: its credentials were refused, or, where its end is unknown, may have been.
        of_client: those were the client's own.
        unsent: it, or a part of it, did not leave: it was interrupted, or the server cannot be reached. One that left in
            part is running: its key goes on with the rest.
        accepted: how many entries of a batch the plane accepted; ``None``: the answer does not tell.
    """

    end: ItemEnd
    reason: str = ""
    again: bool = False
    made: bool = False
    throttled: bool = False
    pause: float = _BUSY_PAUSE
    lock_risk: bool = False
    of_client: bool = False
    unsent: bool = False
    accepted: int | None = None


def judge(answer: Any, is_busy: Callable[[object], bool], is_lock_risk: Callable[[object], bool]) -> Verdict:
    """What a result, or an error, says of an item."""
    verdict = _verdict(answer, is_busy, is_lock_risk)
    return attrs.evolve(verdict, accepted=len(answer.succeeded)) if isinstance(answer, BatchResult) else verdict


def _verdict(answer: Any, is_busy: Callable[[object], bool], is_lock_risk: Callable[[object], bool]) -> Verdict:
    error = answer if isinstance(answer, JobspanError) else failure_in(answer)
    if error is None:
        return Verdict(end=ItemEnd.DONE)
    reason = " ".join(mask_text(str(error)).split())[:_LONGEST]
    if is_lock_risk(error) or (answer is not error and is_lock_risk(answer)):
        end = ItemEnd.UNKNOWN if isinstance(error, AmbiguousOutcomeError) else ItemEnd.FAILED
        return Verdict(end=end, reason=reason, lock_risk=True)
    if isinstance(answer, BatchResult) and (answer.unknown or answer.not_sent):
        return _unfinished(answer, reason)
    match error:
        case RateLimited(retry_after=pause):
            return Verdict(
                end=ItemEnd.FAILED, reason=reason, again=True, throttled=True, pause=pause or _THROTTLED_PAUSE
            )
        case AuthError():
            return Verdict(end=ItemEnd.FAILED, reason=reason, lock_risk=True, of_client=True)
        case AmbiguousOutcomeError():
            return Verdict(end=ItemEnd.UNKNOWN, reason=reason)
        case WaitTimeout() | InProgress():
            return Verdict(end=ItemEnd.RUNNING, reason=reason)
        case RuleViolation() | ValidationError() | KeyReused():
            return Verdict(end=ItemEnd.REFUSED, reason=reason, again=is_busy(error))
        case TransportError(phase=SendPhase.NOT_SENT):
            return Verdict(end=ItemEnd.FAILED, reason=reason, unsent=True)
        case PartialFailure():
            throttled = is_busy(error)
            pause = _THROTTLED_PAUSE
            return Verdict(
                end=ItemEnd.FAILED, reason=reason, again=throttled, made=True, throttled=throttled, pause=pause
            )
        case _:
            return Verdict(end=ItemEnd.FAILED, reason=reason, again=is_busy(error), made=isinstance(error, JobFailed))


def _unfinished(batch: BatchResult[Any], reason: str) -> Verdict:
    """Its key goes on with the batch: it looks what became of what is unknown, and sends what did not leave."""
    if batch.unknown:
        return Verdict(end=ItemEnd.UNKNOWN, reason=reason)
    begun = len(batch.not_sent) + len(batch.skipped) < len(batch)
    return Verdict(end=ItemEnd.RUNNING if begun else ItemEnd.FAILED, reason=reason, unsent=True)


def failure_in(result: Any) -> JobspanError | None:
    """Results of tests and batches say themselves whether all is well."""
    for name in ("raise_for_failures", "raise_for_failure"):
        check = getattr(result, name, None)
        if callable(check):
            try:
                check()
            except JobspanError as failed:
                return failed
    return None
