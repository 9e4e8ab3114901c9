"""What is installed and configured, and whether it works."""

import platform
from importlib.metadata import PackageNotFoundError, version

from rich.markup import escape
from rich.table import Table

from jobspan import AuthError, Client, ConfigError, JobspanError, __version__
from jobspan._planes.registry import PLANES
from jobspan.config import default_profile_file
from jobspan.models import Finding

_PACKAGES = ("httpx", "attrs", "cattrs", "msgspec", "tenacity", "starlette", "uvicorn", "pandas", "rich", "keyring")


def examine(client: Client, *, contact: bool) -> tuple[Table, bool]:
    """A table of findings, and whether every configured plane works."""
    table = Table("what", "finding")
    table.add_row("jobspan", f"{__version__} on Python {platform.python_version()}")
    table.add_row("packages", ", ".join(f"{name} {_installed(name)}" for name in _PACKAGES))
    file = default_profile_file()
    table.add_row("profile file", f"{file}{'' if file.exists() else ' (not there)'}")
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
        table.add_row(name, escape(finding))
        if not isinstance(error, ConfigError):
            for each in _findings(client, name, contact=ask and not isinstance(error, AuthError)):
                healthy = healthy and each.fine
                table.add_row(f"  {each.about}", escape(each.text))
    return table, healthy


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
