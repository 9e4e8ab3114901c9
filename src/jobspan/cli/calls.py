"""Public calls by their dotted names, as the table of operations has them: found without settings and without a client."""

import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_origin, get_type_hints

from jobspan._core.classes import frozen
from jobspan._core.operation import Operation
from jobspan._core.plane import ClientAttribute
from jobspan._core.similar import similar
from jobspan._planes.registry import PLANES
from jobspan._sync.change import Change
from jobspan._sync.handle import Handle

if TYPE_CHECKING:
    from jobspan import Client


@frozen
class Call:
    """A method that the client has.

    Attributes:
        name: dotted, as in ``client.<name>``.
        function: the method, not bound to anything.
        changes: it can be planned, and made once under a key.
        operations: the rows of the table that it makes.
    """

    name: str
    function: Callable[..., Any]
    changes: bool
    operations: tuple[Operation[Any], ...]

    @property
    def parameters(self) -> list[inspect.Parameter]:
        """What it takes."""
        return list(inspect.signature(self.function).parameters.values())[1:]

    @property
    def types(self) -> Mapping[str, Any]:
        """What its parameters are declared as."""
        return get_type_hints(self.function)

    @property
    def starts_a_job(self) -> bool:
        """Whether it returns a handle."""
        returned = get_origin(self.types.get("return"))
        return isinstance(returned, type) and issubclass(returned, Handle)

    @property
    def plane(self) -> str:
        """Whose call it is."""
        return self.operations[0].plane if self.operations else ""

    def of(self, client: "Client") -> Any:
        """The method of a client."""
        found: Any = client
        for part in self.name.split("."):
            found = getattr(found, part)
        return found


class Calls:
    """All of them, by name."""

    @cached_property
    def names(self) -> Mapping[str, tuple[Operation[Any], ...]]:
        """The calls of the table, with their rows."""
        found: dict[str, tuple[Operation[Any], ...]] = {}
        for plane in PLANES.values():
            for row in plane.abilities().operations:
                found[row.call] = (*found.get(row.call, ()), row)
        return found

    def resources(self, method: str) -> list[str]:
        """What has a method of this name."""
        return [name.removesuffix(f".{method}") for name in self.names if name.endswith(f".{method}")]

    def find(self, name: str) -> Call | None:
        """A public method; ``None`` when there is no such one."""
        name = name.replace("-", "_")
        holder: Any = None
        *path, last = name.split(".")
        for part in path:
            holder = _class_of(part) if holder is None else _class_behind(holder, part)
            if holder is None:
                return None
        member = None if holder is None or last.startswith("_") else inspect.getattr_static(holder, last, None)
        function = member.__wrapped__ if isinstance(member, Change) else member
        if not inspect.isfunction(function):
            return None
        return Call(name, function, isinstance(member, Change), self.names.get(name, ()))

    def methods(self, holder: str) -> list[str]:
        """The calls of a part of the client, those that make several operations included; empty if there is no such part."""
        path = holder.split(".")
        kind: Any = _class_of(path[0])
        for part in path[1:]:
            kind = None if kind is None else _class_behind(kind, part)
        names = () if kind is None else (f"{holder}.{name}" for name in dir(kind) if not name.startswith("_"))
        return [name for name in names if self.find(name) is not None]

    def close_to(self, name: str, names: list[str]) -> list[str]:
        """Names that may have been meant."""
        last = name.rpartition(".")[2]
        near = similar(name, names)
        return near or [each for each in names if last and each.endswith(f".{last}")][:3]


def _attributes() -> Iterator[tuple[str, ClientAttribute]]:
    for name, plane in PLANES.items():
        for attribute in (plane.namespace, *plane.shortcuts):
            yield name, attribute


def _class_of(name: str) -> Any:
    """The class of an attribute of the client."""
    for plane, attribute in _attributes():
        if attribute.name == name:
            module, _, kind = attribute.resource.partition(":")
            found = importlib.import_module(f"jobspan._planes.{plane}.{module.removesuffix('_async')}")
            return getattr(found, kind.removeprefix("Async"))
    return None


def _class_behind(holder: Any, name: str) -> Any:
    """The class that a property of a class leads to."""
    member = inspect.getattr_static(holder, name, None) if not name.startswith("_") else None
    getter = member.fget if isinstance(member, property) else getattr(member, "func", None)
    if getter is None:
        return None
    returned = get_type_hints(getter).get("return")
    return get_origin(returned) or returned


CALLS = Calls()
