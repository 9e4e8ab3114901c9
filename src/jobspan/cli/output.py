"""The one way to what is printed: a table for people; JSON, a JSON document a line, or CSV for programs."""

import csv
import io
import json
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

import attrs
import click

from jobspan._core.classes import frozen
from jobspan._core.plain import plain
from jobspan._core.tables.columns import columns_of
from jobspan._core.tables.kinds import Sort, kind_of
from jobspan._core.visible import in_line, visible
from jobspan._core.words import in_words
from jobspan.cli.exits import AS_JSON
from jobspan.cli.filters import Filter, check_columns
from jobspan.cli.help import OUTPUT, REPEATABLE, Option
from jobspan.cli.layout import Layout, laid_out
from jobspan.cli.streams import colored, json_text
from jobspan.jobs import Phase


class Form(StrEnum):
    """What is printed."""

    TABLE = "table"
    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"


_FIRST: Final = (
    "plane",
    "id",
    "kind",
    "job_id",
    "name",
    "job_name",
    "status",
    "state",
    "phase",
    "created_at",
    "started_at",
    "ended_at",
    "duration",
)
"""What people look for before anything else."""
_COLORS: Final[Mapping[Any, str]] = {
    Phase.RUNNING: "cyan",
    Phase.FAILED: "red",
    Phase.SUCCEEDED: "green",
    Phase.PARTIAL: "yellow",
}


@frozen(kw_only=True)
class Output:
    """How a command prints what it has.

    Attributes:
        columns: only these, in this order.
        filters: rows that all of them accept.
        most: not more rows.
        after_a_change: something was changed already, so what is wrong with the options is only said.
    """

    form: Form = Form.TABLE
    columns: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    most: int | None = None
    after_a_change: bool = False

    @property
    def for_people(self) -> bool:
        """Whether it is a table."""
        return self.form is Form.TABLE

    @property
    def may_cut(self) -> bool:
        """Whether what is printed is a table in a terminal, which may be too narrow for it."""
        return self.for_people and width_of_terminal() is not None

    def rows(
        self, rows: Iterable[Any], of: Any = None, *, names: Sequence[str] = (), whole: Collection[str] = ()
    ) -> int:
        """Print rows: models, or dictionaries of the same names. Returns how many.

        Args:
            of: the class of the rows, where it is known: it tells the columns when there is no row.
            names: the columns of dictionaries, for when there is no row.
            whole: columns that even a narrow terminal has, uncut.
        """
        listed = list(rows)
        table, kept = self._picked(listed, of, names)
        shown = [*(self.columns or table.names)]
        match self.form:
            case Form.JSON | Form.NDJSON:
                documents = [self._document(listed[at], table, at) for at in kept]
                self._json(documents)
            case Form.CSV:
                click.echo(_csv(shown, [[table.text(name, at) for name in shown] for at in kept]), nl=False)
            case Form.TABLE:
                self._table(table, kept, whole)
        return len(kept)

    def lines(self, of: Any) -> Callable[[Any], str]:
        """Gives the line of one row of a stream, for people: its columns below each other, as far as it can be known.

        The header comes with the first.
        """
        widths = dict.fromkeys(self.columns, 0)

        def spelled(cells: Sequence[str]) -> str:
            for name, cell in zip(widths, cells, strict=True):
                widths[name] = max(widths[name], len(cell))
            return "  ".join(f"{cell:{widths[name]}}" for name, cell in zip(widths, cells, strict=True)).rstrip()

        header = [self.columns]

        def line(row: Any) -> str:
            table = _Table.of_models([row], of)
            self._check(table)
            cells = [in_line(table.words(name, 0)) for name in widths]
            if header:
                named = header.pop()
                for name, cell in zip(named, cells, strict=True):
                    widths[name] = len(cell)
                return f"{spelled(named)}\n{spelled(cells)}"
            return spelled(cells)

        return line

    def documents(self, rows: Sequence[Any], of: Any = None) -> list[Any]:
        """The rows that are shown to programs, as JSON has them."""
        table, kept = self._picked(rows, of)
        return [self._document(rows[at], table, at) for at in kept]

    def _picked(self, rows: Sequence[Any], of: Any, names: Sequence[str] = ()) -> tuple["_Table", list[int]]:
        dictionaries = not rows or isinstance(rows[0], Mapping)
        table = _Table.of_dictionaries(rows, names) if dictionaries and of is None else _Table.of_models(rows, of)
        self._check(table)
        return table, [at for at in range(len(rows)) if all(table.accepts(at, each) for each in self.filters)][
            : self.most
        ]

    def one(self, value: Any) -> None:
        """Print one thing, each of its fields in a line. As JSON, what is a document of the server's own is that document."""
        if self.form is not Form.TABLE and self.form is not Form.CSV:
            self._json_value(value.to_document() if hasattr(value, "to_document") else value)
        elif value is None or not (attrs.has(type(value)) or isinstance(value, Mapping)):
            click.echo("Done." if value is None else in_line(as_words(value)))
        elif self.form is Form.CSV:
            self.rows([value])
        else:
            self._fields(value)

    def document(self, document: Any, lines: Sequence[str]) -> None:
        """Print a document for programs, and lines for people."""
        if self.for_people:
            for line in lines:
                click.echo(visible(line))
        elif self.form is Form.CSV:
            raise click.UsageError("There is no table to print as CSV: use --json.")
        else:
            self._json_value(document)

    def check(self, classes: Sequence[type[Any]] = (), *, names: Sequence[str] = ()) -> None:
        """Refuse columns and filters that no row can have, before any is read.

        Args:
            classes: those of the rows, as far as they are known.
            names: the columns of rows of no class.

        Raises:
            click.UsageError: says which columns there are.
        """
        tables = [_Table.of_models([], each) for each in classes] or [_Table.of_dictionaries([], names)]
        known = list(dict.fromkeys(name for table in tables for name in table.names))
        check_columns((*self.columns, *(each.column for each in self.filters)), known)
        for each in self.filters:
            of = next((table for table in tables if each.column in table.sorts), tables[0])
            each.check(of.sort(each.column))

    def _check(self, table: "_Table") -> None:
        try:
            check_columns((*self.columns, *(each.column for each in self.filters)), table.names)
            for each in self.filters:
                each.check(table.sort(each.column))
        except click.UsageError as unknown:
            if not self.after_a_change:
                raise
            click.echo(unknown.message, err=True)

    def _document(self, row: Any, table: "_Table", at: int) -> Any:
        if self.columns:
            return {name: plain(table.cells[name][at]) if name in table.cells else None for name in self.columns}
        return plain(row)

    def _json(self, documents: list[Any]) -> None:
        if self.form is Form.NDJSON:
            for each in documents:
                click.echo(json_text(each))
        else:
            click.echo(json_text(documents, indent=2))

    def _json_value(self, value: Any) -> None:
        click.echo(json_text(plain(value), indent=2 if self.form is Form.JSON else None))

    def _fields(self, value: Any) -> None:
        table = _Table.of_dictionaries([value], ()) if isinstance(value, Mapping) else _Table.of_models([value], None)
        self._check(table)
        names = self.columns or [name for name in table.names if table.cells[name][0] not in (None, "", [])]
        margin = max(map(len, names), default=0)
        for name in names:
            first, *more = table.words(name, 0).splitlines() or [""]
            click.echo(f"{name:{margin}}  {in_line(first)}".rstrip())
            for line in more:
                click.echo(f"{'':{margin}}  {in_line(line)}".rstrip())

    def _table(self, table: "_Table", kept: Sequence[int], whole: Collection[str]) -> None:
        names = self.columns or table.worth_showing(kept)
        cells = [[table.words(name, at) for name in names] for at in kept]
        layout = laid_out(names, cells, width_of_terminal(), may_leave_out=not self.columns, whole=whole)
        print_layout(layout, [color_of({name: column[at] for name, column in table.cells.items()}) for at in kept])
        if not kept:
            click.echo("no rows", err=True)
        if layout.left_out:
            click.echo(f"No room for: {', '.join(layout.left_out)} (--columns, --json, --csv)", err=True)


