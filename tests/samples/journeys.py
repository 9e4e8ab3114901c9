"""Sample calls of several steps, and of batches in several requests: named by the operation that must happen just so often."""

from __future__ import annotations

import atexit
import os
from functools import cache
from shutil import rmtree
from tempfile import mkdtemp

from jobspan import Client, Secret
from jobspan.delphix import Credentials
from jobspan.drs import Endpoint, EndpointPassword
from jobspan.testing import Sandbox
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB, STAFF_DB
from jobspan.testing.sandbox.huawei_dsc.seed import FINISHED_SCAN
from tests.samples.groupid import new_job
from tests.samples.huawei_drs import new_job as new_task
from tests.samples.sample import CANARY, Arguments, Sample, given

_TASKS = 25
_REQUESTS = 3
"""Requests of ten tasks each."""


_CONNECTOR = "3-DATABASE-2"


def _rotated(client: Client, sandbox: Sandbox) -> Arguments:
    """New credentials that the data source takes."""
    sandbox.delphix.data_sources[STAFF_DB].accounts["masker"] = CANARY
    return Arguments(_CONNECTOR, password=Secret(CANARY), old_password=Secret("masker-sandbox"))


_refused = given(_CONNECTOR, password=Secret(CANARY), old_password=Secret("masker-sandbox"))


def _tasks(sandbox: Sandbox, state: str = "INCRE_TRANSFER_STARTED") -> list[str]:
    return [sandbox.huawei_drs.add(f"task-{number}", state).id for number in range(_TASKS)]


def _passwords(client: Client, sandbox: Sandbox) -> Arguments:
    return Arguments([EndpointPassword(id, "so", Secret(CANARY)) for id in _tasks(sandbox)])


def _passwords_and_on(client: Client, sandbox: Sandbox) -> Arguments:
    tasks = _tasks(sandbox, "PAUSING")[:10]
    return Arguments([EndpointPassword(id, "so", Secret(CANARY)) for id in tasks], then_resume=True)


def _replaced(client: Client, sandbox: Sandbox) -> Arguments:
    sandbox.groupid.unique_names = False
    return Arguments(5, new_job(client, client.data_sync_jobs.get(5).job_info.name or ""))


def _blueprint(client: Client, sandbox: Sandbox) -> Arguments:
    """A job that the files have and the server does not have any more."""
    blueprint = client.groupid.export(["Contractors to AD"])
    client.data_sync_jobs.delete(5)
    return Arguments(blueprint, secrets=dict.fromkeys(blueprint.secret_names, Secret(CANARY)))


def _prepared(client: Client, sandbox: Sandbox) -> Arguments:
    """A new task, and its two ends."""
    made = client.migration_jobs.create(new_task("fresh")).wait()
    end = Endpoint(db_type="mysql", ip="192.0.2.10", db_port=3306, db_user="drs", db_password=CANARY)
    return Arguments(made.id, source=end, target=end)


def _exported(client: Client, sandbox: Sandbox) -> Arguments:
    return Arguments(FINISHED_SCAN, to=mkdtemp(dir=downloads()))


@cache
def downloads() -> str:
    folder, owner = mkdtemp(prefix="jobspan-test-"), os.getpid()

    def clean_up() -> None:
        if os.getpid() == owner:  # a forked child that ends must leave it to its parent
            rmtree(folder, ignore_errors=True)

    atexit.register(clean_up)
    return folder


JOURNEYS = (
    Sample(
        "delphix",
        "copy_masking_job",
        "masking_jobs.copy",
        given(
            FINANCE_JOB,
            target_engine_id="2",
            target_environment_id="qa-env",
            connector_credentials=Credentials(username="USER123", password=Secret(CANARY)),
        ),
    ),
    Sample("delphix", "update_connector_by_id", "connectors.rotate", _rotated),
    Sample("delphix", "test_connector", "connectors.rotate", _rotated),
    Sample("delphix", "test_connector", "connectors.rotate", _refused),
    Sample(
        "delphix",
        "execute_masking_job",
        "delphix.request",
        given("POST", "/masking-jobs/{id}/execute", parameters={"id": FINANCE_JOB}, body={"engine_id": "1"}),
    ),
    Sample("ciphertrust", "aws.keys.start", "sync_jobs.start", given("aws", synchronize_all=True)),
    Sample("groupid", "create_job", "data_sync_jobs.replace", _replaced),
    Sample("groupid", "create_job", "data_sync_jobs.duplicate", given(5, name="Another")),
    Sample("groupid", "create_job", "groupid.apply", _blueprint),
    Sample("huawei_dsc", "E1", "export_tasks.export", _exported),
    Sample(
        "huawei_drs",
        "batch_create_jobs",
        "migration_jobs.create_many",
        given([new_task(f"task-{number}") for number in range(_TASKS)]),
        _REQUESTS,
    ),
    Sample(
        "huawei_drs",
        "batch_stop_jobs",
        "migration_jobs.pause",
        lambda client, sandbox: Arguments(_tasks(sandbox)),
        _REQUESTS,
    ),
    Sample("huawei_drs", "batch_reset_password", "migration_jobs.change_passwords", _passwords, _REQUESTS),
    Sample("huawei_drs", "batch_reset_password", "migration_jobs.change_passwords", _passwords_and_on),
    Sample(
        "huawei_drs",
        "batch_check_jobs",
        "migration_jobs.prepare",
        _prepared,
    ),
    Sample(
        "huawei_drs",
        "batch_delete_jobs",
        "migration_jobs.delete",
        lambda client, sandbox: Arguments(_tasks(sandbox, "RELEASE_RESOURCE_COMPLETE")),
        _REQUESTS,
    ),
)
