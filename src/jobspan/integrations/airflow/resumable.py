"""Airflow's own way to find a job again after a crash, where this Airflow has it (3.3 and newer)."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:

    class ResumableJobMixin:
        """What type checkers know of it."""

        def execute_resumable(self, context: Any) -> Any: ...

else:
    try:
        from airflow.sdk import ResumableJobMixin
    except ImportError:

        class ResumableJobMixin:
            """The same without a memory of Airflow's: the journal alone knows the job."""

            def execute_resumable(self, context: Any) -> Any:
                """Start, wait, and return the result."""
                job = self.submit_job(context)
                self.poll_until_complete(job, context)
                return self.get_job_result(job, context)
