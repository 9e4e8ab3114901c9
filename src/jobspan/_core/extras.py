"""Optional libraries: imported when they are needed, and asked for by the name of the extra that brings them."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

from jobspan.errors import MissingExtra


@contextmanager
def from_extra(extra: str, purpose: str, hint: str = "") -> Iterator[None]:
    """Around the import of what an extra brings.

    Args:
        purpose: what it is needed for, to stand before "needs".
        hint: more to say about what to install.

    Raises:
        MissingExtra: something of it is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as missing:
        library = (missing.name or "").partition(".")[0]
        if library == "jobspan" or isinstance(missing, MissingExtra):
            raise
        raise MissingExtra(
            message=f"{purpose} needs {library}, which is not installed.",
            hint=f"pip install 'jobspan[{extra}]'{hint}",
            extra=extra,
        ) from missing


class OnDemand:
    """An optional library by its name, imported when something of it is asked for. For annotations that name its types."""

    def __init__(self, library: str, extra: str) -> None:
        self._library, self._extra = library, extra

    def __getattr__(self, name: str) -> Any:
        return getattr(needed(self._library, self._extra, f"What this returns ({self._library}.{name})"), name)


def needed(library: str, extra: str, purpose: str) -> ModuleType:
    """The library.

    Raises:
        MissingExtra: it is not installed.
    """
    with from_extra(extra, purpose):
        return import_module(library)
