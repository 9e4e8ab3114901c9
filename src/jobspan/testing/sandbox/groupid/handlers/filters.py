"""Filters and pages in the bodies of GETs. The case of names does not matter, as the vendor's samples mix it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Row = dict[str, Any]
Value = Callable[[Row, str], Any]


def folded(tree: Any) -> Any:
    """The same tree with all names in lower case."""
    match tree:
        case dict():
            return {name.lower(): folded(value) for name, value in tree.items()}
        case list():
            return [folded(each) for each in tree]
        case _:
            return tree


def matches(criteria: Any, row: Row, names: Mapping[str, str]) -> bool:
    """Whether a row satisfies a filter (with folded names). Without a filter, and for an empty group, every row does."""
    if not isinstance(criteria, dict):
        return True
    operator = str(criteria.get("operator") or "and").lower()
    children = criteria.get("child") or []
    if operator == "and":
        return all(matches(child, row, names) for child in children)
    if operator == "or":
        return any(matches(child, row, names) for child in children)
    attribute = str(criteria.get("attribute") or "").lower()
    actual = str(row.get(names.get(attribute, attribute)) or "").casefold()
    wanted = str(criteria.get("value") or "").casefold()
    return wanted in actual if operator == "contains" else actual == wanted


def page(rows: list[Row], option: Any) -> list[Row]:
    """One page of the rows, from 1; everything when none is asked for."""
    if not isinstance(option, dict) or not option.get("pagesize"):
        return rows
    size, index = int(option["pagesize"]), max(1, int(option.get("pageindex") or 1))
    column = str(option.get("sortcolumnname") or "").lower()
    if column:
        by = {name.lower(): name for row in rows for name in row}
        if column in by:
            rows = sorted(rows, key=lambda row: str(row.get(by[column]) or ""), reverse=option.get("sortorder") == 2)
    return rows[(index - 1) * size : index * size]
