"""IAM as the registry sees it: the login that the services of Huawei Cloud share."""

from collections.abc import Mapping
from typing import Any, Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.jobs import JobKind
from jobspan._planes.huawei.auth import REFUSALS, auth_of
from jobspan._planes.huawei.dialect import HuaweiDialect
from jobspan._planes.huawei.operations import OPERATIONS
from jobspan._planes.huawei.rules import RULES
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan.jobs import JobLine
from jobspan.policy import Policy

SETTINGS = HuaweiSettings
KINDS: Final[Mapping[str, JobKind[Any, Any]]] = {}

__all__ = ["KINDS", "OPERATIONS", "RULES", "SETTINGS", "connect", "recent"]


def recent(ctx: PlaneContext, limit: int) -> Flow[list[JobLine]]:
    """A login has no jobs."""
    return pure([])


def connect(settings: HuaweiSettings, policy: Policy) -> PlaneContext:
    """The context of a client's calls. Does no I/O."""
    return PlaneContext(
        plane="huawei",
        base_url=settings.endpoint("iam"),
        auth=auth_of(settings),
        dialect=HuaweiDialect(settings.language),
        refusals=REFUSALS,
        policy=policy,
        settings=settings,
    )
