"""All tasks of the project, how handlers find them, and what all batches have in common."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from jobspan.testing.sandbox.faults import FailItems
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_drs.backup_migrations import BackupMigration
from jobspan.testing.sandbox.huawei_drs.errors import (
    BUSY,
    DELETED as DELETED_CODE,
    DUPLICATE,
    MESSAGES,
    NOT_FOUND,
    PARENTS_ONLY,
    STATE,
    SUBTASKS_ONLY,
    TOO_FREQUENT,
    V5_NOT_FOUND,
    ItemFailed,
    batch_refusal,
    failed_entry,
    missing,
    refusal,
)
from jobspan.testing.sandbox.huawei_drs.paging import DEFAULT_PAGE, page_of
from jobspan.testing.sandbox.huawei_drs.subscriptions import Subscription
from jobspan.testing.sandbox.huawei_drs.tasks import ALLOWED, DELETED, Task
from jobspan.testing.sandbox.world import World


class State:
    """What tests seed and look at.

    `tasks` is a plain dict by id. `refuses_whole_batches`: a password for a task in the wrong state
    fails its whole batch with 400.
    `wrong_passwords`: what the databases do not accept. `busy`: tasks on which another operation is in progress.
    `quiet_seconds`: two changes of one task within this time are too frequent.
    `ignores_offset`: lists of comparisons answer every page with the first. `report_wants_body`: reports are asked for in
    the body only. `has_v5`: this region has API v5. `lists_its_links`: a page of supported links comes as a list of one.
    `backup_migrations`: by id. `next_backup_migration_ends`: as what, if not well (`FAILED`, `PRECHECK FAILED`).
    `subscriptions`: by id. `next_subscription_ends`: as what, if not well (`CREATE_FAILED`, `STARTJOB_FAILED`).
    `shows_single_subscriptions_bare`: a page with one of them has it without a list.
    `connections`: the databases that are remembered, by id; `shows_passwords`: they are shown with their secrets.
    `answers`: what calls say that this sandbox keeps no state for, by their names; a document, or a `Reply`.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.tasks: dict[str, Task] = {}
        self.refuses_whole_batches = False
        self.wrong_passwords: set[str] = set()
        self.busy: set[str] = set()
        self.quiet_seconds: float = 0.0
        self.ignores_offset = False
        self.report_wants_body = False
        self.has_v5 = True
        self.lists_its_links = False
        self.backup_migrations: dict[str, BackupMigration] = {}
        self.next_backup_migration_ends: str | None = None
        self.subscriptions: dict[str, Subscription] = {}
        self.next_subscription_ends: str | None = None
        self.shows_single_subscriptions_bare = False
        self.connections: dict[str, dict[str, Any]] = {}
        self.shows_passwords = False
        self.answers: dict[str, Any] = {}

    def add(self, name: str, *states: str, id: str | None = None, suffix: str = "jb101", **more: Any) -> Task:
        """A new task in the last of these states (CONFIGURATION when none is given)."""
        task = Task(world=self.world, id=id or self.new_id(suffix), name=name, created_at=self.world.now(), **more)
        if states:
            task.place(*states)
            task.timeline.finish()
        self.tasks[task.id] = task
        if task.parent is not None:
            self.tasks[task.parent].children.append(task.id)
        return task

    def new_id(self, suffix: str = "jb101") -> str:
        """36 characters whose last ones tell the type of the task."""
        return self.world.new_uuid()[: -len(suffix)] + suffix

    def unknown(self, ids: Sequence[Any]) -> list[dict[str, Any]]:
        """The entries to blame when a batch names tasks that do not exist (any more)."""
        blamed = []
        for id in ids:
            task = self.tasks.get(str(id))
            if task is None or task.status == DELETED:
                code = NOT_FOUND if task is None else DELETED_CODE
                blamed.append(failed_entry(str(id), code, MESSAGES[code]))
        return blamed

    def known(self, ids: Sequence[Any]) -> list[Task]:
        """The tasks; a batch with an unknown one is refused as a whole."""
        if not ids:
            raise missing("jobs")
        blamed = self.unknown(ids)
        if blamed:
            raise batch_refusal(blamed)
        return [self.tasks[str(id)] for id in ids]

    def one(self, id: str) -> Task:
        return self.known([id])[0]

    def of_v5(self, call: Call) -> Task:
        """The task that a path of API v5 names."""
        task = self.tasks.get(call.params["job_id"])
        if task is None or task.status == DELETED:
            raise refusal(V5_NOT_FOUND, "Job does not exist, please check job ID")
        return task

    def entries(self, call: Call, *, field: str = "jobs", id: str = "job_id") -> list[dict[str, Any]]:
        """The entries of a batch, their tasks known."""
        body = call.json
        listed = body.get(field) if isinstance(body, dict) else None
        if not isinstance(listed, list) or not listed:
            raise missing(field)
        for entry in listed:
            if not isinstance(entry, dict) or not entry.get(id):
                raise missing(id)
        self.known([entry[id] for entry in listed])
        return listed

    def ids(self, call: Call) -> list[str]:
        body = call.json
        listed = body.get("jobs") if isinstance(body, dict) else None
        if not isinstance(listed, list) or not listed:
            raise missing("jobs")
        return [str(each) for each in listed]

    def distinct(self, marks: Sequence[Hashable]) -> None:
        if len(set(marks)) != len(marks):
            raise refusal(DUPLICATE, "The request contains duplicate entries.")

    def check(self, task: Task, action: str, *, subtasks_only: bool = True, parents_only: bool = False) -> None:
        """
        Raises:
            ItemFailed: the task is in a state, or has a place in a dual-active pair, that does not allow the action.
        """
        if subtasks_only and task.is_parent:
            raise ItemFailed(SUBTASKS_ONLY)
        if parents_only and task.multi_write and task.parent is not None:
            raise ItemFailed(PARENTS_ONLY)
        if action in ALLOWED and task.status not in ALLOWED[action]:
            raise ItemFailed(STATE)
        if task.id in self.busy:
            raise ItemFailed(BUSY)
        now = self.world.moment
        if task.last_write is not None and self.quiet_seconds and now - task.last_write < self.quiet_seconds:
            raise ItemFailed(TOO_FREQUENT)
        task.last_write = now

    def refuse_together(self, ids: Sequence[str], action: str) -> None:
        """Refuse the whole batch for the tasks whose state does not allow it, when this sandbox is set to."""
        blamed = [id for id in dict.fromkeys(ids) if self.tasks[id].status not in ALLOWED[action]]
        if self.refuses_whole_batches and blamed:
            raise batch_refusal([failed_entry(id, STATE, MESSAGES[STATE]) for id in blamed])

    def batch(
        self,
        call: Call,
        entries: Sequence[dict[str, Any]],
        work: Callable[[dict[str, Any]], dict[str, Any]],
        *,
        status: int = 200,
        id: str = "job_id",
        counter: str = "count",
    ) -> Reply:
        """Do the work of each entry; one that fails does not disturb the others."""
        results: list[dict[str, Any]] = []
        for entry in entries:
            key = str(entry[id])
            try:
                self._strike(call, key)
                results.append(work(entry))
            except ItemFailed as failed:
                results.append(failed_entry(key, failed.code, str(failed)))
        return Reply.of_json({"results": results, counter: len(results)}, status)

    def _strike(self, call: Call, key: str) -> None:
        if isinstance(call.fault, FailItems) and call.fault.fails(key):
            raise ItemFailed(call.fault.code or BUSY, call.fault.message)

    def page(self, call: Call, ids: Sequence[str]) -> list[str]:
        """The part of the ids that the page request asks for: five of them unless it says otherwise."""
        request = (call.json or {}).get("page_req") or {}
        return page_of(ids, request.get("cur_page", 1), request.get("per_page", DEFAULT_PAGE))
