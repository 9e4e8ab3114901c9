"""Members that the vendor writes in more than one way, in the way the models name them."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, get_args, get_origin

from jobspan._planes.ciphertrust.models.containers import SapGroup
from jobspan._planes.ciphertrust.models.envelopes import OperationNames, Slice
from jobspan._planes.ciphertrust.models.schedules import Schedule

SYNC_PARAMETERS: Final = "cckm_synchronization_params"
KEY_ROTATION_PARAMETERS: Final = "cckm_key_rotation_params"
XKS_ROTATION_PARAMETERS: Final = "cckm_xks_credential_rotation_params"
PARAMETERS: Final = frozenset({SYNC_PARAMETERS, KEY_ROTATION_PARAMETERS, XKS_ROTATION_PARAMETERS})
"""The names of what schedules do, in requests and models."""

Row: TypeAlias = dict[str, Any]


def spelled(model: Any, document: Any) -> Any:
    """A row, or a list of rows, in the model's spelling. Other documents stay as they are."""
    if model is OperationNames:
        return _operation_names(document)
    if get_origin(model) is not Slice:
        rule = _RULES.get(model)
        return rule(document) if rule and isinstance(document, dict) else document
    rule = _RULES.get(get_args(model)[0])
    if rule is None or not isinstance(document, dict) or not isinstance(document.get("resources"), list):
        return document
    rows = [rule(row) if isinstance(row, dict) else row for row in document["resources"]]
    return {**document, "resources": rows}


def _with_a_small_name(row: Row) -> Row:
    """The sample of SAP groups has ``Name``."""
    if "Name" not in row or "name" in row:
        return row
    return {("name" if member == "Name" else member): value for member, value in row.items()}


def _with_named_parameters(row: Row) -> Row:
    """What a schedule does comes as ``job_config_params``, whatever it is; it is sent under the name of its operation."""
    parameters, name = row.get("job_config_params"), f"{row.get('operation')}_params"
    if name not in PARAMETERS or name in row or not isinstance(parameters, dict):
        return row
    if name == SYNC_PARAMETERS:
        parameters = _with_a_list_of_items(parameters)
    return {(name if member == "job_config_params" else member): value for member, value in row.items()} | {
        name: parameters
    }


def _with_a_list_of_items(parameters: Row) -> Row:
    """``sync_item`` is a list; other clients of the vendor write ``sync_items``, or a plain text."""
    name = "sync_item" if "sync_item" in parameters else "sync_items"
    items = parameters.get(name)
    if items is None:
        return parameters
    listed = [items] if isinstance(items, str) else items
    return {member: value for member, value in parameters.items() if member != name} | {"sync_item": listed}


def _operation_names(document: Any) -> Any:
    """Names, or rows that have one; in an envelope or not."""
    rows = document.get("resources") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        return document
    return {"names": [_name_of(row) if isinstance(row, dict) else row for row in rows]}


def _name_of(row: Row) -> Any:
    return next((row[member] for member in ("name", "operation", "id") if row.get(member)), None)


_RULES: Final[Mapping[Any, Callable[[Row], Row]]] = {
    SapGroup: _with_a_small_name,
    Schedule: _with_named_parameters,
}
