"""Tables of outcomes, for terminals and pages alike."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date


def row(name: str, count: Mapping[str, int], columns: Iterable[str]) -> str:
    """One line: how often each outcome was seen."""
    return f"| {name} | {' | '.join(str(count.get(column, 0)) for column in columns)} |"


def table(title: str, counts: Mapping[str, Counter[str]], columns: Sequence[str]) -> str:
    """All lines under a head."""
    head = [f"| {title} | {' | '.join(columns)} |", f"|---|{'|'.join('---:' for _ in columns)}|"]
    return "\n".join([*head, *(row(name, count, columns) for name, count in counts.items())])


def when() -> str:
    """When and on what a page of evidence was made."""
    return f"Run on {date.today()}, with Python {platform.python_version()} on {platform.system()}."
