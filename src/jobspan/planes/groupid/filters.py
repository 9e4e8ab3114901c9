"""Filters and pages of list calls, which travel in the body of a GET.

Source: https://docs.netwrix.com/docs/directorymanager/11_0/automation/apis/rest-api-reference (Get Jobs; Get Job Collections)
"""

from collections.abc import Callable
from typing import Any

import attrs

Spell = Callable[[str], str]


@attrs.frozen
class Criterion:
    """One condition: ``attribute`` as the portal names it (``Name``, ``Description``, ``Source``, ``Destination`` ...).

    ``operator`` is ``is exactly`` or ``Contains``; the vendor lists no others.
    """

    attribute: str
    operator: str
    value: str


@attrs.frozen
class AllOf:
    """All of several conditions."""

    criteria: tuple["Criterion | AllOf", ...] = ()


Filter = Criterion | AllOf


def is_exactly(attribute: str, value: str) -> Criterion:
    """The attribute has this value."""
    return Criterion(attribute, "is exactly", value)


def contains(attribute: str, value: str) -> Criterion:
    """The attribute has this text in it."""
    return Criterion(attribute, "Contains", value)


def all_of(*criteria: Filter) -> AllOf:
    """All of these hold."""
    return AllOf(criteria)


def camel_keys(name: str) -> str:
    """``Operator`` as ``operator``."""
    return name[0].lower() + name[1:]


def pascal_keys(name: str) -> str:
    return name


def criteria_tree(filter: Filter | None, all_with: str, spell: Spell) -> dict[str, Any] | None:
    """A filter as the body has it. The outer node is spelled as the call's page has it, inner ones as all pages have them."""
    if filter is None:
        return None if all_with == "null" else criteria_tree(AllOf(), all_with, spell)
    match filter:
        case Criterion(attribute, operator, value):
            node: dict[str, Any] = _node(operator, attribute, value, escape=False)
        case AllOf(criteria):
            children = [criteria_tree(each, all_with, pascal_keys) for each in criteria]
            node = _node("and", None, None, escape=True) | {"Child": children}
    return {spell(name): each for name, each in node.items()}


def _node(operator: str, attribute: str | None, value: str | None, *, escape: bool) -> dict[str, Any]:
    return {
        "Operator": operator,
        "Attribute": attribute,
        "Value": value,
        "ValueType": 0,
        "ValueTypes": [] if attribute is None else [0],
        "DonotEscapeValue": not escape,
        "Child": None,
    }


def page_tree(size: int, index: int, sort: str, order: int) -> dict[str, Any]:
    """Which page is wanted, from 1."""
    return {"PageSize": size, "PageIndex": index, "SortColumnName": sort, "SortOrder": order}
