"""Annotations mean the same on every Python: from 3.14 on they are evaluated where they stand, inside of their class."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "jobspan"
FILES = sorted(PACKAGE.rglob("*.py"))


def declared_in(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    given = function.args
    for each in [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]:
        if each is not None and each.annotation is not None:
            yield each.annotation
    if function.returns is not None:
        yield function.returns


def shadowed(tree: ast.AST) -> Iterator[str]:
    """Names in annotations of methods that the class has a method of."""
    for kind in ast.walk(tree):
        if isinstance(kind, ast.ClassDef):
            methods = [each for each in kind.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
            own = {each.name for each in methods}
            for each in methods:
                for annotation in declared_in(each):
                    names = {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}
                    yield from (f"{kind.name}.{each.name}: {name}" for name in sorted(names & own))


def test_a_shadowed_name_is_found() -> None:
    source = "class A:\n    def get(self) -> list[int]: ...\n    def list(self) -> set[int]: ..."
    assert [*shadowed(ast.parse(source))] == ["A.get: list"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_no_annotation_names_a_method_of_its_class(file: Path) -> None:
    assert [*shadowed(ast.parse(file.read_text()))] == []
