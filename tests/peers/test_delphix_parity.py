"""jobspan and the vendor's published client put the same requests on the wire: method, path, query and JSON body."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, TypeAlias

import attrs
import pytest
from delphix.api.gateway import ApiClient, Configuration
from delphix.api.gateway.api.compliance_job_collections_api import ComplianceJobCollectionsApi
from delphix.api.gateway.api.compliance_jobs_api import ComplianceJobsApi
from delphix.api.gateway.api.connectors_api import ConnectorsApi
from delphix.api.gateway.api.executions_api import ExecutionsApi
from delphix.api.gateway.api.job_collection_executions_api import JobCollectionExecutionsApi
from delphix.api.gateway.api.job_orchestrators_api import JobOrchestratorsApi
from delphix.api.gateway.api.jobs_api import JobsApi
from delphix.api.gateway.api.login_api import LoginApi
from delphix.api.gateway.api.management_api import ManagementApi
from delphix.api.gateway.api.masking_environments_api import MaskingEnvironmentsApi
from delphix.api.gateway.api.masking_jobs_api import MaskingJobsApi
from delphix.api.gateway.exceptions import NotFoundException
from delphix.api.gateway.model.account_login_parameter import AccountLoginParameter
from delphix.api.gateway.model.compliance_job_collection_members import ComplianceJobCollectionMembers
from delphix.api.gateway.model.connector_create_request import ConnectorCreateRequest
from delphix.api.gateway.model.connector_test_request import ConnectorTestRequest
from delphix.api.gateway.model.connector_type_enum import ConnectorTypeEnum
from delphix.api.gateway.model.connector_update_parameters import ConnectorUpdateParameters
from delphix.api.gateway.model.copy_masking_job_parameters import CopyMaskingJobParameters
from delphix.api.gateway.model.create_compliance_job_collection_request import CreateComplianceJobCollectionRequest
from delphix.api.gateway.model.create_compliance_job_request import CreateComplianceJobRequest
from delphix.api.gateway.model.create_masking_job_request import CreateMaskingJobRequest
from delphix.api.gateway.model.delete_tag import DeleteTag
from delphix.api.gateway.model.engine_id_body import EngineIdBody
from delphix.api.gateway.model.execute_masking_job_parameters import ExecuteMaskingJobParameters
from delphix.api.gateway.model.execution_cancel_parameters import ExecutionCancelParameters
from delphix.api.gateway.model.fetch_file_names_request import FetchFileNamesRequest
from delphix.api.gateway.model.fetch_table_names_request import FetchTableNamesRequest
from delphix.api.gateway.model.job_collection_failure_handling_enum import JobCollectionFailureHandlingEnum
from delphix.api.gateway.model.migrate_masking_job_parameters import MigrateMaskingJobParameters
from delphix.api.gateway.model.search_body import SearchBody
from delphix.api.gateway.model.tag import Tag
from delphix.api.gateway.model.tags_request import TagsRequest
from delphix.api.gateway.model.token_info_request import TokenInfoRequest
from delphix.api.gateway.model.update_compliance_job_collection_request import UpdateComplianceJobCollectionRequest
from delphix.api.gateway.model.update_compliance_job_request import UpdateComplianceJobRequest
from delphix.api.gateway.model.update_masking_job_parameters import UpdateMaskingJobParameters

from jobspan import Client, DelphixSettings, Policy
from jobspan._planes.delphix.operations.every import OPERATIONS
from jobspan.errors import NotFound
from jobspan.policy import RuleMode
from jobspan.testing.sandbox import Sandbox
from jobspan.testing.sandbox.delphix.seed import ADMIN_PASSWORD, API_KEY, FINANCE_JOB
from jobspan.testing.sandbox.recorder import RecordedRequest

HYPERSCALE_JOB = "e1750d24-7b9c-4d83-96fe-4d3a85c20fb6"
CONNECTOR = "1-DATABASE-1"
FILTER = "name EQ 'x y' OR id EQ '1'"
PAGE: dict[str, Any] = {"limit": 7, "sort": "-id"}
ROWS: dict[str, Any] = {"page_size": 7, "sort": "-id"}
TAGS = TagsRequest(tags=[Tag(key="a", value="1"), Tag(key="a", value="2")])
PAIRS = [("a", "1"), ("a", "2")]

Theirs: TypeAlias = Callable[[ApiClient, str], Any]
Ours: TypeAlias = Callable[[Client, str], Any]


def nothing(client: Client) -> str:
    return ""


def a_job(client: Client) -> str:
    return client.connectors.update(CONNECTOR, username="USER123").id


def a_run(client: Client) -> str:
    return client.delphix.executions.list(sort="submit_time").to_list()[0].id


def an_active_run(client: Client) -> str:
    handle = client.masking_jobs.execute(HYPERSCALE_JOB)
    run = handle.wait_until(lambda view: view.execution is not None).execution
    assert run is not None
    return run.id


def a_queued_run(client: Client) -> str:
    handle = client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
    # A read shows the state before the step that it causes.
    view = handle.wait_until(lambda view: view.execution is not None and str(view.execution.status) == "PENDING")
    assert view.execution is not None
    return view.execution.id


def a_cancelled_run(client: Client) -> str:
    id = an_active_run(client)
    client.delphix.executions.cancel(id)
    return id


def a_component(client: Client) -> str:
    run = a_run(client)
    found = client.delphix.executions.components(run).first()
    assert found is not None
    return f"{run} {found.id}"


def a_managed_connector(client: Client) -> str:
    handle = client.connectors.create("mine", "DATABASE", hostname="staff-db.example.com")
    return handle.wait().id


def a_compliance_job(client: Client) -> str:
    handle = client.delphix.compliance_jobs.create({"name": "mine", "rule_set_id": "1-RULESET-1", "type": "MASKING"})
    handle.wait()
    return handle.ref.about["compliance_job_id"]


STAFF_JOB = "0b7c1a52-6f0e-4c7f-9d55-3a1f0f6b2c11"


def a_collection(client: Client) -> str:
    return client.delphix.job_collections.create("mine", [FINANCE_JOB, STAFF_JOB]).wait().id


def a_collection_run(client: Client) -> str:
    running = client.delphix.job_collections.execute(a_collection(client))
    run = running.wait_until(lambda view: view.execution is not None).execution
    assert run is not None
    return run.id


def listed(api: Any, method: str) -> Theirs:
    return lambda vendor, id: getattr(api(vendor), method)(*([id] if id else []), **PAGE)


def searched(api: Any, method: str, text: str = FILTER) -> Theirs:
    body = SearchBody(filter_expression=text)
    return lambda vendor, id: getattr(api(vendor), method)(*([id] if id else []), search_body=body, **PAGE)


def named(api: Any, method: str, id: str | None = None) -> Theirs:
    return lambda vendor, prepared: getattr(api(vendor), method)(*(id or prepared).split())


@attrs.frozen
class Case:
    operation: str
    theirs: Theirs
    ours: Ours
    prepared: Callable[[Client], str] = nothing
    without: bool = False
    """There is nothing to be had: both clients raise their error for 404."""
    but: str = ""
    """Why the requests differ in a detail; the detail is made equal in ``DIFFERENCES``."""

    def __str__(self) -> str:
        return self.operation + (f" ({self.but})" if self.but else "")


BOOLEAN = "booleans of a query in capitals"
NO_BODY = "no body instead of an empty object"

DIFFERENCES: dict[str, Callable[[RecordedRequest], RecordedRequest]] = {
    BOOLEAN: lambda sent: attrs.evolve(sent, query=type(sent.query)({k: v.lower() for k, v in sent.query.items()})),
    NO_BODY: lambda sent: attrs.evolve(sent, body=b"{}"),
}
"""What the vendor's client does otherwise. DCT documents both forms: booleans in small letters, and ``{}`` as *all tags*."""

