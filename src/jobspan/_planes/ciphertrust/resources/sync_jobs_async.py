"""Key synchronization jobs of all families."""

from collections.abc import Sequence
from functools import cached_property
from typing import ClassVar

from jobspan._async.change import change
from jobspan._async.handle import AsyncHandle
from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._core.jobs import referenced
from jobspan._planes.ciphertrust.families import FAMILIES, Family, family
from jobspan._planes.ciphertrust.flows.cancel import cancel_job
from jobspan._planes.ciphertrust.flows.reads import get_job, list_jobs
from jobspan._planes.ciphertrust.flows.start import start_job
from jobspan._planes.ciphertrust.flows.sync_requests import WhenRunning, sync_request
from jobspan._planes.ciphertrust.job_kinds import SYNC_KINDS
from jobspan._planes.ciphertrust.models.sync_jobs import SyncJob, SyncStatus
from jobspan._planes.ciphertrust.resources.cloud_syncs_async import (
    AsyncAwsSyncs,
    AsyncAzureSyncs,
    AsyncDsmSyncs,
    AsyncExternalCmSyncs,
    AsyncGoogleSyncs,
    AsyncHsmLunaSyncs,
    AsyncOciSyncs,
    AsyncSapSyncs,
    AsyncSfdcSyncs,
)
from jobspan._planes.ciphertrust.words import FamilyName
from jobspan.progress import ProgressOption


class AsyncSyncJobs(AsyncResource):
    """Key synchronization jobs of all families.

    Each family has its own attribute (``sync_jobs.aws.keys``, ``sync_jobs.azure.certificates``, ...); the methods here take
    the family by name, for code that treats them alike.
    """

    families: ClassVar[tuple[str, ...]] = tuple(each.key for each in FAMILIES)
    """The names of the families. The name of a cloud alone means its keys, or its only family."""

    @change
    async def start(
        self,
        family: FamilyName,
        *,
        containers: Sequence[str] | None = None,
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
            containers: names or ids of what the family works on.
            kms, key_vaults, key_rings, vaults, organizations, groups, partitions, domains: the same list under the vendor's own
                word; each family has one of them.
            regions: AWS regions of the containers; without it, every one.
            take_cloud_key_backup: back up Azure keys in the cloud as well.
            synchronize_all: all containers; excludes the lists.
            when_running: while a job of the same containers is running, ``raise``, ``join`` it, or ``start`` nevertheless.

        Raises:
            ValidationError: an unknown family, a list of another one, a list together with ``synchronize_all``, or neither.
            RuleViolation: a job of the same containers is running.
        """
        lists = {
            "containers": containers,
            "kms": kms,
            "key_vaults": key_vaults,
            "key_rings": key_rings,
            "vaults": vaults,
            "organizations": organizations,
            "groups": groups,
            "partitions": partitions,
            "domains": domains,
        }
        request = sync_request(
            _named(family),
            lists,
            regions=regions,
            take_cloud_key_backup=take_cloud_key_backup,
            synchronize_all=synchronize_all,
            when_running=when_running,
        )
        return await self._launch(lambda: start_job(self._ctx, request, when_running))

    def list(
        self,
        family: FamilyName,
        *,
        containers: Sequence[str] | None = None,
        kms: Sequence[str] | None = None,
        key_vaults: Sequence[str] | None = None,
        key_rings: Sequence[str] | None = None,
        vaults: Sequence[str] | None = None,
        organizations: Sequence[str] | None = None,
        groups: Sequence[str] | None = None,
        id: str | None = None,
        status: SyncStatus | str | None = None,
        sort: str | None = None,
        page_size: int | None = None,
    ) -> AsyncPager[SyncJob]:
        """List the jobs of a family.

        Args:
            containers: only jobs of these containers. The families of Luna HSM, DSM and other CipherTrust Managers have no such
                filter.
            kms, key_vaults, key_rings, vaults, organizations, groups: the same list under the vendor's own word.
            id: exactly this job.
            status: only jobs in this state.
            sort: a field name, descending with a leading minus, for example ``-createdAt``.
            page_size: the size of a page, 1..1000.

        Raises:
            ValidationError: an unknown family, or one that cannot be filtered by containers.
        """
        lists = {
            "containers": containers,
            "kms": kms,
            "key_vaults": key_vaults,
            "key_rings": key_rings,
            "vaults": vaults,
            "organizations": organizations,
            "groups": groups,
        }
        return self._pager(
            list_jobs(self._ctx, _named(family), lists, id=id, status=status, sort=sort, limit=page_size)
        )

    async def get(self, family: FamilyName, id: str) -> SyncJob:
        """Get one job.

        Raises:
            NotFound: the family has no job with this id.
        """
        return await self._run(get_job(self._ctx, _named(family), id))

    @change
    async def cancel(self, family: FamilyName, id: str) -> SyncJob:
        """Ask a job to stop; it ends a little later, as ``completed`` with ``abort`` set.

        Raises:
            RuleViolation: the job is over.
        """
        return await self._change(lambda: cancel_job(self._ctx, _named(family), id))

    def handle(self, family: FamilyName, id: str) -> AsyncHandle[SyncJob, SyncJob]:
        """Make a handle for a job that was started before. Sends nothing yet."""
        return self._handle(referenced(self._ctx, SYNC_KINDS[_named(family).key], id))

    async def wait(
        self,
        family: FamilyName,
        id: str,
        *,
        timeout: float | None = None,
        progress: ProgressOption = False,
        raise_on_failure: bool = True,
    ) -> SyncJob:
        """Wait until a job is over. See :meth:`AsyncHandle.wait`."""
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


def _named(name: str) -> Family:
    """The family, from inside methods whose parameter is called ``family``, too."""
    return family(name)
