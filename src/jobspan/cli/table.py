"""What can be called, as ``tools/planes.py`` wrote it down: no plane is imported to list it."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pkgutil import get_data
from typing import Any, Final, NamedTuple

from jobspan._core.similar import similar


class Entry(NamedTuple):
    """What is known of a call before it is imported.

    Attributes:
        about: the first sentence of its docstring.
        planes: whose operations it makes.
    """

    about: str
    planes: tuple[str, ...]


class Table:
    """The operations of all planes, and the calls that make them."""

    @cached_property
    def operations(self) -> list[dict[str, Any]]:
        """A row an operation."""
        rows: list[dict[str, Any]] = json.loads(get_data("jobspan._planes", "operations.json") or b"[]")
        return rows

    @cached_property
    def calls(self) -> Mapping[str, Entry]:
        """The calls by their names."""
        found: dict[str, Entry] = {}
        for row in self.operations:
            before = found.get(row["call"])
            planes = dict.fromkeys([*(before.planes if before else ()), row["plane"]])
            found[row["call"]] = Entry(row["about"], tuple(planes))
        return found

    @cached_property
    def every(self) -> Mapping[str, Entry]:
        """The calls, and those that make no operation of their own but several, or wait for what others began."""
        rows = json.loads(get_data("jobspan._planes", "more_calls.json") or b"[]")
        more = {row["call"]: Entry(row["about"], (row["plane"],)) for row in rows}
        return {**self.calls, **more}

    def within(self, resource: str) -> list[str]:
        """The calls of a resource, or of a plane's namespace."""
        return [name for name in self.every if name.startswith(f"{resource}.")]

    def resources(self, method: str) -> list[str]:
        """What has a method of this name."""
        return [name.removesuffix(f".{method}") for name in self.calls if name.endswith(f".{method}")]

    def close_to(self, name: str, names: Sequence[str]) -> list[str]:
        """Names that may have been meant."""
        last = name.rpartition(".")[2]
        near = similar(name, names)
        return near or [each for each in names if last and each.endswith(f".{last}")][:3]


TABLE: Final = Table()
