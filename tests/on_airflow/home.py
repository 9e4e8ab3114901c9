"""An Airflow of one's own in a temporary folder. Airflow reads its environment when it is imported, so this comes first."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.on_airflow.patience import LONG

DAGS = Path(__file__).parent / "dags"
EMPTY = "empty.db"
"""A database that is made and holds no run: other Airflows start with a copy."""


def lay_out() -> Path:
    """Point Airflow to a new home with an empty database."""
    home = Path(tempfile.mkdtemp(prefix="jobspan-airflow-"))
    os.environ |= {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__TEST_CONNECTION": "Enabled",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
        "AIRFLOW__JOBSPAN__JOURNAL": f"sqlite:///{home}/journal.db",
        "AIRFLOW__JOBSPAN__LEASE": "0.3",
        "AIRFLOW__JOBSPAN__POLL_FIRST": "0.05",
        "AIRFLOW__JOBSPAN__POLL_CAP": "0.2",
        "AIRFLOW__TRIGGERER__JOB_HEARTBEAT_SEC": "1",
        "AIRFLOW__TRIGGERER__TRIGGERER_HEALTH_CHECK_THRESHOLD": "15",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO",
        "PYTHONPATH": os.pathsep.join([str(DAGS.parents[2]), str(DAGS.parents[2] / "src")]),
    }
    subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], check=True, capture_output=True, timeout=LONG)
    shutil.copy(home / "airflow.db", home / EMPTY)
    return home


def clean_up(home: Path) -> None:
    """Remove the home."""
    shutil.rmtree(home, ignore_errors=True)
