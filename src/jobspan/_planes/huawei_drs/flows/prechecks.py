"""Read the results of prechecks, and look at prechecks that are waited for."""

from collections.abc import Mapping, Sequence
from functools import partial

from jobspan._core.begun import is_young
from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, now, wall_clock
from jobspan._planes.huawei_drs.flows.job_ids import PRECHECK_BATCH, batches, checked_ids
from jobspan._planes.huawei_drs.flows.reads import all_of, is_about_one, project
from jobspan._planes.huawei_drs.models.checks import Precheck
from jobspan._planes.huawei_drs.operations import reads as op
from jobspan.errors import AuthError, DecodeError, OperationError
from jobspan.jobs import JobRef


def precheck_results(ctx: PlaneContext, job_ids: str | Sequence[str]) -> Flow[list[Precheck]]:
    """
    Raises:
        NotFound: DRS does not have one of the tasks.
        DecodeError: the reply for a task has no result, or several.
    """
    ids = checked_ids("migration_jobs.precheck_results", job_ids)
    answers = yield from prechecks_of(ctx, ids)
    for error in answers[1].values():
        raise error
    return [answers[0][each] for each in ids]


def prechecks_of(ctx: PlaneContext, ids: Sequence[str]) -> Flow[tuple[dict[str, Precheck], dict[str, OperationError]]]:
    """The results by task, and for tasks that have none, why.

    Replies do not name the tasks: they come in the order asked for. Where there are more or fewer than tasks, or one is
    refused, each task is asked for by itself.
    """
    found: dict[str, Precheck] = {}
    errors: dict[str, OperationError] = {}

    def page(batch: list[str]) -> Flow[None]:
        try:
            reply = yield from call(ctx, op.PRECHECK_RESULTS, path=project(ctx), body={"jobs": batch})
            rows = reply.results
            if len(rows) == len(batch) and not reply.unreadable:
                found.update(zip(batch, rows, strict=True))
                return
            raise DecodeError(
                message=f"huawei_drs {op.PRECHECK_RESULTS.id}: {len(rows)} results for {len(batch)} tasks.",
                plane=ctx.plane,
                operation=op.PRECHECK_RESULTS.id,
                status=200,
            )
        except AuthError:
            raise
        except OperationError as failed:
            if len(batch) == 1 or not (is_about_one(failed) or isinstance(failed, DecodeError)):
                errors.update(dict.fromkeys(batch, failed))
                return
        for each in batch:
            yield from page([each])

    yield from all_of(ctx, [partial(page, batch) for batch in batches(ids, PRECHECK_BATCH)])
    return found, errors


def watched_precheck(ctx: PlaneContext, ref: JobRef) -> Flow[Precheck]:
    """The precheck of a task."""
    found = yield from watched_prechecks(ctx, [ref])
    return found[ref.id]


def watched_prechecks(ctx: PlaneContext, refs: Sequence[JobRef]) -> Flow[Mapping[str, Precheck]]:
    """The prechecks of tasks; those that cannot be read are left out."""
    found, errors = yield from prechecks_of(ctx, [ref.id for ref in refs])
    for error in errors.values():
        if len(errors) == len(refs):
            raise error
    at, at_the_wall = (yield from now()), (yield from wall_clock())
    return {
        ref.id: Precheck() if _is_old(ctx, ref, found[ref.id].precheck_id, at, at_the_wall) else found[ref.id]
        for ref in refs
        if ref.id in found
    }


PRECHECK_OF = "precheck of {id}"
"""The name under which an accepted precheck is remembered."""
_NOT_BEGUN = ""
"""Stands for the id of a precheck where DRS shows none."""


def _is_old(ctx: PlaneContext, ref: JobRef, shown: str | None, at: float, at_the_wall: float) -> bool:
    """Whether DRS shows what was so before the precheck that was asked for a moment ago: the one before it, or none.

    One that is shown and then not is there: servers that are behind answer in turns with others. Whoever picks up a
    reference knows nothing of accepted actions; the reference itself says when it was begun.
    """
    name = PRECHECK_OF.format(id=ref.id)
    if ctx.accepted.was_left(name, _NOT_BEGUN, at) if shown is None else ctx.accepted.is_old(name, shown, at):
        return True
    begun = ref.about.get("precheck_id")
    is_another = shown is None if begun is None else shown != begun
    return is_another and is_young(ref.created, at_the_wall, ctx.policy.grace)
