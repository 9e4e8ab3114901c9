"""What jobs came to, kept in the journal beside their calls: a control plane forgets jobs, or puts others in their place."""

import logging
from collections.abc import Callable
from typing import Any, Final

from jobspan._core.classes import frozen
from jobspan._core.effects import Flow, pure
from jobspan._core.plain import plain
from jobspan._sync.handle import Handle
from jobspan._sync.keeping import kept_once
from jobspan.errors import JobspanError
from jobspan.integrations.airflow.keys import within_limit
from jobspan.journal import Journal, RunState

_METHOD: Final = "result"


@frozen
class Ending:
    """The end of a job that succeeded: its result, as JSON."""

    result: Any


def keep_ending(handle: Handle[Any, Any], key: str, result: Any, log: logging.Logger) -> None:
    """Write down what the job of a call came to. A journal that cannot be written does not make it less true.

    Args:
        key: of the call.
    """
    ending = Ending(plain(result))
    try:
        _once(handle, key, lambda: pure(ending))
    except JobspanError as error:
        log.warning("The result could not be kept for a later try: %s", error)


def kept_ending(journal: Journal, handle: Handle[Any, Any], key: str) -> Ending | None:
    """What an earlier try saw the job of a call come to, if it saw its end."""
    run = journal.get(_key(key))
    if run is None or run.state is not RunState.DONE:
        return None
    known: Ending = _once(handle, key, _not_again)
    return known


def _once(handle: Handle[Any, Any], key: str, start: Callable[[], Flow[Ending]]) -> Ending:
    return kept_once(handle, _key(key), _METHOD, start)


def _not_again() -> Flow[Ending]:
    raise RuntimeError("An end that is kept was asked for again")
    yield


def _key(key: str) -> str:
    return within_limit(f"{key}=result")
