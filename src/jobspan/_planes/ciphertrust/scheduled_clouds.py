"""The clouds that the scheduler can synchronize, and its own words for them and their containers.

Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/scheduler-apis/sch-sync-apis (Scheduling Synchronization).
"""

from collections.abc import Mapping
from typing import Final

from jobspan._core.classes import frozen
from jobspan._planes.ciphertrust.words import FamilyName


@frozen(kw_only=True)
class ScheduledCloud:
    """One cloud.

    Attributes:
        cloud: jobspan's name, the first half of a family's key.
        cloud_name: the scheduler's name.
        field: its container list.
        families: the synchronization jobs that a run may lead to.
        refinable: whether ``take_cloud_key_backup`` and ``sync_items`` go with it.
    """

    cloud: str
    cloud_name: str
    field: str
    families: tuple[FamilyName, ...]
    refinable: bool = False


SCHEDULED_CLOUDS: Final = {
    each.cloud: each
    for each in (
        ScheduledCloud(cloud="aws", cloud_name="aws", field="kms", families=("aws.keys",)),
        ScheduledCloud(
            cloud="azure", cloud_name="AzureCloud", field="key_vaults", families=("azure.keys",), refinable=True
        ),
        ScheduledCloud(cloud="google", cloud_name="gcp", field="key_rings", families=("google.keys",)),
        ScheduledCloud(cloud="oci", cloud_name="oci", field="oci_vaults", families=("oci.keys",)),
        ScheduledCloud(cloud="sfdc", cloud_name="sfdc", field="organizations", families=("sfdc.keys",)),
        ScheduledCloud(cloud="sap", cloud_name="sap", field="groups", families=("sap.keys",)),
        ScheduledCloud(
            cloud="hsm_luna",
            cloud_name="hsm-luna",
            field="partitions",
            families=("hsm_luna.synchronize", "hsm_luna.refresh"),
        ),
        ScheduledCloud(cloud="dsm", cloud_name="dsm", field="domains", families=("dsm.refresh",)),
    )
}
BY_CLOUD_NAME: Final = {each.cloud_name: each for each in SCHEDULED_CLOUDS.values()}


ITEM_FAMILIES: Final[Mapping[str, FamilyName]] = {
    "key": "azure.keys",
    "secret": "azure.secrets",
    "certificate": "azure.certificates",
}
"""The families of Azure by what a schedule brings in."""

ROTATED_CLOUDS: Final = {"aws": "aws", "azure": "AzureCloud", "google": "gcp", "oci": "oci"}
"""The clouds whose keys the scheduler rotates, and its names for them, as far as the vendor's own clients know them."""
