"""Which clouds the scheduler can synchronize, and what it calls them and their containers: its words are its own.

Source: https://thalesdocs.com/ctp/cm/latest/reference/cckmapi/scheduler-apis/sch-sync-apis (Scheduling Synchronization).
"""

from typing import Final

import attrs


@attrs.frozen(kw_only=True)
class Schedulable:
    """One cloud: jobspan's name, the scheduler's, the container list in arguments and on the wire."""

    cloud: str
    cloud_name: str
    containers: str
    field: str = attrs.field(default=attrs.Factory(lambda self: self.containers, takes_self=True))
    takes_key_backup: bool = False


SCHEDULABLE: Final = {
    each.cloud: each
    for each in (
        Schedulable(cloud="aws", cloud_name="aws", containers="kms"),
        Schedulable(cloud="azure", cloud_name="AzureCloud", containers="key_vaults", takes_key_backup=True),
        Schedulable(cloud="google", cloud_name="gcp", containers="key_rings"),
        Schedulable(cloud="oci", cloud_name="oci", containers="vaults", field="oci_vaults"),
        Schedulable(cloud="sfdc", cloud_name="sfdc", containers="organizations"),
        Schedulable(cloud="sap", cloud_name="sap", containers="groups"),
        Schedulable(cloud="hsm_luna", cloud_name="hsm-luna", containers="partitions"),
        Schedulable(cloud="dsm", cloud_name="dsm", containers="domains"),
    )
}
BY_CLOUD_NAME: Final = {each.cloud_name: each for each in SCHEDULABLE.values()}
