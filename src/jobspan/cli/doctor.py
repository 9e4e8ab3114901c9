"""What is installed and configured, and whether it works."""

import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import click

from jobspan import AuthError, Client, ConfigError, JobspanError, Policy, __version__
from jobspan._planes.registry import PLANES
from jobspan.cli.connection import client_of
from jobspan.cli.exits import Exit
from jobspan.cli.output import Output, with_output
from jobspan.config import default_profile_file
from jobspan.models import Finding

_PACKAGES = ("httpx", "attrs", "cattrs", "msgspec", "tenacity", "starlette", "uvicorn", "pandas", "rich", "keyring")


@click.command()
@click.option("--contact/--offline", default=True, help="Also make one harmless read on each configured plane.")
@with_output()
@click.pass_context
def doctor(context: click.Context, contact: bool, output: Output) -> None:
    """What is installed and configured, and whether each plane answers."""
    with client_of(context, Policy(attempts=1, request_timeout=15)) as client:
        rows, healthy = examine(client, contact=contact)
    output.rows(rows)
    sys.exit(Exit.OK if healthy else Exit.ERROR)


def examine(client: Client, *, contact: bool) -> tuple[list[dict[str, Any]], bool]:
    """The findings, and whether every configured plane works."""
    rows: list[dict[str, Any]] = []

    def add(plane: str, about: str, finding: str, fine: bool = True) -> None:
        rows.append({"plane": plane, "about": about, "finding": finding, "fine": fine})

    add("", "jobspan", f"{__version__} on Python {platform.python_version()}")
    add("", "packages", ", ".join(f"{name} {_installed(name)}" for name in _PACKAGES))
    file = default_profile_file()
    add("", "profile file", f"{file}{'' if file.exists() else ' (not there)'}")
    healthy = True
    configured = client.configured()
    refused: dict[str, str] = {}
    for name in PLANES:
        section = PLANES[name].settings.section
        ask = contact and section not in refused
        finding, fine, error = _plane(client, name, configured=name in configured, contact=ask)
        if isinstance(error, AuthError):
            refused[section] = name
        elif contact and not ask and error is None:
            finding = f"{finding}: {refused[section]} refused the same credentials"
        healthy = healthy and fine
        add(name, "settings", finding, fine)
        if not isinstance(error, ConfigError):
            for each in _findings(client, name, contact=ask and not isinstance(error, AuthError)):
                healthy = healthy and each.fine
                add(name, each.about, each.text, each.fine)
    return rows, healthy


def _plane(client: Client, name: str, *, configured: bool, contact: bool) -> tuple[str, bool, JobspanError | None]:
    try:
        address = client.address(name)
        if contact:
            client.recent_jobs(name, 1)
            return f"{address} answers", True, None
        return f"{address} (not contacted)", True, None
    except ConfigError as missing:
        return str(missing), not configured, missing
    except JobspanError as error:
        return f"{type(error).__name__}: {error}", False, error


def _findings(client: Client, name: str, *, contact: bool) -> list[Finding]:
    try:
        return client.findings(name, contact=contact)
    except JobspanError as error:
        return [Finding("problem", f"{type(error).__name__}: {error}", fine=False)]


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"
