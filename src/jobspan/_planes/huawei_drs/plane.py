"""Huawei DRS, in one value."""

from typing import TYPE_CHECKING, Final

from jobspan._core.plane import ClientAttribute, Connection, Plane
from jobspan._planes.huawei.auth import REFUSALS, SETS_HEADERS, SHOWN_HEADERS, auth_of
from jobspan._planes.huawei.refusals import in_turn
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan._planes.huawei_drs.dialect import DrsDialect, renews_token

if TYPE_CHECKING:
    from jobspan._core.abilities import Abilities


def connect(settings: HuaweiSettings) -> Connection:
    return Connection(
        base_url=settings.endpoint("drs"),
        auth=auth_of(settings, renews_token),
        dialect=DrsDialect(settings.language),
        refusals=REFUSALS,
        turn=in_turn,
    )


def abilities() -> "Abilities":
    from jobspan._planes.huawei_drs.abilities import ABILITIES

    return ABILITIES


PLANE: Final = Plane(
    name="huawei_drs",
    title="Huawei Cloud DRS",
    settings=HuaweiSettings,
    connect=connect,
    abilities=abilities,
    namespace=ClientAttribute(
        "drs",
        "resources.drs_async:AsyncDrs",
        "All of Huawei DRS: migration, synchronisation and disaster recovery tasks, and actions by name.",
    ),
    shortcuts=(
        ClientAttribute(
            "migration_jobs",
            "resources.migration_jobs_async:AsyncMigrationJobs",
            "Huawei DRS tasks: created, run, watched and changed in batches.",
        ),
    ),
    shown_headers=SHOWN_HEADERS,
    sets_headers=SETS_HEADERS,
    sandbox="HuaweiDrs",
    page="huawei-drs",
)
