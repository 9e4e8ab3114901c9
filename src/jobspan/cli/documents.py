"""JSON documents as the models that calls take: fields by their names in Python, as ``--json`` shows them."""

import types
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final, Union, get_args, get_origin

import click
from cattrs import BaseValidationError, Converter, transform_error
from cattrs.errors import StructureHandlerNotFoundError

from jobspan._core.secret import MASK, Secret
from jobspan.cli.given import HOW_TO_GIVE_SECRETS
from jobspan.credentials import FromEnv, FromKeyring, resolve_secret
from jobspan.errors import JobspanError

_PRIMITIVES: Final = (str, int, float, bool)


def structured(document: Any, declared: Any, name: str, *, inline: bool) -> Any:
    """The document as a value of the declared type.

    Args:
        inline: it stood on the command line, where no secret may be.

    Raises:
        click.UsageError: it does not fit; says where.
    """
    try:
        return _converter(inline).structure(document, declared)
    except BaseValidationError as misfit:
        reasons = "; ".join(transform_error(misfit, path=name))
        raise click.UsageError(f"{name} does not fit: {reasons}") from misfit
    except (JobspanError, ValueError, TypeError, KeyError, StructureHandlerNotFoundError) as misfit:
        raise click.UsageError(f"{name} does not fit: {misfit}") from misfit


def _converter(inline: bool) -> Converter:
    converter = Converter(forbid_extra_keys=True)
    converter.register_structure_hook(Secret, lambda value, _: _secret(value, inline))
    converter.register_structure_hook(datetime, lambda value, _: datetime.fromisoformat(value))
    converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    converter.register_structure_hook_factory(
        _is_union,
        lambda declared: _one_of(converter, get_args(declared)),
    )
    return converter


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
            except _SecretOnCommandLine:
                raise
            except Exception as misfit:
                misfits.append(misfit)
        raise misfits[0] if misfits else ValueError(f"{type(value).__name__} is not allowed here")

    return read


class _SecretOnCommandLine(ValueError):
    """A secret stood in a document on the command line."""


def _secret(value: Any, inline: bool) -> Secret:
    match value:
        case {"env": str(name)}:
            return resolve_secret(FromEnv(name))
        case {"keyring": str(service), "username": str(username)}:
            return resolve_secret(FromKeyring(service, username))
        case str() if value == MASK:
            raise ValueError(f"{MASK} stands for a secret that was masked: give the secret itself")
        case str() if inline:
            raise _SecretOnCommandLine(
                'it has a secret in it: give the document as @FILE, or {"env": "NAME"} in its place'
            )
        case str():
            return Secret(value)
        case _:
            raise ValueError(f"a secret is a text. {HOW_TO_GIVE_SECRETS}")
