"""The main journeys of Directory Manager: a job from its definition to its run, collections, data sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import attrs

from jobspan import Client, Phase, Secret
from jobspan.groupid import Applied, Blueprint, DataSource, DiffState, ItemKind, Job, Outcome, make_collection
from jobspan.testing import Sandbox
from tests.samples.groupid import new_job
from tests.samples.sample import CANARY
from tests.weather.journeys.told_async import AsyncTold
from tests.weather.judge import STRANGERS, Verdict

CONTRACTORS: Final = 5
_GIVEN: Final = f"Static:value={CANARY}"
NIGHTLY, HR, LEAVERS = 1, 9, 11
_LOST: Final = frozenset({"Contractors to AD", "Nightly", "Leavers/CSV"})
_ENDS: Final = {"Success": Phase.SUCCEEDED, "Completed With Errors": Phase.PARTIAL, "Failed": Phase.FAILED}


def of_run(sandbox: Sandbox, job_id: int, runs: int) -> Phase:
    """Where the run of this number is; all runs of the sandbox end well, unless told otherwise."""
    head = sandbox.groupid.jobs[job_id]["jobInfo"]
    return _ENDS[head["lastOutCome"]] if head["timesRun"] >= runs else Phase.RUNNING


def passwords_of(sandbox: Sandbox, job_id: int) -> list[str]:
    """What a job sets as passwords."""
    rows = sandbox.groupid.jobs[job_id]["fieldsMap"]
    return [row["transform"] for row in rows if row["destinationField"].casefold() == "password"]


async def create_and_run(told: AsyncTold, given: Job) -> None:
    """Create a job, and wait until the server has run it."""
    client, box = told.client, told.sandbox
    job_id = await told.change("create_job", lambda: client.data_sync_jobs.create(given))
    told.check("it is there", Verdict.FALSE_SUCCESS, job_id in box.groupid.jobs)
    told.check("its password", Verdict.FALSE_SUCCESS, passwords_of(box, job_id) == [_GIVEN])
    watching = await told.read("watch", lambda: client.data_sync_jobs.watch(job_id))
    box.groupid.schedule(job_id)
    runs = box.groupid.jobs[job_id]["jobInfo"]["timesRun"]
    await told.wait("the run", lambda: watching.wait(timeout=3600), lambda: of_run(box, job_id, runs + 1))


async def replace(told: AsyncTold, given: None) -> None:
    """Put a changed job in the place of the old one."""
    client, box = told.client, told.sandbox
    old = await told.read("get", lambda: client.data_sync_jobs.get(CONTRACTORS))
    before = passwords_of(box, CONTRACTORS)

    def so(job_id: int) -> bool:
        return CONTRACTORS not in box.groupid.jobs and passwords_of(box, job_id) == before

    await told.whole(
        "replace",
        "create_job",
        call=lambda: client.data_sync_jobs.replace(CONTRACTORS, old.renamed("Other")),
        so=so,
    )


async def duplicate_and_delete(told: AsyncTold, given: None) -> None:
    """Copy a job, and delete the copy."""
    client, box = told.client, told.sandbox
    copy = await told.change("create_job", lambda: client.data_sync_jobs.duplicate(CONTRACTORS, "Another"))
    told.check("it is there", Verdict.FALSE_SUCCESS, box.groupid.jobs[copy]["jobInfo"]["name"] == "Another")
    told.check("its password", Verdict.STRAY, passwords_of(box, copy) == passwords_of(box, CONTRACTORS))
    await told.change("delete_jobs", lambda: client.data_sync_jobs.delete(copy))
    told.check("it is gone", Verdict.FALSE_END, copy not in box.groupid.jobs)


async def collection(told: AsyncTold, given: None) -> None:
    """Create a collection of copies, change it, delete it."""
    client, box = told.client, told.sandbox
    job = await told.read("get", lambda: client.data_sync_jobs.get(CONTRACTORS))
    made = await told.change(
        "create_collection", lambda: client.groupid.collections.create(make_collection("Weekly", [job]))
    )
    told.check("it is there", Verdict.FALSE_SUCCESS, made in box.groupid.collections)
    stored = await told.read("get it", lambda: client.groupid.collections.get(made))
    secrets = _secrets(box, made)
    changed = attrs.evolve(stored, notification_recipients="ops@example.test")
    await told.change("update_collection", lambda: client.groupid.collections.update(changed))
    document = box.groupid.collections[made]
    told.check("it is changed", Verdict.FALSE_SUCCESS, document["notificationRecipients"] == "ops@example.test")
    told.check("its passwords stay", Verdict.STRAY, _secrets(box, made) == secrets)
    await told.change("delete_collections", lambda: client.groupid.collections.delete(made))
    told.check("it is gone", Verdict.FALSE_END, made not in box.groupid.collections)


def _secrets(sandbox: Sandbox, collection: int) -> list[str]:
    jobs = sandbox.groupid.collections[collection]["jobs"]
    return [
        row["transform"] for job in jobs for row in job["fieldsMap"] if row["destinationField"].casefold() == "password"
    ]


async def data_source(told: AsyncTold, given: None) -> None:
    """Create a data source with a password, change it, delete it."""
    sources, box = told.client.groupid.data_sources, told.sandbox
    payroll = DataSource.sql_server("Payroll", "MSSQL", "Pay", username="sa", password=CANARY)
    made = await told.change("create_data_source", lambda: sources.create(payroll))
    told.check("it is there", Verdict.FALSE_SUCCESS, made in box.groupid.data_sources)
    stored = await told.read("get it", lambda: sources.get(made))
    moved = attrs.evolve(stored, configuration_values=stored.configuration_values | {"Database": "Pay2"})
    await told.change("update_data_source", lambda: sources.update(moved))
    values = box.groupid.data_sources[made]["configurationValues"]
    told.check("it is changed", Verdict.FALSE_SUCCESS, values["Database"] == "Pay2")
    told.check("its password stays", Verdict.STRAY, values["Password"] == CANARY)
    await told.change("delete_data_source", lambda: sources.delete(made))
    told.check("it is gone", Verdict.FALSE_END, made not in box.groupid.data_sources)


def exported(client: Client, sandbox: Sandbox) -> Blueprint:
    """What the server has, as files."""
    return client.groupid.export()


def _here(blueprint: Blueprint) -> dict[str, Any]:
    """What its placeholders mean on the server that it came from, which has lost what it would know that by."""
    stores = {"ADEnt": 24, "AdStore": 2, "Azure": 3}
    bindings = attrs.evolve(blueprint.bindings, identity_stores=stores, providers={})
    secrets = dict.fromkeys(blueprint.secret_names, Secret(CANARY))
    return {"bindings": bindings, "secrets": secrets | {"people-to-ad.password": Secret("sandbox-Initial-1")}}


async def restore(told: AsyncTold, given: Blueprint) -> None:
    """Export, lose a job, a collection and a data source, compare, and bring all of it back."""
    client, box = told.client, told.sandbox
    again = await told.read("export", lambda: client.groupid.export())
    told.check("all jobs", Verdict.FALSE_SUCCESS, _names(again.jobs) == _names(given.jobs))
    del box.groupid.jobs[CONTRACTORS], box.groupid.collections[NIGHTLY], box.groupid.data_sources[LEAVERS]
    box.groupid.data_sources[HR]["configurationValues"]["Database"] = "Old"
    diff = await told.read("diff", lambda: client.groupid.diff(given, **_here(given)))
    same = {item.name for item in diff.of(DiffState.SAME)}
    told.check("what is lost", Verdict.FALSE_SUCCESS, same.isdisjoint(_LOST))
    operations = "create_data_source", "create_job", "create_collection", "update_data_source"
    await told.whole(
        "apply",
        *operations,
        call=lambda: client.groupid.apply(given, **_here(given)),
        so=lambda applied: _is_there(box, applied),
    )


def _names(trees: Iterable[Any]) -> set[str]:
    return {tree["name"] for tree in trees}


def _is_there(sandbox: Sandbox, applied: Applied) -> bool:
    """Whether each item is where it is said to be: under its id, with the password that was given; and not, where it failed."""
    state = sandbox.groupid
    places = {
        "job": {id: job["jobInfo"]["name"] for id, job in state.jobs.items()},
        "collection": {id: each["jobCollectionInfo"]["name"] for id, each in state.collections.items()},
        "data source": {id: each["name"] for id, each in state.data_sources.items()},
    }
    alone = not any(STRANGERS in gust.kinds for gust in sandbox.gusts)
    if alone and any(len(set(there.values())) < len(there) for there in places.values()):
        return False
    for item in applied:
        id, there = item.id or 0, places[item.kind.value]
        if item.outcome in (Outcome.FAILED, Outcome.LEFT):
            if alone and item.name in _LOST and item.name in there.values():
                return False
            continue
        if there.get(id) != item.name:
            return False
        if item.kind is ItemKind.JOB and item.outcome is Outcome.CREATED and passwords_of(sandbox, id) != [_GIVEN]:
            return False
        if item.name == "HR database" and state.data_sources[id]["configurationValues"]["Database"] != "HR":
            return False
    return True


async def bring_back(told: AsyncTold, given: Blueprint) -> None:
    """Put the job of the files in the place of one that somebody has changed."""
    client, box = told.client, told.sandbox
    box.groupid.jobs[CONTRACTORS]["jobInfo"]["description"] = "changed by hand"
    only = attrs.evolve(given, collections=(), data_sources=())

    def so(applied: Applied) -> bool:
        (item,) = [each for each in applied if each.name == "Contractors to AD"]
        there = [id for id, job in box.groupid.jobs.items() if job["jobInfo"]["name"] == item.name]
        return item.outcome is not Outcome.REPLACED or there == [item.id]

    await told.whole("apply", "create_job", call=lambda: client.groupid.apply(only, **_here(given)), so=so)


async def list_everything(told: AsyncTold, given: None) -> None:
    """Walk over jobs, one a page."""
    jobs, there = told.client.data_sync_jobs, [*told.sandbox.groupid.jobs]
    await told.listed("jobs", jobs.list(page_size=1).pages(), lambda row: row.job_id, there)


JOURNEYS = (
    create_and_run,
    replace,
    duplicate_and_delete,
    collection,
    data_source,
    restore,
    bring_back,
    list_everything,
)
GIVEN = {
    "create_and_run": lambda client, sandbox: new_job(client),
    "restore": exported,
    "bring_back": exported,
}
