"""Delphix DCT, in one value."""

from typing import TYPE_CHECKING, Final

from jobspan._core.plane import ClientAttribute, Connection, Plane
from jobspan._planes.delphix.auth import KeyAuth, LoginAuth
from jobspan._planes.delphix.dialect import DelphixDialect
from jobspan._planes.delphix.settings import DelphixSettings
from jobspan.credentials import Secret

if TYPE_CHECKING:
    from jobspan._core.abilities import Abilities


def connect(settings: DelphixSettings) -> Connection:
    if settings.api_key is not None:
        auth: KeyAuth | LoginAuth = KeyAuth(settings.api_key)
    else:
        auth = LoginAuth(settings.username or "", settings.password or Secret(""))
    return Connection(
        base_url=settings.base_url,
        auth=auth,
        dialect=DelphixDialect(settings.client_name),
    )


def abilities() -> "Abilities":
    from jobspan._planes.delphix.abilities import ABILITIES

    return ABILITIES


PLANE: Final = Plane(
    name="delphix",
    title="Delphix DCT",
    settings=DelphixSettings,
    connect=connect,
    abilities=abilities,
    namespace=ClientAttribute(
        "delphix",
        "resources.delphix_async:AsyncDelphix",
        "All of Delphix DCT: masking jobs, connectors, executions, jobs, environments, engines.",
    ),
    shortcuts=(
        ClientAttribute(
            "masking_jobs",
            "resources.masking_jobs_async:AsyncMaskingJobs",
            "Delphix DCT masking jobs: copy, migrate, execute.",
        ),
        ClientAttribute(
            "connectors",
            "resources.connectors_async:AsyncConnectors",
            "Delphix DCT connectors: credentials and tests.",
        ),
    ),
    shown_headers=frozenset({"x-dct-client-name"}),
    sandbox="Delphix",
    page="delphix",
)
