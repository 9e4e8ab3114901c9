"""Netwrix Directory Manager as the registry sees it."""

from jobspan._core.context import PlaneContext
from jobspan.planes.groupid.auth import PasswordAuth
from jobspan.planes.groupid.dialect import GroupIDDialect
from jobspan.planes.groupid.kinds import KINDS
from jobspan.planes.groupid.operations import OPERATIONS
from jobspan.planes.groupid.settings import GroupIDSettings
from jobspan.policy import Policy

SETTINGS = GroupIDSettings

__all__ = ["KINDS", "OPERATIONS", "SETTINGS", "connect"]


def connect(settings: GroupIDSettings, policy: Policy) -> PlaneContext:
    """The context of a client's calls. Does no I/O."""
    return PlaneContext(
        plane="groupid",
        base_url=settings.url,
        auth=PasswordAuth(settings),
        dialect=GroupIDDialect(),
        policy=policy,
        settings=settings,
    )
