"""``client.drs.subscriptions``: the changes of a database, for a consumer to pull."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._core.validation import present
from jobspan._planes.huawei_drs.flows import subscription_reads, subscriptions
from jobspan._planes.huawei_drs.flows.subscription_reads import PER_PAGE
from jobspan._planes.huawei_drs.models.subscriptions import DataSubscription, DataSubscriptionSummary
from jobspan._planes.huawei_drs.words import SortDirection, SubscriptionGoal
from jobspan.progress import ProgressOption


class AsyncSubscriptions(AsyncResource):
    """Subscriptions, by API v5: DRS keeps the changes of an RDS for MySQL instance, and a consumer pulls them.

    DRS documents the states of a subscription, not what each of them allows: what cannot be meant is refused before it is sent,
    and what is only unusual leads to a warning. Where a region does not offer API v5 each method raises ``NotOffered``.

    Source: https://support.huaweicloud.com/intl/en-us/api-drs/
    """

    @change
    async def create(
        self,
        name: str,
        instance_id: str,
        *,
        enterprise_project_id: str = "0",
        description: str | None = None,
        tags: Mapping[str, str] | None = None,
        grant_new_agency: bool | None = None,
    ) -> AsyncHandle[DataSubscription, DataSubscription]:
        """Create a subscription, which is billed from then on: the handle waits until it can be started, ``handle.id`` names it.

        Args:
            name: name of the subscription, 4..50 letters, digits, ``-`` and ``_``.
            instance_id: id of the instance of RDS for MySQL whose changes are kept.
            enterprise_project_id: id of the enterprise project that it belongs to; without it, ``0``, the default
                project.
            description: free text.
            tags: values by their keys, at most 20; ``drs.tags.set`` tells what they may be.
            grant_new_agency: whether DRS creates the agency that it needs; without it, it does not.

        Raises:
            ValidationError: an argument cannot be; nothing was sent.
            AmbiguousOutcomeError: the reply was lost, and the list shows none that is surely this one.
        """
        return await self._launch(
            lambda: subscriptions.create(
                self._ctx,
                name,
                instance_id,
                enterprise_project_id=enterprise_project_id,
                description=description,
                tags={} if tags is None else tags,
                grant_new_agency=grant_new_agency,
            )
        )

    def list(
        self,
        *,
        name: str | None = None,
        status: str | None = None,
        instance_ids: Sequence[str] = (),
        instance_ip: str | None = None,
        engine_type: str | None = None,
        net_type: str | None = None,
        enterprise_project_id: str | None = None,
        description: str | None = None,
        tags: Mapping[str, str] | None = None,
        service_name: str | None = None,
        is_billing: bool | None = None,
        begin_at: str | None = None,
        sort_key: str | None = None,
        sort_dir: SortDirection | None = None,
        page_size: int = PER_PAGE,
    ) -> AsyncPager[DataSubscriptionSummary]:
        """List subscriptions.

        Args:
            name: only those with this in their name, or the one with this id.
            status: only those in this state, as DRS spells it, for example SUBSCRIPTION_STARTED.
            instance_ids: only those of the instances with these ids, at most 10.
            instance_ip: only those of the instance with this IP address.
            engine_type: their engine; sent as it is, for DRS does not document the form.
            net_type: their network; sent as it is, for DRS does not document the form.
            enterprise_project_id: only those of the enterprise project with this id; without it, of all.
            description: only those with this description; DRS does not document whether a part is enough.
            tags: only those with these tags: values by their keys.
            service_name: name of the service; sent as it is, for DRS does not document the form.
            is_billing: only those that are billed, or only those that are not; without it, both.
            begin_at: from when on they are consumed; sent as it is, for DRS does not document the form.
            sort_key: what the rows are sorted by; without it, the time of creation.
            sort_dir: direction of the sort; without it, descending.
            page_size: rows per request, 1..1000; without it, 100.

        Raises:
            ValidationError: ``page_size`` or ``instance_ids`` is out of range; nothing was sent.
        """
        filters = present(
            {
                "engine_type": engine_type,
                "net_type": net_type,
                "name": name,
                "status": status,
                "enterprise_project_id": enterprise_project_id,
                "sort_key": sort_key,
                "sort_dir": sort_dir,
                "instance_ids": [*instance_ids] or None,
                "instance_ip": instance_ip,
                "tags": tags,
                "service_name": service_name,
                "description": description,
                "is_billing": is_billing,
                "begin_at": begin_at,
            }
        )
        return self._pager(subscription_reads.subscriptions(self._ctx, filters, page_size))

    async def get(self, job_id: str) -> DataSubscription:
        """Return the details of a subscription.

        Args:
            job_id: id of the subscription.

        Raises:
            NotFound: there is no such subscription.
        """
        return await self._run(subscription_reads.subscription(self._ctx, job_id))

    def watch(
        self, job_id: str, *, until: SubscriptionGoal = "running"
    ) -> AsyncHandle[DataSubscription, DataSubscription]:
        """Return a handle for a subscription, whoever created or started it. Does no I/O.

        Args:
            job_id: id of the subscription.
            until: what is waited for: that it was created (it can be started) or is running. Without it, running.
        """
        return self._handle(subscriptions.watched(self._ctx, job_id, until))

    async def wait(
        self,
        job_id: str,
        *,
        until: SubscriptionGoal = "running",
        timeout: float | None = None,
        progress: ProgressOption = False,
    ) -> DataSubscription:
        """Wait until a subscription is created, or runs.

        Args:
            job_id: id of the subscription.
            until: what is waited for: that it was created (it can be started) or is running. Without it, running.
            timeout: seconds to wait at most; ``None`` means ``Policy.wait_timeout`` (a day).
            progress: ``True`` shows a line or a bar; a callable gets each ``JobChanged``.

        Raises:
            JobFailed: it failed, or was deleted.
            WaitTimeout: ``timeout`` has passed.
        """
        return await self.watch(job_id, until=until).wait(timeout=timeout, progress=progress)

    @change
    async def start(self, job_id: str) -> AsyncHandle[DataSubscription, DataSubscription]:
        """Start a subscription that was created: the handle waits until it runs.

        Args:
            job_id: id of the subscription.

        Raises:
            RuleViolation: it runs, is not created, or is frozen; nothing was sent.
            AmbiguousOutcomeError: the reply was lost, and the state does not tell.
        """
        return await self._launch(lambda: subscriptions.start(self._ctx, job_id))

    @change
    async def retry(self, job_id: str) -> AsyncHandle[DataSubscription, DataSubscription]:
        """Try a subscription that failed again: the handle waits until it runs.

        Args:
            job_id: id of the subscription.

        Raises:
            RuleViolation: it did not fail; nothing was sent.
            AmbiguousOutcomeError: the reply was lost, and the state does not tell.
        """
        return await self._launch(lambda: subscriptions.retry(self._ctx, job_id))

    @change
    async def reset(self, job_id: str) -> None:
        """Let a subscription begin anew; :meth:`wait` tells when it runs.

        Args:
            job_id: id of the subscription.

        Raises:
            RuleViolation: it was never started, or is frozen; nothing was sent.
            AmbiguousOutcomeError: the reply was lost, and the state does not tell.
        """
        return await self._change(lambda: subscriptions.reset(self._ctx, job_id))

    @change
    async def update(
        self,
        job_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        consume_time: datetime | None = None,
    ) -> None:
        """Change what a subscription is called, or from when on its changes are consumed. What is not given stays.

        Args:
            job_id: id of the subscription.
            name: the new name, 4..50 letters, digits, ``-`` and ``_``.
            description: free text.
            consume_time: from when on changes are pulled afterwards: a time with a zone, between the creation of the
                subscription and now. It is sent in milliseconds.

        Raises:
            ValidationError: nothing was given, or something cannot be; nothing was sent.
            RuleViolation: the time is out of range, or the subscription is deleted; nothing was sent.
        """
        return await self._change(
            lambda: subscriptions.update(
                self._ctx, job_id, name=name, description=description, consume_time=consume_time
            )
        )

    @change
    async def delete(self, job_id: str) -> None:
        """Delete a subscription, and with it the changes that were not consumed.

        Args:
            job_id: id of the subscription.

        Raises:
            NotFound: there is no such subscription.
            RuleViolation: it is deleted already; nothing was sent.
        """
        return await self._change(lambda: subscriptions.delete(self._ctx, job_id))
