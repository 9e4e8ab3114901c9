"""Events: to the client's hooks, to whoever listens in this context, and to the log."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import attrs

from jobspan._core.calls import current_call
from jobspan._core.records import log
from jobspan.hooks import Carrier, Event, Hook, JobStarted

_listeners: ContextVar[tuple[Hook, ...]] = ContextVar("jobspan_listeners", default=())


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
        self._carriers = tuple(hook for hook in self.hooks if isinstance(hook, Carrier))

    def hearing(self, plane: str) -> Callable[[], bool]:
        """Tells whether anybody would hear of an event of a plane: a hook, a listener in this context, or the log."""
        log = logging.getLogger(f"jobspan.{plane}")
        return lambda: self.listened() or log.isEnabledFor(logging.INFO)

    def carried(self) -> dict[str, str]:
        """The headers that hooks give to the request that goes out now."""
        headers: dict[str, str] = {}
        for carrier in self._carriers:
            headers |= carrier.request_headers()
        return headers

    def listened(self) -> bool:
        """Whether anybody hears events, the log aside."""
        return bool(self.hooks or _listeners.get())

    def emit(self, event: Event) -> None:
        call = current_call()
        if call is not None and isinstance(event, JobStarted):
            call.has(event.ref)
        log(event, call)
        hooks = (*self.hooks, *_listeners.get())
        if not hooks:
            return
        if call is not None:
            event = attrs.evolve(event, call_id=call.id, parent_id=call.parent_id)
        for hook in hooks:
            try:
                hook(event)
            except Exception:
                logging.getLogger("jobspan").exception("A hook failed on %s", type(event).__name__)
