"""Tasks: what the sandbox keeps of one, and how it moves through its states.

Source of the states: https://support.huaweicloud.com/intl/en-us/api-drs/drs_05_0005.html
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import attrs

from jobspan.testing.sandbox.huawei_drs.comparison_runs import Databases, Run, shop
from jobspan.testing.sandbox.huawei_drs.settings import Settings
from jobspan.testing.sandbox.progress import Timeline
from jobspan.testing.sandbox.world import World

USES = ("migration", "sync", "cloudDataGuard")
DIRECTIONS = ("up", "down", "non-dbs")

CONFIGURATION, WAITING, STARTING, PAUSED = "CONFIGURATION", "WAITING_FOR_START", "STARTJOBING", "PAUSING"
FULL, FULL_FAILED, FULL_DONE = "FULL_TRANSFER_STARTED", "FULL_TRANSFER_FAILED", "FULL_TRANSFER_COMPLETE"
INCREMENTAL, INCREMENTAL_FAILED = "INCRE_TRANSFER_STARTED", "INCRE_TRANSFER_FAILED"
CHANGING = "CHANGE_JOB_STARTED"
RELEASING, RELEASED, DELETED = "RELEASE_RESOURCE_STARTED", "RELEASE_RESOURCE_COMPLETE", "DELETED"
ENDED = frozenset({RELEASED, "RELEASE_CHILD_TRANSFER_COMPLETE", DELETED})

_TRANSFERS = frozenset({FULL, FULL_FAILED, FULL_DONE, INCREMENTAL, INCREMENTAL_FAILED, PAUSED})
_RUNNING = frozenset({FULL, FULL_DONE, INCREMENTAL})
_FAILED = frozenset({"START_JOB_FAILED", FULL_FAILED, INCREMENTAL_FAILED, "CHILD_TRANSFER_FAILED"})

ALLOWED = {
    "modify_password": _RUNNING | {STARTING, "START_JOB_FAILED", FULL_FAILED, INCREMENTAL_FAILED, PAUSED},
    "connection": frozenset({CONFIGURATION}),
    "configure": frozenset({CONFIGURATION}),
    "objects": frozenset({CONFIGURATION}),
    "definer": frozenset({CONFIGURATION}),
    "parameters": frozenset({CONFIGURATION}),
    "precheck": frozenset({CONFIGURATION}),
    "precheck_again": frozenset({INCREMENTAL, INCREMENTAL_FAILED, FULL_FAILED, PAUSED}),
    "start": frozenset({CONFIGURATION, WAITING}),
    "pause": _RUNNING | {FULL_FAILED, INCREMENTAL_FAILED},
    "resume": _FAILED | {PAUSED},
    "switchover": frozenset({INCREMENTAL, INCREMENTAL_FAILED}),
    "compare": frozenset({INCREMENTAL}),
    "delete": frozenset({"CREATE_FAILED", RELEASED, "RELEASE_CHILD_TRANSFER_COMPLETE"}),
}
NEVER_ENDED_AGAIN = ENDED | {RELEASING, "REBUILD_NODE_STARTED"}


@attrs.define(eq=False, kw_only=True)
class Task:
    """One task. `passwords` holds what was set, by end; nothing of it is ever sent back.

    `actions`: what was done to it by name that has no other effect here.
    `databases`: what both ends hold; `missing_objects`: how many objects of a type the target lacks; `unwritten_rows`: how
    many rows of each table have not arrived when a comparison begins. `next_comparison_ends`: as what, if not well.
    `failing_exports`: so many reports cannot be made. `stands_at`: the position that it does not get past any more.
    `dirty_records`, `ddls`: what could not be applied. `breakpoint`: where it was in the source's log when it ended, for
    those who asked for that. `settings`: what was set by API v5. `writes`: the source is written to, so that the delay
    never gets small. `history`: what was done to it, whether it worked, and when. `entered`: its
    states, and since when.
    """

    world: World
    id: str
    name: str
    use: str = "migration"
    engine: str = "mysql"
    direction: str = "up"
    net: str = "eip"
    task_type: str = "FULL_INCR_TRANS"
    node_type: str = "high"
    description: str = ""
    subnet_id: str = ""
    enterprise_project: str = "0"
    tags: list[dict[str, str]] = attrs.field(factory=list)
    created_at: datetime
    source: dict[str, Any] = attrs.field(factory=dict)
    target: dict[str, Any] = attrs.field(factory=dict)
    passwords: dict[str, str] = attrs.field(factory=dict, repr=False)
    kerberos: dict[str, Any] = attrs.field(factory=dict, repr=False)
    tested: set[str] = attrs.field(factory=set)
    configured: bool = False
    objects: list[dict[str, Any]] = attrs.field(factory=list)
    policy: dict[str, Any] = attrs.field(factory=dict)
    speed: list[dict[str, Any]] = attrs.field(factory=list)
    alarms: dict[str, Any] = attrs.field(factory=dict)
    replace_definer: bool | None = None
    parameters: dict[str, str] = attrs.field(factory=dict)
    rules: list[dict[str, Any]] = attrs.field(factory=list)
    users: dict[str, Any] = attrs.field(factory=dict, repr=False)
    multi_write: bool = False
    parent: str | None = None
    children: list[str] = attrs.field(factory=list)
    delay: int = 0
    rpo_millis: int = 0
    rto_millis: int = 0
    pause_mode: str = ""
    error: tuple[str, str] | None = None
    before_pause: str = INCREMENTAL
    prechecked: bool = False
    precheck: Timeline | None = None
    precheck_id: str = ""
    comparisons: list[dict[str, Any]] = attrs.field(factory=list)
    databases: Databases = attrs.field(factory=shop)
    runs: list[Run] = attrs.field(factory=list)
    object_run: tuple[str, datetime, Timeline] | None = None
    object_export: tuple[Timeline, float] | None = None
    missing_objects: dict[str, int] = attrs.field(factory=dict)
    next_comparison_ends: str | None = None
    failing_exports: int = 0
    stands_at: str | None = None
    unwritten_rows: int = 0
    dirty_records: list[dict[str, Any]] = attrs.field(factory=list)
    ddls: list[dict[str, Any]] = attrs.field(factory=list)
    breakpoint: str | None = None
    comparison_policy: dict[str, Any] | None = None
    tuning: dict[str, dict[str, str]] = attrs.field(factory=dict)
    log_stream: dict[str, Any] | None = None
    settings: Settings = attrs.field(factory=Settings)
    writes: bool = False
    actions: list[str] = attrs.field(factory=list)
    last_write: float | None = None
    began_at: datetime | None = None
    history: list[tuple[str, bool, datetime]] = attrs.field(factory=list)
    entered: list[tuple[str, datetime]] = attrs.field(factory=list)
    timeline: Timeline = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.timeline = self.world.timeline([CONFIGURATION], self._entered)

    @property
    def status(self) -> str:
        return self.timeline.state

    @property
    def is_parent(self) -> bool:
        return self.multi_write and self.parent is None

    def place(self, *states: str) -> None:
        """Put the task on a way of its own, whatever it did before."""
        self.timeline = self.world.timeline(list(states), self._entered)
        self._begin(states[0], self.created_at)

    def note(self, action: str, *, worked: bool = True) -> None:
        """A line of its history."""
        self.history.append((action, worked, self.world.now()))

    def create(self) -> None:
        self.note("create")
        self.place("CREATING", "CREATING", CONFIGURATION)
        self.timeline.start()

    def start(self) -> None:
        self.note("start")
        self.error = None
        self.timeline.divert(*self._way())

    def wait_until(self, start: float) -> None:
        """A scheduled start."""
        self.timeline.divert(WAITING)
        self.world.agenda.add(start, lambda: self.start() if self.status == WAITING else None)

    def pause(self, mode: str) -> None:
        self.note("pause")
        self.pause_mode = mode
        self.before_pause = self.status.replace("FAILED", "STARTED")
        self.timeline.divert(PAUSED)

    def resume(self) -> None:
        self.note("resume")
        before = self.before_pause if self.status == PAUSED else self.status.replace("FAILED", "STARTED")
        self.error = None
        way = self._way()
        rest = way[way.index(before) :] if before in way else way[1:]
        self.timeline.divert(STARTING, *rest)

    def change_size(self, size: str) -> None:
        """The task is interrupted while it gets another node."""
        self.settings.next_size = size
        way = self._way()
        rest = way[way.index(self.status) :] if self.status in way else [self.status]
        self.timeline.divert(CHANGING, *rest)

    def end(self) -> None:
        self.note("terminate")
        self.timeline.divert(RELEASING, RELEASED)

    def delete(self) -> None:
        self.timeline.divert(DELETED)

    def fail(self, code: str, message: str) -> None:
        """What the task runs into: a phase that transfers fails."""
        self.error = (code, message)
        self.note("transfer", worked=False)
        self.timeline.divert(INCREMENTAL_FAILED if self.status == INCREMENTAL else FULL_FAILED)

    def _way(self) -> list[str]:
        match self.task_type:
            case "FULL_TRANS":
                return [STARTING, FULL, FULL, FULL_DONE]
            case "INCR_TRANS":
                return [STARTING, INCREMENTAL]
            case _:
                return [STARTING, FULL, FULL, FULL_DONE, INCREMENTAL]

    def _begin(self, state: str, at: datetime) -> None:
        if self.began_at is None and state in _TRANSFERS:
            self.began_at = at

    def _entered(self, state: str, at: datetime) -> None:
        self._begin(state, at)
        self.entered.append((state, at))
        if state == INCREMENTAL:
            self.delay = 8
        if self.settings.next_size is not None and state != CHANGING:
            self.node_type, self.settings.next_size = self.settings.next_size, None
