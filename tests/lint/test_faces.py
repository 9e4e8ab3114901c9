"""The public faces: what they export, and that what they export says so itself."""

from __future__ import annotations

import ast
import importlib
import inspect
import pickle
import subprocess
import sys
import types
import typing
from collections.abc import Iterator
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import griffe
import pytest

import jobspan
from jobspan import Client
from jobspan._planes.registry import PLANES
from jobspan.config import PlaneSettings
from jobspan.errors import JobspanError
from jobspan.models import Model
from tests.lint.conftest import ERRORS, MODELS, filled, modules, subclasses
from tests.lint.test_shapes import a_failure

FACES = ("jobspan", "jobspan.aio", *sorted({f"jobspan.{plane.namespace.name}" for plane in PLANES.values()}))
SHARED = (
    "batches",
    "config",
    "credentials",
    "errors",
    "fleet",
    "hooks",
    "jobs",
    "journal",
    "logs",
    "models",
    "policy",
    "progress",
    "raw",
    "tables",
)
PUBLIC = (*FACES, *(f"jobspan.{name}" for name in SHARED), "jobspan.testing")
PRIVATE_PATHS = (b"._async", b"._core", b"._io", b"._planes", b"._sync")


def face(name: str) -> types.ModuleType:
    return importlib.import_module(name)


def exported(name: str) -> dict[str, Any]:
    return {each: getattr(face(name), each) for each in face(name).__all__}


def is_part_of_a_client(face_name: str, name: str) -> bool:
    """Those come in twos."""
    return name.startswith("Async") or f"Async{name}" in face(face_name).__all__


EXPORTS = [
    pytest.param(name, value, id=f"{module}.{name}")
    for module in FACES
    for name, value in exported(module).items()
    if isinstance(value, type) or inspect.isfunction(value)
]
RECORDS = sorted(
    {
        value
        for face_name in FACES
        for name, value in exported(face_name).items()
        if isinstance(value, type) and attrs.has(value) and not is_part_of_a_client(face_name, name)
    }
    - {*ERRORS, *subclasses(PlaneSettings), Model},
    key=str,
)
ENUMS = [each for each in subclasses(Enum) if each.__module__ in PUBLIC and each.__members__]


@pytest.mark.parametrize("name", FACES)
class TestEachFace:
    def test_type_checkers_see_what_it_exports(self, name: str) -> None:
        """Names that are imported on demand are imported for type checkers, in the form that re-exports."""
        shown = set(names_for_type_checkers(Path(face(name).__file__ or "")))
        assert shown == {each for each in face(name).__all__ if on_demand(name, each)}

    def test_the_documentation_lists_what_it_exports(self, name: str) -> None:
        listed = documented()[name].exports
        assert not listed or set(map(str, listed)) == set(face(name).__all__)

    def test_every_name_can_be_had(self, name: str) -> None:
        assert all(value is not None for value in exported(name).values())
        assert set(face(name).__all__) <= set(dir(face(name)))

    def test_no_other_name_can(self, name: str) -> None:
        with pytest.raises(AttributeError, match="no attribute 'Cliend'"):
            _ = face(name).Cliend


def test_a_module_that_nobody_imported_is_said_to_be_one() -> None:
    code = "import jobspan\ntry: jobspan.aio\nexcept AttributeError as error: print(error)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "module 'jobspan' has no attribute 'aio'; it is a module: import jobspan.aio"


@cache
def documented() -> griffe.ModulesCollection:
    """jobspan as its documentation reads it."""
    loader = griffe.GriffeLoader()
    loader.load("jobspan")
    return loader.modules_collection


def names_for_type_checkers(file: Path) -> Iterator[str]:
    tree = ast.parse(file.read_text())
    blocks = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    for node in (each for block in blocks for each in block.body if isinstance(each, ast.ImportFrom)):
        for alias in node.names:
            if alias.name == "*":
                yield from importlib.import_module(node.module or "").__all__
            elif alias.asname != "_models":
                assert alias.asname == alias.name, "only the form `X as X` re-exports"
                yield alias.name


def on_demand(name: str, export: str) -> bool:
    """Whether the face holds a name only once it was asked for; asks an interpreter that has not."""
    return export not in fresh_names(name)


_fresh: dict[str, set[str]] = {}


def fresh_names(name: str) -> set[str]:
    if not _fresh:
        program = f"import importlib\nfor name in {FACES!r}: print(name, *vars(importlib.import_module(name)))"
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        for line in done.stdout.splitlines():
            module, *names = line.split()
            _fresh[module] = set(names)
    return _fresh[name]


@pytest.mark.parametrize(("name", "value"), EXPORTS)
class TestEachExport:
    def test_it_shows_where_it_is_imported_from(self, name: str, value: Any) -> None:
        assert value.__module__ in PUBLIC
        assert getattr(face(value.__module__), name) is value

    def test_it_is_documented(self, name: str, value: Any) -> None:
        assert inspect.getdoc(value)


def test_every_class_that_shows_a_face_is_exported_there() -> None:
    shown = {value for module in modules() for value in vars(module).values() if isinstance(value, type)}
    missing = [
        f"{each.__module__}.{each.__qualname__}"
        for each in shown
        if each.__module__ in (*FACES, "jobspan.testing") and each.__name__ not in face(each.__module__).__all__
    ]
    assert sorted(missing) == []


def test_models_need_no_module_to_resolve_their_annotations() -> None:
    """attrs and msgspec look for names in quotes in the module that a class shows, and that is the face."""
    quoted = [model.__qualname__ for model in MODELS if any(map(has_quotes, own_annotations(model)))]
    assert quoted == []


def own_annotations(model: type[Model]) -> list[Any]:
    return list(inspect.get_annotations(model).values())


def has_quotes(annotation: Any) -> bool:
    inner = typing.get_args(annotation)
    return isinstance(annotation, str | typing.ForwardRef) or any(map(has_quotes, inner))


class TestPickles:
    """A pickle on its way to a worker outlives a change of private files."""

    @pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
    def test_of_a_record(self, kind: type[Any]) -> None:
        data = pickle.dumps(filled(kind))
        assert pickle.loads(data) == filled(kind)
        assert [path for path in PRIVATE_PATHS if path in data] == []

    def test_of_an_error(self, error_class: type[JobspanError]) -> None:
        data = pickle.dumps(a_failure(error_class))
        assert [path for path in PRIVATE_PATHS if path in data] == []

    @pytest.mark.parametrize("kind", ENUMS, ids=lambda kind: kind.__name__)
    def test_of_an_enum(self, kind: type[Enum]) -> None:
        data = pickle.dumps(next(iter(kind)))
        assert [path for path in PRIVATE_PATHS if path in data] == []

    def test_of_a_client(self, client: Client) -> None:
        data = pickle.dumps(Client.from_env(env=dict(client._sources.environment or {})))
        assert [path for path in PRIVATE_PATHS if path in data] == []

    def test_carries_the_face_though_nobody_imported_it(self) -> None:
        program = """
import pickle, sys
from jobspan._planes.delphix.models.masking_jobs import MaskingJob
assert "jobspan.delphix" not in sys.modules
print(b"jobspan.delphix" in pickle.dumps(MaskingJob(id="1")))
"""
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert done.stdout == "True\n"


def test_there_are_errors_and_records() -> None:
    assert len(ERRORS) > 20
    assert len(RECORDS) > 60
    assert len(ENUMS) > 30
    assert jobspan.__all__
