"""Classes of attrs that attrs finishes when they are first needed.

attrs takes a third of a millisecond for a class of a dozen fields, and a program needs few of those that it imports. So
``frozen`` and ``define`` give a class its slots and what all share: how values are compared, hashed and shown
(:mod:`jobspan._core.values`). What attrs adds (fields, ``__init__``, pickling) is made once somebody makes an instance or
asks for any of it. To users and type checkers they are ``attrs.frozen`` and ``attrs.define``.
"""

import sys
from collections.abc import Set
from types import FunctionType
from typing import TYPE_CHECKING, Any, ClassVar, Final, NoReturn, get_origin

import attrs

from jobspan._core.secret_fields import holding_secret
from jobspan._core.signatures import init_that_explains
from jobspan._core.values import Value

_FIELD: Final = type(attrs.field())
_OPTIONS: Final[dict[str, Any]] = {"slots": False, "auto_detect": False, "init": True, "repr": False, "eq": False}
"""What attrs would look for in the class is there already."""


def _refuse(*_: Any) -> NoReturn:
    raise attrs.exceptions.FrozenInstanceError


_FROZEN: Final[dict[str, Any]] = {"on_setattr": _refuse, "getstate_setstate": True}


def _added(options: dict[str, Any]) -> frozenset[str]:
    """The names of what attrs adds to a class, but for what it looks at while it does so."""
    bare, made = type("Bare", (), {}), type("Made", (), {})
    attrs.define(made, these={"field": attrs.field()}, **_OPTIONS, **options)
    return frozenset(vars(made).keys() - vars(bare).keys() - {"__setattr__", "__attrs_own_setattr__"})


_PICKLING: Final = frozenset({"__getstate__", "__setstate__"})
_SHARED: Final = ("__eq__", "__hash__", "__repr__")
_OF_ANY_CLASS: Final = frozenset({"__dict__", "__weakref__"})
_WRAPPED: Final = ("__func__", "fget", "fset")
"""Where class methods, static methods and properties keep their functions."""
_ADDED: Final = _added({})
_ADDED_TO_FROZEN: Final = _added(_FROZEN)


class _Rest:
    """What attrs has yet to do for a class.

    Threads that ask for it at the same time have it done more than once, with the same result: no lock is needed.
    """

    __slots__ = ("cls", "fields", "names", "options")

    def __init__(self, body: dict[str, Any], fields: dict[str, Any], added: Set[str], options: dict[str, Any]) -> None:
        self.cls: Any = None
        self.fields = fields
        self.names = added - body.keys()
        self.options = options
        if not body.keys().isdisjoint(_PICKLING):
            self.names, self.options = self.names - _PICKLING, options | {"getstate_setstate": False}

    def stand_ins(self) -> dict[str, Any]:
        return {name: _StandIn(self, name) for name in self.names}

    def do(self) -> None:
        declared = _annotations(self.cls)
        these = {name: self._as_field(name, each, declared[name]) for name, each in self.fields.items()}
        attrs.define(self.cls, these=these, **_OPTIONS, **self.options)
        if "__match_args__" in self.names:  # attrs takes the stand-in for the author's own
            by_position = (each.name for each in attrs.fields(self.cls) if each.init and not each.kw_only)
            type.__setattr__(self.cls, "__match_args__", tuple(by_position))
        if getattr(self.cls, "_is_given", False):
            type.__setattr__(self.cls, "__init__", init_that_explains(self.cls, vars(self.cls)["__init__"]))

    def _as_field(self, name: str, given: Any, declared: Any) -> Any:
        field = given if isinstance(given, _FIELD) else attrs.field(default=given)
        if field.converter is None:
            field.converter = holding_secret(self.cls.__name__, name, declared)
        return field


class _StandIn:
    """Stands for one thing that attrs adds to a class, until somebody asks for it."""

    __slots__ = ("_name", "_rest")

    def __init__(self, rest: _Rest, name: str) -> None:
        self._rest, self._name = rest, name

    def __get__(self, instance: Any, owner: Any) -> Any:
        self._rest.do()
        made = vars(self._rest.cls)[self._name]
        return made.__get__(instance, owner) if hasattr(made, "__get__") else made


def _fields_of(cls: type[Any]) -> dict[str, Any]:
    """What the body of a class says of each field, in order: its default, an ``attrs.field``, or nothing."""
    body = vars(cls)
    return {
        name: body.get(name, attrs.NOTHING)
        for name, each in _annotations(cls).items()
        if isinstance(each, type) or not _is_class_variable(each)
    }


def _annotations(cls: type[Any]) -> dict[str, Any]:
    if sys.version_info >= (3, 14):
        from annotationlib import Format, get_annotations

        return get_annotations(cls, format=Format.FORWARDREF)
    declared: dict[str, Any] = vars(cls).get("__annotations__", {})
    return declared


def _is_class_variable(declared: Any) -> bool:
    if isinstance(declared, str):
        return declared.startswith("ClassVar")
    return declared is ClassVar or get_origin(declared) is ClassVar


def _slots_of(cls: Any, fields: dict[str, Any]) -> tuple[str, ...]:
    """The fields that no base has room for, and room for weak references."""
    bases = cls.__mro__[1:-1]
    there = {name for base in bases for name in vars(base).get("__slots__", ())}
    weak = () if any("__weakref__" in vars(base) for base in bases) else ("__weakref__",)
    return (*(name for name in fields if name not in there), *weak)


def _mean(made: Any, cls: Any) -> None:
    """Let ``super()`` and ``__class__`` mean a class in the methods that were written for another."""
    for each in vars(cls).values():
        parts = (each,) if isinstance(each, FunctionType) else (getattr(each, name, None) for name in _WRAPPED)
        for function in parts:
            for cell in getattr(function, "__closure__", None) or ():
                if cell.cell_contents is cls:
                    cell.cell_contents = made


if TYPE_CHECKING:
    from attrs import define as define, frozen as frozen
else:

    def frozen(cls=None, *, eq=True, repr=True, **options):
        """``attrs.frozen`` with slots."""
        if cls is None:
            return lambda cls: frozen(cls, eq=eq, repr=repr, **options)
        fields = _fields_of(cls)
        body = {name: each for name, each in vars(cls).items() if name not in fields and name not in _OF_ANY_CLASS}
        rest = _Rest(body, fields, _ADDED_TO_FROZEN, _FROZEN | options)
        body |= rest.stand_ins()
        if not issubclass(cls, Value):
            shared = _SHARED[: 2 * eq] + _SHARED[2 : 2 + repr]
            body = {name: vars(Value)[name] for name in shared} | body
        body["__setattr__"] = body["__delattr__"] = _refuse
        body["__slots__"], body["__qualname__"] = _slots_of(cls, fields), cls.__qualname__
        rest.cls = type(cls)(cls.__name__, cls.__bases__, body)
        _mean(rest.cls, cls)
        return rest.cls

    def define(cls=None, *, slots, eq, repr, str, **options):
        """``attrs.define`` of exceptions: without slots, compared by identity, shown as they say themselves."""
        if cls is None:
            return lambda cls: define(cls, slots=slots, eq=eq, repr=repr, str=str, **options)
        if slots or eq or repr or str:
            raise TypeError(f"{cls.__qualname__} is for attrs.define: only exceptions are finished later")
        fields = _fields_of(cls)
        for name in fields.keys() & vars(cls).keys():
            delattr(cls, name)
        rest = _Rest(dict(vars(cls)), fields, _ADDED, options)
        rest.cls = cls
        for name, each in rest.stand_ins().items():
            setattr(cls, name, each)
        return cls
