"""What users' type checkers see: the types that are promised, and an objection to each mistake."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from mypy import api

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
USAGE = tuple(sorted(HERE.glob("usage_*.py")))
MISTAKES = (HERE / "mistakes.py.txt").read_text()


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


def pyright(folder: Path, *, mode: str) -> list[tuple[str, int, str]]:
    """File, line and rule of each objection to what is in a folder."""
    (folder / "pyrightconfig.json").write_text(json.dumps({"typeCheckingMode": mode}))
    command = [
        sys.executable,
        "-m",
        "pyright",
        "--outputjson",
        "--pythonpath",
        sys.executable,
        "--project",
        str(folder),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    found = json.loads(done.stdout)["generalDiagnostics"]
    return [(Path(each["file"]).name, each["range"]["start"]["line"] + 1, each["rule"]) for each in found]


def expected(checker: str) -> set[tuple[int, str]]:
    """Line and code of each mistake, as the comment behind it says: ``# mypy: code, pyright: code``."""
    return {
        (number, code)
        for number, line in enumerate(MISTAKES.splitlines(), 1)
        for code in re.findall(rf"#.*\b{checker}: ([A-Za-z-]+)", line)
    }


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mypy")


class TestMypy:
    def test_each_mistake_is_objected_to(self, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(ROOT)
        file = tmp_path / "mistakes.py"
        file.write_text(MISTAKES)
        objections = re.findall(r"mistakes\.py:(\d+): error: .*\[([a-z-]+)\]$", mypy(cache, file), re.MULTILINE)
        assert {(int(number), code) for number, code in objections} == expected("mypy")


NOT_JUDGED = ("jobspan.integrations.airflow.",)
"""Its bases are those of Airflow, which is installed for its own tests only."""


class TestPyright:
    def test_every_public_type_is_known(self) -> None:
        command = [sys.executable, "-m", "pyright", "--verifytypes", "jobspan", "--ignoreexternal", "--outputjson"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        symbols = json.loads(done.stdout)["typeCompleteness"]["symbols"]
        unknown = {
            each["name"]: [found["message"] for found in each["diagnostics"] if found["severity"] == "error"]
            for each in symbols
            if not each["isTypeKnown"] and not each["name"].startswith(NOT_JUDGED)
        }
        assert len(symbols) > 8000
        assert unknown == {}

    def test_the_promised_types(self, tmp_path: Path) -> None:
        for file in USAGE:
            (tmp_path / file.name).write_text(file.read_text())
        assert pyright(tmp_path, mode="strict") == []

    def test_each_mistake_is_objected_to(self, tmp_path: Path) -> None:
        (tmp_path / "mistakes.py").write_text(MISTAKES)
        found = {(line, rule) for _, line, rule in pyright(tmp_path, mode="standard")}
        assert found == expected("pyright")


def test_the_mistakes_are_the_same_for_both() -> None:
    lines = defaultdict(set)
    for checker in ("mypy", "pyright"):
        for number, _ in expected(checker):
            lines[checker].add(number)
    assert lines["mypy"] == lines["pyright"]
    assert len(lines["mypy"]) > 10
