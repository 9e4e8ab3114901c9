"""JSON documents as the models that calls take: with the fields of Python, as ``--json`` shows them; those of a model that
is a document of the server's own, as the server has it."""

import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, Union, get_args, get_origin

import attrs
import click
from cattrs import BaseValidationError, Converter, transform_error
from cattrs.errors import ForbiddenExtraKeysError, StructureHandlerNotFoundError
from cattrs.v import format_exception

from jobspan._core.classes import frozen
from jobspan._core.masks import is_mask
from jobspan._core.secret import MASK, Secret
from jobspan._core.secret_names import is_secret_name
from jobspan._core.similar import similar
from jobspan.cli.given import HOW_TO_GIVE_SECRETS
from jobspan.credentials import FromEnv, FromKeyring, resolve_secret
from jobspan.errors import JobspanError

_PRIMITIVES: Final = (str, int, float, bool)
FROM_ELSEWHERE: Final = 'give the document as @FILE, or {"env": "NAME"} in place of the secret.'
_MASKED: Final = "{} stands for a secret that was masked: give the secret itself"


@frozen(kw_only=True)
class Secrets:
    """How a document may come by its secrets.

    Attributes:
        inside: they may stand in it.
        named: a place outside of it where one may be.
        advice: what to do instead.
    """

    inside: bool = False
    named: Callable[[FromEnv | FromKeyring], bool] = lambda place: True
    advice: str = FROM_ELSEWHERE

    def read(self, value: Any) -> Secret:
        """The secret that stands in a document, or the one that is named there."""
        match value:
            case {"env": str(name)}:
                return self._named(FromEnv(name))
            case {"keyring": str(service), "username": str(username)}:
                return self._named(FromKeyring(service, username))
            case str() if is_mask(value):
                raise ValueError(_MASKED.format(value))
            case str() if self.inside:
                return Secret(value)
            case str():
                raise _SecretNotAllowed
            case _:
                raise ValueError(f"a secret is a text. {HOW_TO_GIVE_SECRETS}")

    def _named(self, place: FromEnv | FromKeyring) -> Secret:
        if not self.named(place):
            raise _SecretNotAllowed
        return resolve_secret(place)


def is_given(field: "attrs.Attribute[Any]") -> bool:
    """Whether a document for a model has the field: not what a reply held besides."""
    return field.init and field.name != "extra"


def members_in_words(declared: Any) -> str:
    """What documents for a declared type have in them, for its help; nothing where that is the server's own business."""
    kind, in_lists = _model_of(declared)
    if kind is None or hasattr(kind, "from_document"):
        return ""
    fields = [field for field in attrs.fields(kind) if is_given(field)]
    needed = [field.name for field in fields if field.default is attrs.NOTHING]
    others = [field.name for field in fields if field.default is not attrs.NOTHING]
    said = f"{'A list of objects' if in_lists else 'An object'} with {', '.join(needed) or 'any of'}"
    return f"{said}{', and if wanted ' if needed and others else ' ' if others else ''}{', '.join(others)}."


def _model_of(declared: Any) -> tuple[Any, bool]:
    """The only class of ours that a declared type is made of, and whether it stands in lists."""
    if attrs.has(get_origin(declared) or declared):
        return get_origin(declared) or declared, False
    of_list = get_origin(declared) in (Sequence, Iterable, list, tuple)
    found = {_model_of(each) for each in get_args(declared)} - {(None, False)}
    if get_origin(declared) is Mapping or len(found) != 1:
        return None, False
    kind, in_lists = found.pop()
    return kind, in_lists or of_list


def structured(document: Any, declared: Any, name: str, secrets: Secrets) -> Any:
    """The document as a value of the declared type.

    Raises:
        click.UsageError: it does not fit; says where.
    """
    try:
        if hasattr(declared, "from_document"):
            return declared.from_document(_with_secrets(document, secrets, "$"))
        return _converter(secrets).structure(document, declared)
    except _SecretNotAllowed:
        raise click.UsageError(f"{name} has a secret in it: {secrets.advice}") from None
    except BaseValidationError as misfit:
        reasons = "; ".join(transform_error(misfit, path=name, format_exception=_in_words))
        raise click.UsageError(f"{name} does not fit: {reasons}") from misfit
    except (JobspanError, ValueError, TypeError, KeyError, StructureHandlerNotFoundError) as misfit:
        raise click.UsageError(f"{name} does not fit: {misfit}") from misfit


def _converter(secrets: Secrets) -> Converter:
    converter = Converter(forbid_extra_keys=True)
    converter.register_structure_hook(Secret, lambda value, _: secrets.read(value))
    converter.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
    converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    converter.register_structure_hook_factory(_is_iterable, lambda declared: _list_of(converter, get_args(declared)[0]))
    converter.register_structure_hook_factory(
        _is_union,
        lambda declared: _one_of(converter, get_args(declared)),
    )
    return converter


def _is_iterable(declared: Any) -> bool:
    return get_origin(declared) is Iterable


def _list_of(converter: Converter, member: Any) -> Callable[[Any, Any], Any]:
    def read(value: Any, _: Any) -> Any:
        if not isinstance(value, list):
            raise ValueError("it is not a list")
        return [converter.structure(each, member) for each in value]

    return read


def _is_union(declared: Any) -> bool:
    return get_origin(declared) in (Union, types.UnionType)


def _one_of(converter: Converter, members: tuple[Any, ...]) -> Callable[[Any, Any], Any]:
    """Text that may be something narrower is that: a secret, the word of an enum."""
    ordered = sorted((each for each in members if each is not type(None)), key=lambda each: each is str)

    def read(value: Any, _: Any) -> Any:
        if value is None and type(None) in members:
            return None
        misfits: list[Exception] = []
        for each in ordered:
            if each in _PRIMITIVES and type(value) is not each and not (each is float and type(value) is int):
                continue
            try:
                return converter.structure(value, each)
            except Exception as misfit:
                misfits.append(misfit)
        raise misfits[0] if misfits else ValueError(f"{type(value).__name__} is not allowed here")

    return read


class _SecretNotAllowed(BaseException):
    """A document came by a secret as it may not. Nothing that tries one form after the other may catch it."""


def _in_words(misfit: BaseException, declared: type[Any] | None) -> str:
    if isinstance(misfit, ForbiddenExtraKeysError):
        known = [each.name for each in attrs.fields(misfit.cl)]
        near = {name: similar(name, known, 1) for name in sorted(misfit.extra_fields)}
        return "; ".join(
            f"unknown field {name}{f' (did you mean {close[0]}?)' if close else ''}" for name, close in near.items()
        )
    return str(misfit) if isinstance(misfit, ValueError | JobspanError) else format_exception(misfit, declared)


def _with_secrets(tree: Any, secrets: Secrets, place: str, name: str = "") -> Any:
    """A document of the server's own, with secrets from elsewhere put in."""
    match tree:
        case {"env": str()} | {"keyring": str(), "username": str()} if is_secret_name(name):
            return secrets.read(tree)
        case str() if tree == MASK or (is_secret_name(name) and is_mask(tree)):
            raise ValueError(f"{place}: {_MASKED.format(tree)}")
        case str() if tree and is_secret_name(name) and not secrets.inside:
            raise _SecretNotAllowed
        case dict():
            return {each: _with_secrets(value, secrets, f"{place}.{each}", each) for each, value in tree.items()}
        case list():
            return [_with_secrets(value, secrets, f"{place}[{at}]", name) for at, value in enumerate(tree)]
        case _:
            return tree
