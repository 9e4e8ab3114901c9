"""Every documented exchange of Directory Manager: what is sent, to the value, and what is made of the answer.

A server of documented answers replays one exchange; every other call gets a harmless reply.
"""

import itertools
import json
import re
import threading
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import attrs
import httpx
import pytest

import jobspan
from jobspan._planes.groupid.operations.every import OPERATIONS
from jobspan.groupid import (
    Criterion,
    DataSource,
    DataSourceType,
    GroupIDError,
    Job,
    JobCollection,
    all_of,
    contains,
    is_exactly,
)

HOST = "https://directory.example.test:4443"
CANARY = "canary-5ec2e7"
_DATA = Path(__file__).parent / "data" / "groupid.json"


@attrs.frozen
class Exchange:
    """One documented exchange."""

    case: str
    operation: str
    method: str
    path: str
    query: list[list[str]]
    body: Any
    answer: Any


def exchanges() -> dict[str, Exchange]:
    """All of them, by name. The default script module stands in the file once, and as ``@script`` elsewhere."""
    rows = json.loads(_DATA.read_text())
    script = next(
        row["value"]
        for exchange in rows
        if exchange["case"] == "get_job_details"
        for row in exchange["response"]["data"]["settings"]
        if row["key"] == "Destination.ExposedScriptCode"
    )
    return {row["case"]: _exchange(row, script) for row in rows}


def _exchange(row: dict[str, Any], script: str) -> Exchange:
    request = _filled(row["request"], script)
    return Exchange(
        case=row["case"],
        operation=row["operation"],
        method=request["method"],
        path=request["path"],
        query=request.get("query", []),
        body=request.get("body"),
        answer=_filled(row["response"], script),
    )


def _filled(tree: Any, script: str) -> Any:
    match tree:
        case dict():
            return {name: _filled(value, script) for name, value in tree.items()}
        case list():
            return [_filled(each, script) for each in tree]
        case "@script":
            return script
        case _:
            return tree


_EMPTY_LIST = {"count": 0, "data": [], "status": 0, "message": None}
_ENVELOPE: dict[str, Any] = {
    "name": None,
    "type": 6,
    "status": 0,
    "message": None,
    "data": None,
    "details": [],
    "errorCode": None,
}
HARMLESS: dict[str, Any] = {
    "token": {"access_token": CANARY, "refresh_token": CANARY, "token_type": "Bearer", "expires_in": 1200},
    "list_jobs": _EMPTY_LIST,
    "list_collections": _EMPTY_LIST,
    "list_data_sources": [],
    "data_source_parameters": [],
    "find_data_source": _ENVELOPE | {"data": []},
}


class StillClock:
    """Time that passes only by sleeping, which takes none."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def wall(self) -> float:
        return 1_767_600_000.0 + self.seconds

    def sleep(self, seconds: float, wake: threading.Event | None = None) -> None:
        self.seconds += seconds

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)

    def random(self) -> float:
        return 0.5


class Replay:
    """Answers one exchange as documented, remembers what was sent, and makes clients that talk to it."""

    def __init__(self, exchange: Exchange, status: int = 200, **others: Any) -> None:
        self.exchange = exchange
        self.status = status
        self.answers = HARMLESS | others | {exchange.operation: exchange.answer}
        self.sent: list[tuple[str, httpx.Request]] = []

    def settings(self) -> jobspan.GroupIDSettings:
        return jobspan.GroupIDSettings(
            url=HOST,
            username="operator",
            password=CANARY,
            client_id="client",
            client_secret=CANARY,
            identity_store_id=2,
            transport=httpx.MockTransport(self._answer),
        )

    def client(self, **options: Any) -> jobspan.Client:
        return jobspan.Client(groupid=self.settings(), clock=StillClock(), **options)

    @property
    def request(self) -> httpx.Request:
        """The one request of the exchange's operation."""
        (found,) = [request for operation, request in self.sent if operation == self.exchange.operation]
        return found

    def _answer(self, request: httpx.Request) -> httpx.Response:
        operation = _operation(request)
        self.sent.append((operation, request))
        status = self.status if operation == self.exchange.operation else 200
        return httpx.Response(status, json=self.answers[operation])


