"""``client.drs.task_settings``: what is set for a task."""

from collections.abc import Mapping
from datetime import datetime

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.huawei_drs.flows import alarm_topics, positions, task_orders, task_parameters
from jobspan._planes.huawei_drs.flows.offsets import LARGEST_PAGE
from jobspan._planes.huawei_drs.models.positions import CollectedPosition
from jobspan._planes.huawei_drs.models.task_settings import (
    AlarmTopic,
    ChangedParameters,
    FlavorChange,
    PeriodOrdered,
    SmnTopic,
    TaskParameter,
    TaskParameterChange,
)
from jobspan._planes.huawei_drs.words import Flavor
from jobspan.tables import Rows


class AsyncTaskSettings(AsyncResource):
    """What is set for a task by API v5: parameters, where it starts, its size, its order, its alarms.

    Where a region does not offer API v5 each method raises ``NotOffered``; where it offers a part only, so do the others.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/
    """

    def parameters(
        self, job_id: str, *, name: str | None = None, page_size: int = LARGEST_PAGE
    ) -> AsyncPager[TaskParameter]:
        """List the parameters of a task with their values, defaults and ranges; ``is_need_restart`` tells what holds at once.

        Args:
            job_id: id of the task.
            name: only the parameter of this name.
            page_size: rows per request, 1..1000; without it, 1000.
        """
        return self._pager(task_parameters.parameters(self._ctx, job_id, name=name, page_size=page_size))

    @change
    async def set_parameters(self, job_id: str, values: Mapping[str, str]) -> ChangedParameters:
        """Give parameters of a task new values, and tell which of them hold only after a restart. Others stay.

        Args:
            job_id: id of the task.
            values: new values by the names of parameters, as text; ``drs.task_settings.parameters`` shows what they
                may be.

        Raises:
            ValidationError: there is nothing to set; nothing was sent.
            RuleViolation: the task has ended.
        """
        return await self._change(lambda: task_parameters.set_parameters(self._ctx, job_id, values))

    def parameter_history(
        self,
        job_id: str,
        *,
        name: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        page_size: int = LARGEST_PAGE,
    ) -> AsyncPager[TaskParameterChange]:
        """List the changes of parameters of a task.

        Args:
            job_id: id of the task.
            name: only those of the parameter of this name.
            since: only those from this time on, which has a zone.
            until: only those up to this time, which has a zone.
            page_size: rows per request, 1..1000; without it, 1000.

        Raises:
            ValidationError: a time has no zone, or ``page_size`` is out of range; nothing was sent.
        """
        return self._pager(
            task_parameters.parameter_history(
                self._ctx, job_id, name=name, since=since, until=until, page_size=page_size
            )
        )

    @change
    async def collect_position(self, job_id: str, at: datetime) -> AsyncHandle[CollectedPosition, CollectedPosition]:
        """Let DRS find the position in the log of the source at a time; ``wait()`` returns it.

        Args:
            job_id: id of the task.
            at: the time whose position is wanted, with a zone.

        Raises:
            ValidationError: the time has no zone; nothing was sent.
            RuleViolation: there is no such task.
        """
        return await self._launch(lambda: positions.collect_position(self._ctx, job_id, at))

    async def position(self, job_id: str, query_id: str) -> CollectedPosition:
        """Return how a search for a position goes.

        Args:
            job_id: id of the task.
            query_id: id of the search, which the handle of ``collect_position`` has as ``handle.ref.id``.
        """
        return await self._run(positions.position(self._ctx, job_id, query_id))

    @change
    async def set_start_position(self, job_id: str, file_and_position: str, gtid_set: str | None = None) -> None:
        """Say from where in the log of the source an incremental task starts. It must not have been started.

        Args:
            job_id: id of the task.
            file_and_position: for MySQL ``mysql-bin.000277:805`` (up to 100 characters), for MongoDB
                ``timestamp:increment``.
            gtid_set: for MySQL, what was executed up to there; up to 2048 characters, none of ``< > & " ' / \\``.

        Raises:
            ValidationError: a position cannot be; nothing was sent.
            RuleViolation: the task was started, or has a full phase.
        """
        return await self._change(lambda: positions.set_start_position(self._ctx, job_id, file_and_position, gtid_set))

    @change
    async def change_flavor(self, job_id: str, spec_type: Flavor) -> FlavorChange:
        """Change the size of a task. Its price changes with it, and it is interrupted for a while.

        After a lost reply the size that the details show tells whether it was changed.

        Args:
            job_id: id of the task.
            spec_type: the new size of the replication instance.

        Raises:
            RuleViolation: the task has ended.
            AmbiguousOutcomeError: the reply was lost, and the task does not show the new size.
        """
        return await self._change(lambda: task_orders.change_flavor(self._ctx, job_id, spec_type))

    @change
    async def change_to_period(
        self,
        job_id: str,
        *,
        months: int | None = None,
        years: int | None = None,
        auto_renew: bool = False,
        auto_pay: bool = False,
    ) -> PeriodOrdered:
        """Buy a task for months or years. This makes an order: call it ``.once``, under a key.

        The request is never sent twice. When its reply is lost nothing can tell whether the order was made, and that
        is said.

        Args:
            job_id: id of the task.
            months: how many months are bought, 1..9; not with ``years``.
            years: how many years are bought, 1..3; not with ``months``.
            auto_renew: whether the order is renewed when it runs out; without it, it is not.
            auto_pay: whether it is paid at once; otherwise it waits to be paid by hand.

        Raises:
            ValidationError: not one length of time was given; nothing was sent.
            RuleViolation: the task has ended.
            AmbiguousOutcomeError: the reply was lost; look at the orders of the account.
        """
        return await self._change(
            lambda: task_orders.change_to_period(
                self._ctx, job_id, months=months, years=years, auto_renew=auto_renew, auto_pay=auto_pay
            )
        )

    async def topics(self) -> Rows[SmnTopic]:
        """Return the topics of the notification service that tasks can send alarms to."""
        return await self._rows(alarm_topics.topics(self._ctx), SmnTopic)

    async def alarm_topic(self, job_id: str) -> AlarmTopic:
        """Return the topic that a task sends its alarms to, and the delays above which it warns.

        Args:
            job_id: id of the task.
        """
        return await self._run(alarm_topics.alarm_topic(self._ctx, job_id))

    @change
    async def set_alarm_topic(
        self,
        job_id: str,
        topic_urn: str,
        *,
        delay: int | None = None,
        rto_delay: int | None = None,
        rpo_delay: int | None = None,
        notify: bool = True,
    ) -> None:
        """Let a task send its alarms to a topic.

        Args:
            job_id: id of the task.
            topic_urn: URN of the topic, as ``drs.task_settings.topics`` shows it.
            delay: seconds of delay of the increments above which it warns, 0..3600.
            rto_delay: seconds of RTO above which disaster recovery warns, 0..3600.
            rpo_delay: seconds of RPO above which disaster recovery warns, 0..3600.
            notify: whether the subscribers get its alarms; without it, they do.

        Raises:
            ValidationError: a value cannot be; nothing was sent.
            RuleViolation: the task has ended.
        """
        return await self._change(
            lambda: alarm_topics.set_alarm_topic(
                self._ctx, job_id, topic_urn, delay=delay, rto_delay=rto_delay, rpo_delay=rpo_delay, notify=notify
            )
        )

    @change
    async def export_statistics(self, job_id: str) -> None:
        """Let DRS export the statistics of the operations of a task.

        Args:
            job_id: id of the task.

        Raises:
            RuleViolation: there is no such task.
        """
        return await self._change(lambda: alarm_topics.export_statistics(self._ctx, job_id))
