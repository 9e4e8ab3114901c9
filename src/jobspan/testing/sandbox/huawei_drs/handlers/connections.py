"""API v5: databases that DRS remembers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.huawei_drs.errors import invalid, missing, refusal
from jobspan.testing.sandbox.huawei_drs.handlers.routes import v5_route
from jobspan.testing.sandbox.huawei_drs.paging import offset_page
from jobspan.testing.sandbox.huawei_drs.state import State
from jobspan.testing.sandbox.huawei_drs.views import millis
from jobspan.testing.sandbox.routing import Route

_EXISTS, _UNKNOWN = "DRS.10010065", "DRS.10010069"
_TYPES = frozenset({"mysql", "postgresql", "mongodb", "oracle"})
_SECRETS = frozenset({"db_password", "ssl_cert_key", "ssl_cert_password"})
_KEPT = ("name", "db_type", "config", "description", "endpoint", "vpc", "ssl", "enterprise_project_id")
_SORTED_BY = {
    "name": lambda each: each["name"].lower(),
    "db_type": lambda each: each["db_type"],
    "inst_id": lambda each: each["endpoint"].get("instance_id") or "",
    "ip": lambda each: each["endpoint"].get("ip") or "",
    "created_at": lambda each: int(each["create_time"]),
    "description": lambda each: each.get("description") or "",
    "tag_value": lambda each: "",
}


class Connections:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        one = "/connections/{connection_id}"
        return (
            v5_route("create_connection", "POST /connections", self.create),
            v5_route("list_connections", "GET /connections", self.find),
            v5_route("modify_connection", f"PUT {one}", self.change),
            v5_route("delete_connection", f"DELETE {one}", self.delete),
        )

    def create(self, call: Call) -> Reply:
        asked = call.json or {}
        for name in ("name", "db_type", "endpoint"):
            if not asked.get(name):
                raise missing(name)
        self._check(asked)
        id = self._state.world.new_uuid()
        made = {"connection_id": id, "create_time": int(millis(self._state.world.now()))}
        self._state.connections[id] = made | _kept(asked)
        return Reply.of_json(self._view(self._state.connections[id]))

    def find(self, call: Call) -> Reply:
        rows = [self._view(each) for each in self._matching(call)]
        page = rows if call.query.get("fetch_all") == "true" else offset_page(call, rows, 10)
        return Reply.of_json({"connections": page, "count": len(rows)})

    def change(self, call: Call) -> Reply:
        known, asked = self._known(call), call.json or {}
        self._check(asked, known["connection_id"])
        known.update(_kept(asked))
        return Reply.of_json({})

    def delete(self, call: Call) -> Reply:
        del self._state.connections[self._known(call)["connection_id"]]
        return Reply.of_json({})

    def _known(self, call: Call) -> dict[str, Any]:
        found = self._state.connections.get(call.params["connection_id"])
        if found is None:
            raise refusal(_UNKNOWN, "The connection does not exist.")
        return found

    def _check(self, asked: dict[str, Any], own: str = "") -> None:
        name, endpoint = asked.get("name"), asked.get("endpoint")
        if name is not None and not re.fullmatch(r"[\w-]{4,50}", str(name), re.ASCII):
            raise invalid("name")
        others = [each for each in self._state.connections.values() if each["connection_id"] != own]
        if name is not None and name.lower() in {each["name"].lower() for each in others}:
            raise refusal(_EXISTS, "The connection name already exists.")
        if asked.get("db_type", "mysql") not in _TYPES:
            raise invalid("db_type")
        if endpoint is not None:
            for member in ("endpoint_name", "db_user", "db_password"):
                if not endpoint.get(member):
                    raise missing(f"endpoint.{member}")

    def _matching(self, call: Call) -> list[dict[str, Any]]:
        wanted = call.query
        found = [each for each in self._state.connections.values() if _fits(each, wanted)]
        key, direction = wanted.get("sort_key", "created_at"), wanted.get("sort_dir", "desc")
        if key not in _SORTED_BY or direction not in ("asc", "desc"):
            raise invalid("sort_key")
        return sorted(found, key=_SORTED_BY[key], reverse=direction == "desc")

    def _view(self, connection: dict[str, Any]) -> dict[str, Any]:
        return connection if self._state.shows_passwords else _without_secrets(connection)


def _kept(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: asked[name] for name in _KEPT if asked.get(name) is not None}


def _without_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_secrets(each) for name, each in value.items() if name not in _SECRETS}
    return [_without_secrets(each) for each in value] if isinstance(value, list) else value


def _fits(connection: dict[str, Any], wanted: Any) -> bool:
    endpoint = connection["endpoint"]
    shown = {
        "connection_id": connection["connection_id"],
        "db_type": connection["db_type"],
        "inst_id": endpoint.get("instance_id"),
        "ip": endpoint.get("ip"),
        "enterprise_project_id": connection.get("enterprise_project_id"),
    }
    parts = {"name": connection["name"], "description": connection.get("description", "")}
    return (
        all(wanted.get(name) in (None, value) for name, value in shown.items())
        and all(wanted.get(name, "").lower() in text.lower() for name, text in parts.items())
        and _is_between(connection["create_time"], wanted.get("create_time"))
    )


def _is_between(created: int, wanted: str | None) -> bool:
    if wanted is None:
        return True
    try:
        first, last = (datetime.fromisoformat(each).astimezone(UTC) for each in wanted.split(","))
    except ValueError:
        raise invalid("create_time") from None
    return first.timestamp() <= created / 1000 <= last.timestamp()
