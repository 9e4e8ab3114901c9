"""The main journeys of Huawei DRS: a task from creation to deletion, passwords of many, switchover."""

from __future__ import annotations

from hashlib import sha256
from tempfile import mkdtemp
from typing import Any, Final

from jobspan import Phase, Secret
from jobspan.aio import wait_all
from jobspan.batches import BatchResult
from jobspan.drs import ConnectionTest, CutoverOutcome, CutoverReport, Endpoint, EndpointPassword, JobChange
from jobspan.testing import Sandbox
from jobspan.testing.sandbox.huawei_drs.tasks import DELETED, ENDED, FULL_DONE, INCREMENTAL, PAUSED, Task
from tests.samples.huawei_drs import new_job
from tests.samples.journeys import downloads
from tests.samples.sample import CANARY
from tests.weather.journeys.told_async import AsyncTold
from tests.weather.judge import Verdict

_BROKEN: Final = "FAILED"
_TASKS: Final = 25


def towards(*goals: str) -> Any:
    """Where a task is on its way to these states."""

    def of(sandbox: Sandbox, id: str) -> Phase:
        state = sandbox.huawei_drs.tasks[id].status
        if state in goals:
            return Phase.SUCCEEDED
        if _BROKEN in state or state in ENDED:
            return Phase.FAILED
        return Phase.RUNNING

    return of


def _added(told: AsyncTold, state: str, count: int = 1) -> list[Task]:
    return [told.sandbox.huawei_drs.add(f"mine-{number}", state) for number in range(count)]


async def new_task(told: AsyncTold, given: None) -> None:
    """Create a task, test both ends, set it up, check it, start it, and wait until it follows."""
    client, box = told.client, told.sandbox
    jobs = client.migration_jobs
    task = await told.change("batch_create_jobs", lambda: jobs.create(new_job()))
    await told.wait("the creation", task.wait, lambda: towards("CONFIGURATION")(box, task.id))
    ends = ("source", "target")
    tests = [
        ConnectionTest(
            job_id=task.id,
            end_point=end,
            net_type="eip",
            db_type="mysql",
            ip="192.0.2.10",
            db_user="drs",
            db_password=Secret(CANARY),
        )
        for end in ends
    ]
    await told.change("batch_validate_connections", lambda: jobs.test_connections(tests))
    told.check("both are tested", Verdict.FALSE_SUCCESS, box.huawei_drs.tasks[task.id].tested >= {"so", "ta"})
    end = Endpoint(db_type="mysql", ip="192.0.2.10", db_user="drs", db_password=Secret(CANARY))
    change = JobChange(
        job_id=task.id,
        source_endpoint=end,
        target_endpoint=end,
        node_type="high",
        engine_type="mysql",
        net_type="eip",
        store_db_info=True,
    )
    await told.change("batch_update_job", lambda: jobs.configure([change]))
    told.check("it is set up", Verdict.FALSE_SUCCESS, box.huawei_drs.tasks[task.id].configured)
    _only_of(told, task.id)
    await told.change("batch_check_jobs", lambda: jobs.precheck(task.id))
    await told.wait(
        "the precheck",
        lambda: jobs.wait_for_prechecks(task.id),
        lambda: _of_precheck(box.huawei_drs.tasks[task.id]),
    )
    await told.change("batch_start_jobs", lambda: jobs.start(task.id))
    await told.wait(
        "the full load",
        lambda: jobs.wait(task.id, until="incremental", timeout=3600),
        lambda: towards(INCREMENTAL)(box, task.id),
    )


def _only_of(told: AsyncTold, *ids: str) -> None:
    """The password went to these tasks and no other."""
    tasks = told.sandbox.huawei_drs.tasks.values()
    told.check("whose password it is", Verdict.STRAY, {t.id for t in tasks if CANARY in t.passwords.values()} <= {*ids})


async def prepare(told: AsyncTold, given: None) -> None:
    """Bring a task up to its precheck in one call, and see it pass."""
    client, box = told.client, told.sandbox
    task = box.huawei_drs.add("mine", "CONFIGURATION")
    end = Endpoint(db_type="mysql", ip="192.0.2.10", db_user="drs", db_password=Secret(CANARY))
    checking = await told.whole(
        "prepare",
        "batch_check_jobs",
        call=lambda: client.migration_jobs.prepare(task.id, source=end, target=end),
        so=lambda handle: task.tested >= {"so", "ta"} and task.configured and task.precheck is not None,
    )
    await told.wait("the precheck", checking.wait, lambda: _of_precheck(task))
    _only_of(told, task.id)


