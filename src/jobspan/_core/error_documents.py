"""Errors as documents, and where the documentation speaks of them."""

from typing import Any, Final

from jobspan._core.plain import plain

_PAGE: Final = "https://jobspan.readthedocs.io/en/latest/errors/"


def page_of(kind: type[BaseException]) -> str:
    """The page about errors of a kind, at the place of the nearest class that is jobspan's."""
    known = next((each for each in kind.__mro__ if each.__module__.partition(".")[0] == "jobspan"), kind)
    return f"{_PAGE}#{known.__name__.lower()}"


def document_of(error: BaseException) -> dict[str, Any]:
    """An error as JSON has it, secrets masked."""
    about = {"error": type(error).__name__, "text": str(error), "page": page_of(type(error))}
    fields = {name: value for name, value in vars(error).items() if not name.startswith("__")}
    document: dict[str, Any] = plain(about | fields | {"notes": getattr(error, "__notes__", [])})
    return document
