"""API v5: what can be connected to what. A few links of the many that the cloud has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_drs.errors import invalid, missing
from jobspan.testing.sandbox.huawei_drs.handlers.routes import v5_route
from jobspan.testing.sandbox.huawei_drs.paging import offset_page
from jobspan.testing.sandbox.huawei_drs.state import State
from jobspan.testing.sandbox.huawei_drs.tasks import DELETED
from jobspan.testing.sandbox.routing import Route

_LISTED = ("migration", "sync", "cloudDataGuard", "replay")
_SUPPORTED = (*_LISTED, "verify", "cdc")
_MODES = ["FULL_TRANS", "FULL_INCR_TRANS", "INCR_TRANS"]
_ENGINES = {
    "migration": ("mysql", "postgresql", "mongodb"),
    "sync": ("mysql-to-mysql", "mysql-to-kafka", "oracle-to-gaussdbv5"),
    "cloudDataGuard": ("cloudDataGuard-mysql",),
}
_SERVICE = "hws.service.type.drs"


class Links:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        return (
            v5_route("list_links", "GET /links", self.links),
            v5_route("list_support_links", "GET /support-links", self.supported),
            v5_route("show_link_flavors", "GET /link-flavors", self.flavors),
            v5_route("show_support_object_type", "GET /jobs/{job_id}/object/support", self.objects),
            v5_route("show_child_num", "GET /jobs/child-count", self.children),
        )

    def links(self, call: Call) -> Reply:
        type = _type(call, _LISTED)
        rows = [
            {
                "job_type": type,
                "engine_type": engine,
                "source_endpoint_type": "offline",
                "target_endpoint_type": "cloud",
                "job_direction": "up",
                "net_type": net,
                "task_types": _MODES,
                "cluster_modes": ["Single", "Ha"],
                "description": f"{engine} into the cloud",
            }
            for engine in _ENGINES.get(type, ())
            for net in ("eip", "vpc", "vpn")
        ]
        return Reply.of_json({"job_links": offset_page(call, rows, 10), "total_count": len(rows)})

    def supported(self, call: Call) -> Reply:
        type = _type(call, _SUPPORTED)
        rows = [
            {
                "engine_type": engine,
                "net_type": net,
                "task_modes": _MODES,
                "job_direction": "up",
                "cluster_mode": "Single",
                "job_instance_type": "single",
                "is_support_bind_eip": net == "eip",
            }
            for engine in _ENGINES.get(type, ())
            for net in ("eip", "vpc", "vpn")
        ]
        page = {"total_count": len(rows), "support_links": offset_page(call, rows, 10, 2000)}
        return Reply.of_json([page] if self._state.lists_its_links else page)

    def flavors(self, call: Call) -> Reply:
        type, node = call.query.get("job_type", "migration"), call.query.get("node_type", "high")
        if type not in _LISTED:
            raise invalid("job_type")
        codes = {"vm": f"drs.{type}.{node}", "volume": f"drs.{type}.volume", "flow": f"drs.{type}.flow"}
        return Reply.of_json({f"{kind}_flavor": _flavor(kind, code) for kind, code in codes.items()})

    def objects(self, call: Call) -> Reply:
        task = self._state.of_v5(call)
        mysql = task.engine.startswith("mysql")
        return Reply.of_json(
            {
                "is_full_trans_support_object": True,
                "is_incre_trans_support_object": mysql,
                "is_full_incre_trans_support_object": mysql,
                "support_object_import_engine": ["mysql"] if mysql else [],
                "is_support_column_mapping": task.use == "sync",
                "is_database_support_search": True,
                "is_schema_support_search": False,
                "is_table_support_search": True,
                "file_size": "5",
                "import_level": "table",
                "is_import_cloumn": task.use == "sync",
            }
        )

    def children(self, call: Call) -> Reply:
        instance = call.query.get("instance_id")
        for needed in ("instance_id", "db_type"):
            if not call.query.get(needed):
                raise missing(needed)
        using = [
            task
            for task in self._state.tasks.values()
            if task.status != DELETED and instance in (task.source.get("inst_id"), task.target.get("inst_id"))
        ]
        return Reply.of_json({"count": len(using)})


def _type(call: Call, known: Sequence[str]) -> str:
    type = call.query.get("job_type")
    if not type:
        raise missing("job_type")
    if type not in known:
        raise invalid("job_type")
    return type


def _flavor(kind: str, code: str) -> dict[str, Any]:
    return {
        "id": code.replace(".", "-"),
        "cloud_service_type": _SERVICE,
        "spec_type_code": f"{_SERVICE}.{kind}",
        "spec_code": code,
    }
