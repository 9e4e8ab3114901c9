"""Runs of schedules: what there is, and how one begins."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from jobspan._core.call import call
from jobspan._core.change import afterwards, change
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, now, sleep
from jobspan._core.jobs import Started, started
from jobspan._core.paginate import Listing, collect
from jobspan._core.reconcile import Look, Reconcile, look_before, looking, newcomer
from jobspan._core.validation import validating
from jobspan._planes.ciphertrust.flows.listing import NEWEST_FIRST, listing
from jobspan._planes.ciphertrust.flows.schedules import check_id, check_zone, date_text
from jobspan._planes.ciphertrust.models.schedule_runs import RunStatus, ScheduleRun
from jobspan._planes.ciphertrust.models.schedules import ScheduledOperation
from jobspan._planes.ciphertrust.operations.schedules import DELETE_RUN, GET_RUN, LIST_RUNS, RUN_SCHEDULE_NOW
from jobspan._planes.ciphertrust.run_kind import RUN_KIND
from jobspan.errors import AmbiguousOutcomeError

APPEARS_WITHIN: Final = 60.0
"""Seconds after which a run that was asked for should be listed."""
_LOOK_AGAIN: Final = 2.0
_NEWEST: Final = 100


def list_runs(
    ctx: PlaneContext,
    id: str | None,
    *,
    status: RunStatus | str | None = None,
    name: str | None = None,
    operation: ScheduledOperation | str | None = None,
    processing_node: str | None = None,
    created_after: datetime | None = None,
    created_before: datetime | None = None,
    limit: int | None = None,
) -> Listing[ScheduleRun]:
    with validating(LIST_RUNS) as problems:
        problems.optional_text("id", id)
        for field, date in (("created_after", created_after), ("created_before", created_before)):
            check_zone(problems, field, date)
    query = {
        "operation": None if operation is None else str(operation),
        "job_config_id": id,
        "name": name,
        "status": None if status is None else str(status),
        "processing_node": processing_node,
        "createdAfter": date_text(created_after),
        "createdBefore": date_text(created_before),
        "sort": NEWEST_FIRST,
    }
    return listing(ctx, LIST_RUNS, query, limit=limit)


def get_run(ctx: PlaneContext, id: str) -> Flow[ScheduleRun]:
    check_id(GET_RUN, id)
    return (yield from call(ctx, GET_RUN, path={"id": id}))


def delete_run(ctx: PlaneContext, id: str) -> Flow[None]:
    check_id(DELETE_RUN, id)
    yield from change(ctx, DELETE_RUN, f"delete the record of the run {id}", path={"id": id})


def run_now(ctx: PlaneContext, id: str) -> Flow[None]:
    """Ask for a run."""
    check_id(RUN_SCHEDULE_NOW, id)

    def look_for_run() -> Flow[Reconcile[None]]:
        before = yield from look_before(lambda: _newest_runs(ctx, id), key=lambda run: run.id)
        look: Look[None] = newcomer(before, ours=lambda run: _is_of(run, id), value=lambda run: None, name="run")
        return looking(look)

    yield from change(ctx, RUN_SCHEDULE_NOW, f"run the schedule {id} now", path={"id": id}, before=look_for_run)


def start_run(ctx: PlaneContext, id: str) -> Flow[Started[ScheduleRun, ScheduleRun]]:
    """Ask for a run, and find it: nothing in the documented reply names it.

    Raises:
        AmbiguousOutcomeError: the run was asked for, and none shows up, or several do.
    """
    check_id(RUN_SCHEDULE_NOW, id)
    before = frozenset(run.id for run in (yield from _newest_runs(ctx, id)))
    yield from run_now(ctx, id)
    run = yield from _appearing(ctx, id, before)
    return (yield from started(ctx, RUN_KIND, run.id, run))


def _appearing(ctx: PlaneContext, id: str, before: Collection[str]) -> Flow[ScheduleRun]:
    deadline = (yield from now()) + APPEARS_WITHIN
    while True:
        nothing: list[ScheduleRun] = []
        runs = yield from afterwards(ctx, LIST_RUNS, lambda: _newest_runs(ctx, id), nothing)
        new = [run for run in runs if run.id not in before and _is_of(run, id) is not False]
        if len(new) == 1:
            return new[0]
        if new or (yield from now()) >= deadline:
            seen = f"several runs are new: {', '.join(run.id for run in new)}" if new else "no run of it shows up"
            raise AmbiguousOutcomeError(
                message=f"The schedule {id} was told to run, and {seen}.",
                plane=ctx.plane,
                operation=RUN_SCHEDULE_NOW.id,
                check=RUN_SCHEDULE_NOW.check,
            )
        yield from sleep(_LOOK_AGAIN)


def _is_of(run: ScheduleRun, id: str) -> bool | None:
    return None if run.job_config_id is None else run.job_config_id == id


def _newest_runs(ctx: PlaneContext, id: str) -> Flow[list[ScheduleRun]]:
    return collect(list_runs(ctx, id), limit=_NEWEST)
