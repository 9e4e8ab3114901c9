"""Jobs: check, create, delete, duplicate."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import attrs

from jobspan._core.change import change
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.operation import Operation
from jobspan._core.paginate import collect
from jobspan._core.reconcile import Reconcile
from jobspan._core.rules import rules_apply
from jobspan._core.validation import validating
from jobspan._planes.groupid.flows import reads, reconcile
from jobspan._planes.groupid.flows.details import check_ids, content, made
from jobspan._planes.groupid.models.copies import as_new
from jobspan._planes.groupid.models.data_sources import TableSchema
from jobspan._planes.groupid.models.diff import differences, differences_from_sent
from jobspan._planes.groupid.models.documents import CODEC
from jobspan._planes.groupid.models.enums import ProviderType
from jobspan._planes.groupid.models.jobs import Job, JobInfo
from jobspan._planes.groupid.models.replies import Envelope
from jobspan._planes.groupid.operations.data_sources import DATA_SOURCE_PARAMETERS, LIST_DATA_SOURCES
from jobspan._planes.groupid.operations.jobs import CREATE_JOB, DELETE_JOBS, GET_JOB, LIST_JOBS
from jobspan._planes.groupid.rules import JOB_RULES, judge
from jobspan._planes.groupid.rules.base import JobFacts
from jobspan._planes.groupid.rules.job_validation import check_job
from jobspan.errors import AuthError, OperationError
from jobspan.hooks import LookFailed
from jobspan.models import Verdict

T = TypeVar("T")


def evaluate(
    ctx: PlaneContext,
    job: Job,
    *,
    allow_duplicate_name: bool,
    besides: int = 0,
    namesakes: Sequence[JobInfo] | None = None,
) -> Flow[tuple[Verdict, ...]]:
    """The verdict of every rule on a job that is to be created. What cannot be read is not evaluated."""
    facts = JobFacts(
        job=job,
        data_sources=(yield from readable(ctx, LIST_DATA_SOURCES, lambda: reads.data_sources(ctx))),
        schemas=(yield from _source_schemas(ctx, job)),
        namesakes=None if namesakes is None else [info for info in namesakes if info.job_id != besides],
    )
    verdicts = judge(JOB_RULES, f"job {job.name!r}", facts)
    if allow_duplicate_name:
        return verdicts
    return tuple(attrs.evolve(v, advisory=False) if v.rule == "name-unique" else v for v in verdicts)


def _source_schemas(ctx: PlaneContext, job: Job) -> Flow[Sequence[TableSchema] | None]:
    side = job.settings.source
    id = side.id
    if side.provider_type != ProviderType.TABLE or not id:
        return None
    return (yield from readable(ctx, DATA_SOURCE_PARAMETERS, lambda: reads.schemas(ctx, id)))


def namesakes_of(ctx: PlaneContext, name: str) -> Flow[Sequence[JobInfo] | None]:
    """The jobs of this name; ``None`` when they cannot be read."""
    return (yield from readable(ctx, LIST_JOBS, lambda: reads.jobs_named(ctx, name)))


def readable(ctx: PlaneContext, operation: Operation[Any], read: Callable[[], Flow[T]]) -> Flow[T | None]:
    """What only rules and notes want to know; ``None``, published, when it cannot be had.

    Raises:
        AuthError: the credentials are refused.
    """
    try:
        return (yield from read())
    except AuthError:
        raise
    except OperationError as failed:
        yield from emit(LookFailed(plane=ctx.plane, operation=operation.id, error=str(failed)))
        return None


def check(ctx: PlaneContext, job: Job, *, allow_duplicate_name: bool = False) -> Flow[tuple[Verdict, ...]]:
    """Evaluate the rules for a job, without creating it.

    Raises:
        ValidationError: the document is not valid; every place is named.
    """
    check_document(CREATE_JOB, job)
    namesakes = yield from namesakes_of(ctx, job.name)
    return (yield from evaluate(ctx, job, allow_duplicate_name=allow_duplicate_name, namesakes=namesakes))


def create(ctx: PlaneContext, job: Job, *, allow_duplicate_name: bool = False) -> Flow[int]:
    """Create a job and return its id."""
    check_document(CREATE_JOB, job)
    namesakes = yield from namesakes_of(ctx, job.name)
    verdicts: tuple[Verdict, ...] = ()
    if rules_apply(ctx):
        verdicts = yield from evaluate(ctx, job, allow_duplicate_name=allow_duplicate_name, namesakes=namesakes)
    reply = yield from change(
        ctx,
        CREATE_JOB,
        f"Create the job {job.name!r}",
        body=CODEC.write(job),
        verdicts=verdicts,
        notes=(yield from _about_namesakes(ctx, job, namesakes or ())),
        before=lambda: look_before_creation(ctx, job),
        lacks=made,
    )
    return content(ctx, CREATE_JOB, reply)


def _about_namesakes(ctx: PlaneContext, job: Job, namesakes: Sequence[JobInfo]) -> Flow[tuple[str, ...]]:
    notes: list[str] = []
    for info in namesakes[:1]:
        there = yield from readable(ctx, GET_JOB, partial(reads.job, ctx, info.job_id))
        if there is None:
            return (f"Job {info.job_id} of this name exists; it could not be read.",)
        changes = differences(there, job)
        notes += [f"Job {info.job_id} of this name exists, and " + ("differs:" if changes else "is equal.")]
        notes += changes
    return tuple(notes)


def look_before_creation(ctx: PlaneContext, job: Job) -> Flow[Reconcile[Envelope[int]]]:
    """What jobs of this name there are, and what to do when the reply to the creation of another one is lost."""

    def shows_what_was_sent(id: int) -> Flow[bool]:
        return not differences_from_sent(job, (yield from reads.job(ctx, id)))

    return (yield from reconcile.before_creation(reads.ids_named(ctx, job.name), shows_what_was_sent))


def delete(ctx: PlaneContext, job_ids: Sequence[int]) -> Flow[None]:
    """Delete jobs, and the history of their runs with them."""
    check_ids(DELETE_JOBS.call, "job_ids", job_ids)
    yield from change(
        ctx,
        DELETE_JOBS,
        f"Delete the jobs {', '.join(map(str, job_ids))}",
        query={"jobids": list(job_ids)},
        notes=("The history of their runs goes with them.",),
        reconcile=of_deletion(ctx, job_ids),
        lacks=reconcile.says_too_little,
    )


def of_deletion(ctx: PlaneContext, job_ids: Sequence[int]) -> Reconcile[Envelope[object]]:
    """What to do after a lost reply to a deletion. The list omits copies in collections."""

    def listed() -> Flow[frozenset[int]]:
        return frozenset(info.job_id for info in (yield from collect(reads.jobs(ctx))))

    left = reconcile.left_of(job_ids, listed, partial(reads.job, ctx))
    return reconcile.of_deletion(left, frozenset(job_ids))


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
