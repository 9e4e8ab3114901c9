"""What a declared type takes, and in which words a value is refused that it does not take."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence, Set
from enum import Enum
from functools import cache, partial
from inspect import isasyncgenfunction, iscoroutinefunction
from math import isfinite
from sys import float_info
from types import UnionType
from typing import Any, Final, Literal, TypeAlias, Union, get_args, get_origin

import attrs

from jobspan._core.classes import frozen
from jobspan._core.declared import types_of
from jobspan._core.secret_names import is_secret_name
from jobspan.errors import Problem

Find: TypeAlias = Callable[[str, Any], list[Problem]]

_LISTS: Final = (Sequence, Iterable, Set, list, tuple, set, frozenset)
_IN_WORDS: Final[Mapping[type[Any], str]] = {
    str: "a string",
    bool: "True or False",
    int: "a whole number",
    float: "a number",
}
_COUNTED: Final = ("string", "number", "whole number", "datetime")
_LONGEST_SHOWN: Final = 40
_LONGEST_WHOLE: Final = 10**_LONGEST_SHOWN
"""Python refuses to write whole numbers of thousands of digits."""


@frozen
class Shape:
    """What a declared type takes.

    Attributes:
        wanted: in words, after *must be*.
        find: what is wrong with a value, at a place of a name; nothing where it fits.
        at_once: exact types whose values fit without a look at them.
        takes: whether a value is of this kind on the outside, whatever is in it.
        is_model: it has fields.
    """

    wanted: str
    find: Find
    at_once: frozenset[type[Any]] = frozenset()
    takes: Callable[[Any], bool] = lambda value: False
    is_model: bool = False

    def problems(self, parameter: str, value: Any) -> list[Problem]:
        """What is wrong with an argument. Fields of a model that is an argument by itself go by their own names."""
        if type(value) in self.at_once:
            return []
        return self.find("" if self.is_model and self.takes(value) else parameter, value)


def in_words(name: str, value: Any) -> str:
    """A value in a message: itself where it is short and not a secret, else its type."""
    plain = isinstance(value, str | float) or (isinstance(value, int) and abs(value) < _LONGEST_WHOLE)
    shown = repr(value) if plain and not is_secret_name(name) else ""
    return shown if 0 < len(shown) <= _LONGEST_SHOWN else kind_in_words(value)


def kind_in_words(value: Any) -> str:
    """The type of a value in a message."""
    return "None" if value is None else type(value).__name__


@cache
def shape_of(declared: Any) -> Shape:
    """The shape of a type as parameters and fields declare it."""
    origin = get_origin(declared)
    if origin in (Union, UnionType):
        return _one_of([shape_of(each) for each in get_args(declared)])
    if origin is Literal:
        return _words(get_args(declared))
    if origin in _LISTS:
        return _list(get_args(declared))
    if declared in _LISTS:
        return _list((Any,))
    if origin is Mapping or origin is dict or declared in (Mapping, dict):
        return _mapping(*(get_args(declared) or (Any, Any)))
    if origin is Callable or declared is Callable:
        return _to_call(get_args(declared))
    kind = origin or declared
    return _of_class(kind) if isinstance(kind, type) else ANYTHING


def _of_class(kind: type[Any]) -> Shape:
    if kind in (object, Any):
        return ANYTHING
    if getattr(kind, "_is_protocol", False) and not getattr(kind, "_is_runtime_protocol", False):
        return ANYTHING
    if kind is type(None):
        return _simple("None", lambda value: value is None, kind)
    if kind is str:
        return _text()
    if kind in (int, float):
        return _number(kind)
    if issubclass(kind, Enum):
        return _enum(kind)
    if attrs.has(kind):
        return _model(kind)
    article = "an" if kind.__name__[0] in "AEIOUaeiou" else "a"
    return _simple(_IN_WORDS.get(kind, f"{article} {kind.__name__}"), lambda value: isinstance(value, kind), kind)


def _not(wanted: str, name: str, value: Any) -> list[Problem]:
    is_nan = isinstance(value, float) and value != value
    told = in_words(name, value) if is_nan or wanted == _IN_WORDS[bool] else kind_in_words(value)
    return [Problem(name, f"must be {wanted}, not {told}{_its_id(wanted, name, value)}")]


def no_text(name: str, value: Any) -> str:
    """What is wrong with a value where a text belongs."""
    return f"must be {_IN_WORDS[str]}, not {kind_in_words(value)}{_its_id(_IN_WORDS[str], name, value)}"


def _its_id(wanted: str, name: str, value: Any) -> str:
    """Of a thing in the place of its id: where the id is."""
    kind = {_IN_WORDS[str]: str, _IN_WORDS[int]: int}.get(wanted)
    parameter = name.rpartition(".")[2].partition("[")[0]
    if kind is None or not parameter.endswith(("id", "ids")) or isinstance(value, str | int | float):
        return ""
    own = [each for each in (parameter, "id", "job_id") if isinstance(getattr(value, each, None), kind)]
    return f"; give its {own[0]}" if own else ""


def _simple(wanted: str, takes: Callable[[Any], bool], *at_once: type[Any]) -> Shape:
    return Shape(
        wanted, lambda name, value: [] if takes(value) else _not(wanted, name, value), frozenset(at_once), takes
    )


def _to_call(signature: tuple[Any, ...]) -> Shape:
    """Something to call. What is declared to give a plain value is called from where nothing can be awaited."""
    gives = signature[-1] if signature else Any
    kind = get_origin(gives) or gives
    may_be_async = kind is not None and (not isinstance(kind, type) or issubclass(kind, Awaitable))
    wanted = "something to call"

    def find(name: str, value: Any) -> list[Problem]:
        if not callable(value):
            return _not(wanted, name, value)
        if not may_be_async and _is_async(value):
            return [Problem(name, "must not be async, for nothing awaits it: give a function that may start a task")]
        return []

    return Shape(wanted, find, takes=callable)


def _is_async(function: Any) -> bool:
    while isinstance(function, partial):
        function = function.func
    called = (function, getattr(type(function), "__call__", None))  # noqa: B004 - an object whose class makes it async
    return any(iscoroutinefunction(each) or isasyncgenfunction(each) for each in called)


def _text() -> Shape:
    wanted = _IN_WORDS[str]

    def takes(value: Any) -> bool:
        return isinstance(value, str)

    def find(name: str, value: Any) -> list[Problem]:
        if not takes(value):
            return _not(wanted, name, value)
        if value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value):
            return []
        return [Problem(name, "has half of a surrogate pair, which cannot be sent")]

    return Shape(wanted, find, takes=takes)


def _number(kind: type[Any]) -> Shape:
    if kind is int:
        return _simple(_IN_WORDS[int], lambda value: isinstance(value, int) and not isinstance(value, bool), int)
    return _simple(_IN_WORDS[float], is_number)


def is_number(value: object) -> bool:
    """Whether it is one that can be reckoned with: neither NaN nor a whole number that no float comes near to."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value == value and (isinstance(value, float) or abs(value) <= float_info.max)  # NaN equals nothing


