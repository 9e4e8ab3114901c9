"""``client.drs.actions``: API v5."""

from collections.abc import Mapping, Sequence
from typing import Any

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei_drs.flows import actions, new_tasks
from jobspan._planes.huawei_drs.models.actions import JobListItem, NameCheck, NamedAction
from jobspan._planes.huawei_drs.models.job_watch import JobWatch
from jobspan._planes.huawei_drs.models.jobs import JobAction
from jobspan._planes.huawei_drs.models.new_tasks import NewTask
from jobspan._planes.huawei_drs.models.replies import Outcome
from jobspan.batches import BatchResult


class AsyncActions(AsyncResource):
    """API v5: what a task allows now, and actions by name. Some regions and engine pairs offer it."""

    async def available(self, job_id: str) -> JobAction:
        """Return the actions that DRS itself allows and forbids for a task now."""
        return await self._run(actions.available(self._ctx, job_id))

    @change
    async def run(self, job_id: str, name: str, params: Mapping[str, Any] | None = None) -> Outcome:
        """Run an action, for example reset. A reply with a ``query_id``: it goes on in the background, see :meth:`inspect`."""
        return await self._change(lambda: actions.run(self._ctx, job_id, name, params))

    @change
    async def run_many(self, items: Sequence[NamedAction]) -> BatchResult[NamedAction]:
        """Run actions of several tasks in one request."""
        return await self._change(lambda: actions.run_many(self._ctx, items))

    @change
    async def stop(self, job_id: str, *, force: bool = False) -> Outcome:
        """End a task."""
        return await self._change(lambda: actions.stop(self._ctx, job_id, force=force))

    @change
    async def stop_many(self, job_ids: str | Sequence[str], *, force: bool = False) -> BatchResult[str]:
        """End several tasks in one request."""
        return await self._change(lambda: actions.stop_many(self._ctx, job_ids, force=force))

    @change
    async def create(self, task: NewTask) -> AsyncHandle[JobWatch, JobWatch]:
        """Create a task by API v5. The handle waits until it is in ``CONFIGURATION``, for minutes; billing starts at once.

        ``migration_jobs.create`` does the same by API v3, which all regions have. After a lost reply a task of this name that
        is new, and of the same kind, counts as the one that was made.

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
            job_id: the task that is copied.
            name: of the copy: 4..50 letters, digits, ``-`` and ``_``, starting with a letter; unique whatever the case.
            task_version: ``2.0`` for a task of the new console; absent for one of the old.

        Raises:
            RuleViolation: there is no task to copy.
        """
        return await self._launch(lambda: new_tasks.copy(self._ctx, job_id, name, task_version))

    def search(
        self,
        job_type: str = "migration",
        *,
        name: str | None = None,
        status: str | None = None,
        engine_type: str | None = None,
        net_type: str | None = None,
        enterprise_project_id: str | None = None,
        instance_ids: Sequence[str] = (),
        instance_ip: str | None = None,
        sort_key: str | None = None,
        sort_dir: str | None = None,
        page_size: int = 100,
    ) -> AsyncPager[JobListItem]:
        """List the tasks of one type (migration, sync, cloudDataGuard, replay), sorted."""
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
            job_id: the task.
            type: overview, detail, network, precheck, progress, log, compare, ...
            query_id: of an action that goes on in the background.
            query_type, object_type, source_db_name, target_db_name: which objects.
            compare_type, compare_task_id, compare_detail_type: which comparison, and what of it.
            log_level: which log entries.
            offset, limit: the part of a long answer.
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
        """Change one aspect of a task: name, description, notify, db_object, ..."""
        return await self._change(lambda: actions.update(self._ctx, job_id, type, params))

    async def check_name(self, name: str, type: str = "trans") -> NameCheck:
        """Check whether a new task can have this name.

        Raises:
            Conflict: the name is taken.
        """
        return await self._run(actions.check_name(self._ctx, name, type))

    @change
    async def delete(self, job_id: str) -> Outcome:
        """Delete an ended task; documented for a few engine pairs."""
        return await self._change(lambda: actions.delete(self._ctx, job_id))

    @change
    async def delete_many(self, job_ids: str | Sequence[str]) -> BatchResult[str]:
        """Delete ended tasks; documented for a few engine pairs."""
        return await self._change(lambda: actions.delete_many(self._ctx, job_ids))
