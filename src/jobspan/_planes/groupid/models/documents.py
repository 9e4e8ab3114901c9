"""Documents that are written back exactly as they were read, except for what was changed on purpose.

A :class:`Document` is a typed view that keeps its original. Writing starts from the original and replaces only fields
whose value differs from what the original reads as; so order, nulls, absent and unknown fields, and odd spellings stay.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Generic, Self, TypeVar, cast, get_origin

import attrs
import msgspec

from jobspan._core.arguments import hold_to_types
from jobspan._core.classes import frozen
from jobspan._core.convert import Codec, Mismatch, Unreadable, camel, not_on_wire
from jobspan._core.convert.fields import fields_of, setter_of, wire_fields
from jobspan._core.convert.model_reader import ModelReader
from jobspan._core.convert.readers import Hook
from jobspan._core.convert.structs import Member, internal
from jobspan._core.convert.writing import with_unread
from jobspan._core.plain import Plain
from jobspan._core.redact import revealed_leaf
from jobspan._core.texts import text_of
from jobspan._planes.groupid.models.replies import BareList
from jobspan._planes.groupid.models.secret_fields import wrap_secrets
from jobspan._planes.groupid.models.transforms import Text, Transform, parse_transform
from jobspan.credentials import Secret
from jobspan.errors import Problem, ValidationError
from jobspan.models import Model


@frozen(kw_only=True)
class Document(Model):
    """A part of a document that is read, changed with ``attrs.evolve`` and written back.

    Attributes:
        original: what it was read from, secrets wrapped; ``None`` for one made here, which is written with every field.
        as_read: the values it was read as, so that writing finds out what was changed since; elements of lists have none.
    """

    original: Any = attrs.field(default=None, repr=False, eq=False, metadata=not_on_wire())
    as_read: Any = attrs.field(default=None, repr=False, eq=False, metadata=not_on_wire())

    @classmethod
    def from_document(cls, tree: Mapping[str, Any] | str | bytes) -> Self:
        """Read a JSON document (a tree, or its text).

        Args:
            tree: the JSON object, or its text.

        Raises:
            ValidationError: not a JSON object of this form; the place is named.
        """
        try:
            own = json.loads(text_of(tree)) if isinstance(tree, str | bytes) else _own(tree)
            value, _ = CODEC.read(cls, own)
        except (Unreadable, ValueError) as bad:
            place = bad.path if isinstance(bad, Unreadable) else "$"
            raise ValidationError(
                message=f"Not a valid {cls.__name__} document.", problems=(Problem(place, str(bad)),)
            ) from bad
        return value

    def to_document(self, *, reveal: bool = False) -> dict[str, Any]:
        """The JSON tree.

        Args:
            reveal: ``True`` gives secrets as text; otherwise they stay ``Secret`` objects.
        """
        tree = CODEC.write(self)
        return cast(dict[str, Any], _revealed(tree) if reveal else _own(tree))


hold_to_types(Document)


def _own(tree: Any) -> Any:
    """A copy that nobody else holds; fast for a tree without secrets."""
    try:
        return msgspec.to_builtins(tree)
    except TypeError:
        return _copied(tree)


def _copied(tree: Any) -> Any:
    match tree:
        case Mapping():
            return {name: value if type(value) is str else _copied(value) for name, value in tree.items()}
        case list() | tuple():
            return [_copied(each) for each in tree]
        case _:
            return tree


def _revealed(tree: Any) -> Any:
    return msgspec.to_builtins(tree, enc_hook=revealed_leaf)


@frozen
class Rows(Plain):
    """Base of a value that stands for a JSON list and has methods of its own."""

    rows: tuple[Any, ...] = ()

    def _plain(self) -> Any:
        return self.rows


R = TypeVar("R", bound=Rows)


class DocumentReader(ModelReader):
    """Reads documents, which remember what they were read from."""

    embeddable = False

    def __init__(self, codec: Codec, model: Any) -> None:
        super().__init__(codec, model)
        self.values_of = attrgetter(*(field.attribute for field in self.fields), "extra")
        self._put_values = setter_of(model, "as_read")
        self._put_original = setter_of(model, "original")

    def completed(self, models: list[Any], filled: Sequence[Any], raws: Sequence[Any]) -> list[Any]:
        put_original = self._put_original
        for model, raw in zip(super().completed(models, filled, raws), raws, strict=True):
            put_original(model, raw)
        return models

    def finish_one(self, filled: Any, raw: Any) -> Any:
        model = super().finish_one(filled, raw)
        self._put_values(model, self.values_of(model))
        return model

    def made(self, values: dict[str, Any], raw: Any) -> Any:
        model = super().made(values, raw)
        self._put_original(model, raw)
        self._put_values(model, self.values_of(model))
        return model

    def internals(self) -> list[Member]:
        return [*super().internals(), internal("original", None), internal("as_read", None)]


class RowsReader(Generic[R]):
    """Reads a list as a value that has methods of its own."""

    def __init__(self, codec: Codec, rows: type[R]) -> None:
        self._codec = codec
        self._rows = rows
        self.inside = next(declared for field, declared in fields_of(rows) if field.name == "rows")

    def __call__(self, value: Any, _: Any) -> R:
        return self._rows(self._codec.hook(self.inside)(value, self.inside))


class DocumentCodec(Codec):
    """Reads and writes the models of Directory Manager: camelCase, secrets wrapped, documents kept.

    Times of jobs are in UTC, says the vendor; those of data sources name no zone, and are read as UTC as well.
    """

    rewrites_rows = True

    def __init__(self) -> None:
        super().__init__(camel)
        self.stand_in(Transform, _as_transform, _read_transform)
        self.stand_in(Text, _as_text, self._read_text)

    def model_hook(self, model: Any) -> Hook:
        if _is_document(model):
            return DocumentReader(self, model)
        return RowsReader(self, model) if _is_rows(model) else super().model_hook(model)

    def unwrapped(self, model: Any, document: Any) -> Any:
        """With its secrets wrapped; and a list by itself also where it comes in the envelope of other lists."""
        alone = get_origin(model) is BareList and isinstance(document, dict) and isinstance(document.get("data"), list)
        return wrap_secrets(document["data"] if alone else document)

    def write(self, value: Any) -> Any:
        """A JSON tree, secrets still wrapped. It may share parts with the document that was read: do not change it."""
        match value:
            case Transform():
                return value.wire
            case Rows():
                return [self.write(row) for row in value.rows]
            case Document():
                return self._write_document(value)
            case datetime():
                return _moment(value)
        return super().write(value)

    def _write_document(self, value: Document) -> Any:
        fields = wire_fields(type(value), self.naming)
        known = {field.name for field in fields}
        more = {name: each for name, each in value.extra.items() if name not in known}
        now = self._reader(value).values_of(value)
        if value.original is None:
            return {field.name: self.write(each) for field, each in zip(fields, now, strict=False)} | more
        as_read = value.as_read or self._read_again(value)
        if now == as_read:
            return value.original
        tree = dict(value.original)
        for field, each, was in zip(fields, now, as_read, strict=False):
            if each is not was and not _same(each, was):
                new = self._changed(each, was, value.original.get(field.name))
                tree[field.name] = (
                    with_unread(self, field, value.extra[field.name], new) if field.name in value.extra else new
                )
        return tree | more

    def _changed(self, value: Any, was: Any, raw: Any) -> Any:
        """The tree of a new value. Rows that are still the same objects, and members that are equal, are written as they came."""
        if isinstance(value, Mapping) and isinstance(was, Mapping) and isinstance(raw, Mapping):
            kept = {name for name, each in value.items() if name in raw and name in was and _same(each, was[name])}
            return {name: raw[name] if name in kept else self.write(each) for name, each in value.items()}
        if isinstance(value, Rows) and isinstance(was, Rows):
            value, was = value.rows, was.rows
        if not (isinstance(value, tuple) and isinstance(was, tuple)):
            return self.write(value)
        same = {id(each) for each in was if isinstance(each, Document)}
        return [each.original if id(each) in same else self.write(each) for each in value]

    def _read_again(self, value: Document) -> Any:
        return self.read(type(value), value.original)[0].as_read

    def _reader(self, value: Document) -> DocumentReader:
        return cast(DocumentReader, self.reader_of(type(value)))

    def _read_text(self, value: Any, _: Any) -> Any:
        return value if isinstance(value, Secret) else self.hook(str)(value, str)


def _moment(value: datetime) -> str:
    """With milliseconds; in UTC with a ``Z``, or without a zone where the value has none (data sources)."""
    if value.tzinfo is None:
        return value.isoformat(timespec="milliseconds")
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _same(left: Any, right: Any) -> bool:
    return type(left) is type(right) and bool(left == right)


def _is_document(declared: Any) -> bool:
    return isinstance(declared, type) and issubclass(declared, Document)


def _is_rows(declared: Any) -> bool:
    return isinstance(declared, type) and issubclass(declared, Rows)


def _as_text(value: Any) -> Text:
    if isinstance(value, str | Secret):
        return value
    raise ValueError("not a text")


def _as_transform(value: Any) -> Transform:
    if isinstance(value, str | Secret):
        return parse_transform(value)
    raise ValueError("not a text")


def _read_transform(value: Any, _: Any) -> Transform:
    if not isinstance(value, str | Secret):
        raise Mismatch("expected a transform's text")
    return parse_transform(value)


CODEC = DocumentCodec()
