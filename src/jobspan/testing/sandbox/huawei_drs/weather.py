"""What the weather has to know of this plane."""

from __future__ import annotations

from jobspan.testing.sandbox.huawei.weather import LOGINS
from jobspan.testing.sandbox.weather.terrain import Terrain, words

TERRAIN = Terrain(
    logins=LOGINS,
    reads=words(
        "batch_list_job_status batch_list_job_details show_job_list batch_list_progresses batch_list_rpos_and_rtos"
        " show_monitoring_data batch_list_struct_process batch_list_struct_detail list_available_zone batch_show_params"
        " batch_check_results list_compare_result v5.validate_job_name batch_validate_connections"
        " batch_validate_clusters_connections v5.show_subscription_lists"
    ),
    helpers=words(
        "show_quotas list_available_node_types list_users v5.show_actions batch_show_params list_available_zone"
        " show_monitoring_data batch_list_rpos_and_rtos batch_list_progresses"
    ),
    rows=words(
        "jobs results logs timelines job_list user_list compare_jobs compare_detail data_compare_overview_infos"
        " table_line_compare_result_infos content_compare_result_infos"
    ),
    always=words("count total total_record total_count name"),
    states=words("status result job_status"),
    secrets=words("db_password password"),
    page_size=words("limit"),
    strangers=words(
        "batch_start_jobs batch_stop_jobs batch_restore_task batch_switchover batch_delete_jobs batch_check_jobs"
        " create_compare_task v5.execute_job_action v5.batch_execute_job_actions v5.stop_job_action"
        " v5.batch_stop_jobs_action v5.delete_job v5.batch_delete_jobs_by_id"
    ),
)
