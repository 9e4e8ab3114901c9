"""``jobspan run``, ``get`` and ``list``: every call that jobspan has."""

import sys
from collections.abc import Sequence
from typing import Any, Final

import attrs
import click

from jobspan._sync.handle import Handle
from jobspan._sync.pager import Pager
from jobspan.batches import BatchResult
from jobspan.cli.calls import CALLS, Call
from jobspan.cli.connection import client_of
from jobspan.cli.exits import Exit, code_of_batch, how_to_come_back, leaving_jobs, say
from jobspan.cli.generated import Part, arguments_of, command_of
from jobspan.cli.habits import call_meant
from jobspan.cli.output import Form, Output, output_of
from jobspan.cli.results import show_batch, show_handle, show_plan
from jobspan.cli.seconds import A_DAY, Seconds
from jobspan.cli.texts import Name
from jobspan.errors import NotFound
from jobspan.tables import Rows


def _own_options(call: Call) -> list[click.Option]:
    options = []
    if call.changes:
        options += [
            click.Option(["--plan", "_plan"], is_flag=True, help="Show what would be sent, and change nothing."),
            click.Option(
                ["--once", "_once"],
                type=Name(),
                metavar="KEY",
                help="Make the call once under this key, however often it is run.",
            ),
        ]
    if call.starts_a_job:
        options += [
            click.Option(["--wait", "_wait"], is_flag=True, help="Wait for the job, and print its result."),
            click.Option(
                ["--timeout", "_timeout"], type=Seconds(), help=f"Wait at most so long (with --wait); {A_DAY}."
            ),
        ]
    return options


def carry_out(call: Call, parts: Sequence[Part], values: dict[str, Any]) -> None:
    """Make a call, or plan it, and print what comes of it."""
    plan, once = values.pop("_plan", None), values.pop("_once", None)
    wait, timeout = values.pop("_wait", None), values.pop("_timeout", None)
    if plan and (once is not None or wait):
        raise click.UsageError("--plan changes nothing: it goes with neither --once nor --wait.")
    if timeout is not None and not wait:
        raise click.UsageError("--timeout goes with --wait.")
    args, kwargs = arguments_of(parts, values)
    output = attrs.evolve(output_of(values), after_a_change=call.changes and not plan)
    with client_of(click.get_current_context()) as client:
        method = call.of(client)
        if plan:
            sys.exit(show_plan(method.plan(*args, **kwargs), output))
        try:
            result = method.once(once, *args, **kwargs) if once is not None else method(*args, **kwargs)
        except NotFound as absent:
            if args and (resource := call.name.rpartition(".")[0]) in CALLS.resources("list"):
                absent.add_note(
                    f"An id is needed. `jobspan list {resource} --columns id,name` shows those that there are."
                )
            raise
        sys.exit(show(result, output, wait=bool(wait), timeout=timeout))


def show(result: Any, output: Output, *, wait: bool = False, timeout: float | None = None) -> Exit:
    """Print the result of a call."""
    match result:
        case Handle() if wait:
            return show(waited_for(result, timeout), output)
        case Handle():
            try:
                show_handle(result, output)
            finally:
                say(f"Wait for it: {how_to_come_back(result.ref)}")
        case Pager() if output.form is Form.NDJSON:
            _stream(result, output)
        case Pager():
            rows = result.to_list(None if output.filters else output.most)
            output.rows(rows, rows._row_type())
        case BatchResult():
            show_batch(result, output)
            return code_of_batch(result)
        case Rows():
            output.rows(result, result._row_type())
        case list() | tuple():
            output.rows(result)
        case _:
            output.one(result)
    return Exit.OK


def _stream(pager: Pager[Any], output: Output) -> None:
    """Rows as they come, page by page."""
    room = output.most
    for page in pager.pages():
        printed = attrs.evolve(output, most=room).rows(page.items)
        room = None if room is None else room - printed
        if room is not None and room <= 0:
            return


def waited_for(handle: Handle[Any, Any], timeout: float | None) -> Any:
    """The result of a job; Ctrl-C leaves the job running."""
    with leaving_jobs(handle.ref, can_be_cancelled=handle.can_be_cancelled):
        return handle.wait(timeout=timeout, progress=True)


_WHERE: Final = "`jobspan operations` lists what there is."


class CallGroup(click.Group):
    """A command for each call of the table; those that are not in the table can be run as well."""

    noun = "call"

    def names(self) -> list[str]:
        """What there is a command for."""
        return [*CALLS.names]

    def call(self, name: str) -> Call | None:
        """What a command stands for."""
        return CALLS.find(name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return self.names()

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        call = self.call(cmd_name)
        return None if call is None else command_of(call, cmd_name, _own_options(call), carry_out)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.call(args[0]) is None:
            close = CALLS.close_to(args[0], self.names())
            known = call_meant(args[0], args[1:], self.names())
            meant = known or (f"Did you mean {' or '.join(close)}? " if close else "") + _WHERE
            ctx.fail(f"There is no {self.noun} {args[0]!r}. {meant}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("What there is"):
            formatter.write_text("\b\n" + "\n".join(self.names()))


class MethodGroup(CallGroup):
    """A command for each resource that has a method of the group's name."""

    noun = "resource"

    def names(self) -> list[str]:
        return CALLS.resources(str(self.name))

    def call(self, name: str) -> Call | None:
        return CALLS.find(f"{name}.{self.name}")


@click.group(cls=CallGroup, name="run", subcommand_metavar="CALL [ARGUMENTS]...")
def run() -> None:
    """Make a call: `jobspan run masking_jobs.execute ID --engine-id 2 --wait`.

    CALL is the dotted name of a method, as `jobspan operations` lists them; `jobspan run CALL --help` says what it takes.
    What changes something can be looked at first (--plan), and made once under a key (--once KEY).
    """


@click.group(cls=MethodGroup, name="get", subcommand_metavar="RESOURCE ID")
def get() -> None:
    """Read one thing by its id: `jobspan get masking_jobs ID`."""


@click.group(cls=MethodGroup, name="list", subcommand_metavar="RESOURCE [OPTIONS]...")
def list_rows() -> None:
    """List what there is: `jobspan list masking_jobs --filter status=FAILED --columns id,name --csv`."""
