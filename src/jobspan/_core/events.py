"""Events: to the client's hooks, to whoever listens in this context, and to the log."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from jobspan.hooks import (
    ChangeAccepted,
    Event,
    FleetItemChanged,
    Hook,
    JobChanged,
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

_listeners: ContextVar[tuple[Hook, ...]] = ContextVar("jobspan_listeners", default=())

logging.getLogger("jobspan").addHandler(logging.NullHandler())


def unheard(event: Event) -> None:
    """A hook that does not listen: events need not be made for it."""


@contextmanager
def listening(hook: Hook) -> Iterator[None]:
    """Hear the events of the calls made inside."""
    if hook is unheard:
        yield
        return
    token = _listeners.set((*_listeners.get(), hook))
    try:
        yield
    finally:
        _listeners.reset(token)


class EventBus:
    """Publishes events. A hook that fails is logged and does not disturb the call."""

    def __init__(self, hooks: Sequence[Hook] = ()) -> None:
        self.hooks = tuple(hooks)

    def hearing(self, plane: str) -> Callable[[], bool]:
        """Tells whether anybody would hear of an event of a plane: a hook, a listener in this context, or the log."""
        if self.hooks:
            return lambda: True
        log = logging.getLogger(f"jobspan.{plane}")
        return lambda: bool(_listeners.get()) or log.isEnabledFor(logging.INFO)

    def emit(self, event: Event) -> None:
        log(event)
        for hook in (*self.hooks, *_listeners.get()):
            try:
                hook(event)
            except Exception:
                logging.getLogger("jobspan").exception("A hook failed on %s", type(event).__name__)


def log(event: Event) -> None:
    """One line an event, on ``jobspan.<plane>``; never a body, never a secret."""
    match event:
        case RequestStarted() | ChangeAccepted():
            return
        case LookFailed():
            logging.getLogger(f"jobspan.{event.plane}").warning(
                "%s: could not be read: %s", event.operation, event.error
            )
        case ResponseReceived():
            logging.getLogger(f"jobspan.{event.plane}").info(
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
            logging.getLogger(f"jobspan.{event.plane}").warning(
                "%s %s -> %s: %s (%s, attempt %d)",
                event.method,
                event.url,
                event.phase,
                event.error,
                event.operation,
                event.attempt,
            )
        case RetryScheduled():
            logging.getLogger(f"jobspan.{event.plane}").warning(
                "%s: again in %.2f s, after: %s", event.operation, event.delay, event.reason
            )
        case JobChanged():
            if event.changed:
                logging.getLogger(f"jobspan.{event.ref.plane}").info(
                    "%s %s: %s %s", event.ref.kind, event.ref.id, event.state, event.progress.text
                )
        case RuleWarning():
            why = f" (sent all the same: {event.reason})" if event.reason else ""
            logging.getLogger(f"jobspan.{event.plane}").warning("%s: %s%s", event.operation, event.verdict, why)
        case UnexpectedData():
            logging.getLogger(f"jobspan.{event.plane}").log(
                logging.WARNING if event.row else logging.INFO,
                "%s: %s: %s%s",
                event.operation,
                event.path,
                event.what,
                f" ({event.times} times)" if event.times > 1 else "",
            )
        case KeyClaimed() | RunJoined() | RunTakenOver() | RunReplayed():
            logging.getLogger(f"jobspan.{event.plane}").info("key %r: %s", event.key, type(event).__name__)
        case FleetItemChanged():
            item = event.item
            logging.getLogger(f"jobspan.{event.plane}").info(
                "fleet %s: %s: %s %s", event.fleet, item.name, item.end.value, item.reason
            )
        case StepStarted():
            logging.getLogger(f"jobspan.{event.plane}").info("%s: %s", event.journey, event.step)
