"""Arguments on a command line: what each parameter of a call is given as, by its declared type."""

import math
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum, IntEnum
from typing import Any, Final, Literal, Union, get_args, get_origin

import attrs
import click

from jobspan._core.classes import frozen
from jobspan._core.secret import Secret
from jobspan._core.secret_names import is_secret_name
from jobspan.cli.documents import FROM_ELSEWHERE, Secrets, structured
from jobspan.cli.given import document_given, secret_given
from jobspan.cli.plain_secrets import refuse_secrets
from jobspan.cli.seconds import Seconds
from jobspan.models import Unset

_LISTS: Final = (Sequence, Iterable, list, tuple)
NULL: Final = "null"
_ISO: Final = "use ISO 8601 with a zone, for example 2026-11-26T08:00:00Z"
NOT_HERE: Final = "it is not taken from a command line, which every list of processes shows. Make the call in Python."


@frozen(kw_only=True)
class Word:
    """How one parameter is given.

    Attributes:
        metavar: what stands in its place in the help.
        read: makes the argument of the text, or of the texts.
        many: it may be given several times.
        flag: it is given by its presence.
        secret: its text says where a secret is.
        choices: the only texts there are.
        known: texts that are known, among others.
        others: more texts that are taken, and the choices they stand for.
        in_python: how Python names the words, as in ``Paging.MARKER``.
        clearable: ``null`` stands for nothing.
        in_clear: the call takes the secret as a text.
        declared: what a document becomes.
    """

    metavar: str
    read: Callable[[Any], Any]
    many: bool = False
    flag: bool = False
    secret: bool = False
    choices: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    others: Mapping[str, str] = attrs.field(factory=dict)
    in_python: Mapping[str, str] = attrs.field(factory=dict)
    clearable: bool = False
    in_clear: bool = False
    declared: Any = None

    def takes(self, text: str) -> bool:
        """Whether a text is one of those there are."""
        return not self.choices or text in self.choices or text in self.others or (self.clearable and text == NULL)


def word_of(name: str, declared: Any) -> Word | None:
    """How a parameter is given; ``None``: not on a command line."""
    members = _members(declared)
    word = _word(name, declared, members)
    if word is None or not (type(None) in _all_members(declared) and Unset in _all_members(declared)):
        return word
    return word if word.flag else attrs.evolve(word, clearable=True)


def _word(name: str, declared: Any, members: tuple[Any, ...]) -> Word | None:
    text = str in members
    lists = [each for each in members if get_origin(each) in _LISTS]
    mappings = [each for each in members if get_origin(each) in (Mapping, dict)]
    enums = [each for each in members if isinstance(each, type) and issubclass(each, Enum)]
    literals = [str(each) for of in members if get_origin(of) is Literal for each in get_args(of)]
    match members:
        case _ if Secret in members:
            return Word(metavar="SECRET", read=lambda given: secret_given(given, name), secret=True)
        case _ if text and is_secret_name(name):
            return Word(
                metavar="SECRET", read=lambda given: secret_given(given, name).reveal(), secret=True, in_clear=True
            )
        case (only,) if only is bool:
            return Word(metavar="", read=bool, flag=True)
        case _ if literals and not text:
            words = dict.fromkeys([*literals, *(str(member.value) for kind in enums for member in kind)])
            return Word(metavar="WORD", read=str, choices=tuple(words), in_python=_in_python(enums))
        case _ if enums and not lists:
            return _enum(enums[0], text)
        case _ if lists:
            return _list(name, declared, lists[0], with_pairs=bool(mappings))
        case (only,) if mappings and get_args(only)[1] is str:
            return Word(metavar="NAME=VALUE", read=lambda given: dict(map(_pair, given)), many=True)
        case _ if datetime in members:
            return Word(metavar="TIME", read=lambda given: _moment(given, int in members))
        case _ if text:
            return Word(metavar="TEXT", read=lambda given: _text(name, given))
        case (only,) if only in (int, float) and (name == "timeout" or name.endswith("_timeout")):
            return Word(metavar="SECONDS", read=lambda given: Seconds().convert(given, None, None))
        case (only,) if only in (int, float):
            return Word(metavar="NUMBER", read=lambda given: _number(only, given))
        case _ if mappings or all(attrs.has(get_origin(each) or each) for each in members) or Any in members:
            return _document(name, declared)
    return None


def _enum(kind: type[Enum], open_set: bool) -> Word:
    words = tuple(str(member.value) for member in kind)
    if open_set:
        return Word(metavar="WORD", read=str, known=words, in_python=_in_python([kind]))
    if issubclass(kind, IntEnum):
        names = {member.name.lower(): member for member in kind}
        numbers = {str(member.value): member.name.lower() for member in kind}
        return Word(
            metavar="WORD",
            read=lambda given: _member(names, numbers.get(given, given)),
            choices=tuple(names),
            others=numbers,
        )
    members = {str(member.value): member for member in kind}
    return Word(metavar="WORD", read=lambda given: _member(members, given), choices=words, in_python=_in_python([kind]))


def _member(members: Mapping[str, Any], given: str) -> Any:
    if given not in members:
        raise click.UsageError(f"{given!r} is not one of {', '.join(members)}.")
    return members[given]


def _in_python(kinds: Iterable[type[Enum]]) -> dict[str, str]:
    return {f"{kind.__name__}.{member.name}": str(member.value) for kind in kinds for member in kind}


def _list(name: str, declared: Any, kind: Any, *, with_pairs: bool) -> Word:
    of = _members(get_args(kind)[0])
    if with_pairs:
        return Word(metavar="NAME=VALUE", read=lambda given: list(map(_pair, given)), many=True)
    if str in of:
        return Word(metavar="TEXT", read=lambda given: [_text(name, each) for each in given], many=True)
    if of == (int,):
        return Word(metavar="NUMBER", read=lambda given: [_number(int, each) for each in given], many=True)
    return _document(name, declared)


def _document(name: str, declared: Any) -> Word:
    def read(given: str) -> Any:
        document, inline = document_given(given, name)
        value = structured(document, declared, name, Secrets(inside=not inline))
        if inline:
            refuse_secrets(document, name, FROM_ELSEWHERE, name)
        return value

    return Word(metavar="JSON", read=read, declared=declared)


def _all_members(declared: Any) -> tuple[Any, ...]:
    return get_args(declared) if get_origin(declared) in (Union, types.UnionType) else (declared,)


def _members(declared: Any) -> tuple[Any, ...]:
    """What a value may be, besides absent."""
    return tuple(each for each in _all_members(declared) if each not in (type(None), Unset))


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise click.UsageError(f"{text!r} is not of the form NAME=VALUE.")
    refuse_secrets(value, name, NOT_HERE, name)
    return name, value


def _text(name: str, given: str) -> str:
    refuse_secrets(given, name, NOT_HERE)
    return given


def _number(kind: Callable[[str], Any], text: str) -> Any:
    try:
        number = kind(text)
    except ValueError:
        number = math.nan
    if isinstance(number, float) and not math.isfinite(number):
        raise click.UsageError(f"{text!r} is not a number.")
    return number


def _moment(text: str, or_number: bool) -> datetime | int:
    if or_number and text.lstrip("-").isdecimal():
        return int(text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{text!r} is not a time: {_ISO}.") from None
    if found.tzinfo is None:
        raise click.UsageError(f"{text!r} has no time zone: {_ISO}.")
    return found
