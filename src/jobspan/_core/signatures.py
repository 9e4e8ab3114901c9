"""A better error for a call whose arguments do not fit."""

import inspect
from collections.abc import Callable
from typing import Any

from jobspan._core.similar import similar


class Misfit(TypeError):
    """A ``TypeError`` about the arguments of a call, which notebooks show without the frames between the call and here."""

    def _render_traceback_(self) -> list[str]:
        from jobspan.integrations.tracebacks import rendered

        return rendered(self)

    def __reduce__(self) -> tuple[type[TypeError], tuple[Any, ...]]:
        return TypeError, self.args


Misfit.__name__ = Misfit.__qualname__ = TypeError.__name__  # to whoever sees it, it is just that
Misfit.__module__ = TypeError.__module__


def explain_misfit(
    name: str, function: Callable[..., Any], misfit: TypeError, /, *args: object, **kwargs: object
) -> TypeError:
    """The error to raise for arguments that do not fit: of a misspelt one, the names that come close.

    Any other error is returned as it is. ``name`` is what users call the function.
    """
    signature = inspect.signature(function)
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        known = [each for each in signature.parameters if each != "self"]
        for unknown in (each for each in kwargs if each not in signature.parameters):
            close = similar(unknown, known, 2) or [each for each in known if each.startswith(unknown)]
            if close:
                meant = " or ".join(repr(each) for each in close)
                return Misfit(f"{name}() has no argument {unknown!r}. Did you mean {meant}?")
            return Misfit(f"{name}() has no argument {unknown!r}. It takes: {', '.join(known)}.")
        return Misfit(f"{name}() {str(misfit).removeprefix(f'{function.__qualname__}() ')}")
    return misfit
