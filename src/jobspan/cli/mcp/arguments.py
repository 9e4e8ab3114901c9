"""Arguments in JSON as those of a public call. They lead to no file and no standard input, and bring no secret."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import attrs
import click

from jobspan._core.similar import similar
from jobspan.cli.calls import Call
from jobspan.cli.documents import structured
from jobspan.cli.generated import Part, arguments_of, parts_of
from jobspan.cli.mcp.secrets import HOW_TO_NAME_SECRETS, Granted
from jobspan.cli.plain_secrets import refuse_secrets
from jobspan.cli.words import NULL, Word

_PAIRS: Final = "NAME=VALUE"
_AS_TEXT: Final = (str, bool, int, float)
"""What a command line would have as a text."""


def arguments_given(call: Call, given: Mapping[str, Any], granted: Granted) -> tuple[list[Any], dict[str, Any]]:
    """What the call is called with.

    Raises:
        click.UsageError: an argument is unknown, missing, a secret, or not what the call takes. Nothing was sent.
    """
    parts = [_in_json(part, granted) for part in parts_of(call)]
    _check_names(call, parts, given)
    refuse_secrets(given, "", HOW_TO_NAME_SECRETS)
    values = {part.name: _or_null(part, given[part.name]) for part in parts if part.name in given}
    return arguments_of(parts, values)


def _check_names(call: Call, parts: list[Part], given: Mapping[str, Any]) -> None:
    names = [part.name for part in parts]
    unknown = [name for name in given if name not in names]
    if unknown:
        meant = similar(unknown[0], names, 1)
        raise click.UsageError(
            f"{call.name} has no {', '.join(unknown)}."
            + (f" Did you mean {meant[0]}?" if meant else "")
            + (f" It takes: {', '.join(names)}." if names else " It takes no arguments.")
        )
    missing = [part.name for part in parts if part.required and given.get(part.name) is None]
    if missing:
        raise click.UsageError(f"{call.name} needs {', '.join(missing)}.")


def _or_null(part: Part, value: Any) -> Any:
    return NULL if value is None and part.word.clearable else value


def _in_json(part: Part, granted: Granted) -> Part:
    return attrs.evolve(part, word=attrs.evolve(part.word, read=_reader(part.name, part.word, granted)))


def _reader(name: str, word: Word, granted: Granted) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if word.secret:
            secret = granted.secret(value, name)
            return secret.reveal() if word.in_clear else secret
        if word.declared is not None:
            return structured(value, word.declared, name, granted.in_documents)
        if word.flag or not (word.many or isinstance(value, _AS_TEXT)):
            return value  # the call itself says what it takes
        return word.read(list(_texts(name, word, value)) if word.many else _text(name, value))

    return read


def _texts(name: str, word: Word, value: Any) -> Iterator[str]:
    """The texts that a command line would have."""
    if word.metavar != _PAIRS:
        for each in value if isinstance(value, list) else [value]:
            yield _text(name, each)
        return
    if not isinstance(value, Mapping):
        raise click.UsageError(f"{name} is an object: names with values.")
    for key, held in value.items():
        for each in held if isinstance(held, list) else [held]:
            yield f"{key}={_text(name, each)}"


def _text(name: str, value: Any) -> str:
    if not isinstance(value, _AS_TEXT):
        raise click.UsageError(f"{name} is a list of texts.")
    return value if isinstance(value, str) else json.dumps(value)
