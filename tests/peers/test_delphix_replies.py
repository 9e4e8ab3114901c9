"""Every reply of the sandbox's DCT, held strictly to the newest official document, and the document's fields to the sandbox."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

import attrs
import httpx
import pytest

from jobspan import ApiError, Client, DelphixSettings, JobspanError, Policy
from jobspan._planes.delphix.operations.every import OPERATIONS
from jobspan.delphix import Credentials
from jobspan.policy import RuleMode
from jobspan.testing.sandbox import Sandbox
from jobspan.testing.sandbox.delphix.seed import ADMIN_PASSWORD, API_KEY, FINANCE_JOB
from tests.peers import dct_document
from tests.peers.test_delphix_parity import CASES

ON_THE_FLY, HYPERSCALE = "5e2d9a07-12f4-4a38-8b0e-7c94c1d0aa32", "e1750d24-7b9c-4d83-96fe-4d3a85c20fb6"
FILES, COPY = "a6d80f1c-4b27-4e0d-b7a9-915f3e28cd74", "8f41c3be-93d6-47f1-a1c8-0e5db7a64c53"
PLACE: dict[str, Any] = {"target_engine_id": "2", "target_environment_id": "prod-env"}

SHOWN_OTHERWISE = {
    "ComplianceJob.non_conformant_data_handling": "an enumeration that may be null, for which the vendor's generator has no type"
}
"""What the package does not keep as the document has it."""

NEVER_SENT = {
    "passwords and keys are not returned": {
        "Connector.password", "Connector.access_key", "Connector.secret_key", "RegisteredEngine.password",
        "RegisteredEngine.masking_password", "RegisteredEngine.hyperscale_truststore_password",
    },
    "instances of a platform service are not part of the sandbox": {
        "Connector.owning_entity_id", "Connector.owning_entity_name", "Connector.owning_entity_type",
        "Execution.owning_entity_id", "Execution.owning_entity_type",
    },
    "virtualization is not part of the sandbox": {
        "Job.virtualization_tasks", "RegisteredEngine.storage_cache_bytes", "RegisteredEngine.priority_cache_max_bytes",
        "RegisteredEngine.priority_cache_used_bytes", "RegisteredEngine.hyperscale_truststore_filename",
        "JobTaskEvent.message_action", "JobTaskEvent.message_command_output",
    },
    "jobs are asked for directly, and run on engines": {
        "Job.work_source_id", "Job.work_source_name", "Job.compliance_node_id", "Job.compliance_node_name",
    },
    "no job of the sandbox has a dataset, or a hyperscale run a part that is counted": {
        "HyperscaleTaskEvent.processed_objects", "HyperscaleTaskEvent.processed_constraints",
        "HyperscaleTaskEvent.total_constraints", "HyperscaleTaskEvent.processed_indexes",
        "HyperscaleTaskEvent.total_indexes", "HyperscaleTaskEvent.processed_triggers",
        "HyperscaleTaskEvent.total_triggers", "HyperscaleTaskEvent.errors", "ComplianceJob.dataset_id",
    },
}  # fmt: skip
"""Documented fields that the sandbox has no use for, by the reason. All others are sent somewhere."""


class Recording(httpx.BaseTransport):
    """Goes over the network, and keeps what came back."""

    def __init__(self) -> None:
        self._way = httpx.HTTPTransport()
        self.bodies: list[Any] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        reply = self._way.handle_request(request)
        body = reply.read()
        self.bodies.append(json.loads(body) if body else None)
        return reply

    def close(self) -> None:
        self._way.close()


@attrs.frozen
class Answer:
    operation: str
    status: int
    body: Any = attrs.field(repr=False)


class Ledger:
    """What was answered, in all the worlds that were driven."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []

    @contextmanager
    def client(self, sandbox: Sandbox, **how: Any) -> Iterator[Client]:
        transport = Recording()
        settings = DelphixSettings(
            url=sandbox.url("delphix") + "/dct/v3", transport=transport, **how or {"api_key": API_KEY}
        )
        policy = Policy(rules=RuleMode.OFF, poll_first=0.001, poll_cap=0.001, attempts=1)
        before = len(list(sandbox.requests))
        with Client(delphix=settings, policy=policy) as client:
            yield client
        asked = list(sandbox.requests)[before:]
        for request, body in zip(asked, transport.bodies, strict=True):
            self.answers.append(Answer(request.operation_id or "", request.status or 0, body))


