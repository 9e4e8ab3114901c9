"""Models as a DataFrame."""

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, cast

import attrs

from jobspan._core.redact import mask_json
from jobspan._core.showing import shown, shown_of
from jobspan.errors import ConfigError

if TYPE_CHECKING:
    import pandas


def data_frame(rows: Sequence[Any]) -> "pandas.DataFrame":
    """A column a field, a row a model; secrets and sensitive samples masked, enums as text, unknown fields in a column each.

    Raises:
        ConfigError: pandas is not installed.
    """
    try:
        import pandas
    except ImportError as missing:
        raise ConfigError(message="pandas is not installed.", hint="Install jobspan[pandas].") from missing
    return pandas.DataFrame([_row(row) for row in rows])


def _row(row: Any) -> dict[str, Any]:
    if not attrs.has(type(row)):
        return {"value": _cell(row)}
    fields = [field for field in attrs.fields(type(row)) if field.name != "extra"]
    cells = {field.name: _cell(shown_of(field, getattr(row, field.name))) for field in fields}
    return cells | cast(dict[str, Any], mask_json(getattr(row, "extra", {})))


def _cell(value: Any) -> Any:
    match value:
        case Enum():
            return value.value
        case datetime() | None:
            return value
        case tuple() | list():
            return [_cell(each) for each in value]
    return _row(value) if attrs.has(type(value)) else shown(value)
