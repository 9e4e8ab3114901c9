"""Credentials of a fresh copy: DCT never copies passwords, so set them on each connector, and test each.

Source: https://dct.delphix.com/docs/ (Copy job).
"""

from collections.abc import Mapping

import attrs

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, emit
from jobspan._core.jobs import JobKind
from jobspan._core.poll import wait_for_end
from jobspan._core.redact import secrets_in, without
from jobspan._core.validation import validating
from jobspan._planes.delphix.job_kinds import JOB, CopyView
from jobspan._planes.delphix.models.connectors import Connector, ConnectorRole
from jobspan._planes.delphix.models.masking_jobs import MaskingJob
from jobspan._planes.delphix.operations.connectors import TEST_CONNECTOR, UPDATE_CONNECTOR_BY_ID
from jobspan._planes.delphix.operations.masking_jobs import GET_MASKING_JOB_CONNECTORS
from jobspan.credentials import Secret
from jobspan.errors import AmbiguousOutcomeError, JobspanError, WaitTimeout
from jobspan.hooks import StepStarted
from jobspan.models import BatchResult, ItemResult, ItemStatus, JobRef


@attrs.frozen
class Credentials:
    """A user name and password for a connector."""

    username: str
    password: Secret = attrs.field(converter=Secret)


@attrs.frozen(kw_only=True)
class ConnectorCredentials:
    """Credentials by role: the target's, and for on-the-fly jobs the source's."""

    target: Credentials
    source: Credentials | None = None

    @classmethod
    def of(cls, given: "Credentials | Mapping[str, Credentials]") -> "ConnectorCredentials":
        """One pair for every connector, or a pair a role.

        Raises:
            ValidationError: a role that is none, no target, an empty user name or password, or no ``Credentials`` at all.
        """
        with validating("masking_jobs.copy") as problems:
            pairs = list(given.values()) if isinstance(given, Mapping) else [given]
            if not all(isinstance(pair, Credentials) for pair in pairs):
                problems.add("connector_credentials", "takes Credentials(user, password), or one a role")
                problems.stop_if_any()
            by_role = {"TARGET": given, "SOURCE": given} if isinstance(given, Credentials) else dict(given)
            for role, pair in by_role.items():
                problems.one_of("connector_credentials", str(role), [each.value for each in ConnectorRole])
                problems.text(f"connector_credentials[{str(role)!r}].username", pair.username, longest=256)
                if not pair.password:
                    problems.add(f"connector_credentials[{str(role)!r}].password", "must not be empty")
            if "TARGET" not in by_role:
                problems.add("connector_credentials", "the target's are missing", ("TARGET", "SOURCE"))
        return cls(target=by_role["TARGET"], source=by_role.get("SOURCE"))

    def steps(self) -> tuple[str, ...]:
        """What follows the copy, in words."""
        names = f"user {self.target.username!r}"
        if self.source is not None and self.source != self.target:
            names += f", source user {self.source.username!r}"
        return (f"set the credentials ({names}) on each connector of the copy", "test each connector")


def settling(kind: JobKind[CopyView, MaskingJob], credentials: ConnectorCredentials) -> JobKind[CopyView, MaskingJob]:
    """A copy that is done only when its connectors have credentials that work."""

    def result(ctx: PlaneContext, ref: JobRef, view: CopyView) -> Flow[MaskingJob]:
        copied = yield from kind.result(ctx, ref, view)
        yield from settle_connectors(ctx, copied.id, credentials)
        return copied

    return attrs.evolve(kind, result=result)


def settle_connectors(ctx: PlaneContext, masking_job_id: str, credentials: ConnectorCredentials) -> Flow[None]:
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
        outcomes.append((yield from _settle_one(ctx, connector, pair)))
    BatchResult(tuple(outcomes)).raise_for_failures()


def _settle_one(ctx: PlaneContext, connector: Connector, pair: Credentials) -> Flow[ItemResult[str]]:
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
        status, code, said = ItemStatus.UNKNOWN, type(unknown).__name__, str(unknown)
    except JobspanError as failed:
        status, code, said = ItemStatus.FAILED, type(failed).__name__, str(failed)
    else:
        if test.ok:
            return ItemResult(item=connector.id, status=ItemStatus.ACCEPTED)
        status, code, said = ItemStatus.FAILED, test.status.value, test.message
    words = without(secrets_in(pair.password), said)
    return ItemResult(item=connector.id, status=status, code=code, message=words)
