"""Documents that are written back exactly as they were read, except for what was changed on purpose.

A :class:`Document` is a typed view that keeps its original. Writing starts from the original and replaces only fields
whose value differs from what the original reads as; so order, nulls, absent and unknown fields, and odd spellings stay.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Self, TypeVar, Union, cast, get_args, get_origin

import attrs

from jobspan._core.convert import Codec, Mismatch, Oddities, Unreadable, camel, fields_of, wire
from jobspan._core.redact import reveal_json
from jobspan._planes.groupid.models.secret_fields import wrap_secrets
from jobspan._planes.groupid.models.transforms import Transform, parse_transform
from jobspan.credentials import Secret
from jobspan.errors import Problem, ValidationError
from jobspan.models import Model

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Document(Model):
    """A part of a document that is read, changed with ``attrs.evolve`` and written back.

    ``original`` is what it was read from, secrets wrapped; ``None`` for one made here, which is written with every field.
    """

    original: Mapping[str, Any] | None = attrs.field(default=None, repr=False, eq=False, metadata=wire(""))

    @classmethod
    def from_document(cls, tree: Mapping[str, Any] | str | bytes) -> Self:
        """Read a JSON document (a tree, or its text).

        Raises:
            ValidationError: not a JSON object of this form; the place is named.
        """
        try:
            plain = json.loads(tree) if isinstance(tree, str | bytes) else dict(tree)
            value, _ = CODEC.read(cls, plain)
        except (Unreadable, ValueError) as bad:
            place = bad.path if isinstance(bad, Unreadable) else "$"
            raise ValidationError(
                message=f"Not a valid {cls.__name__} document.", problems=(Problem(place, str(bad)),)
            ) from bad
        return value

    def to_document(self, *, reveal: bool = False) -> dict[str, Any]:
        """The JSON tree. Secrets stay ``Secret`` objects unless ``reveal`` asks for their text."""
        tree = cast(dict[str, Any], CODEC.write(self))
        return cast(dict[str, Any], reveal_json(tree)) if reveal else tree


@attrs.frozen
class Rows:
    """Base of a value that stands for a JSON list and has methods of its own."""

    rows: tuple[Any, ...] = ()


R = TypeVar("R", bound=Rows)


class DocumentCodec(Codec):
    """Reads and writes the models of Directory Manager: camelCase, secrets wrapped, documents kept."""

    def __init__(self) -> None:
        super().__init__(camel)
        register = self._converter.register_structure_hook_factory
        register(_is_document, self._document_reader)
        register(_is_rows, self._rows_reader)
        register(lambda declared: declared is Transform, lambda _: _read_transform)
        register(_is_text, lambda _: self._read_text)
        self._converter.register_structure_hook(Secret, _read_secret)

    def read(self, model: type[T], document: Any) -> tuple[T, Oddities]:
        """The document as a model, and what was unexpected in it.

        Raises:
            Unreadable: a required field is missing, or the document has a different shape.
        """
        return self.read_tolerantly(model, wrap_secrets(document))

    def write(self, value: Any) -> Any:
        """A JSON tree, secrets still wrapped."""
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

    def _write_document(self, value: Document) -> dict[str, Any]:
        original = value.original
        tree: dict[str, Any] = dict(original or {})
        known = set()
        for field, declared in fields_of(type(value)):
            if field.name in ("extra", "original"):
                continue
            name = self._name_of(field)
            known.add(name)
            each = getattr(value, field.name)
            if original is None or not _same(each, self._as_read(field, declared, original, name)):
                tree[name] = self.write(each)
        return tree | {name: each for name, each in value.extra.items() if name not in known}

    def _as_read(self, field: "attrs.Attribute[Any]", declared: Any, original: Mapping[str, Any], name: str) -> Any:
        """What a field of the original reads as: its default where it is absent or unreadable."""
        if name in original:
            try:
                # A model of one field goes through the same reader, and so through the same rules, as the first time.
                return self.read_tolerantly(declared, original[name])[0]
            except Unreadable:
                pass
        default: Any = field.default
        return default.factory() if hasattr(default, "factory") else default

    def _document_reader(self, model: type[Document]) -> Any:
        read = self._model_reader(model)

        def keep(tree: Any, declared: Any) -> Any:
            return attrs.evolve(read(tree, declared), original=tree)

        return keep

    def _rows_reader(self, rows: type[R]) -> Any:
        declared = next(declared for field, declared in fields_of(rows) if field.name == "rows")
        read = self._sequence_reader(declared)
        return lambda value, _: rows(read(value, declared))

    def _read_text(self, value: Any, _: Any) -> str | Secret:
        return value if isinstance(value, Secret) else self._converter.structure(value, str)


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


def _is_text(declared: Any) -> bool:
    return get_origin(declared) in (Union, type(str | None)) and set(get_args(declared)) == {str, Secret}


def _read_transform(value: Any, _: Any) -> Transform:
    if not isinstance(value, str | Secret):
        raise Mismatch("expected a transform's text")
    return parse_transform(value)


def _read_secret(value: Any, _: Any) -> Secret:
    if not isinstance(value, str | Secret):
        raise Mismatch("expected text")
    return Secret(value)


CODEC = DocumentCodec()
