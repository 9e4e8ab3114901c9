"""Jobs: list, read, check, create, delete, duplicate."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import attrs

from jobspan._core.call import perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.paginate import Listing, collect
from jobspan._core.rules import propose_one, rules_apply
from jobspan._core.validation import validating
from jobspan._planes.groupid.errors import GroupIDError
from jobspan._planes.groupid.flows import reconcile
from jobspan._planes.groupid.flows.details import check_ids, content, listing, whole
from jobspan._planes.groupid.flows.reads import all_sources, schemas
from jobspan._planes.groupid.models.data_sources import TableSchema
from jobspan._planes.groupid.models.diff import differences
from jobspan._planes.groupid.models.documents import CODEC
from jobspan._planes.groupid.models.enums import NEVER_RAN, JobType, ProviderType
from jobspan._planes.groupid.models.filters import JOBS, Filter, is_exactly
from jobspan._planes.groupid.models.job_settings import Settings
from jobspan._planes.groupid.models.jobs import Job, JobInfo
from jobspan._planes.groupid.operations.jobs import CREATE_JOB, DELETE_JOBS, GET_JOB, LIST_JOBS
from jobspan._planes.groupid.rules import JOB_RULES, judge
from jobspan._planes.groupid.rules.base import JobFacts
from jobspan._planes.groupid.rules.job_validation import check_job
from jobspan.errors import ApiError
from jobspan.models import Verdict

T = TypeVar("T")


def jobs(
    ctx: PlaneContext,
    filter: Filter | None = None,
    *,
    page_size: int | None = None,
    sort: str = "",
    sort_order: int = 1,
) -> Listing[JobInfo]:
    """The heads of all jobs, or of those that satisfy a filter."""
    return listing(
        ctx,
        LIST_JOBS,
        style=JOBS,
        key=_job_id,
        filter=filter,
        page_size=page_size,
        sort=sort,
        sort_order=sort_order,
        name_of=_name,
    )


def _name(info: JobInfo) -> str:
    return info.name


def _job_id(info: JobInfo) -> int:
    return info.job_id


def get(ctx: PlaneContext, job_id: int) -> Flow[Job]:
    """The whole document of a job."""
    return whole(ctx, GET_JOB, "jobId", job_id, "job")


def named(ctx: PlaneContext, name: str) -> Flow[list[JobInfo]]:
    """The jobs of exactly this name. Filtered here as well: a proxy may strip the body of a GET, and the filter with it."""
    found = yield from collect(jobs(ctx, is_exactly("Name", name)))
    return [info for info in found if info.name == name]


def ids_named(ctx: PlaneContext, name: str) -> Callable[[], Flow[frozenset[int]]]:
    def look() -> Flow[frozenset[int]]:
        return frozenset(info.job_id for info in (yield from named(ctx, name)))

    return look


def judged(ctx: PlaneContext, job: Job, *, allow_duplicate_name: bool, besides: int = 0) -> Flow[tuple[Verdict, ...]]:
    """Every rule's verdict on a job that is to be created. What cannot be read is not judged."""
    facts = JobFacts(
        job=job,
        data_sources=(yield from _if_readable(all_sources(ctx))),
        schemas=(yield from _source_schemas(ctx, job)),
        namesakes=[info for info in (yield from named(ctx, job.name)) if not (besides and info.job_id == besides)],
    )
    verdicts = judge(JOB_RULES, f"job {job.name!r}", facts)
    if allow_duplicate_name:
        return verdicts
    return tuple(attrs.evolve(v, advisory=False) if v.rule == "name-unique" else v for v in verdicts)


def _source_schemas(ctx: PlaneContext, job: Job) -> Flow[Sequence[TableSchema] | None]:
    side = job.settings.source
    if side.provider_type != ProviderType.TABLE or not side.id:
        return None
    return (yield from _if_readable(schemas(ctx, side.id)))


def _if_readable(flow: Flow[Sequence[T]]) -> Flow[Sequence[T] | None]:
    """What a flow reads; ``None`` when the account may not, or the server cannot."""
    try:
        return (yield from flow)
    except ApiError:
        return None


def check(ctx: PlaneContext, job: Job, *, allow_duplicate_name: bool = False) -> Flow[tuple[Verdict, ...]]:
    """What the rules say of a job, without creating it.

    Raises:
        ValidationError: the document is none that could be sent.
    """
    sound(CREATE_JOB.call, job)
    return (yield from judged(ctx, job, allow_duplicate_name=allow_duplicate_name))


def create(ctx: PlaneContext, job: Job, *, allow_duplicate_name: bool = False) -> Flow[int]:
    """Create a job and return its id."""
    sound(CREATE_JOB.call, job)
    namesakes = yield from named(ctx, job.name)
    verdicts: tuple[Verdict, ...] = ()
    if rules_apply(ctx):
        verdicts = yield from judged(ctx, job, allow_duplicate_name=allow_duplicate_name)
    notes: list[str] = []
    for info in namesakes[:1]:
        before = yield from get(ctx, info.job_id)
        changes = differences(before, job)
        notes += [f"job {info.job_id} of this name exists, and " + ("differs:" if changes else "is the same")]
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
    settle = reconcile.created(ids_named(ctx, job.name), frozenset(info.job_id for info in namesakes))
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
        return (yield from still_there(ctx, job_ids))

    yield from perform(ctx, DELETE_JOBS, request, settle=reconcile.gone(left, frozenset(job_ids)))


def still_there(ctx: PlaneContext, job_ids: Sequence[int]) -> Flow[frozenset[int]]:
    """Which of these jobs there are. The list has no copies in collections, so what it lacks is asked for by id."""
    listed = frozenset(info.job_id for info in (yield from collect(jobs(ctx))))
    found = set(listed.intersection(job_ids))
    for id in sorted({*job_ids} - listed):
        try:
            yield from get(ctx, id)
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
    original = yield from get(ctx, job_id)
    return (yield from create(ctx, as_new(original, name=name, description=description)))


def as_new(job: Job, *, name: str, description: str | None = None) -> Job:
    """The document of a job as that of another one that is yet to be created: no ids, no history, not in a collection."""
    info = job.job_info
    return attrs.evolve(
        job,
        job_info=attrs.evolve(
            info,
            job_id=0,
            job_guid=None,
            name=name,
            description=info.description if description is None else description,
            type=JobType.STANDALONE,
            last_run=None,
            last_out_come=NEVER_RAN,
            last_out_come_display_text=None,
            next_run=None,
            times_run=0,
            modified=None,
            schedule="",
            run_order=0,
            collection_id=None,
            scheduled_task=None,
        ),
        fields_map=tuple(attrs.evolve(row, id=0) for row in job.fields_map),
        objects_option=tuple(attrs.evolve(row, id=0, job_id=0) for row in job.objects_option),
        sync_query=tuple(attrs.evolve(row, id=0) for row in job.sync_query),
        settings=Settings(
            tuple(
                attrs.evolve(row, id=0, value="" if row.key == "ScheduledTask" else row.value) for row in job.settings
            )
        ),
        has_access=True,
    )


def sound(call: str, job: Job) -> None:
    """Raises ValidationError when the document is none that could be sent, naming every place."""
    with validating(call) as problems:
        check_job(problems, job)
