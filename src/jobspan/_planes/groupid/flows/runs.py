"""Runs, as far as the API shows them: a counter, a time and a word on the head of a job."""

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import Started, started
from jobspan._planes.groupid.flows import jobs
from jobspan._planes.groupid.job_kinds import RUN, RunView, Seen
from jobspan._planes.groupid.models.jobs import JobInfo


def watch(ctx: PlaneContext, job_id: int) -> Flow[Started[RunView, JobInfo]]:
    """The next run of a job: one that is not counted yet."""
    info = (yield from jobs.get(ctx, job_id)).job_info
    seen = Seen.of(info)
    return started(ctx, RUN, str(job_id), RunView(info=info, before=seen), **seen.to_about())
