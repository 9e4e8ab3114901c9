"""IAM, in one value: who calls the services of Huawei Cloud, and in which project."""

from collections.abc import Mapping
from typing import Any, Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.jobs import JobKind
from jobspan._core.plane import ClientAttribute, Connection, Plane
from jobspan._planes.huawei.auth import REFUSALS, SHOWN_HEADERS, auth_of
from jobspan._planes.huawei.dialect import HuaweiDialect
from jobspan._planes.huawei.findings import findings
from jobspan._planes.huawei.operations import OPERATIONS
from jobspan._planes.huawei.refusals import in_turn
from jobspan._planes.huawei.rules import RULES
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan.jobs import JobLine

KINDS: Final[Mapping[str, JobKind[Any, Any]]] = {}


def recent(ctx: PlaneContext, limit: int) -> Flow[list[JobLine]]:
    """A login has no jobs."""
    return pure([])


def connect(settings: HuaweiSettings) -> Connection:
    return Connection(
        base_url=settings.endpoint("iam"),
        auth=auth_of(settings),
        dialect=HuaweiDialect(settings.language),
        refusals=REFUSALS,
        turn=in_turn,
    )


PLANE: Final = Plane(
    name="huawei",
    title="Huawei Cloud IAM",
    settings=HuaweiSettings,
    connect=connect,
    operations=OPERATIONS,
    rules=RULES,
    kinds=KINDS,
    recent=recent,
    namespace=ClientAttribute(
        "huawei",
        "resources.huawei_async:AsyncHuawei",
        "What the services of Huawei Cloud share: who calls, and in which project.",
    ),
    findings=findings,
    shown_headers=SHOWN_HEADERS,
    sandbox=None,
    page=None,
)
