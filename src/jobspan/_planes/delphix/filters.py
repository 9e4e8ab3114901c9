"""Filter expressions of DCT's search calls, built from typed parts and quoted safely.

    field("name").eq("HR masking") & field("tags").has(field("key").eq("team") & field("value").eq("alpha"))

Source: https://help-api.delphix.com/ (Search endpoints, ``filter_expression``).
"""

import math
import re
from collections.abc import Collection
from datetime import datetime
from enum import Enum
from typing import Final, TypeAlias

import attrs

from jobspan._core.arguments import held_to_types, hold_to_types
from jobspan._core.classes import frozen
from jobspan._core.shapes import in_words, is_number
from jobspan._core.similar import similar
from jobspan._public import public
from jobspan.errors import Problem, ValidationError

Literal: TypeAlias = str | bool | int | float | datetime

SHORTEST: Final = 5
LONGEST: Final = 50_000
MOST_IDENTIFIERS: Final = 8
MOST_VALUES: Final = 100

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")


def _wrong(message: str, allowed: Collection[str] = ()) -> ValidationError:
    return ValidationError(message="The filter cannot be sent.", problems=(Problem("filter", message, tuple(allowed)),))


@public
@frozen
class Filter:
    """An expression; join with ``&`` and ``|``, negate with ``~``. ``str()`` gives what is sent."""

    text: str
    names: frozenset[str] = frozenset()
    joined: str | None = attrs.field(default=None, repr=False)
    """The word that holds its parts together; inside an expression held by another one it needs parentheses."""

    def __and__(self, other: "Filter") -> "Filter":
        return self._join("AND", other)

    def __or__(self, other: "Filter") -> "Filter":
        return self._join("OR", other)

    def __invert__(self) -> "Filter":
        return Filter(f"NOT {self._inside('NOT')}", self.names, joined="NOT")

    def _join(self, word: str, other: "Filter") -> "Filter":
        return Filter(f"{self._inside(word)} {word} {other._inside(word)}", self.names | other.names, joined=word)

    def _inside(self, word: str) -> str:
        return self.text if self.joined in (None, word) else f"({self.text})"

    def __str__(self) -> str:
        return self.text


@public
@frozen
class Field:
    """A filterable attribute, for example ``field("ruleset.name")``."""

    name: str

    def eq(self, value: Literal) -> Filter:
        """Equal; case-sensitive.

        Args:
            value: text, number, ``True`` or ``False``, or a time with an offset. A text has one kind of quotes at most.

        Raises:
            ValidationError: DCT's grammar has no way to write the value.
        """
        return self._compare("EQ", value)

    def ne(self, value: Literal) -> Filter:
        """Not equal.

        Args:
            value: text, number, ``True`` or ``False``, or a time with an offset. A text has one kind of quotes at most.

        Raises:
            ValidationError: DCT's grammar has no way to write the value.
        """
        return self._compare("NE", value)

    def gt(self, value: Literal) -> Filter:
        """Greater than.

        Args:
            value: text, number, ``True`` or ``False``, or a time with an offset. A text has one kind of quotes at most.

        Raises:
            ValidationError: DCT's grammar has no way to write the value.
        """
        return self._compare("GT", value)

    def ge(self, value: Literal) -> Filter:
        """Greater than or equal.

        Args:
            value: text, number, ``True`` or ``False``, or a time with an offset. A text has one kind of quotes at most.

        Raises:
            ValidationError: DCT's grammar has no way to write the value.
        """
        return self._compare("GE", value)

    def lt(self, value: Literal) -> Filter:
        """Less than.

        Args:
            value: text, number, ``True`` or ``False``, or a time with an offset. A text has one kind of quotes at most.

        Raises:
            ValidationError: DCT's grammar has no way to write the value.
        """
        return self._compare("LT", value)

    def le(self, value: Literal) -> Filter:
        """Less than or equal.

        Args:
            value: text, number, ``True`` or ``False``, or a time with an offset. A text has one kind of quotes at most.

        Raises:
            ValidationError: DCT's grammar has no way to write the value.
        """
        return self._compare("LE", value)

    def absent(self) -> Filter:
        """The attribute has no value."""
        return self._filter(f"{self.name} EQ NIL")

    def present(self) -> Filter:
        """The attribute has a value."""
        return self._filter(f"{self.name} NE NIL")

    def contains(self, value: Literal) -> Filter:
        """A part of a text, or a member of a list.

        Args:
            value: the part, or the member, as for :meth:`eq`.

        Raises:
            ValidationError: the attribute is ``tags``, whose members are pairs (see :meth:`has`); or DCT's grammar has no way to
                write the value.
        """
        if self.name == "tags":
            raise _wrong('tags are pairs: field("tags").has(field("key").eq("team") & field("value").eq("alpha"))')
        return self._compare("CONTAINS", value)

    def has(self, inner: Filter) -> Filter:
        """Some object of a list satisfies the inner filter: ``field("tags").has(field("key").eq("team"))``.

        Args:
            inner: a filter by attributes of these objects.
        """
        return Filter(f"{self.name} CONTAINS {{{inner.text}}}", frozenset({self.name}) | inner.names)

    def any_of(self, values: Collection[Literal]) -> Filter:
        """One of up to 100 values.

        Args:
            values: 1..100 values to compare with, as for :meth:`eq`.

        Raises:
            ValidationError: no value, or more than 100; or DCT's grammar has no way to write one.
        """
        if not 1 <= len(values) <= MOST_VALUES:
            raise _wrong(f"{self.name} IN takes 1..{MOST_VALUES} values, not {len(values)}")
        return self._filter(f"{self.name} IN [{', '.join(map(literal, values))}]")

    def _compare(self, operator: str, value: Literal) -> Filter:
        return self._filter(f"{self.name} {operator} {literal(value)}")

    def _filter(self, text: str) -> Filter:
        return Filter(text, frozenset({self.name}))


