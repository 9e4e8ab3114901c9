"""Thales CipherTrust Cloud Key Manager: synchronization jobs of every cloud, schedules, the session."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Self

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._core.jobs import started
from jobspan._planes.ciphertrust.auth import Session
from jobspan._planes.ciphertrust.families import BY_KEY, FAMILIES, Family, family
from jobspan._planes.ciphertrust.flows import schedules as schedule_flows
from jobspan._planes.ciphertrust.flows.cancelling import cancel_job
from jobspan._planes.ciphertrust.flows.reading import get_job, list_jobs
from jobspan._planes.ciphertrust.flows.requests import SyncRequest, WhenRunning, sync_request
from jobspan._planes.ciphertrust.flows.starting import start_job
from jobspan._planes.ciphertrust.job_kinds import SYNC_KINDS
from jobspan._planes.ciphertrust.models.schedules import RunStatus, Schedule, ScheduleRun
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob, SyncStatus
from jobspan.models import UNSET, Unset
from jobspan.progress import ProgressOption


class AsyncFamilySyncs(AsyncResource):
    """The synchronization jobs of one family."""

    family: Family

    @classmethod
    def of(cls, parent: AsyncResource, family: Family) -> Self:
        """Those of this family, with the connections of the parent."""
        syncs = cls(parent._ctx, parent._driver)
        syncs.family = family
        return syncs

    async def get(self, id: str) -> SyncJob:
        """One job.

        Raises:
            NotFound: the family has no job of this id.
        """
        return await self._run(get_job(self._ctx, self.family, id))

    @change
    async def cancel(self, id: str) -> SyncJob:
        """Ask a job to stop; it ends a little later, as ``completed`` with ``abort`` set.

        Raises:
            RuleViolation: the job is over.
        """
        return await self._change(lambda: cancel_job(self._ctx, self.family, id))

    def handle(self, id: str) -> AsyncHandle[SyncJob, SyncJob]:
        """A handle for a job that runs already. Asks nothing yet."""
        return self._handle(started(self._ctx, SYNC_KINDS[self.family.key], id))

    async def wait(
        self,
        id: str,
        *,
        timeout: float | None = None,
        progress: ProgressOption = False,
        raise_on_failure: bool = True,
    ) -> SyncJob:
        """Look until a job is over. See :meth:`AsyncHandle.wait`."""
        return await self.handle(id).wait(timeout=timeout, progress=progress, raise_on_failure=raise_on_failure)


class AsyncKmsSyncs(AsyncFamilySyncs):
    """Jobs over AWS accounts (``kms``) and regions."""

    @change
    async def start(
        self,
        *,
        kms: Sequence[str] | None = None,
        regions: Sequence[str] | None = None,
        synchronize_all: bool = False,
        when_running: WhenRunning = "raise",
    ) -> AsyncHandle[SyncJob, SyncJob]:
        """Start a synchronization.

        Args:
            kms: names or ids of AWS account containers.
            regions: AWS regions of those containers; without it, every one.
            synchronize_all: all containers; excludes the lists.
            when_running: while a job of the same containers runs, ``raise``, ``join`` it, or ``start`` nevertheless.

        Raises:
            ValidationError: the lists and ``synchronize_all`` exclude each other, or nothing was chosen.
            RuleViolation: a job of the same containers runs.
        """
        request = sync_request(
            self.family,
            {"kms": kms},
            regions=regions,
            synchronize_all=synchronize_all,
            when_running=when_running,
        )
        return await self._launch(lambda: start_job(self._ctx, request, when_running))

    def list(
        self,
        *,
        kms: Sequence[str] | None = None,
        id: str | None = None,
        status: SyncStatus | str | None = None,
        sort: str | None = None,
        limit: int | None = None,
    ) -> AsyncPager[SyncJob]:
        """The jobs, filtered. ``sort`` is a field name, descending with a leading minus; ``limit`` the size of a page."""
        listing = list_jobs(self._ctx, self.family, {"kms": kms}, id=id, status=status, sort=sort, limit=limit)
        return self._pager(listing)


class AsyncKeyVaultSyncs(AsyncFamilySyncs):
    """Jobs over Azure key vaults."""

    @change
    async def start(
        self,
        *,
        key_vaults: Sequence[str] | None = None,
        synchronize_all: bool = False,
        when_running: WhenRunning = "raise",
    ) -> AsyncHandle[SyncJob, SyncJob]:
        """Start a synchronization.

        Args:
            key_vaults: names or ids of Azure vault containers.
            synchronize_all: all vaults; excludes the list.
            when_running: while a job of the same vaults runs, ``raise``, ``join`` it, or ``start`` nevertheless.

        Raises:
            ValidationError: the list and ``synchronize_all`` exclude each other, or nothing was chosen.
            RuleViolation: a job of the same vaults runs.
        """
        request = sync_request(
            self.family, {"key_vaults": key_vaults}, synchronize_all=synchronize_all, when_running=when_running
        )
        return await self._launch(lambda: start_job(self._ctx, request, when_running))

    def list(
        self,
        *,
        key_vaults: Sequence[str] | None = None,
        id: str | None = None,
        status: SyncStatus | str | None = None,
        sort: str | None = None,
        limit: int | None = None,
    ) -> AsyncPager[SyncJob]:
        """The jobs, filtered. ``sort`` is a field name, descending with a leading minus; ``limit`` the size of a page."""
        lists = {"key_vaults": key_vaults}
        return self._pager(list_jobs(self._ctx, self.family, lists, id=id, status=status, sort=sort, limit=limit))


class AsyncKeyVaultKeySyncs(AsyncFamilySyncs):
    """Jobs over the keys of Azure key vaults, which may be backed up on the way."""

    @change
    async def start(
        self,
        *,
        key_vaults: Sequence[str] | None = None,
        take_cloud_key_backup: bool | None = None,
        synchronize_all: bool = False,
        when_running: WhenRunning = "raise",
    ) -> AsyncHandle[SyncJob, SyncJob]:
        """Start a synchronization.

        Args:
            key_vaults: names or ids of Azure vault containers.
            take_cloud_key_backup: also back up every key in the cloud; newer appliances only, so sent only when given.
            synchronize_all: all vaults; excludes the list.
            when_running: while a job of the same vaults runs, ``raise``, ``join`` it, or ``start`` nevertheless.

        Raises:
            ValidationError: the list and ``synchronize_all`` exclude each other, or nothing was chosen.
            RuleViolation: a job of the same vaults runs.
        """
        request = sync_request(
            self.family,
            {"key_vaults": key_vaults},
            take_cloud_key_backup=take_cloud_key_backup,
            synchronize_all=synchronize_all,
            when_running=when_running,
        )
        return await self._launch(lambda: start_job(self._ctx, request, when_running))

    def list(
        self,
        *,
        key_vaults: Sequence[str] | None = None,
        id: str | None = None,
        status: SyncStatus | str | None = None,
        sort: str | None = None,
        limit: int | None = None,
    ) -> AsyncPager[SyncJob]:
        """The jobs, filtered. ``sort`` is a field name, descending with a leading minus; ``limit`` the size of a page."""
        lists = {"key_vaults": key_vaults}
        return self._pager(list_jobs(self._ctx, self.family, lists, id=id, status=status, sort=sort, limit=limit))


class AsyncKeyRingSyncs(AsyncFamilySyncs):
    """Jobs over Google Cloud key rings."""

    @change
    async def start(
        self,
        *,
        key_rings: Sequence[str] | None = None,
        synchronize_all: bool = False,
        when_running: WhenRunning = "raise",
    ) -> AsyncHandle[SyncJob, SyncJob]:
        """Start a synchronization.

        Args:
            key_rings: names or ids of Google key rings.
            synchronize_all: all key rings; excludes the list.
            when_running: while a job of the same key rings runs, ``raise``, ``join`` it, or ``start`` nevertheless.

        Raises:
            ValidationError: the list and ``synchronize_all`` exclude each other, or nothing was chosen.
            RuleViolation: a job of the same key rings runs.
        """
        request = sync_request(
            self.family, {"key_rings": key_rings}, synchronize_all=synchronize_all, when_running=when_running
        )
        return await self._launch(lambda: start_job(self._ctx, request, when_running))

    def list(
        self,
        *,
        key_rings: Sequence[str] | None = None,
        id: str | None = None,
        status: SyncStatus | str | None = None,
        sort: str | None = None,
        limit: int | None = None,
    ) -> AsyncPager[SyncJob]:
        """The jobs, filtered. ``sort`` is a field name, descending with a leading minus; ``limit`` the size of a page."""
        lists = {"key_rings": key_rings}
        return self._pager(list_jobs(self._ctx, self.family, lists, id=id, status=status, sort=sort, limit=limit))


class AsyncVaultSyncs(AsyncFamilySyncs):
    """Jobs over OCI vaults."""

    @change
    async def start(
        self,
        *,
        vaults: Sequence[str] | None = None,
        synchronize_all: bool = False,
        when_running: WhenRunning = "raise",
    ) -> AsyncHandle[SyncJob, SyncJob]:
        """Start a synchronization.

        Args:
            vaults: ids of the vaults in CipherTrust (not their OCIDs).
            synchronize_all: all vaults; excludes the list.
            when_running: while a job of the same vaults runs, ``raise``, ``join`` it, or ``start`` nevertheless.

        Raises:
            ValidationError: the list and ``synchronize_all`` exclude each other, or nothing was chosen.
            RuleViolation: a job of the same vaults runs.
        """
        request = sync_request(
            self.family, {"vaults": vaults}, synchronize_all=synchronize_all, when_running=when_running
        )
        return await self._launch(lambda: start_job(self._ctx, request, when_running))

    def list(
        self,
        *,
        vaults: Sequence[str] | None = None,
        id: str | None = None,
        status: SyncStatus | str | None = None,
        sort: str | None = None,
        limit: int | None = None,
    ) -> AsyncPager[SyncJob]:
        """The jobs, filtered. ``sort`` is a field name, descending with a leading minus; ``limit`` the size of a page."""
        lists = {"vaults": vaults}
        return self._pager(list_jobs(self._ctx, self.family, lists, id=id, status=status, sort=sort, limit=limit))


class AsyncOrganizationSyncs(AsyncFamilySyncs):
    """Jobs over Salesforce organizations."""

    @change
    async def start(
        self,
        *,
        organizations: Sequence[str] | None = None,
        synchronize_all: bool = False,
        when_running: WhenRunning = "raise",
    ) -> AsyncHandle[SyncJob, SyncJob]:
        """Start a synchronization.

        Args:
            organizations: ids of the organizations in CipherTrust.
            synchronize_all: all organizations; excludes the list.
            when_running: while a job of the same organizations runs, ``raise``, ``join`` it, or ``start`` nevertheless.

        Raises:
            ValidationError: the list and ``synchronize_all`` exclude each other, or nothing was chosen.
            RuleViolation: a job of the same organizations runs.
        """
        request = sync_request(
            self.family, {"organizations": organizations}, synchronize_all=synchronize_all, when_running=when_running
        )
        return await self._launch(lambda: start_job(self._ctx, request, when_running))

    def list(
        self,
        *,
        organizations: Sequence[str] | None = None,
        id: str | None = None,
        status: SyncStatus | str | None = None,
        sort: str | None = None,
        limit: int | None = None,
    ) -> AsyncPager[SyncJob]:
        """The jobs, filtered. ``sort`` is a field name, descending with a leading minus; ``limit`` the size of a page."""
        lists = {"organizations": organizations}
        return self._pager(list_jobs(self._ctx, self.family, lists, id=id, status=status, sort=sort, limit=limit))


class AsyncGroupSyncs(AsyncFamilySyncs):
    """Jobs over SAP groups."""

    @change
    async def start(
        self,
        *,
        groups: Sequence[str] | None = None,
        synchronize_all: bool = False,
        when_running: WhenRunning = "raise",
    ) -> AsyncHandle[SyncJob, SyncJob]:
        """Start a synchronization.

        Args:
            groups: ids of the groups in CipherTrust, or their SAP group ids.
            synchronize_all: all groups; excludes the list.
            when_running: while a job of the same groups runs, ``raise``, ``join`` it, or ``start`` nevertheless.

        Raises:
            ValidationError: the list and ``synchronize_all`` exclude each other, or nothing was chosen.
            RuleViolation: a job of the same groups runs.
        """
        request = sync_request(
            self.family, {"groups": groups}, synchronize_all=synchronize_all, when_running=when_running
        )
        return await self._launch(lambda: start_job(self._ctx, request, when_running))

    def list(
        self,
        *,
        groups: Sequence[str] | None = None,
        id: str | None = None,
        status: SyncStatus | str | None = None,
        sort: str | None = None,
        limit: int | None = None,
    ) -> AsyncPager[SyncJob]:
        """The jobs, filtered. ``sort`` is a field name, descending with a leading minus; ``limit`` the size of a page."""
        lists = {"groups": groups}
        return self._pager(list_jobs(self._ctx, self.family, lists, id=id, status=status, sort=sort, limit=limit))


class AsyncPartitionSyncs(AsyncFamilySyncs):
    """Jobs over Luna HSM partitions."""

    @change
    async def start(
        self,
        *,
        partitions: Sequence[str] | None = None,
        synchronize_all: bool = False,
        when_running: WhenRunning = "raise",
    ) -> AsyncHandle[SyncJob, SyncJob]:
        """Start a synchronization.

        Args:
            partitions: ids of the partitions in CipherTrust.
            synchronize_all: all partitions; excludes the list.
            when_running: while a job of the same partitions runs, ``raise``, ``join`` it, or ``start`` nevertheless.

        Raises:
            ValidationError: the list and ``synchronize_all`` exclude each other, or nothing was chosen.
            RuleViolation: a job of the same partitions runs.
        """
        request = sync_request(
            self.family, {"partitions": partitions}, synchronize_all=synchronize_all, when_running=when_running
        )
        return await self._launch(lambda: start_job(self._ctx, request, when_running))

    def list(
        self,
        *,
        id: str | None = None,
        status: SyncStatus | str | None = None,
        sort: str | None = None,
        limit: int | None = None,
    ) -> AsyncPager[SyncJob]:
        """The jobs, filtered. ``sort`` is a field name, descending with a leading minus; ``limit`` the size of a page."""
        return self._pager(list_jobs(self._ctx, self.family, id=id, status=status, sort=sort, limit=limit))


class AsyncDomainSyncs(AsyncFamilySyncs):
    """Jobs over the domains of a DSM or of another CipherTrust Manager."""

    @change
    async def start(
        self,
        *,
        domains: Sequence[str] | None = None,
        synchronize_all: bool = False,
        when_running: WhenRunning = "raise",
    ) -> AsyncHandle[SyncJob, SyncJob]:
        """Start a refresh.

        Args:
            domains: ids of the domains in CipherTrust.
            synchronize_all: all domains; excludes the list.
            when_running: while a job of the same domains runs, ``raise``, ``join`` it, or ``start`` nevertheless.

        Raises:
            ValidationError: the list and ``synchronize_all`` exclude each other, or nothing was chosen.
            RuleViolation: a job of the same domains runs.
        """
        request = sync_request(
            self.family, {"domains": domains}, synchronize_all=synchronize_all, when_running=when_running
        )
        return await self._launch(lambda: start_job(self._ctx, request, when_running))

    def list(
        self,
        *,
        id: str | None = None,
        status: SyncStatus | str | None = None,
        sort: str | None = None,
        limit: int | None = None,
    ) -> AsyncPager[SyncJob]:
        """The jobs, filtered. ``sort`` is a field name, descending with a leading minus; ``limit`` the size of a page."""
        return self._pager(list_jobs(self._ctx, self.family, id=id, status=status, sort=sort, limit=limit))


class AsyncAwsSyncs(AsyncResource):
    """Amazon Web Services."""

    @cached_property
    def keys(self) -> AsyncKmsSyncs:
        """Keys."""
        return AsyncKmsSyncs.of(self, BY_KEY["aws.keys"])

    @cached_property
    def custom_key_stores(self) -> AsyncKmsSyncs:
        """Custom key stores."""
        return AsyncKmsSyncs.of(self, BY_KEY["aws.custom_key_stores"])


class AsyncAzureSyncs(AsyncResource):
    """Microsoft Azure."""

    @cached_property
    def keys(self) -> AsyncKeyVaultKeySyncs:
        """Keys."""
        return AsyncKeyVaultKeySyncs.of(self, BY_KEY["azure.keys"])

    @cached_property
    def certificates(self) -> AsyncKeyVaultSyncs:
        """Certificates."""
        return AsyncKeyVaultSyncs.of(self, BY_KEY["azure.certificates"])

    @cached_property
    def secrets(self) -> AsyncKeyVaultSyncs:
        """Secrets."""
        return AsyncKeyVaultSyncs.of(self, BY_KEY["azure.secrets"])


class AsyncGoogleSyncs(AsyncResource):
    """Google Cloud."""

    @cached_property
    def keys(self) -> AsyncKeyRingSyncs:
        """Keys."""
        return AsyncKeyRingSyncs.of(self, BY_KEY["google.keys"])


class AsyncOciSyncs(AsyncResource):
    """Oracle Cloud Infrastructure."""

    @cached_property
    def keys(self) -> AsyncVaultSyncs:
        """Keys."""
        return AsyncVaultSyncs.of(self, BY_KEY["oci.keys"])


class AsyncSfdcSyncs(AsyncResource):
    """Salesforce."""

    @cached_property
    def keys(self) -> AsyncOrganizationSyncs:
        """Tenant secrets."""
        return AsyncOrganizationSyncs.of(self, BY_KEY["sfdc.keys"])

    @cached_property
    def certificates(self) -> AsyncOrganizationSyncs:
        """Certificates."""
        return AsyncOrganizationSyncs.of(self, BY_KEY["sfdc.certificates"])


class AsyncSapSyncs(AsyncResource):
    """SAP."""

    @cached_property
    def keys(self) -> AsyncGroupSyncs:
        """Keys."""
        return AsyncGroupSyncs.of(self, BY_KEY["sap.keys"])


class AsyncHsmLunaSyncs(AsyncResource):
    """Luna HSM. The vendor has two sets of operations for it."""

    @cached_property
    def synchronize(self) -> AsyncPartitionSyncs:
        """Synchronize the keys of partitions."""
        return AsyncPartitionSyncs.of(self, BY_KEY["hsm_luna.synchronize"])

    @cached_property
    def refresh(self) -> AsyncPartitionSyncs:
        """Refresh the keys of partitions."""
        return AsyncPartitionSyncs.of(self, BY_KEY["hsm_luna.refresh"])


class AsyncDsmSyncs(AsyncResource):
    """Data Security Manager."""

    @cached_property
    def refresh(self) -> AsyncDomainSyncs:
        """Refresh domains."""
        return AsyncDomainSyncs.of(self, BY_KEY["dsm.refresh"])


class AsyncExternalCmSyncs(AsyncResource):
    """Other CipherTrust Managers."""

    @cached_property
    def refresh(self) -> AsyncDomainSyncs:
        """Refresh domains."""
        return AsyncDomainSyncs.of(self, BY_KEY["external_cm.refresh"])


class AsyncSyncJobs(AsyncResource):
    """Key synchronization jobs of all families.

    Each family has its typed form (``sync_jobs.aws.keys``, ``sync_jobs.azure.certificates``, ...); the methods here take
    the family by name, for code that treats them alike.
    """

    families = tuple(each.key for each in FAMILIES)
    """Their names. The name of a cloud alone means its keys, or its only family."""

    @change
    async def start(
        self,
        family: str,
        *,
        kms: Sequence[str] | None = None,
        regions: Sequence[str] | None = None,
        key_vaults: Sequence[str] | None = None,
        key_rings: Sequence[str] | None = None,
        vaults: Sequence[str] | None = None,
        organizations: Sequence[str] | None = None,
        groups: Sequence[str] | None = None,
        partitions: Sequence[str] | None = None,
        domains: Sequence[str] | None = None,
        take_cloud_key_backup: bool | None = None,
        synchronize_all: bool = False,
        when_running: WhenRunning = "raise",
    ) -> AsyncHandle[SyncJob, SyncJob]:
        """Start a synchronization.

        Args:
            family: for example ``aws.keys``, or ``aws`` for short; see :attr:`families`.
            kms, key_vaults, key_rings, vaults, organizations, groups, partitions, domains: the containers, in the list that
                the family works on.
            regions: AWS regions of the containers; without it, every one.
            take_cloud_key_backup: back up Azure keys in the cloud as well.
            synchronize_all: all containers; excludes the lists.
            when_running: while a job of the same containers runs, ``raise``, ``join`` it, or ``start`` nevertheless.

        Raises:
            ValidationError: an unknown family, a list of another one, lists and ``synchronize_all`` together, or nothing.
            RuleViolation: a job of the same containers runs.
        """
        request = _request(
            family,
            kms=kms,
            regions=regions,
            key_vaults=key_vaults,
            key_rings=key_rings,
            vaults=vaults,
            organizations=organizations,
            groups=groups,
            partitions=partitions,
            domains=domains,
            take_cloud_key_backup=take_cloud_key_backup,
            synchronize_all=synchronize_all,
            when_running=when_running,
        )
        return await self._launch(lambda: start_job(self._ctx, request, when_running))

    def list(
        self,
        family: str,
        *,
        kms: Sequence[str] | None = None,
        key_vaults: Sequence[str] | None = None,
        key_rings: Sequence[str] | None = None,
        vaults: Sequence[str] | None = None,
        organizations: Sequence[str] | None = None,
        groups: Sequence[str] | None = None,
        id: str | None = None,
        status: SyncStatus | str | None = None,
        sort: str | None = None,
        limit: int | None = None,
    ) -> AsyncPager[SyncJob]:
        """The jobs of a family.

        Args:
            kms, key_vaults, key_rings, vaults, organizations, groups: only jobs of these containers, in the list that the
                family works on. The families of Luna HSM, DSM and other CipherTrust Managers cannot be filtered so.
            id: exactly this job.
            status: only jobs in this state.
            sort: a field name, descending with a leading minus, for example ``-createdAt``.
            limit: the size of a page, 1..1000.

        Raises:
            ValidationError: an unknown family, or one that cannot be filtered by containers.
        """
        lists = {
            "kms": kms,
            "key_vaults": key_vaults,
            "key_rings": key_rings,
            "vaults": vaults,
            "organizations": organizations,
            "groups": groups,
        }
        of = _family(family)
        return self._pager(list_jobs(self._ctx, of, lists, id=id, status=status, sort=sort, limit=limit))

    async def get(self, family: str, id: str) -> SyncJob:
        """One job.

        Raises:
            NotFound: the family has no job of this id.
        """
        return await self._run(get_job(self._ctx, _family(family), id))

    @change
    async def cancel(self, family: str, id: str) -> SyncJob:
        """Ask a job to stop; it ends a little later, as ``completed`` with ``abort`` set.

        Raises:
            RuleViolation: the job is over.
        """
        return await self._change(lambda: cancel_job(self._ctx, _family(family), id))

    def handle(self, family: str, id: str) -> AsyncHandle[SyncJob, SyncJob]:
        """A handle for a job that runs already. Asks nothing yet."""
        return self._handle(started(self._ctx, SYNC_KINDS[_family(family).key], id))

    async def wait(
        self,
        family: str,
        id: str,
        *,
        timeout: float | None = None,
        progress: ProgressOption = False,
        raise_on_failure: bool = True,
    ) -> SyncJob:
        """Look until a job is over. See :meth:`AsyncHandle.wait`."""
        handle = self.handle(family, id)
        return await handle.wait(timeout=timeout, progress=progress, raise_on_failure=raise_on_failure)

    @cached_property
    def aws(self) -> AsyncAwsSyncs:
        """Amazon Web Services: ``keys``, ``custom_key_stores``."""
        return AsyncAwsSyncs(self._ctx, self._driver)

    @cached_property
    def azure(self) -> AsyncAzureSyncs:
        """Microsoft Azure: ``keys``, ``certificates``, ``secrets``."""
        return AsyncAzureSyncs(self._ctx, self._driver)

    @cached_property
    def google(self) -> AsyncGoogleSyncs:
        """Google Cloud: ``keys``."""
        return AsyncGoogleSyncs(self._ctx, self._driver)

    @cached_property
    def oci(self) -> AsyncOciSyncs:
        """Oracle Cloud Infrastructure: ``keys``."""
        return AsyncOciSyncs(self._ctx, self._driver)

    @cached_property
    def sfdc(self) -> AsyncSfdcSyncs:
        """Salesforce: ``keys``, ``certificates``."""
        return AsyncSfdcSyncs(self._ctx, self._driver)

    @cached_property
    def sap(self) -> AsyncSapSyncs:
        """SAP: ``keys``."""
        return AsyncSapSyncs(self._ctx, self._driver)

    @cached_property
    def hsm_luna(self) -> AsyncHsmLunaSyncs:
        """Luna HSM: ``synchronize``, ``refresh``."""
        return AsyncHsmLunaSyncs(self._ctx, self._driver)

    @cached_property
    def dsm(self) -> AsyncDsmSyncs:
        """Data Security Manager: ``refresh``."""
        return AsyncDsmSyncs(self._ctx, self._driver)

    @cached_property
    def external_cm(self) -> AsyncExternalCmSyncs:
        """Other CipherTrust Managers: ``refresh``."""
        return AsyncExternalCmSyncs(self._ctx, self._driver)


def _family(name: str) -> Family:
    """The parameter ``family`` hides the function of that name."""
    return family(name)


def _request(
    name: str,
    *,
    regions: Sequence[str] | None,
    take_cloud_key_backup: bool | None,
    synchronize_all: bool,
    when_running: WhenRunning,
    **lists: Sequence[str] | None,
) -> SyncRequest:
    return sync_request(
        family(name),
        lists,
        regions=regions,
        take_cloud_key_backup=take_cloud_key_backup,
        synchronize_all=synchronize_all,
        when_running=when_running,
    )


class AsyncSchedules(AsyncResource):
    """Synchronizations that the appliance starts by itself, by a cron expression."""

    def list(
        self, *, name: str | None = None, disabled: bool | None = None, limit: int | None = None
    ) -> AsyncPager[Schedule]:
        """The schedules that synchronize. ``limit`` is the size of a page."""
        return self._pager(schedule_flows.list_schedules(self._ctx, name=name, disabled=disabled, limit=limit))

    async def get(self, id: str) -> Schedule:
        """One schedule.

        Raises:
            NotFound: there is none of this id.
        """
        return await self._run(schedule_flows.get_schedule(self._ctx, id))

    @change
    async def create(
        self,
        name: str,
        *,
        cloud: str,
        run_at: str,
        containers: Sequence[str] | None = None,
        synchronize_all: bool = False,
        take_cloud_key_backup: bool | None = None,
        description: str | None = None,
        run_on: str | None = None,
        disabled: bool = False,
        start_date: datetime | None = None,
        end_date: datetime | None = None,
    ) -> Schedule:
        """Make a schedule.

        Args:
            name: cannot be changed later.
            cloud: ``aws``, ``azure``, ``google``, ``oci``, ``sfdc``, ``sap``, ``hsm_luna`` or ``dsm``; cannot be changed later.
            run_at: minute, hour, day, month, weekday, for example ``0 2 * * *`` or ``0 9 * * sat``.
            containers: what to synchronize; the cloud decides what they are (``kms``, ``key_vaults``, ...).
            synchronize_all: all containers; excludes ``containers``.
            take_cloud_key_backup: back up Azure keys in the cloud as well.
            run_on: a node's id, or ``any`` (the default). Not on CDSPaaS.
            disabled: make it, and do not run it yet.
            start_date, end_date: run it only between these times, which need a time zone.

        Raises:
            ValidationError: no cron expression, an unknown cloud, nothing to synchronize or too much.
        """
        return await self._change(
            lambda: schedule_flows.create_schedule(
                self._ctx,
                name=name,
                cloud=cloud,
                run_at=run_at,
                containers=containers,
                synchronize_all=synchronize_all,
                take_cloud_key_backup=take_cloud_key_backup,
                description=description,
                run_on=run_on,
                disabled=disabled,
                start_date=start_date,
                end_date=end_date,
            )
        )

    @change
    async def update(
        self,
        id: str,
        *,
        run_at: str | Unset = UNSET,
        containers: Sequence[str] | None | Unset = UNSET,
        synchronize_all: bool | Unset = UNSET,
        take_cloud_key_backup: bool | Unset = UNSET,
        description: str | None | Unset = UNSET,
        run_on: str | Unset = UNSET,
        disabled: bool | Unset = UNSET,
        start_date: datetime | None | Unset = UNSET,
        end_date: datetime | None | Unset = UNSET,
    ) -> Schedule:
        """Change a schedule; what is not given stays. ``None`` clears a description or a date.

        Raises:
            ValidationError: nothing to change, or values that do not go together.
            NotFound: there is none of this id.
        """
        return await self._change(
            lambda: schedule_flows.update_schedule(
                self._ctx,
                id,
                run_at=run_at,
                containers=containers,
                synchronize_all=synchronize_all,
                take_cloud_key_backup=take_cloud_key_backup,
                description=description,
                run_on=run_on,
                disabled=disabled,
                start_date=start_date,
                end_date=end_date,
            )
        )

    @change
    async def delete(self, id: str) -> None:
        """Delete a schedule. Jobs it started go on."""
        await self._change(lambda: schedule_flows.delete_schedule(self._ctx, id))

    @change
    async def run_now(self, id: str) -> None:
        """Run a schedule now, besides its times. :meth:`runs` shows the run."""
        await self._change(lambda: schedule_flows.run_schedule(self._ctx, id))

    def runs(
        self, id: str | None = None, *, status: RunStatus | str | None = None, limit: int | None = None
    ) -> AsyncPager[ScheduleRun]:
        """The runs of one schedule, or of all, the newest first."""
        return self._pager(schedule_flows.list_runs(self._ctx, id, status=status, limit=limit))

    async def run(self, id: str) -> ScheduleRun:
        """One run.

        Raises:
            NotFound: there is none of this id.
        """
        return await self._run(schedule_flows.get_run(self._ctx, id))


class AsyncCipherTrust(AsyncResource):
    """All of CipherTrust Cloud Key Manager."""

    @cached_property
    def sync_jobs(self) -> AsyncSyncJobs:
        """Key synchronization jobs of every cloud."""
        return AsyncSyncJobs(self._ctx, self._driver)

    @cached_property
    def schedules(self) -> AsyncSchedules:
        """Recurring synchronizations."""
        return AsyncSchedules(self._ctx, self._driver)

    async def log_in(self) -> None:
        """Begin a session now, if there is none; otherwise the first call does. Wrong credentials show at once.

        Raises:
            AuthError: the credentials are refused. They are not sent again until ``log_in`` is called once more.
        """
        if isinstance(self._ctx.auth, Session):
            await self._run(self._ctx.auth.log_in(self._ctx))

    async def log_out(self) -> None:
        """End the session: revoke the refresh token its login made. Closing the client does that, too."""
        if isinstance(self._ctx.auth, Session):
            await self._run(self._ctx.auth.log_out(self._ctx))
