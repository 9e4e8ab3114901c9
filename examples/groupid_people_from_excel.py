"""Synchronize an Excel sheet of people to a container of Active Directory, with Netwrix Directory Manager (GroupID).

The job is defined from the facts of the data source, checked, shown, created, and watched until the server's scheduler has
run it. Settings come from JOBSPAN_GROUPID_URL, _USERNAME, _PASSWORD, _CLIENT_ID, _CLIENT_SECRET and _IDENTITY_STORE_ID (or the
default profile); the first password of new people from INITIAL_PASSWORD. With --sandbox everything runs against a sandbox in
this process instead, which plays the scheduler as well.

    python examples/groupid_people_from_excel.py --data-source ExcelOne --sheet People \
        --directory ADEnt --directory-id 24 --container OU=People,DC=example,DC=test
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Iterator

import jobspan
from jobspan.groupid import Container, Job, Join, Map, Provider, Static, Table


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--name", default="People from Excel", help="name of the job")
    arguments.add_argument("--data-source", default="ExcelOne", help="name of the Excel data source")
    arguments.add_argument("--sheet", default="People", help="sheet with the columns First, Last and Mail")
    arguments.add_argument("--directory", default="ADEnt", help="name of the identity store")
    arguments.add_argument("--directory-id", type=int, default=24, help="id of the identity store")
    arguments.add_argument("--container", default="OU=People,DC=example,DC=test", help="where new people go")
    arguments.add_argument("--timeout", type=float, default=86_400, help="seconds to wait for a run; 0 = do not wait")
    arguments.add_argument("--sandbox", action="store_true", help="run against a sandbox in this process")
    options = arguments.parse_args()
    password = "Sandbox-Initial-1" if options.sandbox else os.environ.get("INITIAL_PASSWORD", "")
    if not password:
        arguments.error("set INITIAL_PASSWORD to the first password of new people")
    with connect(options.sandbox) as (client, schedule):
        try:
            job_id = create(client, define(client, options, password))
            schedule(job_id)
            if options.timeout:
                watch(client, job_id, options.timeout)
        except jobspan.JobspanError as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            return 1
    return 0


def define(client: jobspan.Client, options: argparse.Namespace, password: str) -> Job:
    directory = Provider(id=options.directory_id, name=options.directory, kind="Active Directory")
    full_name = Join("First", ".", "Last")
    return client.data_sync_jobs.define(
        name=options.name,
        source=Table(options.data_source, options.sheet),
        destination=Container(directory, options.container),
        fields=[
            Map("sAMAccountName", full_name, key=True),
            Map("cn", full_name, new_only=True),
            Map("givenName", "First"),
            Map("sn", "Last"),
            Map("mail", "Mail"),
            Map("password", Static(password)),
        ],
    )


def create(client: jobspan.Client, job: Job) -> int:
    for verdict in client.data_sync_jobs.check(job):
        if not verdict.passed:
            print(verdict)
    plan = client.data_sync_jobs.create.plan(job)
    document = plan.requests[0]["body"]
    print(f"planned: {len(document['fieldsMap'])} fields, {len(document['settings'])} settings")
    job_id = plan.apply()
    print(f"created: job {job_id}")
    return job_id


def watch(client: jobspan.Client, job_id: int, timeout: float) -> None:
    info = client.data_sync_jobs.wait_for_run(job_id, timeout=timeout)
    print(f"ran: {info.times_run} times, last at {info.last_run}, outcome {info.last_out_come}")


@contextlib.contextmanager
def connect(sandbox: bool) -> Iterator[tuple[jobspan.Client, Callable[[int], None]]]:
    """A client, and what puts a job into a schedule: in the sandbox a call, on a real server you, in Admin Center."""
    if not sandbox:
        with jobspan.Client.from_env() as client:
            yield client, lambda job_id: print(f"Now put job {job_id} into a Synchronize schedule in Admin Center.")
        return
    from jobspan.testing import Clock, Sandbox

    with Sandbox(["groupid"], clock=Clock.manual()) as box, box.client() as client:
        yield client, box.groupid.schedule


if __name__ == "__main__":
    sys.exit(main())
