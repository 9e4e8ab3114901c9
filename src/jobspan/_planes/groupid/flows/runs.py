"""Runs, as far as the API shows them: a counter, a time and a word on the head of a job."""

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.jobs import Started, referenced
from jobspan._planes.groupid.flows import reads
from jobspan._planes.groupid.job_kinds import RUN, RunBaseline, RunView
from jobspan._planes.groupid.models.jobs import JobInfo


def next_run(ctx: PlaneContext, job_id: int) -> Flow[Started[RunView, JobInfo]]:
    """The next run of a job: one that is not counted yet."""
    info = (yield from reads.job(ctx, job_id)).job_info
    baseline = RunBaseline.of(info)
    begun = referenced(ctx, RUN, str(job_id), **baseline.to_about())
    return attrs.evolve(begun, view=RunView(info=info, before=baseline))
