"""What a call finds wrong with its arguments by itself, found out without sending anything."""

import copy
from typing import Any, NoReturn, TypeVar

from jobspan._core.effects import Flow
from jobspan.errors import Problem, ValidationError

T = TypeVar("T")


class Part:
    """What of a client can be looked into by itself: it sends by ``_driver`` and by nothing else."""


class Stopped(BaseException):
    """A method got as far as it can without a driver. Never leaves those who gave it a stand-in."""

    def __init__(self, flow: Flow[Any] | None = None) -> None:
        super().__init__()
        self.flow = flow


class _NoDriver:
    """In the place of a driver: it runs nothing."""

    def listened(self) -> bool:
        return False

    def run(self, flow: Flow[Any], *_: Any, **__: Any) -> NoReturn:
        raise Stopped(flow)

    def __getattr__(self, name: str) -> NoReturn:
        raise Stopped


def stand_in_for(owner: T) -> T:
    """A part of a client that cannot send."""
    stand_in: Any = copy.copy(owner)
    stand_in._driver = _NoDriver()
    made: T = stand_in
    return made


def problems_behind(stop: BaseException) -> tuple[Problem, ...]:
    """What was found wrong where a method of a stand-in ended."""
    if isinstance(stop, ValidationError):
        return stop.problems
    if isinstance(stop, Stopped) and stop.flow is not None:
        return _problems_before_effects(stop.flow)
    if isinstance(stop, Stopped | Exception):  # what does not fit may break anything
        return ()
    raise stop


def _problems_before_effects(flow: Flow[Any]) -> tuple[Problem, ...]:
    try:
        next(flow)
    except ValidationError as found:
        return found.problems
    except Exception:
        return ()
    flow.close()
    return ()