def _operation(request: httpx.Request) -> str:
    path = request.url.raw_path.decode().partition("?")[0]
    fitting = [
        row
        for row in OPERATIONS
        if row.method == request.method and re.fullmatch(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(row.path)), path)
    ]
    return min(fitting, key=lambda row: row.path.count("{")).id


EXCHANGES = exchanges()


def documented(case: str) -> Exchange:
    return EXCHANGES[case]


def sent_body(request: httpx.Request) -> Any:
    return json.loads(request.content) if request.content else None


def sent_query(request: httpx.Request) -> list[list[str]]:
    return [list(pair) for pair in parse_qsl(request.url.query.decode(), keep_blank_values=True)]


CALLS: dict[str, Any] = {
    "create_job": lambda c, e: c.data_sync_jobs.create(Job.from_document(e.body)),
    "get_jobs": lambda c, e: c.data_sync_jobs.search("Sync_API", page_size=10).to_list(),
    "get_job_details": lambda c, e: c.data_sync_jobs.get(6),
    "get_jobs_names": lambda c, e: c.data_sync_jobs.names(),
    "delete_jobs": lambda c, e: c.data_sync_jobs.delete([1, 2]),
    "create_job_collection": lambda c, e: c.groupid.collections.create(JobCollection.from_document(e.body)),
    "update_job_collection": lambda c, e: c.groupid.collections.update(JobCollection.from_document(e.body)),
    "delete_job_collections": lambda c, e: c.groupid.collections.delete([1, 2]),
    "get_job_collections": lambda c, e: c.groupid.collections.search("DataSync_API", page_size=10).to_list(),
    "get_job_collections_details": lambda c, e: c.groupid.collections.jobs(
        21, "TestCollection", page_size=10, sort="modified"
    ).to_list(),
    "get_job_collection_details_by_id": lambda c, e: c.groupid.collections.get(1),
    "get_data_source": lambda c, e: c.groupid.data_sources.get(4),
    "get_data_source_by_type_and_name": lambda c, e: c.groupid.data_sources.find(DataSourceType.TEXT, "Text/CSV_API"),
    "get_data_sources_by_type_filtered": lambda c, e: c.groupid.data_sources.search(
        DataSourceType.EXCEL, "Excel_API_Updated", page_size=10
    ).to_list(),
    "get_all_data_sources": lambda c, e: c.groupid.data_sources.list(),
    "get_all_data_sources_by_type": lambda c, e: c.groupid.data_sources.list(DataSourceType.SQL_SERVER),
    "get_filtered_data_sources": lambda c, e: c.groupid.data_sources.allowed(is_source=True),
    "get_filenames_by_type": lambda c, e: c.groupid.data_sources.file_names(
        DataSourceType.EXCEL, e.body["configurationValues"]
    ),
    "get_data_source_parameter": lambda c, e: c.groupid.data_sources.parameters(9),
    "get_file_server_metadata_by_type": lambda c, e: c.groupid.data_sources.file_server_form("OneDrive"),
    "get_metadata_by_server_type": lambda c, e: c.groupid.data_sources.form(DataSourceType.TEXT),
    "get_metadata": lambda c, e: c.groupid.data_sources.forms(),
    "get_provider_options": lambda c, e: c.groupid.data_sources.provider_options(4),
    "parse_connection_string": lambda c, e: c.groupid.data_sources.parse_connection_string(
        e.body["connectionString"], DataSourceType.SQL_SERVER
    ),
    "update_data_source": lambda c, e: c.groupid.data_sources.update(DataSource.from_document(e.body)),
    "delete_data_source": lambda c, e: c.groupid.data_sources.delete(4),
    "validate_data_source_connectivity": lambda c, e: c.groupid.data_sources.validate(DataSource.from_document(e.body)),
    "get_token": lambda c, e: c.groupid.log_in(),
} | {
    f"create_data_source_{kind}": lambda c, e: c.groupid.data_sources.create(DataSource.from_document(e.body))
    for kind in ("excel", "access", "sql", "text", "oracle", "odbc")
}

PATH_IDS = {
    "{jobId}": "6",
    "{jobCollectionId}": "1",
    "{dataSourceId}": "4",
    "{dataSourceTypeId}": "1",
    "{type}": "3",
    "{DatasourceId}": "9",
    "{serverType}": "LocalServer",
    "{datasourceType}": "4",
    "{id}": "4",
}
ENVELOPE_KEYS = (
    "identityStoreObject",
    "details",
    "currentDirectoryServer",
    "errorCode",
    "exceptionMessagesAttributeWise",
    "isResyncAble",
)


