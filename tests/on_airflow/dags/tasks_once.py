"""DAGs of the tests: what they do to which job is said when they are run (``dag_run.conf``)."""

import os
import signal
from datetime import timedelta
from typing import Any

from airflow.sdk import DAG, Context

from jobspan.integrations.airflow import (
    CckmSyncOperator,
    DelphixCopyOperator,
    DelphixExecuteOperator,
    DrsActionOperator,
    DrsPasswordsOperator,
    DscExportOperator,
    GroupIdRunSensor,
    JobSensor,
    JobspanOperator,
)

JOB = "{{ dag_run.conf['job'] }}"


class KilledBeforeItIsRemembered(DelphixExecuteOperator):
    """Its first try is killed between the start of the job and the moment at which Airflow could have stored it."""

    def submit_job(self, context: Context) -> dict[str, str] | None:
        job = super().submit_job(context)
        if context["ti"].try_number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return job


class WithoutItsJournal(DelphixExecuteOperator):
    """Its second try has a journal that knows nothing."""

    def execute(self, context: Context) -> Any:
        if context["ti"].try_number > 1:
            os.environ["AIRFLOW__JOBSPAN__JOURNAL"] += "-other"
        return super().execute(context)


for deferrable in (False, True):
    how = "deferrable" if deferrable else "sync"

    with DAG(f"execute_{how}", schedule=None):
        DelphixExecuteOperator(task_id="run", job_id=JOB, engine_id="1", deferrable=deferrable)

    with DAG(f"execute_with_retries_{how}", schedule=None):
        DelphixExecuteOperator(
            task_id="run", job_id=JOB, engine_id="1", deferrable=deferrable, retries=5, retry_delay=timedelta(seconds=1)
        )

    with DAG(f"rerun_{how}", schedule=None):
        DelphixExecuteOperator(task_id="run", job_id=JOB, engine_id="1", deferrable=deferrable, rerun_on_clear=True)

    with DAG(f"forgetful_{how}", schedule=None):
        KilledBeforeItIsRemembered(
            task_id="run", job_id=JOB, engine_id="1", deferrable=deferrable, retries=1, retry_delay=timedelta(seconds=1)
        )

    with DAG(f"hurried_{how}", schedule=None):
        DelphixExecuteOperator(task_id="run", job_id=JOB, engine_id="1", deferrable=deferrable, wait_timeout=0.2)

    with DAG(f"start_then_wait_{how}", schedule=None):
        start = DelphixExecuteOperator(task_id="start", job_id=JOB, engine_id="1", wait=False)
        (
            JobSensor(
                task_id="wait",
                ref="{{ ti.xcom_pull(task_ids='start', key='job_ref') }}",
                jobspan_conn_id="delphix_default",
                deferrable=deferrable,
                poke_interval=0.05,
            )
            << start
        )

    with DAG(f"groupid_run_{how}", schedule=None):
        GroupIdRunSensor(task_id="run", job_id=JOB, deferrable=deferrable, poke_interval=0.05)

    with DAG(f"others_{how}", schedule=None):
        DelphixCopyOperator(
            task_id="copy",
            job_id=JOB,
            target_engine_id="3",
            target_environment_id="prod-env",
            when_busy="wait",
            deferrable=deferrable,
        )
        CckmSyncOperator(task_id="sync", family="aws", synchronize_all=True, deferrable=deferrable)

with DAG("without_its_journal", schedule=None):
    WithoutItsJournal(
        task_id="run", job_id=JOB, engine_id="1", wait_timeout=0.2, retries=1, retry_delay=timedelta(seconds=0)
    )

with DAG("cancelled", schedule=None):
    DelphixExecuteOperator(task_id="run", job_id=JOB, engine_id="1", cancel_on_kill=True)

with DAG("planned", schedule=None):
    DelphixExecuteOperator(task_id="run", job_id=JOB, engine_id="1", plan_only=True)

with DAG("mistaken", schedule=None):
    JobspanOperator(task_id="run", call="masking_jobs.exekute", jobspan_conn_id="delphix_default")

with DAG("drs", schedule=None, render_template_as_native_obj=True):
    DrsActionOperator(task_id="pause", action="pause", job_ids="{{ dag_run.conf['jobs'] }}")

with DAG("drs_come_what_may", schedule=None, render_template_as_native_obj=True):
    DrsActionOperator(task_id="pause", action="pause", job_ids="{{ dag_run.conf['jobs'] }}", raise_on_failure=False)

for waits in (True, False):
    with DAG(f"sync_{'and_wait' if waits else 'and_go'}", schedule=None):
        CckmSyncOperator(task_id="run", family="aws", synchronize_all=True, wait=waits)

with DAG("passwords_of_a_text", schedule=None):
    DrsPasswordsOperator(task_id="change", passwords=JOB)  # type: ignore[arg-type]

with DAG("sync_then_poke", schedule=None):
    begin = CckmSyncOperator(task_id="start", family="aws", synchronize_all=True, wait=False)
    (
        JobSensor(
            task_id="wait",
            ref="{{ ti.xcom_pull(task_ids='start', key='job_ref') }}",
            jobspan_conn_id="ciphertrust_default",
            deferrable=False,
            poke_interval=0.05,
        )
        << begin
    )

with DAG("passwords", schedule=None):
    DrsPasswordsOperator(
        task_id="change", passwords=[{"job_id": JOB, "end_point": "source", "conn_id": "source_database"}]
    )

with DAG("dsc", schedule=None):
    DscExportOperator(task_id="export", scan_job_id=JOB, bucket_name="{{ dag_run.conf['bucket'] }}")

with DAG("mapped", schedule=None, render_template_as_native_obj=True):
    DelphixExecuteOperator.partial(task_id="run", engine_id="1", when_busy="wait").expand(
        job_id=["d53812ce-9186-485d-a388-44bc52087ead"] * 3
    )

with DAG("deferred", schedule=None):
    how_many = int(os.environ.get("JOBSPAN_TEST_DEFERRED", "10"))
    DelphixExecuteOperator.partial(task_id="run", engine_id="1").expand(job_id=[str(n) for n in range(how_many)])