@cache
def driven() -> Ledger:
    """Every call that is compared with the vendor's client, then whole ways through the planes' states."""
    ledger = Ledger()
    for case in CASES:
        with Sandbox(["delphix"]) as sandbox, ledger.client(sandbox) as client, suppress(ApiError):
            case.ours(client, case.prepared(client))
    for way in (moves, runs, trouble, connectors, compliance_jobs, job_collections, queues):
        with Sandbox(["delphix"]) as sandbox, ledger.client(sandbox) as client:
            way(sandbox, client)
    with Sandbox(["delphix"]) as sandbox, ledger.client(sandbox, username="admin", password=ADMIN_PASSWORD) as client:
        client.delphix.account()
    return ledger


def moves(sandbox: Sandbox, client: Client) -> None:
    """Copies and migrations, with credentials, watched to their ends; long lists."""
    copying = client.masking_jobs.copy(
        FINANCE_JOB, **PLACE, connector_credentials=Credentials("USER123", "password123")
    )
    copied = copying.wait()
    assert client.delphix.jobs.result(copying.id).outcome["masking_job_id"] == copied.id
    client.masking_jobs.migrate("0b7c1a52-6f0e-4c7f-9d55-3a1f0f6b2c11", **PLACE).wait()
    client.masking_jobs.connectors(ON_THE_FLY)
    client.masking_jobs.list(page_size=2).to_list()
    client.masking_jobs.update(
        ON_THE_FLY, on_the_fly_source_connector_username="masker", on_the_fly_source_connector_password="masker-sandbox"
    )
    tuning: dict[str, Any] = dict.fromkeys(TUNING, 2)
    client.masking_jobs.update(HYPERSCALE, **tuning, description="d", dataset_id="dataset-1")
    for id in (ON_THE_FLY, HYPERSCALE):
        client.masking_jobs.get(id)


TUNING = (
    "feedback_size",
    "stream_row_limit",
    "num_input_streams",
    "max_concurrent_source_connections",
    "max_concurrent_target_connections",
    "parallelism_degree",
)


def runs(sandbox: Sandbox, client: Client) -> None:
    """Runs of every kind, with all that is found afterwards."""
    for id, engine in ((FINANCE_JOB, "1"), (ON_THE_FLY, "1"), (FILES, "2"), (HYPERSCALE, None)):
        run = client.masking_jobs.execute(id, engine_id=engine).wait()
        executions = client.delphix.executions
        for component in executions.components(run.id):
            executions.component(run.id, component.id)
            executions.component_log(run.id, component.id)
        executions.log(run.id)
        executions.events(run.id).to_list()
    found = client.delphix.executions.list(sort="submit_time").to_list()
    for each in found:
        client.delphix.executions.events(each.id).to_list()
        client.delphix.executions.discovery_results(each.id).to_list()
    running = client.masking_jobs.execute(HYPERSCALE)
    running.wait_until(lambda view: view.execution is not None and view.execution.start_time is not None)
    running.cancel()
    running.wait(raise_on_failure=False)


def trouble(sandbox: Sandbox, client: Client) -> None:
    """What does not go well: a failing copy and run, an engine that is away, a connector that nobody may use."""
    with suppress(JobspanError):
        client.masking_jobs.execute(COPY, engine_id="2").wait()
    for each in client.delphix.executions.list():
        client.delphix.executions.events(each.id).to_list()
    client.connectors.test("2-DATABASE-23")
    sandbox.delphix.engine("2").online = False
    client.delphix.engines.list().to_list()
    with suppress(JobspanError):
        client.masking_jobs.copy(FINANCE_JOB, **PLACE).wait()
    with suppress(JobspanError):
        client.masking_jobs.delete(COPY).wait()
    with suppress(JobspanError):
        client.masking_jobs.delete(COPY, force=True).wait()
    client.delphix.jobs.list().to_list()


