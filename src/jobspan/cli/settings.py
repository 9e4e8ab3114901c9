"""``jobspan settings``: what is set, and where each value comes from."""

from collections.abc import Iterator
from typing import Any, Final

import click

from jobspan import Client
from jobspan._core.plain import plain
from jobspan.cli.connection import SETTINGS, client_of
from jobspan.cli.output import Output, with_output
from jobspan.cli.overview import no_plane_is_configured
from jobspan.config import PlaneSettings, text_fields

_DEFAULT: Final = "default"


@click.command()
@click.argument("plane", type=click.Choice(sorted(SETTINGS)), required=False)
@click.option("--all", "every", is_flag=True, help="Also the settings that have their default.")
@with_output()
@click.pass_context
def settings(context: click.Context, plane: str | None, every: bool, output: Output) -> None:
    """What is set, and where each value comes from.

    That is a variable, a table of the profile file, or another tool's settings.

    Secrets are masked. No plane is contacted; `jobspan doctor` does that.
    """
    with client_of(context) as client:
        kinds = [kind for section, kind in SETTINGS.items() if plane in (None, section)]
        rows = [
            row for kind in kinds if plane or client._sources.configured(kind) for row in _rows(client, kind, every)
        ]
    if not rows:
        raise no_plane_is_configured()
    output.rows(rows)


def _rows(client: Client, kind: type[PlaneSettings], every: bool) -> Iterator[dict[str, Any]]:
    origins = client._sources.origins(kind)
    values = plain(client._sources.settings(kind))
    for field in text_fields(kind):
        if every or field.name in origins:
            yield {
                "plane": kind.section,
                "setting": field.name,
                "value": values[field.name],
                "source": origins.get(field.name, _DEFAULT),
            }
