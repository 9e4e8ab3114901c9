"""What the weather has to know of this plane."""

from __future__ import annotations

from starlette.datastructures import Headers

from jobspan.testing.sandbox.delphix.seed import READER_API_KEY
from jobspan.testing.sandbox.http import Call
from jobspan.testing.sandbox.weather.terrain import Terrain, words


def _as_another(call: Call) -> Headers:
    return Headers({**dict(call.headers), "authorization": f"apk {READER_API_KEY}"})


TERRAIN = Terrain(
    logins=words("account_login"),
    reads=words(
        "token_info search_engines search_masking_environments search_masking_jobs search_masking_job_source_engines"
        " search_compliance_jobs search_connectors search_connector_jobs search_executions search_execution_events"
        " search_execution_components search_discovery_results search_jobs test_unsaved_connector"
        " search_compliance_job_collections search_compliance_job_collection_jobs search_job_collection_executions"
        " search_job_orchestrators search_job_orchestrator_queued_operations"
    ),
    helpers=words(
        "token_info get_registered_engines get_registered_engine search_engines get_masking_environments"
        " get_masking_environment_by_id search_masking_environments get_connectors search_connectors"
        " get_masking_job_source_engines search_masking_job_source_engines get_execution_events search_execution_events"
        " get_execution_components search_execution_components get_execution_log"
    ),
    rows=words("items"),
    always=words("items response_metadata total name job username target_id"),
    states=words("status overall_status"),
    secrets=words("password"),
    strangers=words(
        "copy_masking_job migrate_masking_job execute_masking_job re_import_masking_job cancel_execution restart_execution"
        " execute_compliance_job delete_masking_job delete_connector test_connector execute_compliance_job_collection"
        " cancel_job_collection_execution"
    ),
    as_another=_as_another,
)
