"""Which fields of each collection can be filtered and sorted.

Source: DCT API reference 3.28.0 (filterable fields) and the client for 3.30.0 (sort orders), help-api.delphix.com.
"""

from __future__ import annotations

from jobspan.testing.sandbox.delphix.filters import Field, Kind, fields
from jobspan.testing.sandbox.delphix.paging import Collection

_TAGS = fields(text="key value")
_SETTINGS = (
    "max_memory min_memory feedback_size stream_row_limit num_input_streams max_concurrent_source_connections "
    "max_concurrent_target_connections parallelism_degree"
)

_MASKING_JOB_FIELDS = fields(
    text="id name last_execution_status connector_username on_the_fly_source_connector_username ruleset.type"
    " ruleset.name hyperscale_instance_id description dataset_id retain_execution_data last_execution_id rule_set_id"
    " rule_set_name ruleset.connector_id",
    flag="is_on_the_fly_masking ruleset.refresh_drops_tables",
    date="creation_date last_completed_execution_date",
    number=_SETTINGS,
    texts="ruleset.algorithms",
    tags=_TAGS,
)
# The documented filter is singular, the field of the model is plural.
_REFRESH_DROPS_TABLE = {
    "ruleset.refresh_drops_table": Field(Kind.FLAG, path=("ruleset", "refresh_drops_tables")),
}

MASKING_JOBS = Collection(
    _MASKING_JOB_FIELDS | _REFRESH_DROPS_TABLE,
    "id name is_on_the_fly_masking creation_date last_completed_execution_date last_execution_status ruleset.name"
    " connector_type description dataset_id retain_execution_data last_execution_id rule_set_id rule_set_name"
    " last_execution_rows_masked last_execution_rows_total last_execution_bytes_masked last_execution_bytes_total "
    + _SETTINGS,
)

_COMPLIANCE_SETTINGS = (
    "max_parallel_connections_per_table max_records_per_split max_split_per_connection commit_size"
    " num_output_threads_per_stream"
)
_COMPLIANCE_FLAGS = (
    "is_on_the_fly_masking is_multi_tenant dct_managed hyperscale_enabled auto_calculate_unload_split"
    " create_all_indexes_with_nologging disable_parallel_index_creation enable_all_constraints_with_novalidate"
    " fail_immediately batch_update truncate_tables drop_indexes"
)
_COMPLIANCE_TEXTS = (
    "id name type execution_type engine_id engine_name last_execution_status last_execution_id rule_set_id rule_set_name"
    " description dataset_id retain_execution_data account_name hyperscale_state discovery_policy_id"
    " discovery_policy_name on_the_fly_source_connector_id consider_continuous_compliance_warning_event_as"
    " pre_script.name pre_script.contents post_script.name post_script.contents"
)
_COMPLIANCE_DATES = "creation_date last_completed_execution_date last_execution_start_time"
_COMPLIANCE_NUMBERS = f"account_id last_execution_run_time engine_job_id {_SETTINGS} {_COMPLIANCE_SETTINGS}"

COMPLIANCE_JOBS = Collection(
    fields(
        text=_COMPLIANCE_TEXTS + " hyperscale_instance_id job_orchestrator_id job_orchestrator_name",
        texts="enabled_tasks",
        flag=_COMPLIANCE_FLAGS,
        date=_COMPLIANCE_DATES,
        number=_COMPLIANCE_NUMBERS,
        tags=_TAGS,
    ),
    f"{_COMPLIANCE_TEXTS} {_COMPLIANCE_FLAGS} {_COMPLIANCE_DATES} {_COMPLIANCE_NUMBERS} connector_type"
    " reset_profiling_assignments multiple_profiler_check non_conformant_data_handling",
)

SOURCE_ENGINES = Collection(fields(text="masking_job_id source_engine_id"), "masking_job_id source_engine_id")

