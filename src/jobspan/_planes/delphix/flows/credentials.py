"""Credentials of a fresh copy: DCT never copies passwords, so set them on each connector, and test each.

Source: https://dct.delphix.com/docs/ (Copy job).
"""

from contextlib import suppress
from typing import Final

import attrs

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit, sleep
from jobspan._core.jobs import JobKind, started
from jobspan._core.poll import wait_for_end
from jobspan._core.redact import secrets_in
from jobspan._core.text_redaction import without
from jobspan._planes.delphix.job_kinds import JOB
from jobspan._planes.delphix.models.connectors import Connector, ConnectorTestStatus, JobConnectors
from jobspan._planes.delphix.models.credentials import ConnectorCredentials, Credentials
from jobspan._planes.delphix.models.masking_jobs import MaskingJob
from jobspan._planes.delphix.models.shared import plain_word
from jobspan._planes.delphix.models.views import CopyView
from jobspan._planes.delphix.operations.compliance_jobs import GET_COMPLIANCE_JOB_BY_ID
from jobspan._planes.delphix.operations.connectors import TEST_CONNECTOR, UPDATE_CONNECTOR_BY_ID
from jobspan._planes.delphix.operations.environments import GET_MASKING_ENVIRONMENT_BY_ID
from jobspan._planes.delphix.operations.masking_jobs import COPY_MASKING_JOB, GET_MASKING_JOB_CONNECTORS
from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.credentials import Secret
from jobspan.errors import AmbiguousOutcomeError, JobspanError, NotFound, OperationError, WaitTimeout
from jobspan.hooks import StepStarted
from jobspan.jobs import JobRef


def with_credentials(
    kind: JobKind[CopyView, MaskingJob], credentials: ConnectorCredentials
) -> JobKind[CopyView, MaskingJob]:
    """A copy that is done only when its connectors have credentials that work."""

    def result(ctx: PlaneContext, ref: JobRef, view: CopyView) -> Flow[MaskingJob]:
        copied = yield from kind.result(ctx, ref, view)
        if view.masking_job_id is None:
            yield from _check_place(ctx, ref, copied)
        yield from set_credentials(ctx, copied, credentials)
        return copied

    return attrs.evolve(kind, result=result, results=None)


def _check_place(ctx: PlaneContext, ref: JobRef, copied: MaskingJob) -> Flow[None]:
    """A copy that no answer named was found by its name and engine. Before it gets passwords, its environment has to fit too.

    Raises:
        AmbiguousOutcomeError: it does not, or that cannot be read.
    """
    wanted, engine_id = ref.about.get("environment_id", ""), ref.about.get("engine_id")
    try:
        seen = yield from call(ctx, GET_COMPLIANCE_JOB_BY_ID, path={"complianceJobId": copied.id})
        names: set[str | None] = {wanted}
        if seen.environment_name not in names:
            environment = yield from call(ctx, GET_MASKING_ENVIRONMENT_BY_ID, path={"maskingEnvironmentId": wanted})
            names = {environment.name} if environment.engine_id in (None, engine_id) else set()
        if seen.name == copied.name and seen.engine_id == engine_id and seen.environment_name in names:
            return
        place = (
            f"environment {seen.environment_name!r} of " if seen.environment_name else "an environment without a name, "
        )
        found = f"It is in {place}engine {seen.engine_id}."
    except OperationError as failed:
        found = f"Where it is could not be read: {failed.message}"
    raise AmbiguousOutcomeError(
        message=f"Job {ref.id} made masking job {copied.id}, as far as can be told: the answer that named the copy was lost. "
        f"No credentials were set. {found}",
        plane=ctx.plane,
        operation=COPY_MASKING_JOB.id,
        ref=ref,
        check=f"See whether masking job {copied.id} is the copy, then set them with connectors.update().",
    )


