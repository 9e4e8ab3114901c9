"""Small HTML for notebooks."""

from collections.abc import Iterable, Sequence
from html import escape


def html_table(head: Sequence[str], rows: Iterable[Sequence[str]], *, more: int = 0) -> str:
    """A plain table; every cell is escaped."""
    cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    tail = f"<p>… and {more} more</p>" if more > 0 else ""
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>{tail}"


def html_text(text: str) -> str:
    """A text as it stands, line by line, escaped."""
    return f"<pre>{escape(text)}</pre>"
