"""Making a call from the command line, or planning it, and printing what comes of it."""

import sys
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import attrs
import click

from jobspan._sync.handle import Handle
from jobspan._sync.pager import Pager
from jobspan.batches import BatchResult
from jobspan.cli.calls import Call
from jobspan.cli.connection import client_of
from jobspan.cli.exits import Exit, code_of_batch, how_to_come_back, leaving_calls, leaving_jobs, say
from jobspan.cli.generated import Part, arguments_of, command_of, row_classes
from jobspan.cli.help import MAKING, Option
from jobspan.cli.output import Form, Output, output_of
from jobspan.cli.results import COLUMNS_OF_BATCHES, COLUMNS_OF_JOBS, show_batch, show_handle, show_plan
from jobspan.cli.seconds import LONGEST_WAIT, Seconds
from jobspan.cli.table import TABLE
from jobspan.cli.texts import Name
from jobspan.errors import NotFound
from jobspan.tables import Rows


def _own_options(call: Call) -> list[Option]:
    options = []
    if call.changes:
        options += [
            Option(
                ["--plan", "_plan"], is_flag=True, section=MAKING, help="Show what would be sent, and change nothing."
            ),
            Option(
                ["--once", "_once"],
                type=Name(),
                section=MAKING,
                metavar="KEY",
                help="Make the call once under this key, however often it is run.",
            ),
        ]
    if call.starts_a_job:
        options += [
            Option(["--wait", "_wait"], is_flag=True, section=MAKING, help="Wait for the job, and print its result."),
            Option(
                ["--timeout", "_timeout"],
                type=Seconds(),
                section=MAKING,
                shown_default=LONGEST_WAIT,
                help="Wait at most so long (with --wait).",
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
    output = output_of(values)
    if call.starts_a_job and not wait:
        output.check(names=COLUMNS_OF_JOBS)
    elif call.makes_a_batch:
        output.check(names=COLUMNS_OF_BATCHES)
    else:
        output.check(row_classes(call))
    output = attrs.evolve(output, after_a_change=call.changes and not plan)
    waits = "progress" in call.types
    if waits:
        kwargs["progress"] = True
    with client_of(click.get_current_context()) as client:
        method = call.of(client)
        if plan:
            sys.exit(show_plan(method.plan(*args, **kwargs), output))
        try:
            with leaving_calls() if waits else nullcontext():
                result = method.once(once, *args, **kwargs) if once is not None else method(*args, **kwargs)
        except NotFound as absent:
            if args and (resource := call.name.rpartition(".")[0]) in TABLE.resources("list"):
                absent.add_note(
                    f"An id is needed. `jobspan list {resource} --columns id,name` shows those that there are."
                )
            raise
        sys.exit(show(result, output, wait=bool(wait), timeout=timeout, nothing_found=call.only_reads))


def show(
    result: Any, output: Output, *, wait: bool = False, timeout: float | None = None, nothing_found: bool = False
) -> Exit:
    """Print the result of a call.

    Args:
        nothing_found: no result means that, and not that all is done.
    """
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
        case None if output.for_people and nothing_found:
            say("Nothing was found.")
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


def command_that_makes(call: Call, name: str) -> click.Command:
    """The command of a call."""
    return command_of(call, name, _own_options(call), carry_out)
