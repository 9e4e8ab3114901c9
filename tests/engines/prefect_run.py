"""Run the flow of a recipe as a worker does, in a process of its own: python prefect_run.py RECIPE FLOW_RUN."""

import sys
from pathlib import Path
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.flow_engine import run_flow

from tests.engines.page import imported


def main(file: str, id: str) -> None:
    module = imported(Path(file))
    with get_client(sync_client=True) as client:
        run = client.read_flow_run(UUID(id))
    run_flow(module.mask_all, flow_run=run, parameters=run.parameters)


if __name__ == "__main__":
    main(*sys.argv[1:])
