"""Migration jobs from the precheck to their end."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from jobspan._async.change import change
from jobspan._async.resource import AsyncResource
from jobspan._async.waiting import wait_all
from jobspan._planes.huawei_drs import flows
from jobspan._planes.huawei_drs.flows.job_ids import BATCH_SIZE, as_ids
from jobspan._planes.huawei_drs.models.checks import Precheck
from jobspan._planes.huawei_drs.models.comparisons import ComparisonResults, ComparisonsStarted, DataComparison
from jobspan._planes.huawei_drs.models.endpoints import EndpointPassword
from jobspan._planes.huawei_drs.words import PauseMode, PrecheckMode
from jobspan.batches import BatchResult
from jobspan.progress import ProgressOption
from jobspan.tables import Rows


class AsyncLifecycle(AsyncResource):
    """The calls that move tasks through their life."""

    @change
    async def precheck(
        self,
        job_ids: str | Sequence[str],
        *,
        mode: PrecheckMode = "start",
        skip_invalid: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> BatchResult[str]:
        """Start prechecks; :meth:`precheck_results` shows how they go. ``mode``: start, or retry after a failure or edit."""
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx,
                flows.lifecycle.precheck(mode),
                as_ids(job_ids),
                skip_invalid=skip_invalid,
                batch_size=batch_size,
            )
        )

    async def precheck_results(self, job_ids: str | Sequence[str]) -> Rows[Precheck]:
        """Return how prechecks went, in the order asked for: ``done`` when over, ``passed`` when the task may start.

        Raises:
            NotFound: DRS does not have one of the tasks.
        """
        return await self._rows(flows.prechecks.precheck_results(self._ctx, job_ids), Precheck)

    async def wait_for_prechecks(
        self,
        job_ids: str | Sequence[str],
        *,
        timeout: float | None = None,
        progress: ProgressOption = False,
        raise_on_failure: bool = True,
    ) -> Rows[Precheck]:
        """Wait until the prechecks of tasks are over.

        Raises:
            JobFailed: a precheck found something that must be fixed first.
            WaitTimeout: ``timeout`` has passed.
        """
        handles = [self._handle(each) for each in flows.watch.watch_prechecks(self._ctx, job_ids)]
        return await wait_all(handles, timeout=timeout, progress=progress, raise_on_failure=raise_on_failure)

    @change
    async def start(
        self,
        job_ids: str | Sequence[str],
        *,
        at: datetime | None = None,
        compare_at_end: bool | None = None,
        skip_invalid: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> BatchResult[str]:
        """Start tasks that are configured and prechecked, now or ``at`` a time.

        Raises:
            RuleViolation: a task is a dual-active parent, or a backward task whose forward task is not in step
                (incremental, RPO and RTO below 60 seconds). For a task that was started already it is only a warning.
        """
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx,
                flows.lifecycle.start(at, compare_at_end=compare_at_end),
                as_ids(job_ids),
                skip_invalid=skip_invalid,
                batch_size=batch_size,
            )
        )

    @change
    async def pause(
        self,
        job_ids: str | Sequence[str],
        *,
        mode: PauseMode = "target",
        skip_invalid: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> BatchResult[str]:
        """Pause tasks that transfer. ``mode``: target stops only writing, all also stops reading the log.

        Raises:
            RuleViolation: a task does not transfer (only a warning for disaster recovery), or is a dual-active parent.
        """
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx,
                flows.lifecycle.pause(mode),
                as_ids(job_ids),
                skip_invalid=skip_invalid,
                batch_size=batch_size,
            )
        )

    @change
    async def resume(
        self,
        job_ids: str | Sequence[str],
        *,
        after_edit: bool = False,
        skip_invalid: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> BatchResult[str]:
        """Resume paused tasks and retry failed ones. ``after_edit``: the objects of a synchronisation were edited.

        Raises:
            RuleViolation: a task is a dual-active parent. For one that is neither paused nor failed it is only a warning.
        """
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx,
                flows.lifecycle.resume(after_edit=after_edit),
                as_ids(job_ids),
                skip_invalid=skip_invalid,
                batch_size=batch_size,
            )
        )

    @change
    async def change_passwords(
        self,
        passwords_of: Iterable[EndpointPassword],
        *,
        verify: bool = False,
        then_resume: bool = False,
        skip_invalid: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> BatchResult[EndpointPassword]:
        """Give DRS the new passwords of databases, for any number of tasks.

        A success means *accepted*: DRS stored the password. It does not change the database account, and whether the
        database accepts the password shows in the task's state. Both ends of a task travel in the same request.

        Args:
            passwords_of: one entry a task and end. A generator is read once.
            verify: read the states afterwards, and report tasks that are failed then. (DRS tests connections before
                the start of a task only.)
            then_resume: resume tasks that had failed, once they have the new password. An entry whose task could not be
                resumed has failed; where that is not known, the entry is unknown.
            skip_invalid: send the rest when rules forbid some.
            batch_size: entries a request, 1..100; the reference recommends about 10.

        Raises:
            ValidationError: an unknown end, an empty password, a malformed id, an entry that comes twice.
            RuleViolation: a task is in a state that does not allow it, or a dual-active parent.

        Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0134.html
        """
        items = list(passwords_of)
        return await self._change(
            lambda: flows.passwords.change_passwords(
                self._ctx,
                items,
                verify=verify,
                then_resume=then_resume,
                skip_invalid=skip_invalid,
                batch_size=batch_size,
            )
        )

    @change
    async def switchover(
        self,
        job_ids: str | Sequence[str],
        *,
        pause: bool | None = None,
        skip_invalid: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> BatchResult[str]:
        """Exchange the roles of the two databases of disaster recovery tasks. A second switchover switches back.

        Raises:
            RuleViolation: not disaster recovery, dual-active, or not incremental.
        """
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx,
                flows.lifecycle.switchover(pause=pause),
                as_ids(job_ids),
                skip_invalid=skip_invalid,
                batch_size=batch_size,
            )
        )

    @change
    async def compare(
        self, job_id: str, *, objects: bool = False, data: DataComparison | None = None
    ) -> ComparisonsStarted:
        """Start comparing both ends: objects, and lines or contents of data."""
        return await self._change(lambda: flows.compare.compare(self._ctx, job_id, objects=objects, data=data))

    async def compare_results(
        self,
        job_id: str,
        *,
        object_comparison: str | None = None,
        line_comparison: str | None = None,
        content_comparison: str | None = None,
        page: int = 1,
        page_size: int = 100,
    ) -> ComparisonResults:
        """Return what comparisons found, by their ids; without ids, the list of comparisons."""
        return await self._run(
            flows.compare.compare_results(
                self._ctx,
                job_id,
                object_comparison=object_comparison,
                line_comparison=line_comparison,
                content_comparison=content_comparison,
                page=page,
                page_size=page_size,
            )
        )

    @change
    async def terminate(
        self,
        job_ids: str | Sequence[str],
        *,
        force: bool = False,
        skip_invalid: bool = False,
        batch_size: int = BATCH_SIZE,
    ) -> BatchResult[str]:
        """End tasks and release their instances, for good. ``force``: at once, without migrating events and triggers.

        Raises:
            RuleViolation: a task is gone, or a subtask of a dual-active pair (which ends through its parent). For one that
                has ended, or is ending, it is only a warning.
        """
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx,
                flows.lifecycle.terminate(force=force),
                as_ids(job_ids),
                skip_invalid=skip_invalid,
                batch_size=batch_size,
            )
        )

    @change
    async def delete(
        self, job_ids: str | Sequence[str], *, skip_invalid: bool = False, batch_size: int = BATCH_SIZE
    ) -> BatchResult[str]:
        """Remove ended tasks from the list. A task that is already gone counts as deleted."""
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx,
                flows.lifecycle.delete(),
                as_ids(job_ids),
                skip_invalid=skip_invalid,
                batch_size=batch_size,
            )
        )
