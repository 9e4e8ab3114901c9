"""Brings data sources to a server. They are never deleted: that breaks every job and query that uses one."""

from jobspan._core.call import perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.proposal import Step
from jobspan._core.validation import validating
from jobspan._planes.groupid.flows import data_sources
from jobspan._planes.groupid.flows.blueprints.judging import Judge
from jobspan._planes.groupid.flows.blueprints.work import Work, outcome
from jobspan._planes.groupid.flows.details import content, made
from jobspan._planes.groupid.flows.reconcile import says_too_little
from jobspan._planes.groupid.models.blueprints.assessment import Assessed
from jobspan._planes.groupid.models.blueprints.results import AppliedItem, Outcome
from jobspan._planes.groupid.models.blueprints.writing import Writer
from jobspan._planes.groupid.models.data_sources import DataSource
from jobspan._planes.groupid.operations.data_sources import CREATE_DATA_SOURCE, UPDATE_DATA_SOURCE


def source_work(ctx: PlaneContext, assessed: Assessed[DataSource], writer: Writer, judge: Judge) -> Work:
    """Create or update a data source."""
    source = writer.source(assessed)
    with validating("groupid.apply") as problems:
        data_sources.check_masks(problems, source)
    new = assessed.stored is None
    operation = CREATE_DATA_SOURCE if new else UPDATE_DATA_SOURCE
    request = prepare(ctx, operation, body=data_sources.body_of(source, with_id=not new))

    def create() -> Flow[AppliedItem]:
        find_it = yield from data_sources.look_before_creation(ctx, source)
        reply = yield from perform(ctx, CREATE_DATA_SOURCE, request, reconcile=find_it, lacks=made)
        id = content(ctx, CREATE_DATA_SOURCE, reply)
        writer.created[source.name.casefold()] = id
        return outcome(assessed.item, Outcome.CREATED, id=id)

    def update() -> Flow[AppliedItem]:
        reconcile = data_sources.of_update(ctx, source)
        yield from perform(ctx, UPDATE_DATA_SOURCE, request, reconcile=reconcile, lacks=says_too_little)
        return outcome(assessed.item, Outcome.UPDATED)

    return Work(
        item=assessed.item,
        title=f"{'create' if new else 'update'} {assessed.item.title}",
        run=create if new else update,
        steps=(Step(operation=operation.id, request=request),),
        verdicts=judge.source(assessed, source),
        notes=tuple(f"{assessed.item.title}: {change}" for change in assessed.item.changes),
    )
