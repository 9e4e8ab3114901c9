"""jobspan's models and field lists hold what the vendor's own client knows; the sandbox sends nothing that it does not know."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import attrs
import pytest

from jobspan import ApiError, Client, ValidationError
from jobspan._planes.delphix.flows.compliance_fields import BOUNDS, CREATED_WITH, SWITCHES, UPDATED_WITH
from jobspan._planes.delphix.models import (
    compliance_jobs,
    connectors,
    engines,
    executions,
    job_collections,
    jobs,
    masking_jobs,
    orchestrators,
    shared,
)
from jobspan._planes.delphix.operations.every import OPERATIONS
from jobspan.delphix import Credentials, field
from jobspan.hooks import Event, UnexpectedData
from jobspan.testing.sandbox import Clock, Sandbox
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB
from tests.peers import dct_document
from tests.peers.answer_forms import Comparison

TWINS: list[tuple[type[Any], str]] = [
    (shared.Account, "TokenInfoResponse"),
    (shared.Tag, "Tag"),
    (masking_jobs.MaskingJob, "MaskingJob"),
    (masking_jobs.Ruleset, "MaskingRuleset"),
    (masking_jobs.SourceEngine, "MaskingJobSourceEngine"),
    (compliance_jobs.ComplianceJob, "ComplianceJob"),
    (compliance_jobs.JobScript, "ComplianceJobScript"),
    (job_collections.ComplianceJobCollection, "ComplianceJobCollection"),
    (job_collections.CollectionMember, "ComplianceJobCollectionMembers"),
    (job_collections.JobCollectionExecution, "JobCollectionExecution"),
    (orchestrators.JobOrchestrator, "JobOrchestrator"),
    (orchestrators.QueuedOperation, "QueuedOperation"),
    (connectors.Connector, "Connector"),
    (connectors.ConnectorTest, "ConnectorTestResponse"),
    (engines.Engine, "RegisteredEngine"),
    (engines.MaskingEnvironment, "MaskingEnvironment"),
    (executions.Execution, "Execution"),
    (executions.ExecutionComponent, "ExecutionComponent"),
    (executions.ExecutionEvent, "ExecutionEvent"),
    (executions.ExecutionLog, "ExecutionLog"),
    (executions.ComponentLog, "ExecutionComponentLog"),
    (executions.DiscoveryResult, "DiscoveryResult"),
    (jobs.Job, "Job"),
    (jobs.JobEngine, "Engine"),
    (jobs.JobTask, "JobTask"),
    (jobs.JobResult, "JobResultResponse"),
]


def _vendor(name: str) -> Any:
    module = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
    return getattr(import_module(f"delphix.api.gateway.model.{module}"), name)


@pytest.mark.parametrize(("ours", "theirs"), TWINS, ids=lambda each: getattr(each, "__name__", each))
def test_a_model_knows_each_field_that_the_vendor_s_client_knows(ours: type[Any], theirs: str) -> None:
    known = {each.name for each in attrs.fields(ours)}
    assert set(_vendor(theirs).openapi_types) - known == set()


IDENTITY = r"\.(id|job|masking_job_id|source_engine_id): is required here, and not by the vendor"
"""The document requires next to nothing; a row, or a start, of which nobody knows what it is about says nothing."""
OTHERWISE = "non_conformant_data_handling: object, and is read as text"
"""An enumeration that may be null, for which the vendor's generator has no type."""


@pytest.mark.parametrize("row", [each for each in OPERATIONS if each.returns is not None], ids=lambda row: row.id)
def test_an_answer_has_the_form_of_the_document(row: Any) -> None:
    (theirs,) = dct_document.replies()[row.id]
    found = Comparison(dct_document.forms).differences(row.returns, theirs)
    assert [each for each in found if not re.search(IDENTITY, each) and not each.endswith(OTHERWISE)] == []


@pytest.mark.parametrize(
    ("request_model", "ours"),
    [("CreateComplianceJobRequest", CREATED_WITH), ("UpdateComplianceJobRequest", UPDATED_WITH)],
)
def test_a_compliance_job_is_written_with_the_fields_of_the_vendor_s_client(request_model: str, ours: set[str]) -> None:
    theirs = _vendor(request_model)
    assert set(theirs.openapi_types) == set(ours)
    switches = {name for name, types in theirs.openapi_types.items() if types == (bool,)}
    assert switches == SWITCHES & set(ours)
    bounds = {name: (limits["inclusive_minimum"], limits.get("inclusive_maximum", BOUNDS[name][1]))
              for (name,), limits in theirs.validations.items()}  # fmt: skip
    assert bounds == {name: BOUNDS[name] for name in bounds}