@frozen
class _Table:
    names: list[str]
    cells: Mapping[str, Sequence[Any]]
    sorts: Mapping[str, Sort]

    @classmethod
    def of_models(cls, rows: Sequence[Any], of: Any) -> "_Table":
        columns = columns_of(rows, of)
        return cls(
            [column.name for column in columns],
            {column.name: column.cells for column in columns},
            {column.name: column.kind.sort for column in columns},
        )

    @classmethod
    def of_dictionaries(cls, rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> "_Table":
        found = list(dict.fromkeys(name for row in rows for name in row)) or [*names]
        return cls(found, {name: [row.get(name) for row in rows] for name in found}, {})

    def sort(self, name: str) -> Sort:
        """What the cells of a column are, as declared; of dictionaries, as they come."""
        if name in self.sorts:
            return self.sorts[name]
        found = {kind_of(type(cell)).sort for cell in self.cells.get(name, ()) if cell is not None}
        return found.pop() if len(found) == 1 else Sort.TEXT

    def accepts(self, at: int, condition: Filter) -> bool:
        cell = self.cells[condition.column][at] if condition.column in self.cells else None
        return condition.accepts(cell, self.text(condition.column, at))

    def text(self, name: str, at: int) -> str:
        """A cell for programs."""
        value = plain(self.cells[name][at]) if name in self.cells else None
        match value:
            case None:
                return ""
            case str():
                return value
            case _:
                return json.dumps(value, ensure_ascii=False)

    def words(self, name: str, at: int) -> str:
        """A cell for people."""
        return as_words(self.cells[name][at]) if name in self.cells else ""

    def worth_showing(self, rows: Sequence[int]) -> list[str]:
        """The columns with something in them, the most wanted first."""
        filled = [name for name in self.names if any(self.cells[name][at] not in (None, "", [], {}) for at in rows)]
        return sorted(filled or self.names, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))


