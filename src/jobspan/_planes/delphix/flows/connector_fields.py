"""The fields of a connector: what may stand in them, what they need, and which of them exclude each other.

Source: https://help-api.delphix.com/ (ConnectorCreateRequest, ConnectorUpdateParameters, ConnectorTestRequest).
"""

from collections.abc import Mapping
from typing import Any, Final

from jobspan._core.validation import Validator, given, present
from jobspan._planes.delphix.models.connectors import ConnectionMode, ConnectorType, DatabaseType
from jobspan.credentials import Secret

LONGEST_NAME: Final = 255
_SECRETS: Final = frozenset({"password", "access_key", "secret_key"})
_CANNOT_BE_CLEARED: Final = frozenset(
    {
        "name",
        "username",
        "schema_name",
        "kerberos_auth",
        "job_orchestrator_id",
        "compliance_jdbc_driver_id",
        "enable_logger",
        "connection_mode",
    }
)
_EXCLUDE: Final = {"ssh_key": ("password", "credential_path_id"), "credential_path_id": ("password", "kerberos_auth")}
_NEED: Final = {
    ("database_type", DatabaseType.EXTENDED.value): ("compliance_jdbc_driver_id",),
}
_NEED_IN_A_TEST: Final = _NEED | {
    ("type", ConnectorType.FILE.value): ("connection_mode", "file_type"),
    ("connection_mode", ConnectionMode.MOUNT.value): ("mount_type",),
    ("mount_type", "NFS3"): ("mount_path",),
    ("mount_type", "NFS4"): ("mount_path",),
    ("mount_type", "CIFS"): ("mount_path",),
}
"""What else has to be told of a connector that DCT does not know."""


def to_create(problems: Validator, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a new connector, ready to send; ``None`` means *not given*."""
    found = _checked(problems, present(fields))
    _needed(problems, found, _NEED)
    return found


def to_update(problems: Validator, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that change, ready to send; ``None`` clears a field where that is allowed."""
    return _checked(problems, given(fields))


def to_test_saved(problems: Validator, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The values that take the place of saved ones, ready to send; ``None`` means *not given*."""
    return _checked(problems, present(fields))


def to_test(problems: Validator, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a connector that is not saved, ready to send; ``None`` means *not given*."""
    found = _checked(problems, present(fields))
    _needed(problems, found, _NEED_IN_A_TEST)
    return found


def _checked(problems: Validator, found: dict[str, Any]) -> dict[str, Any]:
    for name, value in found.items():
        if value is None:
            if name in _CANNOT_BE_CLEARED:
                problems.add(name, "cannot be cleared")
        elif name == "port":
            problems.whole(name, value, 1, 65535)
        elif name in _SECRETS:
            found[name] = Secret(value)
            if not found[name]:
                problems.add(name, "must not be empty")
        elif isinstance(value, str):
            problems.text(name, value, longest=LONGEST_NAME if name == "name" else None)
    for name, others in _EXCLUDE.items():
        for other in others:
            if found.get(name) and found.get(other):
                problems.add(other, f"{name} and {other} exclude each other")
    if found.get("owning_entity_id") and not found.get("owning_entity_type"):
        problems.add("owning_entity_type", "is needed with owning_entity_id")
    return found


def _needed(problems: Validator, found: Mapping[str, Any], needs: Mapping[tuple[str, str], tuple[str, ...]]) -> None:
    for (name, value), others in needs.items():
        if found.get(name) == value:
            for other in others:
                if not found.get(other):
                    problems.add(other, f"is needed with {name} {value}")
