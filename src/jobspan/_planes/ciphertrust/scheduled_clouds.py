"""The clouds that the scheduler can synchronize, and its own words for them and their containers.

Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/scheduler-apis/sch-sync-apis (Scheduling Synchronization).
"""

from typing import Final

import attrs


@attrs.frozen(kw_only=True)
class ScheduledCloud:
    """One cloud.

    Attributes:
        cloud: jobspan's name, the first half of a family's key.
        cloud_name: the scheduler's name.
        field: its container list.
        takes_key_backup: whether ``take_cloud_key_backup`` goes with it.
    """

    cloud: str
    cloud_name: str
    field: str
    takes_key_backup: bool = False


SCHEDULED_CLOUDS: Final = {
    each.cloud: each
    for each in (
        ScheduledCloud(cloud="aws", cloud_name="aws", field="kms"),
        ScheduledCloud(cloud="azure", cloud_name="AzureCloud", field="key_vaults", takes_key_backup=True),
        ScheduledCloud(cloud="google", cloud_name="gcp", field="key_rings"),
        ScheduledCloud(cloud="oci", cloud_name="oci", field="oci_vaults"),
        ScheduledCloud(cloud="sfdc", cloud_name="sfdc", field="organizations"),
        ScheduledCloud(cloud="sap", cloud_name="sap", field="groups"),
        ScheduledCloud(cloud="hsm_luna", cloud_name="hsm-luna", field="partitions"),
        ScheduledCloud(cloud="dsm", cloud_name="dsm", field="domains"),
    )
}
BY_CLOUD_NAME: Final = {each.cloud_name: each for each in SCHEDULED_CLOUDS.values()}
