"""How one model is read: by msgspec where possible, by hand where necessary; both ways give equal models.

A field that msgspec refused once (a member added by the vendor, null where a list is documented, a number as text) is read by
hand from then on; the others stay with msgspec. So odd documents cost hardly more than documented ones.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any, Final, get_args, get_origin

from jobspan._core.convert.fields import WireField, fields_of, has_extra, setter_of, wire_fields
from jobspan._core.convert.members import read_member
from jobspan._core.convert.naming import WHOLE
from jobspan._core.convert.readers import Hook, Readers
from jobspan._core.convert.rows import RowsReply
from jobspan._core.convert.structs import REFUSED, UNSET, Member, can_make, fill, finish, internal
from jobspan._core.convert.trail import Mismatch, Trail, trail
from jobspan._core.convert.twin import Twin, Twins
from jobspan._core.declared import is_model, kind
from jobspan.credentials import Secret
from jobspan.errors import JobspanError
from jobspan.models import NOTHING_ELSE, Extra

_CHUNK: Final = 256
"""Elements that are handed to msgspec at once: an odd one costs the others of its chunk a second attempt."""


class Filled(list[Any]):
    """Rows that are structs of a twin already; see :mod:`~jobspan._core.convert.straight`."""

    __slots__ = ("twin",)

    def __init__(self, rows: list[Any], twin: Twin) -> None:
        super().__init__(rows)
        self.twin = twin


class ModelReader:
    """Reads one model: called for a single document, :meth:`elements` for a list of them."""

    embeddable = True
    """Whether twins of other models may contain its twin."""

    def __init__(self, codec: Readers, model: Any) -> None:
        self.codec = codec
        self.model = model
        self.fields: tuple[WireField, ...] = wire_fields(model, codec.naming)
        self._many = list[model]
        self._class: type[Any] = get_origin(model) or model
        self._names = frozenset(field.name for field in self.fields)
        self._is_whole = WHOLE in self._names
        self._keeps_extra = has_extra(model)
        self._may_be_blank = self._keeps_extra and not any(field.required for field in self.fields)
        self.counts_rows: bool = issubclass(self._class, RowsReply)
        self._attributes = [*(field.attribute for field in self.fields), *(each.attribute for each in self.internals())]
        self._values_of = attrgetter(*self._attributes)
        self._hooks: dict[str, Hook] = {}
        self._finished_by_msgspec: bool | None = None
        self._late: tuple[tuple[str, Callable[[Any, Any], None]], ...] | None = None
        self._post_init = getattr(self._class, "__attrs_post_init__", None)
        self.twins: Twins = Twins(
            codec,
            model,
            self.fields,
            self.internals,
            embeds=lambda: self.by_msgspec,
            embeddable=lambda: self.embeddable and self.by_msgspec and not self.late,
        )

    def __call__(self, raw: Any, _: Any = None) -> Any:
        """One document as the model.

        Raises:
            Mismatch: it cannot be read.
        """
        here = trail.get()
        if here.by_hand or self._is_whole or not isinstance(raw, dict):
            return self._by_hand(raw, here)
        twin = self.twins.current()
        try:
            filled = fill(raw, twin.struct, self.codec.placeholders)
        except REFUSED:
            self.twins.learn_from(raw, twin)
            return self._by_hand(raw, here)
        if not twin.complete:
            self._settle(filled, raw, twin, here)
        return self.finish_one(filled, raw)

    def _by_hand(self, source: Any, here: Trail) -> Any:
        """Member by member."""
        document = {WHOLE: source} if self._is_whole else source
        if not isinstance(document, dict):
            raise Mismatch(f"expected an object, found {kind(source)}")
        extra = {name: value for name, value in document.items() if name not in self._names}
        lost = here.lost
        values: dict[str, Any] = {}
        for field in self.fields:
            raw = document.get(field.name, UNSET)
            value = read_member(field, self._hook(field), raw, document, here, extra)
            if value is not UNSET:
                values[field.attribute] = value
        if extra and self._keeps_extra:
            values["extra"] = Extra(extra)
        if self.counts_rows:
            values["unreadable"], here.lost = here.lost - lost, lost
        return self.made(values, source)

    def _hook(self, field: WireField) -> Hook:
        if field.name not in self._hooks:
            self._hooks[field.name] = self.codec.hook_of(field)
        return self._hooks[field.name]

    def _settle(self, filled: Any, raw: dict[str, Any], twin: Twin, here: Trail) -> None:
        """Read what msgspec left as it is."""
        lost, extra = here.lost, {}
        for slot, name in twin.strangers:
            value = getattr(filled, slot)
            if value is not UNSET:
                extra[name] = value
        for field, read, default in twin.by_hand:
            value = getattr(filled, field.attribute)
            if value is not default:
                value = read_member(field, read, value, raw, here, extra)
                setattr(filled, field.attribute, field.default() if value is UNSET else value)
        if extra and self._keeps_extra:
            filled.extra = Extra(extra)
        if self.counts_rows:
            filled.unreadable, here.lost = here.lost - lost, lost

    def elements(self, values: Sequence[Any], *, row: bool) -> list[Any]:
        """The elements of a list. Those that cannot be read are left out and noted."""
        here = trail.get()
        if here.by_hand or self._is_whole:
            return self._one_by_one(values, 0, here, row)
        if isinstance(values, Filled):
            return self._finished(list(values), values, values.twin, 0, here, row)
        made: list[Any] = []
        for start in range(0, len(values), _CHUNK):
            chunk = values[start : start + _CHUNK] if len(values) > _CHUNK else values
            made += self._chunk(chunk, start, here, row)
        return made

    def _chunk(self, chunk: Sequence[Any], start: int, here: Trail, row: bool) -> list[Any]:
        twin = self.twins.current()
        try:
            filled = fill(chunk, twin.many, self.codec.placeholders)
        except REFUSED:
            return self._one_by_one(chunk, start, here, row)
        return self._finished(filled, chunk, twin, start, here, row)

    def _finished(
        self, filled: list[Any], raws: Sequence[Any], twin: Twin, start: int, here: Trail, row: bool
    ) -> list[Any]:
        numbers: Sequence[int] = range(len(filled))
        if not twin.complete:
            numbers = self._settled(filled, raws, start, twin, here, row)
        try:
            if len(numbers) == len(filled):
                made = self.finish_many(filled, raws)
            else:
                made = self.finish_many([filled[n] for n in numbers], [raws[n] for n in numbers])
        except (Mismatch, *REFUSED):
            return kept(lambda n: self._telling(self.finish_one(filled[n], raws[n]), row), numbers, start, here, row)
        if row and self._may_be_blank and any(map(self._is_blank, made)):
            of = dict(zip(numbers, made, strict=True))
            return kept(lambda n: self._telling(of[n], row), numbers, start, here, row)
        return made

    def _settled(
        self, filled: list[Any], chunk: Sequence[Any], start: int, twin: Twin, here: Trail, row: bool
    ) -> list[int]:
        """The numbers of those that could be read to the end."""
        depth, numbers = len(here.steps), []
        for number, each in enumerate(filled):
            here.steps.append(start + number)
            try:
                self._settle(each, chunk[number], twin, here)
            except Mismatch as bad:
                here.lose(bad, depth, row=row)
            else:
                del here.steps[depth:]
                numbers.append(number)
        return numbers

    def _one_by_one(self, values: Sequence[Any], start: int, here: Trail, row: bool) -> list[Any]:
        return kept(lambda number: self._telling(self(values[number]), row), range(len(values)), start, here, row)

    def _telling(self, model: Any, row: bool) -> Any:
        """The model, if it says anything: a row that does not stands for something that it hides.

        Raises:
            Mismatch: nothing in it could be read.
        """
        if row and self._may_be_blank and self._is_blank(model):
            raise Mismatch("has nothing that is documented")
        return model

    def _is_blank(self, model: Any) -> bool:
        return all(getattr(model, field.attribute) == field.default() for field in self.fields)

    def finish_one(self, filled: Any, raw: Any) -> Any:
        """A model of a struct that is read to the end."""
        if not self.by_msgspec:
            return self.made(dict(zip(self._attributes, self._values_of(filled), strict=True)), raw)
        try:
            (model,) = self.completed([finish(filled, self.model)], [filled], [raw])
        except REFUSED as refused:
            raise Mismatch(f"cannot be a {self._class.__name__}") from refused
        return model

    def finish_many(self, filled: list[Any], raws: Sequence[Any]) -> list[Any]:
        """Models of structs that are read to the end."""
        if not self.by_msgspec:
            return [self.finish_one(each, raw) for each, raw in zip(filled, raws, strict=True)]
        return self.completed(finish(filled, self._many), filled, raws)

    def completed(self, models: list[Any], filled: Sequence[Any], raws: Sequence[Any]) -> list[Any]:
        """The models with what msgspec cannot set."""
        for attribute, put in self.late:
            for model, value in zip(models, map(attrgetter(attribute), filled), strict=True):
                put(model, value)
        if self.late and self._post_init is not None:
            for model in models:
                self._post_init(model)
        return models

    def made(self, values: dict[str, Any], raw: Any) -> Any:
        """A model of its values."""
        try:
            return self._class(**values)
        except (ValueError, TypeError, JobspanError) as refused:
            raise Mismatch(f"cannot be a {self._class.__name__}") from refused

    @property
    def by_msgspec(self) -> bool:
        """Whether msgspec makes the same model of a struct as a call of the class does.

        It runs no converters. Those of secrets do not matter: they turn texts into secrets, and the struct holds secrets.
        """
        if self._finished_by_msgspec is None:
            fields = fields_of(self.model)
            self._finished_by_msgspec = (
                not self.counts_rows
                and not self._is_whole
                and all(
                    field.converter is None or field.name == "extra" or declared in (Secret, Secret | None)
                    for field, declared in fields
                )
                and can_make(self.model)
            )
        return self._finished_by_msgspec

    @property
    def late(self) -> tuple[tuple[str, Callable[[Any, Any], None]], ...]:
        """Fields of which msgspec would make something else: it takes a value of a subclass for one of the class."""
        if self._late is None:
            self._late = tuple(
                (field.attribute, setter_of(self.model, field.attribute))
                for field in self.fields
                if not self._is_exact(field.declared)
            )
        return self._late

    def _is_exact(self, declared: Any) -> bool:
        if is_model(declared):
            return self.codec.reads_exactly(declared)
        return all(map(self._is_exact, get_args(declared)))

    def internals(self) -> list[Member]:
        """Members for what is not on the wire."""
        extra = [internal("extra", NOTHING_ELSE)] if self._keeps_extra else []
        return extra + ([internal("unreadable", 0)] if self.counts_rows else [])


def kept(read: Callable[[int], Any], numbers: Iterable[int], start: int, here: Trail, row: bool) -> list[Any]:
    """What ``read`` gives for each number, without what cannot be read."""
    depth, made = len(here.steps), []
    for number in numbers:
        here.steps.append(start + number)
        try:
            made.append(read(number))
        except Mismatch as bad:
            here.lose(bad, depth, row=row)
        else:
            del here.steps[depth:]
    return made
