"""A task that somebody stops asks for the end of its job when it was told to, and only then."""

import asyncio

import pytest

from jobspan.integrations.airflow import JobTrigger
from jobspan.testing import Sandbox
from tests.on_airflow.bell import Bell
from tests.on_airflow.connections import connections_to
from tests.on_airflow.processes import Airflow, until
from tests.on_airflow.started import finish, job_of

JOB = "d53812ce-9186-485d-a388-44bc52087ead"
READ = "get_job_by_id"
CANCEL = "cancel_execution"
either = pytest.mark.parametrize("asked", [True, False])


@pytest.mark.exhaustive
@either
def test_a_task_that_is_marked_while_it_waits(served: Sandbox, whole: Airflow, asked: bool) -> None:
    bell = Bell()
    served.faults.add("*", bell, times=None)
    dag_id = "cancelled" if asked else "execute_sync"
    run_id = whole.run(dag_id, job=JOB)
    bell.wait_for(lambda: served.requests.count(READ) > 0)
    served.delphix.finish(job_of(served))  # the DCT job: the run goes on
    assert whole.mark(dag_id, run_id, "failed") == "failed"
    until(lambda: not whole.busy(), whole.home)
    assert served.requests.count(CANCEL) == int(asked)


@either
def test_a_trigger_of_a_task_that_is_marked(served: Sandbox, monkeypatch: pytest.MonkeyPatch, asked: bool) -> None:
    served.requests.clear()
    for name, value in connections_to(served).items():
        monkeypatch.setenv(name, value)
    with served.client() as client:
        handle = client.masking_jobs.execute(JOB, engine_id="1")
        served.delphix.finish(handle.id)  # the DCT job: the run goes on
        trigger = JobTrigger(handle.ref.to_json(), "delphix_default", cancel_on_kill=asked)
        asyncio.run(trigger.on_kill())
        assert served.requests.count(CANCEL) == int(asked)
    finish(served)