def as_words(value: Any) -> str:
    """A value for people, however long."""
    match value:
        case list() | tuple():
            return ", ".join(map(as_words, value))
        case Mapping():
            return ", ".join(
                f"{name}: {as_words(each)}" for name, each in plain(value).items() if each not in (None, [])
            )
        case _ if attrs.has(type(value)):
            return as_words(plain(value))
        case _:
            return in_words(plain(value) if isinstance(value, str) else value)


def color_of(row: Mapping[str, Any]) -> str | None:
    """The color of a row on a terminal: what failed stands out, and what runs."""
    if row.get("error") or row.get("result") == "problem":
        return "red"
    phase = row.get("phase")
    return _COLORS.get(phase) if isinstance(phase, str) else None


def print_layout(layout: Layout, colors: Sequence[str | None] = ()) -> None:
    """Print a table. On a terminal its header is bold.

    Args:
        colors: of the rows, where each has a line.
    """
    lines = layout.lines
    if layout.header:
        click.echo(colored(lines[0], bold=True, err=False))
        lines = lines[1:]
    each = colors if len(colors) == len(lines) else [None] * len(lines)
    for line, color in zip(lines, each, strict=True):
        click.echo(colored(line, color, err=False))


def width_of_terminal() -> int | None:
    """The columns of the terminal behind standard output; ``None`` when there is none."""
    return shutil.get_terminal_size().columns if sys.stdout is not None and sys.stdout.isatty() else None


def _csv(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if names:
        writer.writerow(names)
    writer.writerows(rows)
    return text.getvalue()


def _chosen(context: click.Context, option: click.Parameter, value: str | None) -> tuple[str, ...]:
    names = tuple(name.strip() for name in (value or "").split(",") if name.strip())
    if value is not None and not names:
        raise click.BadParameter("it names no column.", param=option)
    return names


def output_options(
    *,
    of_rows: bool = True,
    complete: Callable[[], Sequence[str]] = tuple,
) -> list[Option]:
    """The options of all commands that print something.

    Args:
        complete: the columns there are, for shells.
    """

    def columns(context: click.Context, option: click.Parameter, incomplete: str) -> list[str]:
        before, comma, begun = incomplete.rpartition(",")
        return [f"{before}{comma}{name}" for name in complete() if name.startswith(begun)]

    options = [
        _option("--json", is_flag=True, help="Print JSON."),
        _option("--ndjson", is_flag=True, help="Print a JSON document a line."),
        _option("--csv", is_flag=True, help="Print CSV."),
        _option(
            "--columns",
            callback=_chosen,
            metavar="A,B,...",
            shell_complete=columns,
            help="Only these columns, in this order.",
        ),
    ]
    if of_rows:
        options += [
            _option(
                "--filter",
                multiple=True,
                metavar="COLUMN=VALUE",
                shell_complete=columns,
                help=f"Only such rows; also !=, ~ (contains), <, <=, >, >=. {REPEATABLE} Rows have to fit all.",
            ),
            _option("--rows", type=click.IntRange(min=1), help="At most so many rows."),
        ]
    return options


def _option(name: str, **attributes: Any) -> Option:
    return Option([name, f"_{name.removeprefix('--')}"], section=OUTPUT, **attributes)


OUTPUT_NAMES: Final = frozenset(option.opts[0].removeprefix("--") for option in output_options())
"""Names that mean the same on every command."""


def output_of(values: dict[str, Any]) -> Output:
    """What the options say; takes them out of the values."""
    forms = [form for form in Form if values.pop(f"_{form.value}", False)]
    if len(forms) > 1:
        raise click.UsageError(f"{' and '.join(f'--{form.value}' for form in forms)} do not go together.")
    form = forms[0] if forms else Form.TABLE
    click.get_current_context().meta[AS_JSON] = form in (Form.JSON, Form.NDJSON)
    return Output(
        form=form,
        columns=values.pop("_columns", ()) or (),
        filters=tuple(map(Filter.parse, values.pop("_filter", ()) or ())),
        most=values.pop("_rows", None),
    )


def with_output(*, of_rows: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Gives a command ``output``, from the options that all commands share."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        from functools import wraps

        @wraps(command)
        def run(*args: Any, **kwargs: Any) -> Any:
            output = output_of(kwargs)
            return command(*args, output=output, **kwargs)

        params = [*getattr(command, "__click_params__", []), *reversed(output_options(of_rows=of_rows))]
        vars(run)["__click_params__"] = params
        return run

    return decorate
