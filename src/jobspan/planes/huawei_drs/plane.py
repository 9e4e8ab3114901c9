"""Huawei DRS as the registry sees it."""

from jobspan._core.context import PlaneContext
from jobspan.planes.huawei.auth import REFUSALS, auth_of
from jobspan.planes.huawei.settings import HuaweiSettings
from jobspan.planes.huawei_drs.dialect import DrsDialect, renews_token
from jobspan.planes.huawei_drs.kinds import KINDS
from jobspan.planes.huawei_drs.operations import OPERATIONS
from jobspan.policy import Policy

SETTINGS = HuaweiSettings

__all__ = ["KINDS", "OPERATIONS", "SETTINGS", "connect"]


def connect(settings: HuaweiSettings, policy: Policy) -> PlaneContext:
    """The context of a client's calls. Does no I/O."""
    return PlaneContext(
        plane="huawei_drs",
        base_url=settings.endpoint("drs"),
        auth=auth_of(settings, renews_token),
        dialect=DrsDialect(settings.language),
        refusals=REFUSALS,
        policy=policy,
        settings=settings,
    )
