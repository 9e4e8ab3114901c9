"""Blueprints: jobs, collections and data sources as files."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final, Self

import attrs

from jobspan._core.arguments import hold_to_types
from jobspan._core.classes import frozen
from jobspan._core.plain import Plain
from jobspan._core.showing import shown
from jobspan._core.texts import text_of
from jobspan._planes.groupid.models.blueprints.bindings import Bindings
from jobspan._planes.groupid.models.blueprints.forms import FORMS, malformed_placeholders, problems_of
from jobspan._planes.groupid.models.blueprints.grounding import secret_names
from jobspan._planes.groupid.models.blueprints.names import distinct_slugs
from jobspan._planes.groupid.models.blueprints.places import located
from jobspan._planes.groupid.models.blueprints.portrait import as_lines
from jobspan._planes.groupid.models.blueprints.rows import Tree
from jobspan._public import public
from jobspan.errors import Problem, ValidationError

FOLDERS: Final = {"jobs": "jobs", "collections": "collections", "data_sources": "data-sources"}
"""The folder of each field of a blueprint."""
_ENDINGS: Final = {"0": ".vb"}
_OTHER_ENDING: Final = ".txt"


def _sorted(trees: Any) -> Any:
    """By name; anything but a list of trees is left to the validator, which knows the field."""
    if not _are_trees(trees):
        return trees
    return tuple(sorted(trees, key=lambda tree: (str(tree.get("name")).casefold(), str(tree.get("name")))))


def _are_trees(trees: object) -> bool:
    return isinstance(trees, list | tuple) and all(isinstance(tree, Mapping) for tree in trees)


def _trees(_: Any, field: "attrs.Attribute[Any]", trees: object) -> None:
    if not _are_trees(trees):
        problem = Problem(field.name, "must be a list of trees, each a mapping")
        raise ValidationError(message="This is not a blueprint.", problems=(problem,))


def _are_bindings(_: Any, field: "attrs.Attribute[Any]", value: object) -> None:
    if not isinstance(value, Bindings):
        problem = Problem(field.name, f"must be Bindings, not {type(value).__name__}")
        raise ValidationError(message="This is not a blueprint.", problems=(problem,))


@public
@frozen(kw_only=True)
class Blueprint(Plain):
    """Jobs, collections and data sources as files that can be kept in git: the same definitions give the same bytes.

    What differs from server to server stands in placeholders (``${provider:ExcelOne}``, ``${owner:...}``, ``${dn:...}``,
    ``${value:...}``), and so does every secret (``${secret:NAME}``): no file holds one.

    Attributes:
        jobs, collections, data_sources: their trees, sorted by name; ``docs/planes/netwrix-groupid.md`` explains them.
        bindings: what the placeholders mean on the server that it was exported from.
        warnings: what to look at before it goes to another server.
        whole: it has everything of its server, so that :meth:`save` removes files of what is no longer there.
    """

    jobs: tuple[Tree, ...] = attrs.field(default=(), converter=_sorted, validator=_trees)
    collections: tuple[Tree, ...] = attrs.field(default=(), converter=_sorted, validator=_trees)
    data_sources: tuple[Tree, ...] = attrs.field(default=(), converter=_sorted, validator=_trees)
    bindings: Bindings = attrs.field(factory=Bindings, validator=_are_bindings)
    warnings: tuple[str, ...] = ()
    whole: bool = False

    @property
    def secret_names(self) -> tuple[str, ...]:
        """The names of all secrets that it refers to, sorted."""
        return tuple(sorted(secret_names([*self.jobs, *self.collections, *self.data_sources])))

    def files(self) -> dict[str, str]:
        """The text of each file by its path, sorted. Global scripts have files of their own."""
        made: dict[str, str] = {}
        for field, folder in FOLDERS.items():
            trees: tuple[Tree, ...] = getattr(self, field)
            for name, tree in zip(distinct_slugs(tree["name"] for tree in trees), trees, strict=True):
                scripts: dict[str, str] = {}
                document = _without_scripts(tree, name, scripts)
                made[f"{folder}/{name}.json"] = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
                made |= {f"{folder}/{script}": text for script, text in scripts.items()}
        return dict(sorted(made.items()))

    @classmethod
    def from_files(cls, files: Mapping[str, str | bytes]) -> Self:
        """Read what :meth:`files` gave, edited or not.

        Args:
            files: the text of each file by its path.

        Raises:
            ValidationError: a file is not what it should be; every place is named.
        """
        problems: list[Problem] = []
        found: dict[str, list[Tree]] = {field: [] for field in FOLDERS}
        for path, text in sorted(files.items()):
            field = next((each for each, folder in FOLDERS.items() if PurePosixPath(path).parent.name == folder), None)
            if field is not None and path.endswith(".json"):
                tree = _read(path, text, files, problems)
                if tree is not None:
                    found[field].append(tree)
        if problems:
            raise ValidationError(message="This is not a blueprint.", problems=tuple(problems))
        return cls(
            jobs=tuple(found["jobs"]),
            collections=tuple(found["collections"]),
            data_sources=tuple(found["data_sources"]),
        )

    def save(self, folder: str | Path) -> tuple[str, ...]:
        """Write the files into a folder, and return the paths of those that changed or went.

        A file that is already as it should be is not touched. With ``whole``, files of jobs, collections and data sources that
        are not in the blueprint any more are removed; other files stay.

        Args:
            folder: made if it is not there.

        Raises:
            ValidationError: files of a blueprint in the folder cannot be read, so that it is not known which are out of date;
                or nothing can be written there (a file of that name, for instance).
        """
        with located("folder", folder):
            return self._write(Path(folder))

    def _write(self, root: Path) -> tuple[str, ...]:
        files = self.files()
        stale = sorted({*_own_files(root)} - files.keys()) if self.whole else []
        changed = []
        for path, text in files.items():
            target, data = root / path, text.encode()
            if not target.is_file() or target.read_bytes() != data:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
                changed.append(path)
        for path in stale:
            (root / path).unlink()
        return (*changed, *stale)

    @classmethod
    def load(cls, folder: str | Path) -> Self:
        """Read the files of a folder.

        Args:
            folder: one that ``save`` has filled.

        Raises:
            ValidationError: a file is not what it should be (every place is named), or there is none of a blueprint: what is
                not in the files would be deleted with ``prune=True``, so a wrong path is not taken for an empty blueprint.
        """
        root = Path(folder)
        with located("folder", folder):
            found = _files_in(root)
        if not any(path.endswith(".json") for path in found):
            what = "has no file of a blueprint" if root.is_dir() else "is not a directory"
            raise ValidationError(
                message="This is not a blueprint.", problems=(Problem("folder", f"{str(root)!r} {what}"),)
            )
        return cls.from_files(found)

    def __str__(self) -> str:
        counts = f"{len(self.jobs)} jobs, {len(self.collections)} collections, {len(self.data_sources)} data sources"
        return str(shown("\n".join((counts, *(f"  {warning}" for warning in self.warnings)))))


hold_to_types(Blueprint)


def _files_in(root: Path) -> dict[str, bytes]:
    return {
        f"{folder}/{path.name}": path.read_bytes()
        for folder in FOLDERS.values()
        if (root / folder).is_dir()
        for path in sorted((root / folder).iterdir())
        if path.is_file()
    }


def _own_files(root: Path) -> Iterator[str]:
    """The files of a blueprint that are in a folder."""
    present = _files_in(root)
    Blueprint.from_files(present)
    for path, data in present.items():
        if path.endswith(".json"):
            yield path
            yield from (each for each in _scripts_of(path, json.loads(text_of(data))) if each in present)


def _scripts_of(path: str, tree: Tree) -> Iterator[str]:
    for each in (tree, *(member.get("definition") or {} for member in tree.get("members") or [])):
        if name := (each.get("script") or {}).get("file"):
            yield f"{PurePosixPath(path).parent.name}/{name}"


def _without_scripts(tree: Tree, name: str, scripts: dict[str, str]) -> Tree:
    """The tree with the names of files in the place of scripts, which go to ``scripts``."""
    made = dict(tree)
    if code := (tree.get("script") or {}).get("code"):
        language = tree["script"]["language"]
        file = name + _ENDINGS.get(language, _OTHER_ENDING)
        scripts[file] = code + "\n"
        made["script"] = {"language": language, "file": file}
    if "members" in tree:
        own = distinct_slugs(member["job"] for member in tree["members"])
        made["members"] = [
            member | {"definition": _without_scripts(member["definition"], f"{name}.{its}", scripts)}
            if "definition" in member
            else member
            for its, member in zip(own, tree["members"], strict=True)
        ]
    return made


def _read(path: str, text: str | bytes, files: Mapping[str, str | bytes], problems: list[Problem]) -> Tree | None:
    try:
        tree = json.loads(text_of(text))
    except ValueError as bad:
        problems.append(Problem(path, f"is not JSON: {bad}"))
        return None
    wrong = [*problems_of(tree)]
    if not wrong:
        tree = _with_scripts(FORMS[tree["format"]](tree), path, files, wrong)
        wrong += malformed_placeholders(tree)
    problems += [Problem(f"{path}: {place}", what) for place, what in wrong]
    return None if wrong else tree


def _with_scripts(tree: Tree, path: str, files: Mapping[str, str | bytes], wrong: list[tuple[str, str]]) -> Tree:
    script = tree.get("script")
    if script and (name := script.get("file")):
        beside = str(PurePosixPath(path).parent / name)
        if beside in files:
            tree["script"] = {"language": script.get("language") or "0", "code": as_lines(text_of(files[beside]))}
        else:
            wrong.append(("script.file", f"there is no {beside}"))
    for member in tree.get("members") or []:
        if "definition" in member:
            member["definition"] = _with_scripts(member["definition"], path, files, wrong)
    return tree
