"""IAM, in one value: who calls the services of Huawei Cloud, and in which project."""

from typing import TYPE_CHECKING, Final

from jobspan._core.plane import ClientAttribute, Connection, Plane
from jobspan._planes.huawei.auth import REFUSALS, SETS_HEADERS, SHOWN_HEADERS, auth_of
from jobspan._planes.huawei.dialect import HuaweiDialect
from jobspan._planes.huawei.refusals import in_turn
from jobspan._planes.huawei.settings import HuaweiSettings

if TYPE_CHECKING:
    from jobspan._core.abilities import Abilities


def connect(settings: HuaweiSettings) -> Connection:
    return Connection(
        base_url=settings.endpoint("iam"),
        auth=auth_of(settings),
        dialect=HuaweiDialect(settings.language),
        refusals=REFUSALS,
        turn=in_turn,
    )


def abilities() -> "Abilities":
    from jobspan._planes.huawei.abilities import ABILITIES

    return ABILITIES


PLANE: Final = Plane(
    name="huawei",
    title="Huawei Cloud IAM",
    settings=HuaweiSettings,
    connect=connect,
    abilities=abilities,
    namespace=ClientAttribute(
        "huawei",
        "resources.huawei_async:AsyncHuawei",
        "What the services of Huawei Cloud share: who calls, and in which project.",
    ),
    shown_headers=SHOWN_HEADERS,
    sets_headers=SETS_HEADERS,
    sandbox=None,
    page=None,
)
