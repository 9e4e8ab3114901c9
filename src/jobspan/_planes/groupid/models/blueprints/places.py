"""Files and folders that a caller names."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jobspan.errors import Problem, ValidationError


@contextmanager
def located(argument: str, place: str | Path) -> Iterator[None]:
    """What the system says against a place is said of the argument that names it.

    Raises:
        ValidationError: it did.
    """
    try:
        yield
    except OSError as refused:
        said = refused.strerror or str(refused)
        raise ValidationError(
            message="This place cannot be used.", problems=(Problem(argument, f"{str(place)!r}: {said}"),)
        ) from refused
