"""Run the job of a recipe as a daemon does, in a process of its own: what to run is a JSON object on standard input."""

import importlib
import json
import sys

from dagster import DagsterInstance, ReexecutionOptions, execute_job, reconstructable


def main(recipe: str, folder: str, run_config: dict[str, object], parent: str | None) -> None:
    again = None if parent is None else ReexecutionOptions(parent_run_id=parent)
    with DagsterInstance.local_temp(folder) as instance:
        job = reconstructable(importlib.import_module(recipe).mask_all)
        with execute_job(job, instance, run_config=run_config, reexecution_options=again) as result:
            sys.exit(0 if result.success else 1)


if __name__ == "__main__":
    main(**json.load(sys.stdin))
