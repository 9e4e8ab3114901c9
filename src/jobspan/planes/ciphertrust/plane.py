"""CipherTrust as the registry sees it."""

from jobspan._core.context import PlaneContext
from jobspan.planes.ciphertrust.auth import Session
from jobspan.planes.ciphertrust.dialect import CipherTrustDialect
from jobspan.planes.ciphertrust.kinds import KINDS
from jobspan.planes.ciphertrust.operations import OPERATIONS
from jobspan.planes.ciphertrust.settings import CipherTrustSettings
from jobspan.policy import Policy

SETTINGS = CipherTrustSettings

__all__ = ["KINDS", "OPERATIONS", "SETTINGS", "connect"]


def connect(settings: CipherTrustSettings, policy: Policy) -> PlaneContext:
    """The context of a client's calls. Does no I/O."""
    return PlaneContext(
        plane="ciphertrust",
        base_url=settings.url,
        auth=Session(settings),
        dialect=CipherTrustDialect(),
        policy=policy,
        settings=settings,
    )
