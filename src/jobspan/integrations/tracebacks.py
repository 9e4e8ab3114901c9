"""Tracebacks in IPython: what happened first, then the frames of whoever called, without ours.

``%xmode`` is honoured. ``%tb Verbose`` shows every frame of the error that was raised last, without raising it again, and the
variables of those that are not ours.
"""

import sys
import sysconfig
from types import FrameType, TracebackType
from typing import Any, Final

_OURS: Final = "jobspan"
_LIBRARIES: Final = tuple(sysconfig.get_paths()[name] for name in ("stdlib", "purelib", "platlib"))


def rendered(error: BaseException) -> list[str]:
    """The lines that IPython shows of an error."""
    formatter = sys.modules["IPython"].get_ipython().InteractiveTB
    head = _head(error)
    if formatter.mode == "Verbose":
        return [*head, "", *_every_frame(formatter, error)]
    cause, context, suppressed = error.__cause__, error.__context__, error.__suppress_context__
    try:
        if all(each is None or _is_internal(each) for each in (cause, context)):
            error.__cause__ = error.__context__ = None
        trace = without_our_frames(error.__traceback__)
        lines = formatter.structured_traceback(type(error), error, trace)
    finally:
        error.__cause__, error.__context__, error.__suppress_context__ = cause, context, suppressed
    return head if formatter.mode == "Minimal" else [*head, "", *lines[:-1], "%tb Verbose shows every frame."]


def _head(error: BaseException) -> list[str]:
    page = getattr(error, "page", None)
    kind, text = type(error).__name__, str(error)
    lines = [text if text.startswith(f"{kind}:") else f"{kind}: {text}", *getattr(error, "__notes__", [])]
    return lines if page is None else [*lines, f"About it: {page}"]


def _every_frame(formatter: Any, error: BaseException) -> list[str]:
    """Ours and what they called without their variables: those hold passwords as they were given, and headers as they go out."""
    within = _frames_within(error)
    hidden, told, as_told = formatter.skip_hidden, formatter.include_vars, formatter.format_record

    def record(info: Any) -> Any:
        formatter.include_vars = told and getattr(info, "frame", None) not in within
        try:
            return as_told(info)
        finally:
            formatter.include_vars = told

    formatter.skip_hidden, formatter.format_record = False, record
    try:
        lines: list[str] = formatter.structured_traceback(type(error), error, error.__traceback__)
    finally:
        formatter.skip_hidden = hidden
        del formatter.format_record
    return lines


def _frames_within(error: BaseException) -> set[FrameType]:
    """From where jobspan was entered on, in the error and in those it came from."""
    found: set[FrameType] = set()
    todo: list[BaseException | None] = [error]
    seen: set[int] = set()
    while todo:
        each = todo.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        todo += [each.__cause__, each.__context__]
        trace, inside = each.__traceback__, False
        while trace is not None:
            inside = inside or _is_of_us(trace.tb_frame)
            if inside:
                found.add(trace.tb_frame)
            trace = trace.tb_next
    return found


def hide_our_frames(trace: TracebackType | None) -> None:
    """Have IPython skip the frames of a call that fails, in errors of others as well that were raised because of it.

    Those in the traceback, and those that are still to be left.
    """
    shell = sys.modules["IPython"].get_ipython()
    if shell is None:
        return
    while trace is not None:
        _hide(trace.tb_frame)
        trace = trace.tb_next
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and _is_of_us(frame):
        _hide(frame)
        frame = frame.f_back


def _hide(frame: FrameType) -> None:
    if _is_of_us(frame) or _is_of_a_library(frame):
        frame.f_locals["__tracebackhide__"] = True  # of a frame that is left soon; what debuggers and pytest look for


def without_our_frames(trace: TracebackType | None) -> TracebackType | None:
    """The traceback without the frames of jobspan, and without those of libraries that it called."""
    kept: list[TracebackType] = []
    inside = False
    while trace is not None:
        ours = _is_of_us(trace.tb_frame)
        inside = inside or ours
        if not ours and not (inside and _is_of_a_library(trace.tb_frame)):
            kept.append(trace)
        trace = trace.tb_next
    shown: TracebackType | None = None
    for each in reversed(kept):
        shown = TracebackType(shown, each.tb_frame, each.tb_lasti, each.tb_lineno)
    return shown


def _is_of_us(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] == _OURS


def _is_of_a_library(frame: FrameType) -> bool:
    return frame.f_code.co_filename.startswith(_LIBRARIES)


def _is_internal(error: BaseException) -> bool:
    """Whether an error was raised and caught within jobspan."""
    return error.__traceback__ is None or _is_of_us(error.__traceback__.tb_frame)
