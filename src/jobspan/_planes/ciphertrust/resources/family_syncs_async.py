"""The synchronization jobs of one family. One class serves nearly all families; two take an argument more."""

from collections.abc import Sequence
from typing import Self, Unpack

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._core.jobs import referenced
from jobspan._planes.ciphertrust.families import BY_KEY, Family
from jobspan._planes.ciphertrust.flows.cancel import cancel_job
from jobspan._planes.ciphertrust.flows.reads import get_job, list_jobs
from jobspan._planes.ciphertrust.flows.start import start_job
from jobspan._planes.ciphertrust.flows.sync_requests import ContainerLists, WhenRunning, known_lists, sync_request
from jobspan._planes.ciphertrust.job_kinds import SYNC_KINDS
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob, SyncStatus
from jobspan.progress import ProgressOption


class AsyncFamilyJobs(AsyncResource):
    """What can be done with the jobs of a family once they were started.

    Attributes:
        family: the family of these jobs, as the table of families has it.
    """

    family: Family

    @classmethod
    def of(cls, parent: AsyncResource, key: str) -> Self:
        """The jobs of the family of this key, bound to the parent's client.

        Args:
            parent: a resource, whose client is used.
            key: name of the family, for example ``aws.keys``.
        """
        jobs = cls(parent._ctx, parent._driver)
        jobs.family = BY_KEY[key]
        jobs._which = key
        return jobs

    async def get(self, id: str) -> SyncJob:
        """Get one job.

        Args:
            id: id of the synchronization job, as a handle or ``list`` shows it.

        Raises:
            NotFound: the family has no job with this id.
        """
        return await self._run(get_job(self._ctx, self.family, id))

    @change
    async def cancel(self, id: str) -> SyncJob:
        """Ask a job to stop; it ends a little later, as ``completed`` with ``abort`` set.

        Args:
            id: id of the synchronization job, as a handle or ``list`` shows it.

        Raises:
            RuleViolation: the job is over.
        """
        return await self._change(lambda: cancel_job(self._ctx, self.family, id))

    def handle(self, id: str) -> AsyncHandle[SyncJob, SyncJob]:
        """Make a handle for a job that was started before. Sends nothing yet.

        Args:
            id: id of the synchronization job, as a handle or ``list`` shows it.
        """
        return self._handle(referenced(self._ctx, SYNC_KINDS[self.family.key], id))

    async def wait(
        self,
        id: str,
        *,
        timeout: float | None = None,
        progress: ProgressOption = False,
        raise_on_failure: bool = True,
    ) -> SyncJob:
        """Wait until a job is over. See :meth:`AsyncHandle.wait`.

        Args:
            id: id of the synchronization job, as a handle or ``list`` shows it.
            timeout: seconds to wait at most; without it, ``Policy.wait_timeout`` (a day).
            progress: ``True`` shows a line or a bar; a callable gets each ``JobChanged``.
            raise_on_failure: ``False`` returns the last view of a job that failed, instead of raising ``JobFailed``.

        Raises:
            JobFailed: the job is over, and not in success; the error carries the view.
            WaitTimeout: the time is up; the job goes on, and the error carries its reference.
        """
        return await self.handle(id).wait(timeout=timeout, progress=progress, raise_on_failure=raise_on_failure)


