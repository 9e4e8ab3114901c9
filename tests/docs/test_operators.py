"""The scripts for operators stay short. That they run, and print what the page shows, is tested with all pages."""

import re

import pytest

from tests.docs.test_blocks import ROOT, WIDEST, blocks

PAGE = ROOT / "docs/tasks/operators.md"
MOST_LINES = 15
*SCRIPTS, LAST = re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE)[1:]


def lines_of_code(source: str) -> list[str]:
    return [line for line in source.splitlines() if line.strip() and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("source", [source for _, source, _ in blocks(PAGE)])
def test_a_script_is_short(source: str) -> None:
    lines = lines_of_code(source)
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= WIDEST
    assert ";" not in source


def test_each_task_has_one_script_and_says_what_it_takes_otherwise() -> None:
    assert len(SCRIPTS) == 7
    assert LAST.startswith("What can go wrong\n")
    for script in SCRIPTS:
        assert script.count("```python") == 1
        assert script.count("**By hand**: ") == 1
