"""Optional libraries: imported when they are needed, and asked for by the name of the extra that brings them."""

from importlib import import_module
from types import ModuleType

from jobspan.errors import MissingExtra


def needed(library: str, extra: str, purpose: str) -> ModuleType:
    """The library.

    Args:
        purpose: what it is needed for, to stand before "needs".

    Raises:
        MissingExtra: it is not installed.
    """
    try:
        return import_module(library)
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != library.partition(".")[0]:
            raise
        raise MissingExtra(
            message=f"{purpose} needs {library}, which is not installed.",
            hint=f"pip install 'jobspan[{extra}]'",
            extra=extra,
        ) from missing
