"""``client.migration_jobs``: the tasks of DRS."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.waiting import wait_all
from jobspan._planes.huawei_drs import flows
from jobspan._planes.huawei_drs.flows.job_ids import as_ids
from jobspan._planes.huawei_drs.models.comparisons import ComparedObjects
from jobspan._planes.huawei_drs.models.cutover import CutoverReport
from jobspan._planes.huawei_drs.models.job_watch import JobWatch
from jobspan._planes.huawei_drs.models.status import JobStatus
from jobspan._planes.huawei_drs.resources.configuration_async import AsyncConfiguration
from jobspan._planes.huawei_drs.resources.lifecycle_async import AsyncLifecycle
from jobspan._planes.huawei_drs.resources.reads_async import AsyncReads
from jobspan._planes.huawei_drs.words import CutoverEnd, GoalName
from jobspan.progress import ProgressOption
from jobspan.tables import Rows


class AsyncMigrationJobs(AsyncConfiguration, AsyncLifecycle, AsyncReads):
    """Migration, synchronisation and disaster recovery tasks, one or thousands at a time.

    Calls for many tasks are cut into requests of ``batch_size`` and sent side by side. Their rules are checked first, with
    one batched read of the states: when DRS would refuse some items, ``RuleViolation`` lists each of them, and nothing is
    sent; ``skip_invalid=True`` sends the rest. The result accounts for every item, in the order given. An accepted item is
    just that: what comes of it shows in the state of the task (:meth:`wait`, :meth:`watch`).

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/
    """

    def watch(
        self,
        job_ids: str | Iterable[str],
        *,
        until: GoalName | JobStatus = "running",
        lag: float = 0.0,
        patient: bool = False,
    ) -> list[AsyncHandle[JobWatch, JobWatch]]:
        """Return handles for tasks, to wait for one by one or with ``wait_all`` and ``as_completed``. Does no I/O.

        Args:
            job_ids: id of the task, or ids of several.
            until: a goal, or a state as DRS spells it; without it, running. The goals are configurable (created),
                running (it transfers), full (the load is complete), incremental, caught-up (incremental, with no more
                delay than ``lag``), protected (disaster recovery with RPO and RTO below 60 seconds), edited (the
                subtask of an edit has ended), paused, terminated and deleted.
            lag: seconds of delay that count as caught up, 0 or more.
            patient: whether an interrupted incremental phase does not count as failed: DRS retries by itself.

        Raises:
            ValidationError: a malformed id, or an unknown goal.
        """
        started = flows.watch.watch_jobs(self._ctx, job_ids, until=until, lag=lag, patient=patient)
        return [self._handle(each) for each in started]

    async def wait(
        self,
        job_ids: str | Sequence[str],
        *,
        until: GoalName | JobStatus = "running",
        lag: float = 0.0,
        patient: bool = False,
        timeout: float | None = None,
        progress: ProgressOption = False,
        raise_on_failure: bool = True,
    ) -> Rows[JobWatch]:
        """Wait until tasks have reached a goal. One read serves 100 tasks.

        Args:
            job_ids: ids of the tasks, or the id of one.
            until: a goal, or a state as DRS spells it; without it, running. :meth:`watch` has the goals.
            lag: seconds of delay that count as caught up, 0 or more.
            patient: whether an interrupted incremental phase does not count as failed: DRS retries by itself.
            timeout: seconds to wait for all of them; ``None`` means ``Policy.wait_timeout`` (a day).
            progress: ``True`` shows a line or a bar; a callable gets each ``JobChanged``.
            raise_on_failure: ``False`` returns the last view of a task that failed.

        Raises:
            ValidationError: a malformed id, or an unknown goal.
            JobFailed: a task failed, or ended before it reached the goal.
            WaitTimeout: ``timeout`` has passed.
        """
        handles = self.watch(as_ids(job_ids), until=until, lag=lag, patient=patient)
        return await wait_all(handles, timeout=timeout, progress=progress, raise_on_failure=raise_on_failure)

    @change
    async def cutover(
        self,
        job_ids: str | Sequence[str],
        *,
        then: CutoverEnd = "report",
        lag: float = 0.0,
        objects: bool = True,
        contents: bool | Sequence[ComparedObjects] = True,
        accept_left_over: bool = False,
        catch_up_timeout: float = 3600.0,
        timeout: float | None = None,
        repeats: int = 1,
        stalled_after: float = 1800.0,
        evidence: str | Path | None = None,
        region: str | None = None,
    ) -> CutoverReport:
        """Cut over: wait until targets have caught up, compare objects, lines and contents, and act only on what is the same.

        A task is paused or terminated when each reading of the delay is small, nothing was left over, and all
        comparisons say that both ends are the same. What differs, cannot be compared or cannot be read stands in the
        report, and that task goes on. Call it with ``then="report"`` while the source is in use, stop the writers, and
        call it again to end.

        Under a key (``cutover.once``) another process goes on where one ended: no comparison is started twice. A new
        attempt after differences takes a new key.

        Args:
            job_ids: ids of the tasks, or the id of one; they are in their incremental phase.
            then: what is done with what is the same: report touches nothing; before terminate the positions in the
                source's log are read and stored, and breakpoints kept where the source is MySQL. Without it, report.
            lag: seconds of delay that count as caught up, three readings in a row.
            objects: whether databases, tables, views, ... are compared first.
            contents: whether the contents of all tables are compared, or of which ones. Only tables with a primary key
                can be; another one makes the outcome ``cannot_tell``.
            accept_left_over: whether to go on with records that could not be applied, and with statements that raised
                an alarm.
            catch_up_timeout: seconds until a task that lags behind is left alone.
            timeout: seconds for each comparison of a task. One that takes longer goes on, and its id is in the report.
                Without it, 70 minutes for lines, which DRS itself interrupts after 60; the others for as long as they
                move.
            repeats: how often a comparison is made again that DRS interrupted or failed, or that did not tell of some
                tables, 0..10; of these tables only, where it is known which. What is still not told then is not clean.
            stalled_after: seconds after which a comparison, or a task that lags behind, counts as stalled if it was
                not seen to move.
            evidence: a directory. The workbooks of all comparisons are stored in it before a task is paused or ended,
                with a manifest for each task: their SHA-256, sizes and times.
            region: the region by name, for example ``eu-west-101``, which workbooks need; without it, that of the
                settings.

        Raises:
            ValidationError: an argument is not valid; there is no such directory; the region is not known.
            RuleViolation: a task is not incremental, or a dual-active parent; nothing was sent.
            AuthError: the credentials are refused.

        Source: https://support.huaweicloud.com/intl/en-us/usermanual-drs/drs_02_0007.html
        """
        asked = flows.cutover.CutoverRequest(
            then=then,
            lag=lag,
            objects=objects,
            contents=contents if isinstance(contents, bool) else tuple(contents),
            accept_left_over=accept_left_over,
            catch_up_timeout=catch_up_timeout,
            timeout=timeout,
            repeats=repeats,
            stalled_after=stalled_after,
            region=region,
        )
        store = None if evidence is None else self._folder(flows.cutover.CALL, "evidence", evidence)
        return await self._change(lambda: flows.cutover.cutover(self._ctx, job_ids, asked, store))
