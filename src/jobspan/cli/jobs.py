"""``jobspan jobs`` and ``wait``: what runs, whatever the plane."""

import sys
from typing import Any

import click

from jobspan import Client, ConfigError, JobspanError
from jobspan._planes.registry import PLANES
from jobspan.cli.connection import client_of
from jobspan.cli.exits import Exit
from jobspan.cli.output import Output, with_output
from jobspan.cli.references import read_reference
from jobspan.cli.run import show, waited_for


@click.command()
@click.option("--plane", type=click.Choice(list(PLANES)), help="Only this plane.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many a plane.")
@with_output()
@click.pass_context
def jobs(context: click.Context, plane: str | None, limit: int, output: Output) -> None:
    """The newest jobs of every configured plane.

    A plane that cannot be read is a row with its error, and the exit code is 1.
    """
    with client_of(context) as client:
        rows = [row for name in configured(client, plane) for row in jobs_of(client, name, limit)]
    output.rows(rows)
    sys.exit(Exit.ERROR if any(row["error"] for row in rows) else Exit.OK)


def configured(client: Client, plane: str | None) -> list[str]:
    """The planes to look at.

    Raises:
        ConfigError: there are none.
    """
    names = [name for name in client.configured() if plane in (None, name)]
    if not names:
        raise ConfigError(message="No plane is configured.", hint="`jobspan doctor` shows what was looked for.")
    return names


def jobs_of(client: Client, plane: str, limit: int) -> list[dict[str, Any]]:
    """A row a job; one with the error, where the plane cannot be read."""
    try:
        found = client.recent_jobs(plane, limit)
    except JobspanError as error:
        return [_row(plane, error=f"{type(error).__name__}: {str(error).splitlines()[0]}")]
    return [_row(plane, row.id, row.name, row.state, row.phase, row.since) for row in found]


def _row(
    plane: str, id: str = "", name: str = "", state: str = "", phase: Any = None, since: Any = None, error: str = ""
) -> dict[str, Any]:
    return {"plane": plane, "id": id, "name": name, "state": state, "phase": phase, "since": since, "error": error}


@click.command()
@click.argument("reference")
@click.option("--timeout", type=float, help="Seconds to wait at most.")
@with_output()
@click.pass_context
def wait(context: click.Context, reference: str, timeout: float | None, output: Output) -> None:
    """Wait for a job that was started elsewhere.

    REFERENCE is the JSON of a job reference, the name of a file that holds one, or - for standard input.
    """
    with client_of(context) as client:
        sys.exit(show(waited_for(client.resume(read_reference(reference)), timeout), output))
