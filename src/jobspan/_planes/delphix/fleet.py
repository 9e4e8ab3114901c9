"""What Delphix DCT says of many calls: an engine imports one job at a time, and runs nothing meanwhile.

Source: https://dct.delphix.com/docs/ (Copy job; Migrate job; Engine synchronization).
"""

from collections.abc import Mapping
from typing import Any, Final

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.fleet.facts import ANYWHERE, FleetFacts, Place
from jobspan._planes.delphix.errors import ConnectorTestFailed
from jobspan._planes.delphix.flows.busy import speaks_of_busy
from jobspan._planes.delphix.models.connectors import ConnectorTestStatus
from jobspan._planes.delphix.models.credentials import Credentials
from jobspan._planes.delphix.models.jobs import Job
from jobspan._planes.delphix.operations.connectors import GET_CONNECTOR_BY_ID, TEST_CONNECTOR, TEST_UNSAVED_CONNECTOR
from jobspan._planes.delphix.rules import TARGET_ENGINE_IDLE
from jobspan.errors import AmbiguousOutcomeError, JobFailed, OperationError, PartialFailure, RuleViolation

_IMPORTS: Final = frozenset({"MaskingJobs.copy", "MaskingJobs.migrate", "MaskingJobs.re_import"})
_ON_ENGINE: Final = frozenset({"MaskingJobs.execute"})
_TESTS: Final = frozenset({"Connectors.test", "Connectors.test_values"})
_LOGINS: Final = _TESTS | {"Connectors.rotate"}
_AND: Final = ", "
_DOUBTFUL: Final = _TESTS | {TEST_CONNECTOR.id, TEST_UNSAVED_CONNECTOR.id}
"""Tests whose outcome, when it was lost, may have been a refusal."""


def place(ctx: PlaneContext, method: str, arguments: Mapping[str, Any]) -> Flow[Place]:
    """Imports and runs take turns on their engine, what logs in (tests, rotations) on the account that it logs in as."""
    if method in _IMPORTS:
        engine = arguments.get("target_engine_id")
        account = _named_in(arguments.get("connector_credentials"))
        return Place(lane=f"engine {engine}" if engine else "engines", account=account)
    if method in _ON_ENGINE and arguments.get("engine_id"):
        return Place(lane=f"engine {arguments['engine_id']}")
    if method in _LOGINS:
        account = yield from _account(ctx, arguments)
        return Place(lane=f"account {account}", account=account)
    return ANYWHERE


def _named_in(credentials: Credentials | Mapping[str, Credentials] | None) -> str:
    """Whom the connectors of a copy will log in as."""
    if credentials is None:
        return ""
    pairs = [credentials] if isinstance(credentials, Credentials) else list(credentials.values())
    return _AND.join(sorted({pair.username for pair in pairs}))


def _account(ctx: PlaneContext, arguments: Mapping[str, Any]) -> Flow[str]:
    """Who a test logs in as. Of one that cannot be read nothing is known, so all of those are taken for one."""
    username, host = arguments.get("username"), arguments.get("hostname")
    connector = arguments.get("connector_id")
    if connector is not None and not (username and host):
        try:
            known = yield from call(ctx, GET_CONNECTOR_BY_ID, path={"connectorId": connector})
            username, host = username or known.username, host or known.hostname
        except OperationError:
            return username or "unknown"
    return f"{username or 'unknown'}@{host}" if host else username or "unknown"


def is_same_account(one: str, other: str) -> bool:
    """Whether a login of one may be one of the other: where a host is not known, it may be any."""
    return any(
        mine == theirs or mine.startswith(f"{theirs}@") or theirs.startswith(f"{mine}@")
        for mine in one.split(_AND)
        for theirs in other.split(_AND)
    )


def is_busy(error: object) -> bool:
    """The engine was busy: the rule saw it before, or the engine refused the import inside of the DCT job."""
    if isinstance(error, RuleViolation):
        return {verdict.rule for verdict in error.verdicts} == {TARGET_ENGINE_IDLE.id}
    if not isinstance(error, JobFailed):
        return False
    job = error.view if isinstance(error.view, Job) else getattr(error.view, "job", None)
    return isinstance(job, Job) and speaks_of_busy(job)


def is_lock_risk(outcome: object) -> bool:
    """A login that an engine tried was refused, or may have been."""
    if isinstance(outcome, AmbiguousOutcomeError):
        return outcome.operation in _DOUBTFUL
    if isinstance(outcome, PartialFailure):
        return any(item.code == ConnectorTestStatus.FAILED for item in outcome.result.failed)
    return isinstance(outcome, ConnectorTestFailed)


FLEET: Final = FleetFacts(place=place, is_busy=is_busy, is_lock_risk=is_lock_risk, is_same_account=is_same_account)
