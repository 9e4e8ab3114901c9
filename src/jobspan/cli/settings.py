"""``jobspan settings``: what is set, and where each value comes from."""

from collections.abc import Iterator
from typing import Any, Final

import click

from jobspan import Client
from jobspan._core.plain import plain
from jobspan._planes.registry import PLANES
from jobspan.cli.connection import SETTINGS, client_of
from jobspan.cli.help import argument, command, option
from jobspan.cli.output import Output, with_output
from jobspan.cli.overview import no_plane_is_configured
from jobspan.config import text_fields

_DEFAULT: Final = "default"


@command()
@argument("plane", type=click.Choice([*SETTINGS]), required=False, about="Only this plane.")
@option("--all", "every", is_flag=True, help="Also the settings that have their default.")
@with_output()
@click.pass_context
def settings(context: click.Context, plane: str | None, every: bool, output: Output) -> None:
    """What is set, and where each value comes from.

    That is a variable, a table of the profile file, or another tool's settings.

    Secrets are masked. No plane is contacted; `jobspan doctor` does that.
    """
    with client_of(context) as client:
        of_section: dict[str, str] = {}
        for name, each in PLANES.items():
            of_section.setdefault(each.settings.section, name)
        wanted = [plane] if plane else [section for section, name in of_section.items() if name in client.configured()]
        rows = [row for section in wanted for row in _rows(client, of_section[section], every)]
    if not rows:
        raise no_plane_is_configured()
    output.rows(rows, whole=("setting", "source"))


def _rows(client: Client, plane: str, every: bool) -> Iterator[dict[str, Any]]:
    kind = PLANES[plane].settings
    values, origins = plain(client.settings(plane)), client.setting_origins(plane)
    for field in text_fields(kind):
        if every or field.name in origins:
            yield {
                "plane": kind.section,
                "setting": field.name,
                "value": values[field.name],
                "source": origins.get(field.name, _DEFAULT),
            }
