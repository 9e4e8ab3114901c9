"""Running a DAG in the process of the test, as ``dag.test()`` does it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
from airflow.models.xcom import XComModel
from airflow.utils.session import create_session
from sqlalchemy import select

from tests.on_airflow.bags import dag_of
from tests.on_airflow.home import DAGS


@attrs.frozen
class Ran:
    """What became of a run."""

    run_id: str
    state: str
    tasks: dict[str, str]

    def xcom(self, task_id: str, key: str = "return_value", map_index: int = -1) -> Any:
        """What a task pushed; ``None``: it did not."""
        with create_session() as session:
            found = session.scalars(
                select(XComModel).where(
                    XComModel.run_id == self.run_id,
                    XComModel.task_id == task_id,
                    XComModel.key == key,
                    XComModel.map_index == map_index,
                )
            ).first()
            return None if found is None else found.value


def run(dag_id: str, at: datetime | None = None, *, folder: Path = DAGS, **conf: Any) -> Ran:
    """Run a DAG to its end.

    Args:
        at: the moment that the run is for; a run of the same moment is the same run, made once more.
        folder: where its file is.
        conf: what the DAG reads of its run.
    """
    moment = at or datetime.now(UTC)
    made = dag_of(folder, dag_id).test(run_after=moment, logical_date=moment, run_conf=conf)
    tasks = {_name(ti): str(ti.state) for ti in made.get_task_instances()}
    return Ran(made.run_id, str(made.state), tasks)


def _name(ti: Any) -> str:
    return ti.task_id if ti.map_index < 0 else f"{ti.task_id}[{ti.map_index}]"
