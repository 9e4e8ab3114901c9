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
from jobspan._planes.huawei_drs.words import ObjectType
from jobspan.tables import Rows


class AsyncMonitor(AsyncResource):
    """What happens to a task, by API v5: history, records that could not be applied, statements, positions, counters.

    Where a region does not offer API v5 each of them is ``NotOffered``.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/
    """

    def timeline(self, job_id: str, *, page_size: int = LARGEST_PAGE) -> AsyncPager[TimelineEntry]:
        """List what was done to a task, when, and by whom.

        Args:
            job_id: id of the task.
            page_size: rows per request, 1..1000; without it, 1000.
        """
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
            job_id: id of the task.
            since: only those from this time on, which has a zone.
            until: only those up to this time, which has a zone.
            full_load: whether those of the full load are listed, instead of the incremental phase.
            masked: whether DRS masks the values in statements; otherwise customers' data is shown. Without it, they
                are masked.
            page_size: rows per request, 1..1000; without it, 1000.

        Raises:
            ValidationError: a time has no zone; nothing was sent.
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
            job_id: id of the task.
            alarms: only those with an alarm, or only those without; without it, both.
            first: only those with this number (``seqno``) or a larger one.
            last: only those with this number (``seqno``) or a smaller one.
            page_size: rows per request, 1..1000; without it, 1000.
        """
        return self._pager(monitor.ddls(self._ctx, job_id, alarms=alarms, first=first, last=last, page_size=page_size))

    @change
    async def clear_alarm(self, job_id: str, seqno: int) -> None:
        """Clear the alarm of a statement on the structure.

        Args:
            job_id: id of the task.
            seqno: number of the statement, as ``drs.monitor.ddls`` shows it.

        Raises:
            RuleViolation: there is no such task.
        """
        return await self._change(lambda: monitor.clear_alarm(self._ctx, job_id, seqno))

    async def components(self, job_id: str) -> IncrementComponents:
        """Return how reading (capture) and writing (apply) of the increments stand: positions and delays.

        Args:
            job_id: id of the task.
        """
        return await self._run(monitor.components(self._ctx, job_id))

    async def data(self, job_id: str) -> LiveData:
        """Return the counters of a task and its node.

        Args:
            job_id: id of the task.
        """
        return await self._run(monitor.live_data(self._ctx, job_id))

    def objects(
        self, job_id: str, type: ObjectType, *, name: str | None = None, page_size: int = LARGEST_PAGE
    ) -> AsyncPager[ObjectProgress]:
        """List how far the objects of one type are.

        Args:
            job_id: id of the task.
            type: the type of the objects that are listed.
            name: only objects that have this in their name at the source.
            page_size: rows per request, 1..1000; without it, 1000.
        """
        return self._pager(monitor.objects(self._ctx, job_id, type, name=name, page_size=page_size))

    async def switchover(self, job_id: str) -> SwitchoverInfo:
        """Return where a disaster recovery task stands for a switchover.

        Args:
            job_id: id of the disaster recovery task.
        """
        return await self._run(monitor.switchover(self._ctx, job_id))

    async def metering(self, job_id: str) -> Rows[MeteredProduct]:
        """Return what a task is billed for.

        Args:
            job_id: id of the task.
        """
        return await self._rows(monitor.metering(self._ctx, job_id), MeteredProduct)
