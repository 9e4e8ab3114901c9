"""What is public shows the module that users import it from, its face, as ``__module__``.

Pickles, tracebacks and documentation then carry names that stay when files move. A private package names its face in
``FACE``; it is applied to every class below :class:`Public` (models, enums, errors, settings, resources), and with ``@public``
to the rest.
"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

D = TypeVar("D", bound="type[Any] | Callable[..., Any]")


def face_of(module: str) -> str:
    """The face of what a module defines: that of the nearest package, or module, that names one; else the module itself."""
    name = module if module.startswith("jobspan.") else ""
    while name:
        face: str | None = getattr(sys.modules.get(name), "FACE", None)
        if face is not None:
            return face
        name = name.rpartition(".")[0]
    return module


def public(definition: D) -> D:
    """Show the face of a class or function as the place where it lives."""
    definition.__module__ = face_of(definition.__module__)
    return definition


class Public:
    """Base of classes below which every class is public."""

    __slots__ = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        public(cls)


def imported_on_demand(face: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a face whose names are imported when they are first used.

    Args:
        face: the module.
        homes: private modules, each with the names it provides.
    """
    home_of = {name: module for module, names in homes.items() for name in names.split()}

    def __getattr__(name: str) -> Any:
        if name not in home_of:
            raise _no_attribute(face, name)
        return _keep(face, name, getattr(import_module(home_of[name]), name))

    return __getattr__


def modules_on_demand(package: str) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package whose modules are imported when they are first used: ``flows.reads.status(...)``.

    Args:
        package: its name.
    """

    def __getattr__(name: str) -> Any:
        if name.startswith("_") or find_spec(f"{package}.{name}") is None:
            raise _no_attribute(package, name)
        return import_module(f"{package}.{name}")

    return __getattr__


def filled_on_demand(face: str, homes: Mapping[str, str]) -> None:
    """Make a face offer names that are imported when they are first used: ``from face import *`` and ``dir(face)`` know them.

    Args:
        face: the module.
        homes: private modules, each with the names it provides.
    """
    names = sorted(" ".join(homes.values()).split())
    vars(sys.modules[face]).update(
        __all__=names, __getattr__=imported_on_demand(face, homes), __dir__=lambda: list(names)
    )


def _no_attribute(face: str, name: str) -> AttributeError:
    module = sys.modules[face]
    may_be_a_module = not name.startswith("_") and "__path__" in vars(module)
    is_module = may_be_a_module and find_spec(f"{face}.{name}") is not None
    hint = f"; it is a module: import {face}.{name}" if is_module else ""
    return AttributeError(f"module {face!r} has no attribute {name!r}{hint}", name=name, obj=module)


def _keep(face: str, name: str, value: Any) -> Any:
    setattr(sys.modules[face], name, value)
    return value
