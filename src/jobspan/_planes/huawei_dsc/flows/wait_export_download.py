"""From a scan to its findings in a file or a bucket: wait for the scan, export, wait for the export, download."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from jobspan._core.context import PlaneContext
from jobspan._core.download import FileTarget
from jobspan._core.effects import Flow, emit
from jobspan._core.jobs import Started, referenced
from jobspan._core.poll import wait_for_end
from jobspan._core.proposal import Proposal
from jobspan._core.rules import evaluate, propose, rules_apply
from jobspan._core.validation import validating
from jobspan._planes.huawei_dsc.errors import RouteNotPublished
from jobspan._planes.huawei_dsc.flows.calls import step
from jobspan._planes.huawei_dsc.flows.downloads import download_export
from jobspan._planes.huawei_dsc.flows.exports import (
    CREATE,
    CREATE_ROUTES,
    ExportRequest,
    checked_body,
    export_buckets,
    notes,
    results_verdict,
    send_export,
    type_verdicts,
)
from jobspan._planes.huawei_dsc.flows.routes import preferred
from jobspan._planes.huawei_dsc.flows.scan_job_lists import get_scan_job
from jobspan._planes.huawei_dsc.job_kinds import EXPORT, SCAN
from jobspan._planes.huawei_dsc.models.exports import Exported, ExportTask
from jobspan._planes.huawei_dsc.models.phases import export_phase, word
from jobspan._planes.huawei_dsc.models.scan_jobs import ScanJob, ScanStatus
from jobspan._planes.huawei_dsc.rules import (
    BUCKET_OFFERED,
    EXPORT_SCAN_SUCCEEDED,
    SCAN_WILL_RUN,
    NameAmong,
)
from jobspan.errors import OperationError
from jobspan.hooks import StepStarted
from jobspan.jobs import Phase
from jobspan.models import Verdict

EXPORT_CALL: Final = "export_tasks.export"
UNMASKED: Final = "unmasked"
BUCKET_SCHEME: Final = "obs://"
EXPORT_TIMEOUT: Final = 600.0


def check_masking(mask: bool, confirm: str | None) -> None:
    """Check that an unmasked export is confirmed.

    Raises:
        ValidationError: live data would be exported without confirmation.
    """
    with validating(EXPORT_CALL) as problems:
        if not mask and confirm != UNMASKED:
            problems.add(
                "mask", f"is False: the file would hold live sensitive data; pass confirm={UNMASKED!r} if you want that"
            )
        if mask and confirm is not None:
            problems.add("confirm", "must not be given while mask is True")


def bucket_in(to: str | Path, other: str | None) -> str | None:
    """The bucket that an address such as ``obs://bucket`` names; ``None`` if ``to`` is a file.

    Raises:
        ValidationError: it names no bucket, or a different one from ``bucket_name``.
    """
    address = str(to)
    if not address.startswith(BUCKET_SCHEME):
        return None
    bucket = address.removeprefix(BUCKET_SCHEME).removesuffix("/")
    with validating(EXPORT_CALL) as problems:
        if not bucket:
            problems.add("to", f"{address!r} names no bucket")
        elif other not in (None, bucket):
            problems.add("bucket_name", f"is {other!r}, but to is {address!r}")
    return bucket


def export_results(
    ctx: PlaneContext,
    job_id: str,
    request: ExportRequest,
    *,
    goal: str,
    open: Callable[[str], FileTarget] | None,
    scan_timeout: float | None,
    export_timeout: float,
) -> Flow[Exported]:
    """Run all steps. ``open`` makes the target of a download; without it the findings stay in the bucket."""
    body = checked_body(EXPORT_CALL, job_id, request)
    job = yield from get_scan_job(ctx, job_id)
    finished = word(job.status) == ScanStatus.FINISHED
    operation = (yield from preferred(ctx, CREATE, CREATE_ROUTES))[0]
    yield from propose(
        ctx,
        Proposal(
            title=f"export the results of scan job {job_id} to {goal}",
            plane=ctx.plane,
            operation=operation.id,
            steps=(step(ctx, operation, path={"job_id": job_id}, body=body),),
            verdicts=(yield from _verdicts(ctx, job, request)),
            then=(
                *(() if finished else ("before that, wait until the scan is over",)),
                "wait until the export is over",
                *(() if open is None else (f"download the file to {goal}",)),
            ),
            notes=notes(request),
        ),
    )
    if not finished:
        job = yield from _wait_for_scan(ctx, job_id, request, scan_timeout)
    yield from _report(ctx, f"exporting the results of {job.name or job_id}")
    sent = yield from send_export(ctx, job_id, body)
    try:
        task = yield from _finished(ctx, sent.started, export_timeout)
        if open is None:
            return Exported(scan=job, task=task)
        yield from _report(ctx, f"downloading to {goal}")
        file = yield from download_export(ctx, job_id, open, outdated=_outdated(sent.before, task))
    except OperationError as failed:
        failed.ref = failed.ref or sent.started.ref
        raise failed.with_hint(
            f"The export was accepted: export_tasks.wait({job_id!r}) and export_tasks.download({job_id!r}, ...) go on with it."
        ) from failed.__cause__
    return Exported(scan=job, task=task, path=file.path, size=file.size)


def _verdicts(ctx: PlaneContext, job: ScanJob, request: ExportRequest) -> Flow[tuple[Verdict, ...]]:
    if not rules_apply(ctx):
        return ()
    subject = f"scan job {job.id}"
    verdicts = [
        EXPORT_SCAN_SUCCEEDED.judge(subject, word(job.status)),
        SCAN_WILL_RUN.judge(subject, job),
        *type_verdicts(request),
    ]
    if word(job.status) == ScanStatus.FINISHED:
        verdicts += yield from results_verdict(ctx, job.id, request)
    bucket = request.bucket_name
    if bucket is not None:
        verdicts += yield from evaluate(ctx, BUCKET_OFFERED, "bucket", lambda: _offered(ctx, bucket))
    return tuple(verdicts)


def _offered(ctx: PlaneContext, name: str) -> Flow[NameAmong | None]:
    try:
        offered = yield from export_buckets(ctx)
    except RouteNotPublished:
        return None
    return NameAmong(name=name, existing=[bucket.bucket_name or "" for bucket in offered])


def _wait_for_scan(ctx: PlaneContext, job_id: str, request: ExportRequest, timeout: float | None) -> Flow[ScanJob]:
    yield from _report(ctx, f"waiting for scan job {job_id}")
    job = yield from wait_for_end(ctx, SCAN, referenced(ctx, SCAN, job_id).ref, timeout=timeout)
    found = yield from results_verdict(ctx, job_id, request)
    if found:
        title = f"export the results of scan job {job_id}"
        yield from propose(ctx, Proposal(title=title, plane=ctx.plane, operation=EXPORT_CALL, verdicts=found))
    return job


def _finished(ctx: PlaneContext, export: Started[ExportTask, ExportTask], timeout: float) -> Flow[ExportTask]:
    if export.view is not None and export_phase(export.view) is Phase.SUCCEEDED:
        return (yield from EXPORT.result(ctx, export.ref, export.view))
    return (yield from wait_for_end(ctx, EXPORT, export.ref, timeout=timeout))


def _outdated(before: ExportTask | None, now: ExportTask) -> str | None:
    """The name of the previous file, which a link that lags behind may still lead to."""
    return None if before is None or before.file_name == now.file_name else before.file_name


def _report(ctx: PlaneContext, step: str) -> Flow[None]:
    yield from emit(StepStarted(plane=ctx.plane, journey="export", step=step))
