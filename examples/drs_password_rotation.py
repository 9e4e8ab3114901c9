"""Tell Huawei DRS the new password of a database, for every migration task that uses it.

Settings come from JOBSPAN_HUAWEI_REGION, JOBSPAN_HUAWEI_PROJECT_ID, JOBSPAN_HUAWEI_ACCESS_KEY and JOBSPAN_HUAWEI_SECRET_KEY (or
the default profile); the new password from DATABASE_PASSWORD. Without --apply nothing is changed. With --sandbox everything
runs against a sandbox of 200 tasks in this process.

    python examples/drs_password_rotation.py --end source --name shop- --apply
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Iterator

import jobspan
from jobspan.drs import EndpointPassword


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--use", default="migration", choices=["migration", "sync", "cloudDataGuard"])
    arguments.add_argument("--end", default="source", choices=["source", "target"])
    arguments.add_argument("--name", default="", help="only tasks whose name begins like this")
    arguments.add_argument(
        "--apply", action="store_true", help="change the passwords; otherwise only say what would be done"
    )
    arguments.add_argument("--sandbox", action="store_true", help="run against a sandbox in this process, and apply")
    options = arguments.parse_args()
    password = "rotated-in-the-sandbox" if options.sandbox else os.environ.get("DATABASE_PASSWORD", "")
    with connect(options.sandbox) as client:
        try:
            return rotate(client, options, password)
        except jobspan.JobspanError as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            return 1


def rotate(client: jobspan.Client, options: argparse.Namespace, password: str) -> int:
    jobs = client.migration_jobs
    tasks = {job.id: job.name for job in jobs.list(options.use) if (job.name or "").startswith(options.name)}
    wanted = [EndpointPassword(id, options.end, password) for id in tasks]
    plan = jobs.change_passwords.plan(wanted, verify=True, then_resume=True, skip_invalid=True)
    print(f"{len(tasks)} tasks, {len(plan.requests)} requests:")
    for verdict in plan.verdicts:
        if verdict.passed is False:
            print(f"  {tasks[verdict.subject.removeprefix('job ')]}: {verdict.message}")
    if not (options.apply or options.sandbox):
        return 0
    report = plan.apply()
    for item in (*report.failed, *report.unknown):
        print(f"  {tasks[item.item.job_id]}: {item.status.value} {item.code or ''} {item.message}")
    print(f"{len(report.succeeded)} accepted, {len(report.skipped)} skipped, {len(report.failed)} failed")
    return 1 if report.failed or report.unknown else 0


@contextlib.contextmanager
def connect(sandbox: bool) -> Iterator[jobspan.Client]:
    if not sandbox:
        with jobspan.Client.from_env() as client:
            yield client
        return
    from jobspan.testing import Clock, Sandbox

    with Sandbox(["huawei_drs"], clock=Clock.manual()) as box:
        for number in range(200):
            box.huawei_drs.add(f"bulk-{number}", "CONFIGURATION" if number % 40 == 0 else "INCRE_TRANSFER_STARTED")
        with box.client() as client:
            yield client


if __name__ == "__main__":
    sys.exit(main())
