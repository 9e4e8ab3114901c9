"""A better error for a call whose arguments do not fit."""

import inspect
from collections.abc import Callable
from typing import Any

from jobspan._core.similar import similar


def explain_misfit(function: Callable[..., Any], misfit: TypeError, /, *args: object, **kwargs: object) -> TypeError:
    """The error to raise for a misspelt argument: the names that come close. Any other error is returned as it is."""
    try:
        signature = inspect.signature(function)
        signature.bind(*args, **kwargs)
    except TypeError:
        known = [name for name in signature.parameters if name != "self"]
        for unknown in (name for name in kwargs if name not in signature.parameters):
            close = similar(unknown, known, 2) or [n for n in known if n.startswith(unknown)]
            if close:
                meant = " or ".join(repr(name) for name in close)
                return TypeError(f"{function.__qualname__}() has no argument {unknown!r}. Did you mean {meant}?")
            return TypeError(f"{function.__qualname__}() has no argument {unknown!r}. It takes: {', '.join(known)}.")
    return misfit
