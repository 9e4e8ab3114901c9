"""While a job is waited for, each look is a request or two: a line for each would bury what the log of a task says."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar
from typing import Final

from jobspan._planes.registry import PLANES

_WAITING: Final = ContextVar("_WAITING", default=False)


class _OfWaits(logging.Filter):
    """Keeps back what a wait tells of requests that went well, unless somebody wants to see everything."""

    def filter(self, record: logging.LogRecord) -> bool:
        return (
            record.levelno >= logging.WARNING
            or not _WAITING.get()
            or logging.getLogger(record.name).isEnabledFor(logging.DEBUG)
        )


_OF_WAITS: Final = _OfWaits()


@contextmanager
def quiet() -> Iterator[None]:
    """Within it, jobspan's loggers tell of failures only; with the level ``DEBUG``, of everything."""
    _listen()
    token = _WAITING.set(True)
    try:
        yield
    finally:
        _WAITING.reset(token)


def quiet_context() -> Context:
    """An empty context that is as quiet, for a task of an event loop."""
    _listen()
    context = Context()
    context.run(_WAITING.set, True)
    return context


def _listen() -> None:
    for plane in PLANES:
        logging.getLogger(f"jobspan.{plane}").addFilter(_OF_WAITS)
