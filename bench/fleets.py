"""Fleets on the sandbox: how long, how many requests, and whether anything was done twice.

    python bench/fleets.py [--only copies,killed,throttled,passwords,linear]

``copies``: 200 copies to 4 engines, imports that last a minute, 3% of them failing and 2% refused as busy by somebody else; wall
against the ideal schedule, on the sandbox's clock. ``killed``: the same, killed twice and gone on with. ``throttled``: 500 new
DRS tasks and 1,000 passwords against 10 requests a minute without ``Retry-After``. ``passwords``: one wrong password among 300
connectors of one account. ``linear``: 100, 1,000 and 10,000 items: requests, seconds, and memory at the highest point. The last
line is a JSON object.
"""

import argparse
import json
import random
import tempfile
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs

from jobspan import Client
from jobspan.drs import Endpoint, EndpointPassword, NewJob
from jobspan.fleet import FleetReport, ItemEnd
from jobspan.hooks import Event, FleetItemChanged, ResponseReceived
from jobspan.journal import Journal
from jobspan.testing import Clock, Progress, Sandbox, faults
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB

STEP = 20.0
TASKS, WINDOW, DAYS = 500, 60.0, 5 * 24 * 3600.0
COPIES, ENGINES = 200, ("2", "3", "4", "5")


class Killed(BaseException):
    """The process ends here."""


def dct(jobs: int) -> tuple[Sandbox, list[str]]:
    """A DCT with four more engines to copy to, and so many masking jobs."""
    sandbox = Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(STEP))
    state = sandbox.delphix
    for id in ("4", "5"):
        state.engines[id] = attrs.evolve(state.engines["3"], id=id, name=f"qa{id}", tags=[], last_numbers={})
    for id in ENGINES:
        folder = state.environments["3-ENV-1"]
        state.environments[f"{id}-ENV-9"] = attrs.evolve(folder, id=f"{id}-ENV-9", name="fleet-env", engine_id=id)
    made = []
    for number in range(jobs):
        template = state.masking_jobs[FINANCE_JOB]
        id = f"00000000-0000-4000-8000-{number:012d}"
        twin = attrs.evolve(template, id=id, name=f"job-{number:05d}", tags=[], synced=dict(template.synced))
        twin.local_ids = {"1": 1000 + number}
        state.masking_jobs[id] = twin
        made.append(id)
    return sandbox, made


def added(client: Client, jobs: list[str]) -> Any:
    fleet = client.fleet("copies")
    for number, job in enumerate(jobs):
        engine = ENGINES[number % len(ENGINES)]
        fleet.add(client.masking_jobs.copy, job, target_engine_id=engine, target_environment_id=f"{engine}-ENV-9")
    return fleet


@attrs.define
class Trouble:
    """Some imports fail, and some are refused because somebody else was faster."""

    sandbox: Sandbox
    chance: random.Random = attrs.field(factory=lambda: random.Random(7))
    seen: set[str] = attrs.field(factory=set)
    failed: int = 0
    refused: int = 0

    def __call__(self, event: Event) -> None:
        if (
            not isinstance(event, FleetItemChanged)
            or event.item.end is not ItemEnd.RUNNING
            or event.item.name in self.seen
        ):
            return
        self.seen.add(event.item.name)
        dice = self.chance.random()
        if dice < 0.03:
            self.failed += 1
            self.sandbox.delphix.fail(event.item.job, "The engine reported an error.")
        elif dice < 0.05:
            self.refused += 1
            self.sandbox.delphix.fail(event.item.job, "Engine is busy: another import is in progress.")


def journal() -> Journal:
    return Journal(f"sqlite:///{Path(tempfile.mkdtemp()) / 'journal.sqlite3'}")


def unexpected(sandbox: Sandbox, report: FleetReport) -> int:
    """Failures that nobody arranged: an engine that our own doing kept busy."""
    ours = "another import is in progress (job"
    return sum(ours in (job.error_details or "") for job in sandbox.delphix.jobs.values())


def copies() -> dict[str, Any]:
    sandbox, jobs = dct(COPIES)
    with sandbox:
        trouble = Trouble(sandbox)
        with sandbox.client(journal=journal(), hooks=[trouble]) as client:
            fleet, began = added(client, jobs), sandbox.clock.monotonic()
            report = fleet.run()
        took = sandbox.clock.monotonic() - began
        busy: dict[str, float] = defaultdict(float)
        for job in sandbox.delphix.jobs.values():
            lasted = (job.timeline.changed_at - job.start_time).total_seconds()
            busy[job.engine_ids[0]] += lasted
        ideal = max(busy.values())
        return {
            "ends": report.counts,
            "arranged failures": trouble.failed,
            "arranged refusals": trouble.refused,
            "busy by our own doing": unexpected(sandbox, report),
            "seconds": round(took),
            "ideal seconds": round(ideal),
            "wall / ideal": round(took / ideal, 3),
            "requests": len(list(sandbox.requests)),
        }


