"""``jobspan jobs``, ``wait`` and ``cancel``: what runs, whatever the plane."""

import sys

import attrs
import click

from jobspan import Policy
from jobspan.cli.connection import client_of
from jobspan.cli.exits import Exit, leaving_jobs
from jobspan.cli.help import command, option
from jobspan.cli.making import show, waited_for
from jobspan.cli.output import Form, Output, with_output
from jobspan.cli.overview import WITH_JOBS, configured, look_at, row_of
from jobspan.cli.references import reference_argument, reference_of
from jobspan.cli.results import show_handle, show_plan
from jobspan.cli.seconds import LONGEST_WAIT, Seconds


@command()
@option("--plane", type=click.Choice(WITH_JOBS), help="Only this plane.")
@option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many a plane.")
@option("--watch", "again", is_flag=True, help="Look again and again, until Ctrl-C.")
@option("--every", type=Seconds(least=1), shown_default="5", help="From one look to the next (with --watch).")
@option("--for", "seconds", type=Seconds(), shown_default="until Ctrl-C", help="Watch for so long.")
@with_output()
@click.pass_context
def jobs(
    context: click.Context,
    plane: str | None,
    limit: int,
    again: bool,
    every: float | None,
    seconds: float | None,
    output: Output,
) -> None:
    """The newest jobs of every configured plane.

    A plane that cannot be read is a row with its error, and the exit code is 1. --watch keeps a board up to date in a
    terminal; elsewhere it prints a line (with --ndjson a document) whenever a job is in another state.
    """
    if seconds is not None and not again:
        raise click.UsageError("--for goes with --watch.")
    if every is not None and not again:
        raise click.UsageError("--every goes with --watch.")
    output.check(names=[*row_of("")])
    if again and output.form is Form.CSV:
        raise click.UsageError("--watch prints a table or --ndjson.")
    with client_of(context, Policy(attempts=1, request_timeout=15) if again else None) as client:
        names = configured(client, plane)
        if again:
            from jobspan.cli.watch import watch

            sys.exit(
                Exit.OK
                if watch(client, names, limit, every=every or 5.0, seconds=seconds, output=output)
                else Exit.ERROR
            )
        looks = [look_at(client, name, limit) for name in names]
    output.rows([row for look in looks for row in look.rows], names=[*row_of("")])
    sys.exit(Exit.ERROR if any(look.error for look in looks) else Exit.OK)


@command()
@reference_argument
@option("--timeout", type=Seconds(), shown_default=LONGEST_WAIT, help="Wait at most so long.")
@with_output()
@click.pass_context
def wait(context: click.Context, reference: str, timeout: float | None, output: Output) -> None:
    """Wait for a job that was started elsewhere.

    Its result is printed. The exit code tells how it ended: 3 if not in success.
    """
    with client_of(context) as client:
        result = waited_for(client.resume(reference_of(client, reference)), timeout)
        sys.exit(show(result, attrs.evolve(output, after_a_change=True)))


@command()
@reference_argument
@option("--plan", "only_plan", is_flag=True, help="Show what would be sent, and change nothing.")
@option("--wait", "wait_for_end", is_flag=True, help="Wait until the job is over, however it ends.")
@option("--timeout", type=Seconds(), shown_default=LONGEST_WAIT, help="Wait at most so long (with --wait).")
@with_output()
@click.pass_context
def cancel(
    context: click.Context, reference: str, only_plan: bool, wait_for_end: bool, timeout: float | None, output: Output
) -> None:
    """Ask a plane to stop a job.

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
