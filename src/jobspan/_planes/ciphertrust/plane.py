"""CipherTrust, in one value."""

from typing import TYPE_CHECKING, Final

from jobspan._core.plane import ClientAttribute, Connection, Plane
from jobspan._planes.ciphertrust.auth import Session
from jobspan._planes.ciphertrust.dialect import CipherTrustDialect
from jobspan._planes.ciphertrust.settings import CipherTrustSettings

if TYPE_CHECKING:
    from jobspan._core.abilities import Abilities


def connect(settings: CipherTrustSettings) -> Connection:
    return Connection(
        base_url=settings.url,
        auth=Session(settings),
        dialect=CipherTrustDialect(),
    )


def abilities() -> "Abilities":
    from jobspan._planes.ciphertrust.abilities import ABILITIES

    return ABILITIES


PLANE: Final = Plane(
    name="ciphertrust",
    title="Thales CipherTrust",
    settings=CipherTrustSettings,
    connect=connect,
    abilities=abilities,
    namespace=ClientAttribute(
        "ciphertrust",
        "resources.ciphertrust_async:AsyncCipherTrust",
        "All of Thales CipherTrust Cloud Key Manager: synchronization jobs, schedules, the session.",
    ),
    shortcuts=(
        ClientAttribute(
            "sync_jobs",
            "resources.sync_jobs_async:AsyncSyncJobs",
            "CipherTrust key synchronization jobs: start, watch, cancel, for every cloud.",
        ),
    ),
    sandbox="CipherTrust",
    page="thales-ciphertrust",
)
