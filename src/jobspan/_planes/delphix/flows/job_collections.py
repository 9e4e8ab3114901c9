"""Job collections: create, update, delete, run, cancel."""

from collections.abc import Mapping, Sequence
from typing import Any

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import Started, started
from jobspan._core.reconcile import Reconcile
from jobspan._core.rules import evaluate, rules_apply
from jobspan._core.validation import Validator, present, validating
from jobspan._planes.delphix.collection_kinds import (
    CANCELLATION,
    COLLECTION_EXECUTION,
    CREATE_COLLECTION,
    UPDATE_COLLECTION,
)
from jobspan._planes.delphix.flows.change import change, launch
from jobspan._planes.delphix.flows.collection_cancel import ask_to_cancel
from jobspan._planes.delphix.flows.collection_members import LAST_PLACE, check_members, members_to_send, next_place
from jobspan._planes.delphix.flows.collection_reconcile import made_collection, started_run
from jobspan._planes.delphix.flows.collection_runs import last_run_before, read_execution
from jobspan._planes.delphix.flows.reconcile import deletion
from jobspan._planes.delphix.flows.tags import tag_pairs
from jobspan._planes.delphix.job_kinds import JOB
from jobspan._planes.delphix.models.job_collections import (
    CollectionJob,
    ComplianceJobCollection,
    FailureHandling,
    JobCollectionExecution,
    MembersInput,
)
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.models.masking_jobs import CreateStarted
from jobspan._planes.delphix.models.shared import TagsInput, plain_word
from jobspan._planes.delphix.models.views import CollectionRun
from jobspan._planes.delphix.operations.job_collections import (
    CREATE_JOB_COLLECTION,
    DELETE_JOB_COLLECTION,
    EXECUTE_JOB_COLLECTION,
    GET_JOB_COLLECTION_BY_ID,
    GET_JOB_COLLECTION_JOBS,
    UPDATE_JOB_COLLECTION,
)
from jobspan._planes.delphix.rules import COLLECTION_COMPLETE, COLLECTION_IDLE, COLLECTION_NEEDS_NO_CONNECTOR, NEVER_RUN
from jobspan.models import Verdict

_WHOLE_LIST = "DCT takes the list of members as a whole: what somebody else changed in it meanwhile is overwritten."


def _fields(
    problems: Validator,
    name: str | None,
    description: str | None,
    failure_handling: FailureHandling | str | None,
    members: MembersInput | None,
) -> dict[str, Any]:
    problems.optional_text("name", name)
    problems.one_of("failure_handling", failure_handling, [each.value for each in FailureHandling])
    return present(
        {
            "name": name,
            "description": description,
            "failure_handling": None if failure_handling is None else str(failure_handling),
            "members": None if members is None else members_to_send(problems, members),
        }
    )


def create(
    ctx: PlaneContext,
    name: str,
    members: MembersInput,
    description: str | None,
    failure_handling: FailureHandling | str | None,
    tags: TagsInput | None,
) -> Flow[Started[Job, ComplianceJobCollection]]:
    with validating(CREATE_JOB_COLLECTION) as problems:
        problems.text("name", name)
        body = _fields(problems, name, description, failure_handling, members)
        if tags is not None:
            body["tags"] = tag_pairs(problems, tags)

    def before() -> Flow[Reconcile[CreateStarted]]:
        return made_collection(ctx, body)

    answer = yield from change(ctx, CREATE_JOB_COLLECTION, name, body=body, before=before)
    return (yield from started(ctx, CREATE_COLLECTION, answer.job.id, answer.job, collection_id=answer.id))


def update(
    ctx: PlaneContext,
    collection_id: str,
    name: str | None,
    members: MembersInput | None,
    description: str | None,
    failure_handling: FailureHandling | str | None,
) -> Flow[Started[Job, ComplianceJobCollection]]:
    """Change fields; only those given are sent."""
    with validating(UPDATE_JOB_COLLECTION) as problems:
        problems.text("collection_id", collection_id)
        body = _fields(problems, name, description, failure_handling, members)
        if not body:
            problems.add("fields", "nothing to change", ("name", "members", "description", "failure_handling"))
    return (yield from _send_update(ctx, collection_id, body))


def add_member(
    ctx: PlaneContext, collection_id: str, job_id: str, sequence: int | None
) -> Flow[Started[Job, ComplianceJobCollection]]:
    """Add a job behind all others or at a place; one that is a member already gets this place."""
    with validating("delphix.job_collections.add_member") as problems:
        problems.text("collection_id", collection_id)
        problems.text("job_id", job_id)
        problems.whole("sequence", sequence, 1, LAST_PLACE)
    collection = yield from _read(ctx, collection_id)
    rest = _members_but(ctx, collection, job_id)
    place = next_place(collection) if sequence is None else sequence
    return (yield from _send_members(ctx, collection_id, [*rest, {"compliance_job_id": job_id, "sequence": place}]))


