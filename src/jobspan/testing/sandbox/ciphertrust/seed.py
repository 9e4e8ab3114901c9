"""A small world: three accounts, a few containers in every cloud, no job yet."""

from __future__ import annotations

from typing import Any

from jobspan.testing.sandbox.ciphertrust.access import ROOT, Account
from jobspan.testing.sandbox.ciphertrust.entities import Container
from jobspan.testing.sandbox.ciphertrust.state import State

USERNAME = "admin"
PASSWORD = "sandbox-password"
CLIENT_ID = "nightly-sync"
TENANT = "/acme"

_REGIONS = ("ap-south-1", "eu-west-1", "us-east-1")


def seed_world(state: State) -> None:
    access = state.access
    access.add(Account(USERNAME, PASSWORD, domains=frozenset({ROOT, "finance"})))
    access.add(Account("auditor", PASSWORD, may_synchronize=False))
    access.add(Account("tenant-admin", PASSWORD, home=TENANT))
    access.clients[CLIENT_ID] = USERNAME

    def new_id() -> str:
        return state.world.new_uuid()

    def plain(*names: str) -> list[Container]:
        made = []
        for name in names:
            id = new_id()
            made.append(Container(id, name, shown_as=id))
        return made

    def ring(name: str) -> Container:
        full_name = f"projects/acme/locations/global/keyRings/{name}"
        return Container(new_id(), name, shown_as=full_name)

    state.containers["aws"] = [
        Container(new_id(), "kms", "kms", account="123456789012", regions=_REGIONS),
        Container(new_id(), "kms-prod", "kms-prod", account="210987654321", regions=_REGIONS[:2]),
    ]
    state.containers["azure"] = plain("hr-vault", "pay-vault")
    state.containers["google"] = [ring("demo-key-ring"), ring("pay-key-ring")]
    state.containers["oci"] = plain("oci-vault")
    state.containers["sfdc"] = plain("acme-sales", "acme-support")
    state.containers["sap"] = plain("sap-group")
    state.containers["hsm_luna"] = plain("partition-1", "partition-2")
    state.containers["dsm"] = plain("dsm-domain")
    state.containers["external_cm"] = plain("external-domain-1", "external-domain-2")
    _seed_groupings(state)


def _seed_groupings(state: State) -> None:
    """What groups containers, and the key stores of an account: by ids that tests need not know."""
    first = state.containers["aws"][0]

    def row(**fields: Any) -> dict[str, Any]:
        return {"id": state.world.new_uuid(), "createdAt": "2026-01-01T00:00:00Z", **fields}

    state.groupings["azure.subscriptions"] = [
        row(name="acme-production", subscription_id="2f9b0e35-3c4b-4a86-8d07-2f0bbd5e6d6f")
    ]
    state.groupings["google.projects"] = [row(name="acme", project_id="acme", connection="gcp-connection")]
    state.groupings["oci.compartments"] = [
        row(name="acme", compartment_id="ocid1.compartment.oc1..acme", tenancy="acme", is_accessible=True)
    ]
    state.groupings["oci.tenancies"] = [row(tenancy="acme", tenancy_ocid="ocid1.tenancy.oc1..acme")]
    state.groupings["aws.custom_key_stores"] = [
        row(
            name="acme-xks",
            kms=first.name,
            kms_id=first.id,
            region="eu-west-1",
            cloud_name="aws",
            type="LOCAL",
            gone=False,
            aws_param={
                "custom_key_store_id": "cks-1234567890abcdef0",
                "custom_key_store_type": "EXTERNAL_KEY_STORE",
                "connection_state": "CONNECTED",
                "xks_proxy_connectivity": "PUBLIC_ENDPOINT",
            },
            local_hosted_params={"blocked": False, "linked_state": True, "max_credentials": 8},
        )
    ]