def set_credentials(ctx: PlaneContext, copied: MaskingJob, credentials: ConnectorCredentials) -> Flow[None]:
    """Set and test the credentials of each connector of a masking job. A pair that one refused is not tried on another.

    Raises:
        NotFound: the masking job shows no connector, so they were set nowhere.
        PartialFailure: for at least one connector that failed; its result names each connector and what went wrong.
    """
    connectors = yield from _connectors_of(ctx, copied)
    slots: list[tuple[Connector | None, Credentials | None]] = [
        (connectors.connector, credentials.target),
        (connectors.on_the_fly_connector, credentials.source),
    ]
    outcomes: list[ItemResult[str]] = []
    refused: dict[str, Secret] = {}
    for connector, pair in slots:
        if connector is None:
            continue
        if pair is None:
            outcomes.append(_skipped(connector, "no source credentials were given"))
            continue
        by = next((id for id, password in refused.items() if password == pair.password), None)
        if by is not None:
            outcomes.append(_skipped(connector, f"connector {by} refused the same password, so it was not tried again"))
            continue
        outcome = yield from _set_and_test(ctx, connector, pair)
        outcomes.append(outcome)
        if outcome.status is ItemStatus.FAILED and outcome.code == ConnectorTestStatus.FAILED:
            refused[connector.id] = pair.password
    if copied.is_on_the_fly_masking and not all(connector for connector, _ in slots):
        missing = "target" if connectors.connector is None else "source"
        outcomes.append(
            ItemResult(
                item=f"{missing} connector of masking job {copied.id}",
                status=ItemStatus.UNKNOWN,
                message="DCT does not show it, so no credentials were set",
            )
        )
    BatchResult(tuple(outcomes)).raise_for_failures()


def _skipped(connector: Connector, why: str) -> ItemResult[str]:
    return ItemResult(item=connector.id, status=ItemStatus.SKIPPED, message=why)


def _connectors_of(ctx: PlaneContext, copied: MaskingJob) -> Flow[JobConnectors]:
    """The connectors of a copy. They can show later than the copy itself, so they are asked for again for a while."""
    expected = 2 if copied.is_on_the_fly_masking else 1
    found = JobConnectors()
    for pause in (*_PAUSES, None):
        with suppress(NotFound):
            found = yield from call(ctx, GET_MASKING_JOB_CONNECTORS, path={"maskingJobId": copied.id})
        if len(found) >= expected:
            return found
        if pause is not None:
            yield from sleep(pause)
    if len(found):
        return found
    raise NotFound(
        message=f"Masking job {copied.id} is copied, and DCT shows no connector of it: the credentials were set nowhere.",
        hint="wait() again looks again; or set them with connectors.update() once the connector shows.",
        plane=ctx.plane,
        operation=GET_MASKING_JOB_CONNECTORS.id,
        status=404,
    )


_PAUSES: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds between looks at the connectors of a copy."""


def set_pair(ctx: PlaneContext, connector_id: str, pair: Credentials) -> Flow[None]:
    """Give a connector a user name and a password, and wait until it has them."""
    begun = yield from call(
        ctx,
        UPDATE_CONNECTOR_BY_ID,
        path={"connectorId": connector_id},
        body={"username": pair.username, "password": pair.password},
    )
    ref = (yield from started(ctx, JOB, begun.job.id, begun.job)).ref
    yield from wait_for_end(ctx, JOB, ref)


def _set_and_test(ctx: PlaneContext, connector: Connector, pair: Credentials) -> Flow[ItemResult[str]]:
    label = f"connector {connector.id} ({connector.name})" if connector.name else f"connector {connector.id}"
    try:
        yield from emit(StepStarted(plane=ctx.plane, journey="copy", step=f"set credentials of {label}"))
        yield from set_pair(ctx, connector.id, pair)
        yield from emit(StepStarted(plane=ctx.plane, journey="copy", step=f"test {label}"))
        test = yield from call(ctx, TEST_CONNECTOR, path={"connectorId": connector.id})
    except (AmbiguousOutcomeError, WaitTimeout) as unknown:
        status, code, message = ItemStatus.UNKNOWN, type(unknown).__name__, str(unknown)
    except JobspanError as failed:
        status, code, message = ItemStatus.FAILED, type(failed).__name__, str(failed)
    else:
        if test.ok:
            return ItemResult(item=connector.id, status=ItemStatus.ACCEPTED)
        refused = plain_word(test.status) == ConnectorTestStatus.FAILED
        status = ItemStatus.FAILED if refused else ItemStatus.UNKNOWN
        code, message = plain_word(test.status), test.message
    redacted = without(secrets_in(pair.password), message)
    return ItemResult(item=connector.id, status=status, code=code, message=redacted)
