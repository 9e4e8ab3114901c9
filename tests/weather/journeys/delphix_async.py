"""The main journeys of Delphix DCT: promote, migrate, run, cancel, credentials."""

from __future__ import annotations

from typing import Any, Final

from jobspan import Phase
from jobspan.delphix import (
    ConnectorTest,
    Credentials,
    Execution,
    MaskingJob,
    Promotion,
    PromotionReport,
    RotationOutcome,
    field,
)
from jobspan.testing import Sandbox
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB
from tests.weather.journeys.told_async import AsyncTold
from tests.weather.judge import Record, Verdict

PASSWORD: Final = "password123"
GOOD: Final = Credentials("USER123", PASSWORD)
PLACE: Final[dict[str, Any]] = {"target_engine_id": "2", "target_environment_id": "prod-env"}
STAFF_CONNECTOR: Final = "3-DATABASE-2"
_ENDS: Final = {
    "COMPLETED": Phase.SUCCEEDED,
    "SUCCEEDED": Phase.SUCCEEDED,
    "WARNING": Phase.PARTIAL,
    "FAILED": Phase.FAILED,
    "TIMEDOUT": Phase.FAILED,
    "CANCELED": Phase.CANCELLED,
    "CANCELLED": Phase.CANCELLED,
    "ABANDONED": Phase.CANCELLED,
}


def of_job(sandbox: Sandbox, id: str) -> Phase:
    """Where a DCT job is."""
    job = sandbox.delphix.jobs.get(id)
    return Phase.UNKNOWN if job is None else _ENDS.get(job.status, Phase.RUNNING)


def of_run(sandbox: Sandbox, id: str) -> Phase:
    """Where the run is that a DCT job began."""
    job = sandbox.delphix.jobs.get(id)
    run = sandbox.delphix.executions.get(job.execution_id) if job and job.execution_id else None
    if run is None:
        phase = of_job(sandbox, id)
        return Phase.RUNNING if phase is Phase.SUCCEEDED else phase
    return _ENDS.get(run.status, Phase.RUNNING)


def holds_password(sandbox: Sandbox, job_id: str) -> bool:
    """Whether the connector of a masking job has the password."""
    job = sandbox.delphix.masking_jobs.get(job_id)
    return job is not None and sandbox.delphix.target_of(job).password == PASSWORD


def nobody_else_has_it(told: AsyncTold, *connectors: str) -> None:
    """The password went into these connectors and no other; and logged in with no more often than there are connectors."""
    holders = {each.id for each in told.sandbox.delphix.connectors.values() if each.password == PASSWORD}
    told.check("whose password it is", Verdict.STRAY, holders <= set(connectors))


async def promote_step_by_step(told: AsyncTold, given: None) -> None:
    """Find, copy with credentials, wait, execute, wait: the example of the README."""
    client, box = told.client, told.sandbox
    job = await told.read(
        "find the job", lambda: client.masking_jobs.search(field("name").eq("finance-masking-job")).first()
    )
    if job is None:
        told.check("find the job", Verdict.FALSE_END, False)
        return
    copying = await told.change(
        "copy_masking_job",
        lambda: client.masking_jobs.copy(job.id, **PLACE, connector_credentials=GOOD),
    )
    try:
        copied: MaskingJob = await told.wait("the copy", copying.wait, lambda: of_job(box, copying.id))
        told.check("credentials are set", Verdict.FALSE_SUCCESS, holds_password(box, copied.id))
    finally:
        key = (job.id, "2", "2-ENV-1")
        made = box.delphix.masking_jobs.get(box.delphix.copies.get(key, ""))
        nobody_else_has_it(told, *([box.delphix.target_of(made).id] if made else []))
        told.check("one login", Verdict.TWICE, box.requests.count("test_connector") <= 1)
    running = await told.change("execute_masking_job", lambda: client.masking_jobs.execute(copied.id, engine_id="2"))
    run: Execution = await told.wait("the run", running.wait, lambda: of_run(box, running.id))
    told.check("of the copy", Verdict.FALSE_SUCCESS, box.delphix.executions[run.id].masking_job_id == copied.id)


async def promote(told: AsyncTold, given: None) -> None:
    """The journey of ``jobspan demo``, in one call."""
    client, box = told.client, told.sandbox
    promotion = Promotion(
        job_name="finance-masking-job",
        target_engine_name="qa01",
        target_environment_name="prod-env",
        credentials=GOOD,
    )

    def so(report: PromotionReport) -> bool:
        run = box.delphix.executions.get(report.execution.id)
        return (
            run is not None
            and (run.status, run.masking_job_id) == ("SUCCEEDED", report.copied.id)
            and holds_password(box, report.copied.id)
        )

    await told.whole(
        "promote",
        "copy_masking_job",
        "execute_masking_job",
        call=lambda: client.delphix.promote(promotion),
        so=so,
        counts=lambda record: _unrefused(box, record),
    )


def _unrefused(sandbox: Sandbox, record: Record) -> int:
    """How many DCT jobs came of it. One that the engine refused as busy may be asked for again."""
    begun = [sandbox.delphix.jobs[id] for id in record.ids & sandbox.delphix.jobs.keys()]
    return sum(job.status != "FAILED" for job in begun)


