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


def test_there_are_such_lists() -> None:
    assert sum(len(lists(path)) for path in RESOURCES) > 50
