"""How the appliance shows containers: each cloud in its own words.

How a container that was never synchronized looks is not documented. Here AWS accounts have the year 1, Azure vaults lack the
field and OCI vaults have null; the other clouds show no such time at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jobspan.testing.sandbox.ciphertrust.entities import Container
from jobspan.testing.sandbox.ciphertrust.views import URN, stamp

View = dict[str, Any]
NEVER = "0001-01-01T00:00:00Z"


def _common(container: Container, kind: str) -> View:
    return {
        "id": container.id,
        "uri": f"kylo:kylo:cckm:{kind}:{container.id}",
        "account": URN["account"],
        "createdAt": stamp(container.created),
        "updatedAt": stamp(container.synced or container.created),
        "acls": [{"group": "CCKM Users", "actions": ["view", "keysynchronize"]}],
    }


def aws(container: Container) -> View:
    return _common(container, "kms") | {
        "name": container.name,
        "account_id": container.account,
        "arn": f"arn:aws:iam::{container.account}:root",
        "regions": list(container.regions),
        "status": "active",
        "connection": "aws-connection",
        "cloud_name": "aws",
        "synced_at": stamp(container.synced) if container.synced else NEVER,
        **container.details,
    }


def azure(container: Container) -> View:
    subscription = "2f9b0e35-3c4b-4a86-8d07-2f0bbd5e6d6f"
    view = _common(container, "vaults") | {
        "azure_name": container.name,
        "azure_vault_id": f"/subscriptions/{subscription}/vaults/{container.name}",
        "location": "westeurope",
        "type": "vault",
        "subscription_id": subscription,
        "subscription_name": "acme-production",
        "connection": "azure-connection",
        "cloud_name": "AzureCloud",
        "tags": {"owner": "hr"},
        "properties": {
            "sku": {"family": "A", "name": "premium"},
            "vaultUri": f"https://{container.name}.vault.azure.net/",
            "enableSoftDelete": True,
            "softDeleteRetentionInDays": 90,
        },
        **container.details,
    }
    return view | ({"synced_at": stamp(container.synced)} if container.synced else {})


def google(container: Container) -> View:
    return _common(container, "key-rings") | {
        "name": container.shown_as,
        "project_id": "acme",
        "location": "global",
        "organization_name": "organizations/42",
        "organization_display_name": "acme.example",
        "connection": "gcp-connection",
        "cloud_name": "gcp",
        **container.details,
    }


def oci(container: Container) -> View:
    return _common(container, "vaults") | {
        "display_name": container.name,
        "vault_id": f"ocid1.vault.oc1.eu-frankfurt-1.{container.name}",
        "vault_type": "DEFAULT",
        "compartment_id": "ocid1.compartment.oc1..acme",
        "compartment_name": "acme",
        "tenancy": "acme",
        "region": "eu-frankfurt-1",
        "lifecycle_state": "ACTIVE",
        "connection": "oci-connection",
        "cloud_name": "oci",
        "is_primary": True,
        "freeform_tags": {"owner": "hr"},
        "defined_tags": {"billing": {"centre": "7"}},
        "refreshed_at": stamp(container.synced) if container.synced else None,
        **container.details,
    }


def sfdc(container: Container) -> View:
    return _common(container, "organizations") | {
        "name": container.name,
        "sfdc_org_id": f"00D{container.name}",
        "organization_type": "Production",
        "connection": "sfdc-connection",
        "cloud_name": "sfdc",
        **container.details,
    }


def sap(container: Container) -> View:
    return _common(container, "groups") | {
        "Name": container.name,
        "group_id": f"group-{container.name}",
        "sap_application": "ARIBA",
        "keystore_id": "keystore-1",
        "connection": "sap-connection",
        "cloud_name": "sap",
        **container.details,
    }


def hsm_luna(container: Container) -> View:
    return _common(container, "partitions") | {"label": container.name, "serial_number": "1410", **container.details}


def dsm(container: Container) -> View:
    return _common(container, "dsm-domains") | {
        "connection": "dsm-connection",
        "dsm_params": {
            "id": 1002,
            "name": container.name,
            "url": "https://dsm.example",
            "adminType": "LOCAL",
            "kmipEnabled": False,
            "fingerprintRegistrationDisabled": False,
        },
        **container.details,
        "createdAt": NEVER,
    }


def external_cm(container: Container) -> View:
    return _common(container, "external-cm-domain") | {
        "connection": "cm-connection",
        "cm_domain": {"domain_id": f"domain-{container.name}", "name": container.name},
        **container.details,
    }


VIEWS: dict[str, Callable[[Container], View]] = {
    "aws": aws,
    "azure": azure,
    "google": google,
    "oci": oci,
    "sfdc": sfdc,
    "sap": sap,
    "hsm_luna": hsm_luna,
    "dsm": dsm,
    "external_cm": external_cm,
}
"""By the shelf that the containers stand on."""