MOVE = {"target_engine_id": "3", "target_environment_id": "prod-env", "force_overwrite": True}

CASES = [
    Case(
        "get_masking_jobs", listed(MaskingJobsApi, "get_masking_jobs"), lambda c, _: c.masking_jobs.list(**ROWS).first()
    ),
    Case(
        "search_masking_jobs",
        searched(MaskingJobsApi, "search_masking_jobs"),
        lambda c, _: c.masking_jobs.search(FILTER, **ROWS).first(),
    ),
    Case(
        "get_masking_job_source_engines",
        lambda v, _: MaskingJobsApi(v).get_masking_job_source_engines(limit=7, sort="-source_engine_id"),
        lambda c, _: c.masking_jobs.source_engines(page_size=7, sort="-source_engine_id").first(),
    ),
    Case(
        "search_masking_job_source_engines",
        lambda v, _: MaskingJobsApi(v).search_masking_job_source_engines(
            search_body=SearchBody(filter_expression="source_engine_id EQ '1'")
        ),
        lambda c, _: c.masking_jobs.search_source_engines("source_engine_id EQ '1'").first(),
    ),
    Case(
        "get_masking_job_by_id",
        named(MaskingJobsApi, "get_masking_job_by_id", FINANCE_JOB),
        lambda c, _: c.masking_jobs.get(FINANCE_JOB),
    ),
    Case(
        "create_masking_job",
        lambda v, _: MaskingJobsApi(v).create_masking_job(
            CreateMaskingJobRequest(
                name="mine",
                job_type="HYPERSCALE",
                hyperscale_instance_id="hyperscale-1",
                source_masking_job_id=FINANCE_JOB,
                max_memory=2048,
                retain_execution_data="NO",
                hyperscale_source_connector_password="password123",
                tags=[Tag(key="a", value="1")],
                make_current_account_owner=False,
            )
        ),
        lambda c, _: c.masking_jobs.create(
            "mine",
            hyperscale_instance_id="hyperscale-1",
            source_masking_job_id=FINANCE_JOB,
            max_memory=2048,
            retain_execution_data="NO",
            hyperscale_source_connector_password="password123",
            tags={"a": "1"},
            make_current_account_owner=False,
        ),
    ),
    Case(
        "update_masking_job_by_id",
        lambda v, _: MaskingJobsApi(v).update_masking_job_by_id(
            FINANCE_JOB,
            update_masking_job_parameters=UpdateMaskingJobParameters(
                name="new", connector_username="USER123", connector_password="password123"
            ),
        ),
        lambda c, _: c.masking_jobs.update(
            FINANCE_JOB, name="new", connector_username="USER123", connector_password="password123"
        ),
    ),
    Case(
        "delete_masking_job",
        named(MaskingJobsApi, "delete_masking_job", FINANCE_JOB),
        lambda c, _: c.masking_jobs.delete(FINANCE_JOB),
    ),
    Case(
        "delete_masking_job",
        lambda v, _: MaskingJobsApi(v).delete_masking_job(FINANCE_JOB, force=True),
        lambda c, _: c.masking_jobs.delete(FINANCE_JOB, force=True),
        but=BOOLEAN,
    ),
    Case(
        "copy_masking_job",
        lambda v, _: MaskingJobsApi(v).copy_masking_job(
            FINANCE_JOB, copy_masking_job_parameters=CopyMaskingJobParameters(**MOVE, source_environment_id="prod-env")
        ),
        lambda c, _: c.masking_jobs.copy(
            FINANCE_JOB,
            target_engine_id="3",
            target_environment_id="prod-env",
            source_environment_id="prod-env",
            force_overwrite=True,
        ),
    ),
    Case(
        "migrate_masking_job",
        lambda v, _: MaskingJobsApi(v).migrate_masking_job(
            FINANCE_JOB, migrate_masking_job_parameters=MigrateMaskingJobParameters(**MOVE)
        ),
        lambda c, _: c.masking_jobs.migrate(
            FINANCE_JOB, target_engine_id="3", target_environment_id="prod-env", force_overwrite=True
        ),
    ),
    Case(
        "execute_masking_job",
        lambda v, _: MaskingJobsApi(v).execute_masking_job(
            FINANCE_JOB, execute_masking_job_parameters=ExecuteMaskingJobParameters(engine_id="1")
        ),
        lambda c, _: c.masking_jobs.execute(FINANCE_JOB, engine_id="1"),
    ),
    Case(
        "execute_masking_job",
        named(MaskingJobsApi, "execute_masking_job", HYPERSCALE_JOB),
        lambda c, _: c.masking_jobs.execute(HYPERSCALE_JOB),
        but=NO_BODY,
    ),
    Case(
        "re_import_masking_job",
        named(MaskingJobsApi, "re_import_masking_job", HYPERSCALE_JOB),
        lambda c, _: c.masking_jobs.re_import(HYPERSCALE_JOB),
    ),
    Case(
        "add_engine_to_masking_job",
        lambda v, _: MaskingJobsApi(v).add_engine_to_masking_job(HYPERSCALE_JOB, EngineIdBody(engine_id="2")),
        lambda c, _: c.masking_jobs.add_engine(HYPERSCALE_JOB, "2"),
    ),
    Case(
        "remove_engine_from_masking_job",
        lambda v, _: MaskingJobsApi(v).remove_engine_from_masking_job(HYPERSCALE_JOB, EngineIdBody(engine_id="1")),
        lambda c, _: c.masking_jobs.remove_engine(HYPERSCALE_JOB, "1"),
    ),
    Case(
        "get_masking_job_connectors",
        named(MaskingJobsApi, "get_masking_job_connectors", FINANCE_JOB),
        lambda c, _: c.masking_jobs.connectors(FINANCE_JOB),
    ),
    Case("get_connectors", listed(ConnectorsApi, "get_connectors"), lambda c, _: c.connectors.list(**ROWS).first()),
    Case(
        "search_connectors",
        searched(ConnectorsApi, "search_connectors"),
        lambda c, _: c.connectors.search(FILTER, **ROWS).first(),
    ),
    Case(
        "get_connector_by_id",
        named(ConnectorsApi, "get_connector_by_id", CONNECTOR),
        lambda c, _: c.connectors.get(CONNECTOR),
    ),
    Case(
        "create_connector",
        lambda v, _: ConnectorsApi(v).create_connector(
            ConnectorCreateRequest(
                name="mine",
                type=ConnectorTypeEnum("DATABASE"),
                hostname="staff-db.example.com",
                port=1521,
                database_type="ORACLE",
                password="password123",
                kerberos_auth=False,
            )
        ),
        lambda c, _: c.connectors.create(
            "mine",
            "DATABASE",
            hostname="staff-db.example.com",
            port=1521,
            database_type="ORACLE",
            password="password123",
            kerberos_auth=False,
        ),
    ),
    Case(
        "update_connector_by_id",
        lambda v, _: ConnectorsApi(v).update_connector_by_id(
            CONNECTOR,
            connector_update_parameters=ConnectorUpdateParameters(username="u", password="password123", hostname=None),
        ),
        lambda c, _: c.connectors.update(CONNECTOR, username="u", password="password123", hostname=None),
    ),
    Case(
        "delete_connector",
        named(ConnectorsApi, "delete_connector"),
        lambda c, id: c.connectors.delete(id),
        prepared=a_managed_connector,
    ),
    Case(
        "test_connector", named(ConnectorsApi, "test_connector", CONNECTOR), lambda c, _: c.connectors.test(CONNECTOR)
    ),
    Case(
        "test_connector",
        lambda v, _: ConnectorsApi(v).test_connector(
            CONNECTOR, connector_test_request=ConnectorTestRequest(username="USER123", password="password123")
        ),
        lambda c, _: c.connectors.test(CONNECTOR, username="USER123", password="password123"),
    ),
    Case(
        "test_unsaved_connector",
        lambda v, _: ConnectorsApi(v).test_unsaved_connector(
            ConnectorTestRequest(hostname="staff-db.example.com", port=1, database_type="ORACLE", password="p")
        ),
        lambda c, _: c.connectors.test_values(
            hostname="staff-db.example.com", port=1, database_type="ORACLE", password="p"
        ),
    ),
    Case(
        "get_connection_properties",
        named(ConnectorsApi, "get_connection_properties", CONNECTOR),
        lambda c, _: c.connectors.properties(CONNECTOR),
    ),
    Case(
        "get_connector_driver_support_tasks",
        named(ConnectorsApi, "get_connector_driver_support_tasks", CONNECTOR),
        lambda c, _: c.connectors.driver_support_tasks(CONNECTOR),
    ),
    Case(
        "fetch_table_names",
        lambda v, _: ConnectorsApi(v).fetch_table_names(
            CONNECTOR, fetch_table_names_request=FetchTableNamesRequest(rule_set_id="1-RULESET-1")
        ),
        lambda c, _: c.connectors.table_names(CONNECTOR, rule_set_id="1-RULESET-1"),
    ),
    Case(
        "fetch_file_names",
        lambda v, _: ConnectorsApi(v).fetch_file_names(
            "2-FILE-4", fetch_file_names_request=FetchFileNamesRequest(rule_set_id="2-RULESET-6")
        ),
        lambda c, _: c.connectors.file_names("2-FILE-4", rule_set_id="2-RULESET-6"),
    ),
    Case(
        "search_connector_jobs",
        lambda v, _: ConnectorsApi(v).search_connector_jobs(
            CONNECTOR, search_body=SearchBody(filter_expression=FILTER), **PAGE
        ),
        lambda c, _: c.connectors.masking_jobs(CONNECTOR, FILTER, **ROWS).first(),
    ),
    Case(
        "get_executions",
        listed(ExecutionsApi, "get_executions"),
        lambda c, _: c.delphix.executions.list(**ROWS).first(),
    ),
    Case(
        "search_executions",
        searched(ExecutionsApi, "search_executions", "status EQ 'FAILED'"),
        lambda c, _: c.delphix.executions.search("status EQ 'FAILED'", **ROWS).first(),
    ),
    Case(
        "get_execution_by_id",
        named(ExecutionsApi, "get_execution_by_id"),
        lambda c, id: c.delphix.executions.get(id),
        prepared=a_run,
    ),
    Case(
        "cancel_execution",
        named(ExecutionsApi, "cancel_execution"),
        lambda c, id: c.delphix.executions.cancel(id),
        prepared=an_active_run,
    ),
    Case(
        "cancel_execution",
        lambda v, id: ExecutionsApi(v).cancel_execution(
            id, execution_cancel_parameters=ExecutionCancelParameters(expected_status="QUEUED")
        ),
        lambda c, id: c.delphix.executions.cancel(id, expected_status="QUEUED"),
        prepared=a_queued_run,
    ),
    Case(
        "restart_execution",
        named(ExecutionsApi, "restart_execution"),
        lambda c, id: c.delphix.executions.restart(id),
        prepared=a_cancelled_run,
    ),
    Case(
        "cleanup_execution",
        named(ExecutionsApi, "cleanup_execution"),
        lambda c, id: c.delphix.executions.cleanup(id),
        prepared=a_cancelled_run,
    ),
    Case(
        "get_execution_events",
        listed(ExecutionsApi, "get_execution_events"),
        lambda c, id: c.delphix.executions.events(id, **ROWS).first(),
        prepared=a_run,
    ),
    Case(
        "search_execution_events",
        searched(ExecutionsApi, "search_execution_events", "severity EQ 'INFO'"),
        lambda c, id: c.delphix.executions.search_events(id, "severity EQ 'INFO'", **ROWS).first(),
        prepared=a_run,
    ),
    Case(
        "get_execution_log",
        named(ExecutionsApi, "get_execution_log"),
        lambda c, id: c.delphix.executions.log(id),
        prepared=a_run,
    ),
    Case(
        "get_execution_components",
        listed(ExecutionsApi, "get_execution_components"),
        lambda c, id: c.delphix.executions.components(id, **ROWS).first(),
        prepared=a_run,
    ),
    Case(
        "search_execution_components",
        searched(ExecutionsApi, "search_execution_components", "name EQ 'ACCOUNTS'"),
        lambda c, id: c.delphix.executions.search_components(id, "name EQ 'ACCOUNTS'", **ROWS).first(),
        prepared=a_run,
    ),
    Case(
        "get_execution_component_by_id",
        named(ExecutionsApi, "get_execution_component_by_id"),
        lambda c, ids: c.delphix.executions.component(*ids.split()),
        prepared=a_component,
    ),
    Case(
        "get_execution_component_log",
        named(ExecutionsApi, "get_execution_component_log"),
        lambda c, ids: c.delphix.executions.component_log(*ids.split()),
        prepared=a_component,
    ),
    Case(
        "get_discovery_results",
        listed(ExecutionsApi, "get_discovery_results"),
        lambda c, id: c.delphix.executions.discovery_results(id, **ROWS).first(),
        prepared=a_run,
    ),
    Case(
        "search_discovery_results",
        searched(ExecutionsApi, "search_discovery_results", "confidence GT 50"),
        lambda c, id: c.delphix.executions.search_discovery_results(id, "confidence GT 50", **ROWS).first(),
        prepared=a_run,
    ),
    Case("get_jobs", listed(JobsApi, "get_jobs"), lambda c, _: c.delphix.jobs.list(**ROWS).first()),
    Case(
        "search_jobs",
        searched(JobsApi, "search_jobs", "status IN ['FAILED', 'COMPLETED']"),
        lambda c, _: c.delphix.jobs.search("status IN ['FAILED', 'COMPLETED']", **ROWS).first(),
    ),
    Case("get_job_by_id", named(JobsApi, "get_job_by_id"), lambda c, id: c.delphix.jobs.get(id), prepared=a_job),
    Case(
        "get_job_result",
        named(JobsApi, "get_job_result"),
        lambda c, id: c.delphix.jobs.result(id),
        prepared=a_job,
        without=True,
    ),
    Case("abandon_job", named(JobsApi, "abandon_job"), lambda c, id: c.delphix.jobs.abandon(id), prepared=a_job),
    Case(
        "get_masking_environments",
        listed(MaskingEnvironmentsApi, "get_masking_environments"),
        lambda c, _: c.delphix.environments.list(**ROWS).first(),
    ),
    Case(
        "search_masking_environments",
        searched(MaskingEnvironmentsApi, "search_masking_environments"),
        lambda c, _: c.delphix.environments.search(FILTER, **ROWS).first(),
    ),
    Case(
        "get_masking_environment_by_id",
        named(MaskingEnvironmentsApi, "get_masking_environment_by_id", "2-ENV-1"),
        lambda c, _: c.delphix.environments.get("2-ENV-1"),
    ),
    Case(
        "get_registered_engines",
        listed(ManagementApi, "get_registered_engines"),
        lambda c, _: c.delphix.engines.list(**ROWS).first(),
    ),
    Case(
        "search_engines",
        searched(ManagementApi, "search_engines"),
        lambda c, _: c.delphix.engines.search(FILTER, **ROWS).first(),
    ),
    Case(
        "get_registered_engine",
        named(ManagementApi, "get_registered_engine", "2"),
        lambda c, _: c.delphix.engines.get("2"),
    ),
    Case(
        "get_compliance_jobs",
        listed(ComplianceJobsApi, "get_compliance_jobs"),
        lambda c, _: c.delphix.compliance_jobs.list(**ROWS).first(),
    ),
    Case(
        "search_compliance_jobs",
        searched(ComplianceJobsApi, "search_compliance_jobs"),
        lambda c, _: c.delphix.compliance_jobs.search(FILTER, **ROWS).first(),
    ),
    Case(
        "get_compliance_job_by_id",
        named(ComplianceJobsApi, "get_compliance_job_by_id", FINANCE_JOB),
        lambda c, _: c.delphix.compliance_jobs.get(FINANCE_JOB),
    ),
    Case(
        "get_compliance_job_connectors",
        named(ComplianceJobsApi, "get_compliance_job_connectors", FINANCE_JOB),
        lambda c, _: c.delphix.compliance_jobs.connectors(FINANCE_JOB),
    ),
    Case(
        "create_compliance_job",
        lambda v, _: ComplianceJobsApi(v).create_compliance_job(
            CreateComplianceJobRequest(name="mine", rule_set_id="1-RULESET-1", type="MASKING")
        ),
        lambda c, _: c.delphix.compliance_jobs.create(
            {"name": "mine", "rule_set_id": "1-RULESET-1", "type": "MASKING"}
        ),
    ),
    Case(
        "update_compliance_job",
        lambda v, id: ComplianceJobsApi(v).update_compliance_job(
            id, update_compliance_job_request=UpdateComplianceJobRequest(description="the books")
        ),
        lambda c, id: c.delphix.compliance_jobs.update(id, {"description": "the books"}),
        prepared=a_compliance_job,
    ),
    Case(
        "execute_compliance_job",
        named(ComplianceJobsApi, "execute_compliance_job", FINANCE_JOB),
        lambda c, _: c.delphix.compliance_jobs.execute(FINANCE_JOB),
        but=NO_BODY,
    ),
    Case(
        "delete_compliance_job",
        named(ComplianceJobsApi, "delete_compliance_job"),
        lambda c, id: c.delphix.compliance_jobs.delete(id),
        prepared=a_compliance_job,
    ),
]


