"""The vendor's published client works against the sandbox, and reads every reply with its strict models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from delphix.api.gateway import ApiClient, Configuration
from delphix.api.gateway.api.compliance_jobs_api import ComplianceJobsApi
from delphix.api.gateway.api.connectors_api import ConnectorsApi
from delphix.api.gateway.api.executions_api import ExecutionsApi
from delphix.api.gateway.api.jobs_api import JobsApi
from delphix.api.gateway.api.login_api import LoginApi
from delphix.api.gateway.api.management_api import ManagementApi
from delphix.api.gateway.api.masking_environments_api import MaskingEnvironmentsApi
from delphix.api.gateway.api.masking_jobs_api import MaskingJobsApi
from delphix.api.gateway.exceptions import ApiException, NotFoundException, UnauthorizedException
from delphix.api.gateway.model.account_login_parameter import AccountLoginParameter
from delphix.api.gateway.model.connector_create_request import ConnectorCreateRequest
from delphix.api.gateway.model.connector_test_request import ConnectorTestRequest
from delphix.api.gateway.model.connector_type_enum import ConnectorTypeEnum
from delphix.api.gateway.model.connector_update_parameters import ConnectorUpdateParameters
from delphix.api.gateway.model.copy_masking_job_parameters import CopyMaskingJobParameters
from delphix.api.gateway.model.create_compliance_job_request import CreateComplianceJobRequest
from delphix.api.gateway.model.delete_tag import DeleteTag
from delphix.api.gateway.model.engine_id_body import EngineIdBody
from delphix.api.gateway.model.execute_masking_job_parameters import ExecuteMaskingJobParameters
from delphix.api.gateway.model.execution_cancel_parameters import ExecutionCancelParameters
from delphix.api.gateway.model.search_body import SearchBody
from delphix.api.gateway.model.tag import Tag
from delphix.api.gateway.model.tags_request import TagsRequest
from delphix.api.gateway.model.update_compliance_job_request import UpdateComplianceJobRequest
from delphix.api.gateway.model.update_masking_job_parameters import UpdateMaskingJobParameters

from jobspan.testing.sandbox import Sandbox
from jobspan.testing.sandbox.delphix.seed import API_KEY, FINANCE_JOB

HYPERSCALE_JOB = "e1750d24-7b9c-4d83-96fe-4d3a85c20fb6"


@pytest.fixture
def dct() -> Iterator[Sandbox]:
    with Sandbox(["delphix"]) as sandbox:
        yield sandbox


@pytest.fixture
def vendor(dct: Sandbox) -> Iterator[ApiClient]:
    configuration = Configuration(
        host=dct.url("delphix") + "/dct/v3", api_key={"ApiKeyAuth": API_KEY}, api_key_prefix={"ApiKeyAuth": "apk"}
    )
    with ApiClient(configuration) as client:
        yield client
        client.rest_client.pool_manager.clear()


def wait(vendor: ApiClient, job: Any) -> Any:
    for _ in range(10):
        job = JobsApi(vendor).get_job_by_id(job.id)
        if job.status in ("COMPLETED", "FAILED"):
            return job
    raise AssertionError(f"still {job.status}")


def test_list_search_and_get(vendor: ApiClient) -> None:
    jobs = MaskingJobsApi(vendor)
    listed = jobs.get_masking_jobs(limit=2, sort="-name")
    assert [job.name for job in listed["items"]] == ["staff-subset-job", "staff-masking-job"]
    assert listed.response_metadata.total == 7
    rest = jobs.get_masking_jobs(limit=100, sort="-name", cursor=listed.response_metadata.next_cursor)
    assert len(rest["items"]) == 5
    found = jobs.search_masking_jobs(search_body=SearchBody(filter_expression="is_on_the_fly_masking eq true"))
    assert {job.name for job in found["items"]} == {"customer-refresh-job"}
    job = jobs.get_masking_job_by_id(FINANCE_JOB)
    assert (job.name, str(job.last_execution_status)) == ("finance-masking-job", "SUCCEEDED")
    engines = jobs.search_masking_job_source_engines(
        search_body=SearchBody(filter_expression="source_engine_id eq '1'")
    )
    assert FINANCE_JOB in {pair.masking_job_id for pair in engines["items"]}
    assert jobs.get_masking_job_source_engines()["items"]


def test_the_whole_way_from_copy_to_log(vendor: ApiClient, dct: Sandbox) -> None:
    jobs, connectors, executions = MaskingJobsApi(vendor), ConnectorsApi(vendor), ExecutionsApi(vendor)
    copying = jobs.copy_masking_job(
        FINANCE_JOB,
        copy_masking_job_parameters=CopyMaskingJobParameters(target_engine_id="2", target_environment_id="prod-env"),
    )
    assert wait(vendor, copying.job).status == "COMPLETED"
    copied = jobs.get_masking_job_by_id(copying.masking_job_id)
    connector = jobs.get_masking_job_connectors(copied.id).connector
    assert not connector.auth_present
    assert connectors.test_connector(connector.id).status == "FAILED"

    secret = ConnectorUpdateParameters(username="USER123", password="password123")
    changing = connectors.update_connector_by_id(connector.id, connector_update_parameters=secret)
    assert wait(vendor, changing.job).status == "COMPLETED"
    assert connectors.get_connector_by_id(connector.id).auth_present
    assert connectors.test_connector(connector.id).message == "Connection Succeeded"

    starting = jobs.execute_masking_job(
        copied.id, execute_masking_job_parameters=ExecuteMaskingJobParameters(engine_id="2")
    )
    run_id = wait(vendor, starting.job).execution_id
    seen = []
    while True:
        run = executions.get_execution_by_id(run_id)
        seen.append(str(run.status))
        if run.data_collection_complete:
            break
    assert list(dict.fromkeys(seen)) == ["PENDING", "QUEUED", "RUNNING", "SUCCEEDED"]
    assert (run.rows_masked, run.rows_total) == (5000, 5000)
    assert "SUCCEEDED" in executions.get_execution_log(run_id).log
    assert executions.get_execution_events(run_id)["items"] == []
    component = executions.get_execution_components(run_id)["items"][0]
    assert executions.get_execution_component_by_id(run_id, component.id).name == "ACCOUNTS"
    assert executions.get_execution_component_log(run_id, component.id).execution_component_id == component.id


def test_finished_executions_with_events_and_discoveries(vendor: ApiClient) -> None:
    executions = ExecutionsApi(vendor)
    body = SearchBody(filter_expression="status IN ['SUCCEEDED', 'FAILED'] AND start_time LT 2100-01-01T00:00:00Z")
    found = executions.search_executions(search_body=body, sort="submit_time")["items"]
    assert [str(run.status) for run in found] == ["SUCCEEDED", "SUCCEEDED", "FAILED"]
    events = executions.search_execution_events(found[2].id, search_body=SearchBody())["items"]
    assert [event.event_type for event in events] == ["JOB_ABORTED"]
    results = executions.get_discovery_results(found[1].id)["items"]
    assert {result.table_name for result in results} == {"EMPLOYEES", "SALARIES"}
    assert executions.search_discovery_results(found[1].id)["items"]
    assert executions.search_execution_components(found[0].id)["items"]
    assert len(executions.get_executions()["items"]) == 3


def test_cancel_a_run(vendor: ApiClient, dct: Sandbox) -> None:
    jobs, executions = MaskingJobsApi(vendor), ExecutionsApi(vendor)
    body = ExecuteMaskingJobParameters(engine_id="1")
    run_id = wait(vendor, jobs.execute_masking_job(FINANCE_JOB, execute_masking_job_parameters=body).job).execution_id
    with pytest.raises(ApiException) as stale:
        executions.cancel_execution(
            run_id, execution_cancel_parameters=ExecutionCancelParameters(expected_status="RUNNING")
        )
    assert stale.value.status == 409
    assert executions.cancel_execution(run_id) is None
    assert str(executions.get_execution_by_id(run_id).status) == "CANCELLED"


def test_tags_of_everything(vendor: ApiClient) -> None:
    request = TagsRequest(tags=[Tag(key="a", value="1"), Tag(key="a", value="2"), Tag(key="b", value="1")])
    jobs, connectors, engines = MaskingJobsApi(vendor), ConnectorsApi(vendor), ManagementApi(vendor)
    task = connectors.update_connector_by_id("1-DATABASE-1").job
    for get, create, delete, id in (
        (jobs.get_masking_job_tag, jobs.create_masking_job_tag, jobs.delete_masking_job_tag, HYPERSCALE_JOB),
        (connectors.get_connector_tags, connectors.create_connector_tags, connectors.delete_connector_tag, "2-FILE-4"),
        (JobsApi(vendor).get_job_tags, JobsApi(vendor).create_job_tags, JobsApi(vendor).delete_job_tag, task.id),
    ):
        assert len(create(id, request).tags) == 3
        assert delete(id, delete_tag=DeleteTag(key="a", value="1")) is None
        assert [(tag.key, tag.value) for tag in get(id).tags] == [("a", "2"), ("b", "1")]
        delete(id, delete_tag=DeleteTag(key="a"))
        assert [(tag.key, tag.value) for tag in get(id).tags] == [("b", "1")]
        delete(id)
        assert get(id).tags == []
    assert engines.create_engine_tags("3", request).tags
    engines.delete_engine_tags("3")
    assert engines.get_engine_tags("3").tags == []


def test_connectors(vendor: ApiClient) -> None:
    connectors = ConnectorsApi(vendor)
    assert {c.id for c in connectors.get_connectors()["items"]} >= {"2-DATABASE-23", "2-FILE-4"}
    found = connectors.search_connectors(
        search_body=SearchBody(filter_expression="port EQ 1521 AND auth_present EQ false")
    )
    assert [c.id for c in found["items"]] == ["2-DATABASE-23"]
    unsaved = ConnectorTestRequest(hostname="staff-db.example.com", username="USER123", password="password123")
    assert connectors.test_unsaved_connector(unsaved).status == "SUCCEEDED"
    overridden = ConnectorTestRequest(username="USER123", password="password123")
    assert connectors.test_connector("2-DATABASE-23", connector_test_request=overridden).status == "SUCCEEDED"
    assert connectors.fetch_table_names("1-DATABASE-1")["items"] == ["ACCOUNTS", "PAYMENTS", "RATES"]
    assert connectors.fetch_file_names("2-FILE-4")["items"] == ["customers.csv", "orders.csv", "returns.csv"]
    assert connectors.get_connection_properties("1-DATABASE-1")["items"]
    assert connectors.get_connector_driver_support_tasks("1-DATABASE-1").tasks
    users = connectors.search_connector_jobs("1-DATABASE-3")["items"]
    assert [(job.name, job.connector_role) for job in users] == [("customer-refresh-job", "SOURCE")]
    creating = connectors.create_connector(
        ConnectorCreateRequest(name="mine", type=ConnectorTypeEnum("DATABASE"), hostname="staff-db.example.com")
    )
    wait(vendor, creating.job)
    assert connectors.get_connector_by_id(creating.id).dct_managed
    assert connectors.delete_connector(creating.id).job.status == "COMPLETED"


def test_hyperscale_and_update(vendor: ApiClient) -> None:
    jobs = MaskingJobsApi(vendor)
    added, removed = EngineIdBody(engine_id="2"), EngineIdBody(engine_id="1")
    assert wait(vendor, jobs.re_import_masking_job(HYPERSCALE_JOB).job).status == "COMPLETED"
    assert wait(vendor, jobs.add_engine_to_masking_job(HYPERSCALE_JOB, added).job).status == "COMPLETED"
    assert wait(vendor, jobs.remove_engine_from_masking_job(HYPERSCALE_JOB, removed).job).status == "COMPLETED"
    job = jobs.get_masking_job_by_id(HYPERSCALE_JOB)
    assert (job.job_type, job.engine_ids) == ("HYPERSCALE", ["3", "2"])
    renamed = jobs.update_masking_job_by_id(
        FINANCE_JOB, update_masking_job_parameters=UpdateMaskingJobParameters(name="new", connector_password="x")
    )
    assert (renamed.name, renamed.connector_password) == ("new", "*****")
    run_id = wait(vendor, jobs.execute_masking_job(HYPERSCALE_JOB).job).execution_id
    executions = ExecutionsApi(vendor)
    executions.cancel_execution(run_id)
    again = wait(vendor, executions.restart_execution(run_id).job)
    assert (again.status, again.execution_id) == ("COMPLETED", run_id)
    while not executions.get_execution_by_id(run_id).data_collection_complete:
        assert executions.get_execution_by_id(run_id).hyperscale_instance_id == "hyperscale-1"
    phases = executions.get_execution_by_id(run_id).hyperscale_task_events
    assert [(phase.name, phase.status) for phase in phases] == [
        (name, "SUCCEEDED") for name in ("Unload", "Masking", "Load", "Post-Load")
    ]
    assert wait(vendor, executions.cleanup_execution(run_id).job).status == "COMPLETED"


def test_compliance_jobs(vendor: ApiClient) -> None:
    jobs = ComplianceJobsApi(vendor)
    assert {job.type for job in jobs.get_compliance_jobs()["items"]} == {"MASKING", "DISCOVERY"}
    found = jobs.search_compliance_jobs(search_body=SearchBody(filter_expression="engine_id EQ '3'"))
    assert [job.environment_name for job in found["items"]] == ["prod-env"]
    assert jobs.get_compliance_job_connectors(FINANCE_JOB).connector.id == "1-DATABASE-1"
    created = jobs.create_compliance_job(
        CreateComplianceJobRequest(name="mine", rule_set_id="1-RULESET-1", type="MASKING")
    )
    wait(vendor, created.job)
    assert jobs.get_compliance_job_by_id(created.id).name == "mine"
    update = UpdateComplianceJobRequest(description="the books")
    updated = jobs.update_compliance_job(created.id, update_compliance_job_request=update)
    assert updated.compliance_job.description == "the books"
    assert wait(vendor, jobs.execute_compliance_job(FINANCE_JOB).job).execution_id
    assert wait(vendor, jobs.delete_compliance_job(created.id).job).status == "COMPLETED"
    with pytest.raises(NotFoundException):
        jobs.get_compliance_job_by_id(created.id)


def test_jobs_engines_environments_and_login(vendor: ApiClient, dct: Sandbox) -> None:
    task = ConnectorsApi(vendor).update_connector_by_id("1-DATABASE-1").job
    jobs = JobsApi(vendor)
    assert jobs.abandon_job(task.id) is None
    assert [job.status for job in jobs.get_jobs()["items"]] == ["ABANDONED"]
    assert jobs.search_jobs(search_body=SearchBody(filter_expression="engines CONTAINS {engine_id EQ '1'}"))["items"]
    engines = ManagementApi(vendor)
    assert [engine.name for engine in engines.get_registered_engines(sort="name")["items"]] == [
        "dr01",
        "prod01",
        "qa01",
    ]
    assert engines.get_registered_engine("2").masking_jobs_running == 0
    assert engines.search_engines(search_body=SearchBody(filter_expression="SEARCH 'QA'"))["items"][0].id == "2"
    environments = MaskingEnvironmentsApi(vendor)
    assert len(environments.get_masking_environments()["items"]) == 6
    assert environments.get_masking_environment_by_id("2-ENV-1").engine_name == "qa01"
    body = SearchBody(filter_expression="purpose EQ 'TOKENIZE'")
    assert environments.search_masking_environments(search_body=body)["items"][0].id == "2-ENV-3"
    token = LoginApi(vendor).account_login(AccountLoginParameter(username="admin", password="admin-sandbox"))
    assert (token.token_type, token.expires_in) == ("Bearer", 1800)
    with pytest.raises(UnauthorizedException):
        LoginApi(vendor).account_login(AccountLoginParameter(username="admin", password="wrong"))
