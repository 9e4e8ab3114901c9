"""What a reply looks like after the weather has been at it: pure functions of documents."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any, Final

from jobspan.testing.sandbox.weather.terrain import Terrain

_INSTANT: Final = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)")
_OF_UTC: Final = ("Z", "+00:00", "+0000")
_CASINGS: Final[tuple[Callable[[str], str], ...]] = (str.lower, str.upper, str.title, str.swapcase)
_NEW_WORDS: Final = ("HIBERNATING", "AWAITING_QUORUM", "phase-9")
_ROTTEN: Final[tuple[Any, ...]] = (None, "row", 7, {"id": {"is": "odd"}, "job_id": [], "name": 5})

Edit = Callable[[Any, Terrain, random.Random], Any]


def _each_member(document: Any, edit: Callable[[str, Any], Any]) -> Any:
    """The document with ``edit`` made to each member, from the outside in; what it gives ``_GONE`` for is left out."""
    if isinstance(document, dict):
        edited = {name: edit(name, value) for name, value in document.items()}
        return {name: _each_member(value, edit) for name, value in edited.items() if value is not _GONE}
    if isinstance(document, list):
        return [_each_member(each, edit) for each in document]
    return document


_GONE: Final = object()
_Rows = list[Any]


def _each_list_of_rows(document: Any, terrain: Terrain, edit: Callable[[_Rows], _Rows]) -> Any:
    def with_rows(name: str, value: Any) -> Any:
        return edit(value) if name in terrain.rows and isinstance(value, list) and len(value) > 1 else value

    return _each_member(document, with_rows) if not isinstance(document, list) else edit(document)


def shuffled(document: Any, terrain: Terrain, dice: random.Random) -> Any:
    return _each_list_of_rows(document, terrain, lambda rows: dice.sample(rows, len(rows)))


def short(document: Any, terrain: Terrain, dice: random.Random) -> Any:
    return _each_list_of_rows(document, terrain, lambda rows: rows[: max(1, len(rows) // 2)])


def with_a_rotten_row(document: Any, terrain: Terrain, dice: random.Random) -> Any:
    def spoil(rows: _Rows) -> _Rows:
        place = dice.randrange(len(rows))
        return [*rows[:place], dice.choice(_ROTTEN), *rows[place + 1 :]]

    return _each_list_of_rows(document, terrain, spoil)


def _optional(name: str, terrain: Terrain) -> bool:
    return not name.lower().endswith(("id", "ids")) and name not in terrain.rows | terrain.always | terrain.states


def with_nulls(document: Any, terrain: Terrain, dice: random.Random) -> Any:
    return _each_member(
        document, lambda name, value: None if _optional(name, terrain) and dice.random() < 0.25 else value
    )


def with_holes(document: Any, terrain: Terrain, dice: random.Random) -> Any:
    return _each_member(
        document, lambda name, value: _GONE if _optional(name, terrain) and dice.random() < 0.25 else value
    )


def in_new_words(document: Any, terrain: Terrain, dice: random.Random) -> Any:
    def reworded(name: str, value: Any) -> Any:
        if name not in terrain.states or not isinstance(value, str) or not value:
            return value
        return dice.choice(_NEW_WORDS) if dice.random() < 0.25 else dice.choice(_CASINGS)(value)

    return _each_member(document, reworded)


def with_other_dates(document: Any, terrain: Terrain, dice: random.Random) -> Any:
    """All in one way: a server spells all its instants alike."""
    way = dice.randrange(4)

    def spelled(name: str, value: Any) -> Any:
        found = _INSTANT.fullmatch(value) if isinstance(value, str) else None
        if found is None or found[4] not in _OF_UTC:
            return value
        day, time, fraction, zone = found.groups("")
        return (
            f"{day}T{time}{fraction}",
            f"{day} {time}{fraction}{zone}",
            f"{day}T{time}.000000+00:00" if not fraction else f"{day}T{time}{fraction}000+00:00",
            f"{day}T{time}{fraction}+0000",
        )[way]

    return _each_member(document, spelled)


def with_masked_secrets(document: Any, terrain: Terrain, dice: random.Random) -> Any:
    mask = dice.choice(("********", "", "<masked>"))
    return _each_member(
        document, lambda name, value: mask if name in terrain.secrets and isinstance(value, str) and value else value
    )


EDITS: Final[dict[str, Edit]] = {
    "shuffled": shuffled,
    "short-pages": short,
    "rotten-row": with_a_rotten_row,
    "nulls": with_nulls,
    "missing-fields": with_holes,
    "new-words": in_new_words,
    "naive-dates": with_other_dates,
    "masked-secrets": with_masked_secrets,
}
"""The kinds of weather that only spell otherwise what a plane says."""
