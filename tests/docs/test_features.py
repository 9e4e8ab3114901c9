"""The table of features: each row that says yes names what shows it, and that is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "features.md").read_text().splitlines()
    if line.startswith("| ") and not line.startswith("| | here")
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_shows_it_is_there(row: list[str]) -> None:
    _, here, _, shown = row
    assert here in ("yes", "partly", "no")
    paths = re.findall(r"`([^`]+)`", shown)
    assert bool(paths) == (here != "no")
    assert [path for path in paths if not (ROOT / path).is_file()] == []
