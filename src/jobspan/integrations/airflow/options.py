"""Options of Airflow's configuration, section ``jobspan``."""

import os

from airflow.sdk import conf

from jobspan.credentials import Secret
from jobspan.journal import Journal
from jobspan.policy import Policy

_SECTION = "jobspan"


def option(name: str, fallback: str | None = None) -> str | None:
    """The value of an option; ``fallback`` where it is not set or empty."""
    value: str | None = conf.get(_SECTION, name, fallback=fallback)
    return value or fallback


def deployment() -> str:
    """The first part of every key."""
    return option("deployment", "airflow") or "airflow"


def waiting_policy() -> Policy:
    """How often jobs are looked at."""
    first, cap = (conf.getfloat(_SECTION, name, fallback=at) for name, at in (("poll_first", 5.0), ("poll_cap", 30.0)))
    return Policy(poll_first=first, poll_cap=cap)


def journal_at(url: str | None, key: Secret | str | None, *, shared: bool) -> Journal:
    """The journal at an address; without one, that of the environment or of the user."""
    lease = conf.getfloat(_SECTION, "lease", fallback=30.0)
    own = url or os.environ.get("JOBSPAN_JOURNAL") or None
    sealed_with = key or os.environ.get("JOBSPAN_JOURNAL_KEY") or None
    return Journal(own, key=sealed_with, lease=lease, heartbeat=lease / 3, shared=shared)


def deferrable_by_default() -> bool:
    """Whether operators defer unless told otherwise: Airflow's own setting."""
    return bool(conf.getboolean("operators", "default_deferrable", fallback=False))
