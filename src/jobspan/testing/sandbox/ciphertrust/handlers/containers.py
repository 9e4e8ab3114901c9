"""Lists of containers and of what groups them.

Each serves the filters that the vendor names for it; another one is refused, which is a decision of this sandbox. Where the
vendor names none, any field of the rows can be asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import attrs

from jobspan.testing.sandbox.ciphertrust.container_views import VIEWS, View
from jobspan.testing.sandbox.ciphertrust.errors import refusal
from jobspan.testing.sandbox.ciphertrust.handlers.lists import slice_of
from jobspan.testing.sandbox.ciphertrust.state import State
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route

_PAGING = {"skip", "limit", "sort"}


@attrs.frozen
class Shelf:
    """One list: `name` is that of its operations; `shelf` where its containers stand, if it is not a grouping; `filters` without
    any documented ones is empty."""

    name: str
    path: str
    shelf: str = ""
    filters: str = ""


SHELVES = (
    Shelf("aws.kms", "aws/kms", "aws", "name account_id cloud_name status"),
    Shelf(
        "aws.custom_key_stores",
        "aws/custom-key-stores",
        filters="name kms kms_id region cloud_name type custom_key_store_type connection_state source_key_tier"
        " xks_proxy_connectivity blocked linked_state",
    ),
    Shelf(
        "azure.vaults",
        "azure/vaults",
        "azure",
        "name location cloud_name subscription_id subscription_name job_config_id type",
    ),
    Shelf("azure.subscriptions", "azure/subscriptions"),
    Shelf(
        "google.key_rings",
        "google/key-rings",
        "google",
        "name connection cloud_name organization_name organization_display_name location project_id",
    ),
    Shelf("google.projects", "google/projects", filters="name connection cloud_name"),
    Shelf(
        "oci.vaults",
        "oci/vaults",
        "oci",
        "display_name vault_name vault_id vault_type external_vault_type linked_state issuer_id state lifecycle_state"
        " cloud_name tenancy compartment_name region source_key_tier blocked",
    ),
    Shelf("oci.compartments", "oci/compartments", filters="name compartment_id tenancy"),
    Shelf("oci.tenancies", "oci/tenancy", filters="tenancy_ocid tenancy"),
    Shelf(
        "sap.groups",
        "sap/groups",
        "sap",
        "name connection cloud_name group_id application tier region provider key_store_name creator_name tenant",
    ),
    Shelf(
        "sfdc.organizations",
        "sfdc/organizations",
        "sfdc",
        "name sfdc_org_id organization_type connection cloud_name",
    ),
    Shelf("hsm_luna.partitions", "hsm/luna/partitions", "hsm_luna"),
    Shelf("dsm.domains", "dsm/domains", "dsm"),
    Shelf("external_cm.domains", "external-cm/domains", "external_cm"),
)


class ContainerHandlers:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> Iterable[Route]:
        for shelf in SHELVES:
            path, name = f"/api/v1/cckm/{shelf.path}", f"containers.{shelf.name}"
            yield Route(f"{name}.list", "GET", path, _bound(self.list, shelf))
            yield Route(f"{name}.get", "GET", f"{path}/{{id}}", _bound(self.get, shelf))

    def list(self, call: Call, shelf: Shelf) -> Reply:
        asked = {name: call.query.getlist(name) for name in call.query if name not in _PAGING}
        unknown = sorted(set(asked) - {"id", *shelf.filters.split()}) if shelf.filters else []
        if unknown:
            raise refusal(400, f"unknown parameter: {', '.join(unknown)}")
        return slice_of(call, [view for view in self._views(shelf) if _fits(view, asked)])

    def get(self, call: Call, shelf: Shelf) -> Reply:
        for view in self._views(shelf):
            if view["id"] == call.params["id"]:
                return Reply.of_json(view)
        raise refusal(404, "Resource not found")

    def _views(self, shelf: Shelf) -> Sequence[View]:
        if shelf.shelf:
            return [VIEWS[shelf.shelf](each) for each in self._state.containers[shelf.shelf]]
        return self._state.groupings.get(shelf.name, ())


def _fits(view: View, asked: dict[str, list[str]]) -> bool:
    return all(_shown(view, name) in values for name, values in asked.items())


def _shown(view: View, name: str) -> str:
    """A field as a filter means it: Azure vaults go by the name that CipherTrust gives them."""
    if name == "name" and "azure_name" in view:
        return f"{view['azure_name']}::{view['subscription_id']}"
    value = view.get(name, view.get(name.capitalize()))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _bound(handler: Callable[[Call, Shelf], Reply], shelf: Shelf) -> Callable[[Call], Reply]:
    return lambda call: handler(call, shelf)
