"""Data sources: create, read, find, schemas, forms, connectivity."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from jobspan.testing.sandbox.groupid.errors import Failure
from jobspan.testing.sandbox.groupid.handlers.filters import folded, matches, page
from jobspan.testing.sandbox.groupid.handlers.parameters import id_of
from jobspan.testing.sandbox.groupid.state import State
from jobspan.testing.sandbox.groupid.views.documents import Document, table_schema, timestamp
from jobspan.testing.sandbox.groupid.views.envelopes import VALIDATION, done, envelope, list_result
from jobspan.testing.sandbox.groupid.views.forms import KINDS, form, required
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route

BASE = "/GroupIDDataService/api/DataSource"
_FIELDS = ("name", "providerTypeName", "type", "creationDate", "lastUpdate", "configurationValues")


class DataSourceHandlers:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("create_data_source", "POST", f"{BASE}/Create", self.create),
            Route("update_data_source", "PUT", f"{BASE}/Update", self.update),
            Route("delete_data_source", "DELETE", f"{BASE}/{{dataSourceId}}", self.delete),
            Route("get_data_source", "GET", f"{BASE}/{{dataSourceId}}", self.get),
            Route("find_data_source", "GET", f"{BASE}/Get", self.find),
            Route("search_data_sources", "GET", f"{BASE}/GetByType/{{dataSourceTypeId}}", self.search),
            Route("list_data_sources", "GET", f"{BASE}/GetAll", self.list),
            Route("list_data_sources_by_type", "GET", f"{BASE}/GetAllByType/{{type}}", self.list_by_type),
            Route("filtered_data_sources", "GET", f"{BASE}/GetFilteredDataSources", self.allowed),
            Route("file_names", "GET", f"{BASE}/GetFilesNameByType", self.file_names),
            Route("data_source_parameters", "GET", f"{BASE}/GetDataSourceParameter/{{DatasourceId}}", self.parameters),
            Route("file_server_form", "GET", f"{BASE}/GetFileServerMetaDataByType", self.file_server_form),
            Route("type_form", "GET", f"{BASE}/GetMetaDataByType/{{serverType}}/{{datasourceType}}", self.type_form),
            Route("forms", "GET", f"{BASE}/GetMetaData", self.forms),
            Route("provider_options", "GET", f"{BASE}/GetDataSourceProviderOptions/{{id}}", self.options),
            Route("parse_connection_string", "POST", f"{BASE}/ParseConnectionString", self.parse),
            Route("validate_connectivity", "GET", f"{BASE}/ValidateServerConnectivity", self.validate),
        )

    def create(self, call: Call) -> Reply:
        sent = self._checked(call.json)
        if any(s["name"] == sent["name"] and s["type"] == sent["type"] for s in self._state.data_sources.values()):
            raise Failure(f"The data source {sent['name']!r} already exists.", "NAME_EXISTS")
        id = self._state.new_id("data source")
        now = timestamp(self._state.world.now(), zone=False)
        self._state.data_sources[id] = {"id": id} | sent | {"creationDate": now, "lastUpdate": None}
        return done(id)

    def update(self, call: Call) -> Reply:
        body = call.json
        stored = self._state.data_source(int((body or {}).get("id") or 0))
        sent = self._checked(body)
        created = stored["creationDate"]
        stored |= sent | {"creationDate": created, "lastUpdate": timestamp(self._state.world.now(), zone=False)}
        return done(True)

    def delete(self, call: Call) -> Reply:
        id = id_of(call.params["dataSourceId"])
        self._state.data_source(id)
        del self._state.data_sources[id]
        return done(True)

    def get(self, call: Call) -> Reply:
        source = self._state.data_source(id_of(call.params["dataSourceId"]))
        configuration = source["configurationValues"] if call.json is True else {}
        return done(source | {"providerTypeName": None, "configurationValues": configuration})

    def find(self, call: Call) -> Reply:
        type, name = call.query.get("type", ""), call.query.get("name", "").casefold()
        found = [s for s in self._of_type(type) if s["name"].casefold() == name]
        return done([source | {"configurationValues": {}} for source in found])

    def search(self, call: Call) -> Reply:
        wanted = folded(call.json or {})
        rows = self._of_type(call.params["dataSourceTypeId"])
        found = [row for row in rows if matches(wanted.get("filtercriteria"), row, {"datasource name": "name"})]
        return Reply.of_json(envelope(list_result(page(found, wanted.get("searchoption")), len(found))))

    def list(self, call: Call) -> Reply:
        return Reply.of_json([*self._state.data_sources.values()])

    def list_by_type(self, call: Call) -> Reply:
        return Reply.of_json([*self._of_type(call.params["type"])])

    def allowed(self, call: Call) -> Reply:
        barred = self._state.not_allowed if call.query.get("isSource", "").lower() == "true" else set()
        return Reply.of_json([s for s in self._state.data_sources.values() if s["name"] not in barred])

    def file_names(self, call: Call) -> Reply:
        values = (call.json or {}).get("configurationValues") or {}
        return Reply.of_json(self._state.files.get(str(values.get("FileServer")), []))

    def parameters(self, call: Call) -> Reply:
        source = self._state.data_source(id_of(call.params["DatasourceId"]))
        sheets = self._state.sheets.get(source["id"], [])
        tables = [sheet.name for sheet in sheets]
        return Reply.of_json([table_schema(source, sheet.name, sheet.columns, tables) for sheet in sheets])

    def options(self, call: Call) -> Reply:
        source = self._state.data_source(id_of(call.params["id"]))
        return Reply.of_json(
            {
                "isDirectoryProvider": False,
                "isTableProvider": True,
                "capabilityMappings": {"Source": ["Active Directory", source["providerTypeName"]]},
                "providerType": source["providerTypeName"],
                "creatableObjects": [{"ldapName": "Object", "displayName": "Object"}],
            }
        )

    def file_server_form(self, call: Call) -> Reply:
        return done(form(0, call.query.get("fileServerType", "OneDrive")) | {"name": None})

    def type_form(self, call: Call) -> Reply:
        kind = id_of(call.params["datasourceType"])
        if kind not in KINDS:
            raise Failure(f"There is no kind {kind} of data sources.", "NOT_FOUND", status=404)
        return done(form(kind, call.params["serverType"]))

    def forms(self, call: Call) -> Reply:
        return done([form(kind, "LocalServer") for kind in KINDS])

    def parse(self, call: Call) -> Reply:
        text = str((call.json or {}).get("connectionString") or "")
        found = {name.strip().lower(): value for part in text.split(";") for name, _, value in [part.partition("=")]}
        return Reply.of_json(
            {
                "ConnectionString": found.get("data source", ""),
                "Database": found.get("initial catalog", ""),
                "Password": found.get("password", ""),
                "UserName": found.get("user id", ""),
                "WindowsAuthentication": "true",
            }
        )

    def validate(self, call: Call) -> Reply:
        sent = self._checked(call.json)
        if sent["name"] in self._state.unreachable:
            raise Failure("Connection Failed", "UNREACHABLE")
        reply = envelope(kind=VALIDATION, name=sent["name"], message="Connection Succeeded", code="")
        return Reply.of_json(reply | {"currentDirectoryServer": ""})

    def _of_type(self, type: str) -> Sequence[Document]:
        return [source for source in self._state.data_sources.values() if str(source["type"]) == type]

    def _checked(self, body: Any) -> Document:
        """The six fields of a data source; what samples carry along is dropped."""
        if not isinstance(body, dict) or body.get("type") not in KINDS or not str(body.get("name") or "").strip():
            raise Failure("The data source has no name, or an unknown type.", "INVALID_DATA_SOURCE", status=400)
        values = body.get("configurationValues") or {}
        lacking = [n for n in required(body["type"], str(values.get("FileServer") or "")) if not values.get(n)]
        if lacking:
            attributes = dict.fromkeys(lacking, "It is required.")
            raise Failure("The data source is not valid.", "INVALID_DATA_SOURCE", attributes=attributes)
        sent = {name: copy.deepcopy(body.get(name)) for name in _FIELDS}
        return sent | {"providerTypeName": sent["providerTypeName"] or KINDS[body["type"]]}
