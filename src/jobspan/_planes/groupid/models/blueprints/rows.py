"""The trees of blueprints: plain JSON whose lists have rows with names of their own, so that two can be compared row by row."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

Tree: TypeAlias = dict[str, Any]
Path: TypeAlias = tuple[str, ...]

_NAMED_BY = {
    "fields": ("objectType", "destinationField"),
    "objects": ("objectType", "displayName"),
    "queries": ("objectType", "side"),
    "settings": ("key", "dataType"),
    "members": ("job",),
}
WITHOUT_PLACEHOLDERS = frozenset(
    {
        *("format", "name", "kind", "side", "type", "job", "onFailure", "language", "file"),
        *("destinationField", "sourceField", "displayName", "queryType", "containerOption", "timeStampField"),
        *("key", "dataType"),
    }
)
"""Members whose texts are names: taken as they are."""
_NOTHING: tuple[Any, ...] = (None, "", [], {})


def leaves(tree: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value that is not empty, with its path. Null, empty and absent are the same."""
    match tree:
        case dict():
            for name, value in tree.items():
                yield from leaves(value, (*path, name))
        case list() if path and path[-1] in _NAMED_BY:
            for name, row in named_rows(path[-1], tree):
                yield from leaves(row, (*path[:-1], f"{path[-1]}[{name}]"))
        case list():
            for i, value in enumerate(tree):
                yield from leaves(value, (*path, str(i)))
        case _ if tree not in _NOTHING:
            yield path, tree


def named_rows(of: str, rows: list[Any]) -> Iterator[tuple[str, Any]]:
    """The rows of a list with their names; a second one of the same gets a number."""
    seen: dict[str, int] = {}
    for row in rows:
        name = " ".join(str(row.get(key, "")) for key in _NAMED_BY[of]) if isinstance(row, dict) else str(row)
        folded = name.casefold()
        seen[folded] = seen.get(folded, 0) + 1
        yield name if seen[folded] == 1 else f"{name} {seen[folded]}", row


def mapped(tree: Any, change: Callable[[Path, Any], Any], path: Path = (), *, of: type[Any] = str) -> Any:
    """The tree with every text (or other leaf, ``of`` a class) changed; the paths are those of :func:`leaves`."""
    match tree:
        case Mapping():
            return {name: mapped(value, change, (*path, name), of=of) for name, value in tree.items()}
        case list() if path and path[-1] in _NAMED_BY:
            rows = named_rows(path[-1], tree)
            return [mapped(row, change, (*path[:-1], f"{path[-1]}[{name}]"), of=of) for name, row in rows]
        case list():
            return [mapped(value, change, (*path, str(i)), of=of) for i, value in enumerate(tree)]
    return change(path, tree) if isinstance(tree, of) else tree


def shown_path(path: Path) -> str:
    """The path as people read it."""
    return ".".join(path)