def _of_precheck(task: Task) -> Phase:
    if task.precheck is None or not task.precheck.finished:
        return Phase.RUNNING
    return Phase.SUCCEEDED


async def pause_and_resume(told: AsyncTold, given: None) -> None:
    """Pause a task, see it rest, resume it, see it follow."""
    client, box = told.client, told.sandbox
    jobs = client.migration_jobs
    (task,) = _added(told, INCREMENTAL)
    await told.change("batch_stop_jobs", lambda: jobs.pause(task.id))
    await told.wait(
        "the pause", lambda: jobs.wait(task.id, until="paused", timeout=3600), lambda: towards(PAUSED)(box, task.id)
    )
    await told.change("batch_restore_task", lambda: jobs.resume(task.id))
    await told.wait(
        "the resume",
        lambda: jobs.wait(task.id, until="incremental", timeout=3600),
        lambda: towards(INCREMENTAL)(box, task.id),
    )


async def passwords(told: AsyncTold, given: None) -> None:
    """New passwords for many tasks, in several requests."""
    client, box = told.client, told.sandbox
    tasks = _added(told, INCREMENTAL, _TASKS)
    items = [EndpointPassword(task.id, "source", Secret(CANARY)) for task in tasks]
    result = await told.change(
        "batch_reset_password", lambda: client.migration_jobs.change_passwords(items), expected=3
    )
    _only_of(told, *(task.id for task in tasks))
    set_in = {task.id for task in tasks if box.huawei_drs.tasks[task.id].passwords.get("so") == CANARY}
    said = {item.item.job_id for item in result.succeeded}
    told.check("accepted and set", Verdict.FALSE_SUCCESS, said <= set_in)


async def passwords_and_on(told: AsyncTold, given: None) -> None:
    """New passwords for tasks that failed, which are then resumed, and looked at."""
    client, box = told.client, told.sandbox
    tasks = _added(told, "INCRE_TRANSFER_FAILED", 4)
    items = [EndpointPassword(task.id, "source", Secret(CANARY)) for task in tasks]

    def so(result: BatchResult[EndpointPassword]) -> bool:
        return {item.item.job_id for item in result.succeeded} <= {task.id for task in tasks if _goes(task)}

    result = await told.whole(
        "passwords",
        "batch_reset_password",
        call=lambda: client.migration_jobs.change_passwords(items, then_resume=True, verify=True),
        so=so,
    )
    _only_of(told, *(task.id for task in tasks))
    told.check("resumed once", Verdict.TWICE, _resumes(box) <= len(tasks))
    set_in = {task.id for task in tasks if task.passwords.get("so") == CANARY}
    silent = [
        item for item in result.failed if item.item.job_id in set_in and "accepted" not in str(item.message).lower()
    ]
    told.check("what failed says that the password was accepted", Verdict.DENIED, not silent)


def _goes(task: Task) -> bool:
    return _BROKEN not in task.status


def _resumes(sandbox: Sandbox) -> int:
    answers = [request.answer for request in sandbox.requests.of("batch_restore_task") if request.answer]
    rows = [row for answer in answers if answer.status < 300 for row in answer.json()["results"]]
    return sum(row["status"] == "success" for row in rows)


async def many_new_tasks(told: AsyncTold, given: None) -> None:
    """Create many tasks, in several requests, and wait until all can be set up."""
    client, box = told.client, told.sandbox
    wanted = [new_job(f"task-{number}") for number in range(_TASKS)]
    result = await told.change("batch_create_jobs", lambda: client.migration_jobs.create_many(wanted), expected=3)
    names = [task.name for task in box.huawei_drs.tasks.values()]
    told.check("each once", Verdict.TWICE, all(names.count(job.name) <= 1 for job in wanted))
    told.check("accepted and there", Verdict.FALSE_SUCCESS, {i.item.name for i in result.succeeded} <= set(names))
    watching = client.migration_jobs.watch([each.value.task_id for each in result.succeeded], until="configurable")
    views = await told.read(
        "wait for all", lambda: wait_all(watching, raise_on_failure=False, return_exceptions=True, timeout=3600)
    )
    for task, view in zip(watching, views, strict=True):
        said = Phase.UNKNOWN if isinstance(view, Exception) else view.phase
        told.end_of_one(task.id, view, said, towards("CONFIGURATION")(box, task.id))


