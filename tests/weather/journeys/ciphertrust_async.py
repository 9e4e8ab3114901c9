"""The main journeys of CipherTrust: synchronize, stop, everything at once, schedules."""

from __future__ import annotations

from functools import partial
from typing import Final

from jobspan import Client, Phase
from jobspan.aio import wait_all
from jobspan.testing import Sandbox
from tests.weather.journeys.told_async import AsyncTold
from tests.weather.judge import Verdict

FAMILIES: Final = ("aws.keys", "azure.keys", "oci.keys", "google.keys")


def of_sync(sandbox: Sandbox, id: str) -> Phase:
    """Where a synchronization is."""
    job = sandbox.ciphertrust.jobs.get(id)
    if job is None:
        return Phase.UNKNOWN
    if job.running:
        return Phase.RUNNING
    if job.abort:
        return Phase.CANCELLED
    if job.timeline.state != "completed":
        return Phase.FAILED
    return Phase.PARTIAL if job.broken else Phase.SUCCEEDED


async def synchronize(told: AsyncTold, given: None) -> None:
    """Start one synchronization and wait for it."""
    client, box = told.client, told.sandbox
    sync = await told.change("aws.keys.start", lambda: client.sync_jobs.aws.keys.start(kms=["kms"]))
    job = await told.wait("the synchronization", sync.wait, lambda: of_sync(box, sync.id))
    told.check("it is this one", Verdict.FALSE_SUCCESS, job.id == sync.id)


async def stop(told: AsyncTold, given: None) -> None:
    """Start a synchronization, cancel it, see it end."""
    client, box = told.client, told.sandbox
    sync = await told.change("azure.keys.start", lambda: client.sync_jobs.azure.keys.start(synchronize_all=True))
    await told.change("azure.keys.cancel", sync.cancel)
    await told.ended(
        "the synchronization",
        lambda: sync.wait(raise_on_failure=False),
        lambda job: sync.phase,
        lambda: of_sync(box, sync.id),
    )


async def synchronize_all(told: AsyncTold, given: None) -> None:
    """Everything in several clouds at once; one of them fails in part."""
    client, box = told.client, told.sandbox
    box.ciphertrust.broken_units["123456789012/eu-west-1"] = "AccessDeniedException: not authorized"
    syncs = []
    for family in FAMILIES:
        start = partial(client.sync_jobs.start, family, synchronize_all=True)
        syncs.append(await told.change(f"{family}.start", start))
    jobs = await told.read("wait for all", lambda: wait_all(syncs, raise_on_failure=False, return_exceptions=True))
    for sync, job in zip(syncs, jobs, strict=True):
        said = Phase.UNKNOWN if isinstance(job, Exception) else job.phase
        told.end_of_one(sync.id, job, said, of_sync(box, sync.id))


async def schedule(told: AsyncTold, given: None) -> None:
    """Create a schedule, change it, run it now, look at its runs, delete it."""
    schedules, box = told.client.ciphertrust.schedules, told.sandbox
    made = await told.change(
        "scheduler.job_configs.create",
        lambda: schedules.create("nightly", cloud="aws", run_at="0 3 * * *", containers=["kms"]),
    )
    told.check("it is there", Verdict.FALSE_SUCCESS, made.id in box.ciphertrust.schedules)
    await told.change("scheduler.job_configs.update", lambda: schedules.update(made.id, run_at="0 4 * * *"))
    stored = box.ciphertrust.schedules[made.id]
    told.check("it is changed", Verdict.FALSE_SUCCESS, stored.fields["run_at"] == "0 4 * * *")
    await told.change("scheduler.job_configs.run_now", lambda: schedules.run_now(made.id))
    begun = [run for run in box.ciphertrust.runs.values() if run.schedule.id == made.id]
    told.check("it ran", Verdict.FALSE_SUCCESS, bool(begun))
    await told.change("scheduler.job_configs.delete", lambda: schedules.delete(made.id))
    told.check("it is gone", Verdict.FALSE_END, made.id not in box.ciphertrust.schedules)


async def list_everything(told: AsyncTold, given: None) -> None:
    """Walk over schedules, in small pages."""
    schedules, plane = told.client.ciphertrust.schedules, told.sandbox.ciphertrust
    await told.listed("schedules", schedules.list(page_size=2).pages(), lambda row: row.id, [*plane.schedules])


def _schedules(client: Client, sandbox: Sandbox) -> None:
    for number in range(5):
        client.ciphertrust.schedules.create(f"nightly {number}", cloud="aws", run_at="0 3 * * *", containers=["kms"])


GIVEN = {"list_everything": _schedules}


JOURNEYS = (synchronize, stop, synchronize_all, schedule, list_everything)
