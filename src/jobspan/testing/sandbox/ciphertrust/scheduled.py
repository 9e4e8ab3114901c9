"""What the scheduler can be told to do: the operations, their blocks of parameters, and the clouds they go with."""

from __future__ import annotations

from typing import Any

from jobspan.testing.sandbox.ciphertrust.errors import refusal
from jobspan.testing.sandbox.ciphertrust.families import CLOUDS

SYNCHRONIZATION = "cckm_synchronization"
OPERATIONS = (
    SYNCHRONIZATION,
    "cckm_key_rotation",
    "cckm_xks_credential_rotation",
    "cckm_key_backup",
    "cckm_add_containers",
    "database_backup",
)
ROTATION_CLOUDS = ("aws", "AzureCloud", "gcp", "oci")
ITEMS = {"key": "azure.keys", "secret": "azure.secrets", "certificate": "azure.certificates"}


def checked(operation: str, parameters: Any) -> dict[str, Any]:
    """The parameters as they are kept; a refusal if they make no sense."""
    if not isinstance(parameters, dict):
        raise refusal(400, f"{operation}_params must be an object")
    match operation:
        case "cckm_synchronization":
            return _checked_synchronization(dict(parameters))
        case "cckm_key_rotation":
            return _checked_rotation(dict(parameters))
        case "cckm_xks_credential_rotation":
            if parameters.get("cloud_name") != "aws":
                raise refusal(400, "cloud_name must be aws")
    return dict(parameters)


def families_of(parameters: dict[str, Any]) -> list[str]:
    """The families whose jobs a run of a synchronization starts."""
    items = parameters.get("sync_item")
    if parameters["cloud_name"] != "AzureCloud" or not items:
        return [CLOUDS[parameters["cloud_name"]][0]]
    return [family for item, family in ITEMS.items() if item in items or "all" in items]


def _checked_synchronization(parameters: dict[str, Any]) -> dict[str, Any]:
    if parameters.get("cloud_name") not in CLOUDS:
        raise refusal(400, f"cloud_name must be one of {', '.join(CLOUDS)}")
    _, field = CLOUDS[parameters["cloud_name"]]
    names, everything = parameters.get(field) or [], parameters.get("synchronize_all") is True
    if bool(names) == everything:
        raise refusal(400, f"give either synchronize_all or {field}")
    foreign = sorted({name for _, name in CLOUDS.values()} & set(parameters) - {field})
    if foreign:
        raise refusal(400, f"{', '.join(foreign)} does not belong to {parameters['cloud_name']}")
    for spelling in ("sync_items", "sync_item"):
        if spelling in parameters:
            items = parameters.pop(spelling)
            items = [items] if isinstance(items, str) else items
            if not isinstance(items, list) or set(items) - {*ITEMS, "all"}:
                raise refusal(400, f"{spelling} must be some of key, secret, certificate, all")
            parameters["sync_item"] = items
    return parameters


def _checked_rotation(parameters: dict[str, Any]) -> dict[str, Any]:
    if parameters.get("cloud_name") not in ROTATION_CLOUDS:
        raise refusal(400, f"cloud_name must be one of {', '.join(ROTATION_CLOUDS)}")
    if "aws_param" in parameters and parameters["cloud_name"] != "aws":
        raise refusal(400, "aws_param is for aws only")
    for name, units in (("expiration", "dh"), ("expire_in", "dh"), ("rotation_after", "d")):
        value = parameters.get(name)
        if value == "":
            del parameters[name]
        elif value is not None and not (isinstance(value, str) and value[:-1].isdigit() and value[-1] in units):
            raise refusal(400, f"{name} must be a number of {' or '.join(units)}")
    return parameters
