"""The operations on what scans found, in the newer and in the oldest form."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_dsc import views
from jobspan.testing.sandbox.huawei_dsc.entities import Finding, ScanJob
from jobspan.testing.sandbox.huawei_dsc.errors import invalid
from jobspan.testing.sandbox.huawei_dsc.paging import page_of
from jobspan.testing.sandbox.huawei_dsc.state import TYPED, State
from jobspan.testing.sandbox.huawei_dsc.views import answer
from jobspan.testing.sandbox.routing import Route

_OLD_LISTS = {"DATABASE": "db_scan_result", "OBS": "obs_scan_result", "BIGDATA": "es_scan_result"}


def narrowed(job: ScanJob, wanted: dict[str, Any]) -> Sequence[Finding]:
    """The findings that match the filters of a list or an export."""
    levels = wanted.get("security_level_ids") or ()
    checks: dict[str, Callable[[Finding, Any], bool]] = {
        "asset_id": lambda row, value: row.asset.id == value,
        "asset_type": lambda row, value: value in ("ALL", row.asset.kind),
        "keyword": lambda row, value: value in row.holding.name,
        "database_name": lambda row, value: row.asset.kind == "DATABASE" and row.asset.place == value,
        "filter_bucket_name": lambda row, value: row.asset.kind == "OBS" and row.asset.place == value,
        "table_name": lambda row, value: row.asset.kind == "DATABASE" and row.holding.name == value,
        "start_time": lambda row, value: row.found_at >= value,
    }
    active = [(check, wanted[name]) for name, check in checks.items() if wanted.get(name)]
    if not active and not levels:
        return job.findings
    return [
        row
        for row in job.findings
        if all(check(row, value) for check, value in active) and (not levels or row.holding.rule.level.id in levels)
    ]


class ResultHandlers:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        job = "/v1/{project_id}/scan-jobs/{job_id}"
        return (
            Route("R1", "GET", f"{job}/classification-results", self.list),
            Route("R2", "GET", f"{job}/security-levels", self.levels),
            Route("R3", "GET", f"{job}/hit-rules", self.hit_rules),
            Route("R4", "GET", "/v1/{project_id}/sdg/scan/job/{job_id}/results", self.old_list),
        )

    def list(self, call: Call) -> Reply:
        state, job, rows = self._state, *self._rows(call)
        markers = call.query.getlist("marker")
        if markers:
            start, size = self._after(markers), int(call.query.get("limit", 100))
            page = rows[start : start + min(size, state.switches.largest_page)]
        else:
            start = int(call.query.get("offset", 0)) if state.switches.paging == "record" else 0
            page = page_of(state.world, state.switches, call, rows)
            if state.switches.paging == "page":
                start = int(call.query.get("offset", 0)) * min(
                    int(call.query.get("limit", 100)), state.switches.largest_page
                )
        body: dict[str, Any] = {"classification_list": [views.result(state.project_id, job, row) for row in page]}
        if state.switches.totals:
            body["total"] = len(rows)
        if page:
            body["marker"] = [start + len(page), page[-1].id]
        return answer(state.world, body)

    def levels(self, call: Call) -> Reply:
        _, rows = self._rows(call)
        counted = Counter(row.holding.rule.level.id for row in rows)
        shares = []
        for level in (self._state.levels[id] for id in counted):
            count = counted[level.id]
            shares.append(
                {
                    "security_level_id": level.id,
                    "security_level_name": level.name,
                    "security_level_color": level.color,
                    "count": count,
                    "percent": f"{100 * count / len(rows):.2f}",
                }
            )
        return answer(self._state.world, {"total": len(rows), "security_level_list": shares})

    def hit_rules(self, call: Call) -> Reply:
        state, (_, rows) = self._state, self._rows(call)
        hits: dict[str, dict[str, Any]] = {}
        for row in rows:
            rule = row.holding.rule
            hit = hits.setdefault(rule.id, {"rule_id": rule.id, "rule_name": rule.name, "top_objects": []})
            hit["top_objects"].append({"object_name": row.holding.name})
        page = page_of(state.world, state.switches, call, [*hits.values()])
        return answer(state.world, {"hit_rule_list": page})

    def old_list(self, call: Call) -> Reply:
        state = self._state
        job = state.scan_job(call.params["job_id"])
        kind = call.query.get("type", "DATABASE")
        if kind not in TYPED:
            raise invalid(state.world)
        rows = [row for row in job.findings if row.asset.kind in TYPED[kind]]
        page = page_of(state.world, state.switches, call, rows)
        lists: dict[str, Any] = dict.fromkeys(_OLD_LISTS.values())
        lists[_OLD_LISTS[kind]] = {"total": len(rows), "db_scan_results": [views.old_result(row) for row in page]}
        return answer(state.world, {"job_id": job.id, "job_name": job.name, "type": kind, **lists})

    def _rows(self, call: Call) -> tuple[ScanJob, Sequence[Finding]]:
        job = self._state.scan_job(call.params["job_id"])
        wanted: dict[str, Any] = {name: call.query.get(name) for name in ("keyword", "asset_type", "asset_id")}
        return job, narrowed(job, wanted | {"security_level_ids": call.query.getlist("security_level_ids")})

    def _after(self, markers: Sequence[str]) -> int:
        """Where the previous page ended. An unknown marker is refused."""
        try:
            return int(json.loads(markers[0]))
        except ValueError:
            raise invalid(self._state.world) from None
