"""``jobspan logs``: what a job reports, as it comes."""

import sys
from collections.abc import Iterator

import click

from jobspan.cli.connection import client_of
from jobspan.cli.exits import Exit, leaving_jobs
from jobspan.cli.help import command, option
from jobspan.cli.output import Form, Output, with_output
from jobspan.cli.references import reference_argument, reference_of
from jobspan.cli.seconds import LONGEST_WAIT, Seconds
from jobspan.jobs import Phase
from jobspan.logs import LogRecord


@command()
@reference_argument
@option("--follow", is_flag=True, help="Go on until the job is over.")
@option("--timeout", type=Seconds(), shown_default=LONGEST_WAIT, help="Go on at most so long (with --follow).")
@with_output()
@click.pass_context
def logs(context: click.Context, reference: str, follow: bool, timeout: float | None, output: Output) -> None:
    """What a job reports: its log, events and steps.

    Not every plane gives all of them. With --follow, the exit code tells how the job ended: 3 if not in
    success. With --rows, it may go on still: then it is 0.
    """
    if timeout is not None and not follow:
        raise click.UsageError("--timeout goes with --follow.")
    if follow and output.form in (Form.JSON, Form.CSV):
        raise click.UsageError("--follow prints lines or --ndjson.")
    with client_of(context) as client:
        handle = client.resume(reference_of(client, reference))
        records = handle.logs(follow=follow, timeout=timeout)
        with leaving_jobs(handle.ref, can_be_cancelled=False):
            if output.form in (Form.JSON, Form.CSV) or (output.columns and not follow):
                output.rows(records, LogRecord)
            else:
                _print(records, output)
        phase = handle.phase
        failed = follow and phase.is_terminal and phase is not Phase.SUCCEEDED
    sys.exit(Exit.JOB_FAILED if failed else Exit.OK)


def _print(records: Iterator[LogRecord], output: Output) -> None:
    """Each record as soon as it is there; a command that has its rows does not wait for one more."""
    line = output.lines(LogRecord) if output.columns else str
    shown = 0
    for record in records:
        if not output.documents([record], LogRecord):
            continue
        shown += 1
        if output.form is Form.NDJSON:
            output.rows([record], LogRecord)
        else:
            click.echo(line(record))
        if shown == output.most:
            return
