"""What can be connected to what, by API v5. Source: https://support.huaweicloud.com/intl/en-us/api-drs/"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.operation import Operation
from jobspan._core.paginate import Listing
from jobspan._core.validation import present, validating
from jobspan._planes.huawei_drs.flows.job_ids import checked_id
from jobspan._planes.huawei_drs.flows.offsets import offset_listing
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.models.links import Link, LinkFlavors, ObjectSupport, SupportedLink
from jobspan._planes.huawei_drs.operations import links as op

R = TypeVar("R")


def links(ctx: PlaneContext, job_type: str, page_size: int) -> Listing[Link]:
    return _listed(ctx, op.LINKS, lambda reply: reply.job_links, job_type, page_size)


def supported(ctx: PlaneContext, job_type: str, page_size: int) -> Listing[SupportedLink]:
    return _listed(ctx, op.SUPPORTED, lambda reply: reply.support_links, job_type, page_size)


def _listed(
    ctx: PlaneContext,
    operation: Operation[Any],
    rows_of: Callable[[Any], Sequence[R]],
    job_type: str,
    page_size: int,
) -> Listing[R]:
    return offset_listing(
        ctx,
        operation,
        project(ctx),
        rows_of,
        total_of=lambda reply: reply.total_count,
        query={"job_type": job_type},
        page_size=page_size,
        alike=True,
    )


def flavors(
    ctx: PlaneContext,
    *,
    engine_type: str | None,
    job_type: str | None,
    direction: str | None,
    net_type: str | None,
    node_type: str | None,
    multi_write: bool | None,
) -> Flow[LinkFlavors]:
    query = {
        "engine_type": engine_type,
        "job_type": job_type,
        "job_direction": direction,
        "net_type": net_type,
        "node_type": node_type,
        "is_multi_write": multi_write,
    }
    return call(ctx, op.FLAVORS, path=project(ctx), query=present(query))


def objects(ctx: PlaneContext, job_id: str) -> Flow[ObjectSupport]:
    id = checked_id(op.OBJECTS.call, job_id)
    return call(ctx, op.OBJECTS, path=project(ctx, job_id=id))


def children(ctx: PlaneContext, instance_id: str, region: str | None, db_type: str) -> Flow[int]:
    with validating(op.CHILDREN) as problems:
        problems.text("instance_id", instance_id)
        problems.text("db_type", db_type)
    query = present({"instance_id": instance_id, "region": region, "db_type": db_type})
    reply = yield from call(ctx, op.CHILDREN, path=project(ctx), query=query)
    return reply.count
