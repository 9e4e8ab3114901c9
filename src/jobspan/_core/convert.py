"""Models from documents and back: strict in what is sent, tolerant of what is received.

cattrs owns the rules. Plain models (field names as on the wire) take a faster path through msgspec first; what msgspec
refuses, and every document with unknown fields, takes the tolerant path. Both give equal models.
"""

import math
import re
import types
from collections.abc import Callable, Hashable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, Final, TypeAlias, TypeVar, Union, cast, get_args, get_origin

import attrs
import cattrs
import msgspec

from jobspan.credentials import Secret
from jobspan.models import Unset

T = TypeVar("T")
Oddities: TypeAlias = tuple[tuple[str, str], ...]
Naming: TypeAlias = Callable[[str], str]

WIRE: Final = "jobspan.wire"
_Factory: Any = attrs.Factory
_SCALARS: Final[tuple[type, ...]] = (str, bool, int, float, datetime, Secret, Enum)


def wire(name: str) -> dict[str, str]:
    """Field metadata: the name on the wire, where the plane's naming does not give it."""
    return {WIRE: name}


ROWS: Final = "jobspan.rows"


@attrs.frozen
class Rows:
    """What a field of rows says of itself. ``total``: the member that counts the rows; where it says 0, they may be missing."""

    total: str | None = None


def rows(*, total: str | None = None) -> dict[str, Any]:
    """Field metadata: this list is what the reply is about. Give the field no default: an empty list would be an answer.

    A row that cannot be read costs itself only, and is reported.
    """
    return {ROWS: Rows(total)}


def as_is(name: str) -> str:
    """The wire uses the same names."""
    return name


def camel(name: str) -> str:
    """``last_out_come`` travels as ``lastOutCome``."""
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)


