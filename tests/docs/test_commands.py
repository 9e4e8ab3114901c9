"""Every command of the pages about the command line and logs runs, and ends and prints as the page says."""

from __future__ import annotations

import fnmatch
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from jobspan.cli.commands import COMMANDS
from jobspan.testing import Clock, Sandbox
from jobspan.testing.sandbox.progress import Progress
from tests.cli.conftest import configure, invoke

ROOT = Path(__file__).resolve().parents[2]
GUIDES = [ROOT / "docs" / "guide" / name for name in ("cli.md", "logs.md")]
WITH_COMMANDS = [
    page for page in [*GUIDES, *sorted((ROOT / "docs" / "planes").glob("*.md"))] if "\n$ jobspan " in page.read_text()
]
END = '{"db_type": "mysql", "ip": "192.0.2.10", "db_port": 3306, "db_user": "drs", "db_password": {"env": "CONNECTOR_PASSWORD"}}'
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
EXIT_CODE = re.compile(r"\s+# exit code (\d+)$")


@attrs.frozen
class Shown:
    """A command of a page, and what the page shows of its output."""

    line: str
    output: list[str]

    @property
    def command(self) -> str:
        return EXIT_CODE.sub("", self.line)

    @property
    def exit_code(self) -> int:
        said = EXIT_CODE.search(self.line)
        return int(said[1]) if said else 0


def commands(page: Path) -> Iterator[Shown]:
    for block in BLOCK.findall(page.read_text()):
        found: Shown | None = None
        for line in block.splitlines():
            if line.startswith("$ jobspan "):
                if found:
                    yield found
                found = Shown(line.removeprefix("$ jobspan "), [])
            elif found:
                found.output.append(line)
        if found:
            yield found


def run(shown: Shown) -> str:
    """Run a command; ``> FILE`` puts its output into a file."""
    command, _, file = shown.command.partition(" > ")
    result = invoke(*(END if word == "$END" else word for word in shlex.split(command)))
    assert result.exit_code == shown.exit_code, f"{shown.line}: {result.output}"
    if file:
        Path(file).write_text(result.stdout)
        return ""
    return result.stdout


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.stem)
def test_a_page(page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONNECTOR_PASSWORD", "s-canary-7f30")
    with Sandbox(clock=Clock.manual(), progress=Progress.by_seconds(2)) as box:
        configure(box, monkeypatch, tmp_path)
        found = [*commands(page)]
        assert found
        for shown in found:
            rest = iter([" ".join(line.split()) for line in run(shown).splitlines()])
            for line in shown.output:
                if line != "...":
                    pattern = " ".join(line.split()).replace("[", "[[]").replace("...", "*")
                    assert any(fnmatch.fnmatchcase(each, pattern) for each in rest), f"{shown.line}: {line}"


def test_pages_name_commands_that_are_there() -> None:
    named = {
        (page.name, name) for page in PAGES for name in re.findall(r"[`$] ?jobspan (\w[\w-]*)\b", page.read_text())
    }
    assert len(named) > 10
    assert {name for _, name in named} <= {*COMMANDS}
