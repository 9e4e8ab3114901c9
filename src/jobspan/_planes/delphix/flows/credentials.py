"""Credentials of a fresh copy: DCT never copies passwords, so set them on each connector, and test each.

Source: https://dct.delphix.com/docs/ (Copy job).
"""

import attrs

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.jobs import JobKind
from jobspan._core.poll import wait_for_end
from jobspan._core.redact import secrets_in, without
from jobspan._planes.delphix.job_kinds import JOB
from jobspan._planes.delphix.models.connectors import Connector
from jobspan._planes.delphix.models.credentials import ConnectorCredentials, Credentials
from jobspan._planes.delphix.models.masking_jobs import MaskingJob
from jobspan._planes.delphix.models.views import CopyView
from jobspan._planes.delphix.operations.connectors import TEST_CONNECTOR, UPDATE_CONNECTOR_BY_ID
from jobspan._planes.delphix.operations.masking_jobs import GET_MASKING_JOB_CONNECTORS
from jobspan.batches import BatchResult, ItemResult, ItemStatus
from jobspan.errors import AmbiguousOutcomeError, JobspanError, WaitTimeout
from jobspan.hooks import StepStarted
from jobspan.jobs import JobRef


def with_credentials(
    kind: JobKind[CopyView, MaskingJob], credentials: ConnectorCredentials
) -> JobKind[CopyView, MaskingJob]:
    """A copy that is done only when its connectors have credentials that work."""

    def result(ctx: PlaneContext, ref: JobRef, view: CopyView) -> Flow[MaskingJob]:
        copied = yield from kind.result(ctx, ref, view)
        yield from set_credentials(ctx, copied.id, credentials)
        return copied

    return attrs.evolve(kind, result=result)


def set_credentials(ctx: PlaneContext, masking_job_id: str, credentials: ConnectorCredentials) -> Flow[None]:
    """Set and test the credentials of each connector of a masking job.

    Raises:
        PartialFailure: for at least one connector that failed; its result names each connector and what went wrong.
    """
    connectors = yield from call(ctx, GET_MASKING_JOB_CONNECTORS, path={"maskingJobId": masking_job_id})
    slots: list[tuple[Connector | None, Credentials | None]] = [
        (connectors.connector, credentials.target),
        (connectors.on_the_fly_connector, credentials.source),
    ]
    outcomes: list[ItemResult[str]] = []
    for connector, pair in slots:
        if connector is None:
            continue
        if pair is None:
            outcomes.append(
                ItemResult(item=connector.id, status=ItemStatus.SKIPPED, message="no source credentials were given")
            )
            continue
        outcomes.append((yield from _set_and_test(ctx, connector, pair)))
    BatchResult(tuple(outcomes)).raise_for_failures()


def _set_and_test(ctx: PlaneContext, connector: Connector, pair: Credentials) -> Flow[ItemResult[str]]:
    label = f"connector {connector.id} ({connector.name})" if connector.name else f"connector {connector.id}"
    try:
        yield from emit(StepStarted(plane=ctx.plane, journey="copy", step=f"set credentials of {label}"))
        started = yield from call(
            ctx,
            UPDATE_CONNECTOR_BY_ID,
            path={"connectorId": connector.id},
            body={"username": pair.username, "password": pair.password},
        )
        ref = JobRef(plane=ctx.plane, kind=JOB.name, id=started.job.id, endpoint=ctx.fingerprint)
        yield from wait_for_end(ctx, JOB, ref)
        yield from emit(StepStarted(plane=ctx.plane, journey="copy", step=f"test {label}"))
        test = yield from call(ctx, TEST_CONNECTOR, path={"connectorId": connector.id})
    except (AmbiguousOutcomeError, WaitTimeout) as unknown:
        status, code, message = ItemStatus.UNKNOWN, type(unknown).__name__, str(unknown)
    except JobspanError as failed:
        status, code, message = ItemStatus.FAILED, type(failed).__name__, str(failed)
    else:
        if test.ok:
            return ItemResult(item=connector.id, status=ItemStatus.ACCEPTED)
        status, code, message = ItemStatus.FAILED, test.status.value, test.message
    redacted = without(secrets_in(pair.password), message)
    return ItemResult(item=connector.id, status=status, code=code, message=redacted)
