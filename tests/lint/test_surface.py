"""What users can import and call is recorded, and a change of it is described in the changelog."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.lint.test_parity import load_tool

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The tool on a surface of two lines that is already recorded."""
    surface = load_tool("surface")
    monkeypatch.setattr(surface, "ROOT", tmp_path)
    monkeypatch.setattr(surface, "SNAPSHOT", tmp_path / "surface.txt")
    monkeypatch.setattr(surface, "CHANGELOG", tmp_path / "CHANGELOG.md")
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## Unreleased\n\n- One.\n\n## 0.1.0\n")
    assert run(surface, monkeypatch, ["jobspan.a()", "jobspan.b()"]) == 0
    return surface


def run(tool: Any, monkeypatch: pytest.MonkeyPatch, found: list[str], *options: str) -> int:
    monkeypatch.setattr(tool, "surface", lambda: found)
    monkeypatch.setattr(sys, "argv", ["surface.py", *options])
    status: int = tool.main()
    return status


def test_it_covers_the_faces() -> None:
    recorded = load_tool("surface").read(ROOT / "tests" / "lint" / "surface.txt")[0]
    for line in (
        "jobspan.DelphixSettings: jobspan.delphix.DelphixSettings",
        "jobspan.Handle.cancel() -> None and .plan",
        "jobspan.errors.NotFound: class(ApiError)",
        "jobspan.jobs.Phase.RUNNING = 'running'",
        "jobspan.testing.Sandbox.advance(seconds: float) -> None",
    ):
        assert line in recorded
    assert not [line for line in recorded if re.search(r"\._[^_]", line.partition("(")[0])]


def test_a_change_fails_the_check(
    tool: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tool, monkeypatch, ["jobspan.a()", "jobspan.b()"], "--check") == 0
    assert run(tool, monkeypatch, ["jobspan.a()"], "--check") == 1
    said = capsys.readouterr().out
    assert "-jobspan.b()" in said
    assert "CHANGELOG.md" in said
    assert "tools/dev.py surface" in said


def test_a_change_is_recorded_once_the_changelog_describes_it(tool: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(tool, monkeypatch, ["jobspan.a()"]) == 1
    tool.CHANGELOG.write_text("# Changelog\n\n## Unreleased\n\n- One.\n- No b.\n\n## 0.1.0\n")
    assert run(tool, monkeypatch, ["jobspan.a()"], "--check") == 1
    assert run(tool, monkeypatch, ["jobspan.a()"]) == 0
    assert run(tool, monkeypatch, ["jobspan.a()"], "--check") == 0


def test_releasing_changes_nothing(tool: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tool.CHANGELOG.write_text("# Changelog\n\n## Unreleased\n\n## 0.2.0\n\n- One.\n")
    assert run(tool, monkeypatch, ["jobspan.a()", "jobspan.b()"], "--check") == 0
