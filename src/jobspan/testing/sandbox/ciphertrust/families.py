"""The families this appliance serves: their paths, their words for containers and for a unit of work.

Independent of the client's own table, so that each checks the other.
"""

from __future__ import annotations

import attrs


@attrs.frozen
class Family:
    """`shelf` is the store of containers that the families of one cloud share; `word` is a unit's name in results."""

    key: str
    path: str
    shelf: str
    word: str
    job_field: str
    start_field: str = attrs.field(default=attrs.Factory(lambda self: self.job_field, takes_self=True))
    filter_field: str | None = attrs.field(default=attrs.Factory(lambda self: self.job_field, takes_self=True))
    cloud: str = attrs.field(default=attrs.Factory(lambda self: self.shelf, takes_self=True))
    options: tuple[str, ...] = ()


def _rows() -> tuple[Family, ...]:
    base, jobs = "/api/v1/cckm", "synchronization-jobs"
    regions, backup = ("regions",), ("take_cloud_key_backup",)
    stores, vault, org = f"{base}/aws/custom-key-stores/{jobs}", "key vault", "organization_ids"
    return (
        Family("aws.keys", f"{base}/aws/{jobs}", "aws", "region", "kms", options=regions),
        Family("aws.custom_key_stores", stores, "aws", "region", "kms", options=regions),
        Family("azure.keys", f"{base}/azure/{jobs}", "azure", vault, "key_vaults", options=backup),
        *(
            Family(f"azure.{what}", f"{base}/azure/{what}/{jobs}", "azure", vault, "key_vaults")
            for what in ("certificates", "secrets")
        ),
        Family("google.keys", f"{base}/google/{jobs}", "google", "key ring", "key_rings", cloud="gcp"),
        Family("oci.keys", f"{base}/oci/{jobs}", "oci", "vault", "vaults"),
        *(
            Family(f"sfdc.{what}", f"{base}/sfdc/{what}/{jobs}", "sfdc", "organization", "organizations", org)
            for what in ("keys", "certificates")
        ),
        Family("sap.keys", f"{base}/sap/{jobs}", "sap", "group", "groups"),
        *(
            Family(
                f"hsm_luna.{verb}",
                f"{base}/hsm/luna/{verb}",
                "hsm_luna",
                "partition",
                "partitions",
                filter_field=None,
                cloud="hsm-luna",
            )
            for verb in ("synchronize", "refresh")
        ),
        Family("dsm.refresh", f"{base}/dsm/refresh", "dsm", "domain", "domains", filter_field=None),
        Family(
            "external_cm.refresh",
            f"{base}/external-cm/refresh",
            "external_cm",
            "domain",
            "domains",
            filter_field=None,
            cloud="externalCM",
        ),
    )


FAMILIES = {family.key: family for family in _rows()}

CLOUDS = {
    "aws": ("aws.keys", "kms"),
    "AzureCloud": ("azure.keys", "key_vaults"),
    "gcp": ("google.keys", "key_rings"),
    "oci": ("oci.keys", "oci_vaults"),
    "sfdc": ("sfdc.keys", "organizations"),
    "sap": ("sap.keys", "groups"),
    "hsm-luna": ("hsm_luna.synchronize", "partitions"),
    "dsm": ("dsm.refresh", "domains"),
}
"""By the scheduler's name of a cloud: the family whose job a run starts, and the schedule's list of containers."""
