"""Run, watch and safely change data jobs on five control planes, with one vocabulary."""

from typing import TYPE_CHECKING

from jobspan._public import imported_on_demand
from jobspan._version import __version__

if TYPE_CHECKING:
    from jobspan._async.change import AsyncChangingMethod as AsyncChangingMethod
    from jobspan._async.client import AsyncClient as AsyncClient
    from jobspan._async.fleet import AsyncFleet as AsyncFleet
    from jobspan._async.handle import AsyncHandle as AsyncHandle
    from jobspan._async.namespace import AsyncNamespace as AsyncNamespace
    from jobspan._async.pager import AsyncPager as AsyncPager
    from jobspan._async.plan import AsyncPlan as AsyncPlan
    from jobspan._planes.ciphertrust.settings import CipherTrustSettings as CipherTrustSettings
    from jobspan._planes.delphix.settings import DelphixSettings as DelphixSettings
    from jobspan._planes.groupid.settings import GroupIDSettings as GroupIDSettings
    from jobspan._planes.huawei.settings import HuaweiSettings as HuaweiSettings
    from jobspan._sync.change import ChangingMethod as ChangingMethod
    from jobspan._sync.client import Client as Client
    from jobspan._sync.fleet import Fleet as Fleet
    from jobspan._sync.handle import Handle as Handle
    from jobspan._sync.namespace import Namespace as Namespace
    from jobspan._sync.pager import Pager as Pager
    from jobspan._sync.plan import Plan as Plan
    from jobspan._sync.waiting import as_completed as as_completed, wait_all as wait_all
    from jobspan.batches import BatchResult as BatchResult, ItemResult as ItemResult
    from jobspan.config import ConfigWarning as ConfigWarning
    from jobspan.credentials import FromEnv as FromEnv, FromKeyring as FromKeyring, Secret as Secret
    from jobspan.errors import (
        AmbiguousOutcomeError as AmbiguousOutcomeError,
        ApiError as ApiError,
        AuthError as AuthError,
        ConfigError as ConfigError,
        Conflict as Conflict,
        DecodeError as DecodeError,
        InProgress as InProgress,
        Interrupted as Interrupted,
        JobFailed as JobFailed,
        JobspanError as JobspanError,
        JournalDiverged as JournalDiverged,
        JournalError as JournalError,
        JournalWarning as JournalWarning,
        KeyReused as KeyReused,
        MissingExtra as MissingExtra,
        NotConfigured as NotConfigured,
        NotFound as NotFound,
        PartialFailure as PartialFailure,
        PermissionDenied as PermissionDenied,
        PlanChanged as PlanChanged,
        RateLimited as RateLimited,
        RuleViolation as RuleViolation,
        ServerError as ServerError,
        StateConflict as StateConflict,
        TransportError as TransportError,
        ValidationError as ValidationError,
        WaitTimeout as WaitTimeout,
    )
    from jobspan.fleet import FleetReport as FleetReport, Window as Window
    from jobspan.jobs import JobRef as JobRef, Phase as Phase, Progress as Progress
    from jobspan.journal import Journal as Journal
    from jobspan.models import UNSET as UNSET, Reply as Reply, Verdict as Verdict
    from jobspan.policy import Policy as Policy, RuleMode as RuleMode
    from jobspan.tables import Rows as Rows

_HOMES = {
    "jobspan._async.change": "AsyncChangingMethod",
    "jobspan._async.client": "AsyncClient",
    "jobspan._async.fleet": "AsyncFleet",
    "jobspan._async.handle": "AsyncHandle",
    "jobspan._async.namespace": "AsyncNamespace",
    "jobspan._async.pager": "AsyncPager",
    "jobspan._async.plan": "AsyncPlan",
    "jobspan._planes.ciphertrust.settings": "CipherTrustSettings",
    "jobspan._planes.delphix.settings": "DelphixSettings",
    "jobspan._planes.groupid.settings": "GroupIDSettings",
    "jobspan._planes.huawei.settings": "HuaweiSettings",
    "jobspan._sync.change": "ChangingMethod",
    "jobspan._sync.client": "Client",
    "jobspan._sync.fleet": "Fleet",
    "jobspan._sync.handle": "Handle",
    "jobspan._sync.namespace": "Namespace",
    "jobspan._sync.pager": "Pager",
    "jobspan._sync.plan": "Plan",
    "jobspan._sync.waiting": "as_completed wait_all",
    "jobspan.batches": "BatchResult ItemResult",
    "jobspan.config": "ConfigWarning",
    "jobspan.credentials": "FromEnv FromKeyring Secret",
    "jobspan.errors": """
        AmbiguousOutcomeError ApiError AuthError ConfigError Conflict DecodeError InProgress Interrupted JobFailed
        JobspanError JournalDiverged JournalError JournalWarning KeyReused MissingExtra NotConfigured NotFound PartialFailure
        PermissionDenied PlanChanged RateLimited RuleViolation ServerError StateConflict TransportError
        ValidationError WaitTimeout
    """,
    "jobspan.fleet": "FleetReport Window",
    "jobspan.jobs": "JobRef Phase Progress",
    "jobspan.models": "UNSET Reply Verdict",
    "jobspan.journal": "Journal",
    "jobspan.policy": "Policy RuleMode",
    "jobspan.tables": "Rows",
}

_FACES = """
    aio batches ciphertrust config credentials delphix drs dsc errors fleet groupid hooks huawei jobs journal logs models policy
    progress raw tables
"""
"""Modules that annotations name: what they mean can be asked (``typing.get_type_hints``) before anything of them was imported."""

__all__ = ["__version__", *" ".join(_HOMES.values()).split()]

if not TYPE_CHECKING:  # a type checker that sees it accepts any name
    __getattr__ = imported_on_demand(__name__, _HOMES, _FACES)


def __dir__() -> list[str]:
    return sorted(__all__)