def as_sent(exchange: Exchange) -> Any:
    """The documented body, but for what the documentation itself gets wrong or leaves as a placeholder."""
    body = exchange.body
    match exchange.case:
        case "get_jobs" | "get_job_collections":
            return body | {"filterCriteria": body["filterCriteria"] | {"child": None}}
        case "create_data_source_oracle" | "create_data_source_odbc":
            return {name: value for name, value in body.items() if name not in ENVELOPE_KEYS}
        case _:
            return body


def other_answers(case: str) -> dict[str, Any]:
    """What else has to be read for an exchange."""
    source = documented("get_data_source").answer
    if case == "update_job_collection":
        return {"get_collection": {"count": 1, "data": documented(case).body, "status": 0, "message": None}}
    if case in ("update_data_source", "delete_data_source"):
        return {"get_data_source": source}
    if case == "create_job":
        return {"list_data_sources": [documented("get_all_data_sources").answer[0] | {"name": "ExcelOne"}]}
    return {}


def test_every_exchange_is_replayed() -> None:
    assert set(CALLS) == set(EXCHANGES)
    assert {exchange.operation for exchange in EXCHANGES.values()} == {row.id for row in OPERATIONS}


@pytest.mark.parametrize("case", [case for case in CALLS if case != "get_token"])
def test_what_is_sent_is_what_is_documented(case: str) -> None:
    exchange = documented(case)
    replay = Replay(exchange, **other_answers(case))
    with replay.client() as client:
        CALLS[case](client, exchange)
    request = replay.request
    path = exchange.path
    for name, value in PATH_IDS.items():
        path = path.replace(name, value)
    assert (request.method, request.url.raw_path.decode().partition("?")[0]) == (exchange.method, path)
    assert sent_query(request) == exchange.query
    assert sent_body(request) == as_sent(exchange)
    assert request.headers["authorization"] == f"Bearer {CANARY}"
    assert request.headers.get("content-type") == ("application/json" if request.content else None)


def test_the_documented_job_is_sent_to_the_byte() -> None:
    exchange = documented("create_job")
    replay = Replay(exchange, **other_answers("create_job"))
    with replay.client() as client:
        created = client.data_sync_jobs.create(Job.from_document(exchange.body))
    assert created == 16
    assert replay.request.content == json.dumps(exchange.body, separators=(",", ":"), ensure_ascii=False).encode()


def test_a_name_with_a_slash_is_encoded() -> None:
    replay = Replay(documented("get_data_source_by_type_and_name"))
    with replay.client() as client:
        found = client.groupid.data_sources.find(DataSourceType.TEXT, "Text/CSV_API")
    assert replay.request.url.query == b"type=4&name=Text%2FCSV_API"
    assert found is not None
    assert found.id == 11


def test_the_token_is_asked_for_once_with_a_form() -> None:
    exchange = documented("get_token")
    replay = Replay(exchange)
    with replay.client() as client:
        client.groupid.log_in()
    form = dict(parse_qsl(replay.request.content.decode()))
    assert {name.lower() for name in form} == {name.lower() for name in exchange.body}
    assert (form["grant_type"], form["identity_store_id"], form["password"]) == ("password", "2", CANARY)
    assert replay.request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert "authorization" not in replay.request.headers


def answered(case: str) -> Any:
    exchange = documented(case)
    with Replay(exchange, **other_answers(case)).client() as client:
        return CALLS[case](client, exchange)


