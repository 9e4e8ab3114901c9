"""The columns of rows. The one rule for what is nested:

* a model inside of a model becomes columns ``outer.inner``, to any depth;
* a list stays one cell, a list of values or of records;
* what has no declared shape, and a model inside of itself, becomes the text of a JSON document;
* members that jobspan does not know become columns ``extra.<name>``, after all others.

What a ``repr`` leaves out is left out here as well; sensitive samples are masked. A class of jobs has the columns of
:class:`jobspan.jobs.JobFacts` besides its own.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any, cast

import attrs

from jobspan._core.classes import frozen
from jobspan._core.declared import fields_of, is_optional, without_none
from jobspan._core.plain import plain
from jobspan._core.revealing import reveals
from jobspan._core.showing import belongs_in_tables
from jobspan._core.tables.cells import cell, settled, value_of
from jobspan._core.tables.kinds import JSON, TEXT, Kind, Sort, kind_of, model_of
from jobspan.jobs import FACTS, JobFacts


@frozen
class Column:
    """A column with its cells."""

    name: str
    kind: Kind
    cells: list[Any]


@frozen
class _Source:
    """Where the cells of a column come from: a field, or a field of models inside of the row."""

    name: str
    kind: Kind
    read: Callable[[Any, bool], Any]


def columns_of(rows: Sequence[Any], row_type: Any = None, *, reveal_secrets: bool = False) -> list[Column]:
    """The columns of rows, those of their class even when there is no row.

    Args:
        row_type: the class of the rows, where it is known.
    """
    reveal_secrets = reveals(reveal_secrets)
    kinds: dict[str, Kind] = {}
    for each in _classes(rows, row_type):
        for source in _sources(each):
            kinds[source.name] = _both(kinds.get(source.name, source.kind), source.kind)
    columns = {name: Column(name, kind, [None] * len(rows)) for name, kind in kinds.items()}
    loose: dict[str, list[Any]] = {}
    for index, row in enumerate(rows):
        for source in _sources(type(row)) if _is_model(type(row)) else ():
            column = columns[source.name]
            value = source.read(row, reveal_secrets)
            column.cells[index] = (
                value if column.kind is JSON else cell(column.kind, value, reveal_secrets=reveal_secrets)
            )
        for name, value in _loose_cells(row, reveal_secrets):
            loose.setdefault(name, [None] * len(rows))[index] = value
    if not rows and row_type is not None and not _is_model(row_type):
        columns["value"] = Column("value", kind_of(row_type), [])
    settled_ones = [_settled(column, reveal_secrets) for column in columns.values()]
    return settled_ones + [
        _settled(Column(name, JSON, cells), reveal_secrets) for name, cells in loose.items() if name not in columns
    ]


def _classes(rows: Iterable[Any], row_type: Any) -> list[Any]:
    seen = {type(row): None for row in rows}
    first = [] if row_type is None or model_of(row_type) in seen else [row_type]
    return [each for each in (*first, *seen) if _is_model(each)]


def _is_model(declared: Any) -> bool:
    found = model_of(declared)
    return found is not None and not issubclass(found, BaseException)


def _sources(declared: Any) -> tuple[_Source, ...]:
    return _sources_of(cast(Hashable, declared))


@cache
def _sources_of(declared: Hashable) -> tuple[_Source, ...]:
    model = model_of(declared) or object
    own = tuple(_flattened(declared, (model,), "", lambda row, reveal: row))
    names = {source.name for source in own}
    facts = FACTS.items() if issubclass(model, JobFacts) else ()
    return own + tuple(
        _Source(name, kind_of(declared), _attribute(name)) for name, declared in facts if name not in names
    )


def _flattened(
    declared: Any, within: tuple[type, ...], prefix: str, holder: Callable[[Any, bool], Any]
) -> Iterator[_Source]:
    for field, each in fields_of(declared):
        if not belongs_in_tables(field):
            continue
        read = _reader(field, holder)
        kind = kind_of(each, within)
        if kind.sort is Sort.RECORD:
            inner = without_none(each) if is_optional(each) else each
            yield from _flattened(inner, (*within, model_of(inner) or object), f"{prefix}{field.name}.", read)
        else:
            yield _Source(prefix + field.name, kind, read)


def _reader(field: "attrs.Attribute[Any]", holder: Callable[[Any, bool], Any]) -> Callable[[Any, bool], Any]:
    def read(row: Any, reveal: bool) -> Any:
        inside = holder(row, reveal)
        return value_of(field, inside, reveal_secrets=reveal) if attrs.has(type(inside)) else None  # absent, or masked

    return read


def _attribute(name: str) -> Callable[[Any, bool], Any]:
    return lambda row, reveal: getattr(row, name)


def _both(one: Kind, other: Kind) -> Kind:
    """What a column holds that two classes share by its name."""
    if one == other:
        return one
    if one.sort is other.sort is Sort.WORD:
        return Kind(Sort.WORD, words=tuple(dict.fromkeys(one.words + other.words)))
    sorts = {one.sort, other.sort}
    if sorts <= {Sort.TEXT, Sort.WORD}:
        return TEXT
    return Kind(Sort.REAL) if sorts == {Sort.WHOLE, Sort.REAL} else JSON


def _loose_cells(row: Any, reveal: bool) -> Iterator[tuple[str, Any]]:
    """What belongs to a row and to no declared field."""
    if isinstance(row, BaseException):
        yield "error", type(row).__name__
        yield "message", str(row)
    elif not _is_model(type(row)):
        yield "value", row
    else:
        extra = getattr(row, "extra", None)
        if extra:  # as a whole: the name of a member says whether it is a secret
            yield from ((f"extra.{name}", value) for name, value in plain(extra, reveal_secrets=reveal).items())


def _settled(column: Column, reveal_secrets: bool) -> Column:
    if column.kind is not JSON:
        return column
    kind, cells = settled(column.cells, reveal_secrets=reveal_secrets)
    return Column(column.name, kind, cells)
