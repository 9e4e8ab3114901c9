"""Lists of every plane name the same thing in the same way."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import jobspan

PLANES = Path(jobspan.__file__).parent / "_planes"
RESOURCES = sorted(PLANES.glob("*/resources/*_async.py"))
OTHER_WORDS = {"limit", "per_page", "size", "max_results", "page_limit"}


def lists(path: Path) -> list[ast.FunctionDef]:
    """The public methods that return a pager."""
    return [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and node.returns is not None
        and "Pager" in ast.unparse(node.returns)
    ]


@pytest.mark.parametrize("path", RESOURCES, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_the_rows_of_a_page_are_page_size(path: Path) -> None:
    for method in lists(path):
        arguments = [each.arg for each in (*method.args.args, *method.args.kwonlyargs)]
        assert not OTHER_WORDS & set(arguments), f"{method.name} of {path}"


def offered(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """The public methods of the classes in a file."""
    return [
        method
        for kind in ast.walk(ast.parse(path.read_text()))
        if isinstance(kind, ast.ClassDef)
        for method in kind.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and not method.name.startswith("_")
    ]


@pytest.mark.parametrize("path", RESOURCES, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_what_a_call_lists_is_a_table(path: Path) -> None:
    for method in offered(path):
        returned = ast.unparse(method.returns) if method.returns is not None else ""
        bare = returned.startswith(("tuple[", "list[", "Sequence[")) and "Handle[" not in returned
        assert not bare, f"{method.name} of {path.name} returns {returned}: give Rows"


def test_there_are_such_lists() -> None:
    assert sum(len(lists(path)) for path in RESOURCES) > 50
