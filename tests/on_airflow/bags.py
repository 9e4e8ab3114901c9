"""The DAGs of a folder, read as Airflow reads them, and known to its database."""

from pathlib import Path
from typing import Any

from airflow.dag_processing.bundles.manager import DagBundlesManager
from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db


def dag_of(folder: Path, dag_id: str) -> Any:
    """One of the DAGs; all of the folder can be read."""
    bag = DagBag(folder)
    assert not bag.import_errors
    DagBundlesManager().sync_bundles_to_db()
    sync_bag_to_db(bag, "dags-folder", None)
    return bag.dags[dag_id]
