"""After a lost or unreadable reply: look whether a creation, an update or a deletion happened.

A creation may still be under way at the first look, so there are several; since it may happen later still, one that is not
visible is never sent again. It is taken for ours only if the server shows what was sent: somebody else may use the name, too.
A deletion may be sent again: what is gone stays gone.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any, Final

from jobspan._core.classes import frozen
from jobspan._core.effects import Flow
from jobspan._core.reconcile import (
    Before,
    Confirmed,
    Finding,
    NotDone,
    Reconcile,
    Unknown,
    gone,
    look_before,
    looking,
    newcomer,
)
from jobspan._planes.groupid.models.replies import Envelope
from jobspan.errors import NotFound, OperationError

PAUSES: Final = (0.0, 1.0, 4.0)
"""Seconds before each look."""


@frozen(kw_only=True)
class _Candidate:
    """Something that bears the name of what was to be created; ``same``: whether it is what was sent."""

    id: int
    same: bool | None = None


def before_creation(
    ids: Callable[[], Flow[Iterable[int]]], shows_what_was_sent: Callable[[int], Flow[bool]]
) -> Flow[Reconcile[Envelope[int]]]:
    """Look what bears the name already, and give what to do after a lost reply: find the one that is new and as it was sent."""
    known: frozenset[int] | None = None

    def read() -> Flow[list[_Candidate]]:
        candidates = []
        for id in sorted((yield from ids())):
            new = known is not None and id not in known
            candidates.append(_Candidate(id=id, same=(yield from _compared(shows_what_was_sent, id)) if new else None))
        return candidates

    before: Before[_Candidate] = yield from look_before(read, key=lambda each: each.id)
    known = None if before.keys is None else frozenset(each for each in before.keys if isinstance(each, int))
    look = newcomer(
        before,
        ours=lambda each: each.same,
        value=lambda each: Envelope(status=0, data=each.id),
        name="one of this name",
    )
    return looking(look, PAUSES)


def _compared(shows_what_was_sent: Callable[[int], Flow[bool]], id: int) -> Flow[bool | None]:
    """``None`` when it differs as well: a server may store a document in its own way."""
    try:
        return True if (yield from shows_what_was_sent(id)) else None
    except OperationError:
        return None


def of_deletion(remaining: Callable[[], Flow[Collection[int]]], wanted: Collection[int]) -> Reconcile[Envelope[object]]:
    """What to do after a lost reply to a deletion: see which are left."""
    nothing: Envelope[object] = Envelope(status=0)
    return looking(gone(remaining, wanted, nothing), PAUSES)


def of_update(shows_what_was_sent: Callable[[], Flow[bool]], reply: Envelope[Any], may_repeat: bool) -> Reconcile[Any]:
    """What to do after a lost reply to an update: see whether the server shows the new values."""

    def look() -> Flow[Finding[Any]]:
        if (yield from shows_what_was_sent()):
            return Confirmed(reply)
        return NotDone() if may_repeat else Unknown("It contains jobs without an id, so a repeat could add them twice.")

    return looking(look, PAUSES)


def left_of(
    wanted: Collection[int], listed: Callable[[], Flow[Iterable[int]]], read: Callable[[int], Flow[object]]
) -> Callable[[], Flow[frozenset[int]]]:
    """Which of these still exist. A list may lack some of what there is, so what it lacks is looked up by its id.

    Raises:
        OperationError: the server does not say whether one exists.
    """

    def remaining() -> Flow[frozenset[int]]:
        seen = frozenset((yield from listed()))
        found = set(seen.intersection(wanted))
        for id in sorted({*wanted} - seen):
            try:
                yield from read(id)
            except NotFound:
                continue
            found.add(id)
        return frozenset(found)

    return remaining


def says_too_little(reply: Envelope[Any], *, wants_data: bool = False) -> str | None:
    """What the envelope of a success lacks to be one."""
    if wants_data and reply.data is None:
        return "it carries no data"
    if reply.data is False:
        return "it says that nothing was done"
    if reply.status is None and reply.data is None:
        return "it does not say whether the call succeeded"
    return None
