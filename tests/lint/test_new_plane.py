"""A new plane passes every check: as the skeleton that it begins with, and with the code of the guide."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("src", "tests", "tools", "docs", "mkdocs.yml", "pyproject.toml", "README.md", "CHANGELOG.md")
CACHES = {"__pycache__", ".mypy", ".ruff_cache", ".pytest_cache", ".hypothesis"}
GUIDE = re.compile(r'^```py title="(?P<path>[^"]+)"\n(?P<text>.*?)^```$', re.DOTALL | re.MULTILINE)


class Scratch:
    """A copy of the project, in which a plane is added."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, root / name, ignore=shutil.ignore_patterns(*CACHES))
            else:
                shutil.copy2(source, root / name)
        self.before = self.contents()

    def run(self, *command: str) -> str:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(self.root / "src"), str(self.root)))}
        done = subprocess.run(
            [sys.executable, *command], cwd=self.root, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def contents(self) -> dict[str, bytes]:
        files = (path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file())
        return {str(path): (self.root / path).read_bytes() for path in files if not CACHES & set(path.parts)}

    def changed(self) -> set[str]:
        """The files that were there before, and are not as they were."""
        now = self.contents()
        return {name for name, content in self.before.items() if now.get(name) != content}

    def added(self) -> list[str]:
        return sorted(self.contents().keys() - self.before.keys())

    def check(self) -> None:
        """What a contributor's checks say of the new plane."""
        python_files = [name for name in self.added() if name.endswith(".py")]
        self.run("-m", "ruff", "check", "--no-cache", "--quiet", *python_files)
        self.run("-m", "ruff", "format", "--no-cache", "--check", "--quiet", *python_files)
        self.run("tools/planes.py", "--check")
        self.run("tools/unasync.py", "--check")
        self.run("-m", "mypy", "--no-error-summary", "--cache-dir", str(self.root / ".mypy"), *python_files)
        self.run("-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache")
        tests = [name for name in python_files if name.startswith("tests/")]
        self.run("-m", "pytest", "-q", "-p", "no:xdist", "-k", "acme", *tests, "tests/docs", *LINTS)


LINTS = [f"tests/lint/test_{name}.py" for name in ("faces", "package", "parity", "planes", "shapes", "tables")]
WRITTEN_BY_HAND = {"mkdocs.yml", "src/jobspan/_planes/registry.py"}
"""Files outside the plane's own that a new plane changes. What else changes is generated."""
GENERATED = {
    "src/jobspan/_planes/operations.json",
    "src/jobspan/_async/planes.py",
    "src/jobspan/_sync/planes.py",
    "src/jobspan/testing/sandbox/attributes.py",
}


MAY_CHANGE = {"src/jobspan/_planes/more_calls.json"}
"""Has a row for each call of the plane that makes no operation of its own."""


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    made = Scratch(tmp_path_factory.mktemp("project"))
    made.run("tools/new_plane.py", "acme", "--title", "Acme Flow")
    return made


def test_the_skeleton_passes_every_check(scratch: Scratch) -> None:
    assert scratch.changed() - MAY_CHANGE == WRITTEN_BY_HAND | GENERATED
    assert not [name for name in scratch.added() if "acme" not in name]
    scratch.check()


def test_the_code_of_the_guide_passes_every_check(scratch: Scratch) -> None:
    blocks = list(GUIDE.finditer((ROOT / "docs" / "adding-a-plane.md").read_text()))
    assert len(blocks) >= 8
    for block in blocks:
        (scratch.root / block["path"]).write_text(block["text"])
    scratch.run("tools/planes.py")
    assert scratch.changed() - MAY_CHANGE == WRITTEN_BY_HAND | GENERATED
    scratch.check()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Acme", "is not a name in lower case"),
        ("acme__flow", "is not a name in lower case"),
        ("class", "is not a name in lower case"),
        ("errors", "jobspan.errors is a module"),
        ("testing", "jobspan.testing is a module"),
        ("connectors", "client.connectors is something else"),
        ("resume", "client.resume is something else"),
        ("huawei_drs", "is there already"),
    ],
)
def test_names_that_are_taken_or_unusable(name: str, why: str) -> None:
    done = subprocess.run([sys.executable, "tools/new_plane.py", name], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert why in done.stderr
