"""What every plane's models build on: the base, enums that stay open, verdicts of rules, values with their metadata."""

from collections.abc import Mapping
from enum import Enum, IntEnum, StrEnum
from typing import TYPE_CHECKING, Any, Final, Generic, NoReturn, Self, TypeVar

import attrs

from jobspan._core.classes import frozen
from jobspan._core.html import html_table, html_text
from jobspan._core.plain import Plain
from jobspan._core.portrait import html_of_model, place_of, short_repr
from jobspan._core.showing import shown
from jobspan._core.values import Value
from jobspan._core.visible import visible
from jobspan._public import Public
from jobspan.batches import BatchResult as BatchResult, ItemResult as ItemResult, ItemStatus as ItemStatus
from jobspan.errors import ValidationError
from jobspan.jobs import JobLine as JobLine, JobRef as JobRef, Phase as Phase, Progress as Progress

T = TypeVar("T")


class Unset(Enum):
    """The type of :data:`UNSET`: an argument that was not given, where ``None`` would mean *clear it*."""

    UNSET = "unset"

    def __repr__(self) -> str:
        return "UNSET"

    def __bool__(self) -> bool:
        return False


UNSET: Final = Unset.UNSET


class OpenEnum(Public, StrEnum):
    """A vendor's enum that stays open: a value it did not have when jobspan was released reads as itself.

    An unknown value compares and hashes by its text, prints, pickles, and answers ``is_known`` with ``False``.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether the value was known when this version was released."""
        return self._value_ in type(self)._value2member_map_


class OpenIntEnum(Public, IntEnum):
    """Like :class:`OpenEnum`, for enums that travel as numbers."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member

    @property
    def is_known(self) -> bool:
        """Whether the value was known when this version was released."""
        return self._value_ in type(self)._value2member_map_


class Extra(dict[str, Any]):
    """What a model did not understand of its document. Read-only: make another model with ``attrs.evolve(..., extra=...)``."""

    __slots__ = ()

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("extra is read-only: make another model with attrs.evolve(model, extra={...})")

    if not TYPE_CHECKING:  # a type checker would take them for methods that differ from those of a dict
        __setitem__ = __delitem__ = __ior__ = _refuse
        clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return (extra_of, (dict(self),))


NOTHING_ELSE: Final = Extra()
"""The ``extra`` of every model whose document was understood."""


def extra_of(members: Mapping[str, Any]) -> Extra:
    """These members as an ``extra``; the same object for every model that has none.

    Args:
        members: by their names on the wire.
    """
    if isinstance(members, Extra):
        return members
    return Extra(members) if members else NOTHING_ELSE


@frozen(kw_only=True)
class Model(Plain, Value, Public):
    """Base of everything read from a plane. ``to_dict()`` and ``to_json()`` are the way to JSON.

    Attributes:
        extra: fields that are unknown to this version, and values that could not be read as their declared type. They travel
            back when the model is written, so no update drops what it did not understand.
    """

    extra: Extra = attrs.field(default=NOTHING_ELSE, converter=extra_of, repr=False, hash=False)

    def __repr__(self) -> str:
        return short_repr(self)

    def __lt__(self, other: Any) -> bool:
        """Jobs by the time they began (or were made), other models by their names; then by their ids.

        What has none of it comes first. Models of different classes have no order.
        """
        return place_of(self) < place_of(other) if type(other) is type(self) else NotImplemented

    def __gt__(self, other: Any) -> bool:
        return place_of(self) > place_of(other) if type(other) is type(self) else NotImplemented

    def __le__(self, other: Any) -> bool:
        return not self > other if type(other) is type(self) else NotImplemented

    def __ge__(self, other: Any) -> bool:
        return not self < other if type(other) is type(self) else NotImplemented

    def _repr_html_(self) -> str:
        return html_of_model(self, more=len(self.extra))


@frozen(kw_only=True)
class Verdict(Plain):
    """What one rule says of one subject, before anything is sent.

    Attributes:
        rule: id of the rule.
        subject: what was judged.
        passed: whether it may be done; ``None`` when the rule could not be evaluated (what it needs to know could not be
            read).
        message: the rule in words, and what speaks against it.
        actual: what was found.
        allowed: what may be there, where that can be listed.
        source: the page that the rule is from.
        advisory: the rule warns, and stops nothing.
    """

    rule: str
    subject: str
    passed: bool | None
    message: str
    actual: str | None = None
    allowed: tuple[str, ...] = ()
    source: str = ""
    advisory: bool = False

    def __str__(self) -> str:
        mark = {True: "ok", False: "warning" if self.advisory else "refused", None: "not known"}[self.passed]
        allowed = f" (allowed: {', '.join(self.allowed)})" if self.allowed and not self.passed else ""
        return visible(shown(f"{mark}: {self.subject}: {self.message}{allowed} [{self.rule}]"))


@frozen
class Finding:
    """One thing that a plane found out about its settings.

    Attributes:
        about: what it is about, in a word or two.
        text: what was found.
        fine: whether calls can be expected to work.
    """

    about: str
    text: str
    fine: bool = True


@frozen(kw_only=True)
class Meta(Plain):
    """What a reply said besides its value.

    Attributes:
        operation: which one, as the table of operations names it.
        status: the HTTP status.
        request_id: what the vendor's support asks for, if the reply has it.
        attempts: how often it was sent.
        elapsed: seconds from the last attempt to its reply.
        headers: of the reply; what is secret in them is masked.
    """

    operation: str
    status: int
    request_id: str | None
    attempts: int
    elapsed: float
    headers: dict[str, str]


@frozen
class Reply(Generic[T]):
    """A value with the metadata of each exchange that led to it, in order; ``meta`` is the last of them.

    Attributes:
        value: what the call returned.
        exchanges: one for each reply that led to it.
    """

    value: T
    exchanges: tuple[Meta, ...]

    def _repr_html_(self) -> str:
        rows = [
            (each.operation, str(each.status), each.request_id or "", f"{each.elapsed:.3f} s")
            for each in self.exchanges
        ]
        value = getattr(self.value, "_repr_html_", None)
        about = html_table(("operation", "status", "request id", "elapsed"), rows)
        return (value() if value is not None else html_text(repr(self.value))) + about

    @property
    def meta(self) -> Meta:
        """The metadata of the exchange that produced the value.

        Raises:
            ValidationError: nothing was exchanged, because the call only prepares something (a list, a resumed handle).
        """
        if not self.exchanges:
            raise ValidationError(
                message="This call exchanged nothing with a server.",
                hint="A list is read while it is walked over: use with_meta(pager.to_list) or with_meta(pager.first).",
            )
        return self.exchanges[-1]
