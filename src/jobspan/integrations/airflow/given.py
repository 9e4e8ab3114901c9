"""Arguments that were given."""

from typing import Any


def given(**arguments: Any) -> dict[str, Any]:
    """The arguments without those that were left out."""
    return {name: value for name, value in arguments.items() if value is not None}