def _words(known: Iterable[Any]) -> Shape:
    """The only words there are."""
    allowed = tuple(known)

    def takes(value: Any) -> bool:
        return isinstance(value, str | int) and value in allowed

    def find(name: str, value: Any) -> list[Problem]:
        if takes(value):
            return []
        return [Problem(name, f"is {in_words(name, value)}", tuple(map(str, allowed)))]

    return Shape(f"one of {', '.join(map(str, allowed))}", find, takes=takes)


def _enum(kind: type[Enum]) -> Shape:
    """A member; of those that are texts or numbers, its value as well; of open ones, any text or number."""
    if issubclass(kind, str) and hasattr(kind, "is_known"):
        return shape_of(str)
    if issubclass(kind, int) and hasattr(kind, "is_known"):
        return shape_of(int)
    values = [member.value for member in kind]
    if issubclass(kind, str | int):
        return attrs.evolve(_words(values), at_once=frozenset({kind}))
    return _simple(f"one of {', '.join(map(str, kind))}", lambda value: isinstance(value, kind), kind)


def _list(members: tuple[Any, ...]) -> Shape:
    each = shape_of(members[0])
    fixed = [shape_of(member) for member in members] if len(members) > 1 and members[-1] is not Ellipsis else None
    wanted = "a list" if each is ANYTHING else f"a list of {_many(each.wanted)}"

    def takes(value: Any) -> bool:
        return isinstance(value, Iterable) and not isinstance(value, str | bytes | bytearray | Mapping)

    def find(name: str, value: Any) -> list[Problem]:
        if not takes(value):
            return [Problem(name, f"must be {wanted}, not {in_words(name, value)}")]
        if isinstance(value, Iterator) or not isinstance(value, Sequence | Set):
            return []  # it can be read only once, or only at a price
        if fixed is not None and len(fixed) != len(value):
            return [Problem(name, f"must have {len(fixed)} parts, not {len(value)}")]
        shapes = fixed or [each] * len(value)
        return [
            problem
            for at, (shape, item) in enumerate(zip(shapes, value, strict=True))
            if type(item) not in shape.at_once
            for problem in shape.find(f"{name}[{at}]", item)
        ]

    return Shape(wanted, find, takes=takes)


