"""Tasks for masking jobs of Delphix DCT."""

from typing import Any, Literal

from jobspan._public import public
from jobspan.integrations.airflow.given import given
from jobspan.integrations.airflow.hook import DelphixHook
from jobspan.integrations.airflow.operator import JobspanOperator


@public
class DelphixExecuteOperator(JobspanOperator):
    """Runs a masking job, and returns its execution.

    Args:
        job_id: the masking job.
        engine_id: the engine to run on; needed for a job that is on several.
        when_busy: what to do while the engine is busy: ``raise``, ``wait`` or ``send``.

    The other arguments are those of :class:`JobspanOperator`.
    """

    def __init__(
        self,
        *,
        job_id: str,
        engine_id: str | None = None,
        when_busy: Literal["raise", "wait", "send"] = "raise",
        jobspan_conn_id: str = DelphixHook.default_conn_name,
        **kwargs: Any,
    ) -> None:
        arguments = given(job_id=job_id, engine_id=engine_id, when_busy=when_busy)
        super().__init__(call="masking_jobs.execute", arguments=arguments, jobspan_conn_id=jobspan_conn_id, **kwargs)


@public
class DelphixCopyOperator(JobspanOperator):
    """Copies a masking job to another engine, and returns the copy.

    Args:
        job_id: the masking job.
        target_engine_id, target_environment_id: where the copy goes.
        source_environment_id: where the job is; needed where DCT cannot tell.
        force_overwrite: replace a job of the same name.
        when_busy: what to do while an engine is busy: ``raise``, ``wait`` or ``send``.

    The other arguments are those of :class:`JobspanOperator`.
    """

    def __init__(
        self,
        *,
        job_id: str,
        target_engine_id: str,
        target_environment_id: str,
        source_environment_id: str | None = None,
        force_overwrite: bool = False,
        when_busy: Literal["raise", "wait", "send"] = "raise",
        jobspan_conn_id: str = DelphixHook.default_conn_name,
        **kwargs: Any,
    ) -> None:
        arguments = given(
            job_id=job_id,
            target_engine_id=target_engine_id,
            target_environment_id=target_environment_id,
            source_environment_id=source_environment_id,
            force_overwrite=force_overwrite,
            when_busy=when_busy,
        )
        super().__init__(call="masking_jobs.copy", arguments=arguments, jobspan_conn_id=jobspan_conn_id, **kwargs)
