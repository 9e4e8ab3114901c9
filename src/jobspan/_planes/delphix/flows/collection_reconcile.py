"""After a lost reply: did DCT make the collection, or start its run? Compared with what was there before."""

from collections.abc import Mapping
from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.convert import missing_rows
from jobspan._core.effects import Flow, wall_clock
from jobspan._core.reconcile import Confirmed, Finding, Reconcile, Unknown, look_before, looking, newcomer
from jobspan._planes.delphix.filters import Filter, field
from jobspan._planes.delphix.flows.account import OurAccount
from jobspan._planes.delphix.flows.reconcile import CLOCKS_DIFFER_BY, NEWEST, is_account, is_of, newest_jobs
from jobspan._planes.delphix.models.job_collections import (
    CollectionJob,
    ComplianceJobCollection,
    JobCollectionExecution,
)
from jobspan._planes.delphix.models.masking_jobs import CreateStarted
from jobspan._planes.delphix.models.shared import Account, plain_word
from jobspan._planes.delphix.operations.job_collection_executions import SEARCH_JOB_COLLECTION_EXECUTIONS
from jobspan._planes.delphix.operations.job_collections import SEARCH_JOB_COLLECTIONS

_FIRST_PLACE: Final = 1
"""DCT's own default of a member's place."""


def made_collection(ctx: PlaneContext, body: Mapping[str, Any]) -> Flow[Reconcile[CreateStarted]]:
    """What finds the one new collection of this name and these members that a job of our account made."""
    namesakes = field("name").eq(body["name"])

    def read() -> Flow[tuple[ComplianceJobCollection, ...]]:
        query, asked = {"limit": NEWEST, "sort": "-creation_date"}, {"filter_expression": str(namesakes)}
        return (yield from call(ctx, SEARCH_JOB_COLLECTIONS, query=query, body=asked, lacks=missing_rows)).items

    before = yield from look_before(read, key=lambda collection: collection.id)

    account = OurAccount(ctx)
    find = newcomer(
        before,
        ours=lambda collection: _is_as_asked(collection, body),
        value=lambda collection: collection.id,
        name="job collection",
    )

    def with_its_job() -> Flow[Finding[CreateStarted]]:
        found: Finding[str] = yield from find()
        if not isinstance(found, Confirmed):
            return found
        ours = yield from account.known()
        jobs = yield from newest_jobs(ctx, field("target_id").eq(found.value))
        making = [job for job in jobs if "CREATE" in plain_word(job.type or "") and is_of(ours, job)]
        if len(making) != 1:
            return Unknown(f"Job collection {found.value} is new, and which job made it cannot be told.")
        return Confirmed(CreateStarted(id=found.value, job=making[0]))

    return looking(with_its_job)


def _is_as_asked(collection: ComplianceJobCollection, body: Mapping[str, Any]) -> bool:
    def places(rows: Any) -> set[tuple[Any, Any]]:
        return {(id, _FIRST_PLACE if place is None else place) for id, place in rows}

    theirs = places((each.compliance_job_id, each.sequence) for each in collection.members)
    ours = places((row["compliance_job_id"], row.get("sequence")) for row in body.get("members", ()))
    handling = body.get("failure_handling")
    return (
        collection.name == body["name"]
        and theirs == ours
        and (handling is None or collection.failure_handling == handling)
        and (collection.description or "") == (body.get("description") or "")
    )


def started_run(ctx: PlaneContext, collection_id: str) -> Flow[Reconcile[CollectionJob]]:
    """What finds the one new run of a collection that our account started. It never says that nothing happened."""
    about: Filter = field("compliance_job_collection_id").eq(collection_id)

    def read() -> Flow[tuple[JobCollectionExecution, ...]]:
        query, asked = {"limit": NEWEST, "sort": "-start_time"}, {"filter_expression": str(about)}
        page = yield from call(ctx, SEARCH_JOB_COLLECTION_EXECUTIONS, query=query, body=asked, lacks=missing_rows)
        return page.items

    before = yield from look_before(read, key=lambda run: run.id)
    since = yield from wall_clock()

    account = OurAccount(ctx)

    def look() -> Flow[Finding[CollectionJob]]:
        ours = yield from account.known()
        find = newcomer(
            before,
            ours=lambda run: _is_our_run(run, collection_id, ours, since),
            value=lambda run: CollectionJob(execution_id=run.id),
            name="run of the collection",
        )
        return (yield from find())

    return looking(look)


def _is_our_run(run: JobCollectionExecution, collection_id: str, ours: Account | None, since: float) -> bool | None:
    if run.compliance_job_collection_id != collection_id:
        return False
    if run.start_time is not None and run.start_time.timestamp() <= since - CLOCKS_DIFFER_BY:
        return False
    return is_account(ours, run.execute_account_id, run.execute_account_name)
