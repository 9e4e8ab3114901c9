"""Sensors: tasks that wait for a job which something else started."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import BaseSensorOperator, Context, PokeReturnValue

from jobspan._core.plain import plain
from jobspan._public import public
from jobspan._sync.client import Client
from jobspan._sync.handle import Handle
from jobspan.errors import JobspanError, Problem, ValidationError
from jobspan.integrations.airflow.hook import GroupIDHook, JobspanHook
from jobspan.integrations.airflow.links import LINK_KEY, JobLink
from jobspan.integrations.airflow.operator import REF_KEY
from jobspan.integrations.airflow.options import deferrable_by_default
from jobspan.integrations.airflow.progress_log import ProgressLog
from jobspan.integrations.airflow.quiet import quiet
from jobspan.integrations.airflow.trigger import JobTrigger
from jobspan.jobs import JobRef


@public
class JobSensor(BaseSensorOperator):
    """Waits for a job, whoever started it, and returns its result.

    Args:
        ref: its reference: what a task pushed as XCom ``job_ref``, or ``JobRef.to_json()`` wrote.
        jobspan_conn_id: the connection.
        deferrable: wait in the triggerer. Default: Airflow's ``[operators] default_deferrable``.
        raise_on_failure: ``False``: a job that failed does not fail the task, which returns the job's last state.

    ``timeout``, ``poke_interval`` and ``mode`` are those of every sensor.

    Raises:
        JobFailed: the job ended, and not in success.
    """

    template_fields = ("ref", "jobspan_conn_id")
    operator_extra_links = (JobLink(),)
    ui_color = "#d9e8f5"

    def __init__(
        self,
        *,
        ref: str,
        jobspan_conn_id: str = JobspanHook.default_conn_name,
        deferrable: bool | None = None,
        raise_on_failure: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.ref = ref
        self.jobspan_conn_id = jobspan_conn_id
        self.deferrable = deferrable_by_default() if deferrable is None else deferrable
        self.raise_on_failure = raise_on_failure
        self._hook: JobspanHook | None = None
        self._told: ProgressLog | None = None
        self._client: Client | None = None

    @property
    def hook(self) -> JobspanHook:
        """The hook of the connection."""
        if self._hook is None:
            self._hook = JobspanHook(self.jobspan_conn_id)
        return self._hook

    def execute(self, context: Context) -> Any:
        """Poke, or leave it to the triggerer."""
        context["ti"].xcom_push(key=LINK_KEY, value="")
        ref = self.reference(context)
        self.log.info("Job: %s", ref.to_json())
        context["ti"].xcom_push(key=LINK_KEY, value=self.hook.job_page(ref))
        if not self.deferrable:
            with self._connected():
                return super().execute(context)
        seconds = self.timeout.total_seconds() if isinstance(self.timeout, timedelta) else self.timeout
        until = datetime.now(UTC) + timedelta(seconds=seconds)
        trigger = JobTrigger(ref=ref.to_json(), jobspan_conn_id=self.jobspan_conn_id, until=until.isoformat())
        return self.defer(trigger=trigger, method_name="resume_after")

    def reference(self, context: Any) -> JobRef:
        """The job to wait for."""
        return _reference(self.ref)

    def poke(self, context: Context) -> PokeReturnValue | bool:
        """Look once."""
        with self._connected() as client:
            handle = client.resume(self.reference(context))
            handle.refresh()
            self._progress_log.seen(handle.ref, handle.phase, handle.state, handle.progress)
            if not handle.done:
                return False
            return PokeReturnValue(is_done=True, xcom_value=self._result(handle, None))

    def resume_after(self, context: Context, event: Mapping[str, Any]) -> Any:
        """Go on after the triggerer."""
        if event["status"] == "unreadable":
            raise JobspanError(message=f"The triggerer could not look at the job: {event['reason']}")
        with self._connected() as client:
            return self._result(client.resume(event["ref"]), None if event["status"] == "over" else 0.0)

    @contextmanager
    def _connected(self) -> Iterator[Client]:
        """One client for all pokes of a try: each client logs in, and out again."""
        if self._client is not None:
            yield self._client
            return
        with quiet(), self.hook.client() as client:
            self._client = client
            try:
                yield client
            finally:
                self._client = None

    @property
    def _progress_log(self) -> ProgressLog:
        if self._told is None:
            self._told = ProgressLog(self.log.info)
        return self._told

    def _result(self, handle: Handle[Any, Any], timeout: float | None) -> Any:
        return plain(handle.wait(timeout=timeout, raise_on_failure=self.raise_on_failure))


@public
class GroupIdRunSensor(JobSensor):
    """Waits for the next run of a synchronize job of Directory Manager, and returns the job's head after it. Its scheduler and
    its portal start runs; the API cannot.

    The run that counts is the first one after the sensor's first try began: the moment is kept for later tries in Airflow's
    task state store (Airflow 3.3 and newer), and as XCom ``job_ref``.

    Args:
        job_id: the synchronize job.

    The other arguments are those of :class:`JobSensor`, but for ``mode="reschedule"``: use ``deferrable=True``.
    """

    template_fields = ("job_id", "jobspan_conn_id")

    def __init__(
        self, *, job_id: int | str, jobspan_conn_id: str = GroupIDHook.default_conn_name, **kwargs: Any
    ) -> None:
        super().__init__(ref="", jobspan_conn_id=jobspan_conn_id, **kwargs)
        self.job_id = job_id
        self._run: JobRef | None = None
        if self.mode == "reschedule":
            raise ValidationError(
                message="GroupIdRunSensor cannot be rescheduled.",
                problems=(Problem("mode", "use deferrable=True, which needs no worker either"),),
            )

    def reference(self, context: Any) -> JobRef:
        """The next run, seen from the first time this was asked."""
        if self._run is None:
            store = context.get("task_state_store")
            kept = store.get(REF_KEY) if store is not None else None
            if kept is None:
                with self._connected() as client:
                    kept = client.data_sync_jobs.watch(_number(self.job_id)).ref.to_json()
                if store is not None:
                    store.set(REF_KEY, kept)
            context["ti"].xcom_push(key=REF_KEY, value=kept)
            self._run = JobRef.from_json(kept)
        return self._run


def _reference(given: Any) -> JobRef:
    """A reference as text, or as the object that a template or an XCom made of it."""
    return JobRef.from_json(given if isinstance(given, str) else json.dumps(given))


def _number(job_id: int | str) -> int:
    try:
        return int(job_id)
    except ValueError:
        problem = Problem("job_id", f"{job_id!r} is not the number of a synchronize job")
        raise ValidationError(message="There is nothing to wait for.", problems=(problem,)) from None
