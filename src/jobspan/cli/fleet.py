"""``jobspan fleet``: see what became of fleets, and go on with them."""

import sys
from datetime import datetime, time
from typing import Any, Final

import attrs
import click

from jobspan import Client, FleetReport, Secret
from jobspan.cli.exits import Exit, say
from jobspan.cli.help import argument, group, option
from jobspan.cli.journal import in_journal
from jobspan.cli.moments import CountOrShare, Moment
from jobspan.cli.output import Form, Output, with_output
from jobspan.cli.texts import Name
from jobspan.fleet import FleetItem, FleetLine, ItemEnd, Window
from jobspan.journal import Journal

_SHOWN: Final = ("name", "method", "lane", "end", "job", "attempts", "reason")
"""What people see of each item, unless they ask for other columns."""


@group()
@in_journal
@click.pass_context
def fleet(context: click.Context, url: str | None, key: Secret | None) -> None:
    """See fleets, many changes as one thing, and go on with them."""
    profile = context.obj
    context.obj = (profile, Journal(url, key=key))
    context.call_on_close(context.obj[1].close)


@fleet.command("list")
@with_output()
@click.pass_obj
def list_fleets(about: tuple[str | None, Journal], output: Output) -> None:
    """List the fleets, the latest first."""
    lines = about[1].fleets()
    if output.for_people and not output.columns:
        output.rows([_line(line.to_dict()) for line in lines], names=["fleet", "items", *ItemEnd, "updated"])
    else:
        output.rows([line.to_dict() for line in lines], names=[field.name for field in attrs.fields(FleetLine)])


def _line(fleet: dict[str, Any]) -> dict[str, Any]:
    counts = fleet["counts"]
    ends = {end.value: counts.get(end.value) for end in ItemEnd}
    return {"fleet": fleet["name"], "items": sum(counts.values())} | ends | {"updated": fleet["updated"]}


@fleet.command()
@argument("name", type=Name(), about="Of the fleet, as `jobspan fleet list` has it.")
@option("--end", type=click.Choice([end.value for end in ItemEnd]), help="Only items with this end.")
@with_output()
@click.pass_obj
def show(about: tuple[str | None, Journal], name: str, end: str | None, output: Output) -> None:
    """Show what became of each item of a fleet."""
    report = about[1].fleet(name)
    if report is None:
        click.echo(f"Unknown to the journal: fleet {name!r}.", err=True)
        sys.exit(1)
    if end is not None:
        report = FleetReport(name=report.name, items=report.of(end))
    _print(report, output)


@fleet.command()
@argument("name", type=Name(), about="Of the fleet, as `jobspan fleet list` has it.")
@option("--not-before", type=Moment(), help="Start nothing earlier: a time of day or a moment, with its zone.")
@option("--stop-at", type=Moment(), help="Start nothing from then on. Jobs that are under way are waited for.")
@option("--stop-after-failures", type=CountOrShare(), help="Start nothing more after so many, or such a share.")
@option("--failed-too", is_flag=True, help="Try items again that failed or were refused; of a batch what failed.")
@with_output()
@click.pass_obj
def resume(
    about: tuple[str | None, Journal],
    name: str,
    not_before: datetime | time | None,
    stop_at: datetime | time | None,
    stop_after_failures: float | None,
    failed_too: bool,
    output: Output,
) -> None:
    """Go on with what is left of a fleet. The exit code is 3 when an item is not done.

    Times have a zone: 22:00+01:00, "22:00 Europe/Berlin", or the moment 2026-11-27T22:00Z. With two times of day the window is
    open every day; what is left when it closes is held. Ctrl-C starts nothing more; the same command goes on later.
    """
    window = Window(not_before=not_before, stop_at=stop_at)
    profile, journal = about
    options: dict[str, Any] = {"journal": journal}
    with Client.from_profile(profile, **options) if profile else Client.from_env(**options) as client:
        report = client.fleet(name).resume(
            progress=output.for_people,
            stop_after_failures=stop_after_failures,
            window=window,
            failed_too=failed_too,
        )
    _print(report, output)
    if report.stopped:
        say(report.stopped)
    sys.exit(Exit.OK if report.ok else Exit.JOB_FAILED)


def _print(report: FleetReport, output: Output) -> None:
    """The items; as JSON the report, as it is stored."""
    if output.form is Form.JSON and not (output.columns or output.filters):
        click.echo(report.to_json())
        return
    if output.for_people and not (output.columns or output.filters):
        output.rows([{name: getattr(item, name) for name in _SHOWN} for item in report], names=_SHOWN, whole=("name",))
    else:
        output.rows(report.items, FleetItem)
    say(f"{report.name}: {report.summary}")