class AsyncFamilySyncs(AsyncFamilyJobs):
    """The synchronization jobs of one family."""

    @change
    async def start(
        self,
        *,
        containers: Sequence[str] | None = None,
        synchronize_all: bool = False,
        when_running: WhenRunning = "raise",
        **named: Unpack[ContainerLists],
    ) -> AsyncHandle[SyncJob, SyncJob]:
        """Start a synchronization.

        Args:
            containers: what to synchronize: names or ids of Azure key vaults or Google key rings; ids, as CipherTrust knows
                them, of OCI vaults (not their OCIDs), Salesforce organizations, SAP groups, Luna HSM partitions, or domains.
            synchronize_all: synchronize all containers of the family, instead of those of a list; excludes the lists.
            when_running: what happens while a job of the same containers is running: ``raise`` refuses, ``join`` returns the
                handle of that job if it does all that is requested, ``start`` starts another one, with a warning.
            **named: the same list under the vendor's own word: ``key_vaults=`` (Azure), ``key_rings=`` (Google), ``vaults=``
                (OCI), ``organizations=`` (Salesforce), ``groups=`` (SAP), ``partitions=`` (Luna HSM), ``domains=`` (others).

        Raises:
            ValidationError: a list of another family, a list together with ``synchronize_all``, or neither.
            RuleViolation: a job of the same containers is running.
            Conflict: the appliance refuses it, because one was started in the meantime.
            AmbiguousOutcomeError: the reply was lost, and the list shows no single job that the request could have made.
        """
        arguments = ("containers", self.family.containers, "synchronize_all", "when_running")
        request = sync_request(
            self.family,
            {"containers": containers, **known_lists(f"{self.family.call}.start", named, *arguments)},
            synchronize_all=synchronize_all,
            when_running=when_running,
        )
        return await self._launch(lambda: start_job(self._ctx, request, when_running))

    def list(
        self,
        *,
        containers: Sequence[str] | None = None,
        id: str | None = None,
        status: SyncStatus | str | None = None,
        sort: str | None = None,
        page_size: int | None = None,
        **named: Unpack[ContainerLists],
    ) -> AsyncPager[SyncJob]:
        """List the jobs, filtered.

        Args:
            containers: only jobs of these containers, in the words that ``start`` takes. The families of Luna HSM, DSM and
                other CipherTrust Managers have no such filter.
            id: id of a synchronization job: only this one.
            status: only jobs in this state, their ``overall_status``. A cancelled job ends as ``completed``, with ``abort``
                set.
            sort: fields by the vendor's names, separated by commas, descending with a leading minus, for example
                ``-createdAt``; the vendor does not document the order without it.
            page_size: rows per request, 1..1000; without it, 100.
            **named: the same list under the vendor's own word, as in :meth:`start`.

        Raises:
            ValidationError: a list of another family, or a family that cannot be filtered by containers.
        """
        arguments = ("containers", self.family.containers, "id", "status", "sort", "page_size")
        lists = {"containers": containers, **known_lists(f"{self.family.call}.list", named, *arguments)}
        return self._pager(list_jobs(self._ctx, self.family, lists, id=id, status=status, sort=sort, limit=page_size))


class AsyncRegionalSyncs(AsyncFamilyJobs):
    """The synchronization jobs of an AWS family, over accounts and their regions."""

    @change
    async def start(
        self,
        *,
        containers: Sequence[str] | None = None,
        kms: Sequence[str] | None = None,
        regions: Sequence[str] | None = None,
        synchronize_all: bool = False,
        when_running: WhenRunning = "raise",
    ) -> AsyncHandle[SyncJob, SyncJob]:
        """Start a synchronization.

        Args:
            containers: what to synchronize: names or ids of the AWS accounts (CipherTrust's KMS containers), as
                ``ciphertrust.containers.aws.kms`` lists them; for key stores, too.
            kms: the same list under the vendor's own word: give one of them.
            regions: AWS regions of these accounts, for example ``eu-central-1``; without it, every region. Not with
                ``synchronize_all``.
            synchronize_all: synchronize all containers of the family, instead of those of a list; excludes the lists and
                ``regions``.
            when_running: what happens while a job of the same containers is running: ``raise`` refuses, ``join`` returns the
                handle of that job if it does all that is requested, ``start`` starts another one, with a warning.

        Raises:
            ValidationError: the lists together with ``synchronize_all``, or nothing to synchronize.
            RuleViolation: a job of the same containers is running.
            Conflict: the appliance refuses it, because one was started in the meantime.
            AmbiguousOutcomeError: the reply was lost, and the list shows no single job that the request could have made.
        """
        request = sync_request(
            self.family,
            {"containers": containers, "kms": kms},
            regions=regions,
            synchronize_all=synchronize_all,
            when_running=when_running,
        )
        return await self._launch(lambda: start_job(self._ctx, request, when_running))

    def list(
        self,
        *,
        containers: Sequence[str] | None = None,
        kms: Sequence[str] | None = None,
        id: str | None = None,
        status: SyncStatus | str | None = None,
        sort: str | None = None,
        page_size: int | None = None,
    ) -> AsyncPager[SyncJob]:
        """List the jobs, filtered.

        Args:
            containers: only jobs of these AWS accounts, in the words that ``start`` takes.
            kms: the same list under the vendor's own word: give one of them.
            id: id of a synchronization job: only this one.
            status: only jobs in this state, their ``overall_status``. A cancelled job ends as ``completed``, with ``abort``
                set.
            sort: fields by the vendor's names, separated by commas, descending with a leading minus, for example
                ``-createdAt``; the vendor does not document the order without it.
            page_size: rows per request, 1..1000; without it, 100.

        Raises:
            ValidationError: ``containers`` and ``kms`` together, or a page size out of range.
        """
        lists = {"containers": containers, "kms": kms}
        return self._pager(list_jobs(self._ctx, self.family, lists, id=id, status=status, sort=sort, limit=page_size))


