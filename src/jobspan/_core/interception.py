"""Running a flow inside another one that sees what it asks for."""

from collections.abc import Callable
from typing import Any

from jobspan._core.effects import Effect, Flow


def intercept(flow: Flow[Any], stop_here: Callable[[Effect], bool]) -> Flow[Any]:
    """Pass on what a flow asks for, showing each effect first. Where ``stop_here`` says so, close it and return ``None``."""
    answer: Any = None
    problem: BaseException | None = None
    try:
        while True:
            try:
                effect = flow.throw(problem) if problem is not None else flow.send(answer)
            except StopIteration as end:
                return end.value
            answer = problem = None
            if stop_here(effect):
                return None
            try:
                answer = yield effect
            except Exception as error:
                problem = error
    finally:
        flow.close()
