"""What a plane said before: the replies that a lagging server still gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import attrs

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.weather.terrain import Terrain

LIST_LAG, READ_LAG = 12.0, 5.0
"""Seconds of the clock until a change shows in lists, and in reads of one thing."""
OLD_READS: Final = 2
"""How often a read gives what was there before a change."""
_MADE: Final = frozenset({"id", "Id", "job_id", "jobId", "execution_id", "task_id", "data"})

Key = tuple[object, ...]


def _key(call: Call) -> Key:
    return call.operation_id, call.path, str(call.query), call.body


@attrs.define
class _Kept:
    reply: Reply
    change: int
    """The number of the change that it shows."""
    shown: int = 0


@attrs.define
class Memory:
    """The last reply to each read, and what was made a moment ago."""

    _replies: dict[Key, _Kept] = attrs.field(factory=dict)
    _changes: int = 0
    _changed_at: float = float("-inf")
    _made: dict[str, float] = attrs.field(factory=dict)
    _known: set[str] = attrs.field(factory=set)

    def changed(self, call: Call, reply: Reply, now: float) -> None:
        """Something was accepted."""
        self._changes += 1
        self._changed_at = now
        asked = {*call.params.values(), *_ids(_document(call.body))}
        for found in _ids(_document(reply.body)):
            if found not in asked and found not in self._known:
                self._made[found] = now

    def read(self, call: Call, reply: Reply) -> None:
        """Something was read, as it is now."""
        self._known.update(_ids(_document(reply.body)))
        self._replies[_key(call)] = _Kept(reply, self._changes)

    def before_the_change(self, call: Call) -> Reply | None:
        """What a read gave before the last change, for a few times."""
        kept = self._replies.get(_key(call))
        if kept is None or kept.change == self._changes or kept.shown >= OLD_READS:
            return None
        kept.shown += 1
        return kept.reply

    def lagging(self, call: Call, reply: Reply, terrain: Terrain, now: float) -> Reply | None:
        """What a list that is behind shows, or that a thing just made is not there yet (an empty reply with status 404)."""
        if any(now - self._made.get(value, float("-inf")) < READ_LAG for value in call.params.values()):
            return Reply(404)
        document = _document(reply.body)
        if not _is_list(document, terrain) or now - self._changed_at >= LIST_LAG:
            return None
        kept = self._replies.get(_key(call))
        if kept is not None and kept.change != self._changes:
            return kept.reply
        return reply.with_json(self._without_new_ones(document, terrain, now))

    def _without_new_ones(self, document: Any, terrain: Terrain, now: float) -> Any:
        def is_new(row: Any) -> bool:
            return any(now - self._made.get(found, float("-inf")) < LIST_LAG for found in _ids(row))

        return {
            name: [row for row in value if not is_new(row)]
            if name in terrain.rows and isinstance(value, list)
            else value
            for name, value in document.items()
        }


def _is_list(document: Any, terrain: Terrain) -> bool:
    return isinstance(document, dict) and any(isinstance(document.get(name), list) for name in terrain.rows)


def _document(body: bytes) -> Any:
    try:
        return Reply(body=body).json() if body.strip() else None
    except ValueError:
        return None


def _ids(document: Any) -> Iterator[str]:
    if isinstance(document, dict):
        for name, value in document.items():
            if name in _MADE and isinstance(value, str | int):
                yield str(value)
            else:
                yield from _ids(value)
    elif isinstance(document, list):
        for each in document:
            yield from _ids(each)
