"""Filters and pages of list calls, which travel in the body of a GET.

Source: https://docs.netwrix.com/docs/directorymanager/11_0/automation/apis/rest-api-reference (Get Jobs; Get Job Collections)
"""

from typing import Any

from jobspan._core.classes import frozen
from jobspan._public import public


@public
@frozen
class Criterion:
    """One condition.

    Attributes:
        attribute: as the portal names it, for example ``Name`` or ``Description``; of data sources ``Datasource Name``.
        operator: ``is exactly`` or ``Contains``; the vendor lists no others.
        value: what it is compared with.
    """

    attribute: str
    operator: str
    value: str


@public
@frozen
class AllOf:
    """All of several conditions.

    Attributes:
        criteria: conditions, or groups of them; none: everything satisfies it.
    """

    criteria: tuple["Criterion | AllOf", ...] = ()


Filter = Criterion | AllOf
# what the text means: the face has these names only once they were used
AllOf.__annotations__["criteria"] = tuple[Filter, ...]


@public
def is_exactly(attribute: str, value: str) -> Criterion:
    """The attribute has this value.

    Args:
        attribute: as the portal names it, for example ``Name`` or ``Description``; of data sources ``Datasource Name``.
        value: the whole value.
    """
    return Criterion(attribute, "is exactly", value)


@public
def contains(attribute: str, value: str) -> Criterion:
    """The attribute has this text in it.

    Args:
        attribute: as the portal names it, for example ``Name`` or ``Description``; of data sources ``Datasource Name``.
        value: a part of the value.
    """
    return Criterion(attribute, "Contains", value)


@public
def all_of(*criteria: Filter) -> AllOf:
    """All of these hold.

    Args:
        *criteria: conditions, or groups of them.
    """
    return AllOf(criteria)


@frozen(kw_only=True)
class Style:
    """How the vendor's page of a call spells its filter. The pages differ, and none says which differences matter."""

    key: str
    camel: bool = False
    value_types: tuple[int, ...] = (0,)
    unescaped: bool = False


JOBS = Style(key="filterCriteria", camel=True, unescaped=True)
COLLECTION_JOBS = Style(key="filters", value_types=())
DATA_SOURCES = Style(key="FilterCriteria")


def criteria_tree(filter: Filter | None, all_with: str, style: Style) -> dict[str, Any] | None:
    """A filter as the body carries it. Only the outer node is spelled in camelCase, where a page does so."""
    if filter is None:
        return None if all_with == "null" else criteria_tree(AllOf(), all_with, style)
    node = _node(filter, style)
    return {name[0].lower() + name[1:]: value for name, value in node.items()} if style.camel else node


def _node(filter: Filter, style: Style) -> dict[str, Any]:
    leaf = isinstance(filter, Criterion)
    return {
        "Operator": filter.operator if isinstance(filter, Criterion) else "and",
        "Attribute": filter.attribute if isinstance(filter, Criterion) else None,
        "Value": filter.value if isinstance(filter, Criterion) else None,
        "ValueType": 0,
        "ValueTypes": [*style.value_types] if leaf else [],
        "DonotEscapeValue": style.unescaped and leaf,
        "Child": None if isinstance(filter, Criterion) else [_node(each, style) for each in filter.criteria],
    }


def may_satisfy(filter: Filter | None, name: str) -> bool:
    """Whether something of this name can satisfy a filter, as far as the filter is about names."""
    match filter:
        case Criterion("Name", "is exactly", value):
            return name.casefold() == value.casefold()
        case Criterion("Name", "Contains", value):
            return value.casefold() in name.casefold()
        case AllOf(criteria):
            return all(may_satisfy(each, name) for each in criteria)
        case _:
            return True


def page_tree(size: int, index: int, sort: str, order: int) -> dict[str, Any]:
    """The page to return, from 1."""
    return {"PageSize": size, "PageIndex": index, "SortColumnName": sort, "SortOrder": order}
