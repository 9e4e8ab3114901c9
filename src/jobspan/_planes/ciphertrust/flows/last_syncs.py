"""Last synchronizations of containers whose rows do not tell: what the completed jobs of their family say."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

import attrs

from jobspan._core.change import afterwards
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, gather
from jobspan._core.paginate import Walk
from jobspan._planes.ciphertrust.families import Family
from jobspan._planes.ciphertrust.flows.listing import LARGEST_PAGE, NEWEST_FIRST
from jobspan._planes.ciphertrust.flows.reads import list_jobs
from jobspan._planes.ciphertrust.flows.sync_requests import CONTAINERS
from jobspan._planes.ciphertrust.models.containers import AwsKms
from jobspan._planes.ciphertrust.models.estate import Container, SyncSource
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob, SyncStatus
from jobspan._planes.ciphertrust.operations.sync_jobs import SYNC_OPERATIONS
from jobspan.jobs import Phase

_FEW: Final = 20
"""Jobs that are looked at for a single container: the newest may have been cancelled, or may have left regions out."""


def told_by_jobs(ctx: PlaneContext, of: Family, containers: Sequence[Container]) -> Flow[list[Container]]:
    """The containers, with what jobs tell of those that do not tell themselves.

    One list of the newest jobs names most of them. Jobs show containers under the names that somebody started them with, so
    the plane is asked for each of the others. Whoever no job names stays without a time, and so counts as stale.
    """
    if all(each.last_synced_at is not None for each in containers):
        return list(containers)
    jobs = yield from _completed(ctx, of, {}, LARGEST_PAGE)
    told = [_told(each, [job for job in jobs if _names(each) & set(job.containers)]) for each in containers]
    if of.filter_field is None:
        return told
    missing = [index for index, each in enumerate(told) if each.last_synced_at is None]
    names = {name: each.id for each in told for name in _names(each)}
    asked = [partial(_asked_for, ctx, of, told[index], names) for index in missing]
    for index, answer in zip(missing, (yield from gather(asked, ctx.policy.concurrency)), strict=True):
        if isinstance(answer, Exception):
            raise answer
        told[index] = answer
    return told


def _asked_for(ctx: PlaneContext, of: Family, container: Container, names: Mapping[str, str]) -> Flow[Container]:
    """What the jobs tell that the plane finds for a container. One that only names others was not filtered."""
    jobs = yield from _completed(ctx, of, {CONTAINERS: [container.id]}, _FEW)
    ours = [job for job in jobs if any(names.get(name, container.id) == container.id for name in job.containers)]
    return _told(container, ours)


def _completed(
    ctx: PlaneContext, of: Family, lists: Mapping[str, Sequence[str]], limit: int
) -> Flow[Sequence[SyncJob]]:
    """The newest jobs that completed; none if they cannot be read."""

    def look() -> Flow[Sequence[SyncJob]]:
        jobs = list_jobs(ctx, of, lists, status=SyncStatus.COMPLETED, sort=NEWEST_FIRST, limit=limit)
        return (yield from Walk(jobs).step()).items

    return (yield from afterwards(ctx, SYNC_OPERATIONS[of.key].list, look, ()))


def _told(container: Container, jobs: Sequence[SyncJob]) -> Container:
    if container.last_synced_at is not None:
        return container
    ends = [job.ended_at or job.began_at for job in jobs if _did_all_of(container, job)]
    latest = max((end for end in ends if end is not None), default=None)
    if latest is None:
        return container
    return attrs.evolve(container, last_synced_at=latest, last_sync_source=SyncSource.JOB)


def _names(container: Container) -> set[str]:
    return {name for name in (container.id, container.name, container.cloud_id) if name}


def _did_all_of(container: Container, job: SyncJob) -> bool:
    """Whether a job of a container surely synchronized all of it: it succeeded in every unit, and left no region out."""
    if job.phase is not Phase.SUCCEEDED:
        return False
    if not job.regions:
        return True
    regions = container.row.regions if isinstance(container.row, AwsKms) else ()
    return bool(regions) and set(regions) <= set(job.regions)
