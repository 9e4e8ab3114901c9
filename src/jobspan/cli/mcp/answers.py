"""What calls return, as tools answer it: JSON, secrets masked, and never more than a reader can take in."""

import json
from collections.abc import Sequence
from typing import Any, Final

import attrs

from jobspan._core.classes import frozen
from jobspan._core.plain import plain
from jobspan._sync.handle import Handle
from jobspan._sync.pager import Pager
from jobspan.batches import BatchResult
from jobspan.cli.filters import Filter, check_columns
from jobspan.cli.output import Form, Output
from jobspan.cli.results import rows_of_batch
from jobspan.tables import Rows

MOST_ROWS: Final = 200
_SCANNED: Final = 1_000
"""Rows that are read for those that a filter accepts."""
_MOST_CHARACTERS: Final = 60_000


@frozen(kw_only=True)
class View:
    """What is wanted of an answer.

    Attributes:
        columns: only these.
        filters: rows that all of them accept.
        rows: not more.
    """

    columns: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    rows: int = 50

    @property
    def output(self) -> Output:
        """The same for the command line's output."""
        return Output(form=Form.JSON, columns=self.columns, filters=self.filters)


def answer_of(result: Any, view: View) -> dict[str, Any]:
    """The answer."""
    match result:
        case Handle():
            return about_job(result)
        case Pager():
            most = _SCANNED if view.filters else view.rows
            rows = result.to_list(most + 1)
            answer = _rows(rows[:most], rows._row_type(), view, cut=len(rows) > most)
            return answer | ({"unreadable": result.unreadable} if result.unreadable else {})
        case BatchResult():
            return {"summary": str(result)} | _rows(rows_of_batch(result), None, view)
        case Rows():
            return _rows(result, result._row_type(), view)
        case list() | tuple() if result and attrs.has(type(result[0])):
            return _rows(result, None, view)
        case _:
            return _value(result, view)


def about_job(handle: Handle[Any, Any]) -> dict[str, Any]:
    """A job: its reference, how it is, and what was last seen of it."""
    reference = json.loads(handle.ref.to_json())
    seen = {"state": handle.state, "phase": handle.phase.value, "done": handle.phase.is_terminal}
    return {"job": reference} | (seen | _value(handle.view, View()) if handle.view is not None else {})


def can_be_shown(document: Any) -> bool:
    """Whether a reader can take it in."""
    return len(json.dumps(document, ensure_ascii=False)) <= _MOST_CHARACTERS


def _rows(rows: Sequence[Any], of: Any, view: View, *, cut: bool = False) -> dict[str, Any]:
    documents = view.output.documents(rows, of)
    kept = _that_fit(documents[: view.rows])
    more = cut or len(kept) < len(documents)
    answer = {"rows": kept, "shown": len(kept), "more": more}
    if not more:
        return answer
    looked = f" Of {len(rows):,} rows that were looked at." if view.filters and cut else ""
    return answer | {
        "note": f"There are more rows than these.{looked} Ask for other rows (filters), or for fewer columns."
    }


def _that_fit(documents: list[Any]) -> list[Any]:
    room = _MOST_CHARACTERS
    for at, each in enumerate(documents):
        room -= len(json.dumps(each, ensure_ascii=False))
        if room < 0:
            return documents[:at]
    return documents


def _value(value: Any, view: View) -> dict[str, Any]:
    document = plain(value.to_document() if hasattr(value, "to_document") else value)
    if isinstance(document, dict):
        check_columns(view.columns, [*document])
        document = {name: document.get(name) for name in view.columns} if view.columns else document
    if can_be_shown(document):
        return {"value": document}
    names = [*document] if isinstance(document, dict) else []
    return {"value": None, "columns": names, "note": "It is too long to show. Ask for some columns."}