async def migrate(told: AsyncTold, given: None) -> None:
    """Another engine becomes the source engine."""
    client, box = told.client, told.sandbox
    moving = await told.change(
        "migrate_masking_job",
        lambda: client.masking_jobs.migrate(FINANCE_JOB, target_engine_id="3", target_environment_id="prod-env"),
    )
    await told.wait("the migration", moving.wait, lambda: of_job(box, moving.id))
    there = box.delphix.source_engine_of(box.delphix.masking_jobs[FINANCE_JOB])
    told.check("it lives there", Verdict.FALSE_SUCCESS, there == "3")


async def run_and_cancel(told: AsyncTold, given: None) -> None:
    """Execute, wait until the run is there, cancel it, see it end; pick it up elsewhere on the way."""
    client, box = told.client, told.sandbox
    running = await told.change("execute_masking_job", lambda: client.masking_jobs.execute(FINANCE_JOB, engine_id="1"))
    view = await told.read("the run appears", lambda: running.wait_until(lambda view: view.execution is not None))
    told.check("a run", Verdict.FALSE_SUCCESS, view.execution is not None)
    await told.change("cancel_execution", running.cancel)
    resumed = client.resume(running.ref.to_json())
    await told.ended(
        "the run",
        lambda: resumed.wait(raise_on_failure=False),
        lambda view: resumed.phase,
        lambda: of_run(box, running.id),
    )


async def new_credentials(told: AsyncTold, given: None) -> None:
    """Set the credentials of a connector, and test them, once."""
    client, box = told.client, told.sandbox
    updating = await told.change(
        "update_connector_by_id",
        lambda: client.connectors.update(STAFF_CONNECTOR, username="USER123", password=PASSWORD),
    )
    await told.wait("the update", updating.wait, lambda: of_job(box, updating.id))
    told.check(
        "the password is set", Verdict.FALSE_SUCCESS, box.delphix.connectors[STAFF_CONNECTOR].password == PASSWORD
    )
    tested: ConnectorTest = await told.change("test_connector", lambda: client.connectors.test(STAFF_CONNECTOR))
    told.check("the test went well", Verdict.DENIED, tested.ok)
    nobody_else_has_it(told, STAFF_CONNECTOR)


async def rotate(told: AsyncTold, given: None) -> None:
    """New credentials in one call: set, and tested once."""
    await _rotated(told, PASSWORD, username="USER123")
    nobody_else_has_it(told, STAFF_CONNECTOR)


async def rotate_and_take_back(told: AsyncTold, given: None) -> None:
    """The data source takes one login with the new password, and refuses it: the connector gets the old one again."""
    await _rotated(told, "mistyped")


async def _rotated(told: AsyncTold, password: str, username: str | None = None) -> None:
    client, box = told.client, told.sandbox
    old = box.delphix.connectors[STAFF_CONNECTOR].password
    has = {
        RotationOutcome.ROTATED: PASSWORD,
        RotationOutcome.ROLLED_BACK: old,
        RotationOutcome.LEFT: password,
        RotationOutcome.NOT_ROLLED_BACK: password,
    }
    await told.whole(
        "rotate",
        "test_connector",
        call=lambda: client.connectors.rotate(STAFF_CONNECTOR, username=username, password=password, old_password=old),
        so=lambda rotation: box.delphix.connectors[STAFF_CONNECTOR].password == has[rotation.outcome],
    )


async def connector_comes_and_goes(told: AsyncTold, given: None) -> None:
    """Create a connector, find it, delete it."""
    client, box = told.client, told.sandbox
    creating = await told.change(
        "create_connector",
        lambda: client.connectors.create("mine", "DATABASE", hostname="staff-db.example.com", password=PASSWORD),
    )
    made = await told.wait("the connector", creating.wait, lambda: of_job(box, creating.id))
    told.check("it is there", Verdict.FALSE_SUCCESS, made.id in box.delphix.connectors)
    nobody_else_has_it(told, made.id)
    deleting = await told.change("delete_connector", lambda: client.connectors.delete(made.id))
    await told.wait("the deletion", deleting.wait, lambda: of_job(box, deleting.id))
    told.check("it is gone", Verdict.FALSE_END, made.id not in box.delphix.connectors)


async def delete_job(told: AsyncTold, given: None) -> None:
    """Delete a masking job."""
    client, box = told.client, told.sandbox
    deleting = await told.change("delete_masking_job", lambda: client.masking_jobs.delete(FINANCE_JOB))
    await told.wait("the deletion", deleting.wait, lambda: of_job(box, deleting.id))
    told.check("it is gone", Verdict.FALSE_END, FINANCE_JOB not in box.delphix.masking_jobs)


async def list_everything(told: AsyncTold, given: None) -> None:
    """Walk over masking jobs and connectors, in small pages."""
    client, plane = told.client, told.sandbox.delphix
    jobs = [job.id for job in plane.masking_jobs.values() if job.kind.value == "MASKING"]
    await told.listed("masking jobs", client.masking_jobs.list(page_size=2).pages(), lambda row: row.id, jobs)
    await told.listed(
        "connectors", client.connectors.list(page_size=3).pages(), lambda row: row.id, [*plane.connectors]
    )


JOURNEYS = (
    promote_step_by_step,
    promote,
    migrate,
    run_and_cancel,
    new_credentials,
    rotate,
    rotate_and_take_back,
    connector_comes_and_goes,
    delete_job,
    list_everything,
)