def test_the_sandbox_sends_no_field_that_the_models_do_not_know() -> None:
    odd: list[str] = []
    with (
        Sandbox(["delphix"], clock=Clock.manual()) as sandbox,
        sandbox.client(hooks=[lambda event: _note(event, odd)]) as client,
    ):
        place: dict[str, Any] = {"target_engine_id": "2", "target_environment_id": "prod-env"}
        client.masking_jobs.copy(
            FINANCE_JOB, **place, connector_credentials=Credentials("USER123", "password123")
        ).wait()
        run = client.masking_jobs.execute(FINANCE_JOB, engine_id="1").wait()
        component = client.delphix.executions.components(run.id).to_list()[0]
        seen: list[Any] = [
            run,
            component,
            client.delphix.account(),
            client.delphix.executions.log(run.id),
            client.delphix.executions.component_log(run.id, component.id),
            *client.masking_jobs.list(),
            *client.connectors.list(),
            *client.delphix.compliance_jobs.list(),
            *client.delphix.engines.list(),
            *client.delphix.environments.list(),
            *client.delphix.jobs.list(),
        ]
    assert [(type(each).__name__, sorted(each.extra)) for each in seen if each.extra] == []
    rulesets = [each.ruleset for each in seen if isinstance(each, masking_jobs.MaskingJob) and each.ruleset]
    assert [each.extra for each in rulesets] == [{}] * len(rulesets) != []
    assert odd == []


def _note(event: Event, odd: list[str]) -> None:
    if isinstance(event, UnexpectedData):
        odd.append(f"{event.operation} {event.path}: {event.what}")


@pytest.fixture
def client() -> Any:
    with Sandbox(["delphix"], clock=Clock.manual()) as sandbox, sandbox.client() as client:
        yield client


def test_a_finished_job_has_a_result(client: Client) -> None:
    copying = client.masking_jobs.copy(FINANCE_JOB, target_engine_id="2", target_environment_id="prod-env")
    copied = copying.wait()
    assert client.delphix.jobs.result(copying.id).outcome["masking_job_id"] == copied.id
    running = client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
    run = running.wait()
    assert client.delphix.jobs.result(running.id).outcome["execution_id"] == run.id


NEWER_NAMES = [
    "account_id",
    "account_name",
    "engine_job_id",
    "last_execution_start_time",
    "last_execution_run_time",
    "hyperscale_state",
    "hyperscale_enabled",
    "discovery_policy_id",
    "discovery_policy_name",
    "on_the_fly_source_connector_id",
    "batch_update",
    "commit_size",
    "fail_immediately",
    "num_output_threads_per_stream",
    "max_parallel_connections_per_table",
    "max_records_per_split",
    "max_split_per_connection",
    "auto_calculate_unload_split",
    "consider_continuous_compliance_warning_event_as",
    "create_all_indexes_with_nologging",
    "disable_parallel_index_creation",
    "enable_all_constraints_with_novalidate",
    "pre_script.name",
    "pre_script.contents",
    "post_script.name",
    "post_script.contents",
    "truncate_tables",
    "drop_indexes",
    "enabled_tasks",
]
"""What the document of 3.28.0 lists for compliance jobs on top of what older ones did."""


@pytest.mark.parametrize("name", NEWER_NAMES)
def test_a_compliance_job_is_filtered_by_what_the_newest_document_lists(client: Client, name: str) -> None:
    jobs = client.delphix.compliance_jobs
    with_and_without = (field(name).present(), field(name).absent())
    assert sum(len(jobs.search(each).to_list()) for each in with_and_without) == len(jobs.list().to_list()) > 0


SORTS = [f"{direction}{name}" for name in NEWER_NAMES for direction in ("", "-") if name != "enabled_tasks"]


@pytest.mark.parametrize("sort", SORTS)
def test_a_compliance_job_is_sorted_by_what_the_newest_document_lists(client: Client, sort: str) -> None:
    found = client.delphix.compliance_jobs.list(sort=sort).to_list()
    assert len(found) == len(client.delphix.compliance_jobs.search(sort=sort).to_list()) > 0


def test_other_lists_are_filtered_by_what_the_newest_document_lists(client: Client) -> None:
    assert client.delphix.engines.search(field("engine_connection_status").eq("ONLINE")).first() is not None
    client.connectors.update("1-DATABASE-1", username="USER123").wait()
    assert client.delphix.jobs.search(field("target_name").present()).first() is not None


