"""Run, watch and safely change data jobs on five control planes, with one vocabulary."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from jobspan._version import __version__

if TYPE_CHECKING:
    from jobspan.aio.client import AsyncClient
    from jobspan.aio.handle import AsyncHandle
    from jobspan.aio.pager import AsyncPager
    from jobspan.aio.plan import AsyncPlan
    from jobspan.config import ConfigWarning
    from jobspan.credentials import FromEnv, FromKeyring, Secret
    from jobspan.errors import (
        AmbiguousOutcomeError,
        ApiError,
        AuthError,
        ConfigError,
        Conflict,
        DecodeError,
        JobFailed,
        JobspanError,
        NotFound,
        PartialFailure,
        PermissionDenied,
        PlanChanged,
        RateLimited,
        RuleViolation,
        ServerError,
        StateConflict,
        TransportError,
        ValidationError,
        WaitTimeout,
    )
    from jobspan.models import UNSET, BatchResult, ItemResult, JobRef, Phase, Progress, Reply, Verdict
    from jobspan.planes.delphix.settings import DelphixSettings
    from jobspan.planes.huawei.settings import HuaweiSettings
    from jobspan.policy import Policy, RuleMode
    from jobspan.sync.client import Client
    from jobspan.sync.handle import Handle
    from jobspan.sync.pager import Pager
    from jobspan.sync.plan import Plan

_HOMES = {
    "jobspan.aio.client": ("AsyncClient",),
    "jobspan.aio.handle": ("AsyncHandle",),
    "jobspan.aio.pager": ("AsyncPager",),
    "jobspan.aio.plan": ("AsyncPlan",),
    "jobspan.config": ("ConfigWarning",),
    "jobspan.credentials": ("FromEnv", "FromKeyring", "Secret"),
    "jobspan.errors": (
        "AmbiguousOutcomeError",
        "ApiError",
        "AuthError",
        "ConfigError",
        "Conflict",
        "DecodeError",
        "JobFailed",
        "JobspanError",
        "NotFound",
        "PartialFailure",
        "PermissionDenied",
        "PlanChanged",
        "RateLimited",
        "RuleViolation",
        "ServerError",
        "StateConflict",
        "TransportError",
        "ValidationError",
        "WaitTimeout",
    ),
    "jobspan.models": ("UNSET", "BatchResult", "ItemResult", "JobRef", "Phase", "Progress", "Reply", "Verdict"),
    "jobspan.planes.delphix.settings": ("DelphixSettings",),
    "jobspan.planes.huawei.settings": ("HuaweiSettings",),
    "jobspan.policy": ("Policy", "RuleMode"),
    "jobspan.sync.client": ("Client",),
    "jobspan.sync.handle": ("Handle",),
    "jobspan.sync.pager": ("Pager",),
    "jobspan.sync.plan": ("Plan",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> Any:
    """Each name is imported when it is first used, so that ``import jobspan`` costs little."""
    if name not in _HOME:
        raise AttributeError(f"module 'jobspan' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