def _tag_cases(
    api: Any, get: str, create: str, delete: str, owner: str, id: str, prepared: Any = nothing
) -> list[Case]:
    def ours(client: Client) -> Any:
        return getattr(client if owner in ("masking_jobs", "connectors") else client.delphix, owner)

    def deleting(body: dict[str, Any], chosen: dict[str, Any]) -> Case:
        return Case(
            delete,
            lambda v, made: getattr(api(v), delete)(id or made, delete_tag=DeleteTag(**body)),
            lambda c, made: ours(c).delete_tags(id or made, **chosen),
            prepared,
        )

    chosen_tags: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"key": "team"}, {"key": "team"}),
        ({"key": "team", "value": "x"}, {"key": "team", "value": "x"}),
        ({"tags": TAGS.tags}, {"pairs": PAIRS}),
    ]
    return [
        Case(get, named(api, get, id), lambda c, made: ours(c).tags(id or made), prepared),
        Case(
            create,
            lambda v, made: getattr(api(v), create)(id or made, TAGS),
            lambda c, made: ours(c).add_tags(id or made, PAIRS),
            prepared,
        ),
        *(deleting(body, chosen) for body, chosen in chosen_tags),
        Case(
            delete,
            named(api, delete, id),
            lambda c, made: ours(c).delete_tags(id or made, all=True),
            prepared,
            but=NO_BODY,
        ),
    ]


