"""Public calls by their dotted names, as the table of operations has them: found without settings and without a client."""

import importlib
import inspect
from collections.abc import Callable, Iterator, Mapping
from types import NoneType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar, get_args, get_origin, get_type_hints

from jobspan._core.classes import frozen
from jobspan._core.operation import Operation, RetryClass
from jobspan._core.plane import ClientAttribute
from jobspan._planes.registry import PLANES
from jobspan._sync.change import Change
from jobspan._sync.handle import Handle
from jobspan.batches import BatchResult
from jobspan.cli.table import TABLE

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
        owner: the class that has it, with what it is of where it is generic.
    """

    name: str
    function: Callable[..., Any]
    changes: bool
    operations: tuple[Operation[Any], ...]
    owner: Any = None

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
    def makes_a_batch(self) -> bool:
        """Whether it returns what became of each of several items."""
        return get_origin(self.types.get("return")) is BatchResult

    @property
    def only_reads(self) -> bool:
        """Whether it changes nothing."""
        return not self.changes and all(row.retry is RetryClass.READ for row in self.operations)

    @property
    def row_type(self) -> Any:
        """The class of the rows or of the thing that it returns, or that its job results in, where that is declared."""
        returned = self.types.get("return")
        if self.makes_a_batch:
            return None
        of = ([each for each in get_args(returned) if each not in (Ellipsis, NoneType)] or [returned])[-1]
        return _bound(of, self.owner) if isinstance(of, TypeVar) else of

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


def find(name: str) -> Call | None:
    """A public method; ``None`` when there is no such one."""
    name = name.replace("-", "_")
    owner, member = _owner_and_method(name)
    if member is None:
        return None
    planes = TABLE.every[name].planes if name in TABLE.every else ()
    rows = (row for plane in planes for row in PLANES[plane].abilities().operations)
    function = member.__wrapped__ if isinstance(member, Change) else member
    return Call(name, function, isinstance(member, Change), tuple(row for row in rows if row.call == name), owner)


def methods_of(holder: str) -> list[str]:
    """The calls of a part of the client, those that make several operations included; empty if there is no such part."""
    kind: Any = None
    for at, part in enumerate(holder.replace("-", "_").split(".")):
        kind = _class_behind(kind, part) if at and kind is not None else None if at else _class_of(part)
    owner = get_origin(kind) or kind
    names = [] if owner is None else [f"{holder}.{name}" for name in dir(owner) if not name.startswith("_")]
    return [name for name in names if method_named(name) is not None]


def calls_without_operation(plane: str) -> list[str]:
    """The calls of a plane's resources that make several operations or none, but for those that no command line can make."""
    holders = dict.fromkeys(name.rpartition(".")[0] for name, entry in TABLE.calls.items() if entry.planes[0] == plane)
    found = (name for holder in holders for name in methods_of(holder) if name not in TABLE.calls)
    return [name for name in found if _can_be_typed(name)]


def _can_be_typed(name: str) -> bool:
    from jobspan.cli.words import word_of

    call = find(name)
    if call is None or call.types.get("return") is NoReturn:
        return False
    needed = (each for each in call.parameters if each.default is each.empty and each.kind is not each.VAR_KEYWORD)
    return all(word_of(each.name, call.types[each.name]) is not None for each in needed)


def method_named(name: str) -> Any:
    """The method that a dotted name leads to, as its class has it; ``None`` when there is no such one."""
    return _owner_and_method(name)[1]


def _owner_and_method(name: str) -> tuple[Any, Any]:
    holder: Any = None
    *path, last = name.replace("-", "_").split(".")
    for part in path:
        holder = _class_of(part) if holder is None else _class_behind(holder, part)
        if holder is None:
            return None, None
    owner = get_origin(holder) or holder
    member = None if owner is None or last.startswith("_") else inspect.getattr_static(owner, last, None)
    return holder, member if isinstance(member, Change) or inspect.isfunction(member) else None


def _bound(variable: Any, owner: Any) -> Any:
    """What a variable of a generic class stands for; ``None`` when nobody says."""
    kind = get_origin(owner) or owner
    given = dict(zip(getattr(kind, "__parameters__", ()), get_args(owner), strict=False))
    if variable in given:
        return given[variable]
    return next(filter(None, (_bound(variable, base) for base in getattr(kind, "__orig_bases__", ()))), None)


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
    owner = get_origin(holder) or holder
    member = inspect.getattr_static(owner, name, None) if not name.startswith("_") else None
    getter = member.fget if isinstance(member, property) else getattr(member, "func", None)
    if getter is None:
        return None
    return get_type_hints(getter).get("return")
