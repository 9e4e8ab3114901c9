"""Messages, docstrings and documentation are plain English: the turns of phrase that readers stumble over do not come back."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")]
FILES = sorted(
    path
    for path in [
        *PAGES,
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "examples").rglob("*.py"),
    ]
    if not path.read_text().startswith("# Generated")
)
STUMBLES = {
    r"(?<![Tt]here )\b(is|are|was|were) no (?!longer\b|more\b)": "'is not a valid X', 'is not an X'",
    r"(?<![Tt]here )\b(is|are|was|were) none\b": "'is unknown', 'is invalid', 'is missing'; `none` reads as None",
    r"\bknows no \w": "'unknown X'",
    r"\bnot judged\b|\b[Dd]o not judge\b": "'not evaluated'",
    r"\b[Tt]ells? (the |its )?hooks\b|\b(is|are) told\b": "'report', 'publish'",
    r"\bhad once\b|\bto be had from\b": "'obtained', 'available from'",
    r"\bthis (jobspan|release|version) does not know\b": "'unknown to this version'",
    r"\bcan not\b": "'cannot'",
}


def prose(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a page, or of the texts and comments of a program."""
    text = path.read_text()
    if path.suffix == ".md":
        yield from enumerate(text.splitlines(), 1)
        return
    kinds = (tokenize.STRING, tokenize.COMMENT, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING))
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in kinds:
            yield from enumerate(token.string.splitlines(), token.start[0])


def stumbles(lines: Iterator[tuple[int, str]]) -> list[str]:
    return [
        f"line {number}: {line.strip()!r}: rather {advice}"
        for number, line in lines
        for pattern, advice in STUMBLES.items()
        if re.search(pattern, line)
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_it_reads_well(path: Path) -> None:
    assert stumbles(prose(path)) == []


@pytest.mark.parametrize(
    ("line", "bad"),
    [
        ("'x y' is no name of a header.", True),
        ("The address is none.", True),
        ("This jobspan knows no job of this kind.", True),
        ("if total is None", False),
        ("There is no profile 'prod'.", False),
        ("When there is none, the first one is taken.", False),
        ("The job is no longer there.", False),
        ("'x y' is not a valid header name.", False),
    ],
)
def test_it_knows_the_difference(line: str, bad: bool) -> None:
    assert bool(stumbles(iter([(1, line)]))) is bad
