"""``client.drs.actions``: API v5."""

from collections.abc import Mapping, Sequence
from typing import Any

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._core.common_arguments import empty_is_meant
from jobspan._planes.huawei_drs.flows import actions, new_tasks
from jobspan._planes.huawei_drs.models.actions import JobListItem, NameCheck, NamedAction
from jobspan._planes.huawei_drs.models.job_watch import JobWatch
from jobspan._planes.huawei_drs.models.jobs import JobAction
from jobspan._planes.huawei_drs.models.new_tasks import NewTask
from jobspan._planes.huawei_drs.models.replies import Outcome
from jobspan._planes.huawei_drs.words import JobSortKey, LinkUse, NamedThing, Net, SortDirection
from jobspan.batches import BatchResult


class AsyncActions(AsyncResource):
    """API v5: what a task allows now, and actions by name. Some regions and engine pairs offer it."""

    async def available(self, job_id: str) -> JobAction:
        """Return the actions that DRS itself allows and forbids for a task now.

        Args:
            job_id: id of the task.
        """
        return await self._run(actions.available(self._ctx, job_id))

    @change
    async def run(self, job_id: str, name: str, params: Mapping[str, Any] | None = None) -> Outcome:
        """Run an action, for example reset. A reply with a ``query_id``: it goes on in the background, see :meth:`inspect`.

        Args:
            job_id: id of the task.
            name: the action: network, precheck, start, stop (it pauses), restart (it resumes), reset, terminate,
                skip_precheck, create_compare, cancel_compare, diagnosis, ...; a word that jobspan does not know is
                sent as well.
            params: what the action needs, in the members that API v5 has for it, for example ``precheck_mode``.

        Raises:
            RuleViolation: there is no such task, or it does not allow the action.
            ApiError: DRS refused.
            AmbiguousOutcomeError: the reply was lost, or does not say whether it was accepted.
        """
        return await self._change(lambda: actions.run(self._ctx, job_id, name, params))

    @change
    async def run_many(self, items: Sequence[NamedAction]) -> BatchResult[NamedAction]:
        """Run actions of several tasks in one request.

        Args:
            items: the actions: of which task, by which name, and with what; see ``drs.actions.run``.

        Raises:
            RuleViolation: there is no such task, or it does not allow the action; nothing was sent.
        """
        return await self._change(lambda: actions.run_many(self._ctx, items))

    @change
    async def stop(self, job_id: str, *, force: bool = False) -> Outcome:
        """End a task, for good.

        Args:
            job_id: id of the task; of a dual-active pair the parent, not a subtask.
            force: whether resources are released at once, without migrating events and triggers.

        Raises:
            RuleViolation: the task is gone, or a subtask of a dual-active pair.
            ApiError: DRS refused.
            AmbiguousOutcomeError: the reply was lost, or does not say whether it was accepted.
        """
        return await self._change(lambda: actions.stop(self._ctx, job_id, force=force))

    @change
    async def stop_many(self, job_ids: str | Sequence[str], *, force: bool = False) -> BatchResult[str]:
        """End several tasks in one request, for good.

        Args:
            job_ids: ids of the tasks, or the id of one; of a dual-active pair the parent, not the subtasks.
            force: whether resources are released at once, without migrating events and triggers.

        Raises:
            RuleViolation: a task is gone, or a subtask of a dual-active pair; nothing was sent.
        """
        return await self._change(lambda: actions.stop_many(self._ctx, job_ids, force=force))

    @change
    async def create(self, task: NewTask) -> AsyncHandle[JobWatch, JobWatch]:
        """Create a task by API v5. The handle waits until it is in ``CONFIGURATION``, for minutes; billing starts at once.

        ``migration_jobs.create`` does the same by API v3, which all regions have. After a lost reply a task of this
        name that is new, and of the same kind, counts as the one that was made.

        Args:
            task: what the task is, its ends, and the node that does its work. Passwords and keys of certificates are
                text or ``Secret``; never shown or logged.

        Raises:
            ValidationError: a value cannot be; nothing was sent.
            Conflict: a task has this name already.
            AmbiguousOutcomeError: the reply was lost, and no task shows that it was made.
        """
        return await self._launch(lambda: new_tasks.create(self._ctx, task))

    @change
    async def copy(self, job_id: str, name: str, *, task_version: str | None = None) -> AsyncHandle[JobWatch, JobWatch]:
        """Make another task like one that there is. It is billed like any new task; see :meth:`create` for handle and errors.

        Args:
            job_id: id of the task that is copied.
            name: name of the copy: 4..50 letters, digits, ``-`` and ``_``, starting with a letter; unique whatever the
                case.
            task_version: ``2.0`` for a task of the new console; without it, it is one of the old.

        Raises:
            RuleViolation: there is no task to copy.
        """
        return await self._launch(lambda: new_tasks.copy(self._ctx, job_id, name, task_version))

    def search(
        self,
        job_type: LinkUse = "migration",
        *,
        name: str | None = None,
        status: str | None = None,
        engine_type: str | None = None,
        net_type: Net | None = None,
        enterprise_project_id: str | None = None,
        instance_ids: Sequence[str] = (),
        instance_ip: str | None = None,
        sort_key: JobSortKey | None = None,
        sort_dir: SortDirection | None = None,
        page_size: int = 100,
    ) -> AsyncPager[JobListItem]:
        """List the tasks of one use, sorted.

        Args:
            job_type: what the tasks are for; ``cloudDataGuard`` is disaster recovery, ``replay`` workload replay.
                Without it, migration.
            name: only tasks of this name, or with these ids: up to 10 ids joined with commas.
            status: only tasks in this state, as DRS spells it, for example INCRE_TRANSFER_STARTED.
            engine_type: only tasks of this pair of engines, as DRS spells it, for example mysql or mysql-to-kafka.
            net_type: only tasks that reach their databases this way: eip is the public network, vpn also a direct
                connection.
            enterprise_project_id: only tasks of the enterprise project with this id; without it, of all.
            instance_ids: only tasks of the database instances with these ids, at most 10.
            instance_ip: only tasks of the database instance with this IP address.
            sort_key: what the rows are sorted by; without it, the time of creation.
            sort_dir: direction of the sort; without it, descending.
            page_size: rows per request, 1..1000; without it, 100.

        Raises:
            ValidationError: ``page_size`` or ``instance_ids`` is out of range; nothing was sent.
        """
        return self._pager(
            actions.search(
                self._ctx,
                job_type,
                name=name,
                status=status,
                engine_type=engine_type,
                net_type=net_type,
                enterprise_project_id=enterprise_project_id,
                instance_ids=instance_ids,
                instance_ip=instance_ip,
                sort_key=sort_key,
                sort_dir=sort_dir,
                limit=page_size,
            )
        )

    @empty_is_meant
    async def inspect(
        self,
        job_id: str,
        type: str = "overview",
        *,
        query_id: str | None = None,
        query_type: str | None = None,
        compare_type: str | None = None,
        compare_task_id: str | None = None,
        compare_detail_type: str | None = None,
        object_type: str | None = None,
        source_db_name: str | None = None,
        target_db_name: str | None = None,
        log_level: str | None = None,
        offset: int | None = None,
        limit: int | None = None,
    ) -> dict[str, Any]:
        """Return one aspect of a task as DRS gives it; passwords are masked.

        Args:
            job_id: id of the task.
            type: which aspect: overview, detail, network, precheck, progress, log, compare, file, is_writable,
                diagnosis, repair_progress, ...; without it, overview. What goes on in the background needs
                ``query_id``.
            query_id: id of what goes on in the background, from the reply that began it.
            query_type: of comparisons: overview, list, detail or diff; of prechecks: upgradeJob.
            compare_type: of comparisons: object_compare, line_compare, content_compare or data_compare.
            compare_task_id: id of the comparison.
            compare_detail_type: of comparisons: compare for what was compared, uncompare for what could not be.
            object_type: of comparisons of objects: DB, TABLE or INDEX.
            source_db_name: the database at the source, of a comparison of data.
            target_db_name: the database at the target, of a comparison of data.
            log_level: only entries of the log of this level: Info, Warn or Error.
            offset: how many rows to leave out; for aspects that are long, such as log.
            limit: rows at most, 1..1000; for aspects that are long, such as log.

        Raises:
            ValidationError: ``offset`` or ``limit`` is out of range; nothing was sent.
        """
        query = {
            "query_id": query_id,
            "query_type": query_type,
            "compare_type": compare_type,
            "compare_task_id": compare_task_id,
            "compare_detail_type": compare_detail_type,
            "object_type": object_type,
            "source_db_name": source_db_name,
            "target_db_name": target_db_name,
            "log_level": log_level,
            "offset": offset,
            "limit": limit,
        }
        return await self._run(actions.inspect(self._ctx, job_id, type, query))

    @change
    async def update(self, job_id: str, type: str, params: Mapping[str, Any]) -> Outcome:
        """Change one aspect of a task.

        Args:
            job_id: id of the task.
            type: the aspect: name, description, expired_days (after how many days a task that does not work is ended),
                notify (alarms), re_create (the node of a task in CONFIGURATION, gone after three days), db_object, ...
            params: new values, in the members that API v5 has for the aspect, for example ``base_info``.

        Raises:
            RuleViolation: there is no such task.
            ApiError: DRS refused.
            AmbiguousOutcomeError: the reply was lost, or does not say whether it was accepted.
        """
        return await self._change(lambda: actions.update(self._ctx, job_id, type, params))

    async def check_name(self, name: str, type: NamedThing = "trans") -> NameCheck:
        """Check whether a new task can have this name.

        Args:
            name: the name, 4..50 characters.
            type: what would have it: trans is a task, subscription a subscription, offline a backup migration. Without
                it, trans.

        Raises:
            ValidationError: the name is too short or too long; nothing was sent.
            Conflict: the name is taken.
        """
        return await self._run(actions.check_name(self._ctx, name, type))

    @change
    async def delete(self, job_id: str) -> Outcome:
        """Delete an ended task; documented for a few engine pairs.

        Args:
            job_id: id of the task; of a dual-active pair the parent, not a subtask.

        Raises:
            RuleViolation: the task has not ended, or is a subtask of a dual-active pair.
            ApiError: DRS refused.
            AmbiguousOutcomeError: the reply was lost, and the task is still shown.
        """
        return await self._change(lambda: actions.delete(self._ctx, job_id))

    @change
    async def delete_many(self, job_ids: str | Sequence[str]) -> BatchResult[str]:
        """Delete ended tasks in one request; documented for a few engine pairs.

        Args:
            job_ids: ids of the tasks, or the id of one; of a dual-active pair the parent, not the subtasks.

        Raises:
            RuleViolation: a task has not ended, or is a subtask of a dual-active pair; nothing was sent.
        """
        return await self._change(lambda: actions.delete_many(self._ctx, job_ids))
