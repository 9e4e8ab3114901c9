"""How far scans and exports are: the reads that handles use to wait."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar
from urllib.parse import unquote, urlsplit

import attrs

from jobspan._core.change import afterwards
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, sleep, wall_clock
from jobspan._core.paginate import collect
from jobspan._core.reconcile import LOOKS
from jobspan._core.validation import validating
from jobspan._planes.huawei_dsc.errors import ExportReplaced, RouteNotPublished, ServiceNotEnabled
from jobspan._planes.huawei_dsc.flows.calls import ask
from jobspan._planes.huawei_dsc.flows.freshness import Age, age_of, is_export, is_under_way
from jobspan._planes.huawei_dsc.flows.routes import Route, by_published
from jobspan._planes.huawei_dsc.flows.scan_job_lists import LISTS, get_scan_job, jobs_by_id
from jobspan._planes.huawei_dsc.flows.scan_tasks import scan_tasks
from jobspan._planes.huawei_dsc.flows.validation import check_id
from jobspan._planes.huawei_dsc.models.exports import ExportStatus, ExportTask
from jobspan._planes.huawei_dsc.models.paging import Paging
from jobspan._planes.huawei_dsc.models.phases import phase_of_tasks, word
from jobspan._planes.huawei_dsc.models.scan_jobs import Cycle, ScanJob, ScanRun, ScanStatus, ScanTask
from jobspan._planes.huawei_dsc.operations.export_tasks import SHOW_EXPORT, SHOW_LINK
from jobspan._planes.huawei_dsc.operations.scan_jobs import LIST_SCAN_TASKS
from jobspan._planes.huawei_dsc.rules import ACTIVE, OVER, QUEUED
from jobspan.credentials import Secret
from jobspan.errors import ApiError, NotFound, OperationError
from jobspan.hooks import LookFailed
from jobspan.jobs import JobRef

T = TypeVar("T")

STATUS: Final = "export status"

SINCE: Final = "since"
"""In a job reference: when the previous run began, in milliseconds."""
AT: Final = "at"
"""In a job reference: when it was started, in seconds of the client's clock."""
NOTHING: Final = "None"
"""In a job reference: in place of what was not shown."""
WAS: Final = "was"
"""In a job reference: how the previous run ended."""


def read_run(ctx: PlaneContext, ref: JobRef) -> Flow[ScanRun]:
    """A scan job, as the run that is waited for.

    Raises:
        NotFound: the lists leave it out, look after look.
    """
    job = yield from patiently(lambda: get_scan_job(ctx, ref.id))
    return (
        yield from _with_second_sign(ctx, as_run(job, ref, grace_is_over(ctx, ref, (yield from wall_clock()))), ref)
    )


