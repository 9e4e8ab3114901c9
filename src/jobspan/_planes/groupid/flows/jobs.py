"""Jobs: check, create, delete, duplicate."""

from collections.abc import Sequence
from typing import TypeVar

import attrs

from jobspan._core.call import perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import collect
from jobspan._core.rules import propose_one, rules_apply
from jobspan._core.validation import validating
from jobspan._planes.groupid.errors import GroupIDError
from jobspan._planes.groupid.flows import reads, reconcile
from jobspan._planes.groupid.flows.details import check_ids, content
from jobspan._planes.groupid.models.copies import as_new
from jobspan._planes.groupid.models.data_sources import TableSchema
from jobspan._planes.groupid.models.diff import differences
from jobspan._planes.groupid.models.documents import CODEC
from jobspan._planes.groupid.models.enums import ProviderType
from jobspan._planes.groupid.models.jobs import Job
from jobspan._planes.groupid.models.replies import Envelope
from jobspan._planes.groupid.operations.jobs import CREATE_JOB, DELETE_JOBS
from jobspan._planes.groupid.rules import JOB_RULES, judge
from jobspan._planes.groupid.rules.base import JobFacts
from jobspan._planes.groupid.rules.job_validation import check_job
from jobspan.errors import ApiError, DecodeError
from jobspan.models import Verdict

T = TypeVar("T")


def evaluate(ctx: PlaneContext, job: Job, *, allow_duplicate_name: bool, besides: int = 0) -> Flow[tuple[Verdict, ...]]:
    """The verdict of every rule on a job that is to be created. What cannot be read is not evaluated."""
    facts = JobFacts(
        job=job,
        data_sources=(yield from _if_readable(reads.data_sources(ctx))),
        schemas=(yield from _source_schemas(ctx, job)),
        namesakes=[
            info for info in (yield from reads.jobs_named(ctx, job.name)) if not (besides and info.job_id == besides)
        ],
    )
    verdicts = judge(JOB_RULES, f"job {job.name!r}", facts)
    if allow_duplicate_name:
        return verdicts
    return tuple(attrs.evolve(v, advisory=False) if v.rule == "name-unique" else v for v in verdicts)


def _source_schemas(ctx: PlaneContext, job: Job) -> Flow[Sequence[TableSchema] | None]:
    side = job.settings.source
    if side.provider_type != ProviderType.TABLE or not side.id:
        return None
    return (yield from _if_readable(reads.schemas(ctx, side.id)))


def _if_readable(flow: Flow[Sequence[T]]) -> Flow[Sequence[T] | None]:
    """What a flow reads; ``None`` when the account is not allowed to, or the server is not able to."""
    try:
        return (yield from flow)
    except (ApiError, DecodeError):
        return None


def check(ctx: PlaneContext, job: Job, *, allow_duplicate_name: bool = False) -> Flow[tuple[Verdict, ...]]:
    """Evaluate the rules for a job, without creating it.

    Raises:
        ValidationError: the document is not valid; every place is named.
    """
    check_document(CREATE_JOB, job)
    return (yield from evaluate(ctx, job, allow_duplicate_name=allow_duplicate_name))


def create(ctx: PlaneContext, job: Job, *, allow_duplicate_name: bool = False) -> Flow[int]:
    """Create a job and return its id."""
    check_document(CREATE_JOB, job)
    namesakes = yield from reads.jobs_named(ctx, job.name)
    verdicts: tuple[Verdict, ...] = ()
    if rules_apply(ctx):
        verdicts = yield from evaluate(ctx, job, allow_duplicate_name=allow_duplicate_name)
    notes: list[str] = []
    for info in namesakes[:1]:
        before = yield from reads.job(ctx, info.job_id)
        changes = differences(before, job)
        notes += [f"Job {info.job_id} of this name exists, and " + ("differs:" if changes else "is equal.")]
        notes += changes
    request = prepare(ctx, CREATE_JOB, body=CODEC.write(job))
    yield from propose_one(
        ctx,
        CREATE_JOB,
        request,
        f"Create the job {job.name!r}",
        verdicts=verdicts,
        notes=tuple(notes),
    )
    settle = reconcile.created(reads.ids_named(ctx, job.name), frozenset(info.job_id for info in namesakes))
    reply = yield from perform(ctx, CREATE_JOB, request, settle=settle)
    return content(ctx, CREATE_JOB, reply)


def delete(ctx: PlaneContext, job_ids: Sequence[int]) -> Flow[None]:
    """Delete jobs, and the history of their runs with them."""
    check_ids(DELETE_JOBS.call, "job_ids", job_ids)
    request = prepare(ctx, DELETE_JOBS, query={"jobids": list(job_ids)})
    yield from propose_one(
        ctx,
        DELETE_JOBS,
        request,
        f"Delete the jobs {', '.join(map(str, job_ids))}",
        notes=("The history of their runs goes with them.",),
    )

    def left() -> Flow[frozenset[int]]:
        return (yield from remaining(ctx, job_ids))

    yield from perform(ctx, DELETE_JOBS, request, settle=reconcile.gone(left, frozenset(job_ids)))


def remaining(ctx: PlaneContext, job_ids: Sequence[int]) -> Flow[frozenset[int]]:
    """Which of these jobs still exist. The list omits copies in collections, so what it lacks is looked up by id."""
    listed = frozenset(info.job_id for info in (yield from collect(reads.jobs(ctx), partly=True)))
    found = set(listed.intersection(job_ids))
    for id in sorted({*job_ids} - listed):
        try:
            yield from reads.job(ctx, id)
        except GroupIDError as absent:
            if absent.status not in (200, 404):
                raise
        else:
            found.add(id)
    return frozenset(found)


def duplicate(ctx: PlaneContext, job_id: int, name: str, description: str | None = None) -> Flow[int]:
    """Create a copy of a job under another name; the original is not touched."""
    with validating("data_sync_jobs.duplicate") as problems:
        problems.text("name", name)
    original = yield from reads.job(ctx, job_id)
    return (yield from create(ctx, as_new(original, name=name, description=description)))


def check_document(call: str | Operation[Envelope[int]], job: Job) -> None:
    """Check the form of a job's document.

    Raises:
        ValidationError: it is not valid; every place is named.
    """
    with validating(call) as problems:
        check_job(problems, job)
