"""Which fields a compliance job is created and updated with, and what may stand in them.

Source: https://help-api.delphix.com/ (CreateComplianceJobRequest, UpdateComplianceJobRequest).
"""

from typing import Final

from jobspan._planes.delphix.models.compliance_jobs import NonConformantData, WarningCountsAs
from jobspan._planes.delphix.models.executions import ComplianceJobType
from jobspan._planes.delphix.models.masking_jobs import RetainExecutionData
from jobspan.models import OpenEnum

_LARGEST: Final = 2**31 - 1

SWITCHES: Final = frozenset(
    {
        "auto_calculate_unload_split",
        "batch_update",
        "create_all_indexes_with_nologging",
        "disable_parallel_index_creation",
        "drop_indexes",
        "enable_all_constraints_with_novalidate",
        "fail_immediately",
        "hyperscale_enabled",
        "is_multi_tenant",
        "make_current_account_owner",
        "multiple_profiler_check",
        "reset_profiling_assignments",
        "truncate_tables",
    }
)
BOUNDS: Final = {
    "commit_size": (1, _LARGEST),
    "feedback_size": (1, _LARGEST),
    "max_concurrent_source_connections": (1, _LARGEST),
    "max_concurrent_target_connections": (1, _LARGEST),
    "max_memory": (0, _LARGEST),
    "max_parallel_connections_per_table": (1, 32767),
    "max_records_per_split": (1, _LARGEST),
    "max_split_per_connection": (1, 32767),
    "min_memory": (0, _LARGEST),
    "num_input_streams": (1, _LARGEST),
    "num_output_threads_per_stream": (1, _LARGEST),
    "parallelism_degree": (-1, 32767),
    "stream_row_limit": (-1, _LARGEST),
}
CHOICES: Final[dict[str, type[OpenEnum]]] = {
    "consider_continuous_compliance_warning_event_as": WarningCountsAs,
    "non_conformant_data_handling": NonConformantData,
    "retain_execution_data": RetainExecutionData,
    "type": ComplianceJobType,
}
TEXTS: Final = frozenset({"name", "rule_set_id", "discovery_policy_id", "on_the_fly_source_connector_id"})
CLEARABLE: Final = frozenset(
    {
        "discovery_policy_id",
        "non_conformant_data_handling",
        "on_the_fly_source_connector_id",
        "post_script",
        "pre_script",
    }
)
_BOTH: Final = (
    SWITCHES
    | BOUNDS.keys()
    | TEXTS
    | {
        "consider_continuous_compliance_warning_event_as",
        "description",
        "enabled_tasks",
        "non_conformant_data_handling",
        "post_script",
        "pre_script",
    }
)
NEEDED: Final = ("name", "rule_set_id", "type")
CREATED_WITH: Final = _BOTH | {"tags", "type"}
UPDATED_WITH: Final = (_BOTH - {"make_current_account_owner"}) | {"engine_ids", "retain_execution_data"}
