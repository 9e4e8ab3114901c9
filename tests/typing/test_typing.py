"""What users' type checkers see: the types that are promised, and an objection to each mistake."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mypy import api

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def mypy(cache: Path, *files: Path) -> str:
    options = [
        "--strict",
        "--config-file",
        str(ROOT / "pyproject.toml"),
        "--cache-dir",
        str(cache),
        "--no-error-summary",
    ]
    out, err, _ = api.run([*options, *map(str, files)])
    assert err == ""
    return out


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mypy")


def test_the_promised_types(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert mypy(cache, HERE / "usage_sync.py", HERE / "usage_async.py") == ""


def test_each_mistake_is_objected_to(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = (HERE / "mistakes.py.txt").read_text()
    file = tmp_path / "mistakes.py"
    file.write_text(text)
    expected = {
        (number, code)
        for number, line in enumerate(text.splitlines(), 1)
        for code in re.findall(r"  # ([a-z-]+)$", line)
    }
    objections = re.findall(r"mistakes\.py:(\d+): error: .*\[([a-z-]+)\]$", mypy(cache, file), re.MULTILINE)
    found = {(int(number), code) for number, code in objections}
    assert found == expected
    assert len(expected) > 10
