"""The comparison calls, by the vendor's SDK and by jobspan."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

from huaweicloudsdkdrs import v3, v5

import jobspan
from jobspan.drs import ComparedObjects, ComparedTokens, ComparisonCode, ComparisonPolicy, RowFilter, TokenRange
from jobspan.testing import Sandbox

Theirs: TypeAlias = Callable[[Any, str], Any]
Ours: TypeAlias = Callable[[jobspan.Client, str], Any]

LINES, CONTENTS, LATER = "0000aaaa-lines", "0000bbbb-contents", "0000cccc-later"
REGION = "eu-west-101"
AT = datetime(2030, 5, 1, 3, tzinfo=UTC)

PAIRS: dict[str, tuple[Theirs, Ours]] = {
    "create_object_level_compare_job": (
        lambda c, id: c.create_object_level_compare_job(
            v3.CreateObjectLevelCompareJobRequest(job_id=id, body=v3.CreateObjectCompareJobReq(compare_task_num=4))
        ),
        lambda c, id: c.drs.comparisons.start_objects(id, threads=4),
    ),
    "list_obeject_level_compare_overview": (
        lambda c, id: c.list_obeject_level_compare_overview(v3.ListObejectLevelCompareOverviewRequest(job_id=id)),
        lambda c, id: c.drs.comparisons.objects(id),
    ),
    "list_obeject_level_compare_detail": (
        lambda c, id: c.list_obeject_level_compare_detail(
            v3.ListObejectLevelCompareDetailRequest(
                job_id=id, compare_type="TABLE", compare_job_id=LINES, limit=50, offset=0
            )
        ),
        lambda c, id: c.drs.comparisons.object_details(id, "TABLE", LINES, page_size=50).first(),
    ),
    "create_data_level_table_compare_job": (
        lambda c, id: c.create_data_level_table_compare_job(
            v3.CreateDataLevelTableCompareJobRequest(
                job_id=id,
                body=v3.CreateDataLevelTableCompareJobReq(
                    type="random",
                    start_time=str(int(AT.timestamp() * 1000)),
                    compare_object=[v3.CompareObjectInfo(db_name="shop", table_name=["orders"])],
                    compare_object_with_token=[
                        v3.CompareObjectInfoWithToken(
                            db_name="shop",
                            table_name_with_token=[
                                v3.CompareTableInfoWithToken(table_name="orders", min_token="1", max_token="9")
                            ],
                        )
                    ],
                    options={"lobCompare": "length"},
                    compare_task_num=2,
                    compare_transformation_infos=[
                        v3.AddDataTransformationReq(
                            object_info=[v3.CreateDataCompareDatabaseObject(id="shop-*-*-orders")],
                            transformation_info=v3.CreateDataCompareTransformationInfo(
                                transformation_type="contentConditionalFilter", value="id > 7"
                            ),
                        )
                    ],
                    proportion_value=0.25,
                ),
            )
        ),
        lambda c, id: c.drs.comparisons.start(
            id,
            "random",
            at=AT,
            objects=[ComparedObjects(db_name="shop", table_name=("orders",))],
            tokens=[
                ComparedTokens(
                    db_name="shop",
                    table_name_with_token=(TokenRange(table_name="orders", min_token="1", max_token="9"),),
                )
            ],
            options={"lobCompare": "length"},
            threads=2,
            filters=[RowFilter(tables=("shop-*-*-orders",), condition="id > 7")],
            share=0.25,
        ),
    ),
    "list_data_level_table_compare_jobs": (
        lambda c, id: c.list_data_level_table_compare_jobs(
            v3.ListDataLevelTableCompareJobsRequest(job_id=id, limit=1000, offset=0)
        ),
        lambda c, id: c.drs.comparisons.list(id).first(),
    ),
    "start_promptly_data_level_table_compare_job": (
        lambda c, id: c.start_promptly_data_level_table_compare_job(
            v3.StartPromptlyDataLevelTableCompareJobRequest(job_id=id, compare_job_id=LATER)
        ),
        lambda c, id: c.drs.comparisons.start_now(id, LATER),
    ),
    "delete_compare_job": (
        lambda c, id: c.delete_compare_job(v3.DeleteCompareJobRequest(job_id=id, compare_job_id=LATER)),
        lambda c, id: c.drs.comparisons.cancel(id, LATER),
    ),
    "list_data_compare_overview": (
        lambda c, id: c.list_data_compare_overview(
            v3.ListDataCompareOverviewRequest(job_id=id, compare_job_id=LINES, status="2", limit=1000, offset=0)
        ),
        lambda c, id: c.drs.comparisons.lines(id, LINES, status=ComparisonCode.CONSISTENT).first(),
    ),
    "list_data_compare_detail": (
        lambda c, id: c.list_data_compare_detail(
            v3.ListDataCompareDetailRequest(
                job_id=id,
                compare_job_id=LINES,
                status="2",
                type="compare",
                db_name="shop",
                target_db_name="shop",
                query_tb_name="ord",
                limit=10,
                offset=0,
            )
        ),
        lambda c, id: c.drs.comparisons.line_tables(
            id,
            LINES,
            status=ComparisonCode.CONSISTENT,
            comparable=True,
            db_name="shop",
            target_db_name="shop",
            table_name="ord",
            page_size=10,
        ).first(),
    ),
    "list_content_compare_overview": (
        lambda c, id: c.list_content_compare_overview(
            v3.ListContentCompareOverviewRequest(job_id=id, compare_job_id=CONTENTS, limit=1000, offset=0)
        ),
        lambda c, id: c.drs.comparisons.contents(id, CONTENTS).first(),
    ),
    "list_content_compare_detail": (
        lambda c, id: c.list_content_compare_detail(
            v3.ListContentCompareDetailRequest(
                job_id=id,
                compare_job_id=CONTENTS,
                target_db_name="shop",
                db_name="shop",
                type="unCompare",
                limit=1000,
                offset=0,
            )
        ),
        lambda c, id: c.drs.comparisons.content_tables(
            id, CONTENTS, comparable=False, db_name="shop", target_db_name="shop"
        ).first(),
    ),
    "list_content_compare_difference": (
        lambda c, id: c.list_content_compare_difference(
            v3.ListContentCompareDifferenceRequest(
                job_id=id, compare_job_id=CONTENTS, table_name="orders", db_name="shop", limit=1000, offset=0
            )
        ),
        lambda c, id: c.drs.comparisons.differences(id, CONTENTS, db_name="shop", table_name="orders").first(),
    ),
    "create_compare_result_file": (
        lambda c, id: c.create_compare_result_file(
            v3.CreateCompareResultFileRequest(
                job_id=id,
                region=REGION,
                body=v3.ExportCompareResultReq(compare_type="lines", compare_job_id=LINES, time_zone="GMT+08:00"),
            )
        ),
        lambda c, id: c.drs.comparisons.export_report(id, "lines", LINES, time_zone="GMT+08:00", region=REGION),
    ),
    "download_compare_result_file": (
        lambda c, id: c.download_compare_result_file(
            v3.DownloadCompareResultFileRequest(job_id=id, compare_type="lines", compare_job_id=LINES, region=REGION)
        ),
        lambda c, id: c.drs.comparisons.download_report(id, "lines", tempfile.gettempdir(), LINES, region=REGION),
    ),
    "v5.show_compare_progress": (
        lambda c, id: c.show_compare_progress(v5.ShowCompareProgressRequest(job_id=id, compare_job_id=LINES)),
        lambda c, id: c.drs.comparisons.progress(id, LINES),
    ),
    "v5.pause_compare_jobs": (
        lambda c, id: c.pause_compare_jobs(
            v5.PauseCompareJobsRequest(job_id=id, body=v5.OperateDataCompareJobReq(compare_job_ids=[LATER]))
        ),
        lambda c, id: c.drs.comparisons.pause(id, [LATER]),
    ),
    "v5.restart_compare_jobs": (
        lambda c, id: c.restart_compare_jobs(
            v5.RestartCompareJobsRequest(job_id=id, body=v5.OperateDataCompareJobReq(compare_job_ids=[LATER]))
        ),
        lambda c, id: c.drs.comparisons.restart(id, [LATER]),
    ),
    "v5.show_compare_policy": (
        lambda c, id: c.show_compare_policy(v5.ShowComparePolicyRequest(job_id=id)),
        lambda c, id: c.drs.comparisons.policy(id),
    ),
    "v5.update_compare_policy": (
        lambda c, id: c.update_compare_policy(
            v5.UpdateComparePolicyRequest(
                job_id=id,
                body=v5.ModifyComparePolicyReq(
                    action="open", period="* * 1,3,5", begin_time="01:00:00", compare_type=["lines"]
                ),
            )
        ),
        lambda c, id: c.drs.comparisons.set_policy(
            id, ComparisonPolicy(period="* * 1,3,5", begin_time="01:00:00", compare_type=("lines",))
        ),
    ),
    "v5.show_health_compare_job_list": (
        lambda c, id: c.show_health_compare_job_list(
            v5.ShowHealthCompareJobListRequest(job_id=id, status="SUCCESSFUL", limit=1000, offset=0)
        ),
        lambda c, id: c.drs.comparisons.health(id, status="SUCCESSFUL").first(),
    ),
    "v5.show_health_compare_job_detail": (
        lambda c, id: c.show_health_compare_job_detail(
            v5.ShowHealthCompareJobDetailRequest(job_id=id, compare_job_id=LINES)
        ),
        lambda c, id: c.drs.comparisons.health_detail(id, LINES),
    ),
    "v5.show_health_object_compare_job_overview": (
        lambda c, id: c.show_health_object_compare_job_overview(
            v5.ShowHealthObjectCompareJobOverviewRequest(job_id=id, compare_job_id=LINES)
        ),
        lambda c, id: c.drs.comparisons.health_objects(id, LINES),
    ),
    "v5.show_compare_users_detail": (
        lambda c, id: c.show_compare_users_detail(
            v5.ShowCompareUsersDetailRequest(job_id=id, compare_job_id=LINES, limit=1000, offset=0)
        ),
        lambda c, id: c.drs.comparisons.accounts(id, LINES).first(),
    ),
}


def prepare(sandbox: Sandbox, id: str) -> None:
    """Comparisons for the calls that are about one: two that have ended, one with a report, and one that waits."""
    task = sandbox.huawei_drs.tasks[id]
    world = sandbox.huawei_drs.world
    with sandbox.client() as client:
        kinds: tuple[tuple[str, Literal["lines", "contents"]], ...] = ((LINES, "lines"), (CONTENTS, "contents"))
        for name, type in kinds:
            client.drs.comparisons.start(id, type)
            task.runs[-1].id = name
            task.runs[-1].timeline.finish()
        client.drs.comparisons.start_objects(id)
        client.drs.comparisons.export_report(id, "lines", LINES, region=REGION)
        report = task.runs[0].export
        assert report is not None
        report.finish()
        client.drs.comparisons.start(id, at=AT if world.now() < AT else None)
        task.runs[-1].id = LATER
    sandbox.requests.clear()
