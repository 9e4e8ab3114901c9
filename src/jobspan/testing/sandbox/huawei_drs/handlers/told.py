"""Calls of API v5 that this sandbox keeps no state for: they answer what a test tells them to.

Those that are about a task know whether there is one; an answer that was not told is an empty object.
"""

from __future__ import annotations

from collections.abc import Callable

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_drs.state import State
from jobspan.testing.sandbox.routing import Route

_CALLS = {
    "Agencies": {
        "GET /v5/{project_id}/agency/permissions": "lists_agency_permissions",
        "GET /v5/{project_id}/agency/{agency_name}": "show_agency_info",
        "PUT /v5/{project_id}/agency/{agency_name}/policy": "update_agency_policy",
    },
    "AsyncJobs": {
        "GET /v5/{project_id}/batch-async-jobs": "list_async_jobs",
        "GET /v5/{project_id}/batch-async-jobs/{async_job_id}": "list_async_job_detail",
        "PUT /v5/{project_id}/batch-async-jobs/{async_job_id}": "update_batch_async_jobs",
        "POST /v5/{project_id}/batch-async-jobs/{async_job_id}/commit": "commit_async_job",
        "POST /v5/{project_id}/jobs/batch-async-create": "batch_create_jobs_async",
    },
    "DataProcessing": {
        "DELETE /v5/{project_id}/job/{job_id}/column-info": "delete_column_infos",
        "POST /v5/{project_id}/job/{job_id}/column-info": "show_column_infos",
        "POST /v5/{project_id}/job/{job_id}/column-info-modification": "modify_column_infos",
        "GET /v5/{project_id}/job/{job_id}/columns": "show_column_info_result",
        "POST /v5/{project_id}/job/{job_id}/columns/collect": "collect_columns",
        "POST /v5/{project_id}/job/{job_id}/data-filtering/check": "check_data_filter",
        "GET /v5/{project_id}/job/{job_id}/data-filtering/result": "show_data_filtering_result",
        "POST /v5/{project_id}/jobs/{job_id}/check-filter-rules": "check_data_filter_rules",
        "GET /v5/{project_id}/jobs/{job_id}/data-processing-rules": "show_data_progress",
        "PUT /v5/{project_id}/jobs/{job_id}/data-processing-rules": "update_data_progress",
        "GET /v5/{project_id}/jobs/{job_id}/data-processing-rules/result": "show_data_processing_rules_result",
        "GET /v5/{project_id}/jobs/{job_id}/extra-column-info": "list_extra_columns",
        "DELETE /v5/{project_id}/jobs/{job_id}/filter-rules": "delete_data_filter_rules",
        "POST /v5/{project_id}/jobs/{job_id}/filter-rules": "collect_data_filter_rules",
        "PUT /v5/{project_id}/jobs/{job_id}/filter-rules": "save_data_filter_rules",
        "GET /v5/{project_id}/jobs/{job_id}/filter-rules/result": "show_data_filter_rules_result",
    },
    "Drivers": {
        "POST /v5/{project_id}/driver": "upload_user_jdbc_driver",
        "DELETE /v5/{project_id}/drivers": "delete_user_jdbc_driver",
        "GET /v5/{project_id}/drivers": "list_user_jdbc_drivers",
        "POST /v5/{project_id}/jdbc-driver": "upload_jdbc_driver",
        "DELETE /v5/{project_id}/jdbc-drivers": "delete_jdbc_driver",
        "GET /v5/{project_id}/jdbc-drivers": "list_jdbc_drivers",
        "PUT /v5/{project_id}/jobs/{job_id}/update-driver": "sync_user_jdbc_driver",
        "PUT /v5/{project_id}/jobs/{job_id}/update-jdbc-driver": "sync_jdbc_driver",
    },
    "Files": {
        "POST /v5/{project_id}/download": "download_file",
        "POST /v5/{project_id}/export-jobs": "export_job_list",
        "GET /v5/{project_id}/files": "show_files",
    },
    "MigrationJobs": {
        "GET /v5/{project_id}/enterprise-projects": "show_enterprise_project",
        "GET /v5/{project_id}/jobs/{job_id}/export/obs-uris": "show_report_file_obs_uris",
    },
    "Objects": {
        "GET /v5/{project_id}/job/{job_id}/object-column-info": "show_object_column_info",
        "GET /v5.1/{project_id}/jobs/{job_id}/db-object": "show_db_objects_list",
        "GET /v5/{project_id}/jobs/{job_id}/db-object/template": "download_db_object_template",
        "POST /v5/{project_id}/jobs/{job_id}/db-object/template": "upload_db_object_template",
        "GET /v5/{project_id}/jobs/{job_id}/db-object/template/progress": "show_db_object_template_progress",
        "GET /v5/{project_id}/jobs/{job_id}/db-object/template/result": "show_db_object_template_result",
        "GET /v5/{project_id}/jobs/{job_id}/db-objects": "list_db_objects",
        "POST /v5/{project_id}/jobs/{job_id}/db-objects/collect": "collect_db_objects_async",
        "POST /v5.1/{project_id}/jobs/{job_id}/db-objects/collect": "collect_db_objects_info",
        "GET /v5/{project_id}/jobs/{job_id}/db-objects/collection-status": "show_db_object_collection_status",
        "GET /v5/{project_id}/jobs/{job_id}/db-objects/saving-status": "show_update_object_saving_status",
        "POST /v5/{project_id}/jobs/{job_id}/object-mappings": "show_object_mapping",
    },
    "Replay": {
        "POST /v5/{project_id}/jobs/{job_id}/export-replay-sql": "export_replay_report",
        "GET /v5/{project_id}/jobs/{job_id}/replay-execute-record": "show_replay_execute_record",
        "GET /v5/{project_id}/jobs/{job_id}/replay-progress": "show_replay_progress",
        "GET /v5/{project_id}/jobs/{job_id}/replay-record": "show_replay_record",
        "GET /v5/{project_id}/jobs/{job_id}/replay-results": "show_replay_results",
        "GET /v5/{project_id}/jobs/{job_id}/sql-export-status": "show_replay_report_export_status",
        "GET /v5/{project_id}/support-replay-config": "list_replay_support_source_config",
    },
    "Tags": {
        "GET /v5/{project_id}/jobs/{resource_type}/tags": "list_project_tags",
        "GET /v5/{project_id}/jobs/{resource_type}/{job_id}/tags": "show_instance_tags",
        "POST /v5/{project_id}/jobs/{resource_type}/{job_id}/tags/action": "batch_tag_action",
    },
    "Templates": {
        "POST /v5/{project_id}/jobs/export/template": "export_creation_template",
        "GET /v5/{project_id}/jobs/template": "download_batch_create_template",
        "POST /v5/{project_id}/jobs/template": "import_batch_create_jobs",
        "GET /v5/{project_id}/jobs/{async_job_id}/export/progress": "show_export_progress",
        "GET /v5/{project_id}/jobs/{async_job_id}/progress": "show_task_execute_progress",
        "GET /v5/{project_id}/templates": "list_templates",
        "POST /v5/{project_id}/templates/download": "download_create_template",
    },
}


class Told:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        return tuple(
            Route(f"v5.{id}", method, path, self._handler(id, "/jobs/{job_id}" in path or "/job/{job_id}" in path))
            for calls in _CALLS.values()
            for (method, _, path), id in ((line.partition(" "), id) for line, id in calls.items())
        )

    def _handler(self, id: str, about_a_task: bool) -> Callable[[Call], Reply]:
        def handle(call: Call) -> Reply:
            if about_a_task:
                self._state.of_v5(call)
            told = self._state.answers.get(id, {})
            return told if isinstance(told, Reply) else Reply.of_json(told)

        return handle
