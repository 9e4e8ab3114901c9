"""The filter language of the search operations: a parser that checks as it reads, and conditions that match.

Precedence is NOT, AND, OR; keywords are case-insensitive. Comparison is case-sensitive except in SEARCH.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import attrs

MAX_LENGTH = 50_000
MIN_LENGTH = 5
MAX_IDENTIFIERS = 8
MAX_IN_VALUES = 100
MAX_DEPTH = 50
"""A limit of this sandbox: deeper nesting is refused rather than followed."""

Item = Mapping[str, Any]
Condition = Callable[[Item], bool]


class FilterError(ValueError):
    """The expression is not one this collection understands."""


class Kind(Enum):
    TEXT = "string"
    NUMBER = "number"
    FLAG = "boolean"
    DATE = "date"
    TEXTS = "list of strings"
    OBJECTS = "list of objects"


@attrs.frozen
class Field:
    kind: Kind
    fields: Mapping[str, Field] = attrs.field(factory=dict)
    path: tuple[str, ...] = ()
    """Where the value is, if not where the name of the field says."""


def fields(
    *, text: str = "", number: str = "", flag: str = "", date: str = "", texts: str = "", **objects: Mapping[str, Field]
) -> dict[str, Field]:
    """Declare filterable fields: names by kind, and lists of objects by keyword."""
    named = {Kind.TEXT: text, Kind.NUMBER: number, Kind.FLAG: flag, Kind.DATE: date, Kind.TEXTS: texts}
    plain = {name: Field(kind) for kind, names in named.items() for name in names.split()}
    return plain | {name: Field(Kind.OBJECTS, inner) for name, inner in objects.items()}


_TOKEN = re.compile(
    r"""\s*(?:
      (?P<date>\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)?)
    | (?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))
    | (?P<string>"[^"]*"|'[^']*')
    | (?P<word>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)
    | (?P<mark>[()\[\]{},])
    )""",
    re.VERBOSE,
)
_KEYWORDS = frozenset(
    ["AND", "OR", "NOT", "SEARCH", "EQ", "NE", "GT", "GE", "LT", "LE", "IN", "CONTAINS", "NIL", "TRUE", "FALSE"]
)
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "EQ": operator.eq,
    "NE": operator.ne,
    "GT": operator.gt,
    "GE": operator.ge,
    "LT": operator.lt,
    "LE": operator.le,
}


@attrs.frozen
class Token:
    kind: str
    """keyword, name, mark, string, number, date or end"""
    value: Any


def parse(expression: str, known: Mapping[str, Field]) -> Condition:
    """The condition an expression states about items with the `known` fields. Raises FilterError."""
    if not MIN_LENGTH <= len(expression) <= MAX_LENGTH:
        raise FilterError(f"a filter has {MIN_LENGTH} to {MAX_LENGTH} characters")
    return _Parser(expression, known).whole()


def _tokens(expression: str) -> Iterator[Token]:
    position, end = 0, len(expression.rstrip())
    while position < end:
        found = _TOKEN.match(expression, position)
        if found is None:
            raise FilterError(f"cannot read {expression[position : position + 20]!r}")
        kind, raw = str(found.lastgroup), found[str(found.lastgroup)]
        match kind:
            case "word" if raw.upper() in _KEYWORDS:
                yield Token("keyword", raw.upper())
            case "word":
                yield Token("name", raw)
            case "string":
                yield Token("string", raw[1:-1])
            case "number":
                yield Token("number", float(raw) if re.search(r"[.eE]", raw) else int(raw))
            case "date":
                yield Token("date", _date(raw))
            case _:
                yield Token("mark", raw)
        position = found.end()
    yield Token("end", "")


class _Parser:
    def __init__(self, expression: str, known: Mapping[str, Field]) -> None:
        self._tokens = list(_tokens(expression))
        self._position = 0
        self._known = known
        self._names: set[str] = set()
        self._depth = 0

    def whole(self) -> Condition:
        condition = self._either()
        self._expect("end", "")
        return condition

    def _either(self) -> Condition:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FilterError(f"nested more than {MAX_DEPTH} deep")
        parts = [self._all()]
        while self._accept("keyword", "OR"):
            parts.append(self._all())
        self._depth -= 1
        return parts[0] if len(parts) == 1 else lambda item: any(part(item) for part in parts)

    def _all(self) -> Condition:
        parts = [self._negated()]
        while self._accept("keyword", "AND"):
            parts.append(self._negated())
        return parts[0] if len(parts) == 1 else lambda item: all(part(item) for part in parts)

    def _negated(self) -> Condition:
        turns = 0
        while self._accept("keyword", "NOT"):
            turns += 1
        condition = self._primary()
        return (lambda item: not condition(item)) if turns % 2 else condition

    def _primary(self) -> Condition:
        if self._accept("mark", "("):
            condition = self._either()
            self._expect("mark", ")")
            return condition
        if self._accept("keyword", "SEARCH"):
            return self._search()
        name = self._next()
        if name.kind != "name":
            raise FilterError(f"expected a field, found {name.value!r}")
        field = self._field(name.value)
        return self._about(name.value, field)

    def _search(self) -> Condition:
        sought = self._next()
        if sought.kind != "string":
            raise FilterError("SEARCH needs a string")
        needle, known = sought.value.casefold(), self._known
        return lambda item: any(needle in word for word in _words(item, known))

    def _field(self, name: str) -> Field:
        if name not in self._known:
            raise FilterError(f"unknown field {name!r}")
        self._names.add(name)
        if len(self._names) > MAX_IDENTIFIERS:
            raise FilterError(f"more than {MAX_IDENTIFIERS} different fields")
        return self._known[name]

    def _about(self, name: str, field: Field) -> Condition:
        word = self._next()
        match word:
            case Token("keyword", "CONTAINS"):
                return self._contains(name, field)
            case Token("keyword", "IN"):
                values = self._list(name, field)
                return lambda item: _value(item, name, field) in values
            case Token("keyword", ("EQ" | "NE") as how) if self._accept("keyword", "NIL"):
                wanted_absent = how == "EQ"
                return lambda item: (_value(item, name, field) is None) == wanted_absent
            case Token("keyword", how) if how in _ORDER:
                return self._compare(name, field, how)
        raise FilterError(f"expected an operator after {name!r}, found {word.value!r}")

    def _compare(self, name: str, field: Field, how: str) -> Condition:
        literal, test = self._literal(name, field), _ORDER[how]
        if field.kind is Kind.FLAG and how not in ("EQ", "NE"):
            raise FilterError(f"{how} does not apply to {name!r}, a boolean")

        def holds(item: Item) -> bool:
            value = _value(item, name, field)
            return how == "NE" if value is None else test(value, literal)

        return holds

    def _contains(self, name: str, field: Field) -> Condition:
        if field.kind is Kind.OBJECTS:
            inner = self._braced(field.fields)
            return lambda item: any(inner(part) for part in _value(item, name, field) or ())
        if field.kind not in (Kind.TEXT, Kind.TEXTS):
            raise FilterError(f"CONTAINS does not apply to {name!r}, a {field.kind.value}")
        sought = self._next()
        if sought.kind != "string":
            raise FilterError(f"CONTAINS needs a string for {name!r}")
        return lambda item: sought.value in (_value(item, name, field) or "")

    def _braced(self, inner: Mapping[str, Field]) -> Condition:
        self._expect("mark", "{")
        outer, self._known = self._known, inner
        condition = self._either()
        self._known = outer
        self._expect("mark", "}")
        return condition

    def _list(self, name: str, field: Field) -> list[Any]:
        self._expect("mark", "[")
        values = [self._literal(name, field)]
        while self._accept("mark", ","):
            values.append(self._literal(name, field))
        self._expect("mark", "]")
        if len(values) > MAX_IN_VALUES:
            raise FilterError(f"more than {MAX_IN_VALUES} values in a list")
        return values

    def _literal(self, name: str, field: Field) -> Any:
        token = self._next()
        match field.kind, token:
            case Kind.TEXT, Token("string", value):
                return value
            case Kind.NUMBER, Token("number", value):
                return value
            case Kind.FLAG, Token("keyword", ("TRUE" | "FALSE") as word):
                return word == "TRUE"
            case Kind.DATE, Token("date", value):
                return value
            case Kind.DATE, Token("string", value):
                return _date(value)
        raise FilterError(f"{token.value!r} is not a valid value for {name!r}, a {field.kind.value}")

    def _next(self) -> Token:
        token = self._tokens[self._position]
        if token.kind != "end":
            self._position += 1
        return token

    def _accept(self, kind: str, value: str) -> bool:
        if self._tokens[self._position] != Token(kind, value):
            return False
        self._next()
        return True

    def _expect(self, kind: str, value: str) -> None:
        if not self._accept(kind, value):
            found = self._tokens[self._position].value
            raise FilterError(f"expected {value or 'the end'!r}, found {found or 'the end'!r}")


def _date(raw: str) -> datetime:
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError as error:
        raise FilterError(f"{raw!r} is not a valid date") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _value(item: Item, name: str, field: Field) -> Any:
    value: Any = item
    for step in field.path or name.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return _date(value) if field.kind is Kind.DATE and isinstance(value, str) else value


def _words(item: Item, known: Mapping[str, Field]) -> Iterator[str]:
    """Every filterable attribute of an item as lower-case text."""
    for name, field in known.items():
        value = _value(item, name, field)
        if field.kind is Kind.OBJECTS:
            for part in value or ():
                yield from _words(part, field.fields)
        elif isinstance(value, list):
            yield from (str(part).casefold() for part in value)
        elif value is not None:
            yield (value.isoformat() if isinstance(value, datetime) else str(value)).casefold()
