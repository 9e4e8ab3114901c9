"""Operations of API v5 that are made by their names: jobspan knows where they are, and whether they may be repeated."""

from typing import Any, Final

from jobspan._core.operation import Operation
from jobspan._planes.huawei_drs.operations.table import V5, V5_1

_CALL: Final = "drs.request_named"
_PAGE: Final = "drs_03_0159"

_READS: Final = (
    "download_batch_create_template GET /jobs/template",
    "download_create_template POST /templates/download",
    "download_db_object_template GET /jobs/{job_id}/db-object/template",
    "download_file POST /download",
    "list_async_job_detail GET /batch-async-jobs/{async_job_id}",
    "list_async_jobs GET /batch-async-jobs",
    "list_db_objects GET /jobs/{job_id}/db-objects",
    "list_extra_columns GET /jobs/{job_id}/extra-column-info",
    "list_jdbc_drivers GET /jdbc-drivers",
    "list_project_tags GET /jobs/{resource_type}/tags",
    "list_replay_support_source_config GET /support-replay-config",
    "list_templates GET /templates",
    "list_user_jdbc_drivers GET /drivers",
    "lists_agency_permissions GET /agency/permissions",
    "show_agency_info GET /agency/{agency_name}",
    "show_column_info_result GET /job/{job_id}/columns",
    "show_column_infos POST /job/{job_id}/column-info",
    "show_data_filter_rules_result GET /jobs/{job_id}/filter-rules/result",
    "show_data_filtering_result GET /job/{job_id}/data-filtering/result",
    "show_data_processing_rules_result GET /jobs/{job_id}/data-processing-rules/result",
    "show_data_progress GET /jobs/{job_id}/data-processing-rules",
    "show_db_object_collection_status GET /jobs/{job_id}/db-objects/collection-status",
    "show_db_object_template_progress GET /jobs/{job_id}/db-object/template/progress",
    "show_db_object_template_result GET /jobs/{job_id}/db-object/template/result",
    "show_db_objects_list GET /jobs/{job_id}/db-object",
    "show_enterprise_project GET /enterprise-projects",
    "show_export_progress GET /jobs/{async_job_id}/export/progress",
    "show_files GET /files",
    "show_instance_tags GET /jobs/{resource_type}/{job_id}/tags",
    "show_object_column_info GET /job/{job_id}/object-column-info",
    "show_object_mapping POST /jobs/{job_id}/object-mappings",
    "show_replay_execute_record GET /jobs/{job_id}/replay-execute-record",
    "show_replay_progress GET /jobs/{job_id}/replay-progress",
    "show_replay_record GET /jobs/{job_id}/replay-record",
    "show_replay_report_export_status GET /jobs/{job_id}/sql-export-status",
    "show_replay_results GET /jobs/{job_id}/replay-results",
    "show_report_file_obs_uris GET /jobs/{job_id}/export/obs-uris",
    "show_task_execute_progress GET /jobs/{async_job_id}/progress",
    "show_update_object_saving_status GET /jobs/{job_id}/db-objects/saving-status",
)
_CHANGES: Final = (
    "batch_create_jobs_async POST /jobs/batch-async-create",
    "batch_tag_action POST /jobs/{resource_type}/{job_id}/tags/action",
    "check_data_filter POST /job/{job_id}/data-filtering/check",
    "check_data_filter_rules POST /jobs/{job_id}/check-filter-rules",
    "collect_columns POST /job/{job_id}/columns/collect",
    "collect_data_filter_rules POST /jobs/{job_id}/filter-rules",
    "collect_db_objects_async POST /jobs/{job_id}/db-objects/collect",
    "collect_db_objects_info POST /jobs/{job_id}/db-objects/collect",
    "commit_async_job POST /batch-async-jobs/{async_job_id}/commit",
    "delete_column_infos DELETE /job/{job_id}/column-info",
    "delete_data_filter_rules DELETE /jobs/{job_id}/filter-rules",
    "delete_jdbc_driver DELETE /jdbc-drivers",
    "delete_user_jdbc_driver DELETE /drivers",
    "export_creation_template POST /jobs/export/template",
    "export_job_list POST /export-jobs",
    "export_replay_report POST /jobs/{job_id}/export-replay-sql",
    "import_batch_create_jobs POST /jobs/template",
    "modify_column_infos POST /job/{job_id}/column-info-modification",
    "save_data_filter_rules PUT /jobs/{job_id}/filter-rules",
    "sync_jdbc_driver PUT /jobs/{job_id}/update-jdbc-driver",
    "sync_user_jdbc_driver PUT /jobs/{job_id}/update-driver",
    "update_agency_policy PUT /agency/{agency_name}/policy",
    "update_batch_async_jobs PUT /batch-async-jobs/{async_job_id}",
    "update_data_progress PUT /jobs/{job_id}/data-processing-rules",
    "upload_db_object_template POST /jobs/{job_id}/db-object/template",
    "upload_jdbc_driver POST /jdbc-driver",
    "upload_user_jdbc_driver POST /driver",
)
_OF_V5_1: Final = frozenset({"collect_db_objects_info", "show_db_objects_list"})


def _row(line: str, *, reads: bool) -> Operation[Any]:
    id, _, place = line.partition(" ")
    table = V5_1 if id in _OF_V5_1 else V5
    if reads:
        return table.read(f"v5.{id}", place, call=_CALL, page=_PAGE, returns=None)
    reason = "nothing is known here that would show whether it was done"
    return table.never(f"v5.{id}", place, call=_CALL, page=_PAGE, reason=reason, check=f"Look for what {id} leaves.")


BY_NAME: Final = {
    row.id.removeprefix("v5."): row
    for lines, reads in ((_READS, True), (_CHANGES, False))
    for row in (_row(line, reads=reads) for line in lines)
}
