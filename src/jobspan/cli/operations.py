"""``jobspan operations``: the tables of operations."""

from typing import Any

import click

from jobspan._planes.registry import PLANES
from jobspan.cli.help import command, option
from jobspan.cli.output import Output, with_output
from jobspan.cli.table import TABLE


def rows(wanted: str | None = None) -> list[dict[str, Any]]:
    """Every operation of every plane, or of one, as far as they are wanted."""
    return [row for row in TABLE.operations if wanted in (None, row["plane"])]


@command()
@option("--plane", type=click.Choice(list(PLANES)), help="Only this plane.")
@with_output()
def operations(plane: str | None, output: Output) -> None:
    """Every operation jobspan makes, with its retry class and rules.

    `--filter about~password` finds calls by what they do; `jobspan run CALL --help` says what one takes.
    """
    found = rows(plane)
    if output.for_people and not output.columns:
        found = [
            {
                "plane": row["plane"],
                "call": row["call"],
                "request": f"{row['method']} {row['path']}",
                "retry_class": row["retry_class"],
                "rules": row["rules"],
            }
            for row in found
        ]
    output.rows(found)
