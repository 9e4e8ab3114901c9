"""The operations on connectors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jobspan.testing.sandbox.delphix.bodies import Body, anything, choice, flag, integer, tag_list, text
from jobspan.testing.sandbox.delphix.dct_jobs import Check, Work, complete_job, no_obstacle, start_job
from jobspan.testing.sandbox.delphix.entities import Connector, Job, Kind
from jobspan.testing.sandbox.delphix.errors import refusal
from jobspan.testing.sandbox.delphix.filterable import CONNECTOR_JOBS, CONNECTORS
from jobspan.testing.sandbox.delphix.handlers.tags import tag_routes
from jobspan.testing.sandbox.delphix.paging import View, page_of
from jobspan.testing.sandbox.delphix.runs import login_problem, refused_login
from jobspan.testing.sandbox.delphix.state import State
from jobspan.testing.sandbox.delphix.views import connector_view, job_of_connector_view, job_view
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.routing import Route

_TYPES = choice("DATABASE", "FILE", "MAINFRAME_DATASET")
_DATABASE_TYPES = choice(
    *[
        "DB2",
        "DB2_ISERIES",
        "DB2_MAINFRAME",
        "ORACLE",
        "MSSQL",
        "MYSQL",
        "MARIADB",
        "POSTGRES",
        "AURORA_POSTGRES",
        "COCKROACHDB_POSTGRES",
    ],
    *["RDS_POSTGRES", "YUGABYTEDB_POSTGRES", "SYBASE", "EXTENDED"],
)
_MODES = choice("FTP", "FTPS", "SFTP", "MOUNT", "AWS_S3", "S3_COMPATIBLE", "AZURE_BLOB_STORAGE")
_FILE_TYPES = choice("DELIMITED", "FIXED_WIDTH", "XML", "JSON", "PARQUET")
_AUTH_TYPES = choice("AWS_ROLE", "AWS_SECRET", "AZURE_MANAGED_IDENTITY", "AZURE_SECRET")

_CLEARABLE = [
    "hostname",
    "jdbc_url",
    "database_name",
    "instance_name",
    "sid",
    "file_reference_id",
    "service_principal",
    "path",
    "ssh_key",
    "mount_information_id",
    "bucket_name",
    "region",
    "access_key",
    "secret_key",
    "prefix",
    "delimiter",
    "service_endpoint",
    "azure_account_name",
    "azure_container_name",
    "credential_path_id",
]
_COMMON = {name: text() for name in _CLEARABLE} | {
    "port": integer(1, 65535),
    "username": text(),
    "password": text(),
    "schema_name": text(),
    "compliance_jdbc_driver_id": text(1),
    "enable_logger": flag,
    "job_orchestrator_id": text(1),
    "kerberos_auth": flag,
    "user_dir_is_root": flag,
    "auth_type": _AUTH_TYPES,
}
_NULLABLE = {*_CLEARABLE, "port", "password", "user_dir_is_root", "auth_type"}

_UPDATE = Body({**_COMMON, "name": text(1, 255), "connection_mode": _MODES}, nullable=_NULLABLE)
_CREATE = Body(
    {
        **_COMMON,
        "name": text(1, 255),
        "type": _TYPES,
        "database_type": _DATABASE_TYPES,
        "file_type": _FILE_TYPES,
        "connection_mode": _MODES,
        "tags": tag_list,
    },
    required={"name", "type"},
    nullable={"database_name", "instance_name", "sid"},
)
_TEST = Body(
    {
        **_COMMON,
        "type": _TYPES,
        "database_type": anything,
        "file_type": _FILE_TYPES,
        "connection_mode": _MODES,
    },
    nullable={*_NULLABLE, "username", "database_type", "compliance_jdbc_driver_id"},
)
_FETCH = Body({"rule_set_id": text()})
_SECRET = {"username", "password", "ssh_key", "access_key", "secret_key"}
_READ_NAMES = {"jdbc_url": "jdbc"}

_SUPPORT_TASKS = ["Disable Constraints", "Disable Triggers", "Drop Indexes"]
_DRIVER_DEFAULTS = {"loginTimeout": "30", "socketTimeout": "0"}


class ConnectorHandlers:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> tuple[Route, ...]:
        one = "/connectors/{connectorId}"
        return (
            Route("get_connectors", "GET", "/connectors", self.find),
            Route("search_connectors", "POST", "/connectors/search", self.find),
            Route("create_connector", "POST", "/connectors", self.create),
            Route("test_unsaved_connector", "POST", "/connectors/test", self.test_unsaved),
            Route("get_connector_by_id", "GET", one, self.get),
            Route("update_connector_by_id", "PATCH", one, self.update),
            Route("delete_connector", "DELETE", one, self.delete),
            Route("test_connector", "POST", f"{one}/test", self.test),
            Route("get_connection_properties", "GET", f"{one}/properties", self.properties),
            Route("get_connector_driver_support_tasks", "GET", f"{one}/driver-support-tasks", self.support_tasks),
            Route("fetch_table_names", "POST", f"{one}/fetch-table-names", self.table_names),
            Route("fetch_file_names", "POST", f"{one}/fetch-file-names", self.file_names),
            Route("search_connector_jobs", "POST", f"{one}/masking-jobs/search", self.jobs_of),
            *tag_routes(
                one,
                self._state.connector,
                get="get_connector_tags",
                create="create_connector_tags",
                delete="delete_connector_tag",
            ),
        )

    def find(self, call: Call) -> Reply:
        views = (connector_view(self._state, connector) for connector in self._state.connectors.values())
        return Reply.of_json(page_of(call, views, CONNECTORS).document())

    def get(self, call: Call) -> Reply:
        return Reply.of_json(connector_view(self._state, self._connector(call)))

    def create(self, call: Call) -> Reply:
        """A connector that DCT manages: it belongs to no engine."""
        values = _CREATE.read(call)
        connector = Connector(
            id=self._state.world.new_uuid(),
            name=values["name"],
            type=values["type"],
            account_id=self._state.access.caller_id(call),
        )
        connector.tags = [(tag["key"], tag["value"]) for tag in values.pop("tags", [])]
        _apply(connector, {name: value for name, value in values.items() if name != "type"})

        def work(task: Job) -> None:
            self._state.connectors[connector.id] = connector

        job = self._task(call, "CONNECTOR_CREATE", connector, work)
        return Reply.of_json({"id": connector.id, "job": job_view(self._state, job)}, 201)

    def update(self, call: Call) -> Reply:
        """Absent keeps, null clears, a value sets; all of it when the job completes."""
        connector, changes = self._connector(call), _UPDATE.read(call)
        job = self._task(call, "CONNECTOR_UPDATE", connector, lambda task: _apply(connector, changes))
        return Reply.of_json({"job": job_view(self._state, job)})

    def delete(self, call: Call) -> Reply:
        connector = self._connector(call)
        if connector.engine_id is not None:
            raise refusal(400, "A connector of an engine cannot be deleted through DCT")
        if any(rules.connector_id == connector.id for rules in self._state.rule_sets.values()):
            raise refusal(409, f"Connector {connector.name!r} is in use by a rule set")

        def work(task: Job) -> None:
            self._state.connectors.pop(connector.id, None)

        job = self._task(call, "CONNECTOR_DELETE", connector, work)
        return Reply.of_json({"job": job_view(self._state, complete_job(job))})

    def test(self, call: Call) -> Reply:
        """Try a login with what is stored, or with what the body gives instead. Always 200: read the status."""
        connector, instead = self._connector(call), _TEST.read(call)
        return self._tested(
            call,
            connector.id,
            hostname=instead.get("hostname") or connector.values.get("hostname"),
            username=instead.get("username") or connector.username,
            password=instead.get("password") or connector.password,
        )

    def test_unsaved(self, call: Call) -> Reply:
        given = _TEST.read(call)
        return self._tested(
            call,
            "unsaved",
            hostname=given.get("hostname"),
            username=given.get("username"),
            password=given.get("password"),
        )

    def properties(self, call: Call) -> Reply:
        connector = self._connector(call)
        defaults = _DRIVER_DEFAULTS if connector.type == "DATABASE" else {}
        items = [
            {"name": name, "value": value, "description": f"The driver's own {name}.", "edited": False}
            for name, value in defaults.items()
        ]
        return Reply.of_json({"items": items})

    def support_tasks(self, call: Call) -> Reply:
        connector = self._connector(call)
        return Reply.of_json({"tasks": _SUPPORT_TASKS if connector.type == "DATABASE" else []})

    def table_names(self, call: Call) -> Reply:
        return self._names(call, "DATABASE", "CONNECTOR_FETCH_TABLE_NAMES")

    def file_names(self, call: Call) -> Reply:
        return self._names(call, "FILE", "CONNECTOR_FETCH_FILE_NAMES")

    def jobs_of(self, call: Call) -> Reply:
        connector = self._connector(call)
        return Reply.of_json(page_of(call, self._uses(connector), CONNECTOR_JOBS).document())

    def _connector(self, call: Call) -> Connector:
        return self._state.connector(call.params["connectorId"])

    def _uses(self, connector: Connector) -> Iterator[View]:
        for job in self._state.masking_jobs.values():
            if job.kind is not Kind.MASKING:
                continue
            if job.on_the_fly_connector_id == connector.id:
                yield job_of_connector_view(self._state, job, connector, "SOURCE")
            if self._state.target_of(job) is connector:
                yield job_of_connector_view(self._state, job, connector, "TARGET")

    def _tested(self, call: Call, target_id: str, *, hostname: Any, username: Any, password: Any) -> Reply:
        problem = refused_login(self._state, str(hostname), username, password)
        job = complete_job(self._job(call, "CONNECTOR_TEST", target_id))
        return Reply.of_json(
            {
                "status": "FAILED" if problem else "SUCCEEDED",
                "message": problem or "Connection Succeeded",
                "job": job_view(self._state, job),
            }
        )

    def _names(self, call: Call, type: str, task: str) -> Reply:
        """What the data source holds and the rule set does not have yet; a failed login fails the job."""
        connector, wanted = self._connector(call), _FETCH.read(call)
        if connector.type != type:
            raise refusal(400, f"Connector {connector.name!r} is of type {connector.type}")
        known = self._state.rule_set(wanted["rule_set_id"]).tables if "rule_set_id" in wanted else []
        problem = login_problem(self._state, connector)
        job = self._job(call, task, connector.id, obstacle=lambda task: problem)
        names: list[str] = []
        if problem is None:
            source = self._state.data_sources[str(connector.values["hostname"])]
            names = [name for name in (source.tables if type == "DATABASE" else source.files) if name not in known]
        return Reply.of_json({"items": names, "job": job_view(self._state, complete_job(job))})

    def _job(self, call: Call, type: str, target_id: str, obstacle: Check = no_obstacle) -> Job:
        caller = self._state.access.caller_id(call)
        return start_job(self._state, type, account_id=caller, target_id=target_id, obstacle=obstacle)

    def _task(self, call: Call, type: str, connector: Connector, work: Work) -> Job:
        return start_job(
            self._state,
            type,
            account_id=self._state.access.caller_id(call),
            target_id=connector.id,
            target_name=connector.name,
            engine_ids=[connector.engine_id] if connector.engine_id else [],
            work=work,
        )


def _apply(connector: Connector, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        match name:
            case "name":
                connector.name = value
            case "username":
                connector.username = value
            case "password":
                connector.password = value
            case "ssh_key":
                connector.ssh_key = value
                if value is not None:
                    connector.password = None
            case "access_key" | "secret_key":
                connector.cloud_keys = {**connector.cloud_keys, name: value or ""}
            case _ if value is None:
                connector.values.pop(_READ_NAMES.get(name, name), None)
            case _:
                connector.values[_READ_NAMES.get(name, name)] = value
