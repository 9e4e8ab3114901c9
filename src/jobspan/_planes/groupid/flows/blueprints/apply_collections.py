"""Brings collections to a server. They are updated as a whole; copies that did not change are sent back as they are."""

from jobspan._core.call import perform, prepare
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.proposal import Step
from jobspan._planes.groupid.flows import collections
from jobspan._planes.groupid.flows.blueprints.judging import Judge
from jobspan._planes.groupid.flows.blueprints.work import Work, outcome
from jobspan._planes.groupid.flows.details import content, made
from jobspan._planes.groupid.flows.reconcile import says_too_little
from jobspan._planes.groupid.models.blueprints.assessment import AssessedCollection
from jobspan._planes.groupid.models.blueprints.results import AppliedItem, DiffItem, Outcome
from jobspan._planes.groupid.models.blueprints.writing import Writer
from jobspan._planes.groupid.models.diff import differences_from_sent
from jobspan._planes.groupid.models.documents import CODEC
from jobspan._planes.groupid.operations.collections import CREATE_COLLECTION, DELETE_COLLECTIONS, UPDATE_COLLECTION

_ONCE_SCHEDULED = "it had a schedule where it came from: give it one"


def collection_work(ctx: PlaneContext, assessed: AssessedCollection, writer: Writer, judge: Judge) -> Work:
    """Create or update a collection."""
    collection = writer.collection(assessed)
    collections.check_document("groupid.apply", collection)
    new = assessed.stored is None
    operation = CREATE_COLLECTION if new else UPDATE_COLLECTION
    waits = sorted({name for member in assessed.members for name in writer.waits_for(member.job)})

    def run() -> Flow[AppliedItem]:
        left = sorted({name for member in assessed.members for name in writer.waits_for(member.job)})
        if left:
            return outcome(
                assessed.item, Outcome.LEFT, message=f"the data source {', '.join(map(repr, left))} is not there"
            )
        document = writer.collection(assessed)
        request = prepare(ctx, operation, body=CODEC.write(document))
        if new:
            find_it = yield from collections.look_before_creation(ctx, document)
            reply = yield from perform(ctx, CREATE_COLLECTION, request, reconcile=find_it, lacks=made)
            id = content(ctx, CREATE_COLLECTION, reply)
        else:
            find_it = collections.of_update(ctx, document, differs=True)
            yield from perform(ctx, UPDATE_COLLECTION, request, reconcile=find_it, lacks=says_too_little)
            id = document.id
        unlike = differences_from_sent(document, (yield from collections.get(ctx, id)))
        return outcome(
            assessed.item,
            Outcome.CREATED if new else Outcome.UPDATED,
            id=id,
            message=f"it reads back differently: {'; '.join(unlike)}" if unlike else None,
            to_do=(_ONCE_SCHEDULED,) if new and assessed.tree.get("hadSchedule") else (),
        )

    request = prepare(ctx, operation, body=CODEC.write(collection))
    title = assessed.item.title
    then = f"{'create' if new else 'update'} {title}, once the data source {', '.join(map(repr, waits))} exists"
    copies = () if new else (f"{title}: whether copies that change keep their history is not documented",)
    return Work(
        item=assessed.item,
        title=f"{'create' if new else 'update'} {title}",
        run=run,
        steps=() if waits else (Step(operation=operation.id, request=request),),
        then=(then,) if waits else (),
        verdicts=judge.collection(assessed, collection),
        notes=(*(f"{title}: {change}" for change in assessed.item.changes), *copies),
    )


def collection_deletion(ctx: PlaneContext, item: DiffItem) -> Work:
    """Delete a collection that the files do not have, with the copies in it."""
    (id,) = item.ids
    request = prepare(ctx, DELETE_COLLECTIONS, query={"jobids": [id]})

    def run() -> Flow[AppliedItem]:
        gone = collections.of_deletion(ctx, [id])
        yield from perform(ctx, DELETE_COLLECTIONS, request, reconcile=gone, lacks=says_too_little)
        return outcome(item, Outcome.DELETED, id=None, previous_id=id)

    return Work(
        item=item,
        title=f"delete {item.title}",
        run=run,
        steps=(Step(operation=DELETE_COLLECTIONS.id, request=request),),
        notes=(f"{item.title} is not in the files: it is deleted with the copies of jobs in it",),
    )
