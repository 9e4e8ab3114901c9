"""Read how far transfers are."""

from collections.abc import Sequence

import attrs

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._planes.huawei_drs.flows.job_ids import checked_ids
from jobspan._planes.huawei_drs.flows.reads import read_pages
from jobspan._planes.huawei_drs.models.progress import (
    Monitoring,
    RecoveryObjectives,
    StructureDetails,
    StructureProgress,
    TransferProgress,
)
from jobspan._planes.huawei_drs.operations import reads as op


def progress(ctx: PlaneContext, job_ids: str | Sequence[str]) -> Flow[list[TransferProgress]]:
    return (yield from read_pages(ctx, op.PROGRESS, checked_ids("migration_jobs.progress", job_ids)))


def rpo_rto(ctx: PlaneContext, job_ids: str | Sequence[str]) -> Flow[list[RecoveryObjectives]]:
    return (yield from read_pages(ctx, op.RPO_RTO, checked_ids("migration_jobs.rpo_rto", job_ids)))


def monitoring(ctx: PlaneContext, job_ids: str | Sequence[str]) -> Flow[list[Monitoring]]:
    return (yield from read_pages(ctx, op.MONITORING, checked_ids("migration_jobs.monitoring", job_ids)))


def structure_progress(ctx: PlaneContext, job_ids: str | Sequence[str]) -> Flow[list[StructureProgress]]:
    ids = checked_ids("migration_jobs.structure_progress", job_ids)
    return (yield from read_pages(ctx, op.STRUCTURES, ids, paged=True))


def structure_details(ctx: PlaneContext, job_ids: str | Sequence[str], type: str) -> Flow[list[StructureDetails]]:
    ids = checked_ids("migration_jobs.structure_details", job_ids)
    found = yield from read_pages(ctx, op.STRUCTURE_DETAILS, ids, paged=True, type=type)
    return [_in_either_spelling(each) for each in found]


def _in_either_spelling(details: StructureDetails) -> StructureDetails:
    shown = details.struct_detail
    if shown is None or not shown.objects:
        return details
    objects = tuple(each.in_either_spelling() for each in shown.objects)
    return attrs.evolve(details, struct_detail=attrs.evolve(shown, objects=objects))