def remove_member(ctx: PlaneContext, collection_id: str, job_id: str) -> Flow[Started[Job, ComplianceJobCollection]]:
    with validating("delphix.job_collections.remove_member") as problems:
        problems.text("collection_id", collection_id)
        problems.text("job_id", job_id)
    collection = yield from _read(ctx, collection_id)
    rest = _members_but(ctx, collection, job_id)
    with validating("delphix.job_collections.remove_member") as problems:
        ids = [each.compliance_job_id for each in collection.members]
        if job_id not in ids:
            problems.add("job_id", f"{job_id!r} is not in the collection", [id for id in ids if id])
    return (yield from _send_members(ctx, collection_id, rest))


def _read(ctx: PlaneContext, collection_id: str) -> Flow[ComplianceJobCollection]:
    return call(ctx, GET_JOB_COLLECTION_BY_ID, path={"complianceJobCollectionId": collection_id})


def _members_but(ctx: PlaneContext, collection: ComplianceJobCollection, job_id: str) -> list[dict[str, Any]]:
    """The members as DCT has them, with what is unknown to this version, but for one."""
    rows = ctx.dialect.codec.write(collection).get("members", [])
    return [row for row in rows if not (isinstance(row, Mapping) and row.get("compliance_job_id") == job_id)]


def _send_members(
    ctx: PlaneContext, collection_id: str, rows: Sequence[Mapping[str, Any]]
) -> Flow[Started[Job, ComplianceJobCollection]]:
    with validating(UPDATE_JOB_COLLECTION) as problems:
        check_members(problems, rows)
    return (yield from _send_update(ctx, collection_id, {"members": list(rows)}))


def _send_update(
    ctx: PlaneContext, collection_id: str, body: Mapping[str, Any]
) -> Flow[Started[Job, ComplianceJobCollection]]:
    return launch(
        ctx,
        UPDATE_JOB_COLLECTION,
        UPDATE_COLLECTION,
        collection_id,
        path={"complianceJobCollectionId": collection_id},
        body=body,
        notes=(_WHOLE_LIST,) if "members" in body else (),
        collection_id=collection_id,
    )


def delete(ctx: PlaneContext, collection_id: str) -> Flow[Started[Job, Job]]:
    with validating(DELETE_JOB_COLLECTION) as problems:
        problems.text("collection_id", collection_id)
    return launch(
        ctx,
        DELETE_JOB_COLLECTION,
        JOB,
        collection_id,
        path={"complianceJobCollectionId": collection_id},
        notes=("The compliance jobs in it stay.",),
        reconcile=deletion(ctx, collection_id),
    )


def execute(ctx: PlaneContext, collection_id: str) -> Flow[Started[CollectionRun, JobCollectionExecution]]:
    """Start all jobs of a collection, in their order."""
    with validating(EXECUTE_JOB_COLLECTION) as problems:
        problems.text("collection_id", collection_id)
    verdicts = yield from _verdicts(ctx, collection_id)
    latest: dict[str, str] = {}

    def before() -> Flow[Reconcile[CollectionJob]]:
        latest.update((yield from last_run_before(ctx, collection_id)))
        return (yield from started_run(ctx, collection_id))

    answer = yield from change(
        ctx,
        EXECUTE_JOB_COLLECTION,
        collection_id,
        path={"complianceJobCollectionId": collection_id},
        verdicts=verdicts,
        then=("wait until the run of the collection is over",),
        before=before,
        lacks=lambda answer: None if answer.job or answer.execution_id else "it names no job",
    )
    if answer.job is None:
        about = {"collection_id": collection_id, "execution_id": answer.execution_id}
        return (yield from started(ctx, COLLECTION_EXECUTION, answer.execution_id or "", None, **about))
    view = CollectionRun(job=answer.job)
    return (yield from started(ctx, COLLECTION_EXECUTION, answer.job.id, view, collection_id=collection_id, **latest))


def _verdicts(ctx: PlaneContext, collection_id: str) -> Flow[tuple[Verdict, ...]]:
    """What is known to speak against a run. DCT documents none of it, so all of it is advice."""
    if not rules_apply(ctx):
        return ()
    subject = f"job collection {collection_id}"

    def last_status() -> Flow[str | None]:
        collection = yield from _read(ctx, collection_id)
        if collection.last_execution_id is None:
            return NEVER_RUN
        last = yield from read_execution(ctx, collection.last_execution_id)
        return plain_word(last.status) if last.status else None

    def members() -> Flow[Any]:
        path = {"complianceJobCollectionId": collection_id}
        page: Any = yield from call(ctx, GET_JOB_COLLECTION_JOBS, path=path, query={"limit": 100})
        return page.items

    idle = yield from evaluate(ctx, COLLECTION_IDLE, subject, last_status)
    complete = yield from evaluate(ctx, COLLECTION_COMPLETE, subject, lambda: _read(ctx, collection_id))
    connectors = yield from evaluate(ctx, COLLECTION_NEEDS_NO_CONNECTOR, subject, members)
    return (*idle, *complete, *connectors)


def cancel(ctx: PlaneContext, execution_id: str) -> Flow[Started[JobCollectionExecution, JobCollectionExecution]]:
    """Ask to cancel a run; the handle is done once the run is over."""
    execution = yield from ask_to_cancel(ctx, execution_id)
    return (yield from started(ctx, CANCELLATION, execution_id, execution))
