"""What somebody may have meant by a name that is unknown."""

from collections.abc import Iterable


def similar(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names that look most like it."""
    import difflib  # only where a name is wrong

    return difflib.get_close_matches(name, list(known), most)