DATABASE: dict[str, Any] = {
    "hostname": "finance-db.example.com",
    "port": 1521,
    "username": "masker",
    "password": "masker-sandbox",
    "jdbc_url": "jdbc:x",
    "schema_name": "APP",
    "compliance_jdbc_driver_id": "1",
    "enable_logger": True,
    "database_name": "d",
    "instance_name": "i",
    "sid": "s",
    "job_orchestrator_id": "o",
    "file_reference_id": "f",
    "kerberos_auth": False,
    "service_principal": "p",
}
VAULTED: dict[str, Any] = {"database_type": "ORACLE", "job_orchestrator_id": "o", "credential_path_id": "c"}
FILE: dict[str, Any] = {
    "path": "/exports",
    "ssh_key": "key",
    "user_dir_is_root": True,
    "mount_information_id": "m",
    "bucket_name": "b",
    "region": "r",
    "access_key": "a",
    "secret_key": "s",
    "auth_type": "AWS_SECRET",
    "prefix": "p",
    "delimiter": "/",
    "service_endpoint": "e",
    "azure_account_name": "z",
    "azure_container_name": "y",
}


def connectors(sandbox: Sandbox, client: Client) -> None:
    """Connectors of every type, with every field that can be given."""
    for name, type, fields in (
        ("base", "DATABASE", DATABASE | {"database_type": "EXTENDED"}),
        ("vault", "DATABASE", VAULTED),
        ("files", "FILE", FILE | {"file_type": "DELIMITED", "connection_mode": "AWS_S3"}),
        ("mainframe", "MAINFRAME_DATASET", {"hostname": "host"}),
    ):
        made = client.connectors.create(name, type, **fields).wait()
        client.connectors.get(made.id)
        client.connectors.update(made.id, hostname="elsewhere").wait()


SETTINGS: dict[str, Any] = {
    "description": "d",
    "pre_script": {"name": "before", "contents": "SELECT 1"},
    "post_script": {"name": "after", "contents": "SELECT 2"},
    "stream_row_limit": 1,
    "max_concurrent_source_connections": 1,
    "max_concurrent_target_connections": 1,
    "auto_calculate_unload_split": True,
    "consider_continuous_compliance_warning_event_as": "FAILURE",
    "create_all_indexes_with_nologging": True,
    "disable_parallel_index_creation": True,
    "enable_all_constraints_with_novalidate": True,
    "max_parallel_connections_per_table": 1,
    "max_records_per_split": 1,
    "max_split_per_connection": 1,
    "parallelism_degree": 1,
    "discovery_policy_id": "7",
}


def compliance_jobs(sandbox: Sandbox, client: Client) -> None:
    """Compliance jobs with every field that can be given, and one that is run with other connectors."""
    jobs = client.delphix.compliance_jobs
    making = jobs.create({"name": "all", "type": "MASKING", "rule_set_id": "1-RULESET-1", **SETTINGS})
    making.wait()
    made = jobs.get(making.ref.about["compliance_job_id"])
    jobs.update(made.id, {"is_multi_tenant": True, "on_the_fly_source_connector_id": "1-DATABASE-3"})
    jobs.connectors(made.id)
    running = jobs.execute(made.id, target_connector_id="1-DATABASE-2", source_connector_id="1-DATABASE-4")
    run = running.wait()
    assert (run.target_connector_id, run.source_connector_id) == ("1-DATABASE-2", "1-DATABASE-4")
    making = jobs.create({"name": "find", "type": "DISCOVERY", "rule_set_id": "2-RULESET-6"})
    making.wait()
    found = jobs.execute(making.ref.about["compliance_job_id"]).wait()
    assert client.delphix.executions.discovery_results(found.id).first() is not None


def job_collections(sandbox: Sandbox, client: Client) -> None:
    """Collections that end well, with files among them; that fail, by each policy; that are cancelled; whose job is gone."""
    collections, runs = client.delphix.job_collections, client.delphix.job_collection_executions
    made = collections.create("all", [FINANCE_JOB, [FILES, HYPERSCALE]], description="d", tags={"a": "1"}).wait()
    assert collections.execute(made.id).wait().status == "SUCCEEDED"
    collections.add_member(made.id, COPY).wait()
    for handling in ("IGNORE", "CANCEL_SUBSEQUENT", "CANCEL_ALL"):
        collections.update(made.id, failure_handling=handling).wait()
        collections.execute(made.id).wait(raise_on_failure=False)
    running = collections.execute(made.id)
    running.wait_until(lambda view: view.execution is not None and view.execution.start_time is not None)
    running.cancel()
    running.wait(raise_on_failure=False)
    client.masking_jobs.delete(COPY).wait()
    collections.execute(made.id).wait(raise_on_failure=False)
    collections.jobs(made.id).to_list()
    for run in runs.list():
        runs.get(run.id)
        runs.runs(run.id).to_list()
    collections.get(made.id)


