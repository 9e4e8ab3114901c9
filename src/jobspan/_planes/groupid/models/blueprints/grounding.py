"""Blueprints on one server: placeholders replaced by what they mean there."""

from collections.abc import Callable
from typing import Any

from jobspan._core.classes import frozen
from jobspan._planes.groupid.models.blueprints.placeholders import Kind, Part, Reference, joined, parts_of
from jobspan._planes.groupid.models.blueprints.rows import WITHOUT_PLACEHOLDERS, Path, Tree, mapped, shown_path
from jobspan._planes.groupid.models.transforms import Text


@frozen
class WithSecrets:
    """A text with the placeholders of secrets in it."""

    parts: tuple[Part, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the secrets, in order."""
        return tuple(part.name for part in self.parts if isinstance(part, Reference))

    @property
    def around(self) -> tuple[str | None, ...]:
        """What is around the secrets, which stand for themselves as ``None``."""
        return tuple(None if isinstance(part, Reference) else part for part in self.parts)

    def filled(self, secret_of: Callable[[str], Text]) -> Text:
        """The text itself."""
        return joined(self.parts, lambda reference: secret_of(reference.name))


@frozen(kw_only=True)
class Grounded:
    """A tree in which only placeholders of secrets are left, as :class:`WithSecrets`; and what could not be replaced."""

    tree: Tree
    problems: tuple[str, ...] = ()


def grounded(tree: Tree, meaning: Callable[[Reference], str]) -> Grounded:
    """Replace placeholders.

    Args:
        meaning: what one stands for, secrets excepted; raises ``LookupError`` with the reason when that is not known.
    """
    problems: list[str] = []

    def change(path: Path, text: str) -> Any:
        if path[-1] in WITHOUT_PLACEHOLDERS:
            return text
        try:
            parts = tuple(_meant(part, meaning) for part in parts_of(text))
        except (LookupError, ValueError) as unknown:
            problems.append(f"{shown_path(path)}: {unknown.args[0]}")
            return text
        if any(isinstance(part, Reference) for part in parts):
            return WithSecrets(parts)
        return "".join(map(str, parts))

    return Grounded(tree=mapped(tree, change), problems=tuple(dict.fromkeys(problems)))


def _meant(part: Part, meaning: Callable[[Reference], str]) -> Part:
    return meaning(part) if isinstance(part, Reference) and part.kind is not Kind.SECRET else part


def filled(tree: Tree, secret_at: Callable[[Path, int, WithSecrets], Text]) -> Tree:
    """Put the secrets into a grounded tree.

    Args:
        secret_at: the secret that stands at a place: its path, which of the secrets there it is, and the text around it;
            raises ``LookupError`` when it is not known.
    """

    def change(path: Path, text: WithSecrets) -> Text:
        found = iter([secret_at(path, at, text) for at in range(len(text.names))])
        return text.filled(lambda name: next(found))

    whole: Tree = mapped(tree, change, of=WithSecrets)
    return whole


def secret_names(tree: Any) -> set[str]:
    """The names of all secrets in a tree, grounded or not."""
    found: set[str] = set()

    def look(path: Path, text: str) -> str:
        if path[-1] not in WITHOUT_PLACEHOLDERS:
            try:
                parts = parts_of(text)
            except ValueError:
                return text
            found.update(part.name for part in parts if isinstance(part, Reference) and part.kind is Kind.SECRET)
        return text

    mapped(tree, look)
    return found
