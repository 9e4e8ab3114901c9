"""Values that are compared by their fields, without code made for each class: attrs would compile three methods more."""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any

import attrs

from jobspan._core.showing import shown_repr

_BY_FIELDS = ("__eq__", "__hash__", "__repr__")


class Value:
    """Base of frozen attrs classes: equality, hash and ``repr`` go by the fields, as attrs has them."""

    __slots__ = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name in _BY_FIELDS:
            if name not in cls.__dict__:
                setattr(cls, name, getattr(cls, name))  # attrs writes none that a class has itself

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        cls: Any = type(self)
        compared = _compared(cls)
        return bool(compared(self) == compared(other))

    def __hash__(self) -> int:
        cls: Any = type(self)
        return hash((cls, _hashed(cls)(self)))

    def __repr__(self) -> str:
        cls: Any = type(self)
        shown = (f"{name}={show(getattr(self, name))}" for name, show in _shown(cls))
        return f"{cls.__qualname__.rpartition('>.')[2]}({', '.join(shown)})"


@cache
def _compared(cls: type[Any]) -> Callable[[Any], Any]:
    return _getter([field.name for field in attrs.fields(cls) if field.eq])


@cache
def _hashed(cls: type[Any]) -> Callable[[Any], Any]:
    return _getter([field.name for field in attrs.fields(cls) if (field.eq if field.hash is None else field.hash)])


@cache
def _shown(cls: type[Any]) -> list[tuple[str, Callable[[Any], str]]]:
    return [
        (field.name, field.repr if callable(field.repr) else shown_repr) for field in attrs.fields(cls) if field.repr
    ]


def _getter(names: list[str]) -> Callable[[Any], Any]:
    return attrgetter(*names) if names else lambda value: ()
