"""Bring a new task up to its precheck: both ends tested, stored, objects selected, and the precheck started.

Source: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0105.html
"""

from collections.abc import Sequence
from typing import Any, Final

import attrs

from jobspan._core.classes import frozen
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.jobs import Started, started
from jobspan._core.proposal import Proposal, Step
from jobspan._core.rules import propose
from jobspan._core.validation import validating
from jobspan._planes.huawei_drs.flows.batch import Batch, request_for, send_entries
from jobspan._planes.huawei_drs.flows.batch_call import BatchCall
from jobspan._planes.huawei_drs.flows.configuration import CONFIGURE, SELECT_OBJECTS
from jobspan._planes.huawei_drs.flows.connections import TEST_CONNECTIONS
from jobspan._planes.huawei_drs.flows.job_ids import BATCH_SIZE
from jobspan._planes.huawei_drs.flows.lifecycle import precheck
from jobspan._planes.huawei_drs.flows.prechecks import prechecks_of
from jobspan._planes.huawei_drs.flows.verdicts import verdicts_on
from jobspan._planes.huawei_drs.job_kinds import PRECHECK
from jobspan._planes.huawei_drs.models.checks import Precheck
from jobspan._planes.huawei_drs.models.configuration import JobChange, ObjectSelection
from jobspan._planes.huawei_drs.models.endpoints import ConnectionTest, Endpoint
from jobspan._planes.huawei_drs.models.replies import Outcome
from jobspan.batches import BatchResult
from jobspan.errors import AmbiguousOutcomeError, SendPhase, TransportError
from jobspan.hooks import StepStarted

CALL: Final = "migration_jobs.prepare"
_JOURNEY: Final = "prepare"
_TESTED: Final = tuple(
    field.name
    for field in attrs.fields(ConnectionTest)
    if field.name in attrs.fields_dict(Endpoint) and field.name != "extra"
)
"""What an end of a task and its test have in common."""


@frozen(kw_only=True)
class Preparation:
    """What is asked for; the arguments of ``migration_jobs.prepare``."""

    source: Endpoint
    target: Endpoint
    engine_type: str
    net_type: str
    node_type: str
    objects: ObjectSelection | None


def prepare(ctx: PlaneContext, job_id: str, asked: Preparation) -> Flow[Started[Precheck, Precheck]]:
    """
    Raises:
        ValidationError: an end lacks its address, user or password.
        RuleViolation: the task is not in CONFIGURATION; nothing was sent.
        PartialFailure: an end could not be reached, or a step was refused; the ones after it were not sent.
        AmbiguousOutcomeError: the reply to a step was lost, and no read shows what came of it.
    """
    batches = _batches(ctx, job_id, asked)
    tests = batches[0]
    verdicts = yield from verdicts_on(ctx, tests.entries)
    steps = [Step(operation=each.operation.id, request=request_for(ctx, each, each.entries)) for each in batches]
    yield from propose(
        ctx,
        Proposal(
            title=f"prepare {job_id}",
            plane=ctx.plane,
            operation=tests.operation.id,
            steps=tuple(steps),
            verdicts=tuple(verdict for found in verdicts.values() for verdict in found),
            notes=("each step is sent only when the one before was accepted",),
        ),
    )
    before = yield from _precheck_id(ctx, job_id)
    begun: str | None = None
    for batch in batches:
        yield from emit(StepStarted(plane=ctx.plane, journey=_JOURNEY, step=batch.title))
        result = yield from send_entries(ctx, batch)
        if batch is batches[-1]:
            begun = yield from _begun(ctx, job_id, result, before)
        if begun is None:
            _check_answers(ctx, batch, result)
    return (yield from started(ctx, PRECHECK, job_id, precheck_id=begun))


def _begun(ctx: PlaneContext, job_id: str, result: BatchResult[Any], before: str | None) -> Flow[str | None]:
    """Which precheck was begun: as the reply says, and where that was lost, as DRS shows it. ``None``: that cannot be told."""
    for accepted in result.succeeded:
        return accepted.value.precheck_id if isinstance(accepted.value, Outcome) else None
    shown = (yield from _precheck_id(ctx, job_id)) if result.unknown else before
    return None if shown == before else shown


def _precheck_id(ctx: PlaneContext, job_id: str) -> Flow[str | None]:
    """Which precheck DRS shows for a task, to find one whose reply was lost. ``None``: none, or it cannot be read."""
    found, _ = yield from prechecks_of(ctx, [job_id])
    return found[job_id].precheck_id if job_id in found else None


def _check_answers(ctx: PlaneContext, batch: Batch[Any], result: BatchResult[Any]) -> None:
    """
    Raises:
        PartialFailure: the step was refused.
        AmbiguousOutcomeError: its reply was lost.
        TransportError: it did not leave.
    """
    if result.unknown and not result.failed:
        raise AmbiguousOutcomeError(
            message=result.unknown[0].message or f"It is not known what came of it: {batch.title}.",
            plane=ctx.plane,
            operation=batch.operation.id,
            check=batch.operation.check,
        )
    if result.not_sent and not result.failed:
        raise TransportError(
            message=result.not_sent[0].message or f"Not sent: {batch.title}.",
            plane=ctx.plane,
            operation=batch.operation.id,
            phase=SendPhase.NOT_SENT,
        )
    result.raise_for_failures()


def _batches(ctx: PlaneContext, job_id: str, asked: Preparation) -> list[Batch[Any]]:
    change = JobChange(
        job_id=job_id,
        source_endpoint=asked.source,
        target_endpoint=asked.target,
        node_type=asked.node_type,
        engine_type=asked.engine_type,
        net_type=asked.net_type,
        store_db_info=True,
    )
    steps: list[tuple[BatchCall[Any], Sequence[Any]]] = [
        (TEST_CONNECTIONS, _tests(job_id, asked)),
        (CONFIGURE, [change]),
        *([(SELECT_OBJECTS, [attrs.evolve(asked.objects, job_id=job_id)])] if asked.objects else []),
        (precheck(), [job_id]),
    ]
    return [_batch(ctx, job_id, step, items) for step, items in steps]


def _batch(ctx: PlaneContext, job_id: str, step: BatchCall[Any], items: Sequence[Any]) -> Batch[Any]:
    step.check([*items], BATCH_SIZE)
    return Batch(
        title=step.title.format(tasks=job_id),
        operation=step.operation,
        entries=[step.entry(ctx, item) for item in items],
        wrap=step.wrap,
        size=BATCH_SIZE,
        reconcile=step.reconcile,
        evidence=step.evidence,
        harmless=step.harmless,
    )


def _tests(job_id: str, asked: Preparation) -> list[ConnectionTest]:
    ends = {"source": asked.source, "target": asked.target}
    with validating(CALL) as problems:
        for name, end in ends.items():
            for field in ("db_type", "ip", "db_user", "db_password"):
                if not getattr(end, field):
                    problems.add(f"{name}.{field}", "is needed to test the connection")
    return [
        ConnectionTest(
            job_id=job_id,
            end_point=name,
            net_type=asked.net_type,
            **{field: getattr(end, field) for field in _TESTED},
        )
        for name, end in ends.items()
    ]
