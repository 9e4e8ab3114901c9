"""What Airflow reads of the provider when it starts."""

from typing import Any

from jobspan._version import __version__
from jobspan.integrations.airflow.forms import FORMS


def get_provider_info() -> dict[str, Any]:
    """Connection types with their forms, links and options."""
    return {
        "package-name": "jobspan",
        "name": "jobspan",
        "description": "Data jobs on Delphix DCT, CipherTrust, Directory Manager and Huawei Cloud, started once.",
        "versions": [__version__],
        "integrations": [{"integration-name": "jobspan", "external-doc-url": "https://jobspan.readthedocs.io/"}],
        "connection-types": [form.document() for form in FORMS.values()],
        "extra-links": ["jobspan.integrations.airflow.JobLink"],
        "config": {
            "jobspan": {
                "description": "Calls that are made once, and looks at jobs.",
                "options": {
                    "journal": _option(
                        "Database where calls under keys are written down: postgresql://user:password@host/name. All "
                        "workers must reach it. A connection may name another one.",
                        sensitive=True,
                    ),
                    "journal_key": _option(
                        "32 bytes in base64 that entries of the journal are sealed with, the same on all workers.",
                        sensitive=True,
                    ),
                    "lease": _option(
                        "Seconds without a sign of life after which the call of a killed task is gone on with by its next try.",
                        kind="float",
                        default="30",
                    ),
                    "deployment": _option(
                        "First part of every key: keeps apart what several Airflows write into one journal.",
                        default="airflow",
                    ),
                    "poll_first": _option(
                        "Seconds until the second look at a job; the interval grows from there while nothing moves.",
                        kind="float",
                        default="5",
                    ),
                    "poll_cap": _option("Seconds between looks at most.", kind="float", default="30"),
                },
            }
        },
    }


def _option(about: str, *, kind: str = "string", default: str | None = None, sensitive: bool = False) -> dict[str, Any]:
    option = {"description": about, "version_added": "0.2.0", "type": kind, "example": None, "default": default}
    return option | ({"sensitive": True} if sensitive else {})
