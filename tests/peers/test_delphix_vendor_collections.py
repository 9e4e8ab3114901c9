"""The vendor's published client runs job collections against the sandbox, and reads every reply with its strict models."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from delphix.api.gateway import ApiClient, Configuration
from delphix.api.gateway.api.compliance_job_collections_api import ComplianceJobCollectionsApi
from delphix.api.gateway.api.executions_api import ExecutionsApi
from delphix.api.gateway.api.job_collection_executions_api import JobCollectionExecutionsApi
from delphix.api.gateway.api.job_orchestrators_api import JobOrchestratorsApi
from delphix.api.gateway.exceptions import ApiException
from delphix.api.gateway.model.compliance_job_collection_members import ComplianceJobCollectionMembers
from delphix.api.gateway.model.create_compliance_job_collection_request import CreateComplianceJobCollectionRequest
from delphix.api.gateway.model.job_collection_failure_handling_enum import JobCollectionFailureHandlingEnum
from delphix.api.gateway.model.search_body import SearchBody
from delphix.api.gateway.model.update_compliance_job_collection_request import UpdateComplianceJobCollectionRequest

from jobspan.testing.sandbox import Sandbox
from jobspan.testing.sandbox.delphix.seed import API_KEY, FINANCE_JOB

STAFF_JOB = "0b7c1a52-6f0e-4c7f-9d55-3a1f0f6b2c11"


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


def created(vendor: ApiClient, *ids: str, handling: str = "CANCEL_ALL") -> str:
    members = [ComplianceJobCollectionMembers(compliance_job_id=id, sequence=n) for n, id in enumerate(ids, start=1)]
    request = CreateComplianceJobCollectionRequest(
        name="nightly", members=members, failure_handling=JobCollectionFailureHandlingEnum(handling)
    )
    answer = ComplianceJobCollectionsApi(vendor).create_compliance_job_collection(request)
    assert answer.job.status == "COMPLETED"
    return str(answer.id)


def test_a_collection_runs_its_jobs_in_order(vendor: ApiClient) -> None:
    collections, runs = ComplianceJobCollectionsApi(vendor), JobCollectionExecutionsApi(vendor)
    id = created(vendor, FINANCE_JOB, STAFF_JOB)
    assert collections.execute_compliance_job_collection(id).job.target_id == id
    run_id = collections.get_compliance_job_collection_by_id(id).last_execution_id
    seen = []
    for _ in range(60):
        run = runs.get_job_collection_execution_by_id(run_id)
        seen.append(str(run.status.value))
        if run.get("end_time"):
            break
    assert (seen[0], seen[-1]) == ("PENDING", "SUCCEEDED")
    assert (run.status_reason.value, run.actual_execution_count, run.percent_complete) == ("NONE", 2, 100)
    body = SearchBody(filter_expression=f"collection_execution_id EQ '{run_id}'")
    parts = ExecutionsApi(vendor).search_executions(search_body=body, sort="submit_time")["items"]
    assert [part.masking_job_id for part in parts] == [FINANCE_JOB, STAFF_JOB]
    assert parts[0].end_time <= parts[1].submit_time
    assert [each.id for each in collections.get_compliance_job_collection_jobs(id, sort="-name")["items"]] == [
        STAFF_JOB,
        FINANCE_JOB,
    ]


def test_what_is_refused_is_refused_in_the_documented_form(vendor: ApiClient) -> None:
    collections, runs = ComplianceJobCollectionsApi(vendor), JobCollectionExecutionsApi(vendor)
    id = created(vendor, FINANCE_JOB)
    collections.execute_compliance_job_collection(id, body={"unknown": 1})
    run_id = collections.get_compliance_job_collection_by_id(id).last_execution_id
    unknown = UpdateComplianceJobCollectionRequest(members=[ComplianceJobCollectionMembers(compliance_job_id="nobody")])
    nameless = UpdateComplianceJobCollectionRequest(members=[ComplianceJobCollectionMembers(sequence=1)])
    refusals: tuple[tuple[int, Callable[[], object]], ...] = (
        (409, lambda: collections.execute_compliance_job_collection(id)),
        (409, lambda: collections.delete_compliance_job_collection(id)),
        (400, lambda: collections.update_compliance_job_collection(id, unknown)),
        (400, lambda: collections.update_compliance_job_collection(id, nameless)),
        (400, lambda: runs.search_job_collection_executions(search_body=SearchBody(filter_expression="percent_complete EQ 1"))),
        (400, lambda: collections.search_compliance_job_collection_jobs(
            id, search_body=SearchBody(filter_expression="commit_size EQ 1"))),
        (404, lambda: collections.get_compliance_job_collection_by_id("nobody")),
        (404, lambda: JobOrchestratorsApi(vendor).get_job_orchestrator_queued_operations("nobody")),
    )  # fmt: skip
    for status, attempt in refusals:
        with pytest.raises(ApiException) as refused:
            attempt()
        assert refused.value.status == status
    assert runs.cancel_job_collection_execution(run_id).job.status == "COMPLETED"
    states = [runs.get_job_collection_execution_by_id(run_id).status.value for _ in range(5)]
    assert states[-1] == "CANCELLED" != states[0]
    with pytest.raises(ApiException) as over:
        runs.cancel_job_collection_execution(run_id)
    assert over.value.status == 409
    assert collections.delete_compliance_job_collection(id).job.status == "COMPLETED"
