"""Containers of every cloud: what synchronization jobs work on."""

from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property

from jobspan._async.pager import AsyncPager
from jobspan._async.resource import AsyncResource
from jobspan._planes.ciphertrust.container_kinds import containers_of
from jobspan._planes.ciphertrust.flows.containers import FilterValue, list_containers
from jobspan._planes.ciphertrust.flows.estate import read_estate, read_stale
from jobspan._planes.ciphertrust.models.estate import Container, Estate
from jobspan._planes.ciphertrust.resources.cloud_containers_async import (
    AsyncAwsContainers,
    AsyncAzureContainers,
    AsyncDsmContainers,
    AsyncExternalCmContainers,
    AsyncGoogleContainers,
    AsyncHsmLunaContainers,
    AsyncOciContainers,
    AsyncSapContainers,
    AsyncSfdcContainers,
)
from jobspan._planes.ciphertrust.words import FamilyName


class AsyncContainers(AsyncResource):
    """What synchronization jobs work on: AWS accounts, vaults, key rings, organizations, groups, partitions, domains.

    Each list has its own attribute (``containers.aws.kms``, ``containers.oci.vaults``, ...), with rows as the cloud's list has
    them; the methods here take the family by name and tell of every container in the same words.
    """

    def list(
        self, family: str, *, everything: bool = False, page_size: int | None = None, **filters: FilterValue
    ) -> AsyncPager[Container]:
        """List the containers of a family of synchronization jobs.

        Times of a last synchronization are those that the rows themselves show; :meth:`estate` looks at jobs, too.

        Args:
            family: whose containers: a cloud and a kind, for example ``aws.keys``; a cloud alone means its keys, or its only
                family.
            everything: also those that cannot be synchronized: archived AWS accounts, external OCI vaults.
            page_size: rows per request, 1..1000; without it, 100.
            **filters: ``name=value`` for each of the filters of the cloud's own list, for example ``name=``, ``connection=``,
                ``region=``; another one is refused, and the error names them. A list of texts asks for any of them.

        Raises:
            ValidationError: an unknown family, one that is not synchronized, or an unknown filter.
        """
        key, kind = containers_of(family)
        return self._pager(list_containers(self._ctx, key, kind, filters, everything=everything, limit=page_size))

    async def estate(self, families: Sequence[FamilyName] | None = None) -> Estate:
        """Read the containers of every cloud, with when each was synchronized last.

        Where a row does not tell, the newest 1,000 completed jobs of its family do; ``last_sync_source`` says which it was. Rows
        tell of keys only, so what is known of certificates, secrets and key stores comes from jobs.

        Args:
            families: only these, for example ``azure.certificates``; the name of a cloud alone means its keys. Without it:
                the keys of every cloud.

        Returns:
            The containers that can be synchronized, and what could not be read.

        Raises:
            ValidationError: an unknown family.
            JobspanError: not one of the families could be read; the first reason.
        """
        return await self._run(read_estate(self._ctx, families))

    async def stale(self, older_than: timedelta, families: Sequence[FamilyName] | None = None) -> Estate:
        """Read the containers that were not synchronized within a time, or never. See :meth:`estate`.

        Args:
            older_than: containers whose last synchronization is longer ago than this, for example ``timedelta(hours=24)``.
            families: only these, as in :meth:`estate`.

        Raises:
            ValidationError: a negative time, or an unknown family.
        """
        return await self._run(read_stale(self._ctx, older_than, families))

    @cached_property
    def aws(self) -> AsyncAwsContainers:
        """Amazon Web Services: ``kms``, ``custom_key_stores``."""
        return AsyncAwsContainers(self._ctx, self._driver)

    @cached_property
    def azure(self) -> AsyncAzureContainers:
        """Microsoft Azure: ``vaults``, ``subscriptions``."""
        return AsyncAzureContainers(self._ctx, self._driver)

    @cached_property
    def google(self) -> AsyncGoogleContainers:
        """Google Cloud: ``key_rings``, ``projects``."""
        return AsyncGoogleContainers(self._ctx, self._driver)

    @cached_property
    def oci(self) -> AsyncOciContainers:
        """Oracle Cloud Infrastructure: ``vaults``, ``compartments``, ``tenancies``."""
        return AsyncOciContainers(self._ctx, self._driver)

    @cached_property
    def sap(self) -> AsyncSapContainers:
        """SAP: ``groups``."""
        return AsyncSapContainers(self._ctx, self._driver)

    @cached_property
    def sfdc(self) -> AsyncSfdcContainers:
        """Salesforce: ``organizations``."""
        return AsyncSfdcContainers(self._ctx, self._driver)

    @cached_property
    def hsm_luna(self) -> AsyncHsmLunaContainers:
        """Luna HSM: ``partitions``."""
        return AsyncHsmLunaContainers(self._ctx, self._driver)

    @cached_property
    def dsm(self) -> AsyncDsmContainers:
        """Data Security Manager: ``domains``."""
        return AsyncDsmContainers(self._ctx, self._driver)

    @cached_property
    def external_cm(self) -> AsyncExternalCmContainers:
        """Other CipherTrust Managers: ``domains``."""
        return AsyncExternalCmContainers(self._ctx, self._driver)
