"""Tasks that are deferred, as a scheduler and its workers would have left them, and a real triggerer for them."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from airflow.models.taskinstance import TaskInstance
from airflow.models.trigger import Trigger
from airflow.serialization.serialized_objects import DagSerialization
from airflow.utils.session import create_session
from airflow.utils.state import TaskInstanceState
from airflow.utils.types import DagRunTriggeredByType, DagRunType
from sqlalchemy import select

from jobspan.integrations.airflow import JobTrigger
from jobspan.jobs import JobRef
from tests.on_airflow.bags import dag_of
from tests.on_airflow.home import DAGS

DAG_ID = "deferred"


def deferred(refs: Sequence[JobRef]) -> str:
    """A run whose mapped tasks wait for a job each; as many as there are ``refs``. Returns its id."""
    dag = DagSerialization.from_dict(DagSerialization.to_dict(dag_of(DAGS, DAG_ID)))
    now = datetime.now(UTC)
    made = dag.create_dagrun(
        run_id=f"manual__{now.isoformat()}",
        run_after=now,
        logical_date=now,
        data_interval=(now, now),
        run_type=DagRunType.MANUAL,
        triggered_by=DagRunTriggeredByType.TEST,
        state="running",
    )
    with create_session() as session:
        tasks = session.scalars(
            select(TaskInstance).where(TaskInstance.run_id == made.run_id).order_by(TaskInstance.map_index)
        ).all()
        for task, ref in zip(tasks[: len(refs)], refs, strict=True):
            classpath, kwargs = JobTrigger(
                ref.to_json(), "delphix_default", memo={"key": f"deferred/{task.map_index}", "unreadable": 0}
            ).serialize()
            trigger = Trigger(classpath, kwargs)
            session.add(trigger)
            session.flush()
            task.trigger_id, task.state = trigger.id, TaskInstanceState.DEFERRED
            task.next_method, task.next_kwargs = "resume_after", {}
    return str(made.run_id)


def states(run_id: str) -> Counter[str]:
    """How many tasks of a run are in which state."""
    with create_session() as session:
        found = session.scalars(select(TaskInstance.state).where(TaskInstance.run_id == run_id)).all()
        return Counter(map(str, found))


def triggerer(environment: Mapping[str, str]) -> subprocess.Popen[Any]:
    """A triggerer of its own session, so that all its processes can be killed together."""
    return subprocess.Popen(
        [sys.executable, "-m", "airflow", "triggerer", "--skip-serve-logs"],
        env=os.environ | dict(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
