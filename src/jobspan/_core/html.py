"""Small HTML for notebooks. Colours are those of the notebook, light or dark; only phases have one of their own."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from jobspan._core.showing import shown
from jobspan._core.visible import visible

_STYLE: Final = (
    "<style>"
    ".jobspan{overflow-x:auto}"
    ".jobspan table{border-collapse:collapse;font-size:90%;margin:.3em 0}"
    ".jobspan th,.jobspan td{text-align:left!important;vertical-align:top;padding:.15em .7em;"
    "border-bottom:1px solid rgba(128,128,128,.3);white-space:nowrap}"
    ".jobspan td.w{white-space:pre-wrap;min-width:22em;max-width:36em;overflow-wrap:break-word}"
    ".jobspan td.n{text-align:right!important;font-variant-numeric:tabular-nums}"
    ".jobspan td.n:nth-child(2):last-child{text-align:left!important}"  # the values of names, one below the other
    ".jobspan table.p{width:auto}.jobspan .p td:not(.n){white-space:normal}"  # bar and time stay in sight on narrow pages
    ".jobspan .t{max-height:20em;overflow-y:auto}"
    ".jobspan p{margin:.2em 0;opacity:.75;font-size:85%}"
    ".jobspan .b{display:inline-block;width:12em;max-width:25vw;height:.6em;border-radius:.3em;background:rgba(128,128,128,.3)}"
    ".jobspan .b i{display:block;height:100%;border-radius:.3em;background:#3b82c4}"
    ".jobspan .f i{background:#d9534f}"
    ".jobspan .l{width:34em;max-width:45vw}"
    ".jobspan .s::before{content:'\\25CF\\00A0';color:#8a8a8a}"
    ".jobspan .s-running::before,.jobspan .s-queued::before{color:#3b82c4}"
    ".jobspan .s-succeeded::before{color:#2e9e62}"
    ".jobspan .s-partial::before,.jobspan .s-paused::before{color:#c98a1b}"
    ".jobspan .s-failed::before,.jobspan .s-cancelled::before{color:#d9534f}"
    "</style>"
)
_COLOURS: Final = {
    **dict.fromkeys(("queued", "running"), "#3b82c4"),
    **dict.fromkeys(("partial", "paused"), "#c98a1b"),
    **dict.fromkeys(("failed", "cancelled"), "#d9534f"),
    "succeeded": "#2e9e62",
}
_LINE: Final = 40
"""Letters of a cell that may not be broken into lines."""
_TALL: Final = 20
"""Lines of a cell beyond which it scrolls."""
_PHASES: Final = frozenset({"queued", "running", "paused", "succeeded", "partial", "failed", "cancelled", "unknown"})
_LIKE_PHASES: Final = dict(zip(_PHASES, _PHASES, strict=True)) | {
    **dict.fromkeys(("accepted", "done", "ok"), "succeeded"),
    "refused": "failed",
    "skipped": "paused",
}
"""Words of items and rules that have the colour of a phase."""


def escaped(text: str) -> str:
    """A text as HTML has it, without the passwords in it and without characters that do something."""
    return escape(visible(shown(text)))


def html_box(content: str) -> str:
    """What is shown as one thing, with the style that all displays share."""
    return f'<div class="jobspan">{_STYLE}{content}</div>'


def html_table(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, more: int = 0, title: str = "", notes: Iterable[str] = ()
) -> str:
    """A plain table; every cell is escaped. Numbers stand at the right; a phase, or the end of an item, has its colour.

    Args:
        more: how many rows are not shown.
        title: what it is of, above it.
        notes: sentences below it.
    """
    cells = "".join(f"<th>{escaped(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in rows)
    said = [*([f"… and {more:,} more"] if more > 0 else []), *notes]
    tail = "".join(f"<p>{escaped(each)}</p>" for each in said)
    caption = f"<p>{escaped(title)}</p>" if title else ""
    return html_box(f"{caption}<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>{tail}")


def html_text(text: str) -> str:
    """A text as it stands, line by line, escaped."""
    return f"<pre>{escaped(text)}</pre>"


def html_bar(fraction: float, phase: str) -> str:
    """A bar that is filled to a fraction in 0..1, red after a failure."""
    kind = "b f" if phase in ("failed", "cancelled") else "b"
    return f'<span class="{kind}"><i style="width:{100 * min(1.0, max(0.0, fraction)):.0f}%"></i></span>'


def html_span(begin: float, end: float, phase: str) -> str:
    """A stretch of a bar, both ends in 0..1, in the colour of a phase."""
    width = max(0.5, 100 * (end - begin))
    colour = _COLOURS.get(phase, "#8a8a8a")
    place = f"margin-left:{min(99.5, 100 * begin):.1f}%;width:{width:.1f}%;background:{colour}"
    return f'<span class="b l"><i style="{place}"></i></span>'


def html_phase(phase: str, text: str) -> str:
    """A text with the colour of a phase."""
    return f'<span class="s s-{phase if phase in _PHASES else "unknown"}">{escaped(text)}</span>'


def _cell(text: str) -> str:
    if (phase := _LIKE_PHASES.get(text)) is not None:
        return f"<td>{html_phase(phase, text)}</td>"
    number = text.replace(",", "").replace(".", "", 1).lstrip("-").isdigit() and len(text) < 20
    kind = ' class="n"' if number else ' class="w"' if len(text) > _LINE or "\n" in text else ""
    content = escaped(text)
    if text.count("\n") > _TALL:
        content = f'<div class="t">{content}</div>'
    return f"<td{kind}>{content}</td>"
