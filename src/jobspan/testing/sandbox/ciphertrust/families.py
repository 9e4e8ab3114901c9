"""The families this appliance serves: where, what they call their containers, and how a unit of work is named.

Written down apart from the client's own table, so that each checks the other.
"""

from __future__ import annotations

from typing import Any

import attrs


@attrs.frozen
class Family:
    """`shelf` is the store of containers that families of one cloud share."""

    key: str
    path: str
    shelf: str
    start_field: str
    job_field: str
    filter_field: str | None
    cloud: str
    word: str
    options: tuple[str, ...] = ()


def _rows() -> tuple[Family, ...]:
    base = "/api/v1/cckm"
    jobs = "synchronization-jobs"
    regions, backup = ("regions",), ("take_cloud_key_backup",)
    return (
        Family("aws.keys", f"{base}/aws/{jobs}", "aws", "kms", "kms", "kms", "aws", "region", regions),
        Family(
            "aws.custom_key_stores",
            f"{base}/aws/custom-key-stores/{jobs}",
            "aws",
            "kms",
            "kms",
            "kms",
            "aws",
            "region",
            regions,
        ),
        Family(
            "azure.keys",
            f"{base}/azure/{jobs}",
            "azure",
            "key_vaults",
            "key_vaults",
            "key_vaults",
            "azure",
            "key vault",
            backup,
        ),
        *(
            Family(
                f"azure.{what}",
                f"{base}/azure/{what}/{jobs}",
                "azure",
                "key_vaults",
                "key_vaults",
                "key_vaults",
                "azure",
                "key vault",
            )
            for what in ("certificates", "secrets")
        ),
        Family(
            "google.keys", f"{base}/google/{jobs}", "google", "key_rings", "key_rings", "key_rings", "gcp", "key ring"
        ),
        Family("oci.keys", f"{base}/oci/{jobs}", "oci", "vaults", "vaults", "vaults", "oci", "vault"),
        *(
            Family(
                f"sfdc.{what}",
                f"{base}/sfdc/{what}/{jobs}",
                "sfdc",
                "organization_ids",
                "organizations",
                "organizations",
                "sfdc",
                "organization",
            )
            for what in ("keys", "certificates")
        ),
        Family("sap.keys", f"{base}/sap/{jobs}", "sap", "groups", "groups", "groups", "sap", "group"),
        *(
            Family(
                f"hsm_luna.{verb}",
                f"{base}/hsm/luna/{verb}",
                "hsm_luna",
                "partitions",
                "partitions",
                None,
                "hsm-luna",
                "partition",
            )
            for verb in ("synchronize", "refresh")
        ),
        Family("dsm.refresh", f"{base}/dsm/refresh", "dsm", "domains", "domains", None, "dsm", "domain"),
        Family(
            "external_cm.refresh",
            f"{base}/external-cm/refresh",
            "external_cm",
            "domains",
            "domains",
            None,
            "externalCM",
            "domain",
        ),
    )


FAMILIES = {family.key: family for family in _rows()}


@attrs.frozen
class Container:
    """Something in a cloud that holds keys. AWS accounts have regions, others are one unit of work each."""

    id: str
    name: str
    shown_as: str
    """What a job lists, when it was not asked for by another name."""
    account: str | None = None
    regions: tuple[str, ...] = ()

    def answers_to(self, name: Any) -> bool:
        return name in (self.id, self.name, self.shown_as)

    def units(self, regions: tuple[str, ...]) -> list[str]:
        if self.account is None:
            return [self.shown_as]
        return [f"{self.account}/{region}" for region in self.regions if not regions or region in regions]
