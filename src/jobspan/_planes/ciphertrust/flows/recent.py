"""The newest jobs of all families, for overviews."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow
from jobspan._core.overview import readable_ones
from jobspan._core.paginate import Page, Walk
from jobspan._planes.ciphertrust.families import FAMILIES, Family
from jobspan._planes.ciphertrust.flows.listing import NEWEST_FIRST
from jobspan._planes.ciphertrust.flows.reads import list_jobs
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


def newest_jobs(ctx: PlaneContext, limit: int) -> Flow[list[tuple[str, SyncJob]]]:
    """Pairs of family and job, the newest first, without families that the service lacks or the account may not see."""
    lists = [(family.key, _newest_of(ctx, family, limit)) for family in FAMILIES]
    pages = yield from readable_ones(ctx, lists)
    found = [(key, job) for key, page in pages for job in page.items]
    found.sort(key=lambda each: each[1].began_at or _LONG_AGO, reverse=True)
    return found[:limit]


def _newest_of(ctx: PlaneContext, family: Family, limit: int) -> Callable[[], Flow[Page[SyncJob]]]:
    def look() -> Flow[Page[SyncJob]]:
        return Walk(list_jobs(ctx, family, sort=NEWEST_FIRST, limit=limit)).step()

    return look
