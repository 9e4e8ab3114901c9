"""Containers of Amazon Web Services."""

from typing import Final

from jobspan._core.classes import frozen
from jobspan._planes.ciphertrust.models.containers.row import ContainerRow
from jobspan.models import Model

ARCHIVED: Final = "archived"


@frozen(kw_only=True)
class AwsKms(ContainerRow):
    """An AWS account of which CipherTrust manages the keys, with its regions.

    Attributes:
        name: CipherTrust's name of it.
        account_id: the number of the account.
        arn: its Amazon Resource Name, as the appliance has it.
        regions: those whose keys are managed.
        status: ``active`` or ``archived``; an archived one cannot be synchronized.
        assume_role_arn: ARN of the role that CipherTrust takes on.
        assume_role_external_id: external id for that.
        auto_added: a schedule added it.

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
    """A custom key store as AWS sees it.

    Attributes:
        arn: its ARN.
        aws_account_id: the number of the account.
        custom_key_store_id: the id that AWS gave it.
        custom_key_store_name: its name in AWS.
        custom_key_store_type: ``EXTERNAL_KEY_STORE`` or ``AWS_CLOUDHSM``.
        connection_state: whether AWS is connected to it, in AWS's words.
        connection_error_details: why it is not.
        cloud_hsm_cluster_id: the cluster behind it, for ``AWS_CLOUDHSM``.
        number_of_hsms: HSMs of that cluster.
        trust_anchor_certificate: the certificate that AWS trusts the cluster by.
        xks_proxy_connectivity: ``PUBLIC_ENDPOINT`` or ``VPC_ENDPOINT_SERVICE``, for external ones.
        xks_proxy_uri_endpoint: where AWS reaches CipherTrust.
        xks_proxy_uri_path: the path there.
        xks_proxy_vpc_endpoint_service_name: the endpoint service, for ``VPC_ENDPOINT_SERVICE``.
    """

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
    """A custom key store as CipherTrust hosts it.

    Attributes:
        blocked: whether CipherTrust refuses its requests.
        linked_state: whether it is linked with AWS.
        health_check_key_id: the key that its health is checked with.
        health_check_ciphertext: the text that its health is checked with.
        max_credentials: how many credentials it may have.
        partition_id, partition_label: the Luna HSM partition that its keys are in.
        source_container_id, source_container_type: where its keys come from.
        source_key_tier: ``local`` or ``hsm-luna``.
    """

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

    Attributes:
        name: CipherTrust's name of it.
        kms: CipherTrust's name of its AWS account.
        kms_id: CipherTrust's id of that account.
        region: the AWS region.
        type: kind of store, in the appliance's words.
        gone: AWS does not have it any more.
        enable_success_audit_event: whether successes are audited as well.
        credential_version, version_count: version of its credentials, and how many versions there are.
        aws_param: the store as AWS sees it.
        local_hosted_params: the store as CipherTrust hosts it.

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
