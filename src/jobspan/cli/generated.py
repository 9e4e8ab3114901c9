"""Commands made from public calls: arguments from the signature, help from the docstring and the table of operations."""

import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import Any, Final, get_args, get_type_hints, is_typeddict

import attrs
import click
from click.shell_completion import CompletionItem

from jobspan._core.classes import frozen
from jobspan._core.operation import RetryClass
from jobspan._core.tables.columns import columns_of
from jobspan.cli.calls import Call
from jobspan.cli.docstrings import Doc, doc_of
from jobspan.cli.documents import members_in_words
from jobspan.cli.given import HOW_TO_GIVE_SECRETS, PROMPT
from jobspan.cli.help import REPEATABLE, Argument, Command, Option, write_section
from jobspan.cli.output import OUTPUT_NAMES, output_options
from jobspan.cli.plain_secrets import refuse_secrets
from jobspan.cli.texts import completions
from jobspan.cli.wording import on_a_command_line, with_words
from jobspan.cli.words import NOT_HERE, NULL, Word, word_of
from jobspan.models import Unset

_SAYS_DEFAULT: Final = re.compile(r"\bdefault|\bwithout (it|them|this)\b", re.IGNORECASE)


@frozen(kw_only=True)
class Part:
    """One argument of a call, and how it is given.

    Attributes:
        name: of the call's parameter.
        about: what the docstring says of it.
        positional: it stands by its place in the call and on the command line.
        gathered: one of several that the call takes as ``**name``.
        default: what the call takes where nothing is given, if that is to be shown.
    """

    name: str
    word: Word
    about: str = ""
    positional: bool = False
    required: bool = False
    gathered: bool = False
    default: str = ""

    @property
    def spelled(self) -> str:
        """How it stands on a command line. What options of the output are named like is the server's: ``--server-filter``."""
        if self.positional:
            return self.name.upper()
        name = self.name.replace("_", "-")
        return f"--server-{name}" if name in OUTPUT_NAMES else f"--{name}"

    def parameter(self, about: str) -> click.Parameter:
        """What the command line has for it.

        Args:
            about: its help.
        """
        word = self.word
        kind = Words(word)
        if self.positional:
            many = -1 if word.many else 1
            return Argument([self.name], type=kind, nargs=many, required=True, metavar=self._place(), about=about)
        if word.flag:
            names = f"{self.spelled}/--no-{self.spelled.removeprefix('--')}"
            return Option(
                [names, self.name], default=None, required=self.required, shown_default=self.default, help=about
            )
        if word.secret:
            options: dict[str, Any] = {"is_flag": False, "flag_value": PROMPT}
        else:
            options = {"multiple": word.many}
        return Option(
            [self.spelled, self.name],
            type=kind,
            required=self.required,
            metavar=f"[{'|'.join(word.choices)}]" if word.choices else word.metavar,
            shown_default=self.default,
            help=about,
            **options,
        )

    def value(self, given: Any) -> Any:
        """The argument of the call."""
        if self.word.clearable and given in (NULL, (NULL,)):
            return None
        return self.word.read(given)

    def _place(self) -> str:
        shown = self.word.metavar if self.word.metavar == "NAME=VALUE" else self.spelled
        return f"{shown}..." if self.word.many else shown


class Words(click.ParamType[str]):
    """The texts that an argument may be; shells complete those that are known."""

    name = "TEXT"

    def __init__(self, word: Word) -> None:
        self._word = word

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value)
        if not self._word.takes(text):
            self.fail(f"{text!r} is not one of {', '.join(self._word.choices)}.", param, ctx)
        return text

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return completions(self._word.choices or self._word.known, incomplete)


def parts_of(call: Call) -> list[Part]:
    """The arguments of a call, those that have a form on a command line."""
    doc = doc_of(call.function)
    return [part for parameter in call.parameters for part in _parts(parameter, call.types[parameter.name], doc)]