class Unreadable(Exception):
    """A document cannot be read as the model: where, and why."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


class Mismatch(Exception):
    """A value is not of the declared type, and cannot be converted without guessing."""


class _Missing(Mismatch):
    """A required field is missing: always an error, or rows would get lost unnoticed."""


@attrs.define
class _Trail:
    """Where in the document the reader is, and what unexpected data it met on the way."""

    steps: list[str] = attrs.field(factory=list)
    oddities: list[tuple[str, str]] = attrs.field(factory=list)

    @property
    def path(self) -> str:
        return "$" + "".join(self.steps)

    def note(self, what: str) -> None:
        self.oddities.append((self.path, what))


_trail: ContextVar[_Trail] = ContextVar("jobspan_trail")


class Codec:
    """Reads and writes the models of one plane."""

    def __init__(self, naming: Naming = as_is) -> None:
        self._naming = naming
        self._converter = cattrs.Converter(detailed_validation=False)
        register = self._converter.register_structure_hook_factory
        register(_is_any, lambda _: lambda value, _: value)
        register(_is_mapping, self._mapping_reader)
        register(_is_sequence, self._sequence_reader)
        register(_is_optional, self._optional_reader)
        register(attrs.has, self._model_reader)
        for scalar in _SCALARS:  # cattrs has readers of its own for some of these, which a factory would not replace
            self._converter.register_structure_hook(scalar, lambda value, declared: _scalar(declared, value))

    def read(self, model: type[T], document: Any) -> tuple[T, Oddities]:
        """The document as a model, with what was unexpected about it.

        Raises:
            Unreadable: a required field is missing, or the document has another shape.
        """
        plain = _plain_shape(cast(Hashable, model), self._naming)
        if plain is not None and plain.covers(document):
            try:
                return msgspec.convert(document, model, dec_hook=_msgspec_hook), ()
            except msgspec.ValidationError:
                pass
        return self.read_tolerantly(model, document)

    def read_tolerantly(self, model: type[T], document: Any) -> tuple[T, Oddities]:
        """The slower path, which accepts null, numbers for strings, unknown fields and unreadable dates."""
        trail = _Trail()
        token = _trail.set(trail)
        try:
            return self._converter.structure(document, model), tuple(trail.oddities)
        except Mismatch as bad:
            raise Unreadable(trail.path, str(bad)) from None
        finally:
            _trail.reset(token)

    def write(self, value: Any) -> Any:
        """A JSON tree: absent fields left out, ``extra`` put back, secrets still wrapped.

        A value that could not be read travels back as it came, unless its field was set since.
        """
        match value:
            case Secret() | None:
                return value
            case Enum():
                return value.value
            case datetime():
                return value.isoformat()
            case Mapping():
                return {key: self.write(each) for key, each in value.items()}
            case list() | tuple():
                return [self.write(each) for each in value]
        if not attrs.has(type(value)):
            return value
        tree: dict[str, Any] = dict(getattr(value, "extra", {}))
        for field, name in _wire_names(cast(Hashable, type(value)), self._naming):
            each = getattr(value, field.name)
            unread = name in tree and each == _default(field)
            if each is not None and not isinstance(each, Unset) and not unread:
                tree[name] = self.write(each)
        return tree

    def _model_reader(self, model: type[Any]) -> Callable[[Any, Any], Any]:
        fields = {
            self._name_of(field): (field.name, declared, field.default is attrs.NOTHING)
            for field, declared in fields_of(model)
            if field.name != "extra"
        }
        carries: dict[str, Rows] = {
            self._name_of(field): field.metadata[ROWS] for field, _ in fields_of(model) if ROWS in field.metadata
        }
        keeps_extra = any(field.name == "extra" for field, _ in fields_of(model))
        readers: dict[str, Callable[[Any, Any], Any]] = {}

        def read(document: Any, _: Any) -> Any:
            trail = _trail.get()
            if not isinstance(document, dict):
                raise Mismatch(f"expected an object, found {_kind(document)}")
            if not readers:
                readers.update(
                    {name: self._converter.get_structure_hook(declared) for name, (_, declared, _) in fields.items()}
                )
            values: dict[str, Any] = {}
            extra: dict[str, Any] = {}
            for name, raw in document.items():
                if name not in fields:
                    extra[name] = raw
                    continue
                attribute, declared, required = fields[name]
                trail.steps.append(f".{name}")
                depth = len(trail.steps)
                if raw is None and not _accepts_null(declared):
                    if name in carries and _counts_none(document, carries[name]):
                        pass
                    elif required:
                        raise _Missing("is null")
                    trail.note("null where a value is documented")
                else:
                    try:
                        if name in carries and isinstance(raw, list):
                            values[attribute] = self._rows(raw, declared)
                        else:
                            values[attribute] = readers[name](raw, declared)
                    except Mismatch as bad:
                        if required or isinstance(bad, _Missing):
                            raise
                        del trail.steps[depth:]
                        trail.note(f"{bad}; kept unread")
                        extra[name] = raw
                trail.steps.pop()
            for name, (attribute, declared, required) in fields.items():
                if name in carries and attribute not in values and _counts_none(document, carries[name]):
                    values[attribute] = (get_origin(declared) or tuple)()
                elif required and attribute not in values:
                    trail.steps.append(f".{name}")
                    raise _Missing("is missing")
            return model(**values, extra=extra) if keeps_extra else model(**values)

        return read

    def _rows(self, value: list[Any], declared: Any) -> Any:
        """The rows that can be read; the others are reported."""
        item_type = get_args(declared)[0]
        reader = self._converter.get_structure_hook(item_type)
        trail = _trail.get()
        depth = len(trail.steps)
        found = []
        for index, each in enumerate(value):
            trail.steps.append(f"[{index}]")
            try:
                found.append(reader(each, item_type))
            except Mismatch as bad:
                del trail.steps[depth + 1 :]
                trail.note(f"{bad}; the row is left out")
            del trail.steps[depth:]
        return (get_origin(declared) or tuple)(found)

    def _name_of(self, field: "attrs.Attribute[Any]") -> str:
        return cast(str, field.metadata.get(WIRE) or self._naming(field.name))

    def _sequence_reader(self, declared: Any) -> Callable[[Any, Any], Any]:
        make = get_origin(declared)
        item_type = get_args(declared)[0]
        reader: Callable[[Any, Any], Any] | None = None

        def read(value: Any, _: Any) -> Any:
            nonlocal reader
            if not isinstance(value, list):
                raise Mismatch(f"expected a list, found {_kind(value)}")
            reader = reader or self._converter.get_structure_hook(item_type)
            steps = _trail.get().steps
            items = []
            for index, each in enumerate(value):
                steps.append(f"[{index}]")
                items.append(reader(each, item_type))
                steps.pop()
            return make(items)

        return read

    def _mapping_reader(self, declared: Any) -> Callable[[Any, Any], Any]:
        arguments = get_args(declared)
        value_type = arguments[1] if arguments else Any

        def read(value: Any, _: Any) -> Any:
            if not isinstance(value, dict):
                raise Mismatch(f"expected an object, found {_kind(value)}")
            reader = self._converter.get_structure_hook(value_type)
            steps = _trail.get().steps
            entries = {}
            for key, each in value.items():
                steps.append(f".{key}")
                entries[key] = reader(each, value_type)
                steps.pop()
            return entries

        return read

    def _optional_reader(self, declared: Any) -> Callable[[Any, Any], Any]:
        inner = _without_none(declared)

        def read(value: Any, _: Any) -> Any:
            return None if value is None else self._converter.get_structure_hook(inner)(value, inner)

        return read


def _counts_none(document: dict[str, Any], rows: Rows) -> bool:
    count = None if rows.total is None else document.get(rows.total)
    return count in (0, "0") and not isinstance(count, bool)


def _scalar(declared: Any, value: Any) -> Any:
    trail = _trail.get()
    if declared is str:
        if isinstance(value, str):
            return value
        if isinstance(value, int | float):
            trail.note(f"{_kind(value)} where a string is documented")
            return str(value).lower() if isinstance(value, bool) else str(value)
    elif declared is bool:
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in ("true", "false"):
            trail.note("a string where a boolean is documented")
            return value.lower() == "true"
    elif declared is int:
        return _number(int, value, trail)
    elif declared is float:
        return _number(float, value, trail)
    elif declared is datetime:
        if isinstance(value, str) and (parsed := parse_time(value)) is not None:
            return parsed
    elif declared is Secret:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return Secret(_scalar(str, value))
    elif issubclass(declared, Enum):
        return _enum(declared, value, trail)
    raise Mismatch(f"expected {declared.__name__}, found {_kind(value)}")


def _number(declared: Any, value: Any, trail: _Trail) -> Any:
    if isinstance(value, bool):
        raise Mismatch("expected a number, found a boolean")
    if isinstance(value, declared):
        return value
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return declared(value)
    if isinstance(value, str):
        try:
            number = declared(value)
        except ValueError:
            number = math.nan
        if isinstance(number, int) or math.isfinite(number):
            trail.note("a string where a number is documented")
            return number
    raise Mismatch(f"expected a {'whole ' if declared is int else ''}number, found {_kind(value)}")


def _enum(declared: type[Enum], value: Any, trail: _Trail) -> Enum:
    if issubclass(declared, int) and isinstance(value, str) and value.lstrip("-").isdigit():
        trail.note("a string where a number is documented")
        value = int(value)
    elif issubclass(declared, str) and isinstance(value, int | float):
        trail.note(f"{_kind(value)} where a string is documented")
        value = str(value).lower() if isinstance(value, bool) else str(value)
    try:
        return declared(value)
    except ValueError:
        raise Mismatch(f"expected one of {declared.__name__}, found {_kind(value)}") from None


_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?\s*(Z|[+-]\d\d:?\d\d)?$", re.IGNORECASE)


def parse_time(text: str) -> datetime | None:
    """An ISO 8601 time with any number of fraction digits, rounded to microseconds; ``None`` when it is something else."""
    match = _TIME.match(text.strip())
    if match is None:
        return None
    date, clock, fraction, zone = match.groups()
    micros = (int(fraction[:12].ljust(12, "0")) + 500_000) // 1_000_000 if fraction else 0  # half up, as msgspec does
    try:
        moment = datetime.fromisoformat(f"{date}T{clock}") + timedelta(microseconds=micros)
        if zone is None:
            return moment
        return moment.replace(
            tzinfo=UTC if zone in "Zz" else datetime.fromisoformat(f"2000-01-01T00:00:00{zone}").tzinfo
        )
    except (ValueError, OverflowError):
        return None


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case _:
            return "an object"


def _is_any(declared: Any) -> bool:
    return declared is Any or declared is object


def _is_optional(declared: Any) -> bool:
    return get_origin(declared) in (Union, types.UnionType) and type(None) in get_args(declared)


def _accepts_null(declared: Any) -> bool:
    return _is_any(declared) or _is_optional(declared)


def _without_none(declared: Any) -> Any:
    inner = [each for each in get_args(declared) if each is not type(None)]
    return inner[0] if len(inner) == 1 else Union[tuple(inner)]  # noqa: UP007 - built at run time


def _is_sequence(declared: Any) -> bool:
    return get_origin(declared) in (tuple, list)


def _is_mapping(declared: Any) -> bool:
    return get_origin(declared) is dict or declared is dict


def _msgspec_hook(declared: type, value: Any) -> Any:
    if declared is Secret and isinstance(value, str):
        return Secret(value)
    raise msgspec.ValidationError(f"no plain conversion to {declared}")


def fields_of(model: Any) -> list[tuple["attrs.Attribute[Any]", Any]]:
    """The fields of a model with their types, those of a generic model filled in."""
    bare = get_origin(model) or model
    attrs.resolve_types(bare)
    arguments = dict(zip(getattr(bare, "__parameters__", ()), get_args(model), strict=False))
    filled = []
    for field in attrs.fields(bare):
        declared: Any = field.type
        open_parameters = getattr(declared, "__parameters__", ())
        if open_parameters:
            declared = declared[tuple(arguments.get(each, Any) for each in open_parameters)]
        filled.append((field, declared))
    return filled


@cache
def _wire_names(model: Hashable, naming: Naming) -> tuple[tuple["attrs.Attribute[Any]", str], ...]:
    return tuple(
        (field, field.metadata.get(WIRE) or naming(field.name))
        for field in attrs.fields(cast(Any, model))
        if field.name != "extra"
    )


def _default(field: "attrs.Attribute[Any]") -> Any:
    made: Any = field.default
    return made.factory() if isinstance(made, _Factory) else made


@attrs.frozen
class _PlainShape:
    """The field names of a model whose names are those on the wire, and the shapes of the models inside it."""

    names: frozenset[str]
    nested: tuple[tuple[str, "_PlainShape"], ...] = attrs.field(repr=False)

    def covers(self, document: Any) -> bool:
        """Whether the document has no field that msgspec would drop."""
        if isinstance(document, list):
            return all(map(self.covers, document))
        if not isinstance(document, dict):
            return document is None
        if not document.keys() <= self.names:
            return False
        return all(shape.covers(document[name]) for name, shape in self.nested if name in document)


@cache
def _plain_shape(model: Hashable, naming: Naming) -> _PlainShape | None:
    """The shape for the fast path; ``None`` when the model (or one inside it) needs the tolerant one."""
    return _shape_of(cast(Any, model), naming, ())


def _shape_of(model: Any, naming: Naming, above: tuple[Any, ...]) -> _PlainShape | None:
    if not attrs.has(model) or model in above:
        return None
    names: list[str] = []
    nested: list[tuple[str, _PlainShape]] = []
    for field, declared in fields_of(model):
        if field.name == "extra":
            continue
        if (field.metadata.get(WIRE) or naming(field.name)) != field.name or field.converter or field.validator:
            return None
        names.append(field.name)
        inner = _model_in(declared)
        if inner is not None and _holds_mapping(declared):
            return None
        if inner is not None:
            shape = _shape_of(inner, naming, (*above, model))
            if shape is None:
                return None
            nested.append((field.name, shape))
    return _PlainShape(frozenset(names), tuple(nested))


def _model_in(declared: Any) -> Any:
    """The model that a field holds, directly, optionally, or in a list or mapping; ``None`` when it holds none."""
    if attrs.has(declared):
        return declared
    return next((model for each in get_args(declared) if (model := _model_in(each)) is not None), None)


def _holds_mapping(declared: Any) -> bool:
    """Whether a mapping is between the field and its model: its keys cannot be told from field names."""
    return not attrs.has(declared) and (_is_mapping(declared) or any(map(_holds_mapping, get_args(declared))))
