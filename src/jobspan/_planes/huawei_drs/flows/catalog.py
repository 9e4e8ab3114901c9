"""Read what the project may use: quotas, node types, zones."""

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.validation import present
from jobspan._planes.huawei_drs.flows.reads import project
from jobspan._planes.huawei_drs.models.catalog import NodeType, Quota, Zone
from jobspan._planes.huawei_drs.operations import reads as op


def quotas(ctx: PlaneContext) -> Flow[list[Quota]]:
    return list((yield from call(ctx, op.QUOTAS, path=project(ctx))).quotas.values())


def node_types(
    ctx: PlaneContext,
    *,
    engine_type: str,
    db_use_type: str,
    job_direction: str,
    multi_write: bool | None = None,
    with_sold_out: bool | None = None,
) -> Flow[list[NodeType]]:
    query = {
        "engine_type": engine_type,
        "db_use_type": db_use_type,
        "job_direction": job_direction,
        "is_use_sellout_info": with_sold_out,
        "is_multi_write": multi_write,
    }
    return list((yield from call(ctx, op.NODE_TYPES, path=project(ctx), query=query)).node_types)


def zones(
    ctx: PlaneContext,
    *,
    engine_type: str,
    db_use_type: str,
    job_direction: str,
    node_type: str,
    multi_write: bool | None = None,
) -> Flow[list[Zone]]:
    body = present(
        {
            "engine_type": engine_type,
            "db_use_type": db_use_type,
            "job_direction": job_direction,
            "node_type": node_type,
            "multi_write": multi_write,
        }
    )
    return list((yield from call(ctx, op.ZONES, path=project(ctx), body=body)).az_infos)
