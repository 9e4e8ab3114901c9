"""Connections to a sandbox, as environment variables that Airflow reads."""

import json
from collections.abc import Mapping

from jobspan.testing import Sandbox

SECTIONS = {"delphix": "delphix", "ciphertrust": "ciphertrust", "groupid": "groupid", "huawei": "huawei"}


def connections_to(sandbox: Sandbox, **more: str) -> dict[str, str]:
    """One connection a plane that the sandbox serves, called ``<plane>_default``.

    Args:
        more: further fields of each.
    """
    environment = sandbox.environment()
    found = {}
    for section in SECTIONS:
        settings = settings_of(section, environment)
        if settings:
            document = {"conn_type": f"jobspan_{section}", "extra": settings | more}
            found[f"AIRFLOW_CONN_{section.upper()}_DEFAULT"] = json.dumps(document)
    return found


def settings_of(section: str, environment: Mapping[str, str]) -> dict[str, str]:
    """What the environment says of a plane, by the names of the settings."""
    prefix = f"JOBSPAN_{section.upper()}_"
    return {name.removeprefix(prefix).lower(): value for name, value in environment.items() if name.startswith(prefix)}
