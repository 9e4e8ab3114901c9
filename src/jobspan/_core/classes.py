"""Classes of attrs that attrs finishes when they are first needed.

attrs takes a third of a millisecond for a class of a dozen fields, and a program needs few of those that it imports. So
``frozen`` and ``define`` give a class its slots and what all share: how values are compared, hashed and shown
(:mod:`jobspan._core.values`). What attrs adds (fields, ``__init__``, pickling) is made once somebody makes an instance or
asks for any of it. To users and type checkers they are ``attrs.frozen`` and ``attrs.define``.
"""

import sys
from collections.abc import Callable, Set
from typing import TYPE_CHECKING, Any, ClassVar, Final, NoReturn, get_origin

import attrs

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
_ADDED: Final = _added({})
_ADDED_TO_FROZEN: Final = _added(_FROZEN)


class _Unfinished:
    """Stands for one thing that attrs adds to a class, until somebody asks for it.

    Threads that ask at the same time finish the class more than once, with the same result: no lock is needed.
    """

    __slots__ = ("_cls", "_finish", "_name")

    def __init__(self, cls: type[Any], name: str, finish: Callable[[], object]) -> None:
        self._cls, self._name, self._finish = cls, name, finish

    def __get__(self, instance: Any, owner: Any) -> Any:
        self._finish()
        made = vars(self._cls)[self._name]
        return made.__get__(instance, owner) if hasattr(made, "__get__") else made


def _finished_later(cls: Any, fields: dict[str, Any], added: Set[str], options: dict[str, Any]) -> Any:
    unfinished = added - vars(cls).keys()
    if vars(cls).keys() & _PICKLING:
        unfinished, options = unfinished - _PICKLING, options | {"getstate_setstate": False}

    def finish() -> None:
        attrs.define(cls, these={name: _as_field(each) for name, each in fields.items()}, **_OPTIONS, **options)
        if "__match_args__" in unfinished:  # attrs takes what stands for it for the author's own
            by_position = (each.name for each in attrs.fields(cls) if each.init and not each.kw_only)
            type.__setattr__(cls, "__match_args__", tuple(by_position))

    for name in unfinished:
        setattr(cls, name, _Unfinished(cls, name, finish))
    return cls


def _as_field(given: Any) -> Any:
    return given if isinstance(given, _FIELD) else attrs.field(default=given)


def _fields_of(cls: type[Any]) -> dict[str, Any]:
    """What the body of a class says of each field, in order: its default, an ``attrs.field``, or nothing."""
    body = vars(cls)
    return {
        name: body.get(name, attrs.NOTHING) for name, each in _annotations(cls).items() if not _is_class_variable(each)
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


def _with_slots(cls: Any, fields: dict[str, Any]) -> Any:
    """The class anew, with slots for its fields in place of defaults: slots cannot be added to a class."""
    bases = cls.__mro__[1:]
    there = {name for base in bases for name in getattr(base, "__slots__", ())}
    slots = [name for name in fields if name not in there]
    if not any("__weakref__" in vars(base) for base in bases):
        slots.append("__weakref__")
    body = {name: each for name, each in vars(cls).items() if name not in {*fields, "__dict__", "__weakref__"}}
    made = type(cls)(cls.__name__, cls.__bases__, body | {"__slots__": tuple(slots), "__qualname__": cls.__qualname__})
    for each in body.values():
        for function in (each, *(getattr(each, name, None) for name in ("__func__", "fget", "fset"))):
            for cell in getattr(function, "__closure__", None) or ():
                if cell.cell_contents is cls:  # what super() and __class__ mean in a method
                    cell.cell_contents = made
    return made


if TYPE_CHECKING:
    from attrs import define as define, frozen as frozen
else:

    def frozen(cls=None, *, eq=True, repr=True, **options):
        """``attrs.frozen`` with slots."""
        if cls is None:
            return lambda cls: frozen(cls, eq=eq, repr=repr, **options)
        fields = _fields_of(cls)
        made = _with_slots(cls, fields)
        if not issubclass(made, Value):
            shared = ["__eq__", "__hash__"] * eq + ["__repr__"] * repr
            for name in shared:
                if name not in vars(made):
                    setattr(made, name, vars(Value)[name])
        made.__setattr__ = made.__delattr__ = _refuse
        return _finished_later(made, fields, _ADDED_TO_FROZEN, _FROZEN | options)

    def define(cls=None, *, slots, eq, repr, str, **options):
        """``attrs.define`` of exceptions: without slots, compared by identity, shown as they say themselves."""
        if cls is None:
            return lambda cls: define(cls, slots=slots, eq=eq, repr=repr, str=str, **options)
        if slots or eq or repr or str:
            raise TypeError(f"{cls.__qualname__} is for attrs.define: only exceptions are finished later")
        fields = _fields_of(cls)
        for name in fields.keys() & vars(cls).keys():
            delattr(cls, name)
        return _finished_later(cls, fields, _ADDED, options)
