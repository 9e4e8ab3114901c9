"""A better error for a call whose arguments do not fit.

Arguments that are missing, or that a call does not have, are a mistake in the program, not in what it was given. They are a
``TypeError`` in every call of jobspan, as they are in every other call of Python."""

import inspect
from collections.abc import Callable
from typing import Any

from jobspan._core.similar import similar


def explain_misfit(function: Callable[..., Any], misfit: TypeError, /, *args: object, **kwargs: object) -> TypeError:
    """The error to raise: of a misspelt argument, the names that come close; else what Python says, with the name of the call.

    An error that is not about the arguments is returned as it is.
    """
    try:
        signature = inspect.signature(function)
        signature.bind(*args, **kwargs)
    except TypeError as unfit:
        known = [name for name in signature.parameters if name != "self"]
        for unknown in (name for name in kwargs if name not in signature.parameters):
            close = similar(unknown, known, 2) or [n for n in known if n.startswith(unknown)]
            if close:
                meant = " or ".join(repr(name) for name in close)
                return TypeError(f"{function.__qualname__}() has no argument {unknown!r}. Did you mean {meant}?")
            return TypeError(f"{function.__qualname__}() has no argument {unknown!r}. It takes: {', '.join(known)}.")
        if str(misfit) == str(unfit):  # it names no call
            return TypeError(f"{function.__qualname__}() {unfit}")
    return misfit