def test_an_attribute_that_is_not_known_is_sent_and_reported() -> None:
    odd: list[str] = []
    with (
        Sandbox(["delphix"], clock=Clock.manual()) as sandbox,
        sandbox.client(hooks=[lambda event: _note(event, odd)]) as client,
    ):
        with pytest.raises(ApiError, match=r"'nmae' \(similar: 'name'\)"):
            client.masking_jobs.search(field("nmae").eq("x")).first()
        assert sandbox.requests.count("search_masking_jobs") == 1
    assert "unknown to this version" in odd[0]


FIELDS: dict[str, Any] = {"name": "nightly", "type": "MASKING", "rule_set_id": "1-RULESET-1"}


def test_a_compliance_job_keeps_what_it_was_created_and_updated_with(client: Client) -> None:
    script = {"name": "before", "contents": "SELECT 1"}
    more = {
        "commit_size": 500,
        "num_output_threads_per_stream": 2,
        "multiple_profiler_check": True,
        "pre_script": script,
        "enabled_tasks": ["drop"],
        "consider_continuous_compliance_warning_event_as": "FAILURE",
    }
    creating = client.delphix.compliance_jobs.create(FIELDS | more)
    creating.wait()
    made = client.delphix.compliance_jobs.get(creating.ref.about["compliance_job_id"])
    assert (made.commit_size, made.num_output_threads_per_stream, made.multiple_profiler_check) == (500, 2, True)
    assert made.pre_script is not None
    assert (made.pre_script.name, made.enabled_tasks) == ("before", ("drop",))
    assert made.account_name == "admin"
    changed = client.delphix.compliance_jobs.update(made.id, {"pre_script": None, "commit_size": 7}).compliance_job
    assert changed is not None
    assert (changed.pre_script, changed.commit_size, changed.name) == (None, 7, "nightly")


@pytest.mark.parametrize(
    "wrong",
    [
        {"num_output_threads_per_stream": 0},
        {"multiple_profiler_check": "maybe"},
        {"max_split_per_connection": 40_000},
        {"commit_size": "5"},
        {"commit_size": True},
        {"type": "GUESSING"},
        {"consider_continuous_compliance_warning_event_as": None},
        {"rule_set_id": ""},
    ],
    ids=str,
)
def test_what_a_compliance_job_cannot_have_is_refused_before_it_is_sent(client: Client, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        client.delphix.compliance_jobs.create(FIELDS | wrong)
    if "type" not in wrong:
        with pytest.raises(ValidationError, match=next(iter(wrong))):
            client.delphix.compliance_jobs.update(FINANCE_JOB, wrong)


def test_a_field_of_a_newer_server_is_sent_with_a_note(client: Client) -> None:
    plan = client.delphix.compliance_jobs.create.plan(
        FIELDS | {"moon_phase": 3, "non_conformant_data_handling": "NULLIFY"}
    )
    assert plan.requests[0]["body"]["moon_phase"] == 3
    assert "moon_phase" in str(plan)
    assert "NULLIFY" in str(plan)


def test_a_compliance_job_can_be_told_how_to_run(client: Client) -> None:
    run = client.delphix.compliance_jobs.execute(FINANCE_JOB, execution_type="STANDARD").wait()
    assert run.masking_job_id == FINANCE_JOB
    with pytest.raises(ApiError, match="cannot be executed as HYPERSCALE"):
        client.delphix.compliance_jobs.execute(FINANCE_JOB, execution_type="HYPERSCALE")
    with pytest.raises(ValidationError, match="execution_type"):
        client.delphix.compliance_jobs.execute(FINANCE_JOB, execution_type="FAST")


def test_the_mode_of_a_file_connector_can_be_changed_on_servers_that_allow_it(client: Client) -> None:
    connector = client.connectors.update("2-FILE-4", connection_mode="SFTP").wait()
    assert connector.connection_mode == "SFTP"


def test_a_masking_job_may_be_created_with_a_type_of_its_own(client: Client) -> None:
    plan = client.masking_jobs.create.plan("mine", source_masking_job_id=FINANCE_JOB, job_type="STANDARD")
    assert plan.requests[0]["body"]["job_type"] == "STANDARD"
    assert client.masking_jobs.create.plan("mine").requests[0]["body"]["job_type"] == "HYPERSCALE"
