"""What somebody may have meant by an attribute that is not there."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

from jobspan._core.similar import similar
from jobspan.errors import ConfigError, NotConfigured

_ALIKE: Final = (
    frozenset(["run", "start", "execute", "launch", "trigger", "submit", "begin"]),
    frozenset(["get", "describe", "read", "fetch", "retrieve", "show"]),
    frozenset(["list", "all", "items", "iter", "search", "find", "filter", "query", "names"]),
    frozenset(["cancel", "stop", "abort", "kill"]),
    frozenset(["create", "add", "new", "make", "define", "insert"]),
    frozenset(["update", "modify", "patch", "edit", "set", "replace", "change"]),
    frozenset(["delete", "remove", "destroy", "drop"]),
    frozenset(["copy", "clone", "duplicate"]),
    frozenset(["status", "state", "phase"]),
    frozenset(["wait", "join", "poll", "refresh", "sleep", "get"]),
    frozenset(["done", "is_done", "finished", "completed", "is_complete"]),
    frozenset(["first", "one", "get_one", "single"]),
    frozenset(["to_list", "all", "items", "list", "fetchall", "data"]),
    frozenset(["to_pandas", "df", "frame", "dataframe"]),
    frozenset(["download", "save", "fetch"]),
)
"""Words that libraries of this sort have for the same thing."""


class Helpful:
    """Says what is there where an attribute is asked for that is not: consoles that guess nothing themselves show it, too."""

    __slots__ = ()
    _elsewhere: ClassVar[Mapping[str, str]] = {}
    """What is looked for here, and what to do instead."""

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if name.startswith("_") or hasattr(type(self), name):
                return object.__getattribute__(self, name)  # raises what it raised before
            raise AttributeError(said_of(self, name), name=name, obj=None)  # no object: Python would guess as well


def said_of(owner: object, name: str) -> str:
    """What to say of an attribute that is not there."""
    there = [each for each in dir(owner) if not each.startswith("_")]
    alike = [each for each in there if any({each, name} <= words for words in _ALIKE)]
    close = alike or similar(name, there) or [each for each in there if name in each.split("_")]
    elsewhere: Mapping[str, str] = getattr(type(owner), "_elsewhere", {})
    if name in elsewhere:
        instead = elsewhere[name]
    elif close:
        instead = f"Did you mean {' or '.join(map(repr, close))}?"
    else:
        instead = f"It has: {', '.join(there)}."
    return f"{type(owner).__name__} has no {name!r}. {instead}"


def not_configured(name: str, unusable: ConfigError) -> NotConfigured:
    """What is wrong with the settings of a plane, as the error of an attribute."""
    error = NotConfigured(message=unusable.message, hint=unusable.hint, looked_for=unusable.looked_for)
    error.name = name  # with a name and no object, Python does not guess which other plane was meant
    return error
