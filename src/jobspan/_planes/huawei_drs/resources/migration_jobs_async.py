"""``client.migration_jobs``: the tasks of DRS."""

from collections.abc import Iterable, Sequence

from jobspan._async.handle import AsyncHandle
from jobspan._async.waiting import wait_all
from jobspan._planes.huawei_drs.flows.job_ids import as_ids
from jobspan._planes.huawei_drs.flows.watch import watch_jobs
from jobspan._planes.huawei_drs.models.job_watch import JobWatch
from jobspan._planes.huawei_drs.resources.configuration_async import AsyncConfiguration
from jobspan._planes.huawei_drs.resources.lifecycle_async import AsyncLifecycle
from jobspan._planes.huawei_drs.resources.reads_async import AsyncReads
from jobspan.progress import ProgressOption


class AsyncMigrationJobs(AsyncConfiguration, AsyncLifecycle, AsyncReads):
    """Migration, synchronisation and disaster recovery tasks, one or thousands at a time.

    Calls for many tasks are cut into requests of ``batch_size`` and sent side by side. Their rules are checked first, with
    one batched read of the states: when DRS would refuse some items, ``RuleViolation`` lists each of them, and nothing is
    sent; ``skip_invalid=True`` sends the rest. The result accounts for every item, in the order given. An accepted item is
    just that: what comes of it shows in the state of the task (:meth:`wait`, :meth:`watch`).

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/
    """

    def watch(
        self, job_ids: Iterable[str], *, until: str = "running", lag: float = 0.0, patient: bool = False
    ) -> list[AsyncHandle[JobWatch, JobWatch]]:
        """Return handles for tasks, to wait for one by one or with ``wait_all`` and ``as_completed``. Does no I/O.

        Args:
            until: configurable, running, full, incremental, caught-up, protected, paused, terminated or deleted, or a
                state as DRS spells it.
            lag: seconds of delay that count as caught up.
            patient: an interrupted incremental phase does not count as failed: DRS retries by itself.

        Raises:
            ValidationError: a malformed id, or an unknown goal.
        """
        started = watch_jobs(self._ctx, job_ids, until=until, lag=lag, patient=patient)
        return [self._handle(each) for each in started]

    async def wait(
        self,
        job_ids: str | Sequence[str],
        *,
        until: str = "running",
        lag: float = 0.0,
        patient: bool = False,
        timeout: float | None = None,
        progress: ProgressOption = False,
        raise_on_failure: bool = True,
    ) -> list[JobWatch]:
        """Wait until tasks have reached a goal; see :meth:`watch` for the goals. One read serves 100 tasks.

        Raises:
            JobFailed: a task failed, or ended before it reached the goal.
            WaitTimeout: ``timeout`` has passed.
        """
        handles = self.watch(as_ids(job_ids), until=until, lag=lag, patient=patient)
        return await wait_all(handles, timeout=timeout, progress=progress, raise_on_failure=raise_on_failure)
