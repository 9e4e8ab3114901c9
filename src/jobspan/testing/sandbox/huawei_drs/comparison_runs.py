"""Comparisons of data in the sandbox: tables of both ends, runs over them, and what a run finds at its end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import attrs

from jobspan.testing.sandbox.progress import Timeline
from jobspan.testing.sandbox.world import World

WAITING, RUNNING, FULL_PASS, FOLLOWING = "WAITING_FOR_RUNNING", "RUNNING", "FULL_DOING", "INCRE_DOING"
SUCCESSFUL, FAILED, CANCELLED, INTERRUPTED = "SUCCESSFUL", "FAILED", "CANCELLED", "TIMEOUT_INTERRUPT"
OVER = frozenset({SUCCESSFUL, FAILED, CANCELLED, INTERRUPTED})

DIFFERS, SAME, NOT_DONE, STOPPED, BOTH_EMPTY = 0, 2, 5, 7, 10
SOURCE_EMPTY, TARGET_EMPTY = 8, 9
DONE, IN_PROGRESS, CALLED_OFF = -2, -1, -4
REPORT_SECONDS = 3 * 24 * 3600


@attrs.define(kw_only=True)
class Table:
    """A table at both ends.

    `code`: a comparison of lines ends with it, whatever the numbers say. `has_key`: contents can be compared.
    `changed`: keys of rows whose contents differ.
    """

    source_rows: int = 0
    target_rows: int = 0
    code: int | None = None
    has_key: bool = True
    changed: list[str] = attrs.field(factory=list)

    def lines(self, lag: int) -> tuple[int, int, int]:
        """Rows of the source, of the target, and the result code. `lag` rows have not arrived yet."""
        source, target = self.source_rows, max(0, self.target_rows - lag)
        if self.code is not None:
            return source, target, self.code
        if not source and not target:
            return source, target, BOTH_EMPTY
        if not source or not target:
            return source, target, SOURCE_EMPTY if not source else TARGET_EMPTY
        return source, target, SAME if source == target else DIFFERS


Databases = dict[str, dict[str, Table]]


def shop() -> Databases:
    """What the invented shop stores."""
    rows = {"customers": 1200, "orders": 48000, "returns": 310}
    return {"shop": {name: Table(source_rows=count, target_rows=count) for name, count in rows.items()}}


@attrs.frozen(kw_only=True)
class Found:
    """What a run found of one table."""

    database: str
    table: str
    source_rows: int
    target_rows: int
    code: int
    comparable: bool = True
    finished: bool = True
    keys: tuple[str, ...] = ()

    @property
    def differing(self) -> int:
        return abs(self.source_rows - self.target_rows) + len(self.keys)


@attrs.define(eq=False, kw_only=True)
class Run:
    """A comparison of data. `scope` names its tables, database by database; none: all of them."""

    world: World
    id: str
    type: str
    options: dict[str, str]
    scope: dict[str, list[str]] | None
    start_time: datetime
    databases: Databases
    lag: int = 0
    timeline: Timeline = attrs.field(init=False)
    ended_at: datetime | None = None
    found: list[Found] = attrs.field(factory=list)
    export: Timeline | None = None
    exported_until: float = 0.0

    def plan(self, end: str = SUCCESSFUL, *, waits: bool = False) -> None:
        busy = FULL_PASS if self.type == "contents" else RUNNING
        last = FOLLOWING if self.options.get("contentCompareType") == "dynamic" else end
        way = [WAITING, WAITING, busy, busy, last]
        self.timeline = self.world.timeline(way, self._entered)
        if waits:
            self.timeline.hold()
        else:
            self.timeline.start()

    @property
    def status(self) -> str:
        return self.timeline.state

    @property
    def is_over(self) -> bool:
        return self.status in OVER

    def go(self) -> None:
        """A comparison that waits for its time begins."""
        if self.timeline.held:
            self.timeline.release()

    def cancel(self) -> None:
        self.timeline.divert(CANCELLED)

    def _entered(self, state: str, at: datetime) -> None:
        if state in (SUCCESSFUL, FOLLOWING, INTERRUPTED):
            self.found = list(self._look())
            if state == INTERRUPTED and self.found:
                self.found[-1] = attrs.evolve(self.found[-1], code=27, comparable=False, finished=False)
        if state in OVER:
            self.ended_at = at

    def _look(self) -> Sequence[Found]:
        found = []
        for database, tables in self.databases.items():
            for name, table in tables.items():
                wanted = None if self.scope is None else self.scope.get(database)
                if self.scope is not None and (wanted is None or (wanted and name not in wanted)):
                    continue
                source, target, code = table.lines(self.lag)
                comparable = code in (DIFFERS, SAME, BOTH_EMPTY, SOURCE_EMPTY, TARGET_EMPTY, 3)
                keys: tuple[str, ...] = ()
                if self.type == "contents":
                    comparable = comparable and table.has_key
                    keys = tuple(table.changed) if comparable else ()
                    code = DIFFERS if keys else code
                found.append(
                    Found(
                        database=database,
                        table=name,
                        source_rows=source,
                        target_rows=target,
                        code=code,
                        comparable=comparable,
                        keys=keys,
                    )
                )
        return found

    def overview(self) -> list[dict[str, Any]]:
        """Database by database, under the names that both overviews share."""
        shown = []
        for database in dict.fromkeys(each.database for each in self.found) or self._names():
            tables = [each for each in self.found if each.database == database]
            differ = sum(each.comparable and each.code not in (SAME, BOTH_EMPTY) for each in tables)
            unknown = sum(not each.comparable for each in tables)
            code = STOPPED if self.status == CANCELLED and not tables else NOT_DONE if not tables else SAME
            if tables and (differ or unknown):
                code = DIFFERS if differ else 4
            shown.append(
                {
                    "database": database,
                    "status": code,
                    "compare_num": len(tables) or len(self.databases[database]),
                    "compare_end_num": len(tables),
                    "data_inconsistent_num": differ,
                    "uncomparable_num": unknown,
                }
            )
        return shown

    def _names(self) -> list[str]:
        return [name for name in self.databases if self.scope is None or name in self.scope]
