"""Rows straight from the bytes of a reply: they become structs without being dicts first.

That takes a document in which nothing odd was met so far, and rows that msgspec can finish. A reply in which a row is odd for the
first time is decoded as plain JSON and read from there, with equal outcome; from then on the twin of the rows has a place for it.
"""

from collections.abc import Callable
from typing import Any, get_args

import msgspec

from jobspan._core.convert.model_reader import Filled, ModelReader
from jobspan._core.convert.readers import Readers
from jobspan._core.convert.structs import UNSET, Member, make_struct, one_first_use
from jobspan._core.convert.twin import Twin
from jobspan._core.declared import is_sequence

Decode = Callable[[bytes], Any]


class Straight:
    """Decodes documents that carry rows of one model."""

    def __init__(self, codec: Readers, reader: ModelReader) -> None:
        self._codec = codec
        self._reader = reader
        self._rows = next((field for field in reader.fields if field.rows is not None), None)
        self._row = _reader_of_rows(codec, None if self._rows is None else self._rows.declared)
        self._made: tuple[Twin, Decode] | None = None

    def decoder(self) -> Decode | None:
        """What decodes such a document as it has to be now; ``None`` where that is plain JSON."""
        if self._row is None or not self._row.by_msgspec or self._reader.twins.current().odd:
            return None
        twin, made = self._row.twins.current(), self._made
        if made is None or made[0] is not twin:
            made = self._made = (twin, self._decoder_for(twin))
        return made[1]

    def _decoder_for(self, twin: Twin) -> Decode:
        names = [(field.attribute, field.name) for field in self._reader.fields if field is not self._rows]
        rows = next((field.attribute, field.name) for field in self._reader.fields if field is self._rows)
        members = [
            Member(field.attribute, field.name, twin.many if field is self._rows else Any, UNSET)
            for field in self._reader.fields
        ]
        struct = make_struct(f"{twin.struct.__name__}s", members)
        with one_first_use():
            decode = msgspec.json.Decoder(struct, dec_hook=self._codec.placeholders.hook).decode

        def document(body: bytes) -> dict[str, Any]:
            filled = decode(body)
            tree = {name: value for slot, name in names if (value := getattr(filled, slot)) is not UNSET}
            if (found := getattr(filled, rows[0])) is not UNSET:
                tree[rows[1]] = Filled(found, twin)
            return tree

        return document


def _reader_of_rows(codec: Readers, declared: Any) -> ModelReader | None:
    if declared is None or not is_sequence(declared):
        return None
    reader = codec.hook(get_args(declared)[0])
    if not isinstance(reader, ModelReader) or type(reader).completed is not ModelReader.completed:
        return None  # it wants to see what its models are made of
    return None if any(field.rows is not None for field in reader.fields) else reader
