"""What built pages need besides: tables that narrow screens can show, and nothing private."""

import re
from typing import Final

_TABLE: Final = re.compile(r"<table>.*?</table>", re.DOTALL)
_HEAD: Final = re.compile(r"<th(?:>| [^>]*>)(.*?)</th>", re.DOTALL)
_ROW: Final = re.compile(r"<tr(?:>| [^>]*>).*?</tr>", re.DOTALL)
_CELL: Final = re.compile(r"<td")
_MARKUP: Final = re.compile(r"<[^>]+>")
_PRIVATE: Final = r"\bjobspan\.(?:\w+\.)*_"
_TITLE: Final = re.compile(rf' title="[^"<>]*{_PRIVATE}[^"<>]*"')
_SHOWN: Final = re.compile(
    rf'class="doc doc-class-bases">[^\n]*?{_PRIVATE}|id="jobspan\.(?:\w+\.)*_[a-z]'
)
MANY: Final = 4
"""So many columns do not fit beside each other on a telephone."""


def labelled(page: str) -> str:
    """A page whose cells in tables of many columns know the titles of theirs: narrow screens show such rows as cards."""
    return _TABLE.sub(lambda table: _labelled(table[0]), page)


def _labelled(table: str) -> str:
    titles = [_MARKUP.sub("", title).strip() for title in _HEAD.findall(table)]
    if len(titles) < MANY or "text-align: right" in table:
        return table

    def label(row: re.Match[str]) -> str:
        left = iter(titles)
        return _CELL.sub(lambda cell: f'{cell[0]} data-label="{next(left, "")}"', row[0])

    return _ROW.sub(label, table)


def without_private_titles(page: str) -> str:
    """Types show where they are defined when the mouse rests on them; that place is not for users."""
    return _TITLE.sub("", page)


def shows_private(page: str) -> bool:
    """Whether a private base or place has a name on the page, in something else than the sources."""
    return _SHOWN.search(page) is not None
