"""A DAG that runs many masking jobs: one mapped task over the list of them, waiting in the triggerer.

Each job is started once, however often its task is run. Put this file into the folder of your DAGs; it needs the connection
``delphix_default``. What is masked: all jobs with ``nightly`` in their name, at most 200.
"""

from airflow.sdk import DAG, task

from jobspan.delphix import field
from jobspan.integrations.airflow import DelphixExecuteOperator, DelphixHook

AT_MOST = 200

with DAG("mask_all", schedule="@daily", catchup=False, max_active_tasks=AT_MOST):

    @task
    def masking_jobs() -> list[str]:
        """The ids of the jobs to run."""
        with DelphixHook("delphix_default").client() as client:
            found = client.masking_jobs.search(field("name").contains("nightly"))
            return [job.id for job in found.to_list(limit=AT_MOST)]

    DelphixExecuteOperator.partial(
        task_id="mask",
        engine_id="1",
        when_busy="wait",
        deferrable=True,
        retries=3,
        map_index_template="{{ task.arguments['job_id'] }}",
    ).expand(job_id=masking_jobs())
