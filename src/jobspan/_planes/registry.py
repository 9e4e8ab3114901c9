"""The planes there are, one line each. Everything that treats them alike starts here."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Final

from jobspan._core.jobs import JobKind
from jobspan._core.plane import Plane
from jobspan.errors import ConfigError
from jobspan.jobs import JobRef


class Registry(Mapping[str, Plane[Any]]):
    """The planes by name, in the order of the sandbox's ports. A plane is imported when it is first looked up."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def __getitem__(self, name: str) -> Plane[Any]:
        if name not in self._names:
            raise KeyError(name)
        plane: Plane[Any] = import_module(f"jobspan._planes.{name}.plane").PLANE
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


def kind_of(ref: JobRef) -> JobKind[Any, Any]:
    """The kind of a job, by its reference.

    Raises:
        ConfigError: this version does not know it.
    """
    plane = PLANES.get(ref.plane)
    kind = plane.kinds.get(ref.kind) if plane else None
    if kind is None:
        raise ConfigError(
            message=f"Unknown kind of job: {ref.kind!r} on plane {ref.plane!r}.",
            hint="Resume it with the jobspan that wrote it, or a newer one.",
        )
    return kind
