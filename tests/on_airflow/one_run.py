"""One run of a DAG as a process of its own, to be killed: ``python -m tests.on_airflow.one_run DAG MOMENT CONF``.

Prints the states of the tasks as JSON in its last line.
"""

import json
import sys
from datetime import datetime

from tests.on_airflow.runs import run

if __name__ == "__main__":
    dag_id, moment, conf = sys.argv[1:]
    print(json.dumps(run(dag_id, datetime.fromisoformat(moment), **json.loads(conf)).tasks))
