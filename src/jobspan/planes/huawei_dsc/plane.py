"""Huawei Cloud DSC as the registry sees it."""

from jobspan._core.context import PlaneContext
from jobspan.planes.huawei.auth import REFUSALS, auth_of
from jobspan.planes.huawei.settings import HuaweiSettings
from jobspan.planes.huawei_dsc.dialect import DscDialect, is_about_token
from jobspan.planes.huawei_dsc.endpoint import Endpoint
from jobspan.planes.huawei_dsc.kinds import KINDS
from jobspan.planes.huawei_dsc.operations import OPERATIONS
from jobspan.policy import Policy

SETTINGS = HuaweiSettings

__all__ = ["KINDS", "OPERATIONS", "SETTINGS", "connect"]


def connect(settings: HuaweiSettings, policy: Policy) -> PlaneContext:
    """The context of a client's calls. Does no I/O."""
    return PlaneContext(
        plane="huawei_dsc",
        base_url=settings.endpoint("dsc"),
        auth=auth_of(settings, is_about_token),
        dialect=DscDialect(settings.language),
        refusals=REFUSALS,
        policy=policy,
        settings=Endpoint(project_id=settings.project_id, region=settings.region),
    )
