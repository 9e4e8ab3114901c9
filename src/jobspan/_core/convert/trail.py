"""Where in a document the reader is, what it found odd on the way, and what it could not read."""

from contextvars import ContextVar
from typing import Final, TypeAlias

import attrs

from jobspan._core.classes import frozen


class Unreadable(Exception):
    """A document cannot be read as the model: where, and why."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


class Mismatch(Exception):
    """A value is not of the declared type, and cannot be converted without guessing."""


class Missing(Mismatch):
    """A required member is not there. Whatever it belongs to cannot be read: a row, or the whole document."""


@frozen
class Oddity:
    """Something in a document that differs from what is documented.

    Attributes:
        path: where; the first place when there are several of a kind.
        what: in words, without the value.
        times: how often, counting other elements of the same lists.
        row: a row of the reply is left out because of it.
    """

    path: str
    what: str
    times: int = 1
    row: bool = False


Oddities: TypeAlias = tuple[Oddity, ...]


@attrs.define(eq=False)
class Trail:
    """The state of one reading.

    Attributes:
        steps: the way from the root: names, and numbers of elements.
        lost: elements that were left out since whoever asks last looked; each list's owner takes its own off.
        by_hand: read everything by hand, so that both roads can be compared.
    """

    by_hand: bool = False
    steps: list[str | int] = attrs.field(factory=list)
    lost: int = 0
    _found: list[Oddity] = attrs.field(factory=list)
    _again: dict[tuple[str, ...], list[int]] = attrs.field(factory=dict)

    @property
    def path(self) -> str:
        return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.steps if step != "")

    def note(self, what: str) -> None:
        """Something is odd here. What is odd in many elements of a list is reported once, with how often."""
        kind = (what, *[step for step in self.steps if step.__class__ is str])
        known = self._again.get(kind)
        if known is None:
            self._again[kind] = [len(self._found), 1]
            self._found.append(Oddity(self.path, what))
        else:
            known[1] += 1

    def lose(self, bad: Mismatch, depth: int, *, row: bool) -> None:
        """The element at ``depth`` steps cannot be read: leave it out, and say where and why."""
        self._found.append(Oddity(self.path, f"{bad}; {_LEFT_OUT[row]}", row=row))
        self.lost += 1
        del self.steps[depth:]

    @property
    def oddities(self) -> Oddities:
        for index, times in self._again.values():
            if times > 1:
                self._found[index] = attrs.evolve(self._found[index], times=times)
        return tuple(self._found)


_LEFT_OUT: Final = {True: "the row is left out", False: "this entry is left out"}

trail: Final[ContextVar[Trail]] = ContextVar("jobspan_trail")
"""The reading under way: readers are called by cattrs, which passes no context on."""
