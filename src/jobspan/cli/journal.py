"""``jobspan journal``: what calls under keys stand for, and how far they are."""

import json
import re
import sys
from datetime import UTC, timedelta
from typing import Any

import attrs
import click
from rich.table import Table
from rich.text import Text

from jobspan import JobRef, Secret
from jobspan.cli.commands import console, read_reference, report_errors
from jobspan.journal import Journal, Run, RunState


@click.group()
@click.option("--url", envvar="JOBSPAN_JOURNAL", help="The database of the journal; default: the user's own.")
@click.option("--key", envvar="JOBSPAN_JOURNAL_KEY", help="The key that its entries are sealed with (base64).")
@click.pass_context
def journal(context: click.Context, url: str | None, key: str | None) -> None:
    """See and settle calls that were made under a key."""
    context.obj = Journal(url, key=key)
    context.call_on_close(context.obj.close)


@journal.command("list")
@click.option("--state", type=click.Choice([state.value for state in RunState]), help="Only those in this state.")
@click.option("--plane", help="Only those of this plane.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
@report_errors
def list_runs(book: Journal, state: str | None, plane: str | None, as_json: bool) -> None:
    """List the calls, the latest first."""
    runs = book.runs(state=state, plane=plane)
    if as_json:
        click.echo(json.dumps([_document(run) for run in runs], indent=2))
        return
    table = Table("key", "state", "call", "job", "updated", "holder", "steps")
    for run in runs:
        job = run.ref.id if run.ref else ""
        updated = run.updated.astimezone(UTC).isoformat(timespec="seconds")
        call = f"{run.plane} {run.method}"
        about = (run.key, run.state.value, call, job, updated, run.holder, str(run.steps))
        table.add_row(*map(Text, about))
    console().print(table)
    console().print(f"{len(runs)} keys, {sum(run.steps for run in runs)} steps kept", highlight=False)


@journal.command()
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
@report_errors
def show(book: Journal, key: str, as_json: bool) -> None:
    """Show what is known of a call: its arguments, what was sent, and why it is not done."""
    run = _known(book, key)
    document = _document(run) | {"sent": book.sent(key)}
    if as_json:
        click.echo(json.dumps(document, indent=2))
        return
    table = Table("", "", show_header=False)
    for name, value in document.items():
        if value not in (None, "", [], {}):
            table.add_row(name, Text(value if isinstance(value, str) else json.dumps(value)))
    console().print(table)


@journal.command()
@click.argument("key")
@click.option(
    "--done", metavar="REFERENCE", help="It was done: JSON or file of its job's reference, or `yes` if it has none."
)
@click.option("--not-done", is_flag=True, help="Nothing was done; the key is free again.")
@click.option("--note", default="", help="Kept with the call.")
@click.pass_obj
@report_errors
def resolve(book: Journal, key: str, done: str | None, not_done: bool, note: str) -> None:
    """Say what happened to a call that ended without certainty."""
    if done == "yes":
        book.resolve(key, done=True, not_done=not_done, note=note)
    else:
        reference = None if done is None else JobRef.from_json(read_reference(done))
        book.resolve(key, done=reference, not_done=not_done, note=note)
    click.echo(f"{key}: {'free again' if not_done else 'done'}")


@journal.command()
@click.option("--older-than", required=True, metavar="AGE", help="For example 90d, 12h, 30m.")
@click.pass_obj
@report_errors
def prune(book: Journal, older_than: str) -> None:
    """Forget calls that are done, and were so that long ago."""
    click.echo(f"{book.prune(_age(older_than))} calls forgotten")


@journal.command()
@click.option("--new-key", envvar="JOBSPAN_JOURNAL_NEW_KEY", required=True, help="32 bytes in base64.")
@click.pass_obj
@report_errors
def rekey(book: Journal, new_key: str) -> None:
    """Seal everything with another key. Set JOBSPAN_JOURNAL_KEY (or the .key file) to it afterwards."""
    click.echo(f"{book.rekey(Secret(new_key))} entries sealed anew")


def _known(book: Journal, key: str) -> Run:
    run = book.get(key)
    if run is None:
        click.echo(f"No call was made under the key {key!r}.", err=True)
        sys.exit(1)
    return run


def _document(run: Run) -> dict[str, Any]:
    return attrs.asdict(run, recurse=False) | {
        "state": run.state.value,
        "created": run.created.isoformat(),
        "updated": run.updated.isoformat(),
        "ref": json.loads(run.ref.to_json()) if run.ref else None,
    }


def _age(text: str) -> timedelta:
    match = re.fullmatch(r"(\d+)([dhm])", text)
    if match is None:
        raise click.BadParameter("give a number and d, h or m, for example 90d", param_hint="--older-than")
    try:
        return timedelta(**{{"d": "days", "h": "hours", "m": "minutes"}[match[2]]: int(match[1])})
    except OverflowError:
        raise click.BadParameter("that is longer than time is counted", param_hint="--older-than") from None
