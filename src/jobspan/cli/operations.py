"""``jobspan operations``: the tables of operations."""

import json
from pkgutil import get_data
from typing import Any

import click

from jobspan._planes.registry import PLANES
from jobspan.cli.output import Output, with_output


def rows(wanted: str | None = None) -> list[dict[str, Any]]:
    """Every operation of every plane, or of one, as ``tools/planes.py`` wrote them down: no plane is imported for them."""
    every: list[dict[str, Any]] = json.loads(get_data("jobspan._planes", "operations.json") or b"[]")
    return [row for row in every if wanted in (None, row["plane"])]


@click.command()
@click.option("--plane", type=click.Choice(list(PLANES)), help="Only this plane.")
@with_output()
def operations(plane: str | None, output: Output) -> None:
    """Every operation jobspan makes, with its retry class, rules and public method."""
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
