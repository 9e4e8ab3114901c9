"""After a lost or unreadable reply: look whether the plane acted on the request.

Nothing here concludes from silence. A look may confirm that it happened, may show that it did not (only where a repeat can do no
harm), or leaves it unknown, and then says what was seen.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import Final, Generic, TypeAlias, TypeVar

import msgspec

from jobspan._core.effects import Flow, sleep
from jobspan.errors import JobspanError

R = TypeVar("R")
T = TypeVar("T")

LOOKS: Final = (0.0, 1.0, 2.0, 4.0)
"""Seconds before each look: the plane may still be at work on the request, or tell its parts of each other with a delay."""


class Confirmed(msgspec.Struct, Generic[T], frozen=True):
    """The plane acted on the request; ``value`` is what its reply would have said."""

    value: T


class NotDone(msgspec.Struct, frozen=True):
    """The plane did not act on it, and a repeat can do no harm: it may be sent again.

    Attributes:
        part: what of it was done all the same; a repeat that is refused has not failed as a whole.
    """

    part: str = ""


class Unknown(msgspec.Struct, frozen=True):
    """The look could not tell; ``why`` says what was seen. ``conclusive``: looking again will not help."""

    why: str = ""
    conclusive: bool = False


Finding: TypeAlias = Confirmed[T] | NotDone | Unknown
Look: TypeAlias = Callable[[], Flow[Finding[T]]]
"""One look."""
Reconcile: TypeAlias = Callable[[], Flow[Finding[T]]]
"""What is run after a doubt: as many looks as it takes."""


def looking(look: Look[T], pauses: Sequence[float] = LOOKS) -> Reconcile[T]:
    """Look until something is certain, with growing pauses. A look that fails counts as one that saw nothing."""

    def reconcile() -> Flow[Finding[T]]:
        unknown = Unknown()
        for pause in pauses:
            if pause:
                yield from sleep(pause)
            try:
                found = yield from look()
            except JobspanError as unreadable:
                unknown = Unknown(f"Looking for it failed as well: {unreadable}")
                continue
            if not isinstance(found, Unknown):
                return found
            unknown = found
            if found.conclusive:
                break
        return unknown

    return reconcile


class Before(msgspec.Struct, Generic[R], frozen=True, kw_only=True):
    """What there was just before a request went out. ``keys`` is ``None`` when it could not be read."""

    read: Callable[[], Flow[Iterable[R]]]
    key: Callable[[R], Hashable]
    keys: frozenset[Hashable] | None


def look_before(read: Callable[[], Flow[Iterable[R]]], key: Callable[[R], Hashable]) -> Flow[Before[R]]:
    """Remember what there is. An account that may not read this can still make the change; nothing is adopted for it then."""
    try:
        keys = frozenset(map(key, (yield from read())))
    except JobspanError:
        keys = None
    return Before(read=read, key=key, keys=keys)


def newcomer(
    before: Before[R],
    *,
    ours: Callable[[R], bool | None],
    value: Callable[[R], T],
    name: str,
    others: Callable[[R], bool] = lambda row: True,
) -> Look[T]:
    """Find the one thing that is new since, and that bears every mark of being ours.

    Args:
        ours: ``True`` when every mark that the plane offers fits, ``False`` when one does not, ``None`` when a mark cannot
            be read: such a one may be ours or not, so nothing is adopted while it is there. A later look may read it.
        value: what the lost reply would have said of it.
        name: what is looked for, in messages.
        others: new things that are worth naming when none is ours.
    """

    def look() -> Flow[Finding[T]]:
        if before.keys is None:
            return Unknown(f"What {name}s there were before could not be read.", conclusive=True)
        new = [row for row in (yield from before.read()) if before.key(row) not in before.keys]
        marked = [(row, ours(row)) for row in new]
        fitting = [row for row, fits in marked if fits]
        uncertain = [row for row, fits in marked if fits is None]
        if len(fitting) == 1 and not uncertain:
            return Confirmed(value(fitting[0]))
        if len(fitting) > 1 or uncertain:
            candidates = ", ".join(str(before.key(row)) for row in (*fitting, *uncertain))
            why = f"More than one new {name} may be the one, or its marks cannot be read: {candidates}."
            return Unknown(why, conclusive=len(fitting) > 1)
        foreign = ", ".join(str(before.key(row)) for row in new if others(row))
        if foreign:
            return Unknown(f"New since, and surely not the one: {foreign}.")
        return Unknown(f"No new {name} is visible so far.")

    return look


def gone(read: Callable[[], Flow[Collection[Hashable]]], wanted: Collection[Hashable], value: T) -> Look[T]:
    """Confirm a deletion when none of the wanted is listed any more; what is still there may be deleted again."""

    def look() -> Flow[Finding[T]]:
        left = set((yield from read())) & set(wanted)
        done = ", ".join(str(each) for each in wanted if each not in left)
        return NotDone(f"Gone: {done}." if done else "") if left else Confirmed(value)

    return look
