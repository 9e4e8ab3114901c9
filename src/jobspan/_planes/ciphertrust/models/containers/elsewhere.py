"""Containers of SAP, Salesforce, Luna HSMs, DSM and other CipherTrust Managers."""

import attrs

from jobspan._core.classes import frozen
from jobspan._core.convert import wire
from jobspan._planes.ciphertrust.models.containers.row import ContainerRow
from jobspan.models import Model


@frozen(kw_only=True)
class SapGroup(ContainerRow):
    """A group of SAP Data Custodian. The vendor's sample writes ``Name``, its filters ``name``; both are read.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (Viewing SAP Groups Added to CipherTrust Manager).
    """

    name: str | None = None
    group_id: str | None = None
    sap_application: str | None = None
    keystore_id: str | None = None
    tier: str | None = None
    region: str | None = None
    provider: str | None = None
    tenant: str | None = None

    @property
    def title(self) -> str:
        """Its name."""
        return self.name or self.id

    @property
    def cloud_id(self) -> str | None:
        """The id of the group in SAP."""
        return self.group_id


@frozen(kw_only=True)
class SalesforceOrganization(ContainerRow):
    """An organization. The vendor writes its Salesforce id as ``sfdc_org_id`` or ``organization_id``; see :attr:`cloud_id`.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (Listing Salesforce Organizations).
    """

    name: str | None = None
    sfdc_org_id: str | None = None
    organization_id: str | None = None
    organization_type: str | None = None
    type: str | None = None

    @property
    def title(self) -> str:
        """Its name."""
        return self.name or self.id

    @property
    def cloud_id(self) -> str | None:
        """The id of the organization in Salesforce."""
        return self.sfdc_org_id or self.organization_id


@frozen(kw_only=True)
class LunaPartition(ContainerRow):
    """A partition of a Luna HSM. What the vendor's page does not show of it is in ``extra``.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (Luna HSM Partition APIs).
    """

    name: str | None = None
    label: str | None = None
    serial_number: str | None = None

    @property
    def title(self) -> str:
        """Its label or name."""
        return self.label or self.name or self.id

    @property
    def cloud_id(self) -> str | None:
        """The serial number."""
        return self.serial_number


@frozen(kw_only=True)
class DsmParameters(Model):
    """A domain as its Data Security Manager sees it."""

    id: int | None = None
    name: str | None = None
    url: str | None = None
    admin_type: str | None = attrs.field(default=None, metadata=wire("adminType"))
    kmip_enabled: bool | None = attrs.field(default=None, metadata=wire("kmipEnabled"))


@frozen(kw_only=True)
class DsmDomain(ContainerRow):
    """A domain of a Data Security Manager.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (Adding DSM Domains).
    """

    dsm_params: DsmParameters | None = None

    @property
    def title(self) -> str:
        """Its name."""
        return (self.dsm_params.name if self.dsm_params else None) or self.id

    @property
    def cloud_id(self) -> str | None:
        """The number that its Data Security Manager gave it."""
        return None if self.dsm_params is None or self.dsm_params.id is None else str(self.dsm_params.id)


@frozen(kw_only=True)
class ExternalDomainParameters(Model):
    """A domain as the other CipherTrust Manager sees it."""

    domain_id: str | None = None
    name: str | None = None


@frozen(kw_only=True)
class ExternalDomain(ContainerRow):
    """A domain of another CipherTrust Manager.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (Adding External CipherTrust Manager Domains).
    """

    cm_domain: ExternalDomainParameters | None = None

    @property
    def title(self) -> str:
        """Its name."""
        return (self.cm_domain.name if self.cm_domain else None) or self.id

    @property
    def cloud_id(self) -> str | None:
        """The id that its own CipherTrust Manager gave it."""
        return self.cm_domain.domain_id if self.cm_domain else None
