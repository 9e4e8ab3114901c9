"""A small world: one administrator, a few containers in every cloud, no job yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobspan.testing.sandbox.ciphertrust.access import ROOT, Account
from jobspan.testing.sandbox.ciphertrust.families import Container

if TYPE_CHECKING:
    from jobspan.testing.sandbox.ciphertrust.plane import CipherTrust

USERNAME = "admin"
PASSWORD = "sandbox-password"
CLIENT_ID = "nightly-sync"
TENANT = "/acme"

_REGIONS = ("ap-south-1", "eu-west-1", "us-east-1")


def seed_world(plane: CipherTrust) -> None:
    access = plane.access
    access.add(Account(USERNAME, PASSWORD, domains=frozenset({ROOT, "finance"})))
    access.add(Account("auditor", PASSWORD, may_synchronize=False))
    access.add(Account("tenant-admin", PASSWORD, home=TENANT))
    access.clients[CLIENT_ID] = USERNAME

    def new_id() -> str:
        return plane.world.new_uuid()

    def plain(*names: str) -> list[Container]:
        made = []
        for name in names:
            id = new_id()
            made.append(Container(id, name, shown_as=id))
        return made

    def ring(name: str) -> Container:
        full_name = f"projects/acme/locations/global/keyRings/{name}"
        return Container(new_id(), name, shown_as=full_name)

    plane.containers["aws"] = [
        Container(new_id(), "kms", "kms", account="123456789012", regions=_REGIONS),
        Container(new_id(), "kms-prod", "kms-prod", account="210987654321", regions=_REGIONS[:2]),
    ]
    plane.containers["azure"] = plain("hr-vault", "pay-vault")
    plane.containers["google"] = [ring("demo-key-ring"), ring("pay-key-ring")]
    plane.containers["oci"] = plain("oci-vault")
    plane.containers["sfdc"] = plain("acme-sales", "acme-support")
    plane.containers["sap"] = plain("sap-group")
    plane.containers["hsm_luna"] = plain("partition-1", "partition-2")
    plane.containers["dsm"] = plain("dsm-domain")
    plane.containers["external_cm"] = plain("external-domain-1", "external-domain-2")
