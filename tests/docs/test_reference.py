"""The reference: made of public names, and of all of them."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jobspan._core.error_documents import page_of
from jobspan.errors import JobspanError
from tests.lint.conftest import ERRORS
from tests.lint.test_faces import FACES, PUBLIC

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = sorted((ROOT / "docs" / "reference").glob("*.md"))
FOR_USERS = [
    ROOT / "README.md",
    *sorted((ROOT / "docs" / "guide").glob("*.md")),
    *sorted((ROOT / "docs" / "planes").glob("*.md")),
]
SHOWN = [path for page in REFERENCE for path in re.findall(r"^::: (\S+)", page.read_text(), re.MULTILINE)]
PRIVATE = re.compile(r"\bjobspan\.(\w+\.)*_[a-z]")


def named(path: str) -> Any:
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


@pytest.mark.parametrize("path", SHOWN)
def test_it_shows_what_is_public(path: str) -> None:
    if path not in (*PUBLIC, "jobspan.testing.sandbox.faults"):
        assert named(path).__module__ in PUBLIC


@pytest.mark.parametrize("module", PUBLIC)
def test_it_shows_all_of(module: str) -> None:
    if module != "jobspan":
        assert module in SHOWN
        return
    own = [
        name
        for name in importlib.import_module(module).__all__
        if getattr(named(f"jobspan.{name}"), "__module__", "") == module
    ]
    assert [name for name in own if not name.startswith("Async") and f"jobspan.{name}" not in SHOWN] == []


@pytest.mark.parametrize("page", [*FOR_USERS, *REFERENCE], ids=lambda page: page.stem)
def test_pages_for_users_name_nothing_private(page: Path) -> None:
    assert [line for line in page.read_text().splitlines() if PRIVATE.search(line)] == []


def docstrings() -> Iterator[tuple[str, str]]:
    for face in FACES:
        module = importlib.import_module(face)
        for name in module.__all__:
            value = getattr(module, name)
            if not (isinstance(value, type) or inspect.isfunction(value)):
                continue
            yield f"{face}.{name}", inspect.getdoc(value) or ""
            for member, method in inspect.getmembers_static(value):
                if isinstance(value, type) and not member.startswith("_"):
                    yield f"{face}.{name}.{member}", str(getattr(method, "__doc__", "") or "")


def test_docstrings_for_users_name_nothing_private() -> None:
    assert [place for place, text in docstrings() if PRIVATE.search(text)] == []


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_has_its_place_on_the_page(kind: type[JobspanError]) -> None:
    page, _, anchor = page_of(kind).partition("#")
    assert page.endswith("/errors/")
    headings = re.findall(r"^## (\w+)$", (ROOT / "docs" / "errors.md").read_text(), re.MULTILINE)
    assert anchor in [heading.lower() for heading in headings]
