"""Containers of Amazon Web Services."""

from typing import Final

from jobspan._core.classes import frozen
from jobspan._planes.ciphertrust.models.containers.row import ContainerRow
from jobspan.models import Model

ARCHIVED: Final = "archived"


@frozen(kw_only=True)
class AwsKms(ContainerRow):
    """An AWS account of which CipherTrust manages the keys, with its regions. ``status`` is ``active`` or ``archived``.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (AWS KMS Management APIs).
    """

    name: str | None = None
    account_id: str | None = None
    arn: str | None = None
    regions: tuple[str, ...] = ()
    status: str | None = None
    assume_role_arn: str | None = None
    assume_role_external_id: str | None = None
    auto_added: bool | None = None

    @property
    def title(self) -> str:
        """Its name."""
        return self.name or self.id

    @property
    def cloud_id(self) -> str | None:
        """The number of the account."""
        return self.account_id

    @property
    def why_not(self) -> str | None:
        """Why it cannot be synchronized: it is archived."""
        return "it is archived" if (self.status or "").lower() == ARCHIVED else None


@frozen(kw_only=True)
class CustomKeyStoreInAws(Model):
    """A custom key store as AWS sees it."""

    arn: str | None = None
    aws_account_id: str | None = None
    custom_key_store_id: str | None = None
    custom_key_store_name: str | None = None
    custom_key_store_type: str | None = None
    connection_state: str | None = None
    connection_error_details: str | None = None
    cloud_hsm_cluster_id: str | None = None
    number_of_hsms: int | None = None
    trust_anchor_certificate: str | None = None
    xks_proxy_connectivity: str | None = None
    xks_proxy_uri_endpoint: str | None = None
    xks_proxy_uri_path: str | None = None
    xks_proxy_vpc_endpoint_service_name: str | None = None


@frozen(kw_only=True)
class LocallyHostedStore(Model):
    """A custom key store as CipherTrust hosts it."""

    blocked: bool | None = None
    linked_state: bool | None = None
    health_check_key_id: str | None = None
    health_check_ciphertext: str | None = None
    max_credentials: int | None = None
    partition_id: str | None = None
    partition_label: str | None = None
    source_container_id: str | None = None
    source_container_type: str | None = None
    source_key_tier: str | None = None


@frozen(kw_only=True)
class CustomKeyStore(ContainerRow):
    """A custom key store. It is synchronized by its account: ``kms_id`` goes into ``sync_jobs.aws.custom_key_stores.start``.

    Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (AWS Custom Key Store APIs).
    """

    name: str | None = None
    kms: str | None = None
    kms_id: str | None = None
    region: str | None = None
    type: str | None = None
    gone: bool | None = None
    enable_success_audit_event: bool | None = None
    credential_version: int | None = None
    version_count: int | None = None
    aws_param: CustomKeyStoreInAws | None = None
    local_hosted_params: LocallyHostedStore | None = None

    @property
    def title(self) -> str:
        """Its name."""
        return self.name or self.id

    @property
    def cloud_id(self) -> str | None:
        """The id that AWS gave it."""
        return self.aws_param.custom_key_store_id if self.aws_param else None
