"""Models from documents and back: strict in what is sent, tolerant of what is received.

cattrs knows which reader is for which type. The readers hand to msgspec whatever it reads as they would; so cattrs is imported
when the first member is read by hand.
"""

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import attrs

from jobspan._core.convert.containers import ListReader, MappingReader
from jobspan._core.convert.fields import WireField
from jobspan._core.convert.model_reader import ModelReader
from jobspan._core.convert.naming import Naming, as_is
from jobspan._core.convert.readers import Hook
from jobspan._core.convert.scalars import SCALARS, read_moment, read_scalar
from jobspan._core.convert.straight import Decode, Straight
from jobspan._core.convert.structs import Placeholders
from jobspan._core.convert.trail import Mismatch, Oddities, Trail, Unreadable, trail
from jobspan._core.convert.twin import Twins
from jobspan._core.convert.writing import write
from jobspan._core.declared import is_any, is_mapping, is_optional, is_sequence, without_none

if TYPE_CHECKING:
    import cattrs

T = TypeVar("T")


class Codec:
    """Reads and writes the models of one plane.

    Attributes:
        naming: what a field is called on the wire.
        zone: the zone of times that name none. No model holds a time without a zone.
        learnt: grows with each kind of oddity that was met; see :class:`ModelReader`.
    """

    def __init__(self, naming: Naming = as_is, *, zone: tzinfo = UTC) -> None:
        self.naming = naming
        self.zone = zone
        self.learnt = 0
        self.placeholders: Placeholders = Placeholders()
        self._models: dict[Any, Hook] = {}
        self._stand_ins: dict[Any, Hook] = {}
        self._straight: dict[Any, Straight | None] = {}

    @cached_property
    def _converter(self) -> "cattrs.Converter":
        import cattrs

        converter = cattrs.Converter(detailed_validation=False)
        register = converter.register_structure_hook_factory
        register(is_any, lambda _: _as_it_is)
        register(is_mapping, lambda declared: MappingReader(self, declared))
        register(is_sequence, lambda declared: ListReader(self, declared))
        register(is_optional, self._optional)
        for scalar in SCALARS:  # cattrs has readers of its own for some of these, which a factory would not replace
            converter.register_structure_hook(scalar, read_scalar)
        converter.register_structure_hook(datetime, lambda value, _: read_moment(value, self.zone))
        return converter

    def read(self, model: type[T], document: Any) -> tuple[T, Oddities]:
        """The document as a model, with what was unexpected in it.

        Raises:
            Unreadable: a required field is missing, or the document has a different shape.
        """
        return self._read(model, document, Trail())

    def read_by_hand(self, model: type[T], document: Any) -> tuple[T, Oddities]:
        """The same without msgspec: slower, and with the same outcome."""
        return self._read(model, document, Trail(by_hand=True))

    def _read(self, model: type[T], document: Any, way: Trail) -> tuple[T, Oddities]:
        token = trail.set(way)
        try:
            return self.hook(model)(self.unwrapped(model, document), model), way.oddities
        except Mismatch as bad:
            raise Unreadable(way.path, str(bad)) from None
        finally:
            trail.reset(token)

    rewrites_rows: ClassVar[bool] = False
    """Whether :meth:`unwrapped` changes documents that have the form of their model already."""

    def unwrapped(self, model: Any, document: Any) -> Any:
        """The document in the form that the model describes, where the plane has others."""
        return document

    def decoder(self, model: Any) -> Decode | None:
        """What decodes the bytes of a document for :meth:`read` to go on with, in less time than JSON takes; ``None``: nothing.

        It raises one of ``REFUSED`` for a document that has to be decoded as JSON.
        """
        if model not in self._straight:
            reader = None if self.rewrites_rows else self.reader_of(model)
            self._straight[model] = None if reader is None or not reader.counts_rows else Straight(self, reader)
        straight = self._straight[model]
        return None if straight is None else straight.decoder()

    def write(self, value: Any) -> Any:
        """A JSON tree: absent fields left out, ``extra`` put back, secrets still wrapped.

        A value that could not be read travels back as it came, unless its field was set since.
        """
        return write(self, value)

    def stand_in(self, declared: Any, make: Callable[[Any], Any], read: Hook) -> None:
        """Read a type that only this plane has: ``make`` as documented, or ``ValueError``; ``read`` also what is odd."""
        self.placeholders.add(declared, make)
        self._stand_ins[declared] = read

    def hook(self, declared: Any) -> Hook:
        """What reads a type."""
        if (read := self._stand_ins.get(declared)) is not None:
            return read
        if attrs.has(declared):
            return self._models.get(declared) or self._models.setdefault(declared, self.model_hook(declared))
        return self._converter.get_structure_hook(declared)

    def model_hook(self, model: Any) -> Hook:
        """Makes what reads a model; a plane may have a reader of its own."""
        return ModelReader(self, model)

    def hook_of(self, field: WireField) -> Hook:
        """What reads a field."""
        if field.rows is None:
            return self.hook(field.declared)
        reader = MappingReader if is_mapping(field.declared) else ListReader
        return reader(self, field.declared, row=True)

    def reader_of(self, model: Any) -> ModelReader | None:
        """The reader of a model; ``None`` where the type has a reader of its own."""
        hook = self.hook(model)
        return hook if isinstance(hook, ModelReader) else None

    def reads_exactly(self, model: Any) -> bool:
        """Whether values of a model's type are always of that very class."""
        return self.reader_of(model) is not None

    def twins_of(self, model: Any) -> Twins | None:
        """What makes the twin of a model; ``None`` where the type has a reader of its own."""
        reader = self.reader_of(model)
        return None if reader is None else reader.twins

    def _optional(self, declared: Any) -> Hook:
        inner = without_none(declared)
        return lambda value, _: None if value is None else self.hook(inner)(value, inner)


def _as_it_is(value: Any, _: Any) -> Any:
    return value
