"""The programs of the page about processes run as they stand, on workers of their own, and print what the page shows."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from jobspan.testing import Progress, Sandbox

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "guide" / "processes.md"
PROGRAM: Final = re.compile(
    r"^## (?P<title>\w+)\n+```py\n(?P<source>.*?)^```$\n\n```text\n(?P<printed>.*?)^```$", re.DOTALL | re.MULTILINE
)
PROGRAMS: Final = {match["title"]: match for match in PROGRAM.finditer(PAGE.read_text())}
NEEDS: Final = {"multiprocessing": "multiprocessing", "Dask": "distributed", "Ray": "ray"}


@pytest.mark.parametrize("title", NEEDS)
def test_program(title: str, tmp_path: Path) -> None:
    if importlib.util.find_spec(NEEDS[title]) is None:
        pytest.skip(f"{NEEDS[title]} is not installed; `nox -s {title.lower()}` brings it")
    program = tmp_path / "program.py"
    program.write_text(PROGRAMS[title]["source"])
    with Sandbox(["delphix"], progress=Progress.at_once()) as sandbox:
        journal = f"sqlite:///{tmp_path / 'journal.sqlite3'}"
        environment = os.environ | sandbox.environment() | {"JOBSPAN_JOURNAL": journal}
        command = [sys.executable, str(program)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=300)
        assert done.returncode == 0, done.stderr
        assert done.stdout == PROGRAMS[title]["printed"]
        fleet = "add_many" in PROGRAMS[title]["source"]
        assert sandbox.requests.count("execute_masking_job") == (4 if fleet else 2)


def test_every_program_of_the_page_is_run() -> None:
    assert [*PROGRAMS] == [*NEEDS]
    assert PAGE.read_text().count("```py\n") == len(NEEDS)
