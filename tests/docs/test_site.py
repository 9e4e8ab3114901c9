"""The site: what is done to its pages, what the reference shows of a class, and that warnings of its build are errors."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Final

import griffe
import pytest

ROOT: Final = Path(__file__).resolve().parents[2]


def tool(name: str) -> ModuleType:
    """A module of the documentation, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


NARROW: Final = tool("narrow")
SOURCE: Final = '''
from enum import StrEnum

class _Hidden:
    def brought(self):
        """What a private base brings."""

class Shown(_Hidden):
    """A thing.

    Source: https://example.com/api (Things)

    Args:
        first, second: what
            they share.
        known: has a text.
    """

    known: str
    price: int | None = None
    _inside: str

    @property
    def double(self) -> int: ...

class Word(StrEnum):
    """Words."""

    GOOD = "good"
'''


@pytest.fixture(scope="module")
def reference() -> griffe.Module:
    extensions = griffe.load_extensions(str(ROOT / "docs" / "reading.py"))
    with griffe.temporary_visited_package("jobspan", {"__init__.py": SOURCE}, extensions=extensions) as package:
        return package


def said_of(reference: griffe.Module, name: str) -> str:
    docstring = reference[name].docstring
    assert docstring is not None
    return str(docstring.value)


def test_the_reference_lists_fields_and_words(reference: griffe.Module) -> None:
    assert "```python\nprice: int | None\ndouble: int  # read only\n```" in said_of(reference, "Shown")
    assert "```python\nGOOD = 'good'\n```" in said_of(reference, "Word").replace('"', "'")


def test_the_reference_explains_each_argument_by_itself(reference: griffe.Module) -> None:
    text = said_of(reference, "Shown")
    assert text.count("what\n        they share.") == 2
    assert "    second: what" in text


def test_the_reference_shows_what_private_bases_bring_and_not_the_bases(reference: griffe.Module) -> None:
    assert reference["Shown"].bases == []
    assert said_of(reference, "Shown.brought") == "What a private base brings."


def test_the_reference_links_to_sources(reference: griffe.Module) -> None:
    assert "Source: <https://example.com/api> (Things)" in said_of(reference, "Shown")


def test_cells_of_wide_tables_have_labels() -> None:
    head = "".join(f"<th>{name}</th>" for name in ("call", "<code>request</code>", "again", "rules"))
    table = f"<table><tr>{head}</tr><tr><td>a</td><td>b</td><td>c</td><td></td></tr></table>"
    assert '<td data-label="request">b</td>' in NARROW.labelled(table)
    figures = table.replace("<th>", '<th style="text-align: right">')
    narrow = "<table><tr><th>a</th></tr><tr><td>b</td></tr></table>"
    assert NARROW.labelled(figures + narrow) == figures + narrow


def test_private_places_are_not_shown() -> None:
    page = '<a title="Handle (jobspan._sync.handle.Handle)" href="#x">Handle</a>'
    assert NARROW.without_private_titles(page) == '<a href="#x">Handle</a>'
    assert NARROW.shows_private('<p class="doc doc-class-bases">Bases: jobspan._core.plain.Plain')
    assert NARROW.shows_private('<h2 id="jobspan._sync.handle">')
    assert not NARROW.shows_private("Source code in <code>src/jobspan/_sync/handle.py</code>")


def test_warnings_of_the_build_are_errors() -> None:
    [build] = re.findall(r'session\.run\("mkdocs", "build"[^\n]*', (ROOT / "noxfile.py").read_text())
    assert "--strict" in build
    assert "--quiet" not in build  # mkdocs counts no warning that it does not show
