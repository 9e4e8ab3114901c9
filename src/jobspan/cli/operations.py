"""The tables of operations, as data."""

from typing import Any

from jobspan._planes.registry import PLANES


def rows(plane: str | None = None) -> list[dict[str, Any]]:
    """Every operation of every plane, or of one."""
    return [
        operation.describe()
        for name, entry in PLANES.items()
        if plane in (None, name)
        for operation in entry.load().OPERATIONS
    ]