CASES += [
    *_tag_cases(
        MaskingJobsApi,
        "get_masking_job_tag",
        "create_masking_job_tag",
        "delete_masking_job_tag",
        "masking_jobs",
        FINANCE_JOB,
    ),
    *_tag_cases(
        ConnectorsApi, "get_connector_tags", "create_connector_tags", "delete_connector_tag", "connectors", CONNECTOR
    ),
    *_tag_cases(JobsApi, "get_job_tags", "create_job_tags", "delete_job_tag", "jobs", "", a_job),
    *_tag_cases(ManagementApi, "get_engine_tags", "create_engine_tags", "delete_engine_tags", "engines", "3"),
    *_tag_cases(
        ComplianceJobsApi,
        "get_compliance_job_tag",
        "create_compliance_job_tag",
        "delete_compliance_job_tag",
        "compliance_jobs",
        FINANCE_JOB,
    ),
]


def _collection_cases() -> list[Case]:
    api, runs, orchestrators = ComplianceJobCollectionsApi, JobCollectionExecutionsApi, JobOrchestratorsApi
    handling = JobCollectionFailureHandlingEnum("CANCEL_ALL")
    members = [
        ComplianceJobCollectionMembers(compliance_job_id=FINANCE_JOB, sequence=1),
        ComplianceJobCollectionMembers(compliance_job_id=STAFF_JOB, sequence=2),
    ]
    tags = [Tag(key="a", value="1")]

    def whole(v: ApiClient, _: str) -> Any:
        request = CreateComplianceJobCollectionRequest(
            name="mine", description="d", failure_handling=handling, members=members, tags=tags
        )
        return api(v).create_compliance_job_collection(request)

    return [
        Case(
            "get_compliance_job_collections",
            listed(api, "get_compliance_job_collections"),
            lambda c, _: c.delphix.job_collections.list(**ROWS).first(),
        ),
        Case(
            "search_compliance_job_collections",
            searched(api, "search_compliance_job_collections"),
            lambda c, _: c.delphix.job_collections.search(FILTER, **ROWS).first(),
        ),
        Case(
            "get_compliance_job_collection_by_id",
            named(api, "get_compliance_job_collection_by_id"),
            lambda c, id: c.delphix.job_collections.get(id),
            prepared=a_collection,
        ),
        Case(
            "create_compliance_job_collection",
            whole,
            lambda c, _: c.delphix.job_collections.create(
                "mine", [FINANCE_JOB, STAFF_JOB], description="d", failure_handling="CANCEL_ALL", tags={"a": "1"}
            ),
        ),
        Case(
            "update_compliance_job_collection",
            lambda v, id: api(v).update_compliance_job_collection(
                id, UpdateComplianceJobCollectionRequest(name="new", failure_handling=handling, members=members[:1])
            ),
            lambda c, id: c.delphix.job_collections.update(
                id, name="new", failure_handling="CANCEL_ALL", members=[FINANCE_JOB]
            ),
            prepared=a_collection,
        ),
        Case(
            "update_compliance_job_collection",
            lambda v, id: api(v).update_compliance_job_collection(id, UpdateComplianceJobCollectionRequest(members=[])),
            lambda c, id: c.delphix.job_collections.update(id, members=[]),
            prepared=a_collection,
        ),
        Case(
            "delete_compliance_job_collection",
            named(api, "delete_compliance_job_collection"),
            lambda c, id: c.delphix.job_collections.delete(id),
            prepared=a_collection,
        ),
        Case(
            "execute_compliance_job_collection",
            named(api, "execute_compliance_job_collection"),
            lambda c, id: c.delphix.job_collections.execute(id),
            prepared=a_collection,
        ),
        Case(
            "get_compliance_job_collection_jobs",
            listed(api, "get_compliance_job_collection_jobs"),
            lambda c, id: c.delphix.job_collections.jobs(id, **ROWS).first(),
            prepared=a_collection,
        ),
        Case(
            "search_compliance_job_collection_jobs",
            searched(api, "search_compliance_job_collection_jobs"),
            lambda c, id: c.delphix.job_collections.search_jobs(id, FILTER, **ROWS).first(),
            prepared=a_collection,
        ),
        Case(
            "get_job_collection_executions",
            listed(runs, "get_job_collection_executions"),
            lambda c, _: c.delphix.job_collection_executions.list(**ROWS).first(),
        ),
        Case(
            "search_job_collection_executions",
            searched(runs, "search_job_collection_executions", "status EQ 'FAILED'"),
            lambda c, _: c.delphix.job_collection_executions.search("status EQ 'FAILED'", **ROWS).first(),
        ),
        Case(
            "get_job_collection_execution_by_id",
            named(runs, "get_job_collection_execution_by_id"),
            lambda c, id: c.delphix.job_collection_executions.get(id),
            prepared=a_collection_run,
        ),
        Case(
            "cancel_job_collection_execution",
            named(runs, "cancel_job_collection_execution"),
            lambda c, id: c.delphix.job_collection_executions.cancel(id),
            prepared=a_collection_run,
        ),
        Case(
            "get_job_orchestrators",
            listed(orchestrators, "get_job_orchestrators"),
            lambda c, _: c.delphix.job_orchestrators.list(**ROWS).first(),
        ),
        Case(
            "search_job_orchestrators",
            searched(orchestrators, "search_job_orchestrators"),
            lambda c, _: c.delphix.job_orchestrators.search(FILTER, **ROWS).first(),
        ),
        Case(
            "get_job_orchestrator_by_id",
            named(orchestrators, "get_job_orchestrator_by_id", "hyperscale-1"),
            lambda c, _: c.delphix.job_orchestrators.get("hyperscale-1"),
        ),
        Case(
            "get_job_orchestrator_queued_operations",
            lambda v, _: orchestrators(v).get_job_orchestrator_queued_operations("hyperscale-1", **PAGE),
            lambda c, _: c.delphix.job_orchestrators.queue("hyperscale-1", **ROWS).first(),
        ),
        Case(
            "search_job_orchestrator_queued_operations",
            lambda v, _: orchestrators(v).search_job_orchestrator_queued_operations(
                "hyperscale-1", search_body=SearchBody(filter_expression="account_id EQ 1"), **PAGE
            ),
            lambda c, _: c.delphix.job_orchestrators.search_queue("hyperscale-1", "account_id EQ 1", **ROWS).first(),
        ),
        *_tag_cases(
            api,
            "get_compliance_job_collection_tags",
            "create_compliance_job_collection_tags",
            "delete_compliance_job_collection_tags",
            "job_collections",
            "",
            a_collection,
        ),
    ]