_CONNECTOR_SORTS = (
    "id engine_id type name hostname username port engine_name database_type platform auth_present custom_driver_name"
    " database_name instance_name jdbc schema_name sid kerberos_auth service_principal enable_logger file_type"
    " connection_mode path ssh_key user_dir_is_root data_connection_id account_id account_name dct_managed"
    " job_orchestrator_id job_orchestrator_name"
)

CONNECTORS = Collection(
    fields(
        text="id engine_id type name hostname username engine_name platform database_type custom_driver_name"
        " database_name instance_name jdbc schema_name sid service_principal file_type connection_mode path ssh_key"
        " data_connection_id account_name job_orchestrator_id job_orchestrator_name owning_entity_id"
        " owning_entity_name owning_entity_type",
        number="port account_id",
        flag="auth_present kerberos_auth enable_logger user_dir_is_root dct_managed",
        tags=_TAGS,
    ),
    _CONNECTOR_SORTS + " mount_information_id mount_information_name credential_path_id credential_path_name"
    " compliance_jdbc_driver_id compliance_jdbc_driver_name",
)

CONNECTOR_JOBS = Collection(
    fields(
        text="id name last_execution_status connector_role",
        flag="is_on_the_fly_masking",
        date="last_execution_time creation_date",
        tags=_TAGS,
    ),
    "id name connector_role is_on_the_fly_masking last_execution_time last_execution_status creation_date",
)

_HYPERSCALE_EVENTS = fields(
    text="name status",
    number="progress processed_objects processed_rows total_constraints processed_indexes total_indexes"
    " processed_triggers total_triggers",
    date="start_time end_time",
    errors=fields(text="table_name error"),
)
_EXECUTION_COUNTS = "rows_masked rows_total bytes_processed bytes_total"

EXECUTIONS = Collection(
    fields(
        text="id engine_id engine_name masking_job_id masking_job_name source_connector_id target_connector_id status"
        " hyperscale_instance_id job_orchestrator_id job_orchestrator_name compliance_job_type source_connector_name"
        " target_connector_name account_name collection_execution_id owning_entity_id owning_entity_type",
        number=_EXECUTION_COUNTS + " run_duration queue_duration total_duration account_id hyperscale_engine_count",
        flag="dct_managed",
        date="start_time submit_time end_time",
        task_events=fields(text="event status"),
        hyperscale_task_events=_HYPERSCALE_EVENTS,
    ),
    "id engine_id engine_name masking_job_id masking_job_name source_connector_id target_connector_id status start_time"
    " end_time submit_time job_orchestrator_id job_orchestrator_name compliance_job_type dct_managed"
    " source_connector_name target_connector_name run_duration queue_duration total_duration account_id account_name"
    " hyperscale_engine_count " + _EXECUTION_COUNTS,
)

_EVENT_TEXTS = (
    "id execution_id event_type severity cause masked_object_name algorithm_name exception_type exception_detail"
    " execution_component_id"
)
EVENTS = Collection(
    fields(text=_EVENT_TEXTS, number="count", date="timestamp"), _EVENT_TEXTS + " count timestamp bytes_processed"
)

COMPONENTS = Collection(
    fields(
        text="id name execution_id status",
        number=_EXECUTION_COUNTS + " non_conforming_data_count",
        date="start_time end_time",
    ),
    "id name execution_id status start_time end_time non_conforming_data_count " + _EXECUTION_COUNTS,
)

_DISCOVERY_TEXTS = "id table_name file_name column_name field_name data_class_name algorithm_name data_type"
DISCOVERY_RESULTS = Collection(
    fields(text=_DISCOVERY_TEXTS, number="confidence", flag="is_profiler_writable"),
    _DISCOVERY_TEXTS + " confidence is_profiler_writable",
)

_JOB_TEXTS = "id status type localized_type target_id target_name error_details trace_id account_name"
JOBS = Collection(
    fields(
        text=_JOB_TEXTS,
        number="account_id",
        date="start_time update_time",
        texts="engine_ids",
        engines=fields(text="engine_id engine_name"),
    ),
    _JOB_TEXTS + " start_time update_time account_id compliance_node_id compliance_node_name",
    default_sort="-start_time",
)

