"""What is installed and configured, and whether it works."""

import platform
from importlib.metadata import PackageNotFoundError, version

from rich.markup import escape
from rich.table import Table

from jobspan import Client, ConfigError, JobspanError, __version__
from jobspan._planes.registry import PLANES
from jobspan.config import default_profile_file

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
    for name in PLANES:
        finding, fine = _plane(client, name, configured=name in configured, contact=contact)
        healthy = healthy and fine
        table.add_row(name, escape(finding))
    return table, healthy


def _plane(client: Client, name: str, *, configured: bool, contact: bool) -> tuple[str, bool]:
    try:
        address = client.address(name)
        if contact:
            client.recent_jobs(name, 1)
            return f"{address} answers", True
        return f"{address} (not contacted)", True
    except ConfigError as missing:
        return str(missing), not configured
    except JobspanError as error:
        return f"{type(error).__name__}: {error}", False


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"
