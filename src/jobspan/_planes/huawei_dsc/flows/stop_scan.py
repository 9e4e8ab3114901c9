"""Stopping the current run of a scan job."""

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.rules import rules_apply
from jobspan._core.validation import validating
from jobspan._planes.huawei_dsc.flows.calls import change
from jobspan._planes.huawei_dsc.flows.scan_job_lists import jobs_by_id
from jobspan._planes.huawei_dsc.flows.validation import check_id
from jobspan._planes.huawei_dsc.operations.scan_jobs import STOP_SCAN_JOB
from jobspan._planes.huawei_dsc.rules import SCAN_STOPPABLE
from jobspan.models import Verdict


def stop_scan_job(ctx: PlaneContext, job_id: str) -> Flow[None]:
    """Stop the current run."""
    with validating(STOP_SCAN_JOB) as problems:
        check_id(problems, "job_id", job_id)
    verdicts: tuple[Verdict, ...] = ()
    if rules_apply(ctx):
        job = (yield from jobs_by_id(ctx, {job_id})).get(job_id)
        verdicts = (SCAN_STOPPABLE.judge(f"scan job {job_id}", None if job is None else job.status),)
    yield from change(ctx, STOP_SCAN_JOB, f"stop scan job {job_id}", {"job_id": job_id}, None, verdicts)
