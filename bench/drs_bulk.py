"""What a password change of thousands of DRS tasks costs in requests, and what becomes of each, against the sandbox.

Usage: python bench/drs_bulk.py [--jobs 10000] [--forbidden 3] [--failing 2] [--drop] [--async] [--json]
"""

import argparse
import asyncio
import json
import sys
from collections import Counter
from typing import Any

import jobspan
from jobspan.batches import BatchResult
from jobspan.drs import EndpointPassword, JobWatch
from jobspan.testing import Clock, Sandbox, faults


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--jobs", type=int, default=10_000)
    arguments.add_argument("--forbidden", type=float, default=3, help="percent in a state that allows no change")
    arguments.add_argument("--failing", type=float, default=2, help="percent that fail at the server")
    arguments.add_argument("--drop", action="store_true", help="lose a reply in the middle")
    arguments.add_argument("--concurrency", type=int, default=8)
    arguments.add_argument("--async", action="store_true", dest="asynchronous")
    arguments.add_argument("--json", action="store_true")
    options = arguments.parse_args()
    figures = measure(options)
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, value in figures.items():
            print(f"{name:28} {value}")
    return 0 if figures["accounted for"] == options.jobs else 1


def measure(options: argparse.Namespace) -> dict[str, Any]:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        ids = populate(sandbox, options.jobs, options.forbidden)
        allowed = ids[: len(ids) - round(len(ids) * options.forbidden / 100)]
        wanted = round(len(ids) * options.failing / 100)
        failing = set(allowed[:: max(1, len(allowed) // wanted)][:wanted]) if wanted else set()
        if options.drop:
            sandbox.faults.add("batch_reset_password", faults.DropAfterWork(), skip=options.jobs // 20)
        sandbox.faults.add("batch_reset_password", faults.FailItems(failing, "DRS.M01504"), times=None)
        passwords = [EndpointPassword(id, "source", "rotated-1") for id in ids]
        policy = jobspan.Policy(concurrency=options.concurrency)
        result = (
            asyncio.run(_async(sandbox, policy, passwords))
            if options.asynchronous
            else _sync(sandbox, policy, passwords)
        )
        statuses = Counter(item.status.value for item in result)
        calls = Counter(request.operation_id for request in sandbox.requests)
        return {
            "jobs": len(ids),
            "accepted": statuses["accepted"],
            "failed": statuses["failed"],
            "skipped": statuses["skipped"],
            "unknown": statuses["unknown"],
            "accounted for": sum(statuses.values()),
            "in input order": [item.item.job_id for item in result] == ids,
            "requests": sum(calls.values()),
            "requests by operation": dict(calls.most_common()),
        }


def populate(sandbox: Sandbox, jobs: int, forbidden: float) -> list[str]:
    """The ids of so many tasks, the last percents of them in a state that allows no change."""
    blocked = round(jobs * forbidden / 100)
    drs = sandbox.huawei_drs
    drs.tasks.clear()
    return [
        drs.add(f"bulk-{n}", "CONFIGURATION" if n >= jobs - blocked else "INCRE_TRANSFER_STARTED").id
        for n in range(jobs)
    ]


def _sync(sandbox: Sandbox, policy: jobspan.Policy, passwords: list[EndpointPassword]) -> BatchResult[EndpointPassword]:
    with sandbox.client(policy=policy) as client:
        result = client.migration_jobs.change_passwords(passwords, skip_invalid=True)
        running = [item.item.job_id for item in result.succeeded]
        _check(client.migration_jobs.wait(running, until="caught-up"), running)
        return result


async def _async(
    sandbox: Sandbox, policy: jobspan.Policy, passwords: list[EndpointPassword]
) -> BatchResult[EndpointPassword]:
    async with sandbox.async_client(policy=policy) as client:
        result = await client.migration_jobs.change_passwords(passwords, skip_invalid=True)
        running = [item.item.job_id for item in result.succeeded]
        _check(await client.migration_jobs.wait(running, until="caught-up"), running)
        return result


def _check(views: list[JobWatch], ids: list[str]) -> None:
    if [view.id for view in views] != ids or not all(view.reached for view in views):
        raise SystemExit("not every task caught up")


if __name__ == "__main__":
    sys.exit(main())
