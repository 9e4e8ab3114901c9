"""Bring a server to what a blueprint says: data sources first, then jobs, then collections; what is too much goes last."""

from collections.abc import Iterator, Sequence
from functools import partial

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, wall_clock
from jobspan._core.interruption import noting
from jobspan._core.proposal import Proposal
from jobspan._core.rules import propose
from jobspan._core.validation import validating
from jobspan._planes.groupid.flows.blueprints.apply_collections import collection_deletion, collection_work
from jobspan._planes.groupid.flows.blueprints.apply_jobs import job_deletion, job_work
from jobspan._planes.groupid.flows.blueprints.apply_sources import source_work
from jobspan._planes.groupid.flows.blueprints.compare import assessed
from jobspan._planes.groupid.flows.blueprints.judging import Judge
from jobspan._planes.groupid.flows.blueprints.secrets import Secrets
from jobspan._planes.groupid.flows.blueprints.work import Work, carried_out, outcome
from jobspan._planes.groupid.models.blueprints.assessment import Assessment
from jobspan._planes.groupid.models.blueprints.bindings import Bindings
from jobspan._planes.groupid.models.blueprints.blueprint import Blueprint
from jobspan._planes.groupid.models.blueprints.results import Applied, AppliedItem, DiffState, ItemKind, Outcome
from jobspan._planes.groupid.models.blueprints.writing import Writer
from jobspan._planes.groupid.operations.jobs import CREATE_JOB
from jobspan.errors import OperationError

_TO_WRITE = (DiffState.MISSING, DiffState.CHANGED)
_UNCLEAR = (DiffState.AMBIGUOUS, DiffState.UNBOUND)


def apply(
    ctx: PlaneContext,
    blueprint: Blueprint,
    bindings: Bindings,
    secrets: Secrets,
    *,
    prune: bool = False,
    allow_gap: bool = False,
) -> Flow[Applied]:
    """Create what is missing, change what differs; report each item.

    Raises:
        ValidationError: a name is ambiguous, a placeholder or a secret that is needed is not known; nothing was sent.
    """
    assessment, known = yield from assessed(ctx, blueprint, bindings, secrets)
    _check(assessment)
    writer = Writer(target=assessment.target, secrets=known)
    works = yield from _works(ctx, assessment, writer, prune=prune, allow_gap=allow_gap)
    rest = [*_rest(assessment, prune)]
    if not works:
        return Applied(tuple(rest))
    yield from propose(ctx, _proposal(ctx, works))
    done: list[AppliedItem] = []
    for work in works:
        try:
            with noting(partial(_so_far, done, work)):
                done.append((yield from carried_out(ctx, work)))
        except OperationError as failed:
            raise failed.with_hint(_so_far(done, work)) from failed.__cause__
    return Applied((*done, *rest))


def _check(assessment: Assessment) -> None:
    with validating("groupid.apply") as problems:
        for item in assessment.items:
            for note in item.notes if item.state in _UNCLEAR else ():
                problems.add(f"{item.kind} {item.name!r}", note)


def _works(
    ctx: PlaneContext, assessment: Assessment, writer: Writer, *, prune: bool, allow_gap: bool
) -> Flow[list[Work]]:
    judge = Judge(ctx=ctx, target=assessment.target)
    now = yield from wall_clock()
    _check_secrets(assessment, writer)
    works = [source_work(ctx, each, writer, judge) for each in assessment.data_sources if each.item.state in _TO_WRITE]
    # New jobs first: whatever happens to the changed ones, they are there.
    for state in _TO_WRITE:
        for job in assessment.jobs:
            if job.item.state is state:
                works.append((yield from job_work(ctx, job, writer, judge, now, allow_gap=allow_gap)))
    works += [
        collection_work(ctx, each, writer, judge) for each in assessment.collections if each.item.state in _TO_WRITE
    ]
    return [*works, *(_deletions(ctx, assessment) if prune else ())]


def _check_secrets(assessment: Assessment, writer: Writer) -> None:
    """Whether all secrets that will be written are known; every one that is not is named."""
    for source in assessment.data_sources:
        if source.item.state in _TO_WRITE:
            writer.source(source)
    for job in assessment.jobs:
        if job.item.state in _TO_WRITE:
            writer.job(job)
    for collection in assessment.collections:
        if collection.item.state in _TO_WRITE:
            writer.collection(collection)
    with validating("groupid.apply") as problems:
        for place, what in dict.fromkeys(writer.problems):
            problems.add(place, what)


def _deletions(ctx: PlaneContext, assessment: Assessment) -> Iterator[Work]:
    for item in assessment.extra:
        if item.kind is ItemKind.COLLECTION:
            yield collection_deletion(ctx, item)
    for item in assessment.extra:
        if item.kind is ItemKind.JOB:
            yield job_deletion(ctx, item)


def _rest(assessment: Assessment, prune: bool) -> Iterator[AppliedItem]:
    for item in assessment.items:
        if item.state is DiffState.SAME:
            yield outcome(item, Outcome.UNCHANGED)
        elif item.state is DiffState.EXTRA and not (prune and item.kind is not ItemKind.DATA_SOURCE):
            yield outcome(item, Outcome.KEPT)


def _proposal(ctx: PlaneContext, works: Sequence[Work]) -> Proposal:
    steps = tuple(step for work in works for step in work.steps)
    return Proposal(
        title=f"Apply a blueprint: {', '.join(work.title for work in works)}",
        plane=ctx.plane,
        operation=steps[0].operation if steps else CREATE_JOB.id,
        steps=steps,
        then=tuple(line for work in works for line in work.then),
        verdicts=tuple(verdict for work in works for verdict in work.verdicts),
        notes=tuple(note for work in works for note in work.notes),
    )


def _so_far(done: Sequence[AppliedItem], work: Work) -> str:
    told = "; ".join(f"{each.outcome} {each.kind} {each.name!r}" for each in done) or "nothing"
    return f"Applying a blueprint stopped at: {work.title}. Before it: {told}. Apply it again to go on."
