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
            family: what is synchronized: a cloud and a kind, for example ``aws.keys``; a cloud alone means its keys, or its
                only family.
            containers: what to synchronize, under one word for every family. The lists below are the same under the vendor's
                own words: give ``containers`` or the one of the family, not both.
            kms: only for ``aws.keys``, ``aws.custom_key_stores``: names or ids of the AWS accounts (CipherTrust's KMS
                containers), as ``ciphertrust.containers.aws.kms`` lists them; not the ids of key stores.
            regions: only for ``aws.keys``, ``aws.custom_key_stores``: AWS regions of these accounts, for example
                ``eu-central-1``; without it, every region. Not with ``synchronize_all``.
            key_vaults: only for ``azure.keys``, ``azure.certificates``, ``azure.secrets``: names or ids of Azure key vaults,
                as ``ciphertrust.containers.azure.vaults`` lists them.
            key_rings: only for ``google.keys``: ids or full resource names (``projects/P/locations/L/keyRings/R``) of Google
                Cloud key rings, as ``ciphertrust.containers.google.key_rings`` lists them.
            vaults: only for ``oci.keys``: CipherTrust's ids of OCI vaults (not their OCIDs), as
                ``ciphertrust.containers.oci.vaults`` lists them.
            organizations: only for ``sfdc.keys``, ``sfdc.certificates``: CipherTrust's ids of Salesforce organizations, as
                ``ciphertrust.containers.sfdc.organizations`` lists them; sent as ``organization_ids``.
            groups: only for ``sap.keys``: ids of SAP groups, CipherTrust's or SAP's own (``group_id``), as
                ``ciphertrust.containers.sap.groups`` lists them.
            partitions: only for ``hsm_luna.synchronize``, ``hsm_luna.refresh``: CipherTrust's ids of Luna HSM partitions, as
                ``ciphertrust.containers.hsm_luna.partitions`` lists them.
            domains: only for ``dsm.refresh``, ``external_cm.refresh``: CipherTrust's ids of domains, as
                ``ciphertrust.containers.dsm.domains`` or ``ciphertrust.containers.external_cm.domains`` lists them.
            take_cloud_key_backup: only for ``azure.keys``: back up every key of the vaults in Azure as well. Older appliances
                do not know it, so it is sent only when given.
            synchronize_all: synchronize all containers of the family, instead of those of a list; excludes the lists and
                ``regions``.
            when_running: what happens while a job of the same containers is running: ``raise`` refuses, ``join`` returns the
                handle of that job if it does all that is requested, ``start`` starts another one, with a warning.

        Raises:
            ValidationError: an unknown family, a list of another one, a list together with ``synchronize_all``, or neither.
            RuleViolation: a job of the same containers is running.
            Conflict: the appliance refuses it, because one was started in the meantime.
            AmbiguousOutcomeError: the reply was lost, and the list shows no single job that the request could have made.
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
            family: what is synchronized: a cloud and a kind, for example ``aws.keys``; a cloud alone means its keys, or its
                only family.
            containers: only jobs of these containers, in the words that ``start`` takes. The families of Luna HSM, DSM and
                other CipherTrust Managers have no such filter.
            kms: only for ``aws.keys``, ``aws.custom_key_stores``: the same as ``containers``, under the vendor's own word.
            key_vaults: only for ``azure.keys``, ``azure.certificates``, ``azure.secrets``: the same as ``containers``, under
                the vendor's own word.
            key_rings: only for ``google.keys``: the same as ``containers``, under the vendor's own word.
            vaults: only for ``oci.keys``: the same as ``containers``, under the vendor's own word.
            organizations: only for ``sfdc.keys``, ``sfdc.certificates``: the same as ``containers``, under the vendor's own
                word.
            groups: only for ``sap.keys``: the same as ``containers``, under the vendor's own word.
            id: id of a synchronization job: only this one.
            status: only jobs in this state, their ``overall_status``. A cancelled job ends as ``completed``, with ``abort``
                set.
            sort: fields by the vendor's names, separated by commas, descending with a leading minus, for example
                ``-createdAt``; the vendor does not document the order without it.
            page_size: rows per request, 1..1000; without it, 100.

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

        Args:
            family: what is synchronized: a cloud and a kind, for example ``aws.keys``; a cloud alone means its keys, or its
                only family.
            id: id of the synchronization job, as a handle or ``list`` shows it.

        Raises:
            NotFound: the family has no job with this id.
        """
        return await self._run(get_job(self._ctx, _named(family), id))

    @change
    async def cancel(self, family: FamilyName, id: str) -> SyncJob:
        """Ask a job to stop; it ends a little later, as ``completed`` with ``abort`` set.

        Args:
            family: what is synchronized: a cloud and a kind, for example ``aws.keys``; a cloud alone means its keys, or its
                only family.
            id: id of the synchronization job, as a handle or ``list`` shows it.

        Raises:
            RuleViolation: the job is over.
        """
        return await self._change(lambda: cancel_job(self._ctx, _named(family), id))

    def handle(self, family: FamilyName, id: str) -> AsyncHandle[SyncJob, SyncJob]:
        """Make a handle for a job that was started before. Sends nothing yet.

        Args:
            family: what is synchronized: a cloud and a kind, for example ``aws.keys``; a cloud alone means its keys, or its
                only family.
            id: id of the synchronization job, as a handle or ``list`` shows it.

        Raises:
            ValidationError: an unknown family.
        """
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
        """Wait until a job is over. See :meth:`AsyncHandle.wait`.

        Args:
            family: what is synchronized: a cloud and a kind, for example ``aws.keys``; a cloud alone means its keys, or its
                only family.
            id: id of the synchronization job, as a handle or ``list`` shows it.
            timeout: seconds to wait at most; without it, ``Policy.wait_timeout`` (a day).
            progress: ``True`` shows a line or a bar; a callable gets each ``JobChanged``.
            raise_on_failure: ``False`` returns the last view of a job that failed, instead of raising ``JobFailed``.

        Raises:
            JobFailed: the job is over, and not in success; the error carries the view.
            WaitTimeout: the time is up; the job goes on, and the error carries its reference.
        """
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
