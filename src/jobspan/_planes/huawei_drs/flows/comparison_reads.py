"""Read how comparisons of a task go."""

import attrs

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.paginate import Listing, Page, collect
from jobspan._core.reconcile import Confirmed, Finding, NotDone, Unknown
from jobspan._planes.huawei_drs.flows.job_ids import checked_id
from jobspan._planes.huawei_drs.flows.offsets import LARGEST_PAGE, offset_listing
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.models.comparison_runs import ComparisonRun, ObjectComparisonRun
from jobspan._planes.huawei_drs.models.comparison_words import ComparisonStatus
from jobspan._planes.huawei_drs.operations import comparisons as op
from jobspan.errors import NotFound


def runs_of(ctx: PlaneContext, job_id: str, page_size: int = LARGEST_PAGE) -> Listing[ComparisonRun]:
    """The comparisons of one task; each row names it."""
    plain = offset_listing(
        ctx,
        op.LIST,
        project(ctx, job_id=job_id),
        lambda reply: reply.compare_jobs,
        total_of=lambda reply: reply.count,
        page_size=page_size,
        key=lambda run: run.id,
    )

    def fetch(position: object) -> Flow[Page[ComparisonRun]]:
        page = yield from plain.fetch(position)
        return attrs.evolve(page, items=tuple(attrs.evolve(run, job_id=job_id) for run in page.items))

    return attrs.evolve(plain, fetch=fetch)


def comparison(ctx: PlaneContext, job_id: str, comparison_id: str) -> Flow[ComparisonRun]:
    """
    Raises:
        NotFound: the task has no such comparison.
        DecodeError: rows of the list cannot be read, and none of the others is the one.
    """
    for partly in (True, False):  # what can be read is enough to find it, and not to say that it is not there
        for run in (yield from collect(runs_of(ctx, job_id), partly=partly)):
            if run.id == comparison_id:
                return run
    raise NotFound(
        message=f"{ctx.plane} {op.LIST.id}: task {job_id} has no comparison {comparison_id}.",
        hint="drs.comparisons.list(job_id) shows those that there are.",
        plane=ctx.plane,
        operation=op.LIST.id,
        status=200,
    )


def object_comparison(ctx: PlaneContext, job_id: str) -> Flow[ObjectComparisonRun]:
    """The latest comparison of objects; without a status when there was none."""
    return call(ctx, op.OBJECTS, path=project(ctx, job_id=checked_id(op.OBJECTS.call, job_id)))


def cancelled(ctx: PlaneContext, job_id: str, comparison_id: str) -> Flow[Finding[None]]:
    """Whether a comparison was cancelled. One that goes on may be cancelled again."""
    found = yield from comparison(ctx, job_id, comparison_id)
    if found.status == ComparisonStatus.CANCELLED:
        return Confirmed(None)
    if found.is_over:
        return Unknown(f"It ended as {found.status}.", conclusive=True)
    return NotDone()
