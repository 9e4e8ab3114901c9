"""Members that the vendor writes in more than one way, in the way the models name them."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, get_args, get_origin

from jobspan._planes.ciphertrust.models.containers import SapGroup
from jobspan._planes.ciphertrust.models.envelopes import Slice

Row: TypeAlias = dict[str, Any]


def spelled(model: Any, document: Any) -> Any:
    """A row, or a list of rows, in the model's spelling. Other documents stay as they are."""
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


_RULES: Final[Mapping[Any, Callable[[Row], Row]]] = {SapGroup: _with_a_small_name}