def test_what_documented_answers_become() -> None:
    (info,) = answered("get_jobs")
    assert (info.job_id, info.name, info.last_out_come, info.times_run) == (6, "Sync_API", "None", 0)
    job = answered("get_job_details")
    assert (job.id, job.settings.source.table, job.settings.destination.id) == (6, "TTSheet1", 24)
    assert [name.type.name for name in answered("get_jobs_names")] == ["PREDEFINED_TEMPLATE"] * 4 + ["STANDALONE"] * 2
    assert answered("create_job_collection") == documented("create_job_collection").answer["data"]
    assert answered("update_job_collection") == 7
    (head,) = answered("get_job_collections")
    assert (head.id, head.total_jobs) == (1, 2)
    assert [info.job_id for info in answered("get_job_collections_details")] == [17, 18]
    collection = answered("get_job_collection_details_by_id")
    assert [job.name for job in collection.jobs] == ["NewJob", "Sync_API"]
    assert answered("create_data_source_excel") == 4
    assert answered("get_data_source").kind == "Microsoft Excel"
    assert [source.id for source in answered("get_all_data_sources")] == [4, 6, 9, 11]
    (found,) = answered("get_data_sources_by_type_filtered")
    assert found.name == "Excel_API_Updated"
    assert answered("get_filenames_by_type") == ["User5.xls"]
    (schema,) = answered("get_data_source_parameter")
    assert schema.column_names == ("EmployeeID", "FirstName", "LastName", "DepartmentID")
    options = answered("get_provider_options")
    assert (options.is_table_provider, options.creatable_objects[0].ldap_name) == (True, "Object")
    assert [field.name for field in answered("get_metadata_by_server_type").configurations][:3] == [
        "FileServer",
        "File",
        "Delimiter",
    ]
    assert answered("get_file_server_metadata_by_type").file_server_type == "OneDrive"
    assert answered("get_metadata")[0].name == "Microsoft Excel"
    assert answered("parse_connection_string").database == "ExternalDB"
    assert answered("validate_data_source_connectivity") == "Connection Succeeded"


def test_stored_secrets_arrive_wrapped() -> None:
    shown = repr([answered(case) for case in ("get_all_data_sources", "get_data_source_parameter", "get_job_details")])
    shown += repr(answered("get_job_collection_details_by_id")) + repr(answered("parse_connection_string"))
    for secret in ("webdir123R", "password123", "<redacted: encrypted text>", "<redacted: base64 PKCS#12>"):
        assert secret not in shown
    source = answered("get_all_data_sources_by_type")[0]
    assert source.configuration_values["Password"].reveal() == "webdir123R"


def failing(case: str, **changes: Any) -> Exchange:
    exchange = documented(case)
    return attrs.evolve(exchange, answer=exchange.answer | changes)


FAILURES: dict[str, dict[str, Any]] = {
    "status": {
        "status": 3,
        "data": None,
        "message": "No.",
        "errorCode": "E1",
        "exceptionMessagesAttributeWise": {"name": ["bad"]},
    },
    "status as text": {"status": "3", "data": None, "message": "No.", "errorCode": "E1"},
    "detail": {"details": [{"status": 2, "name": "part", "message": "Half.", "errorCode": "E2", "details": []}]},
    "detail of a detail": {
        "details": [{"status": 0, "message": None, "details": [{"status": 9, "message": "Deep.", "details": []}]}]
    },
}


CONTRADICTIONS = ("detail", "detail of a detail")


@pytest.mark.parametrize(
    ("kind", "status"), [*((kind, 500) for kind in FAILURES), *itertools.product(CONTRADICTIONS, (200, 201))]
)
def test_an_envelope_that_reports_failure_with_a_500_or_within_a_success_leaves_a_doubt(kind: str, status: int) -> None:
    exchange = failing("create_job", **FAILURES[kind])
    replay = Replay(exchange, status, **other_answers("create_job"))
    with replay.client() as client, pytest.raises(jobspan.AmbiguousOutcomeError, match=r"No\.|Half\.|Deep\."):
        client.data_sync_jobs.create(Job.from_document(exchange.body))


@pytest.mark.parametrize(
    ("kind", "status"),
    [*((kind, 400) for kind in FAILURES), *itertools.product(("status", "status as text"), (200, 201))],
)
def test_an_envelope_that_reports_failure_raises(kind: str, status: int) -> None:
    exchange = failing("create_job", **FAILURES[kind])
    replay = Replay(exchange, status, **other_answers("create_job"))
    with replay.client() as client, pytest.raises(jobspan.JobspanError) as caught:
        client.data_sync_jobs.create(Job.from_document(exchange.body))
    error = caught.value
    assert isinstance(error, GroupIDError)
    assert error.status == status
    said = [error.text, *(detail.message for detail in error.details)]
    assert [text for text in said if text and text[:-1] in ("No", "Half", "Deep")]
    if kind == "status":
        assert (error.code, error.outcome) == ("E1", 3)
        assert error.attribute_messages == {"name": ("bad",)}
        assert "name: bad" in str(error)
    assert CANARY not in str(error) + repr(error) + repr(error.__dict__)