def queues(sandbox: Sandbox, client: Client) -> None:
    """An orchestrator with room for one run and two to do."""
    sandbox.delphix.orchestrator("hyperscale-1").max_concurrent_jobs = 1
    for running in [client.masking_jobs.execute(HYPERSCALE) for _ in range(2)]:
        sandbox.delphix.finish(running.id)
        sandbox.delphix.advance(sandbox.delphix.job(running.id).execution_id or "")
    client.delphix.job_orchestrators.list().to_list()
    assert client.delphix.job_orchestrators.queue("hyperscale-1").first() is not None
    assert client.delphix.job_orchestrators.search_queue("hyperscale-1").first() is not None
    client.delphix.job_orchestrators.get("hyperscale-1")


def problems(answer: Answer) -> list[str]:
    declared = dct_document.replies()[answer.operation]
    if not declared:
        return [] if answer.body is None else [f"{answer.operation}: a body where none is documented"]
    found = dct_document.violations(answer.body, declared)
    return [f"{answer.operation} {each}" for each in found if not _is_excused(each)]


def _is_excused(violation: str) -> bool:
    return any(f".{name.partition('.')[2]}:" in violation for name in SHOWN_OTHERWISE)


def test_the_document_is_the_newest_that_is_known() -> None:
    assert dct_document.version() == "3.30.0"


def test_every_operation_answered() -> None:
    answered = {each.operation for each in driven().answers if each.status < 300}
    assert answered == {each.id for each in OPERATIONS}


@pytest.mark.parametrize("operation", sorted(each.id for each in OPERATIONS))
def test_the_replies_are_those_of_the_document(operation: str) -> None:
    answers = [each for each in driven().answers if each.operation == operation and each.status < 300]
    assert [problem for each in answers for problem in problems(each)] == []


def test_every_documented_field_is_sent_or_has_a_reason() -> None:
    sent: dict[Any, set[str]] = defaultdict(set)
    for each in driven().answers:
        if each.status < 300:
            _note(each.body, dct_document.replies()[each.operation], sent)
    never = {f"{model.__name__}.{name}" for model, names in sent.items() for name in set(model.openapi_types) - names}
    reasons = set().union(*NEVER_SENT.values())
    assert never - reasons - set(SHOWN_OTHERWISE) == set()
    assert reasons - never == set(), "these are sent after all"


def _note(value: Any, declared: Iterable[Any], sent: dict[Any, set[str]]) -> None:
    """What objects of each model had."""
    for each in declared:
        if isinstance(each, list) and isinstance(value, list):
            for row in value:
                _note(row, dct_document.elements(each), sent)
        elif hasattr(each, "attribute_map") and isinstance(value, dict):
            names = {wire: name for name, wire in each.attribute_map.items()}
            for wire, inner in value.items():
                if wire in names:
                    sent[each].add(names[wire])
                    _note(inner, each.openapi_types[names[wire]], sent)


BROKEN: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    (lambda job: job.update(novel=1), r"\$\.novel: is not in the document"),
    (lambda job: job.update(type=7), r"\$\.type: 7 is not one of"),
    (lambda job: job.update(status="DONE"), "is not one of"),
    (lambda job: job.update(start_time="2026-01-02 03:04:05"), "start_time"),
    (lambda job: job.update(start_time="2026-01-02T03:04:05"), "start_time"),
    (lambda job: job.update(tags=[{"key": "a"}]), r"\$\.tags\[0\]\.value: is required"),
    (lambda job: job.update(engine_ids="1"), "engine_ids"),
]


@pytest.mark.parametrize(("spoil", "what"), BROKEN)
def test_the_check_sees_what_the_document_does_not_allow(spoil: Callable[[dict[str, Any]], Any], what: str) -> None:
    job: dict[str, Any] = {"id": "J1", "status": "STARTED", "tags": []}
    declared = dct_document.replies()["get_job_by_id"]
    assert list(dct_document.violations(job, declared)) == []
    spoil(job)
    with pytest.raises(AssertionError, match=what):
        raise AssertionError("\n".join(dct_document.violations(job, declared)))
