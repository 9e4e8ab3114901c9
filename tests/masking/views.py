"""Every way in which something can be looked at, from the outside and deep inside."""

from __future__ import annotations

import gc
import json
import pickle
import types
from collections.abc import Iterator
from typing import Any

from jobspan.errors import JobspanError
from jobspan.tables import Rows, Tabular

_OURS = ("jobspan.", "jobspan")


def views(value: Any) -> Iterator[tuple[str, str]]:
    """The value as people and programs see it."""
    yield "repr", repr(value)
    yield "str", str(value)
    yield "format", f"{value}"
    for name in ("_repr_html_", "to_json", "to_dict", "to_dicts"):
        show = getattr(value, name, None)
        if callable(show):
            yield name, in_full(show())
    for name in ("ref", "requests", "verdicts", "view", "result"):
        part = getattr(value, name, None)
        if part is not None and not callable(part):
            yield name, repr(part)
    if isinstance(value, BaseException):
        yield from deep(value)
    else:
        try:
            yield "pickle", pickle.dumps(value).decode("latin-1")
        except Exception as refused:
            yield "pickle refused", str(refused)
    rows = value if isinstance(value, Tabular) else Rows(value if isinstance(value, list | tuple) else [value])
    yield "frame", rows.to_pandas().to_csv()
    yield "rows in HTML", rows._repr_html_()
    yield "table", in_full(rows.to_arrow())
    yield "other frame", in_full(rows.to_polars())


def in_full(shown: Any) -> str:
    """What a view holds, where its text shows a part of it only."""
    for name in ("to_pylist", "rows"):
        if callable(getattr(shown, name, None)):
            return str(getattr(shown, name)())
    return str(shown)


def deep(error: BaseException) -> Iterator[tuple[str, str]]:
    """An error, those it came from, what hangs on them, and what our own frames held when it was raised."""
    seen: set[int] = set()
    todo: list[BaseException] = [error]
    while todo:
        each = todo.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, JobspanError):
            yield f"{type(each).__name__} for logs", json.dumps(each.to_dict())
        yield f"{type(each).__name__}", f"{each!r} {each} {each.args!r} {getattr(each, '__notes__', [])}"
        for name, value in vars(each).items():
            yield f"{type(each).__name__}.{name}", repr(value)
        if isinstance(each, JobspanError):
            yield f"{type(each).__name__} pickled", pickle.dumps(each).decode("latin-1")
        yield from frames(each)
        todo += [one for one in (each.__cause__, each.__context__) if one is not None]


def frames(error: BaseException) -> Iterator[tuple[str, str]]:
    """Texts and bytes among the locals of jobspan's own functions; what the caller gave to a public method is the caller's."""
    trace = error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        if str(frame.f_globals.get("__name__", "")).startswith("jobspan._io"):
            for name, value in frame.f_locals.items():
                yield f"{frame.f_code.co_qualname}.{name}", _raw(value)
        trace = trace.tb_next


def _raw(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes | bytearray) else repr(value)


def requests_reachable(error: BaseException) -> list[Any]:
    """Requests of the HTTP library that can be reached from an error by attributes."""
    import httpx

    found: list[Any] = []
    todo: list[Any] = [error]
    seen: set[int] = set()
    while todo:
        each = todo.pop()
        if id(each) in seen or isinstance(each, types.ModuleType | type | types.FunctionType):
            continue
        seen.add(id(each))
        if isinstance(each, httpx.Request | httpx.Response):
            found.append(each)
            continue
        if isinstance(each, BaseException):
            todo += [each.__cause__, each.__context__, *each.args, *vars(each).values()]
        elif isinstance(each, dict | list | tuple):
            todo += gc.get_referents(each)
    return found