_ENVIRONMENT_TEXTS = "id name engine_id engine_name purpose"
ENVIRONMENTS = Collection(
    fields(text=_ENVIRONMENT_TEXTS, flag="is_workflow_enabled"), _ENVIRONMENT_TEXTS + " is_workflow_enabled"
)

_ENGINE_NUMBERS = (
    "cpu_core_count memory_size data_storage_capacity data_storage_used masking_memory_used masking_allocated_memory"
    " masking_jobs_running masking_max_concurrent_jobs masking_available_cores"
)
ENGINES = Collection(
    fields(
        text="id uuid ssh_public_key type version name hostname truststore_filename hyperscale_truststore_filename"
        " status username hashicorp_vault_id connection_status connection_status_details engine_connection_status"
        " engine_connection_status_details",
        number=_ENGINE_NUMBERS,
        flag="insecure_ssl unsafe_ssl_hostname_check",
        texts="hyperscale_instance_ids",
        tags=_TAGS,
    ),
    "id uuid type version name hostname username hashicorp_vault_id connection_status connection_status_details"
    " engine_connection_status engine_connection_status_details " + _ENGINE_NUMBERS,
)

_COLLECTION_TEXTS = "id name description last_execution_id failure_handling"
JOB_COLLECTIONS = Collection(
    fields(
        text=_COLLECTION_TEXTS,
        number="job_count",
        date="creation_date",
        members=fields(text="compliance_job_id", number="sequence"),
        tags=_TAGS,
    ),
    _COLLECTION_TEXTS + " creation_date job_count",
)

_COLLECTION_RUN_TEXTS = (
    "id compliance_job_collection_id compliance_job_collection_name status status_reason execute_account_name"
    " cancel_account_name"
)
_COLLECTION_RUN_NUMBERS = (
    "run_duration actual_execution_count planned_execution_count rows_processed rows_total bytes_processed bytes_total"
    " processed_tables_files_count tables_files_count processed_columns_fields_count columns_fields_count"
    " execute_account_id cancel_account_id"
)
COLLECTION_EXECUTIONS = Collection(
    fields(text=_COLLECTION_RUN_TEXTS, number=_COLLECTION_RUN_NUMBERS, date="start_time end_time"),
    f"{_COLLECTION_RUN_TEXTS} {_COLLECTION_RUN_NUMBERS} start_time end_time",
)

_NOT_IN_COLLECTIONS = fields(
    text="job_orchestrator_id job_orchestrator_name hyperscale_state is_multi_tenant account_id account_name dct_managed"
    " fail_immediately batch_update commit_size num_output_threads_per_stream pre_script.name pre_script.contents"
    " post_script.name post_script.contents on_the_fly_source_connector_id truncate_tables drop_indexes enabled_tasks"
)
JOBS_OF_COLLECTION = Collection(
    {name: each for name, each in COMPLIANCE_JOBS.fields.items() if name not in _NOT_IN_COLLECTIONS},
    " ".join(COMPLIANCE_JOBS.sorts),
)

_QUEUE_TEXTS = (
    "id job_orchestrator_id job_type localized_job_type job_id target_id target_name target_type account_name"
)
QUEUED_OPERATIONS = Collection(
    fields(text=_QUEUE_TEXTS, number="account_id", date="enqueued_date"), _QUEUE_TEXTS + " account_id enqueued_date"
)

_ORCHESTRATOR_NUMBERS = "account_id node_count total_core_count queued_operation_count running_job_count"
ORCHESTRATORS = Collection(
    fields(
        text="id name description account_name hyperscale_instance_id",
        number=_ORCHESTRATOR_NUMBERS,
        date="creation_date",
        tags=_TAGS,
    ),
    "id name description account_name creation_date " + _ORCHESTRATOR_NUMBERS,
)
