"""Commands made from public calls: arguments from the signature, help from the docstring and the table of operations."""

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, get_args, get_type_hints, is_typeddict

import click

from jobspan._core.classes import frozen
from jobspan._core.operation import RetryClass
from jobspan.cli.calls import Call
from jobspan.cli.docstrings import Doc, doc_of
from jobspan.cli.documents import members_in_words
from jobspan.cli.given import HOW_TO_GIVE_SECRETS
from jobspan.cli.output import output_options
from jobspan.cli.words import NULL, Word, word_of

_MOST_NAMED: Final = 8
_NAMED: Final = re.compile(r"`(\w+)`")


@frozen(kw_only=True)
class Part:
    """One argument of a call, and how it is given.

    Attributes:
        name: of the call's parameter.
        about: what its docstring says of it.
        positional: it stands by its place in the call and on the command line.
        gathered: one of several that the call takes as ``**name``.
    """

    name: str
    word: Word
    about: str = ""
    positional: bool = False
    required: bool = False
    gathered: bool = False

    @property
    def help(self) -> str:
        """What the command line says of it."""
        return _help(self.about, self.word, positional=self.positional)

    def parameter(self) -> click.Parameter:
        """What the command line has for it."""
        word = self.word
        kind = click.Choice(word.choices) if word.choices else click.STRING
        if self.positional:
            return click.Argument(
                [self.name], type=kind, nargs=-1 if word.many else 1, required=True, metavar=self._place()
            )
        dashed = self.name.replace("_", "-")
        if word.flag:
            both = [f"--{dashed}/--no-{dashed}", self.name]
            return click.Option(both, default=None, required=self.required, help=self.help)
        if word.secret:
            options: dict[str, Any] = {"is_flag": False, "flag_value": "prompt"}
        else:
            options = {"multiple": word.many}
        return click.Option(
            [f"--{dashed}", self.name],
            type=kind,
            required=self.required,
            metavar=None if word.choices else word.metavar,
            help=self.help,
            **options,
        )

    def value(self, given: Any) -> Any:
        """The argument of the call."""
        if self.word.clearable and given in (NULL, (NULL,)):
            return None
        return self.word.read(given)

    def _place(self) -> str:
        shown = self.name.upper()
        shown = f"{shown}=VALUE" if self.word.metavar == "NAME=VALUE" else shown
        return f"{shown}..." if self.word.many else shown


def parts_of(call: Call) -> list[Part]:
    """The arguments of a call, those that have a form on a command line."""
    doc = doc_of(call.function)
    return [part for parameter in call.parameters for part in _parts(parameter, call.types[parameter.name], doc)]


def _parts(parameter: inspect.Parameter, declared: Any, doc: Doc) -> Iterator[Part]:
    name = parameter.name
    if parameter.kind is parameter.VAR_KEYWORD:
        named = next(iter(get_args(declared)), None)
        if named is not None and is_typeddict(named):
            members = doc_of(named).arguments
            for each, of in get_type_hints(named).items():
                word = word_of(each, of)
                if word is not None:
                    yield Part(name=each, word=word, about=members.get(each, ""))
        else:
            word = Word(metavar="NAME=VALUE", read=_filters, many=True)
            yield Part(name=name, word=word, about=doc.arguments.get(name, ""), gathered=True)
        return
    word = word_of(name, declared)
    if word is None:
        return
    required = parameter.default is parameter.empty
    yield Part(
        name=name,
        word=word,
        about=doc.arguments.get(name, ""),
        required=required,
        positional=required and parameter.kind is not parameter.KEYWORD_ONLY and not word.flag,
    )


def _filters(given: Sequence[str]) -> dict[str, Any]:
    """``NAME=VALUE``; ``true`` and ``false`` are what they say, and a name that comes twice has a list."""
    found: dict[str, list[Any]] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise click.UsageError(f"{text!r} is not of the form NAME=VALUE.")
        found.setdefault(name, []).append({"true": True, "false": False}.get(value, value))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _as_given(text: str, parts: Sequence[Part]) -> str:
    """A text of the docstring with the arguments that it names as they are given on the command line."""
    given = {
        part.name: part.name.upper() if part.positional else f"--{part.name.replace('_', '-')}"
        for part in parts
        if not part.gathered
    }
    return _NAMED.sub(lambda found: given.get(found[1], found[0]), text)


def _help(text: str, word: Word, *, positional: bool) -> str:
    more = []
    if positional and any(not choice.isdecimal() for choice in word.choices):
        more.append(f"One of {', '.join(word.choices)}.")
    if word.known:
        words = [*word.known[:_MOST_NAMED], *(["..."] if len(word.known) > _MOST_NAMED else [])]
        more.append(f"For example {', '.join(words)}.")
    if word.metavar == "JSON":
        more += [members_in_words(word.declared), "JSON, @FILE, or - for standard input."]
    if word.secret:
        more.append(HOW_TO_GIVE_SECRETS if positional else f"{HOW_TO_GIVE_SECRETS} Without a value: prompt.")
    if word.many:
        more.append("Several: one after the other." if positional else "Several: give it several times.")
    if word.clearable:
        more.append(f"{NULL}: remove what is there.")
    text = text[:1].upper() + text[1:]
    return " ".join(filter(None, [text, *more]))


def arguments_of(parts: Sequence[Part], values: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """What the call is called with; takes it out of the values."""
    args: list[Any] = []
    kwargs: dict[str, Any] = {}
    for part in parts:
        given = values.pop(part.name, None)
        if given is None or given == ():
            continue
        if part.positional:
            args.append(part.value(given))
        elif part.gathered:
            kwargs |= part.value(given)
        else:
            kwargs[part.name] = part.value(given)
    return args, kwargs


def command_of(
    call: Call,
    name: str,
    own: Sequence[click.Option],
    carry_out: Callable[[Call, Sequence[Part], dict[str, Any]], None],
) -> click.Command:
    """The command that makes a call.

    Args:
        own: options of the command line itself. Where a name is taken by the call, the call has it.
    """
    parts = parts_of(call)
    parameters = [part.parameter() for part in parts]
    for each in parameters:
        if isinstance(each, click.Option) and each.help:
            each.help = _as_given(each.help, parts)
    taken = frozenset(name for each in parameters for name in each.opts)
    options = [option for option in own if not taken & set(option.opts)] + output_options(taken=taken)

    def callback(**values: Any) -> None:
        for option in own:
            values.setdefault(str(option.name), None)
        carry_out(call, parts, values)

    return click.Command(
        name,
        callback=callback,
        params=[*parameters, *options],
        help=help_of(call, parts),
        short_help=doc_of(call.function).first,
    )


def help_of(call: Call, parts: Sequence[Part]) -> str:
    """What the command does, what its arguments are, what is sent, and where the vendor speaks of it."""
    paragraphs = [*doc_of(call.function).text.split("\n\n")]
    placed = [f"{part.name.upper()}: {part.help}" for part in parts if part.positional and part.help]
    paragraphs = [_as_given(paragraph, parts) for paragraph in [*paragraphs, *placed]]
    for row in call.operations:
        kind = "reads" if row.retry is RetryClass.READ else f"changes something, retry class {row.retry.value}"
        rules = f"; rules: {', '.join(row.rules)}" if row.rules else ""
        paragraphs.append(f"\b\n{row.method} {row.path} ({kind}{rules})\n{row.source}")
    return "\n\n".join(paragraphs)