hold_to_types(
    Field, apart_from=("eq", "ne", "gt", "ge", "lt", "le", "contains")
)  # they say what a filter compares with


@public
@held_to_types
def field(name: str) -> Field:
    """An attribute to filter by. Names are checked against the list of the search they are used in.

    Args:
        name: letters, digits and underscores, with dots between levels: ``ruleset.name``. An attribute that is unknown to this
            version is sent, and reported to the hooks.

    Raises:
        ValidationError: the name is not valid.
    """
    if not _NAME.fullmatch(name):
        raise _wrong(f"{name!r} is not a valid attribute name")
    return Field(name)


@public
def search_text(text: str) -> Filter:
    """Some attribute contains the text, whatever its case; numbers count as well.

    Args:
        text: a part of what some attribute has; with one kind of quotes at most.

    Raises:
        ValidationError: the text has both kinds of quotes, and DCT's grammar has no escape for one.
    """
    return Filter(f"SEARCH {literal(text)}")


def literal(value: Literal) -> str:
    """A value as DCT's grammar writes it.

    Raises:
        ValidationError: a text with both kinds of quotes (the grammar has no escape), or a time without an offset.
    """
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case Enum():
            return literal(value.value)
        case int() | float():
            if not is_number(value) or math.isinf(value):
                raise _wrong(f"{in_words('value', value)} is not a number in DCT's grammar")
            return repr(value)
        case datetime():
            if value.tzinfo is None:
                raise _wrong(f"the time {value} has no offset")
            return value.isoformat()
        case str():
            if "'" not in value:
                return f"'{value}'"
            if '"' not in value:
                return f'"{value}"'
            raise _wrong(f"the text {value!r} has both kinds of quotes, and DCT's grammar has no escape for one")
    raise _wrong(f"a filter cannot compare with {type(value).__name__}", ("str", "bool", "int", "float", "datetime"))


def expression(given: Filter | str | None) -> str | None:
    """The text to send, checked against DCT's limits.

    Raises:
        ValidationError: too short, too long, or too many attributes.
    """
    if given is None:
        return None
    text = str(given)
    if not SHORTEST <= len(text) <= LONGEST:
        raise _wrong(f"it is {len(text)} characters long, {SHORTEST}..{LONGEST} are allowed")
    if isinstance(given, Filter) and len(given.names) > MOST_IDENTIFIERS:
        raise _wrong(f"it names {len(given.names)} attributes, at most {MOST_IDENTIFIERS} are allowed")
    return text


def strangers(given: Filter | str | None, known: Collection[str]) -> str | None:
    """What to report of attributes unknown to this version: a slip, or something of a newer server."""
    if not isinstance(given, Filter):
        return None
    said = []
    for name in sorted(given.names - set(known)):
        close = similar(name, known, 1)
        said.append(f"{name!r} (similar: {close[0]!r})" if close else repr(name))
    return f"the filter names {', '.join(said)}, unknown to this version" if said else None
