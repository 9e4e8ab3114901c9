"""How what files say differs from what a server has, row by row."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from jobspan._core.classes import frozen
from jobspan._core.plain import Plain
from jobspan._core.secret import MASK
from jobspan._core.showing import shown
from jobspan._core.text_redaction import mask_text
from jobspan._planes.groupid.models.blueprints.distinguished_names import parts_of_dn
from jobspan._planes.groupid.models.blueprints.grounding import WithSecrets
from jobspan._planes.groupid.models.blueprints.portrait import as_lines
from jobspan._planes.groupid.models.blueprints.rows import Path, Tree, leaves, named_rows, shown_path
from jobspan._planes.groupid.models.masks import is_mask
from jobspan._planes.groupid.models.transforms import plain
from jobspan._public import public
from jobspan.credentials import Secret

_DNS: Final = frozenset({"container", "containerOptionValue"})
_NOT_COMPARED: Final = frozenset({"hadSchedule", "format"})
_CIPHERED: Final = "settings[Destination.MessagingProvider"
_ABSENT: Final = object()


@public
@frozen(kw_only=True)
class FieldChange(Plain):
    """One place where files and server differ; secrets are masked, ``None`` is nothing.

    Attributes:
        path: for example ``fields[1 cn].transform``.
        on_server, in_files: what stands there.
    """

    path: str
    on_server: str | None = None
    in_files: str | None = None

    def __str__(self) -> str:
        return str(shown(f"{self.path}: {_or_nothing(self.on_server)} -> {_or_nothing(self.in_files)}"))


def _or_nothing(text: str | None) -> str:
    return "nothing" if text is None else text


@frozen(kw_only=True)
class Compared:
    """The outcome: what differs, what cannot be compared, and what is only worth knowing."""

    changes: tuple[FieldChange, ...] = ()
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@frozen(kw_only=True)
class Half:
    """One of the two: a grounded tree, and the secrets in it that are known."""

    tree: Tree
    secrets: Mapping[str, Secret] = attrs.field(factory=dict, repr=False)


def compare(files: Half, server: Half) -> Compared:
    """Compare what files say with what a server has, in normal form."""
    left, right = dict(leaves(files.tree)), dict(leaves(server.tree))
    changes: dict[Path, FieldChange] = {}
    unknown: list[str] = []
    for path in {**right, **left}:
        if path[0] in _NOT_COMPARED:
            continue
        here, there = left.get(path, _ABSENT), right.get(path, _ABSENT)
        same = _same(path, here, there, files, server)
        if same is None:
            unknown.append(f"{shown_path(path)}: the secret cannot be compared")
        elif not same:
            row = _row_of_one_side(path, left, right)
            changes[row or path] = (
                FieldChange(path=shown_path(row), **_whole(path in left))
                if row
                else FieldChange(path=shown_path(path), on_server=_shown(there), in_files=_shown(here))
            )
    return Compared(
        changes=tuple(changes.values()),
        unknown=tuple(dict.fromkeys(unknown)),
        notes=tuple(_about_order(files.tree, server.tree)),
    )


def _same(path: Path, here: Any, there: Any, files: Half, server: Half) -> bool | None:
    """``None``: it cannot be known."""
    if here is _ABSENT or there is _ABSENT:
        return False
    if not (isinstance(here, WithSecrets) or isinstance(there, WithSecrets)):
        return bool(_normal(path, here) == _normal(path, there))
    if isinstance(here, WithSecrets) and isinstance(there, WithSecrets) and here.around != there.around:
        return False
    one, other = _text(here, files), _text(there, server)
    if one is None or other is None or is_mask(other):
        return None
    return plain(one) == plain(other) or (None if path[0].startswith(_CIPHERED) else False)


def _text(value: Any, half: Half) -> Any:
    """The text with its secrets; ``None`` when one is not known, or the server does not show it."""
    if not isinstance(value, WithSecrets):
        return str(value)
    if any(name not in half.secrets or is_mask(half.secrets[name]) for name in value.names):
        return None
    return value.filled(lambda name: half.secrets[name])


def _normal(path: Path, value: Any) -> Any:
    """A value in the form in which equal ones are the same."""
    if not isinstance(value, str):
        return value
    if path[-1] in _DNS:
        return parts_of_dn(value)
    if path[-1] == "provider":
        return value.strip().casefold()
    if path[0].startswith("settings[") and path[-1] == "value":
        return _setting(value)
    return as_lines(value) if "\n" in value or "\r" in value else value


def _setting(value: str) -> Any:
    if value.lower() in ("true", "false"):
        return value.lower()
    return int(value) if value.lstrip("-").isdecimal() else as_lines(value)


def _row_of_one_side(path: Path, left: Mapping[Path, Any], right: Mapping[Path, Any]) -> Path | None:
    """The row that a value is in, when only one side has it."""
    for length, name in enumerate(path[:-1], 1):
        if name.endswith("]"):
            row = path[:length]
            if not all(any(each[:length] == row for each in side) for side in (left, right)):
                return row
    return None


def _whole(in_files: bool) -> dict[str, str]:
    return {"in_files": "a row"} if in_files else {"on_server": "a row"}


def _shown(value: Any) -> str | None:
    if value is _ABSENT:
        return None
    if isinstance(value, WithSecrets):
        return plain(value.filled(lambda name: MASK))
    text = mask_text(str(value))
    return text if "\n" not in text else f"{len(text.splitlines())} lines"


def _about_order(files: Tree, server: Tree) -> Iterator[str]:
    here, there = ([name for name, _ in named_rows("fields", tree.get("fields") or [])] for tree in (files, server))
    if here != there and sorted(here) == sorted(there):
        yield "fields: their order differs"