CASES += _collection_cases()


def _jobspan(sandbox: Sandbox) -> Client:
    settings = DelphixSettings(url=sandbox.url("delphix") + "/dct/v3", api_key=API_KEY)
    return Client(delphix=settings, policy=Policy(rules=RuleMode.OFF, poll_first=0.001, poll_cap=0.001))


def _sent(sandbox: Sandbox, operation: str) -> RecordedRequest:
    return sandbox.requests.of(operation)[-1]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_requests_agree(case: Case) -> None:
    with Sandbox(["delphix"]) as their_world, Sandbox(["delphix"]) as our_world:
        with _jobspan(their_world) as helper:
            id = case.prepared(helper)
        their_world.requests.clear()
        configuration = Configuration(
            host=their_world.url("delphix") + "/dct/v3",
            api_key={"ApiKeyAuth": API_KEY},
            api_key_prefix={"ApiKeyAuth": "apk"},
        )
        with ApiClient(configuration) as vendor:
            with pytest.raises(NotFoundException) if case.without else nullcontext():
                case.theirs(vendor, id)
            vendor.rest_client.pool_manager.clear()
        with _jobspan(our_world) as client:
            assert case.prepared(client) == id
            our_world.requests.clear()
            with pytest.raises(NotFound) if case.without else nullcontext():
                case.ours(client, id)
        theirs, ours = _sent(their_world, case.operation), _sent(our_world, case.operation)
    if case.but:
        assert _essence(theirs) != _essence(ours)
        theirs = DIFFERENCES[case.but](theirs)
    assert _essence(ours) == _essence(theirs)
    assert ours.headers["authorization"] == theirs.headers["authorization"]


