"""Waiting for a job without a worker."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from airflow.triggers.base import BaseTrigger, TriggerEvent

from jobspan._public import public
from jobspan.integrations.airflow.hook import JobspanHook
from jobspan.integrations.airflow.lookout import lookout_for
from jobspan.integrations.airflow.progress_log import ProgressLog
from jobspan.jobs import JobRef


@public
class JobTrigger(BaseTrigger):
    """Fires once a job is over, its time is up, or it cannot be looked at.

    All of a triggerer's tasks that wait through one connection are looked at together: pages of jobs, not a request a task.
    It holds nothing but its arguments, so another triggerer goes on where one was stopped.

    Args:
        ref: the job, as ``JobRef.to_json()`` writes it.
        jobspan_conn_id: the connection to look through.
        until: when to stop waiting, as ISO 8601 with a zone; ``None``: never.
        cancel_on_kill: ask the plane to stop the job when somebody marks or clears the task (Airflow 3.3 and newer).
        memo: what the event brings along, for the task that goes on.
    """

    def __init__(
        self,
        ref: str,
        jobspan_conn_id: str = "jobspan_default",
        until: str | None = None,
        cancel_on_kill: bool = False,
        memo: dict[str, Any] | None = None,
    ) -> None:
        super().__init__()
        self.ref = ref
        self.jobspan_conn_id = jobspan_conn_id
        self.until = until
        self.cancel_on_kill = cancel_on_kill
        self.memo = memo or {}

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """The arguments, for the triggerer that runs it next."""
        return (
            "jobspan.integrations.airflow.JobTrigger",
            {
                "ref": self.ref,
                "jobspan_conn_id": self.jobspan_conn_id,
                "until": self.until,
                "cancel_on_kill": self.cancel_on_kill,
                "memo": self.memo,
            },
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Wait, and tell once: ``status`` is ``over``, ``timeout`` or ``unreadable``."""
        ref = JobRef.from_json(self.ref)
        hook = JobspanHook(self.jobspan_conn_id)
        target = await hook.atarget()
        log = ProgressLog(self.log.info)
        try:
            async with (
                asyncio.timeout(self._seconds_left()),
                lookout_for(target, hook.async_client) as lookout,
                lookout.following(ref) as news,
            ):
                while not (latest := await news()).over:
                    log.seen(ref, latest.phase, latest.state, latest.progress)
        except TimeoutError:
            yield self._event(status="timeout")
            return
        if latest.error is not None:
            yield self._event(status="unreadable", reason=f"{type(latest.error).__name__}: {latest.error}")
        else:
            yield self._event(status="over", phase=latest.phase.value, state=latest.state)

    async def on_kill(self) -> None:
        """Somebody marked or cleared the task: ask the plane to stop the job, if that was asked for."""
        if self.cancel_on_kill:
            async with await JobspanHook(self.jobspan_conn_id).async_client() as client:
                handle = client.resume(self.ref)
                if handle.can_be_cancelled:
                    await handle.cancel()
                else:
                    self.log.warning("The plane cannot stop the job, so it goes on: %s", self.ref)

    def _event(self, **said: str) -> TriggerEvent:
        return TriggerEvent({**said, "ref": self.ref, "until": self.until, "memo": self.memo})

    def _seconds_left(self) -> float | None:
        if self.until is None:
            return None
        return max(0.0, (datetime.fromisoformat(self.until) - datetime.now(UTC)).total_seconds())
