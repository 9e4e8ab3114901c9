"""What DSC's flows know of the endpoint they talk to."""

from typing import cast

import attrs

from jobspan._core.context import PlaneContext
from jobspan._planes.huawei.settings import HuaweiSettings
from jobspan._planes.huawei_dsc.dialect import DscDialect
from jobspan._planes.huawei_dsc.routes import RouteMemory


@attrs.frozen(kw_only=True)
class Endpoint:
    """One project in one region, and which of the alternative routes are published there."""

    project_id: str
    region: str | None
    routes: RouteMemory


def endpoint(ctx: PlaneContext) -> Endpoint:
    """The endpoint of a context of this plane."""
    settings, dialect = cast(HuaweiSettings, ctx.settings), cast(DscDialect, ctx.dialect)
    return Endpoint(project_id=settings.project_id, region=settings.region, routes=dialect.routes)
