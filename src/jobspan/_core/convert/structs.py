"""Twins of models for msgspec: structs with the names of the wire, which refuse whatever a model would not take silently.

msgspec fills a struct several times faster than an attrs class, renames on the way and refuses members it does not know. From
a struct, where every member is present, it makes attrs objects fast as well. So a document becomes a struct, then a model.
"""

import re
import sys
from abc import ABCMeta
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from itertools import repeat
from threading import RLock
from typing import Annotated, Any, Final, get_args, get_origin

import msgspec

from jobspan._core.declared import is_any, is_mapping, is_model, is_optional, is_sequence, without_none
from jobspan._core.process import PerProcess
from jobspan.credentials import Secret
from jobspan.models import Extra

REFUSED: Final = (msgspec.MsgspecError, ValueError, TypeError, OverflowError, RecursionError)
"""What msgspec raises for a document it does not take: besides its own errors, those for text that is not valid Unicode, for
very large numbers and for deep nesting."""

UNSET: Final = msgspec.UNSET
REQUIRED: Final = msgspec.NODEFAULT
_NAME: Final = re.compile(r'(?!\()[^\x00-\x1f"\\\ud800-\udfff]+')
_PLAIN: Final = (str, bool, int, Secret)
_FINITE: Final = Annotated[float, msgspec.Meta(ge=-sys.float_info.max, le=sys.float_info.max)]
_AWARE: Final = Annotated[datetime, msgspec.Meta(tz=True)]
_first_uses: Final = PerProcess(RLock)


def one_first_use() -> RLock:
    """Held while twins are made, and while msgspec gets to know a type: two threads that do so at once can end the process."""
    return _first_uses.get()


class Inexpressible(Exception):
    """msgspec cannot read this type as the codec does."""


class Internal:
    """The type of members that no document can set."""


class Member(msgspec.Struct, frozen=True):
    """One member of a twin. Without a default it is required."""

    attribute: str
    name: str
    declared: Any
    default: Any = REQUIRED


def internal(attribute: str, default: Any) -> Member:
    """A member for the reader's own use."""
    return Member(attribute, f"({attribute})", Internal, default)


def as_secret(value: Any) -> Secret:
    if isinstance(value, str | Secret):
        return Secret(value)
    raise ValueError("not a text")


class Placeholders(msgspec.Struct, frozen=True):
    """Types of one plane that msgspec does not know: what stands for them in twins, and what makes them of a value.

    ``makers`` raise ``ValueError`` for a value that is not as documented.
    """

    types: dict[Any, type] = msgspec.field(default_factory=dict)
    makers: dict[type, Callable[[Any], Any]] = msgspec.field(default_factory=lambda: {Secret: as_secret})

    def add(self, declared: Any, make: Callable[[Any], Any]) -> None:
        """Stand for a type, and for those derived from it."""
        placeholder = ABCMeta(declared.__name__, (), {})
        placeholder.register(declared)
        self.types[declared] = placeholder
        self.makers[placeholder] = make

    def hook(self, declared: type, value: Any) -> Any:
        """What msgspec asks for a value of a type it does not know."""
        make = self.makers.get(declared)
        if make is None:
            raise ValueError(f"no plain reading of {declared}")
        return make(value)


def twin_type(declared: Any, placeholders: Placeholders, inner: Callable[[Any], Any]) -> Any:
    """How a field is declared in a twin; ``inner`` gives what stands for a model.

    Raises:
        Inexpressible: the field has to be read by hand.
    """

    def within(each: Any) -> Any:
        return twin_type(each, placeholders, inner)

    if is_any(declared):
        return Any
    if declared in placeholders.types:
        return placeholders.types[declared]
    if is_optional(declared):
        return within(without_none(declared)) | None
    if is_sequence(declared):
        item = within(get_args(declared)[0])
        return tuple[item, ...] if get_origin(declared) is tuple else list[item]  # type: ignore[valid-type]  # at run time
    if is_mapping(declared):
        arguments = get_args(declared)
        return dict[str, within(arguments[1]) if arguments else Any]  # type: ignore[misc]  # at run time
    if is_model(declared):
        return inner(declared)
    if declared is float:
        return _FINITE
    if declared is datetime:
        return _AWARE
    if declared in _PLAIN or (isinstance(declared, type) and issubclass(declared, Enum)):
        return declared
    raise Inexpressible(declared)


def make_struct(name: str, members: Sequence[Member]) -> type[msgspec.Struct]:
    """A struct of these members, which refuses all others."""
    fields: list[Any] = [(each.attribute, each.declared, _field(each)) for each in members]
    with one_first_use():
        struct = msgspec.defstruct(name, fields, kw_only=True, forbid_unknown_fields=True, gc=False)
        msgspec.json.Decoder(struct)
    return struct


def _field(member: Member) -> Any:
    if isinstance(member.default, Extra):  # as a default it would be copied to a dict
        return msgspec.field(default_factory=repeat(member.default).__next__, name=member.name)
    if isinstance(member.default, list | dict | set):
        return msgspec.field(default_factory=member.default.copy, name=member.name)
    return msgspec.field(default=member.default, name=member.name)


def fill(document: Any, declared: Any, placeholders: Placeholders) -> Any:
    """A document as a struct, or as a list of structs.

    Raises:
        REFUSED: it is odd somewhere.
    """
    return msgspec.convert(document, declared, dec_hook=placeholders.hook)


def finish(filled: Any, declared: Any) -> Any:
    """A struct as a model, or a list of them."""
    return msgspec.convert(filled, declared, from_attributes=True)


def can_make(model: Any) -> bool:
    """Whether msgspec understands the declaration of a model, and of all that is in it."""
    try:
        with one_first_use():
            msgspec.json.Decoder(model)
    except TypeError:
        return False
    return True


def can_be_named(name: str) -> bool:
    """Whether a struct may have a member of this name."""
    return _NAME.fullmatch(name) is not None


def takes(declared: Any, value: Any, placeholders: Placeholders) -> bool:
    """Whether msgspec reads a value as the codec would."""
    try:
        fill(value, declared, placeholders)
    except REFUSED:
        return False
    return True