def _essence(sent: RecordedRequest) -> tuple[str, str, list[tuple[str, str]], Any]:
    return sent.method, sent.path, sorted(sent.query.multi_items()), sent.json


def test_the_login_agrees() -> None:
    with Sandbox(["delphix"]) as sandbox:
        url = sandbox.url("delphix") + "/dct/v3"
        with ApiClient(Configuration(host=url)) as vendor:
            LoginApi(vendor).account_login(AccountLoginParameter(username="admin", password=ADMIN_PASSWORD))
            vendor.rest_client.pool_manager.clear()
        settings = DelphixSettings(url=url, username="admin", password=ADMIN_PASSWORD)
        with Client(delphix=settings) as client:
            client.delphix.engines.get("1")
        theirs, ours = sandbox.requests.of("account_login")
    assert _essence(ours) == _essence(theirs)
    assert "authorization" not in ours.headers


def test_the_look_at_the_account_agrees() -> None:
    with Sandbox(["delphix"]) as sandbox:
        url = sandbox.url("delphix") + "/dct/v3"
        configuration = Configuration(host=url, api_key={"ApiKeyAuth": API_KEY}, api_key_prefix={"ApiKeyAuth": "apk"})
        with ApiClient(configuration) as vendor:
            theirs_read = LoginApi(vendor).token_info(token_info_request=TokenInfoRequest(token=f"apk {API_KEY}"))
            vendor.rest_client.pool_manager.clear()
        with Client(delphix=DelphixSettings(url=url, api_key=API_KEY)) as client:
            account = client.delphix.account()
        theirs, ours = sandbox.requests.of("token_info")
    assert _essence(ours) == _essence(theirs)
    assert (account.account_id, account.username) == (theirs_read.account_id, theirs_read.username)


def test_every_operation_is_compared() -> None:
    assert {case.operation for case in CASES} | {"account_login", "token_info"} == {
        operation.id for operation in OPERATIONS
    }
