"""Netwrix Directory Manager, in one value."""

from typing import TYPE_CHECKING, Final

from jobspan._core.plane import ClientAttribute, Connection, Plane
from jobspan._planes.groupid.auth import PasswordAuth
from jobspan._planes.groupid.dialect import GroupIDDialect
from jobspan._planes.groupid.settings import GroupIDSettings

if TYPE_CHECKING:
    from jobspan._core.abilities import Abilities


def connect(settings: GroupIDSettings) -> Connection:
    return Connection(
        base_url=settings.url,
        auth=PasswordAuth(settings),
        dialect=GroupIDDialect(),
    )


def abilities() -> "Abilities":
    from jobspan._planes.groupid.abilities import ABILITIES

    return ABILITIES


PLANE: Final = Plane(
    name="groupid",
    title="Netwrix Directory Manager",
    settings=GroupIDSettings,
    connect=connect,
    abilities=abilities,
    namespace=ClientAttribute(
        "groupid",
        "resources.groupid_async:AsyncGroupID",
        "All of Netwrix Directory Manager (GroupID): Synchronize jobs, collections, data sources.",
    ),
    shortcuts=(
        ClientAttribute(
            "data_sync_jobs",
            "resources.data_sync_jobs_async:AsyncDataSyncJobs",
            "Netwrix Directory Manager's Synchronize jobs: define, check, create, replace, watch.",
            within="jobs",
        ),
    ),
    sandbox="GroupID",
    page="netwrix-groupid",
)
