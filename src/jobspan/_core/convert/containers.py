"""Lists and mappings: an element that cannot be read costs only itself."""

from collections.abc import Callable
from typing import Any, get_args, get_origin

from jobspan._core.convert.model_reader import ModelReader, kept
from jobspan._core.convert.readers import Readers
from jobspan._core.convert.structs import REFUSED, Inexpressible, fill, twin_type
from jobspan._core.convert.trail import Mismatch, trail
from jobspan._core.declared import kind


class ListReader:
    """Reads a list; with ``row`` it is the rows of a reply."""

    def __init__(self, codec: Readers, declared: Any, *, row: bool = False) -> None:
        self._codec = codec
        self._make: Callable[[list[Any]], Any] = get_origin(declared)
        self._item = get_args(declared)[0]
        self._row = row
        self._plain = _without_models(declared, codec)

    def __call__(self, value: Any, _: Any = None) -> Any:
        """
        Raises:
            Mismatch: it is not a list.
        """
        if not isinstance(value, list):
            raise Mismatch(f"expected a list, found {kind(value)}")
        here = trail.get()
        if self._plain is not None and not here.by_hand:
            try:
                return fill(value, self._plain, self._codec.placeholders)
            except REFUSED:
                pass
        read = self._codec.hook(self._item)
        if isinstance(read, ModelReader):
            return self._make(read.elements(value, row=self._row))
        return self._make(kept(lambda number: read(value[number], self._item), range(len(value)), 0, here, self._row))


class MappingReader:
    """Reads an object whose members have names of their own; with ``row`` they are the rows of a reply."""

    def __init__(self, codec: Readers, declared: Any, *, row: bool = False) -> None:
        self._codec = codec
        arguments = get_args(declared)
        self._value = arguments[1] if arguments else Any
        self._row = row

    def __call__(self, value: Any, _: Any = None) -> Any:
        """
        Raises:
            Mismatch: it is not an object.
        """
        if not isinstance(value, dict):
            raise Mismatch(f"expected an object, found {kind(value)}")
        here = trail.get()
        read = self._codec.hook(self._value)
        depth, entries = len(here.steps), {}
        for name, raw in value.items():
            here.steps.append(name)
            try:
                entries[name] = read(raw, self._value)
            except Mismatch as bad:
                here.lose(bad, depth, row=self._row)
            else:
                del here.steps[depth:]
        return entries


def _without_models(declared: Any, codec: Readers) -> Any:
    """The type for msgspec, where it can read the whole list; ``None`` where it cannot, or models are inside."""

    def refuse(model: Any) -> Any:
        raise Inexpressible(model)

    try:
        return twin_type(declared, codec.placeholders, refuse)
    except Inexpressible:
        return None
