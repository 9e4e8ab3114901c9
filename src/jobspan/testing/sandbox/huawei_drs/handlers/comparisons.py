"""The newer comparison calls: objects, lines, contents, and report files.

Sources: https://support.huaweicloud.com/intl/en-us/api-drs/drs_03_0242.html to drs_03_0262.html
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_drs.comparison_runs import (
    CALLED_OFF,
    CANCELLED,
    DONE,
    IN_PROGRESS,
    REPORT_SECONDS,
    SUCCESSFUL,
    WAITING,
    Found,
    Run,
)
from jobspan.testing.sandbox.huawei_drs.errors import BUSY, INVALID, V5_NOT_FOUND, ItemFailed, invalid, missing, refusal
from jobspan.testing.sandbox.huawei_drs.handlers.routes import project_route
from jobspan.testing.sandbox.huawei_drs.state import State
from jobspan.testing.sandbox.huawei_drs.tasks import FULL_DONE, INCREMENTAL, Task
from jobspan.testing.sandbox.routing import Route

_TYPES = ("lines", "contents", "random")
_REPORTS = (*_TYPES, "objects_comparison", "repair_data")
_OBJECT_TYPES = frozenset(
    [
        "DB",
        "TABLE",
        "VIEW",
        "EVENT",
        "ROUTINE",
        "INDEX",
        "TRIGGER",
        "SYNONYM",
        "FUNCTION",
        "PROCEDURE",
        "TYPE",
        "RULE",
        "DEFAULT_TYPE",
        "PLAN_GUIDE",
        "CONSTRAINT",
        "FILE_GROUP",
        "PARTITION_FUNCTION",
        "PARTITION_SCHEME",
        "TABLE_COLLATION",
    ]
)
_LARGEST_PAGE = 1000
_LONGEST_CONDITION = 256


class Comparisons:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        one = "/jobs/{job_id}/compare/{compare_job_id}"
        return (
            project_route("create_object_level_compare_job", "POST /jobs/{job_id}/object/compare", self.start_objects),
            project_route("list_obeject_level_compare_overview", "GET /jobs/{job_id}/object/compare", self.objects),
            project_route(
                "list_obeject_level_compare_detail",
                "GET /jobs/{job_id}/object/compare/{compare_type}",
                self.object_details,
            ),
            project_route("create_data_level_table_compare_job", "POST /jobs/{job_id}/table/compare", self.start),
            project_route("list_data_level_table_compare_jobs", "GET /jobs/{job_id}/table/compare", self.runs),
            project_route(
                "start_promptly_data_level_table_compare_job",
                "POST /jobs/{job_id}/table/compare/{compare_job_id}",
                self.start_now,
            ),
            project_route("delete_compare_job", f"DELETE {one}", self.cancel),
            project_route("list_data_compare_overview", f"GET {one}/line-overview", self.lines),
            project_route("list_data_compare_detail", f"GET {one}/line-detail", self.line_tables),
            project_route("list_content_compare_overview", f"GET {one}/content-overview", self.contents),
            project_route("list_content_compare_detail", f"GET {one}/content-detail", self.content_tables),
            project_route("list_content_compare_difference", f"GET {one}/content-difference", self.differences),
            project_route("create_compare_result_file", "POST /jobs/{job_id}/compare/result/file", self.export),
            project_route("download_compare_result_file", "GET /jobs/{job_id}/compare/result/file", self.download),
        )

    def start_objects(self, call: Call) -> Reply:
        task = self._task(call)
        self._check(task)
        world = self._state.world
        run = world.timeline(["RUNNING", "RUNNING", task.next_comparison_ends or SUCCESSFUL])
        task.object_run = (world.new_uuid(), world.now(), run)
        task.next_comparison_ends = None
        run.start()
        return Reply(202)

    def objects(self, call: Call) -> Reply:
        task = self._task(call)
        if task.object_run is None:
            return Reply.of_json({"compare_result": []})
        id, at, timeline = task.object_run
        document = {
            "compare_job_id": id,
            "create_time": _time(at),
            "start_time": _time(at),
            "status": timeline.state,
            "compare_result": [
                {
                    "type": kind,
                    "source_count": count,
                    "target_count": count - task.missing_objects.get(kind, 0),
                    "status": 3 if not timeline.finished else 0 if task.missing_objects.get(kind) else 2,
                }
                for kind, count in _counts(task).items()
            ],
            **self._report(task.object_export, timeline.finished),
        }
        timeline.polled()
        return Reply.of_json(document)

    def object_details(self, call: Call) -> Reply:
        task = self._task(call)
        kind = call.params["compare_type"]
        if kind not in _OBJECT_TYPES:
            raise invalid("compare_type")
        names = [table for tables in task.databases.values() for table in tables] if kind == "TABLE" else []
        absent = task.missing_objects.get(kind, 0)
        details = [
            {
                "source_db_name": "shop",
                "target_db_name": "shop",
                "source_db_value": name,
                "target_db_value": None if index < absent else name,
                "status": 0 if index < absent else 2,
            }
            for index, name in enumerate(names)
        ]
        return Reply.of_json({"count": len(details), "compare_detail": self._page(call, details)})

    def start(self, call: Call) -> Reply:
        task = self._task(call)
        body = call.json or {}
        if body.get("type") not in _TYPES:
            raise invalid("type") if body.get("type") else missing("type")
        chosen = [*(body.get("compare_object") or []), *(body.get("compare_object_with_token") or [])]
        if not body.get("compare_mode") and not chosen:
            raise missing("compare_object")
        if body["type"] == "random" and body.get("proportion_value") is None:
            raise missing("proportion_value")
        for each in body.get("compare_transformation_infos") or []:
            if len((each.get("transformation_info") or {}).get("value") or "") > _LONGEST_CONDITION:
                raise invalid("value")
        self._check(task)
        if any(not run.is_over for run in task.runs):
            raise ItemFailed(BUSY)
        world = self._state.world
        now = world.now()
        at = datetime.fromtimestamp(int(body["start_time"]) / 1000, UTC) if body.get("start_time") else now
        run = Run(
            world=world,
            id=world.new_uuid(),
            type=body["type"],
            options=dict(body.get("options") or {}),
            scope=_scope(chosen) if chosen else None,
            start_time=at,
            databases=task.databases,
            lag=task.unwritten_rows,
        )
        task.runs.append(run)
        run.plan(task.next_comparison_ends or SUCCESSFUL, waits=at > now)
        task.next_comparison_ends = None
        if at > now:
            world.agenda.add(world.moment + (at - now).total_seconds(), run.go)
        return Reply.of_json({"id": run.id})

    def runs(self, call: Call) -> Reply:
        task = self._task(call)
        shown = [self._row(run) for run in reversed(task.runs)]
        for run in task.runs:
            run.timeline.polled()
            if run.export is not None:
                run.export.polled()
        return Reply.of_json({"count": len(shown), "compare_jobs": self._page(call, shown)})

    def start_now(self, call: Call) -> Reply:
        run = self._run(call)
        if run.status != WAITING:
            raise ItemFailed("DRS.M00304")
        run.go()
        return Reply(200)

    def cancel(self, call: Call) -> Reply:
        run = self._run(call)
        if run.is_over:
            raise ItemFailed("DRS.M00304")
        run.cancel()
        return Reply(200)

    def lines(self, call: Call) -> Reply:
        run = self._run(call, "lines")
        rows = [
            {"source_db_name": each["database"], "target_db_name": each["database"], **_without_name(each)}
            for each in run.overview()
            if call.query.get("status") in (None, str(each["status"]))
        ]
        return self._counted(call, "data_compare_overview_infos", rows)

    def line_tables(self, call: Call) -> Reply:
        run = self._run(call, "lines")
        rows = [
            {
                "source_table_name": each.table,
                "source_row_num": each.source_rows,
                "target_table_name": each.table,
                "target_row_num": each.target_rows,
                "difference_row_num": abs(each.source_rows - each.target_rows),
                "status": each.code,
            }
            for each in self._tables(call, run)
            if call.query.get("status") in (None, str(each.code))
            if call.query.get("query_tb_name", "") in each.table
        ]
        return self._counted(call, "table_line_compare_result_infos", rows)

    def contents(self, call: Call) -> Reply:
        run = self._run(call, "contents")
        rows = [
            {"source_db": each["database"], "target_db": each["database"], **_without_name(each)}
            for each in run.overview()
        ]
        return self._counted(call, "content_compare_result_infos", rows)

    def content_tables(self, call: Call) -> Reply:
        run = self._run(call, "contents")
        phase = CALLED_OFF if run.status == CANCELLED and not run.found else DONE if run.found else IN_PROGRESS
        rows = [
            {
                "source_db": each.database,
                "target_db": each.database,
                "source_table_name": each.table,
                "target_table_name": each.table,
                "source_row_num": each.source_rows,
                "target_row_num": each.target_rows,
                "difference_row_num": each.differing,
                "line_compare_result": each.source_rows == each.target_rows,
                "content_compare_result": each.comparable and not each.keys and each.source_rows == each.target_rows,
                "message": None if each.comparable or not each.finished else "The table has no primary key.",
                "status": phase if each.finished else IN_PROGRESS,
                "complete_shard_count": 1,
                "total_shard_count": 1,
                "progress": 100.0,
            }
            for each in self._tables(call, run)
        ]
        for row, each in zip(rows, self._tables(call, run), strict=True):
            if not each.comparable:
                row["line_compare_result"] = row["content_compare_result"] = None
        return self._counted(call, "content_compare_result_infos", rows)

    def differences(self, call: Call) -> Reply:
        run = self._run(call, "contents")
        for name in ("table_name", "db_name"):
            if not call.query.get(name):
                raise missing(name)
        wanted = (call.query["db_name"], call.query["table_name"])
        found = next((each for each in run.found if (each.database, each.table) == wanted), None)
        if found is None:
            raise invalid("table_name")
        rows = [
            {
                "source_key_value": [key],
                "target_key_value": [key],
                "select_sql": f"SELECT * FROM {found.table} WHERE id = {key}",
                "target_select_sql": f"SELECT * FROM {found.table} WHERE id = {key}",
            }
            for key in found.keys
        ]
        lost = max(0, found.source_rows - found.target_rows)
        document = {
            "count": len(rows),
            "target_meta_is_null": lost,
            "source_meta_is_null": max(0, found.target_rows - found.source_rows),
            "source_target_meta_not_null": len(rows),
            "contents_infos": self._page(call, rows),
        }
        return Reply.of_json(document)

    def export(self, call: Call) -> Reply:
        task = self._task(call)
        kind, id = self._report_asked(call, call.json or {})
        end = "EXPORT_COMMON_FAILED" if task.failing_exports > 0 else "EXPORT_COMPLETE"
        task.failing_exports -= 1
        timeline = self._state.world.timeline(["EXPORTING", "EXPORTING", end])
        until = self._state.world.moment + REPORT_SECONDS
        if kind in ("objects_comparison", "repair_data"):
            task.object_export = (timeline, until)
        else:
            run = self._find(task, id)
            if not run.is_over:
                raise ItemFailed("DRS.M00304")
            run.export, run.exported_until = timeline, until
        timeline.start()
        return Reply(202)

    def download(self, call: Call) -> Reply:
        task = self._task(call)
        if self._state.report_wants_body and not call.body:
            raise refusal(INVALID, "The request body is empty.")
        kind, id = self._report_asked(call, call.json or dict(call.query))
        if kind in ("objects_comparison", "repair_data"):
            export = task.object_export
        else:
            run = self._find(task, id)
            export = None if run.export is None else (run.export, run.exported_until)
        if export is None or export[0].state != "EXPORT_COMPLETE" or self._state.world.moment >= export[1]:
            raise refusal(V5_NOT_FOUND, "Job does not exist, please check job ID")
        return Reply(200, _workbook(kind), {"Content-Type": "application/octet-stream"})

    def _report_asked(self, call: Call, asked: dict[str, Any]) -> tuple[str, str]:
        if not call.headers.get("region"):
            raise missing("Region")
        kind, id = asked.get("compare_type"), asked.get("compare_job_id")
        if kind not in _REPORTS:
            raise invalid("compare_type") if kind else missing("compare_type")
        if kind in _TYPES and not id:
            raise missing("compare_job_id")
        return kind, id or ""

    def _row(self, run: Run) -> dict[str, Any]:
        row = {
            "id": run.id,
            "type": run.type,
            "options": run.options,
            "start_time": _time(run.start_time),
            "end_time": None if run.ended_at is None else _time(run.ended_at),
            "status": run.status,
        }
        export = None if run.export is None else (run.export, run.exported_until)
        return row | self._report(export, run.is_over)

    def _report(self, export: tuple[Any, float] | None, over: bool) -> dict[str, Any]:
        if export is None or not over:
            return {"export_status": "INIT", "report_remain_seconds": -1}
        timeline, until = export
        left = int(until - self._state.world.moment)
        if left <= 0:
            return {"export_status": "INIT", "report_remain_seconds": -1}
        done = timeline.finished
        timeline.polled()
        return {"export_status": timeline.state, "report_remain_seconds": left if done else -1}

    def _task(self, call: Call) -> Task:
        task = self._state.tasks.get(call.params["job_id"])
        if task is None:
            raise invalid("job_id")
        return self._state.one(task.id)

    def _check(self, task: Task) -> None:
        if task.task_type == "FULL_TRANS" and task.status == FULL_DONE:
            return
        if task.is_parent or task.status != INCREMENTAL:
            self._state.check(task, "compare")

    def _run(self, call: Call, type: str | None = None) -> Run:
        run = self._find(self._task(call), call.params["compare_job_id"])
        if type is not None and run.type not in (type, "random"):
            raise invalid("compare_job_id")
        return run

    def _find(self, task: Task, id: str) -> Run:
        for run in task.runs:
            if run.id == id:
                return run
        raise invalid("compare_job_id")

    def _tables(self, call: Call, run: Run) -> list[Found]:
        kind = call.query.get("type")
        if kind not in (None, "compare", "unCompare"):
            raise invalid("type")
        return [
            each
            for each in run.found
            if call.query.get("db_name") in (None, each.database)
            if call.query.get("target_db_name") in (None, each.database)
            if kind is None or each.comparable is (kind == "compare")
        ]

    def _counted(self, call: Call, name: str, rows: list[dict[str, Any]]) -> Reply:
        return Reply.of_json({"total_count": len(rows), name: self._page(call, rows)})

    def _page(self, call: Call, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        limit, offset = int(call.query.get("limit", _LARGEST_PAGE)), int(call.query.get("offset", 0))
        if not 1 <= limit <= _LARGEST_PAGE or offset < 0:
            raise invalid("limit")
        offset = 0 if self._state.ignores_offset else offset
        return rows[offset : offset + limit]


def _scope(chosen: list[dict[str, Any]]) -> dict[str, list[str]]:
    scope: dict[str, list[str]] = {}
    for each in chosen:
        tokens = [table["table_name"] for table in each.get("table_name_with_token") or []]
        scope[each["db_name"]] = list(each.get("table_name") or tokens)
    return scope


def _without_name(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "database"}


def _counts(task: Task) -> dict[str, int]:
    tables = sum(len(each) for each in task.databases.values())
    return {"DB": len(task.databases), "TABLE": tables, "INDEX": 2 * tables}


def _time(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _workbook(kind: str) -> bytes:
    """The smallest thing that is an archive, as workbooks are."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", f"<workbook><!-- {kind} --></workbook>")
    return file.getvalue()
