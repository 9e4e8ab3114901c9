"""``jobspan doctor``: what is installed and configured, and whether it works."""

import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final

import attrs
import click

from jobspan import Client, Policy, __version__
from jobspan._core.visible import visible
from jobspan._planes.registry import PLANES
from jobspan.cli.checks import Check, checks_of
from jobspan.cli.connection import client_of
from jobspan.cli.exits import Exit
from jobspan.cli.help import command, option
from jobspan.cli.output import Output, with_output
from jobspan.cli.streams import colored
from jobspan.config import default_profile_file

_PACKAGES: Final = (
    "httpx",
    "attrs",
    "cattrs",
    "msgspec",
    "tenacity",
    "starlette",
    "uvicorn",
    "pandas",
    "rich",
    "keyring",
)


@command()
@option(
    "--contact/--offline",
    default=True,
    shown_default="--contact",
    help="Also make harmless reads on each configured plane.",
)
@with_output()
@click.pass_context
def doctor(context: click.Context, contact: bool, output: Output) -> None:
    """What is installed and configured, and whether each plane answers.

    Per plane: settings, TLS and the certificate's end, reachability, credentials, the clock, and what the account may read;
    and what to do about each problem, said in full below the table. The exit code is 1 when there is one.
    """
    with client_of(context, Policy(attempts=1, request_timeout=15)) as client:
        checks = examine(client, contact=contact)
    said_below = output.may_cut and not output.columns
    output.rows(
        [attrs.asdict(check, filter=lambda field, _: not (said_below and field.name == "advice")) for check in checks]
    )
    if said_below:
        _say_whole([check for check in checks if not check.fine])
    sys.exit(Exit.OK if all(check.fine for check in checks) else Exit.ERROR)


def _say_whole(problems: Sequence[Check]) -> None:
    """The problems in full, since a table in a terminal cuts texts, and what to do about each."""
    for problem in problems:
        click.echo(colored(visible(f"\n{problem.plane} {problem.check}: {problem.finding}"), "red", err=False))
        if problem.advice:
            click.echo(problem.advice)


def examine(client: Client, *, contact: bool) -> list[Check]:
    """The checks of this machine and of every plane."""
    file = default_profile_file()
    checks = [
        Check(check="jobspan", finding=f"{__version__} on Python {platform.python_version()}"),
        Check(check="packages", finding=", ".join(f"{name} {_installed(name)}" for name in _PACKAGES)),
        Check(check="profile file", finding=f"{file}{'' if file.exists() else ' (not there)'}"),
    ]
    configured = client.configured()
    refused: dict[str, str] = {}
    for name, plane in PLANES.items():
        section = plane.settings.section
        found = list(
            checks_of(
                client,
                name,
                configured=name in configured,
                contact=contact,
                refused_by=refused.get(section, ""),
            )
        )
        if any(check.check == "auth" and not check.fine for check in found):
            refused[section] = name
        checks += found
    return checks


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"
