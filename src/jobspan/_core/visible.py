"""Foreign text on a terminal, in a log and on a page: it is read, and does nothing.

Control characters can set a terminal's title, colour what follows or write over a line; marks of direction can have a name read
as another one. Both are shown escaped.
"""

import re
from typing import Final

_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_BEGIN_OF_LINE: Final = re.compile(r"\n(?=\S)")


def visible(text: str) -> str:
    """A text of one or more lines; tabs and line breaks stay."""
    if text.isprintable():
        return text
    return _UNSEEN.sub(_escaped, text.replace("\r\n", "\n"))


def as_one_thing(text: str) -> str:
    """The same, with its further lines indented: none of them can pass for a line of somebody else."""
    return _BEGIN_OF_LINE.sub("\n    ", visible(text))


def in_line(text: str) -> str:
    """A text that stays in its line: line breaks and tabs become blanks."""
    if text.isprintable():
        return text
    return visible("".join(" " if each.isspace() else each for each in text.replace("\r\n", "\n")))


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape", "surrogatepass").decode("ascii")
