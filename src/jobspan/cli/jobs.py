"""``jobspan jobs``, ``wait`` and ``cancel``: what runs, whatever the plane."""

import sys
from typing import Any

import attrs
import click

from jobspan import Client, ConfigError, JobspanError
from jobspan._planes.registry import PLANES
from jobspan.cli.connection import client_of
from jobspan.cli.exits import Exit, leaving_jobs
from jobspan.cli.output import Output, with_output
from jobspan.cli.references import read_reference
from jobspan.cli.results import show_handle, show_plan
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
        result = waited_for(client.resume(read_reference(reference)), timeout)
        sys.exit(show(result, attrs.evolve(output, after_a_change=True)))


@click.command()
@click.argument("reference")
@click.option("--plan", "only_plan", is_flag=True, help="Show what would be sent, and change nothing.")
@click.option("--wait", "wait_for_end", is_flag=True, help="Wait until the job is over, however it ends.")
@click.option("--timeout", type=float, help="Seconds to wait at most (with --wait).")
@with_output()
@click.pass_context
def cancel(
    context: click.Context, reference: str, only_plan: bool, wait_for_end: bool, timeout: float | None, output: Output
) -> None:
    """Ask a plane to stop a job.

    REFERENCE is the JSON of a job reference, the name of a file that holds one, or - for standard input. The plane may
    take a while: --wait sees it through.
    """
    with client_of(context) as client:
        handle = client.resume(read_reference(reference))
        if only_plan:
            sys.exit(show_plan(handle.cancel.plan(), output))
        handle.cancel()
        if wait_for_end:
            with leaving_jobs(handle.ref, can_be_cancelled=False):
                handle.wait(timeout=timeout, progress=True, raise_on_failure=False)
        show_handle(handle, attrs.evolve(output, after_a_change=True))