def killed() -> dict[str, Any]:
    sandbox, jobs = dct(COPIES)
    with sandbox:
        book = journal()
        for at in (60, 70):
            left = at

            def die(event: Event) -> None:
                nonlocal left
                if isinstance(event, ResponseReceived) and event.operation == "copy_masking_job":
                    left -= 1
                    if left == 0:
                        raise Killed

            try:
                with sandbox.client(journal=book, hooks=[die]) as client:
                    added(client, jobs).run()
            except Killed:
                pass
        with sandbox.client(journal=book) as client:
            report = client.fleet("copies").resume()
        posts = sandbox.requests.count("copy_masking_job")
        return {"ends": report.counts, "POSTs": posts, "DCT jobs": len(sandbox.delphix.jobs), "items": COPIES}


def throttled() -> dict[str, Any]:
    allowed = 10
    with Sandbox(["huawei_drs"], clock=Clock.manual(), progress=Progress.at_once()) as sandbox:
        arrived: list[float] = []
        refused = 0

        def too_many(call: Any) -> bool:
            nonlocal refused
            at = sandbox.clock.monotonic()
            arrived[:] = [each for each in arrived if at - each < WINDOW]
            if len(arrived) < allowed:
                arrived.append(at)
                return False
            refused += 1
            return True

        message = "The throttling threshold has been reached: policy user over ratelimit,limit:10,time:1 minute"
        reply = faults.Answer(429, {"error_code": "APIGW.0308", "error_msg": message})
        sandbox.faults.add("*", reply, times=None, plane="huawei_drs", when=too_many)
        with sandbox.client(journal=journal()) as client:
            began = sandbox.clock.monotonic()
            tasks = client.fleet("tasks")
            for number in range(TASKS):
                tasks.add(client.migration_jobs.create, new_task(f"task-{number:04d}"))
            created = tasks.run(busy_timeout=DAYS)
            rotation = client.fleet("rotation")
            ids = [sandbox.huawei_drs.add(f"bulk-{n}", "INCRE_TRANSFER_STARTED").id for n in range(TASKS)]
            for few in (ids[at : at + 5] for at in range(0, len(ids), 5)):
                ends = [EndpointPassword(id, end, "rotated-1") for id in few for end in ("source", "target")]
                rotation.add(client.migration_jobs.change_passwords, ends)
            rotated = rotation.run(busy_timeout=DAYS)
        took = sandbox.clock.monotonic() - began
        requests = len(list(sandbox.requests))
        return {
            "tasks": created.counts,
            "batches of 10 passwords": rotated.counts,
            "requests": requests,
            "refused": refused,
            "minutes": round(took / WINDOW),
            "minutes at least": (requests - refused) // allowed,
            "problems": [item.reason for item in (*created, *rotated) if item.reason][:3],
        }


def new_task(name: str) -> NewJob:
    end = Endpoint(db_type="mysql")
    return NewJob(
        name=name,
        db_use_type="migration",
        engine_type="mysql",
        job_direction="up",
        net_type="eip",
        bind_eip=True,
        subnet_id="f857d371-2f03-4622-85f6-2b7d42d0d82c",
        source_endpoint=end,
        target_endpoint=end,
    )


def passwords() -> dict[str, Any]:
    sandbox, _ = dct(0)
    with sandbox:
        template = sandbox.delphix.connectors["1-DATABASE-1"]
        ids = [f"1-DATABASE-{1000 + number}" for number in range(300)]
        for id in ids:
            sandbox.delphix.connectors[id] = attrs.evolve(template, id=id, name=id, values=dict(template.values))
        sandbox.delphix.connectors[ids[150]].password = None
        with sandbox.client(journal=journal()) as client:
            fleet = client.fleet("tests")
            for id in ids:
                fleet.add_named(id, client.connectors.test, id)
            report = fleet.run()
        sent = sandbox.requests.count("test_connector")
        return {"ends": report.counts, "tests sent": sent, "tests sent after the refusal": sent - 151}


def linear() -> dict[str, Any]:
    found = {}
    for count in (100, 1000, 10_000):
        sandbox, jobs = dct(count)
        with sandbox:
            tracemalloc.start()
            began = time.perf_counter()
            with sandbox.client(journal=journal()) as client:
                fleet = client.fleet("tags")
                for job in jobs:
                    fleet.add(client.masking_jobs.add_tags, job, {"colour": "blue"})
                ok = fleet.run().ok
            took = time.perf_counter() - began
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            requests = len(list(sandbox.requests))
        found[str(count)] = {
            "all done": ok,
            "requests an item": round(requests / count, 2),
            "ms an item": round(took / count * 1000, 2),
            "KB an item, sandbox included": round(peak / count / 1024, 1),
        }
    return found


WAYS: dict[str, Callable[[], dict[str, Any]]] = {
    "copies": copies,
    "killed": killed,
    "throttled": throttled,
    "passwords": passwords,
    "linear": linear,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(WAYS), help="some of them")
    chosen = parser.parse_args().only.split(",")
    results = {}
    for name in chosen:
        results[name] = WAYS[name]()
        print(name)
        for what, value in results[name].items():
            print(f"  {what}: {value}")
    print(json.dumps(results))


if __name__ == "__main__":
    main()