@pytest.mark.parametrize("case", ["get_jobs", "get_job_details", "get_data_sources_by_type_filtered"])
def test_reads_report_failure_as_well(case: str) -> None:
    exchange = documented(case)
    inner = exchange.answer["data"]
    nested = case == "get_data_sources_by_type_filtered"
    answer = exchange.answer | ({"data": inner | {"status": 4, "message": "Lost."}} if nested else {"status": 4})
    with Replay(attrs.evolve(exchange, answer=answer)).client() as client, pytest.raises(GroupIDError):
        CALLS[case](client, exchange)


def test_empty_error_code_and_missing_keys_are_success() -> None:
    exchange = documented("create_job")
    short = {"status": 0, "data": 16, "errorCode": "", "exceptionMessagesAttributeWise": {}}
    replay = Replay(attrs.evolve(exchange, answer=short), **other_answers("create_job"))
    with replay.client() as client:
        assert client.data_sync_jobs.create(Job.from_document(exchange.body)) == 16


def test_a_job_that_comes_without_data_is_not_there() -> None:
    exchange = failing("get_job_details", data=None)
    with Replay(exchange).client() as client, pytest.raises(jobspan.NotFound):
        client.data_sync_jobs.get(6)


@pytest.mark.parametrize("http", [400, 401, 404, 405, 500, 501, 503])
def test_each_documented_http_error_has_a_class(http: int) -> None:
    exchange = attrs.evolve(documented("create_job"), answer={"title": "Something"})
    replay = Replay(exchange, http, **other_answers("create_job"))
    policy = jobspan.Policy(attempts=1)
    with replay.client(policy=policy) as client, pytest.raises(jobspan.JobspanError) as caught:
        client.data_sync_jobs.create(Job.from_document(exchange.body))
    expected: dict[int, type[jobspan.JobspanError]] = {
        401: jobspan.AuthError,
        404: jobspan.NotFound,
        501: jobspan.ServerError,
    }
    expected |= {500: jobspan.AmbiguousOutcomeError, 503: jobspan.AmbiguousOutcomeError}
    assert isinstance(caught.value, expected.get(http, jobspan.JobspanError))


@pytest.mark.parametrize(
    "answer",
    [
        {"error": "down for maintenance"},
        {"count": 7, "status": 0, "data": {"jobId": 5}},
        {"count": 7, "status": 0, "data": None},
    ],
)
def test_another_document_is_not_an_empty_list(answer: dict[str, Any]) -> None:
    with (
        Replay(attrs.evolve(documented("get_jobs"), answer=answer)).client() as client,
        pytest.raises(jobspan.DecodeError),
    ):
        client.data_sync_jobs.list().to_list()


def test_a_list_of_nothing_may_be_null() -> None:
    answer = {"count": 0, "status": 0, "data": None}
    with Replay(attrs.evolve(documented("get_jobs"), answer=answer)).client() as client:
        assert client.data_sync_jobs.list().to_list() == []


def test_a_filter_of_several_conditions() -> None:
    exchange = documented("get_jobs")
    replay = Replay(exchange)
    with replay.client() as client:
        client.data_sync_jobs.search(
            all_of(contains("Name", "Sync"), all_of(is_exactly("Source", "ExcelOne"), Criterion("Name", "Like", "x")))
        ).to_list()
    criteria = sent_body(replay.request)["filterCriteria"]
    assert (criteria["operator"], criteria["attribute"], criteria["valueTypes"]) == ("and", None, [])
    first, second = criteria["child"]
    assert (first["Operator"], first["Value"]) == ("Contains", "Sync")
    assert [child["Operator"] for child in second["Child"]] == ["is exactly", "Like"]


@pytest.mark.parametrize(("all_with", "expected"), [("null", None), ("and", [])])
def test_no_filter_is_null_or_an_empty_group(all_with: str, expected: object) -> None:
    exchange = documented("get_jobs")
    replay = Replay(exchange)
    settings = attrs.evolve(replay.settings(), list_all_with=all_with)
    with jobspan.Client(groupid=settings, clock=StillClock()) as client:
        client.data_sync_jobs.list().to_list()
    criteria = sent_body(replay.request)["filterCriteria"]
    assert (criteria and criteria["child"]) == expected
