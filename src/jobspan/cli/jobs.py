"""``jobspan jobs``, ``wait`` and ``cancel``: what runs, whatever the plane."""

import sys

import attrs
import click

from jobspan import Policy
from jobspan._planes.registry import PLANES
from jobspan.cli.connection import client_of
from jobspan.cli.exits import Exit, leaving_jobs
from jobspan.cli.output import Form, Output, with_output
from jobspan.cli.overview import configured, look_at, row_of
from jobspan.cli.references import reference_of
from jobspan.cli.results import show_handle, show_plan
from jobspan.cli.run import show, waited_for
from jobspan.cli.seconds import A_DAY, Seconds


@click.command()
@click.option("--plane", type=click.Choice(list(PLANES)), help="Only this plane.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many a plane.")
@click.option("--watch", "again", is_flag=True, help="Look again and again, until Ctrl-C.")
@click.option("--every", type=Seconds(least=1), default=5.0, show_default=True, help="From one look to the next.")
@click.option("--for", "seconds", type=Seconds(), help="Watch for so long.")
@with_output()
@click.pass_context
def jobs(
    context: click.Context,
    plane: str | None,
    limit: int,
    again: bool,
    every: float,
    seconds: float | None,
    output: Output,
) -> None:
    """The newest jobs of every configured plane.

    A plane that cannot be read is a row with its error, and the exit code is 1. --watch keeps a board up to date in a
    terminal; elsewhere it prints a line (with --ndjson a document) whenever a job is in another state.
    """
    if seconds is not None and not again:
        raise click.UsageError("--for goes with --watch.")
    if again and output.form is Form.CSV:
        raise click.UsageError("--watch prints a table or --ndjson.")
    with client_of(context, Policy(attempts=1, request_timeout=15) if again else None) as client:
        names = configured(client, plane)
        if again:
            from jobspan.cli.watch import watch

            sys.exit(
                Exit.OK if watch(client, names, limit, every=every, seconds=seconds, output=output) else Exit.ERROR
            )
        looks = [look_at(client, name, limit) for name in names]
    output.rows([row for look in looks for row in look.rows], names=[*row_of("")])
    sys.exit(Exit.ERROR if any(look.error for look in looks) else Exit.OK)


@click.command()
@click.argument("reference")
@click.option("--timeout", type=Seconds(), help=f"Wait at most so long; {A_DAY}.")
@with_output()
@click.pass_context
def wait(context: click.Context, reference: str, timeout: float | None, output: Output) -> None:
    """Wait for a job that was started elsewhere.

    REFERENCE is PLANE/ID, as `jobspan jobs` shows them; or the JSON of a job reference, a file that holds one, or -.
    """
    with client_of(context) as client:
        result = waited_for(client.resume(reference_of(client, reference)), timeout)
        sys.exit(show(result, attrs.evolve(output, after_a_change=True)))


@click.command()
@click.argument("reference")
@click.option("--plan", "only_plan", is_flag=True, help="Show what would be sent, and change nothing.")
@click.option("--wait", "wait_for_end", is_flag=True, help="Wait until the job is over, however it ends.")
@click.option("--timeout", type=Seconds(), help=f"Wait at most so long (with --wait); {A_DAY}.")
@with_output()
@click.pass_context
def cancel(
    context: click.Context, reference: str, only_plan: bool, wait_for_end: bool, timeout: float | None, output: Output
) -> None:
    """Ask a plane to stop a job.

    REFERENCE is PLANE/ID, as `jobspan jobs` shows them; or the JSON of a job reference, a file that holds one, or -.
    The plane may take a while: --wait sees it through.
    """
    if only_plan and wait_for_end:
        raise click.UsageError("--plan changes nothing: it does not go with --wait.")
    if timeout is not None and not wait_for_end:
        raise click.UsageError("--timeout goes with --wait.")
    with client_of(context) as client:
        handle = client.resume(reference_of(client, reference))
        if only_plan:
            sys.exit(show_plan(handle.cancel.plan(), output))
        handle.cancel()
        if wait_for_end:
            with leaving_jobs(handle.ref, can_be_cancelled=False):
                handle.wait(timeout=timeout, progress=True, raise_on_failure=False)
        show_handle(handle, attrs.evolve(output, after_a_change=True))
