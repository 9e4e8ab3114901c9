"""Sample calls of CipherTrust: fourteen families that start and cancel alike, schedules, the session."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jobspan import Client
from jobspan.testing import Sandbox
from tests.samples.sample import Arguments, Sample

FAMILIES = (
    "aws.keys",
    "aws.custom_key_stores",
    "azure.keys",
    "azure.certificates",
    "azure.secrets",
    "google.keys",
    "oci.keys",
    "sfdc.keys",
    "sfdc.certificates",
    "sap.keys",
    "hsm_luna.synchronize",
    "hsm_luna.refresh",
    "dsm.refresh",
    "external_cm.refresh",
)


def _everything(client: Client, sandbox: Sandbox) -> Arguments:
    return Arguments(synchronize_all=True)


def _family(name: str) -> Iterator[Sample]:
    def started(client: Client, sandbox: Sandbox) -> Arguments:
        family: Any = client.sync_jobs
        for part in name.split("."):
            family = getattr(family, part)
        return Arguments(family.start(synchronize_all=True).id)

    yield Sample("ciphertrust", f"{name}.start", f"sync_jobs.{name}.start", _everything)
    yield Sample("ciphertrust", f"{name}.cancel", f"sync_jobs.{name}.cancel", started)


def _schedule(client: Client) -> str:
    made = client.ciphertrust.schedules.create("mine", cloud="aws", run_at="0 3 * * *", synchronize_all=True)
    assert made.id is not None
    return made.id


def _new_schedule(client: Client, sandbox: Sandbox) -> Arguments:
    return Arguments("nightly", cloud="aws", run_at="0 3 * * *", synchronize_all=True)


def _run(client: Client, sandbox: Sandbox) -> Arguments:
    return Arguments(client.ciphertrust.schedules.start_run(_schedule(client)).id)


def _logged_in(client: Client, sandbox: Sandbox) -> Arguments:
    return Arguments()


SAMPLES = (
    *(sample for family in FAMILIES for sample in _family(family)),
    Sample("ciphertrust", "scheduler.job_configs.create", "ciphertrust.schedules.create", _new_schedule),
    Sample(
        "ciphertrust",
        "scheduler.job_configs.update",
        "ciphertrust.schedules.update",
        lambda client, sandbox: Arguments(_schedule(client), run_at="0 4 * * *"),
    ),
    Sample(
        "ciphertrust",
        "scheduler.job_configs.delete",
        "ciphertrust.schedules.delete",
        lambda client, sandbox: Arguments(_schedule(client)),
    ),
    Sample(
        "ciphertrust",
        "scheduler.job_configs.run_now",
        "ciphertrust.schedules.run_now",
        lambda client, sandbox: Arguments(_schedule(client)),
    ),
    Sample("ciphertrust", "scheduler.jobs.delete", "ciphertrust.schedules.delete_run", _run),
)
"""``auth.revoke`` ends the client's own session: ``ciphertrust.log_out`` makes it, and only after a login."""
