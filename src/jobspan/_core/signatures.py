"""A better error for a call whose arguments do not fit."""

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final, Literal, get_args, get_origin

from jobspan._core.similar import similar

_KEYED: Final = "{name}.once(key, ...) makes the call once under a key."
_PLANNED: Final = "{name}.plan(...) shows the call and sends nothing."
_OF_CHANGES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("once", "key", "idempotency_key", "client_token"), _KEYED),
    **dict.fromkeys(("plan", "dry_run"), _PLANNED),
    **dict.fromkeys(("wait", "timeout", "progress"), "Where it returns a handle, handle.wait() takes that."),
}
_OF_LISTS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("limit", "max_results", "max_items", "top"), "{name}(...).to_list(limit=...) reads so many rows."),
}
"""What people know from other libraries, and where it is here."""
_ALIKE: Final = (
    frozenset({"retries", "max_retries", "attempts", "max_attempts", "max_tries"}),
    frozenset({"page_size", "per_page", "batch_size", "chunk_size"}),
    frozenset({"ip", "host", "hostname", "address", "server"}),
    frozenset({"to", "path", "file", "filename", "destination", "output", "target"}),
)
"""Words that libraries of this sort have for the same thing."""


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
    function: Callable[..., Any], misfit: TypeError, owner: object, /, *args: object, **kwargs: object
) -> TypeError:
    """The error to raise for a call that does not fit its signature: what does not, and what would.

    Any other error is returned as it is.
    """
    signature = inspect.signature(function)
    try:
        signature.bind(owner, *args, **kwargs)
    except TypeError as wrong:
        return _explained(called(owner, function), list(signature.parameters.values())[1:], wrong, owner, args, kwargs)
    return misfit


def check_fit(function: Callable[..., Any], hint: str, owner: object, /, *args: object, **kwargs: object) -> None:
    """Refuse a call that does not fit its signature, where something may have been forgotten before its arguments.

    Raises:
        TypeError: it does not fit.
    """
    try:
        inspect.signature(function).bind(owner, *args, **kwargs)
    except TypeError as wrong:
        raise Misfit(f"{explain_misfit(function, wrong, owner, *args, **kwargs)} {hint}") from None


def called(owner: Any, function: Callable[..., Any]) -> str:
    """What users write for a method, rather than the class that happens to define it."""
    return str(owner._called(function.__name__)) if hasattr(owner, "_called") else function.__qualname__


def init_that_explains(kind: type[Any], init: Callable[..., None], hint: str = "") -> Callable[..., None]:
    """The ``__init__`` of a class that people make instances of: it says what it takes instead of what does not fit."""

    @wraps(init)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        try:
            init(self, *args, **kwargs)
        except TypeError as misfit:
            explained = explain_misfit(init, misfit, _Made(kind.__name__), *args, **kwargs)
            raise (explained if explained is misfit else Misfit(f"{explained} {hint}".rstrip())) from None

    return __init__


class _Made:
    """In the place of an instance that there is none of: what people write to make one."""

    def __init__(self, name: str) -> None:
        self._name = name

    def _called(self, method: str) -> str:
        return self._name


def _explained(
    name: str,
    parameters: list[inspect.Parameter],
    wrong: TypeError,
    owner: object,
    args: tuple[object, ...],
    kwargs: Mapping[str, object],
) -> TypeError:
    known = [each.name for each in parameters]
    placed = [each.name for each in parameters if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
    for unknown in (each for each in kwargs if each not in known):
        return Misfit(f"{name}() has no argument {unknown!r}. {_instead(name, unknown, known, owner)}")
    if len(args) > len(placed):
        named = [each for each in parameters if each.kind is each.KEYWORD_ONLY]
        first = [each for each in named if each.default is each.empty] or named[:_MOST]
        rest = f" Give by name: {', '.join(f'{each.name}=' for each in first)}." if named else ""
        return Misfit(f"{name}() takes {', '.join(placed) or 'nothing'} by place, and got {len(args)} values.{rest}")
    given = {*placed[: len(args)], *kwargs}
    needed = [each for each in parameters if each.default is each.empty and each.kind not in _GATHERING]
    missing = [each for each in needed if each.name not in given]
    return Misfit(f"{name}() needs {', '.join(map(_in_words, missing))} as well.") if missing else wrong


def _in_words(parameter: inspect.Parameter) -> str:
    words = get_args(parameter.annotation)
    allowed = get_origin(parameter.annotation) is Literal and f" (one of {', '.join(map(str, words))})"
    return f"{parameter.name}{allowed or ''}"


_MOST: Final = 8
_GATHERING: Final = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def _instead(name: str, unknown: str, known: list[str], owner: object) -> str:
    if close := _meant(unknown, known):
        return f"Did you mean {' or '.join(repr(each) for each in close)}?"
    method = name.rpartition(".")[2]
    hint = ""
    if hasattr(getattr(owner, method, None), "once"):
        hint = _OF_CHANGES.get(unknown, "")
    elif method in ("list", "search"):
        searches = method == "list" and hasattr(owner, "search")
        hint = _OF_LISTS.get(unknown, f"{name.rpartition('.')[0]}.search(...) filters." if searches else "")
    takes = f"It takes: {', '.join(known)}." if known else "It takes no arguments."
    return f"{takes} {hint.format(name=name)}".rstrip()


def _meant(unknown: str, known: list[str]) -> list[str]:
    """The arguments that have it as one of their words, or begin with it; else those that mean the same, or look like it."""
    near = [each for each in known if unknown in each.split("_") or each.startswith(unknown)]
    alike = [each for each in known if any({each, unknown} <= words for words in _ALIKE)]
    return near or alike or (similar(unknown, known, 2) if len(unknown) > _SHORT else [])


_SHORT: Final = 3
"""So short a word looks like too many."""
