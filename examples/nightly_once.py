"""A nightly run that may be killed anywhere and started again, by hand or by a scheduler: its job is started once.

    python examples/nightly_once.py                       # settings from the environment
    python examples/nightly_once.py --sandbox             # on the sandbox, with a journal of its own

Run it as often as you like on one day: the first run starts the job, the others wait for the same one.
"""

import argparse
import tempfile
from datetime import date
from pathlib import Path

import jobspan
from jobspan.delphix import field


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--job", default="finance-masking-job", help="the name of the masking job")
    arguments.add_argument("--engine", default="1", help="the id of the engine")
    arguments.add_argument("--sandbox", action="store_true", help="run on the sandbox")
    options = arguments.parse_args()
    if not options.sandbox:
        with jobspan.Client.from_env() as client:
            print(nightly(client, options.job, options.engine))
        return
    from jobspan.testing import Progress, Sandbox

    with tempfile.TemporaryDirectory() as folder, Sandbox(["delphix"], progress=Progress.at_once()) as sandbox:
        journal = jobspan.Journal(f"sqlite:///{Path(folder) / 'journal.sqlite3'}")
        for _ in range(2):
            with sandbox.client(journal=journal) as client:
                print(nightly(client, options.job, options.engine))
        print(f"started {sandbox.requests.count('execute_masking_job')} time(s)")
        journal.close()


def nightly(client: jobspan.Client, name: str, engine: str) -> str:
    """Run the masking job of tonight, whoever started it, and say what it did."""
    job = client.masking_jobs.search(field("name").eq(name)).first()
    if job is None:
        raise SystemExit(f"There is no masking job named {name}.")
    run = client.masking_jobs.execute.once(f"nightly/{name}/{date.today()}", job.id, engine_id=engine, when_busy="wait")
    done = run.wait(timeout=6 * 3600, progress=True)
    return f"execution {done.id}: {done.rows_masked} rows masked"


if __name__ == "__main__":
    main()
