"""``jobspan fleet``: see what became of fleets, and go on with them."""

import json
import sys
from datetime import UTC
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from jobspan import Client, FleetReport
from jobspan.cli.commands import console, report_errors
from jobspan.fleet import ItemEnd
from jobspan.journal import Journal


@click.group()
@click.option("--url", envvar="JOBSPAN_JOURNAL", help="The database of the journal; default: the user's own.")
@click.option("--key", envvar="JOBSPAN_JOURNAL_KEY", help="The key that its entries are sealed with (base64).")
@click.pass_context
def fleet(context: click.Context, url: str | None, key: str | None) -> None:
    """See fleets, many changes as one thing, and go on with them."""
    profile = context.obj
    context.obj = (profile, Journal(url, key=key))
    context.call_on_close(context.obj[1].close)


@fleet.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
@report_errors
def list_fleets(about: tuple[str | None, Journal], as_json: bool) -> None:
    """List the fleets, the latest first."""
    lines = about[1].fleets()
    if as_json:
        click.echo(json.dumps([line.to_dict() for line in lines], indent=2))
        return
    table = Table("fleet", "items", *(end.value for end in ItemEnd), "updated")
    for line in lines:
        counts = [str(line.counts.get(end.value, "")) for end in ItemEnd]
        updated = line.updated.astimezone(UTC).isoformat(timespec="seconds")
        table.add_row(*map(Text, (line.name, str(sum(line.counts.values())), *counts, updated)))
    console().print(table)


@fleet.command()
@click.argument("name")
@click.option("--end", type=click.Choice([end.value for end in ItemEnd]), help="Only items with this end.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document, as FleetReport.to_json() writes it.")
@click.pass_obj
@report_errors
def show(about: tuple[str | None, Journal], name: str, end: str | None, as_json: bool) -> None:
    """Show what became of each item of a fleet."""
    report = about[1].fleet(name)
    if report is None:
        click.echo(f"Unknown to the journal: fleet {name!r}.", err=True)
        sys.exit(1)
    if end is not None:
        report = FleetReport(name=report.name, items=report.of(end))
    _print(report, as_json)


@fleet.command()
@click.argument("name")
@click.option(
    "--stop-after-failures", type=click.FloatRange(min=0, min_open=True), help="A number, or below 1 a share."
)
@click.option("--failed-too", is_flag=True, help="Try items again that failed or were refused.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document, as FleetReport.to_json() writes it.")
@click.pass_obj
@report_errors
def resume(
    about: tuple[str | None, Journal], name: str, stop_after_failures: float | None, failed_too: bool, as_json: bool
) -> None:
    """Go on with what is left of a fleet. Exit status 1: an item is not done.

    Ctrl-C starts nothing more; the same command goes on later.
    """
    profile, journal = about
    options: dict[str, Any] = {"journal": journal}
    with Client.from_profile(profile, **options) if profile else Client.from_env(**options) as client:
        report = client.fleet(name).resume(
            progress=not as_json, stop_after_failures=stop_after_failures, failed_too=failed_too
        )
    _print(report, as_json)
    sys.exit(0 if report.ok else 1)


def _print(report: FleetReport, as_json: bool) -> None:
    if as_json:
        click.echo(report.to_json())
        return
    table = Table("item", "call", "lane", "end", "job", "attempts", "reason")
    for item in report:
        attempts = str(item.attempts) if item.attempts > 1 else ""
        table.add_row(*map(Text, (item.name, item.method, item.lane, item.end.value, item.job, attempts, item.reason)))
    console().print(table)
    console().print(f"{report.name}: {report.summary}", highlight=False, markup=False)
