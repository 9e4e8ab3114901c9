"""The tables of operations, as data."""

from typing import Any

from jobspan._planes.registry import PLANES


def rows(wanted: str | None = None) -> list[dict[str, Any]]:
    """Every operation of every plane, or of one."""
    return [
        operation.describe()
        for name, plane in PLANES.items()
        if wanted in (None, name)
        for operation in plane.operations
    ]
