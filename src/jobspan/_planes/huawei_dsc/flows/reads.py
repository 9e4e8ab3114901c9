"""How far scans and exports are: the reads that handles use to wait."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote, urlsplit

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.validation import validating
from jobspan._planes.huawei_dsc.errors import RouteNotPublished, ServiceNotEnabled
from jobspan._planes.huawei_dsc.flows.calls import ask
from jobspan._planes.huawei_dsc.flows.routes import Route, by_published
from jobspan._planes.huawei_dsc.flows.scan_job_lists import get_scan_job, jobs_by_id
from jobspan._planes.huawei_dsc.flows.validation import check_id
from jobspan._planes.huawei_dsc.models.exports import ExportStatus, ExportTask
from jobspan._planes.huawei_dsc.models.scan_jobs import ScanJob, ScanRun
from jobspan._planes.huawei_dsc.operations.export_tasks import SHOW_EXPORT, SHOW_LINK
from jobspan.credentials import Secret
from jobspan.errors import ApiError, NotFound
from jobspan.jobs import JobRef

STATUS: Final = "export status"

SINCE: Final = "since"
"""In a job reference: when the previous run began, in milliseconds."""
WAS: Final = "was"
"""In a job reference: how the previous run ended."""

BEFORE: Final = "before"
"""In a job reference: the mark of the previous export."""
CREATED: Final = "created"
"""In a job reference: the mark in the reply to the create."""


def read_run(ctx: PlaneContext, ref: JobRef) -> Flow[ScanRun]:
    """A scan job, as the run that is waited for."""
    return as_run((yield from get_scan_job(ctx, ref.id)), ref)


def read_runs(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[dict[str, ScanRun]]:
    """Many scan jobs, from the pages of the list."""
    by_id = {ref.id: ref for ref in refs}
    found = yield from jobs_by_id(ctx, by_id.keys())
    return {id: as_run(job, by_id[id]) for id, job in found.items()}


def as_run(job: ScanJob, ref: JobRef) -> ScanRun:
    """The run that is waited for, if the job shows it; else a run that has not begun."""
    shown = (str(job.last_run_time), str(job.status))
    return ScanRun(job=job, begun=shown != (ref.about.get(SINCE), ref.about.get(WAS)))


def show_export(ctx: PlaneContext, job_id: str) -> Flow[ExportTask]:
    """Read the current export of a scan; on older servers, which have no such read, derive it from its link.

    Raises:
        NotFound: there is no export yet (or no such scan job).
    """
    with validating(SHOW_EXPORT) as check:
        check_id(check, "job_id", job_id)
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
    """
    try:
        task = yield from show_export(ctx, ref.id)
    except NotFound:
        if not (yield from jobs_by_id(ctx, {ref.id})):
            raise
        return ExportTask()
    mark = mark_of(task)
    before, created = ref.about.get(BEFORE), ref.about.get(CREATED)
    is_old = before is not None and mark != created and not is_another(before, mark)
    return ExportTask() if is_old else task


def mark_of(task: ExportTask) -> str | None:
    """What distinguishes one export of a scan from the next: its start and its file. ``None`` if neither is shown."""
    parts = [task.start_time or "", task.file_name or ""]
    return "|".join(parts) if any(parts) else None


def is_another(before: str | None, now: str | None) -> bool:
    """Whether a mark belongs to a new export. One that only gained its file name is still the previous one."""
    if before is None or now is None:
        return before != now
    pairs = list(zip(before.split("|", 1), now.split("|", 1), strict=True))
    return any(was not in ("", then) for was, then in pairs)


def is_address(url: Secret) -> bool:
    try:
        parts = urlsplit(url.reveal())
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
