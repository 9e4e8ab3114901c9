"""A task that makes one changing call, once, and waits for the job that it starts."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, ClassVar, Final

from airflow.sdk import BaseOperator, Context

from jobspan._core.plain import plain
from jobspan._core.words import seconds
from jobspan._public import public
from jobspan._sync.change import ChangingMethod
from jobspan._sync.client import Client
from jobspan._sync.handle import Handle
from jobspan.errors import (
    AmbiguousOutcomeError,
    Conflict,
    JobspanError,
    NotFound,
    Problem,
    ValidationError,
    WaitTimeout,
)
from jobspan.hooks import Event, RunJoined
from jobspan.integrations.airflow.arguments import fitted
from jobspan.integrations.airflow.endings import keep_ending, kept_ending
from jobspan.integrations.airflow.hook import JobspanHook
from jobspan.integrations.airflow.keys import following, task_key
from jobspan.integrations.airflow.links import LINK_KEY, JobLink
from jobspan.integrations.airflow.options import deferrable_by_default, deployment
from jobspan.integrations.airflow.progress_log import ProgressLog
from jobspan.integrations.airflow.quiet import quiet
from jobspan.integrations.airflow.resumable import ResumableJobMixin
from jobspan.integrations.airflow.settling import settled
from jobspan.integrations.airflow.trigger import JobTrigger
from jobspan.jobs import JobRef, Phase

REF_KEY: Final = "job_ref"
"""The XCom that holds the reference of the job, pushed before the task waits."""

_LOOKS_AGAIN: Final = 3
"""How often in a row a triggerer may be unable to look at a job that the worker can look at."""


@public
class JobspanOperator(ResumableJobMixin, BaseOperator):
    """Makes a changing call of jobspan once, however often the task is run, and waits for its job.

    The call is made under a key of the DAG, the run, the task and the map index. A try that is killed at any moment leaves a
    call that the next try joins. The reference of the job is pushed as XCom ``job_ref`` before the task waits, its result as
    the return value.

    Args:
        call: the dotted method, for example ``masking_jobs.execute``.
        arguments: its arguments by name. Dictionaries become the models that the method takes.
        jobspan_conn_id: the connection.
        wait: ``False`` ends the task once the job has started, and returns its reference.
        deferrable: wait in the triggerer, without a worker. Default: Airflow's ``[operators] default_deferrable``.
        plan_only: change nothing; return what the call would send, and what each rule says of it.
        wait_timeout: seconds to wait at most; ``None``: ``Policy.wait_timeout`` (a day). The job goes on.
        raise_on_failure: ``False``: a job that failed, or items of a batch that did, do not fail the task. What is not known does
            in any case.
        cancel_on_kill: ask the plane to stop the job when the task is killed by somebody. Otherwise the job goes on, and the
            next try joins it.
        new_job_after_failure: a try after one whose job failed starts a new job. ``False``: all tries share one job.
        rerun_on_clear: a task that somebody clears makes the call anew. Otherwise it gets what the call came to.
        key: what the call stands for, instead of the key of the task instance.

    Raises:
        AmbiguousOutcomeError: it is not known whether the plane acted; the next try looks again.
        JobFailed: the job ended, and not in success.
        PartialFailure: items of a batch failed.
        WaitTimeout: the time is up.
    """

    template_fields = ("call", "arguments", "jobspan_conn_id", "key")
    template_fields_renderers: ClassVar[dict[str, str]] = {"arguments": "json"}
    operator_extra_links = (JobLink(),)
    ui_color = "#d9e8f5"

    def __init__(
        self,
        *,
        call: str,
        arguments: Mapping[str, Any] | None = None,
        jobspan_conn_id: str = JobspanHook.default_conn_name,
        wait: bool = True,
        deferrable: bool | None = None,
        plan_only: bool = False,
        wait_timeout: float | None = None,
        raise_on_failure: bool = True,
        cancel_on_kill: bool = False,
        new_job_after_failure: bool = True,
        rerun_on_clear: bool = False,
        key: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.call = call
        self.arguments = arguments if arguments is not None else {}
        self.jobspan_conn_id = jobspan_conn_id
        self.wait = wait
        self.deferrable = deferrable_by_default() if deferrable is None else deferrable
        self.plan_only = plan_only
        self.wait_timeout = wait_timeout
        self.raise_on_failure = raise_on_failure
        self.cancel_on_kill = cancel_on_kill
        self.new_job_after_failure = new_job_after_failure
        self.rerun_on_clear = rerun_on_clear
        self.key = key
        self._hook: JobspanHook | None = None
        self._client: Client | None = None
        self._joined: set[str] = set()
        self._handle: Handle[Any, Any] | None = None
        self._result: Any = None
        self._concluded = False

    def execute(self, context: Context) -> Any:
        """Plan the call, or make it and wait."""
        context["ti"].xcom_push(key=LINK_KEY, value="")
        with self._connected():
            if self.plan_only:
                return self._planned()
            generation = self._generation(context)
            self.external_id_key = f"jobspan_job_{generation}" if generation else "jobspan_job"
            return self.execute_resumable(context)

    def call_arguments(self) -> Mapping[str, Any]:
        """The arguments of the call; operators for one call add to them what only a worker knows."""
        return self.arguments

    @property
    def hook(self) -> JobspanHook:
        """The hook of the connection."""
        if self._hook is None:
            self._hook = JobspanHook(self.jobspan_conn_id)
        return self._hook

    def on_kill(self) -> None:
        """Somebody stops the task: ask the plane to stop the job, if that was asked for."""
        if self.cancel_on_kill and self._handle is not None:
            if not self._handle.can_be_cancelled:
                self.log.warning("The plane cannot stop the job, so it goes on: %s", self._handle.ref.to_json())
                return
            self.log.info("Asking the plane to stop the job: %s", self._handle.ref.to_json())
            with self.hook.client() as client:
                client.resume(self._handle.ref).cancel()

    # What ResumableJobMixin asks for. A job is what its reference and the key of its call say.

    def submit_job(self, context: Any) -> dict[str, str] | None:
        """Make the call under its key; ``None`` when it started no job."""
        outcome, key = self._called(self._base_key(context))
        if not isinstance(outcome, Handle):
            self._result = settled(outcome, plane=self._plane, call=self.call, raise_on_failure=self.raise_on_failure)
            return None
        self._handle = outcome
        self._announce(context, outcome.ref)
        return {"ref": outcome.ref.to_json(), "key": key}

    def get_job_status(self, external_id: Any, context: Any) -> str:
        """The phase of a job that an earlier try started."""
        handle = self._found(external_id)
        self._announce(context, handle.ref)
        return self._phase_now(handle, external_id["key"]).value

    def is_job_active(self, status: str) -> bool:
        """Whether to join the job, and not to start another one."""
        phase = Phase(status)
        return not phase.is_terminal or (phase is not Phase.SUCCEEDED and not self.new_job_after_failure)

    def is_job_succeeded(self, status: str) -> bool:
        """Whether there is nothing to wait for."""
        return Phase(status) is Phase.SUCCEEDED

    def poll_until_complete(self, external_id: Any, context: Any) -> Any:
        """Wait in the worker, or leave it to the triggerer. Returns what the task returns."""
        if external_id is not None and self.wait and not self._concluded:
            until = None if self.wait_timeout is None else datetime.now(UTC) + timedelta(seconds=self.wait_timeout)
            if self.deferrable:
                self._wait_elsewhere(external_id, until)
            self._conclude(external_id, until)
        return self.get_job_result(external_id, context)

    def get_job_result(self, external_id: Any, context: Any) -> Any:
        """What the task returns."""
        if external_id is not None and not self.wait:
            return external_id["ref"]
        if external_id is not None and not self._concluded:
            self._conclude(external_id, None)
        return self._result

    # Waiting

    def resume_after(self, context: Context, event: Mapping[str, Any]) -> Any:
        """Go on after the triggerer: the job is over, the time is up, or the triggerer could not look at it."""
        job, unreadable = {"ref": event["ref"], "key": event["memo"]["key"]}, event["memo"]["unreadable"]
        end = None if event["until"] is None else datetime.fromisoformat(event["until"])
        with self._connected():
            if event["status"] == "unreadable":
                self.log.warning("The triggerer could not look at the job: %s", event["reason"])
                if unreadable + 1 >= _LOOKS_AGAIN:
                    raise JobspanError(
                        message=f"The triggerer could not look at the job: {event['reason']}",
                        hint="The job goes on, and the next try joins it.",
                    )
                self._wait_elsewhere(job, end, unreadable + 1)
            if event["status"] == "timeout":
                self._end_of_time(job)
            self._conclude(job, end)
            return self._result

    def _end_of_time(self, job: dict[str, str]) -> None:
        """Look once more before giving up."""
        handle = self._found(job)
        handle.refresh()
        if not handle.done:
            waited = self.wait_timeout or 0.0
            raise WaitTimeout(
                message=f"{handle.ref.kind} {handle.id} is not over after {seconds(waited)} ({handle.state}).",
                hint="It goes on, and the next try joins it.",
                ref=handle.ref,
                view=handle.view,
                phase=handle.phase,
                waited=waited,
            )

    def _wait_elsewhere(self, job: dict[str, str], until: datetime | None, unreadable: int = 0) -> None:
        """Leave the waiting to the triggerer; returns only if there is nothing to wait for."""
        handle = self._found(job)
        handle.refresh()
        if handle.done:
            return
        trigger = JobTrigger(
            ref=job["ref"],
            jobspan_conn_id=self.jobspan_conn_id,
            until=None if until is None else until.isoformat(),
            cancel_on_kill=self.cancel_on_kill,
            memo={"key": job["key"], "unreadable": unreadable},
        )
        self.defer(trigger=trigger, method_name="resume_after")

    def _conclude(self, job: dict[str, str], until: datetime | None) -> None:
        handle = self._found(job)
        timeout = None if until is None else max(0.0, (until - datetime.now(UTC)).total_seconds())
        told = ProgressLog(self.log.info).hear
        with quiet():
            result = handle.wait(timeout=timeout, progress=told, raise_on_failure=self.raise_on_failure)
        if handle.phase is Phase.SUCCEEDED:
            keep_ending(handle, job["key"], result, self.log)
        self._result, self._concluded = plain(result), True

    def _found(self, job: dict[str, str]) -> Handle[Any, Any]:
        """The handle that the call gave: what is still to be done at the end of the job belongs to it."""
        if self._handle is None or self._handle.ref.id != JobRef.from_json(job["ref"]).id:
            client = self._connected_client
            known = client.journal.get(job["key"])
            handle = None
            if known is not None and known.ref is not None and known.ref.to_json() == job["ref"]:
                with quiet():
                    handle = self._made(job["key"])
            self._handle = handle if isinstance(handle, Handle) else client.resume(job["ref"])
        return self._handle

    def _announce(self, context: Any, ref: JobRef) -> None:
        """Tell where the job is, before anything waits for it."""
        self.log.info("Job: %s", ref.to_json())
        context["ti"].xcom_push(key=REF_KEY, value=ref.to_json())
        context["ti"].xcom_push(key=LINK_KEY, value=self.hook.job_page(ref))

    # The call and its key

    def _called(self, base: str) -> tuple[Any, str]:
        """Make the call; where an earlier try made it and its job failed, make it under the next key."""
        for number in count(1):
            key = following(base, number)
            outcome = self._made(key)
            if key in self._joined:
                self.log.info("The call of the key %r was made before; this try joins it.", key)
            if not self._failed_before(outcome, key):
                return outcome, key
        raise AssertionError

    def _made(self, key: str) -> Any:
        method = self._method
        return method.once(key, **fitted(method.__wrapped__, self.call_arguments()))

    def _failed_before(self, outcome: Any, key: str) -> bool:
        if not (key in self._joined and isinstance(outcome, Handle)):
            return False
        phase = self._phase_now(outcome, key)
        if not self.new_job_after_failure or not phase.is_terminal or phase is Phase.SUCCEEDED:
            return False
        self.log.info("%s %s ended %s in an earlier try.", outcome.ref.kind, outcome.id, phase.value)
        return True

    def _phase_now(self, handle: Handle[Any, Any], key: str) -> Phase:
        """How far the job of an earlier try is. One whose end was seen is not looked at again: it may be gone by now."""
        ending = kept_ending(self._connected_client.journal, handle, key)
        if ending is not None:
            self.log.info("%s %s succeeded in an earlier try.", handle.ref.kind, handle.id)
            self._result, self._concluded = ending.result, True
            return Phase.SUCCEEDED
        try:
            handle.refresh()
        except (NotFound, Conflict) as gone:
            if self.wait:
                raise self._lost(handle, gone) from gone
            self.log.warning("The job cannot be found any more, and is not waited for: %s", gone)
        return handle.phase

    def _lost(self, handle: Handle[Any, Any], gone: JobspanError) -> AmbiguousOutcomeError:
        """The job is gone, or another one stands in its place, and no try saw its end."""
        return AmbiguousOutcomeError(
            message=f"It is not known how {handle.ref.kind} {handle.id} ended: {gone.message}",
            hint="The next try looks again. To start another job, run the task with another key=.",
            plane=handle.ref.plane,
            operation=self.call,
            ref=handle.ref,
            check=self.call,
        )

    def _planned(self) -> dict[str, Any]:
        method = self._method
        plan = method.plan(**fitted(method.__wrapped__, self.call_arguments()))
        self.log.info("%s", plan)
        return {
            "ok": plan.ok,
            "requests": plain(plan.requests),
            "verdicts": plain(plan.verdicts),
            "then": plain(plan.then),
            "notes": plain(plan.notes),
        }

    def _base_key(self, context: Any) -> str:
        ti, generation = context["ti"], self._generation(context)
        if self.key:
            return f"{self.key}@{generation}" if generation else self.key
        index = -1 if ti.map_index is None else ti.map_index
        return task_key(ti.dag_id, ti.run_id, ti.task_id, index, generation=generation, deployment=deployment())

    def _generation(self, context: Any) -> int:
        """How many tries there had been when somebody cleared the task: clearing allows the task all its tries once more."""
        return max(0, (context["ti"].max_tries or 0) - (self.retries or 0)) if self.rerun_on_clear else 0

    @property
    def _method(self) -> ChangingMethod[Any, Any]:
        found: Any = self._connected_client
        for name in self.call.split("."):
            found = None if name.startswith("_") else getattr(found, name, None)
        if not isinstance(found, ChangingMethod):
            raise ValidationError(
                message=f"{self.call!r} is not a changing call.",
                problems=(Problem("call", "a dotted method of the client, for example masking_jobs.execute"),),
            )
        return found

    @property
    def _plane(self) -> str:
        return self._method._owner._ctx.plane

    @property
    def _connected_client(self) -> Client:
        if self._client is None:
            raise RuntimeError("There is a client only while the task runs.")
        return self._client

    @contextmanager
    def _connected(self) -> Iterator[None]:
        """A client for as long as the task runs in this process."""
        self._joined, self._handle, self._result, self._concluded = set(), None, None, False
        with self.hook.client(hooks=[self._hear]) as self._client:
            try:
                yield
            finally:
                self._client = None

    def _hear(self, event: Event) -> None:
        if isinstance(event, RunJoined):
            self._joined.add(event.key)
