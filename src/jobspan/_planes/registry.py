"""The planes there are, one line each. Everything that treats them alike starts here."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from jobspan._core.plane import Plane


class Registry(Mapping[str, "Plane[Any]"]):
    """The planes by name, in the order of the sandbox's ports. A plane is imported when it is first looked up.

    Its face comes with it: cloudpickle sends a class by its name only when the module of that name is imported already, and
    otherwise tries to send the class itself.
    """

    def __init__(self, *names: str) -> None:
        self._names = names

    def __getitem__(self, name: str) -> "Plane[Any]":
        if name not in self._names:
            raise KeyError(name)
        package = f"jobspan._planes.{name}"
        plane: Plane[Any] = import_module(f"{package}.plane").PLANE
        import_module(import_module(package).FACE)
        return plane

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


PLANES: Final = Registry(
    "delphix",
    "groupid",
    "ciphertrust",
    "huawei_dsc",
    "huawei_drs",
    "huawei",
)
