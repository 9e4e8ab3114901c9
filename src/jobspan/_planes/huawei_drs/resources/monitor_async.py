"""``client.drs.monitor``: what happens to a task."""

from datetime import datetime

from jobspan._async.change import change
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei_drs.flows import monitor
from jobspan._planes.huawei_drs.flows.offsets import LARGEST_PAGE
from jobspan._planes.huawei_drs.models.monitor import (
    DdlEntry,
    DirtyRecord,
    IncrementComponents,
    LiveData,
    MeteredProduct,
    ObjectProgress,
    SwitchoverInfo,
    TimelineEntry,
)
from jobspan.tables import Rows


class AsyncMonitor(AsyncResource):
    """What happens to a task, by API v5: history, records that could not be applied, statements, positions, counters.

    Where a region does not offer API v5 each of them is ``NotOffered``.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/
    """

    def timeline(self, job_id: str, *, page_size: int = LARGEST_PAGE) -> AsyncPager[TimelineEntry]:
        """List what was done to a task, when, and by whom."""
        return self._pager(monitor.timeline(self._ctx, job_id, page_size))

    def dirty_data(
        self,
        job_id: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        full_load: bool = False,
        masked: bool = True,
        page_size: int = LARGEST_PAGE,
    ) -> AsyncPager[DirtyRecord]:
        """List records that could not be applied.

        Args:
            job_id: the task.
            since, until: only those of this time; with a time zone.
            full_load: those of the full load, instead of the incremental phase.
            masked: DRS masks the values in statements. ``False`` shows customers' data.
            page_size: records a request, 1..1000.
        """
        return self._pager(
            monitor.dirty_data(
                self._ctx, job_id, since=since, until=until, full_load=full_load, masked=masked, page_size=page_size
            )
        )

    def ddls(
        self,
        job_id: str,
        *,
        alarms: bool | None = None,
        first: int | None = None,
        last: int | None = None,
        page_size: int = LARGEST_PAGE,
    ) -> AsyncPager[DdlEntry]:
        """List statements on the structure that were filtered, or failed.

        Args:
            job_id: the task.
            alarms: ``True``: only those with an alarm; ``False``: only those without.
            first, last: numbers (``seqno``) between which they are.
            page_size: statements a request, 1..1000.
        """
        return self._pager(monitor.ddls(self._ctx, job_id, alarms=alarms, first=first, last=last, page_size=page_size))

    @change
    async def clear_alarm(self, job_id: str, seqno: int) -> None:
        """Clear the alarm of a statement on the structure; ``seqno`` is its number in :meth:`ddls`."""
        return await self._change(lambda: monitor.clear_alarm(self._ctx, job_id, seqno))

    async def components(self, job_id: str) -> IncrementComponents:
        """Return how reading (capture) and writing (apply) of the increments stand: positions and delays."""
        return await self._run(monitor.components(self._ctx, job_id))

    async def data(self, job_id: str) -> LiveData:
        """Return the counters of a task and its node."""
        return await self._run(monitor.live_data(self._ctx, job_id))

    def objects(
        self, job_id: str, type: str, *, name: str | None = None, page_size: int = LARGEST_PAGE
    ) -> AsyncPager[ObjectProgress]:
        """List how far the objects of one type are.

        Args:
            job_id: the task.
            type: table, event, table_structure, procedure, view, function, database, trigger or table_indexs.
            name: only objects with this in their name.
            page_size: objects a request, 1..1000.
        """
        return self._pager(monitor.objects(self._ctx, job_id, type, name=name, page_size=page_size))

    async def switchover(self, job_id: str) -> SwitchoverInfo:
        """Return where a disaster recovery task stands for a switchover."""
        return await self._run(monitor.switchover(self._ctx, job_id))

    async def metering(self, job_id: str) -> Rows[MeteredProduct]:
        """Return what a task is billed for."""
        return await self._rows(monitor.metering(self._ctx, job_id), MeteredProduct)
