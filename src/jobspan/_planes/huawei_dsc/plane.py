"""Huawei Cloud DSC, in one value."""

from typing import TYPE_CHECKING, Final

from jobspan._core.plane import ClientAttribute, Connection, Plane
from jobspan._planes.huawei.auth import REFUSALS, SETS_HEADERS, SHOWN_HEADERS, auth_of
from jobspan._planes.huawei.refusals import in_turn
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan._planes.huawei_dsc.dialect import DscDialect
from jobspan._planes.huawei_dsc.errors import is_about_token

if TYPE_CHECKING:
    from jobspan._core.abilities import Abilities


def connect(settings: HuaweiSettings) -> Connection:
    return Connection(
        base_url=settings.endpoint("dsc"),
        auth=auth_of(settings, is_about_token),
        dialect=DscDialect(settings.language),
        refusals=REFUSALS,
        turn=in_turn,
    )


def abilities() -> "Abilities":
    from jobspan._planes.huawei_dsc.abilities import ABILITIES

    return ABILITIES


PLANE: Final = Plane(
    name="huawei_dsc",
    title="Huawei Cloud DSC",
    settings=HuaweiSettings,
    connect=connect,
    abilities=abilities,
    namespace=ClientAttribute(
        "dsc",
        "resources.dsc_async:AsyncDsc",
        "All of Huawei Cloud DSC: scan jobs, exports of their results, assets, rules.",
    ),
    shortcuts=(
        ClientAttribute(
            "export_tasks",
            "resources.export_tasks_async:AsyncExportTasks",
            "Huawei Cloud DSC exports: from a scan to its findings in a file.",
        ),
    ),
    shown_headers=SHOWN_HEADERS,
    sets_headers=SETS_HEADERS,
    sandbox="HuaweiDsc",
    page="huawei-dsc",
)
