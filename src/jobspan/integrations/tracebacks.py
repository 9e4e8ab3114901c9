"""Tracebacks of our own errors in IPython: what happened first, then the frames of whoever called, without ours.

``%xmode`` is honoured; ``%xmode Verbose`` shows every frame.
"""

import sys
import sysconfig
from types import TracebackType
from typing import Any, Final

from jobspan._core.error_documents import page_of

_OURS: Final = "jobspan"
_LIBRARIES: Final = tuple(sysconfig.get_paths()[name] for name in ("stdlib", "purelib", "platlib"))


def rendered(error: BaseException) -> list[str]:
    """The lines that IPython shows of an error."""
    shell = sys.modules["IPython"].get_ipython()
    formatter = shell.InteractiveTB
    if formatter.mode == "Verbose":
        lines: list[str] = formatter.structured_traceback(type(error), error, error.__traceback__)
        return lines
    cause, context, suppressed = error.__cause__, error.__context__, error.__suppress_context__
    try:
        if all(each is None or _is_internal(each) for each in (cause, context)):
            error.__cause__ = error.__context__ = None
        trace = without_our_frames(error.__traceback__)
        lines = formatter.structured_traceback(type(error), error, trace)
    finally:
        error.__cause__, error.__context__, error.__suppress_context__ = cause, context, suppressed
    notes = getattr(error, "__notes__", [])
    head = [f"{type(error).__name__}: {error}", *notes, f"About it: {page_of(type(error))}"]
    return head if formatter.mode == "Minimal" else [*head, "", *lines[:-1], "%xmode Verbose shows every frame."]


def without_our_frames(trace: TracebackType | None) -> TracebackType | None:
    """The traceback without the frames of jobspan, and without those of libraries that it called."""
    kept: list[TracebackType] = []
    inside = False
    while trace is not None:
        ours = _is_ours(trace)
        inside = inside or ours
        if not ours and not (inside and trace.tb_frame.f_code.co_filename.startswith(_LIBRARIES)):
            kept.append(trace)
        trace = trace.tb_next
    shown: TracebackType | None = None
    for each in reversed(kept):
        shown = TracebackType(shown, each.tb_frame, each.tb_lasti, each.tb_lineno)
    return shown


def _is_ours(trace: TracebackType) -> bool:
    name: Any = trace.tb_frame.f_globals.get("__name__", "")
    return str(name).partition(".")[0] == _OURS


def _is_internal(error: BaseException) -> bool:
    """Whether an error was raised and caught within jobspan."""
    return error.__traceback__ is None or _is_ours(error.__traceback__)