def _many(wanted: str) -> str:
    """*Strings or whole numbers*, for *a string or a whole number*."""
    names = [part.removeprefix("a ").removeprefix("an ") for part in wanted.split(" or ")]
    return " or ".join(f"{name}s" if name in _COUNTED else name for name in names)


def _mapping(key: Any, held: Any) -> Shape:
    keys, values = shape_of(key), shape_of(held)
    wanted = "a mapping" if values is ANYTHING else f"a mapping to {_many(values.wanted)}"

    def takes(value: Any) -> bool:
        return isinstance(value, Mapping)

    def find(name: str, value: Any) -> list[Problem]:
        if not takes(value):
            return [Problem(name, f"must be {wanted}, not {in_words(name, value)}")]
        odd = next((each for each in value if keys.find(name, each)), None)
        if odd is not None:
            return [Problem(name, f"must have keys that are {_many(keys.wanted)}, not {kind_in_words(odd)}")]
        return [problem for each, item in value.items() for problem in values.find(f"{name}[{each!r}]", item)]

    return Shape(wanted, find, takes=takes)


def _model(kind: type[Any]) -> Shape:
    def takes(value: Any) -> bool:
        return isinstance(value, kind)

    def find(name: str, value: Any) -> list[Problem]:
        if not takes(value):
            return _not(shape.wanted, name, value)
        of: Any = type(value)
        return [
            problem
            for field, held in fields_of(of)
            if type(item := getattr(value, field)) not in held.at_once
            for problem in held.find(f"{name}.{field}" if name else field, item)
        ]

    article = "an" if kind.__name__[0] in "AEIOU" else "a"
    shape = Shape(f"{article} {kind.__name__}", find, takes=takes, is_model=True)
    return shape


@cache
def fields_of(kind: type[Any]) -> list[tuple[str, Shape]]:
    """The fields that a model is made of, with what each takes."""
    types = types_of(kind)
    return [
        (field.name, shape_of(types.get(field.name, Any)))
        for field in attrs.fields(kind)
        if field.init and field.name != "extra" and not field.name.startswith("_")
    ]


def _one_of(members: Sequence[Shape]) -> Shape:
    if ANYTHING in members:
        return ANYTHING
    told = [each.wanted for each in members if each.wanted not in ("None", "an Unset")]
    wanted = " or ".join(dict.fromkeys(told))

    is_path = any(each.wanted == "a Path" for each in members)

    def takes(value: Any) -> bool:
        return any(each.takes(value) for each in members)

    def find(name: str, value: Any) -> list[Problem]:
        if is_path and isinstance(value, str) and not value.strip():
            return [Problem(name, "must not be empty; '.' is the current directory")]
        found = [each.find(name, value) for each in members]
        if not all(found):
            return []
        close = [problems for each, problems in zip(members, found, strict=True) if each.takes(value)]
        if close:
            return close[0]
        named = [problems for each, problems in zip(members, found, strict=True) if each.wanted in told]
        return named[0] if len(named) == 1 else [Problem(name, f"must be {wanted}, not {in_words(name, value)}")]

    return Shape(wanted, find, frozenset().union(*(each.at_once for each in members)), takes)


def _no_hole(name: str, value: Any) -> list[Problem]:
    """Where anything goes, only a number that JSON does not have is wrong: it would arrive as null."""
    match value:
        case float() if not isfinite(value):
            return [Problem(name, f"has {value}, which JSON does not have")]
        case list() | tuple():
            return [problem for at, each in enumerate(value) for problem in _no_hole(f"{name}[{at}]", each)]
        case dict():
            return [problem for key, each in value.items() for problem in _no_hole(f"{name}[{key!r}]", each)]
        case _:
            return []


ANYTHING: Final = Shape("anything", _no_hole, takes=lambda value: True)