def _parts(parameter: inspect.Parameter, declared: Any, doc: Doc) -> Iterator[Part]:
    name = parameter.name
    about = doc.arguments.get(name, "")
    if parameter.kind is parameter.VAR_KEYWORD:
        named = next(iter(get_args(declared)), None)
        if named is not None and is_typeddict(named):
            members = doc_of(named).arguments
            for each, of in get_type_hints(named).items():
                word = word_of(each, of)
                if word is not None:
                    yield Part(name=each, word=word, about=members.get(each, about))
        else:
            word = Word(metavar="NAME=VALUE", read=_filters, many=True)
            yield Part(name=name, word=word, about=about, gathered=True)
        return
    word = word_of(name, declared)
    if word is None:
        return
    required = parameter.default is parameter.empty
    yield Part(
        name=name,
        word=word,
        about=about,
        required=required,
        positional=required and parameter.kind is not parameter.KEYWORD_ONLY and not word.flag,
        default="" if _SAYS_DEFAULT.search(about) else _shown(parameter.default, name),
    )


def _shown(default: Any, name: str) -> str:
    """A default, where it says something: neither that nothing is given, nor that something is not asked for."""
    match default:
        case Unset():
            return ""
        case bool():
            return f"--{name.replace('_', '-')}" if default else ""
        case Enum():
            return default.name.lower() if isinstance(default, int) else str(default.value)
        case int() | float():
            return f"{default:g}"
        case str():
            return default
        case _:
            return ""


def _filters(given: Sequence[str]) -> dict[str, Any]:
    """``NAME=VALUE``; ``true`` and ``false`` are what they say, and a name that comes twice has a list."""
    found: dict[str, list[Any]] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise click.UsageError(f"{text!r} is not of the form NAME=VALUE.")
        refuse_secrets(value, name, NOT_HERE, name)
        found.setdefault(name, []).append({"true": True, "false": False}.get(value, value))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _help(part: Part, parts: Sequence[Part]) -> str:
    word = part.word
    said = with_words(
        on_a_command_line(part.about, parts, part), word, listed=bool(word.choices) and not part.positional
    )
    more = []
    if word.metavar == "JSON":
        more += [members_in_words(word.declared), "JSON, @FILE, or - for standard input."]
    if word.secret:
        more.append(HOW_TO_GIVE_SECRETS if part.positional else f"{HOW_TO_GIVE_SECRETS} Without a value: {PROMPT}.")
    if word.many:
        more.append("Several are given one after the other." if part.positional else REPEATABLE)
    if word.clearable:
        more.append(f"{NULL}: remove what is there.")
    return " ".join(filter(None, [said, *more]))


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


class CallCommand(Command):
    """The command that makes a call; its help ends with what is sent."""

    def __init__(self, call: Call, *args: Any, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.call = call

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = []
        for row in self.call.operations:
            kind = "Reads." if row.retry is RetryClass.READ else f"Changes something; retry class {row.retry.value}."
            rules = f" Rules: {', '.join(row.rules)}." if row.rules else ""
            rows += [(f"{row.method} {row.path}", f"{kind}{rules}"), (row.source, "")]
        write_section(formatter, "Requests" if len(self.call.operations) > 1 else "Request", rows, widest=2)


def command_of(
    call: Call,
    name: str,
    own: Sequence[Option],
    carry_out: Callable[[Call, Sequence[Part], dict[str, Any]], None],
) -> click.Command:
    """The command that makes a call.

    Args:
        own: options of the command line itself. Where a name is taken by the call, the call has it.
    """
    parts = parts_of(call)
    doc = doc_of(call.function)
    parameters = [part.parameter(_help(part, parts)) for part in parts]
    taken = frozenset(name for each in parameters for name in each.opts)
    options = [option for option in own if not taken & set(option.opts)]
    options += output_options(complete=lambda: columns_known(call))

    def callback(**values: Any) -> None:
        for option in own:
            values.setdefault(str(option.name), None)
        for each in parameters:  # click lets a required pair --yes/--no be left out
            if each.required and values.get(str(each.name)) is None:
                raise click.MissingParameter(param=each, ctx=click.get_current_context())
        carry_out(call, parts, values)

    return CallCommand(
        call,
        name,
        callback=callback,
        params=[*parameters, *options],
        help=on_a_command_line(doc.text, parts),
        short_help=doc.first,
    )


def columns_known(call: Call) -> list[str]:
    """What the rows of a call have; nothing where that is not known before they are there."""
    return [column.name for each in row_classes(call) for column in columns_of([], each)]


def row_classes(call: Call) -> list[type[Any]]:
    """The class of the rows of a call, and those made from it."""
    row = call.row_type
    return _with_those_below(row) if isinstance(row, type) and attrs.has(row) else []


def _with_those_below(kind: type[Any]) -> list[type[Any]]:
    return [kind, *(each for below in kind.__subclasses__() for each in _with_those_below(below))]
