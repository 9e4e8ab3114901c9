"""How help looks: in sections, with whole sentences, and with names that are never broken."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

import click
from click.shell_completion import CompletionItem
from click.types import FloatParamType, IntParamType

_Function = TypeVar("_Function", bound=Callable[..., Any])

OPTIONS: Final = "Options"
MAKING: Final = "How it is made"
OUTPUT: Final = "Output"

REPEATABLE: Final = "Can be given several times."
_WIDEST: Final = 100
_WHOLE: Final = 10_000
_HYPHEN: Final = "\N{NON-BREAKING HYPHEN}"


class Formatter(click.HelpFormatter):
    """Breaks no line at the hyphen of an option, and ends none with a space."""

    def write(self, string: str) -> None:
        super().write(string.replace(_HYPHEN, "-"))

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args.replace("-", _HYPHEN), prefix)

    def write_text(self, text: str) -> None:
        super().write_text(text.replace("-", _HYPHEN))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(term, text.replace("-", _HYPHEN)) for term, text in rows], col_max, col_spacing)

    def getvalue(self) -> str:
        return "\n".join(line.rstrip() for line in super().getvalue().split("\n"))


class Context(click.Context):
    """Of all commands."""

    formatter_class: type[click.HelpFormatter] = Formatter

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.max_content_width: int | None = self.max_content_width or _WIDEST


class Argument(click.Argument):
    """An argument whose meaning the help says.

    Args:
        about: its meaning.
    """

    def __init__(self, *args: Any, about: str, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.about = about


class Option(click.Option):
    """An option of a section of the help.

    Args:
        shown_default: what happens without it, where that is not its default as it is.
    """

    def __init__(self, *args: Any, section: str = OPTIONS, shown_default: str = "", **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.section = section
        self.shown_default = shown_default
        if self.metavar is None and isinstance(self.type, IntParamType | FloatParamType):
            self.metavar: str | None = "NUMBER"

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        if record is None:
            return None
        more = [f"default: {default}"] if (default := self._default(ctx)) else []
        if isinstance(self.type, click.IntRange):
            more += [_range(self.type)]
        more += ["required"] if self.required else []
        return record[0], "  ".join(filter(None, [self.help or "", f"[{'; '.join(more)}]" if more else ""]))

    def _default(self, ctx: click.Context) -> str:
        if self.shown_default or not self.show_default:
            return self.shown_default
        default = self.get_default(ctx, call=False)
        return f"{default:g}" if isinstance(default, float) else str(default)


def _range(kind: click.IntRange) -> str:
    return f"{kind.min} or more" if kind.max is None else f"{kind.min}..{kind.max}"


class _Sections(click.Command):
    """A command whose arguments and options stand in sections."""

    context_class: type[click.Context] = Context

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Nothing: they are written with the options."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        parameters = self.get_params(ctx)
        write_section(
            formatter,
            "Arguments",
            [(each.human_readable_name, each.about) for each in parameters if isinstance(each, Argument)],
        )
        sections: dict[str, list[tuple[str, str]]] = {}
        for each in parameters:
            if isinstance(each, click.Option) and (record := each.get_help_record(ctx)):
                last = next(reversed(sections), OPTIONS)
                sections.setdefault(each.section if isinstance(each, Option) else last, []).append(record)
        for title, rows in sections.items():
            write_section(formatter, title, rows)


def write_section(
    formatter: click.HelpFormatter, title: str, rows: Sequence[tuple[str, str]], *, widest: int = 30
) -> None:
    """Terms and what is said of them, below a title; nothing when there are none.

    Args:
        widest: terms that are longer have a line of their own.
    """
    if rows:
        with formatter.section(title):
            formatter.write_dl(rows, col_max=widest)


class Command(_Sections):
    """A command."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        needed = [each for each in self.get_params(ctx) if isinstance(each, click.Option) and each.required]
        return [*super().collect_usage_pieces(ctx), *map(_in_usage, needed)]


def _in_usage(option: click.Option) -> str:
    if option.is_flag:
        return "|".join([*option.opts, *option.secondary_opts])
    return f"{option.opts[0]} {option.metavar or option.name}"


class Group(_Sections, click.Group):
    """Commands, in the order in which they were written."""

    command_class: type[click.Command] | None = Command

    def about(self, ctx: click.Context) -> dict[str, str]:
        """The commands, and a sentence for each."""
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        return {name: command.get_short_help_str(_WHOLE) for name, command in commands.items() if command}

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.commands]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_section(formatter, "Commands", [*self.about(ctx).items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        found = [
            CompletionItem(name, help=text) for name, text in self.about(ctx).items() if name.startswith(incomplete)
        ]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]


def command(name: str | None = None) -> Callable[[Callable[..., Any]], Command]:
    """Makes a command of a function."""
    return click.command(name, cls=Command)


def group() -> Callable[[Callable[..., Any]], Group]:
    """Makes a group of commands of a function."""
    return click.group(cls=Group)


def argument(name: str, *, about: str, **attributes: Any) -> Callable[[_Function], _Function]:
    """Gives a command an argument."""
    return click.argument(name, cls=Argument, about=about, **attributes)


def option(*names: str, **attributes: Any) -> Callable[[_Function], _Function]:
    """Gives a command an option."""
    return click.option(*names, cls=Option, **attributes)
