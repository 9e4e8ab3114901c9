"""``jobspan journal``: what calls under keys stand for, and how far they are."""

import json
import re
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs
import click

from jobspan import Secret
from jobspan._core.words import counted
from jobspan._planes.registry import PLANES
from jobspan.cli.exits import say
from jobspan.cli.given import HOW_TO_GIVE_SECRETS, secret_option
from jobspan.cli.help import argument, group, option
from jobspan.cli.output import Output, with_output
from jobspan.cli.references import read_reference
from jobspan.cli.texts import Name
from jobspan.journal import Journal, Run, RunState


def in_journal(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options that say which journal it is."""
    url = option(
        "--url",
        type=Name(),
        envvar="JOBSPAN_JOURNAL",
        shown_default="JOBSPAN_JOURNAL, else the user's own",
        help="The database of the journal.",
    )
    return url(
        secret_option("--key", "JOBSPAN_JOURNAL_KEY", "The key that its entries are sealed with, in base64.")(command)
    )


@group()
@in_journal
@click.pass_context
def journal(context: click.Context, url: str | None, key: Secret | None) -> None:
    """See and settle calls that were made under a key."""
    context.obj = Journal(url, key=key)
    context.call_on_close(context.obj.close)


@journal.command("list")
@option("--state", type=click.Choice([state.value for state in RunState]), help="Only those in this state.")
@option("--plane", type=click.Choice(list(PLANES)), help="Only those of this plane.")
@with_output()
@click.pass_obj
def list_runs(book: Journal, state: str | None, plane: str | None, output: Output) -> None:
    """List the calls, the latest first."""
    runs = book.runs(state=state, plane=plane)
    if output.for_people and not output.columns:
        output.rows(map(_line, runs), names=["key", "state", "call", "job", "updated", "holder", "steps"])
    else:
        output.rows(map(_document, runs), names=[field.name for field in attrs.fields(Run)])
    if output.for_people:
        say(f"{counted(len(runs), 'key')}, {counted(sum(run.steps for run in runs), 'step')} kept")


@journal.command()
@argument("key", type=Name(), about="Of the call, as `jobspan journal list` has it.")
@with_output(of_rows=False)
@click.pass_obj
def show(book: Journal, key: str, output: Output) -> None:
    """Show what is known of a call: its arguments, what was sent, and why it is not done."""
    run = _known(book, key)
    output.one(_document(run) | {"sent": book.sent(key)})


@journal.command()
@argument("key", type=Name(), about="Of the call, as `jobspan journal list` has it.")
@option(
    "--done", metavar="REFERENCE", help="It was done: JSON or file of its job's reference, or `yes` if it has none."
)
@option("--not-done", is_flag=True, help="Nothing was done; the key is free again.")
@option("--note", default="", metavar="TEXT", help="Kept with the call.")
@click.pass_obj
def resolve(book: Journal, key: str, done: str | None, not_done: bool, note: str) -> None:
    """Say what happened to a call that ended without certainty."""
    if done == "yes":
        book.resolve(key, done=True, not_done=not_done, note=note)
    else:
        reference = None if done is None else read_reference(done)
        book.resolve(key, done=reference, not_done=not_done, note=note)
    click.echo(f"{key}: {'free again' if not_done else 'done'}")


@journal.command()
@option("--older-than", required=True, metavar="AGE", help="How long ago: 90d, 12h, 30m.")
@click.pass_obj
def prune(book: Journal, older_than: str) -> None:
    """Forget calls that are done, and were so that long ago."""
    click.echo(f"{counted(book.prune(_age(older_than)), 'call')} forgotten")


@journal.command()
@secret_option("--new-key", "JOBSPAN_JOURNAL_NEW_KEY", "The other key, 32 bytes in base64.")
@click.pass_obj
def rekey(book: Journal, new_key: Secret | None) -> None:
    """Seal everything with another key. Set JOBSPAN_JOURNAL_KEY (or the .key file) to it afterwards."""
    if new_key is None:
        raise click.UsageError(f"Missing option '--new-key'. {HOW_TO_GIVE_SECRETS}")
    number = book.rekey(new_key)
    click.echo(f"{number:,} {'entry' if number == 1 else 'entries'} sealed anew")


def _known(book: Journal, key: str) -> Run:
    run = book.get(key)
    if run is None:
        click.echo(f"No call was made under the key {key!r}.", err=True)
        sys.exit(1)
    return run


def _line(run: Run) -> dict[str, Any]:
    """A call in a line."""
    return {
        "key": run.key,
        "state": run.state,
        "call": f"{run.plane} {run.method}",
        "job": run.ref.id if run.ref else "",
        "updated": run.updated,
        "holder": run.holder,
        "steps": run.steps,
    }


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