async def terminate_and_delete(told: AsyncTold, given: None) -> None:
    """End a task, wait until its resources are released, delete it, see it gone."""
    client, box = told.client, told.sandbox
    jobs = client.migration_jobs
    (task,) = _added(told, INCREMENTAL)
    await told.change("batch_delete_jobs", lambda: jobs.terminate(task.id))
    await told.wait(
        "the end",
        lambda: jobs.wait(task.id, until="terminated", timeout=3600),
        lambda: towards(*ENDED)(box, task.id),
    )
    await told.change("batch_delete_jobs", lambda: jobs.delete(task.id))
    await told.wait(
        "the deletion",
        lambda: jobs.wait(task.id, until="deleted", timeout=3600),
        lambda: towards(DELETED)(box, task.id),
    )


async def cut_over(told: AsyncTold, given: None) -> None:
    """Cut over two tasks, one of which misses rows: only the other one ends, and its workbooks are kept."""
    jobs = told.client.migration_jobs
    good, bad = _added(told, INCREMENTAL, 2)
    bad.databases["shop"]["orders"].target_rows -= 2
    folder = mkdtemp(dir=downloads())

    def so(report: CutoverReport) -> bool:
        found = {each.job_id: each for each in report}
        ended = found[good.id].outcome is CutoverOutcome.TERMINATED
        files = [file for each in report for file in each.evidence]
        whole = all(sha256(file.path.read_bytes()).hexdigest() == file.sha256 for file in files)
        return whole and not found[bad.id].clean and (not ended or good.status in ENDED)

    try:
        await told.whole(
            "cut over",
            "batch_delete_jobs",
            call=lambda: jobs.cutover([good.id, bad.id], then="terminate", evidence=folder, region="eu-west-101"),
            so=so,
        )
    finally:
        told.check("what differs goes on", Verdict.FALSE_SUCCESS, bad.status == INCREMENTAL)


async def wait_for_the_living(told: AsyncTold, given: None) -> None:
    """Wait for the deletion of a task that nobody deletes: it must not be said to be gone."""
    client, box = told.client, told.sandbox
    (task,) = _added(told, INCREMENTAL)
    await told.never(
        "what does not come",
        lambda: client.migration_jobs.wait(task.id, until="deleted", timeout=240),
        lambda: towards(DELETED)(box, task.id),
    )


async def switch_over(told: AsyncTold, given: None) -> None:
    """The standby takes over, once."""
    client, box = told.client, told.sandbox
    id = box.huawei_drs.task_named("shop-standby")
    await told.change("batch_switchover", lambda: client.migration_jobs.switchover(id))


async def by_name(told: AsyncTold, given: None) -> None:
    """Actions by name: stop a task, wait, delete it."""
    client, box = told.client, told.sandbox
    (task,) = _added(told, FULL_DONE)
    await told.change("v5.stop_job_action", lambda: client.drs.actions.stop(task.id))
    await told.wait(
        "the end",
        lambda: client.migration_jobs.wait(task.id, until="terminated", timeout=3600),
        lambda: towards(*ENDED)(box, task.id),
    )
    await told.change("v5.delete_job", lambda: client.drs.actions.delete(task.id))
    told.check("it is gone", Verdict.FALSE_END, box.huawei_drs.tasks[task.id].status == DELETED)


async def list_everything(told: AsyncTold, given: None) -> None:
    """Walk over tasks, two a page."""
    tasks = told.sandbox.huawei_drs.tasks.values()
    there = [task.id for task in tasks if task.use == "migration" and task.status != DELETED]
    pager = told.client.migration_jobs.list("migration", page_size=2)
    await told.listed("tasks", pager.pages(), lambda row: row.id, there)


JOURNEYS = (
    new_task,
    prepare,
    pause_and_resume,
    passwords,
    passwords_and_on,
    many_new_tasks,
    terminate_and_delete,
    cut_over,
    wait_for_the_living,
    switch_over,
    by_name,
    list_everything,
)