def read_runs(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[dict[str, ScanRun]]:
    """Many scan jobs, from the pages of the list."""
    by_id = {ref.id: ref for ref in refs}
    found = yield from jobs_by_id(ctx, by_id.keys())
    at = yield from wall_clock()
    runs: dict[str, ScanRun] = {}
    for id, job in found.items():
        run = as_run(job, by_id[id], grace_is_over(ctx, by_id[id], at))
        runs[id] = yield from _with_second_sign(ctx, run, by_id[id])
    return runs


def _with_second_sign(ctx: PlaneContext, run: ScanRun, ref: JobRef) -> Flow[ScanRun]:
    """A run whose state does not tell whether it is over, with what its sub-tasks say."""
    status, since = word(run.job.status), ref.about.get(SINCE, NOTHING)
    between_runs = status in _BETWEEN_RUNS and run.job.cycle not in (None, Cycle.ONCE) and since.isdigit()
    if not run.begun or status is None or (status.is_known and not between_runs):
        return run
    listing = scan_tasks(ctx, ref.id, workspace_id=None, limit=None, paging=Paging.AUTO)
    tasks: list[ScanTask] = yield from afterwards(ctx, LIST_SCAN_TASKS, lambda: collect(listing), [])
    return attrs.evolve(run, ended=phase_of_tasks(tasks, int(since) if since.isdigit() else None))


_BETWEEN_RUNS: Final = frozenset({ScanStatus.INIT, ScanStatus.WAITING})


def patiently(look: Callable[[], Flow[T]]) -> Flow[T]:
    """The answer of a look that may miss what is there: a list that leaves a job out once does not prove that it is gone.

    Raises:
        NotFound: each look missed it.
    """
    for pause in LOOKS[1:]:
        try:
            return (yield from look())
        except NotFound as missed:
            if missed.status >= 400:
                raise
            yield from sleep(pause)
    return (yield from look())


def grace_is_over(ctx: PlaneContext, ref: JobRef, at: float) -> bool:
    """Whether the service has had its time to show what was started."""
    return AT not in ref.about or at - float(ref.about[AT]) >= ctx.policy.grace


def as_run(job: ScanJob, ref: JobRef, grace_is_over: bool) -> ScanRun:
    """The run that is waited for, if the job shows it; else a run that has not begun."""
    if SINCE not in ref.about:
        return ScanRun(job=job)
    since, was = ref.about[SINCE], ref.about.get(WAS, NOTHING)
    if (since, was) == (NOTHING, NOTHING):
        return ScanRun(job=job, begun=grace_is_over or word(job.status) in ACTIVE)
    untimed = job.last_run_time is None and since == NOTHING
    return ScanRun(job=job, begun=shows_another_run(job, since, was) or (untimed and grace_is_over))


def shows_another_run(job: ScanJob, since: str, was: str) -> bool:
    """Whether a job shows another run than it did.

    The time of the run decides where there is one. A state alone decides only if the previous run was over: otherwise another
    state may be the end of that one. What was not shown before cannot be compared.
    """
    was = was.upper()
    now = word(job.status)
    never_ran = since == NOTHING and was in QUEUED
    if job.last_run_time is not None and str(job.last_run_time) != since and (since != NOTHING or never_ran):
        return True
    return was in OVER and now is not None and now != was


def show_export(ctx: PlaneContext, job_id: str) -> Flow[ExportTask]:
    """Read the current export of a scan; on older servers, which have no such read, derive it from its link.

    Raises:
        NotFound: there is no export yet (or no such scan job).
    """
    with validating(SHOW_EXPORT) as check:
        check_id(check, "scan_job_id", job_id)
    task: ExportTask = yield from by_published(
        ctx,
        STATUS,
        [
            Route(operation=SHOW_EXPORT, run=lambda: ask(ctx, SHOW_EXPORT, path={"job_id": job_id})),
            Route(operation=SHOW_LINK, run=lambda: _status_by_link(ctx, job_id)),
        ],
    )
    return task


def _status_by_link(ctx: PlaneContext, job_id: str) -> Flow[ExportTask]:
    """A link means that the file exists; what the server answers before that is not documented."""
    try:
        link = yield from ask(ctx, SHOW_LINK, path={"job_id": job_id})
    except (RouteNotPublished, ServiceNotEnabled, NotFound):
        raise
    except ApiError as early:
        if early.status != 400:
            raise
        return ExportTask()
    if not link.url:
        return ExportTask()
    return ExportTask(status=ExportStatus.FINISHED, file_name=file_name_of(link.url))


def file_name_of(url: Secret) -> str:
    """The last part of a link's path, which is not secret; empty if the link is not a valid address."""
    return unquote(urlsplit(url.reveal()).path.rpartition("/")[2]) if is_address(url) else ""


def read_export(ctx: PlaneContext, ref: JobRef) -> Flow[ExportTask]:
    """The export that is waited for; an empty task while only the previous one is shown.

    Raises:
        NotFound: the scan job is gone.
        ExportReplaced: another export took its place.
    """
    try:
        task = yield from show_export(ctx, ref.id)
    except NotFound as absent:
        yield from _unless_gone(ctx, ref, absent)
        return ExportTask()
    match age_of(task, ref.about):
        case Age.NEW:
            return task
        case Age.OLD:
            return ExportTask()
        case Age.REPLACED:
            raise ExportReplaced(
                message=f"{ctx.plane}: another export of scan job {ref.id} replaced the one that was waited for; it goes to "
                f"{task.file_name!r}.",
                hint="A scan has one export at a time. Export again, and keep others from doing so meanwhile.",
                plane=ctx.plane,
                operation=SHOW_EXPORT.id,
                status=200,
                ref=ref,
            )
        case Age.OPEN:
            at = yield from wall_clock()
            believed = is_under_way(task) or (is_export(task) and grace_is_over(ctx, ref, at))
            return task if believed else ExportTask()


def _unless_gone(ctx: PlaneContext, ref: JobRef, absent: NotFound) -> Flow[None]:
    """That an export is not there (yet) may mean that its scan job is not there (any more); the lists tell."""
    try:
        yield from patiently(lambda: get_scan_job(ctx, ref.id))
    except NotFound:
        raise absent from None
    except OperationError as unreadable:
        yield from emit(LookFailed(plane=ctx.plane, operation=LISTS, error=str(unreadable), ref=ref))


def is_address(url: Secret) -> bool:
    try:
        parts = urlsplit(url.reveal())
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
