"""The families of synchronization jobs, as one table: the path of each, its word for containers, its extra arguments.

A synchronization job brings the state of keys (certificates, secrets, key stores) of some *containers* from a cloud into
CipherTrust. The vendor has the same four operations for each family; they differ only in what this table lists.

Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/ (the pages of each cloud).
"""

from collections.abc import Mapping
from typing import Final

import attrs

from jobspan._core.classes import frozen
from jobspan._planes.ciphertrust.words import FamilyName
from jobspan._public import public
from jobspan.errors import Problem, ValidationError

REGIONS: Final = "regions"
KEY_BACKUP: Final = "take_cloud_key_backup"


@public
@frozen(kw_only=True)
class Family:
    """One family.

    Attributes:
        key: its name, ``<cloud>.<what is synchronized>``.
        title: its name in messages.
        path: of its list of jobs.
        containers: the vendor's word for its containers, the name of the argument.
        body_field: the field for them in a start request.
        filter_field: the query parameter that filters lists by them; ``None``: the vendor documents no such filter.
        job_fields: the fields of a job that may carry them.
        extras: what a start request takes besides.
        cloud: the value of ``cloud`` in its jobs.
        tells_units: whether its jobs are documented with what came of each unit.
        page: the vendor's page about it.
    """

    key: FamilyName
    title: str
    path: str
    containers: str
    body_field: str = attrs.field(default=attrs.Factory(lambda self: self.containers, takes_self=True))
    filter_field: str | None = attrs.field(default=attrs.Factory(lambda self: self.containers, takes_self=True))
    job_fields: tuple[str, ...] = attrs.field(default=attrs.Factory(lambda self: (self.containers,), takes_self=True))
    extras: tuple[str, ...] = ()
    cloud: str
    tells_units: bool = True
    page: str

    @property
    def call(self) -> str:
        """The public attribute that drives it."""
        return f"sync_jobs.{self.key}"


FAMILIES: Final = (
    Family(
        key="aws.keys",
        title="AWS keys",
        path="/api/v1/cckm/aws/synchronization-jobs",
        containers="kms",
        extras=(REGIONS,),
        cloud="aws",
        page="aws-apis/aws-kclm-apis",
    ),
    Family(
        key="aws.custom_key_stores",
        title="AWS custom key stores",
        path="/api/v1/cckm/aws/custom-key-stores/synchronization-jobs",
        containers="kms",
        extras=(REGIONS,),
        cloud="aws",
        page="aws-apis",
    ),
    Family(
        key="azure.keys",
        title="Azure keys",
        path="/api/v1/cckm/azure/synchronization-jobs",
        containers="key_vaults",
        extras=(KEY_BACKUP,),
        cloud="azure",
        page="azure-apis/azure-kclm-apis",
    ),
    Family(
        key="azure.certificates",
        title="Azure certificates",
        path="/api/v1/cckm/azure/certificates/synchronization-jobs",
        containers="key_vaults",
        cloud="azure",
        page="azure-apis/azure-cert-apis",
    ),
    Family(
        key="azure.secrets",
        title="Azure secrets",
        path="/api/v1/cckm/azure/secrets/synchronization-jobs",
        containers="key_vaults",
        cloud="azure",
        page="azure-apis/azure-sec-apis",
    ),
    Family(
        key="google.keys",
        title="Google Cloud keys",
        path="/api/v1/cckm/google/synchronization-jobs",
        containers="key_rings",
        cloud="gcp",
        page="gcp-apis/gcp-key-apis",
    ),
    Family(
        key="oci.keys",
        title="OCI keys",
        path="/api/v1/cckm/oci/synchronization-jobs",
        containers="vaults",
        cloud="oci",
        page="ora-apis/ora-keys-apis",
    ),
    Family(
        key="sfdc.keys",
        title="Salesforce tenant secrets",
        path="/api/v1/cckm/sfdc/keys/synchronization-jobs",
        containers="organizations",
        body_field="organization_ids",
        job_fields=("organizations", "organization_ids"),
        cloud="sfdc",
        page="sfdc-apis/sfdc-ten-sec-apis",
    ),
    Family(
        key="sfdc.certificates",
        title="Salesforce certificates",
        path="/api/v1/cckm/sfdc/certificates/synchronization-jobs",
        containers="organizations",
        body_field="organization_ids",
        job_fields=("organizations", "organization_ids"),
        cloud="sfdc",
        page="sfdc-apis",
    ),
    Family(
        key="sap.keys",
        title="SAP keys",
        path="/api/v1/cckm/sap/synchronization-jobs",
        containers="groups",
        cloud="sap",
        page="sap-apis/sap-keys-apis",
    ),
    Family(
        key="hsm_luna.synchronize",
        title="Luna HSM keys (synchronize)",
        path="/api/v1/cckm/hsm/luna/synchronize",
        containers="partitions",
        filter_field=None,
        cloud="hsm-luna",
        page="luna-hsm-apis/luna-hsm-key-apis",
    ),
    Family(
        key="hsm_luna.refresh",
        title="Luna HSM keys (refresh)",
        path="/api/v1/cckm/hsm/luna/refresh",
        containers="partitions",
        filter_field=None,
        cloud="hsm-luna",
        page="luna-hsm-apis/luna-hsm-key-apis",
    ),
    Family(
        key="dsm.refresh",
        title="DSM domains",
        path="/api/v1/cckm/dsm/refresh",
        containers="domains",
        filter_field=None,
        cloud="dsm",
        page="dsm-apis/dsm-key-apis",
    ),
    Family(
        key="external_cm.refresh",
        title="external CipherTrust domains",
        path="/api/v1/cckm/external-cm/refresh",
        containers="domains",
        filter_field=None,
        cloud="externalCM",
        tells_units=False,
        page="cm-ext-apis/cm-ext-key-apis",
    ),
)

BY_KEY: Final[Mapping[str, Family]] = {each.key: each for each in FAMILIES}
CONTAINER_WORDS: Final = frozenset(each.containers for each in FAMILIES)


def _short_names() -> dict[str, Family]:
    """``aws`` means ``aws.keys``: the keys of a cloud, or the only family there is."""
    names: dict[str, Family] = {}
    for cloud in dict.fromkeys(key.partition(".")[0] for key in BY_KEY):
        own = [each for each in FAMILIES if each.key.startswith(f"{cloud}.")]
        keys = [each for each in own if each.key == f"{cloud}.keys"]
        if keys or len(own) == 1:
            names[cloud] = (keys or own)[0]
    return names


SHORT_NAMES: Final = _short_names()


def family(name: str) -> Family:
    """The family of this key, or the main one of this cloud.

    Raises:
        ValidationError: the family is unknown; the error lists the known ones.
    """
    found = BY_KEY.get(name) or SHORT_NAMES.get(name)
    if found is None:
        problem = Problem("family", f"unknown family {name!r}", (*BY_KEY, *SHORT_NAMES))
        raise ValidationError(message="sync_jobs: nothing was sent.", problems=(problem,))
    return found