class AsyncKeyBackupSyncs(AsyncFamilyJobs):
    """The synchronization jobs of Azure keys, which may be backed up on the way."""

    @change
    async def start(
        self,
        *,
        containers: Sequence[str] | None = None,
        key_vaults: Sequence[str] | None = None,
        take_cloud_key_backup: bool | None = None,
        synchronize_all: bool = False,
        when_running: WhenRunning = "raise",
    ) -> AsyncHandle[SyncJob, SyncJob]:
        """Start a synchronization.

        Args:
            containers: what to synchronize: names or ids of Azure key vaults, as ``ciphertrust.containers.azure.vaults``
                lists them.
            key_vaults: the same list under the vendor's own word: give one of them.
            take_cloud_key_backup: back up every key of the vaults in Azure as well. Older appliances do not know it, so it is
                sent only when given.
            synchronize_all: synchronize all containers of the family, instead of those of a list; excludes the lists.
            when_running: what happens while a job of the same containers is running: ``raise`` refuses, ``join`` returns the
                handle of that job if it does all that is requested, ``start`` starts another one, with a warning.

        Raises:
            ValidationError: the list together with ``synchronize_all``, or neither.
            RuleViolation: a job of the same vaults is running.
            Conflict: the appliance refuses it, because one was started in the meantime.
            AmbiguousOutcomeError: the reply was lost, and the list shows no single job that the request could have made.
        """
        request = sync_request(
            self.family,
            {"containers": containers, "key_vaults": key_vaults},
            take_cloud_key_backup=take_cloud_key_backup,
            synchronize_all=synchronize_all,
            when_running=when_running,
        )
        return await self._launch(lambda: start_job(self._ctx, request, when_running))

    def list(
        self,
        *,
        containers: Sequence[str] | None = None,
        key_vaults: Sequence[str] | None = None,
        id: str | None = None,
        status: SyncStatus | str | None = None,
        sort: str | None = None,
        page_size: int | None = None,
    ) -> AsyncPager[SyncJob]:
        """List the jobs, filtered.

        Args:
            containers: only jobs of these vaults, in the words that ``start`` takes.
            key_vaults: the same list under the vendor's own word: give one of them.
            id: id of a synchronization job: only this one.
            status: only jobs in this state, their ``overall_status``. A cancelled job ends as ``completed``, with ``abort``
                set.
            sort: fields by the vendor's names, separated by commas, descending with a leading minus, for example
                ``-createdAt``; the vendor does not document the order without it.
            page_size: rows per request, 1..1000; without it, 100.

        Raises:
            ValidationError: ``containers`` and ``key_vaults`` together, or a page size out of range.
        """
        lists = {"containers": containers, "key_vaults": key_vaults}
        return self._pager(list_jobs(self._ctx, self.family, lists, id=id, status=status, sort=sort, limit=page_size))
