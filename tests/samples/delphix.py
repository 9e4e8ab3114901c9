"""Sample calls of Delphix DCT."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jobspan import Client
from jobspan.testing import Sandbox
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB
from tests.samples.sample import CANARY, Arguments, Prepare, Sample, given

HYPERSCALE_JOB = "e1750d24-7b9c-4d83-96fe-4d3a85c20fb6"
CONNECTOR = "2-DATABASE-23"
TAGS = {"team": "x", "cost": "7"}

Made = Callable[[Client, Sandbox], str]


def _hyperscale_job(client: Client, sandbox: Sandbox) -> str:
    return HYPERSCALE_JOB


def _job(client: Client, sandbox: Sandbox) -> str:
    return client.connectors.update(CONNECTOR, username="USER123").id


def _active_run(client: Client, sandbox: Sandbox) -> str:
    handle = client.masking_jobs.execute(_hyperscale_job(client, sandbox))
    run = handle.wait_until(lambda view: view.execution is not None).execution
    assert run is not None
    return run.id


def _cancelled_run(client: Client, sandbox: Sandbox) -> str:
    id = _active_run(client, sandbox)
    client.delphix.executions.cancel(id)
    return id


def _connector(client: Client, sandbox: Sandbox) -> str:
    return client.connectors.create("mine", "DATABASE", hostname="staff-db.example.com").wait().id


def _compliance_job(client: Client, sandbox: Sandbox) -> str:
    handle = client.delphix.compliance_jobs.create({"name": "mine", "rule_set_id": "1-RULESET-1", "type": "MASKING"})
    handle.wait()
    return str(handle.ref.about["compliance_job_id"])


MEMBERS = [FINANCE_JOB, "0b7c1a52-6f0e-4c7f-9d55-3a1f0f6b2c11"]


def _collection(client: Client, sandbox: Sandbox) -> str:
    return client.delphix.job_collections.create("mine", MEMBERS).wait().id


def _collection_run(client: Client, sandbox: Sandbox) -> str:
    running = client.delphix.job_collections.execute(_collection(client, sandbox))
    run = running.wait_until(lambda view: view.execution is not None).execution
    assert run is not None
    return run.id


def _about(made: Made, *more: object, **named: object) -> Prepare:
    return lambda client, sandbox: Arguments(made(client, sandbox), *more, **named)


def _tags(plural: str, one: str, call: str, made: Made) -> Iterator[Sample]:
    def tagged(client: Client, sandbox: Sandbox) -> Arguments:
        id = made(client, sandbox)
        owner = client if call in ("masking_jobs", "connectors") else client.delphix
        getattr(owner, call.rpartition(".")[2]).add_tags(id, TAGS)
        return Arguments(id, key="team")

    yield Sample("delphix", plural, f"{call}.add_tags", _about(made, TAGS))
    yield Sample("delphix", one, f"{call}.delete_tags", tagged)


def _finance(client: Client, sandbox: Sandbox) -> str:
    return FINANCE_JOB


_TARGET = {"target_engine_id": "2", "target_environment_id": "qa-env"}

SAMPLES = (
    Sample(
        "delphix",
        "create_masking_job",
        "masking_jobs.create",
        given("mine", hyperscale_instance_id="hyperscale-1", source_masking_job_id=FINANCE_JOB, max_memory=2048),
    ),
    Sample("delphix", "update_masking_job_by_id", "masking_jobs.update", given(FINANCE_JOB, name="new")),
    Sample("delphix", "delete_masking_job", "masking_jobs.delete", given(FINANCE_JOB)),
    Sample("delphix", "copy_masking_job", "masking_jobs.copy", given(FINANCE_JOB, **_TARGET)),
    Sample("delphix", "migrate_masking_job", "masking_jobs.migrate", given(FINANCE_JOB, **_TARGET)),
    Sample("delphix", "execute_masking_job", "masking_jobs.execute", given(FINANCE_JOB, engine_id="1")),
    Sample("delphix", "re_import_masking_job", "masking_jobs.re_import", _about(_hyperscale_job)),
    Sample("delphix", "add_engine_to_masking_job", "masking_jobs.add_engine", _about(_hyperscale_job, "2")),
    Sample("delphix", "remove_engine_from_masking_job", "masking_jobs.remove_engine", _about(_hyperscale_job, "1")),
    Sample(
        "delphix",
        "create_connector",
        "connectors.create",
        given("mine", "DATABASE", hostname="staff-db.example.com", port=1521, database_type="ORACLE"),
    ),
    Sample(
        "delphix",
        "test_unsaved_connector",
        "connectors.test_values",
        given(hostname="staff-db.example.com", port=1, database_type="ORACLE", password=CANARY),
    ),
    Sample("delphix", "update_connector_by_id", "connectors.update", given(CONNECTOR, username="USER123")),
    Sample("delphix", "delete_connector", "connectors.delete", _about(_connector)),
    Sample("delphix", "test_connector", "connectors.test", given(CONNECTOR)),
    Sample("delphix", "cancel_execution", "delphix.executions.cancel", _about(_active_run)),
    Sample("delphix", "restart_execution", "delphix.executions.restart", _about(_cancelled_run)),
    Sample("delphix", "cleanup_execution", "delphix.executions.cleanup", _about(_cancelled_run)),
    Sample("delphix", "abandon_job", "delphix.jobs.abandon", _about(_job)),
    Sample(
        "delphix",
        "create_compliance_job",
        "delphix.compliance_jobs.create",
        given({"name": "mine", "rule_set_id": "1-RULESET-1", "type": "MASKING"}),
    ),
    Sample(
        "delphix",
        "update_compliance_job",
        "delphix.compliance_jobs.update",
        _about(_compliance_job, {"description": "the books"}),
    ),
    Sample("delphix", "delete_compliance_job", "delphix.compliance_jobs.delete", _about(_compliance_job)),
    Sample("delphix", "execute_compliance_job", "delphix.compliance_jobs.execute", given(FINANCE_JOB)),
    Sample(
        "delphix",
        "create_compliance_job_collection",
        "delphix.job_collections.create",
        given("mine", MEMBERS, failure_handling="CANCEL_ALL"),
    ),
    Sample(
        "delphix",
        "update_compliance_job_collection",
        "delphix.job_collections.update",
        _about(_collection, members=MEMBERS[:1]),
    ),
    Sample("delphix", "delete_compliance_job_collection", "delphix.job_collections.delete", _about(_collection)),
    Sample("delphix", "execute_compliance_job_collection", "delphix.job_collections.execute", _about(_collection)),
    Sample(
        "delphix",
        "cancel_job_collection_execution",
        "delphix.job_collection_executions.cancel",
        _about(_collection_run),
    ),
    *_tags(
        "create_compliance_job_collection_tags",
        "delete_compliance_job_collection_tags",
        "delphix.job_collections",
        _collection,
    ),
    *_tags("create_masking_job_tag", "delete_masking_job_tag", "masking_jobs", _finance),
    *_tags("create_connector_tags", "delete_connector_tag", "connectors", lambda client, sandbox: CONNECTOR),
    *_tags("create_job_tags", "delete_job_tag", "delphix.jobs", _job),
    *_tags("create_engine_tags", "delete_engine_tags", "delphix.engines", lambda client, sandbox: "1"),
    *_tags("create_compliance_job_tag", "delete_compliance_job_tag", "delphix.compliance_jobs", _compliance_job),
)
