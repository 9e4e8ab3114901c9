"""Run, watch and safely change data jobs on five control planes, with one vocabulary."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from jobspan._version import __version__

if TYPE_CHECKING:
    from jobspan.aio.client import AsyncClient as AsyncClient
    from jobspan.aio.handle import AsyncHandle as AsyncHandle
    from jobspan.aio.pager import AsyncPager as AsyncPager
    from jobspan.aio.plan import AsyncPlan as AsyncPlan
    from jobspan.config import ConfigWarning as ConfigWarning
    from jobspan.credentials import FromEnv as FromEnv
    from jobspan.credentials import FromKeyring as FromKeyring
    from jobspan.credentials import Secret as Secret
    from jobspan.errors import (
        AmbiguousOutcomeError as AmbiguousOutcomeError,
    )
    from jobspan.errors import (
        ApiError as ApiError,
    )
    from jobspan.errors import (
        AuthError as AuthError,
    )
    from jobspan.errors import (
        ConfigError as ConfigError,
    )
    from jobspan.errors import (
        Conflict as Conflict,
    )
    from jobspan.errors import (
        DecodeError as DecodeError,
    )
    from jobspan.errors import (
        JobFailed as JobFailed,
    )
    from jobspan.errors import (
        JobspanError as JobspanError,
    )
    from jobspan.errors import (
        NotFound as NotFound,
    )
    from jobspan.errors import (
        PartialFailure as PartialFailure,
    )
    from jobspan.errors import (
        PermissionDenied as PermissionDenied,
    )
    from jobspan.errors import (
        PlanChanged as PlanChanged,
    )
    from jobspan.errors import (
        RateLimited as RateLimited,
    )
    from jobspan.errors import (
        RuleViolation as RuleViolation,
    )
    from jobspan.errors import (
        ServerError as ServerError,
    )
    from jobspan.errors import (
        StateConflict as StateConflict,
    )
    from jobspan.errors import (
        TransportError as TransportError,
    )
    from jobspan.errors import (
        ValidationError as ValidationError,
    )
    from jobspan.errors import (
        WaitTimeout as WaitTimeout,
    )
    from jobspan.models import (
        UNSET as UNSET,
    )
    from jobspan.models import (
        BatchResult as BatchResult,
    )
    from jobspan.models import (
        ItemResult as ItemResult,
    )
    from jobspan.models import (
        JobRef as JobRef,
    )
    from jobspan.models import (
        Phase as Phase,
    )
    from jobspan.models import (
        Progress as Progress,
    )
    from jobspan.models import (
        Reply as Reply,
    )
    from jobspan.models import (
        Verdict as Verdict,
    )
    from jobspan.planes.ciphertrust.settings import CipherTrustSettings as CipherTrustSettings
    from jobspan.planes.delphix.settings import DelphixSettings as DelphixSettings
    from jobspan.planes.groupid.settings import GroupIDSettings as GroupIDSettings
    from jobspan.planes.huawei.settings import HuaweiSettings as HuaweiSettings
    from jobspan.policy import Policy as Policy
    from jobspan.policy import RuleMode as RuleMode
    from jobspan.sync.client import Client as Client
    from jobspan.sync.handle import Handle as Handle
    from jobspan.sync.pager import Pager as Pager
    from jobspan.sync.plan import Plan as Plan
    from jobspan.sync.waiting import as_completed as as_completed
    from jobspan.sync.waiting import wait_all as wait_all

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
    "jobspan.planes.ciphertrust.settings": ("CipherTrustSettings",),
    "jobspan.planes.delphix.settings": ("DelphixSettings",),
    "jobspan.planes.groupid.settings": ("GroupIDSettings",),
    "jobspan.planes.huawei.settings": ("HuaweiSettings",),
    "jobspan.policy": ("Policy", "RuleMode"),
    "jobspan.sync.client": ("Client",),
    "jobspan.sync.handle": ("Handle",),
    "jobspan.sync.pager": ("Pager",),
    "jobspan.sync.plan": ("Plan",),
    "jobspan.sync.waiting": ("as_completed", "wait_all"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = ["__version__", *_HOME]


if not TYPE_CHECKING:  # a type checker that sees it takes any name for one of ours

    def __getattr__(name: str) -> Any:
        """Each name is imported when it is first used, so that ``import jobspan`` costs little."""
        if name not in _HOME:
            raise AttributeError(f"module 'jobspan' has no attribute {name!r}")
        value = getattr(import_module(_HOME[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
