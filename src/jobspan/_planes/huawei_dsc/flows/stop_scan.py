"""Stopping the current run of a scan job."""

from typing import Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.reconcile import LOOKS, Confirmed, Finding, Unknown, looking
from jobspan._core.rules import evaluate
from jobspan._core.validation import validating
from jobspan._planes.huawei_dsc.flows.calls import change
from jobspan._planes.huawei_dsc.flows.scan_job_lists import jobs_by_id
from jobspan._planes.huawei_dsc.flows.validation import check_id
from jobspan._planes.huawei_dsc.models.phases import word
from jobspan._planes.huawei_dsc.models.scan_jobs import ScanStatus
from jobspan._planes.huawei_dsc.models.shared import WriteResult
from jobspan._planes.huawei_dsc.operations.scan_jobs import STOP_SCAN_JOB
from jobspan._planes.huawei_dsc.rules import SCAN_STOPPABLE


def stop_scan_job(ctx: PlaneContext, job_id: str) -> Flow[None]:
    """Stop the current run."""
    with validating(STOP_SCAN_JOB) as problems:
        check_id(problems, "job_id", job_id)

    def state() -> Flow[ScanStatus | None]:
        job = (yield from jobs_by_id(ctx, {job_id})).get(job_id)
        return None if job is None else word(job.status)

    def look() -> Flow[Finding[WriteResult]]:
        now = yield from state()
        if now in _STOPPED:
            return Confirmed(WriteResult())
        return Unknown(f"The scan is {now or 'in a state that could not be read'}.")

    verdicts = yield from evaluate(ctx, SCAN_STOPPABLE, f"scan job {job_id}", state)
    path = {"job_id": job_id}
    yield from change(
        ctx, STOP_SCAN_JOB, f"stop scan job {job_id}", path, verdicts=verdicts, reconcile=looking(look, LOOKS[:2])
    )


_STOPPED: Final = frozenset({ScanStatus.STOPPED, ScanStatus.TERMINATED})
