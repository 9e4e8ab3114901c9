"""Events as records of the standard library's logging: a line for people, and fields for machines."""

import logging
from typing import Any, Final

import attrs

from jobspan._core.calls import Calling
from jobspan._core.visible import in_line
from jobspan.hooks import (
    CallEnded,
    CallStarted,
    ChangeAccepted,
    Event,
    FleetItemChanged,
    FleetWaits,
    JobChanged,
    JobStarted,
    KeyClaimed,
    LookFailed,
    RequestFailed,
    RequestStarted,
    ResponseReceived,
    RetryScheduled,
    RuleWarning,
    RunJoined,
    RunReplayed,
    RunTakenOver,
    StepStarted,
    UnexpectedData,
)

PREFIX: Final = "jobspan_"
"""Before each field, since attributes of records are shared by all that logs in a program."""

logging.getLogger("jobspan").addHandler(logging.NullHandler())


def log(event: Event, call: Calling | None) -> None:
    """One line an event, on ``jobspan.<plane>``; never a body, never a secret."""
    told = _level(event)
    if told is None:
        return
    plane = event.ref.plane if isinstance(event, JobChanged | JobStarted) else event.plane
    logger = logging.getLogger(f"jobspan.{plane}")
    if logger.isEnabledFor(told):
        text, *values = _line(event)
        said = (each if isinstance(each, int | float) else in_line(str(each)) for each in values)
        logger.log(told, text, *said, extra=fields(event, call))


def fields(event: Event, call: Calling | None) -> dict[str, Any]:
    """The members of the event's JSON form, each with the prefix."""
    if call is not None:
        event = attrs.evolve(event, call_id=call.id, parent_id=call.parent_id)
    return {f"{PREFIX}{name}": value for name, value in event.to_dict().items()}


def _level(event: Event) -> int | None:
    match event:
        case RequestStarted() | ChangeAccepted() | CallStarted():
            return None
        case CallEnded():
            return logging.DEBUG
        case JobChanged():
            return logging.INFO if event.changed else None
        case UnexpectedData():
            return logging.WARNING if event.row else logging.INFO
        case LookFailed() | RequestFailed() | RetryScheduled() | RuleWarning():
            return logging.WARNING
        case _:
            return logging.INFO


def _line(event: Event) -> tuple[Any, ...]:
    match event:
        case LookFailed():
            return "%s: could not be read: %s", event.operation, event.error
        case ResponseReceived():
            return (
                "%s %s -> %s in %.3f s (%s, attempt %d, request %s)",
                event.method,
                event.url,
                event.status,
                event.elapsed,
                event.operation,
                event.attempt,
                event.request_id or "-",
            )
        case RequestFailed():
            return (
                "%s %s -> %s: %s (%s, attempt %d)",
                event.method,
                event.url,
                event.phase,
                event.error,
                event.operation,
                event.attempt,
            )
        case RetryScheduled():
            return "%s: again in %.2f s, after: %s", event.operation, event.delay, event.reason
        case JobStarted():
            return "%s %s: the job of the call", event.ref.kind, event.ref.id
        case JobChanged():
            return "%s %s: %s %s", event.ref.kind, event.ref.id, event.state, event.progress.text
        case RuleWarning():
            why = f" (sent all the same: {event.reason})" if event.reason else ""
            return "%s: %s%s", event.operation, event.verdict, why
        case UnexpectedData():
            times = f" ({event.times} times)" if event.times > 1 else ""
            return "%s: %s: %s%s", event.operation, event.path, event.what, times
        case KeyClaimed() | RunJoined() | RunTakenOver() | RunReplayed():
            return "key %r: %s", event.key, type(event).__name__
        case StepStarted():
            return "%s: %s", event.journey, event.step
        case FleetItemChanged():
            item = event.item
            return "fleet %s: %s: %s %s", event.fleet, item.name, item.end.value, item.reason
        case FleetWaits():
            return "fleet %s: nothing is started before %s", event.fleet, event.until.isoformat()
        case CallEnded():
            return "%s: %s in %.3f s", event.call, event.outcome.value, event.elapsed
        case _:
            return ("%s", type(event).__name__)
