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
        """Start prechecks; :meth:`precheck_results` shows how they go.

        Args:
            job_ids: ids of the tasks, or the id of one; of a dual-active pair the subtasks, not the parent.
            mode: what the precheck is for: start of a task in CONFIGURATION, or retry after a failure or after its
                objects were edited. With the wrong one it fails. Without it, start.
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

        Raises:
            RuleViolation: a task is not in CONFIGURATION (for ``retry`` an unusual state is only a warning), or is a
                dual-active parent.
        """
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

        Args:
            job_ids: ids of the tasks, or the id of one.

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

        Args:
            job_ids: ids of the tasks, or the id of one.
            timeout: seconds to wait for all of them; ``None`` means ``Policy.wait_timeout`` (a day).
            progress: ``True`` shows a line or a bar; a callable gets each ``JobChanged``.
            raise_on_failure: ``False`` returns the last view of a precheck that failed.

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
        """Start tasks that are configured and prechecked.

        Args:
            job_ids: ids of the tasks, or the id of one; of a dual-active pair the subtasks, not the parent, the
                forward one first.
            at: when they start, a time with a zone; without it, at once.
            compare_at_end: whether DRS begins a comparison by itself when a task ends; without it, it does.
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

        Raises:
            ValidationError: ``at`` has no zone; nothing was sent.
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
        """Pause tasks that transfer. Resume within about a day: the source may purge the log that they still need.

        Args:
            job_ids: ids of the tasks, or the id of one; of a dual-active pair the subtasks, not the parent.
            mode: what stops: with target only writing to the target, with all also reading the log of the source.
                Without it, target.
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

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
        """Resume paused tasks and retry failed ones.

        Args:
            job_ids: ids of the tasks, or the id of one; of a dual-active pair the subtasks, not the parent.
            after_edit: whether the objects of a synchronisation were edited before, which it is then started with.
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

        Raises:
            RuleViolation: a task is a dual-active parent. For one that is neither paused nor failed it is only a
                warning.
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

        A success says that DRS stored the password. It does not change the database account, and whether the database
        accepts the password shows in the task's state. Both ends of a task travel in the same request.

        Args:
            passwords_of: one entry for each end of a task. Its password is text or ``Secret``; never shown or logged.
                A generator is read once.
            verify: whether the states are read afterwards, and tasks reported that are failed then: DRS tests
                connections only before the start of a task.
            then_resume: whether tasks that had failed are resumed, once they have the new password. An entry whose
                task could not be resumed has failed; where that is not known, the entry is unknown.
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

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

        Args:
            job_ids: ids of disaster recovery tasks, or the id of one; not of dual-active ones.
            pause: whether the tasks are paused after the switchover; without it, they are not.
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

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
        """Start comparing both ends: objects, and lines or contents of data. With neither, DRS starts none.

        ``drs.comparisons`` has the newer calls, each with a handle to wait for.

        Args:
            job_id: id of the task; of a dual-active pair a subtask, not the parent.
            objects: whether databases, tables, views and other objects are compared; not together with contents of
                data.
            data: what is compared of the data: lines (numbers of rows) or contents, of which tables, and whether a
                comparison that goes on is kept or cancelled. Without it, no data.

        Raises:
            ValidationError: ``data`` has an unknown word, or objects and contents are to be compared at once; nothing
                was sent.
            RuleViolation: the task is not incremental, or is a dual-active parent.
            ApiError: DRS started no comparison.
        """
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
        """Return what comparisons found, by their ids; without ids, the list of comparisons.

        Args:
            job_id: id of the task.
            object_comparison: id of the comparison of objects whose results are read.
            line_comparison: id of the comparison of lines whose results are read.
            content_comparison: id of the comparison of contents whose results are read.
            page: which page of the results, counted from 1; without it, the first.
            page_size: rows per request; without it, 100.
        """
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
        """End tasks and release their instances, for good.

        Args:
            job_ids: ids of the tasks, or the id of one; of a dual-active pair the parent, not the subtasks.
            force: whether resources are released at once, without migrating events and triggers.
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

        Raises:
            RuleViolation: a task is gone, or a subtask of a dual-active pair (which ends through its parent). For one
                that has ended, or is ending, it is only a warning.
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
        """Remove ended tasks from the list. A task that is already gone counts as deleted.

        Args:
            job_ids: ids of the tasks, or the id of one; of a dual-active pair the parent, not the subtasks.
            skip_invalid: send the items that the rules allow and report the others; otherwise one forbidden item
                refuses the whole batch.
            batch_size: items per request, 1..100; without it, 10.

        Raises:
            RuleViolation: a task has not ended (terminate it first), or is a subtask of a dual-active pair.
        """
        return await self._change(
            lambda: flows.batch_call.run_call(
                self._ctx,
                flows.lifecycle.delete(),
                as_ids(job_ids),
                skip_invalid=skip_invalid,
                batch_size=batch_size,
            )
        )
