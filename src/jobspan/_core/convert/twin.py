"""The twin of a model, and what it learns: which members msgspec can be left with."""

from collections.abc import Callable
from typing import Any, Final, get_origin

import msgspec

from jobspan._core.convert.fields import WireField
from jobspan._core.convert.readers import Hook, Readers
from jobspan._core.convert.structs import (
    REQUIRED,
    UNSET,
    Inexpressible,
    Member,
    can_be_named,
    make_struct,
    one_first_use,
    takes,
    twin_type,
)

_MOST_STRANGERS: Final = 64
"""Unknown names that are remembered, a model. Documents with others are read by hand as a whole."""


class Twin(msgspec.Struct, frozen=True, eq=False):
    """What msgspec fills for a model, and what is left to be read by hand.

    Attributes:
        struct, many: the struct, and a list of them.
        members: how each member is declared, by its name on the wire.
        by_hand: fields that msgspec leaves as they are, what reads them, and their value where the document has none.
        strangers: attributes for members that are unknown to the model, with their names.
        inner: the twins inside this one, with what makes them.
        odd: what was known to be odd when it was made.
    """

    struct: type[msgspec.Struct]
    many: Any
    members: dict[str, Any]
    by_hand: tuple[tuple[WireField, Hook, Any], ...]
    strangers: tuple[tuple[str, str], ...]
    inner: "tuple[tuple[Twins, Twin], ...]"
    odd: frozenset[str]

    @property
    def complete(self) -> bool:
        """Whether msgspec reads all of it."""
        return not self.by_hand and not self.strangers


class Twins:
    """Makes the twin of a model anew when something odd was met, in the model or in one inside it.

    Args:
        embeds: whether the twins of other models may be parts of this one, which takes a model that msgspec can finish.
        embeddable: whether this one may be part of others.
    """

    def __init__(
        self,
        codec: Readers,
        model: Any,
        fields: tuple[WireField, ...],
        internals: Callable[[], list[Member]],
        *,
        embeds: Callable[[], bool],
        embeddable: Callable[[], bool],
    ) -> None:
        self._codec = codec
        self._class: type[Any] = get_origin(model) or model
        self._fields = fields
        self._names = frozenset(field.name for field in fields)
        self._internals = internals
        self._embeds = embeds
        self._embeddable = embeddable
        self._odd: frozenset[str] = frozenset()
        self._twin: Twin | None = None
        self._state = -1
        self._building = False

    def current(self) -> Twin:
        """The twin as it has to be now."""
        state = self._codec.learnt
        twin = self._twin
        if twin is None or (self._state != state and not self._is_current(twin)):
            with one_first_use():
                self._building = True
                try:
                    twin = self._twin = self._made()
                finally:
                    self._building = False
        self._state = state
        return twin

    def _is_current(self, twin: Twin) -> bool:
        return twin.odd is self._odd and all(twins.current() is known for twins, known in twin.inner)

    def learn_from(self, document: dict[str, Any], twin: Twin) -> None:
        """Remember the members that msgspec refused. They are read by hand from now on, and the rest is not."""
        types, placeholders = twin.members, self._codec.placeholders
        refused = {
            name for name, value in document.items() if name not in types or not takes(types[name], value, placeholders)
        }
        with one_first_use():
            room = _MOST_STRANGERS - len(self._odd - self._names)
            strangers = sorted(filter(can_be_named, refused - self._names - self._odd))[:room]
            odd = self._odd | (refused & self._names) | frozenset(strangers)
            if odd != self._odd:
                self._odd = odd
                self._codec.learnt += 1

    def _made(self) -> Twin:
        odd = self._odd
        inner: list[tuple[Twins, Twin]] = []
        members: list[Member] = []
        by_hand: list[tuple[WireField, Hook, Any]] = []
        for field in self._fields:
            default = REQUIRED if field.required else field.default()
            try:
                if field.name in odd or field.rows is not None:
                    raise Inexpressible(field)
                declared = twin_type(field.declared, self._codec.placeholders, lambda model: self._part(model, inner))
            except Inexpressible:
                by_hand.append((field, self._codec.hook_of(field), default))
                declared, default = Any, UNSET if field.required else default
            members.append(Member(field.attribute, field.name, declared, default))
        strangers = [(f"stranger_{n}", name) for n, name in enumerate(sorted(odd - self._names))]
        members += [Member(slot, name, Any, UNSET) for slot, name in strangers]
        struct = make_struct(self._class.__name__, [*members, *self._internals()])
        return Twin(
            struct=struct,
            many=list[struct],  # type: ignore[valid-type]  # made at run time
            members={each.name: each.declared for each in members},
            by_hand=tuple(by_hand),
            strangers=tuple(strangers),
            inner=tuple(inner),
            odd=odd,
        )

    def _part(self, model: Any, inner: "list[tuple[Twins, Twin]]") -> Any:
        """The struct of a model inside this one."""
        twins = self._codec.twins_of(model)
        if twins is None or twins._building or not (self._embeds() and twins._embeddable()):
            raise Inexpressible(model)
        twin = twins.current()
        inner.append((twins, twin))
        if not twin.complete:
            raise Inexpressible(model)
        return twin.struct
