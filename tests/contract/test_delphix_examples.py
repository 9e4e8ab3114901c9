"""Every exchange that DCT's documentation shows: jobspan sends that request, and reads that reply."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import attrs
import httpx
import pytest

from jobspan import Client, DelphixSettings, Policy
from jobspan._core.redact import reveal_json
from jobspan._planes.delphix.dialect import DelphixDialect
from jobspan._planes.delphix.filters import Filter, field, search_text
from jobspan._planes.delphix.operations.every import OPERATIONS
from jobspan.errors import ApiError, AuthError, NotFound
from jobspan.hooks import Event, UnexpectedData
from jobspan.models import Model, OpenEnum
from jobspan.policy import RuleMode

Exchange: TypeAlias = dict[str, Any]
Call: TypeAlias = Callable[[Client, list[str], Exchange], Any]

EXCHANGES: list[Exchange] = json.loads((Path(__file__).parent / "data" / "delphix.json").read_text())

NOT_DRIVEN = {"token_info 200", "token_info 401"}
"""jobspan asks about the credentials it uses, not about a token that it is given: see the test of the account."""


def _listed(path: str) -> Call:
    return lambda client, ids, x: getattr(*_method(client, path))(*ids, **_paging(x)).first()


def _searched(path: str) -> Call:
    return lambda client, ids, x: getattr(*_method(client, path))(*ids, _filter(x), **_paging(x)).first()


def _called(path: str) -> Call:
    return lambda client, ids, x: getattr(*_method(client, path))(*ids, **(x["request"]["body"] or {}))


def _tags_added(path: str) -> Call:
    return lambda client, ids, x: getattr(*_method(client, path))(
        *ids, [(each["key"], each["value"]) for each in x["request"]["body"]["tags"]]
    )


def _tags_deleted(path: str) -> Call:
    def call(client: Client, ids: list[str], x: Exchange) -> Any:
        body = dict(x["request"]["body"])
        pairs = body.pop("tags", None)
        chosen = {"pairs": [(each["key"], each["value"]) for each in pairs]} if pairs else body or {"all": True}
        return getattr(*_method(client, path))(*ids, **chosen)

    return call


def _method(client: Client, path: str) -> tuple[Any, str]:
    owner: Any = client
    *names, last = path.split(".")
    for name in names:
        owner = getattr(owner, name)
    return owner, last


def _paging(x: Exchange) -> dict[str, Any]:
    query = x["request"]["query"]
    return {
        "page_size" if name == "limit" else name: int(value) if name == "limit" else value
        for name, value in query.items()
    }


def _filter(x: Exchange) -> str:
    text: str = x["request"]["body"]["filter_expression"]
    return text


CALLS: dict[str, Call] = {
    "get_masking_jobs": _listed("masking_jobs.list"),
    "search_masking_jobs": _searched("masking_jobs.search"),
    "get_masking_job_source_engines": _listed("masking_jobs.source_engines"),
    "search_masking_job_source_engines": _searched("masking_jobs.search_source_engines"),
    "get_masking_job_by_id": _called("masking_jobs.get"),
    "update_masking_job_by_id": _called("masking_jobs.update"),
    "delete_masking_job": lambda client, ids, x: client.masking_jobs.delete(*ids, force=True),
    "copy_masking_job": _called("masking_jobs.copy"),
    "migrate_masking_job": _called("masking_jobs.migrate"),
    "execute_masking_job": _called("masking_jobs.execute"),
    "add_engine_to_masking_job": _called("masking_jobs.add_engine"),
    "remove_engine_from_masking_job": _called("masking_jobs.remove_engine"),
    "get_masking_job_connectors": _called("masking_jobs.connectors"),
    "get_masking_job_tag": _called("masking_jobs.tags"),
    "create_masking_job_tag": _tags_added("masking_jobs.add_tags"),
    "delete_masking_job_tag": _tags_deleted("masking_jobs.delete_tags"),
    "get_connectors": _listed("connectors.list"),
    "search_connectors": _searched("connectors.search"),
    "get_connector_by_id": _called("connectors.get"),
    "update_connector_by_id": _called("connectors.update"),
    "test_connector": _called("connectors.test"),
    "get_connector_tags": _called("connectors.tags"),
    "create_connector_tags": _tags_added("connectors.add_tags"),
    "delete_connector_tag": _tags_deleted("connectors.delete_tags"),
    "get_executions": _listed("delphix.executions.list"),
    "search_executions": _searched("delphix.executions.search"),
    "get_execution_by_id": _called("delphix.executions.get"),
    "cancel_execution": _called("delphix.executions.cancel"),
    "get_execution_events": _listed("delphix.executions.events"),
    "search_execution_events": _searched("delphix.executions.search_events"),
    "get_execution_log": _called("delphix.executions.log"),
    "get_jobs": _listed("delphix.jobs.list"),
    "search_jobs": _searched("delphix.jobs.search"),
    "get_job_by_id": _called("delphix.jobs.get"),
    "abandon_job": _called("delphix.jobs.abandon"),
    "get_job_tags": _called("delphix.jobs.tags"),
    "create_job_tags": _tags_added("delphix.jobs.add_tags"),
    "delete_job_tag": _tags_deleted("delphix.jobs.delete_tags"),
    "get_registered_engines": _listed("delphix.engines.list"),
    "search_engines": _searched("delphix.engines.search"),
    "get_registered_engine": _called("delphix.engines.get"),
    "get_engine_tags": _called("delphix.engines.tags"),
    "create_engine_tags": _tags_added("delphix.engines.add_tags"),
    "delete_engine_tags": _tags_deleted("delphix.engines.delete_tags"),
    "get_masking_environments": _listed("delphix.environments.list"),
    "search_masking_environments": _searched("delphix.environments.search"),
    "get_masking_environment_by_id": _called("delphix.environments.get"),
    "account_login": lambda client, ids, x: client.masking_jobs.list().first(),
}

REPEATED_TAGS = "the example repeats one pair five times, and pairs are unique"
NUMBER_FOR_ID = "a number where a string is documented"
ODD: dict[str, set[tuple[str, str]]] = {
    "get_jobs": {(f"$.errors[{n}]", "object_name is missing from the list: message") for n in range(2)},
    "get_connectors": {("$.items[0].engine_id", NUMBER_FOR_ID)},
    "search_connectors [nested]": {("$.items[0].engine_id", NUMBER_FOR_ID)},
    "get_connector_by_id": {("$.engine_id", NUMBER_FOR_ID)},
    "get_masking_job_connectors": {
        ("$.connector.engine_id", NUMBER_FOR_ID),
        ("$.on_the_fly_connector.engine_id", NUMBER_FOR_ID),
    },
}
"""What is odd in the documented replies: engine ids are declared as strings and shown as numbers, and one list tells of
objects that it could not show."""

UNKNOWN_WORDS = {"false"}
"""The reference shows ``retain_execution_data: "false"``, which is none of its own values."""


@attrs.define
class Trace:
    odd: set[tuple[str, str]] = attrs.field(factory=set)

    def __call__(self, event: Event) -> None:
        if isinstance(event, UnexpectedData):
            self.odd.add((event.path, event.what))


def _client(transport: Callable[[httpx.Request], httpx.Response], trace: Trace, login: bool = False) -> Client:
    who: dict[str, Any] = {"username": "username", "password": "password"} if login else {"api_key": "1.documented"}
    settings = DelphixSettings(url="https://dct.example.com", transport=httpx.MockTransport(transport), **who)
    return Client(delphix=settings, policy=Policy(rules=RuleMode.OFF, attempts=1), hooks=[trace])


def _ids(x: Exchange) -> list[str]:
    """The ids in the documented path: what is neither a fixed word nor the name of a collection."""
    words = {"masking-jobs", "source-engines", "connectors", "executions", "jobs", "management", "engines", "search"}
    words |= {"tags", "delete", "copy", "migrate", "execute", "test", "events", "log", "cancel", "abandon", "login"}
    words |= {"masking-environments", "add-engine", "remove-engine"}
    return [part for part in x["request"]["path"].split("/") if part and part not in words]


def _reply_for(x: Exchange) -> Exchange:
    """The documented reply; where a page shows only the request, the one the reference shows for the operation."""
    if x["reply"] is not None:
        return dict(x["reply"])
    same = [e["reply"] for e in EXCHANGES if e["operation"] == x["operation"] and e["reply"] is not None]
    job = next(e["reply"] for e in EXCHANGES if e["name"] == "execute_masking_job")
    return dict(same[0] if same else job)


def _run(x: Exchange, server: Any) -> tuple[httpx.Request, Trace]:
    reply = _reply_for(x)
    answers, trace = server(x, reply), Trace()
    refused: AbstractContextManager[Any] = nullcontext()
    if reply["status"] >= 400:
        refused = pytest.raises({401: AuthError, 404: NotFound}[reply["status"]])
    with _client(answers, trace, login=x["operation"] == "account_login") as client, refused:
        CALLS[x["operation"]](client, _ids(x), x)
    assert len(answers.matching) == 1
    return answers.matching[0], trace


driven = pytest.mark.parametrize(
    "exchange", [x for x in EXCHANGES if x["name"] not in NOT_DRIVEN], ids=lambda x: str(x["name"])
)


@driven
def test_the_documented_request_is_sent(exchange: Exchange, server: Any) -> None:
    sent, _ = _run(exchange, server)
    wanted = exchange["request"]
    assert sent.method == wanted["method"]
    assert sent.url.path == "/v3" + wanted["path"]
    assert dict(sent.url.params) == wanted["query"]
    body = json.loads(sent.content) if sent.content else None
    if "create_" in exchange["name"]:
        assert body is not None
        assert body["tags"] == wanted["body"]["tags"][:1], REPEATED_TAGS
        assert all(tag == wanted["body"]["tags"][0] for tag in wanted["body"]["tags"])
    else:
        assert body == wanted["body"]
    assert ("content-type" in sent.headers) == (wanted["body"] is not None)


OPERATION = {operation.id: operation for operation in OPERATIONS}


@driven
def test_the_documented_reply_is_read_without_loss(exchange: Exchange, server: Any) -> None:
    """Read through the client, nothing is odd but what is listed; and what was read writes the same document again."""
    _, trace = _run(exchange, server)
    documented = exchange["reply"]
    if documented is None or documented["body"] is None or documented["status"] >= 400:
        return
    assert trace.odd == ODD.get(exchange["name"], set())
    model: Any = OPERATION[exchange["operation"]].returns
    codec = DelphixDialect("test").codec
    value, oddities = codec.read(model, documented["body"])
    assert {(odd.path, odd.what) for odd in oddities} == {each for each in trace.odd if each[1] == NUMBER_FOR_ID}
    assert _compact(reveal_json(codec.write(value))) == _compact(documented["body"])
    assert {str(word) for word in _enums(value) if not word.is_known} <= UNKNOWN_WORDS
    assert _extras(value) == []


def _compact(tree: Any, name: str = "") -> Any:
    """One spelling for times, ids as text, and no empty lists."""
    match tree:
        case dict():
            return {key: _compact(each, key) for key, each in tree.items() if each != []}
        case list():
            return [_compact(each) for each in tree]
        case int() if name == "engine_id":
            return str(tree)
        case str():
            return datetime.fromisoformat(tree) if re.match(r"\d{4}-\d\d-\d\dT", tree) else tree
    return tree


def _models(value: Any) -> Iterator[Model]:
    if isinstance(value, Model):
        yield value
        for name in attrs.fields_dict(type(value)):
            yield from _models(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _models(each)


def _enums(value: Any) -> Iterator[OpenEnum]:
    for model in _models(value):
        fields = (getattr(model, name) for name in attrs.fields_dict(type(model)))
        yield from (each for each in fields if isinstance(each, OpenEnum))


def _extras(value: Any) -> list[dict[str, Any]]:
    return [model.extra for model in _models(value) if model.extra]


def test_every_exchange_is_driven_or_named() -> None:
    assert {x["name"] for x in EXCHANGES if x["operation"] is None} == NOT_DRIVEN
    assert {x["operation"] for x in EXCHANGES if x["operation"]} == set(CALLS)
    assert len(EXCHANGES) == 83


JOB = "d53812ce-9186-485d-a388-44bc52087ead"
PAGE: list[tuple[str, Callable[[Client], Any], bytes]] = [
    (
        f"POST /v3/masking-jobs/{JOB}/copy",
        lambda client: client.masking_jobs.copy(JOB, target_engine_id="2", target_environment_id="prod-env"),
        b'{"target_engine_id":"2","target_environment_id":"prod-env"}',
    ),
    (f"GET /v3/masking-jobs/{JOB}/connectors", lambda client: client.masking_jobs.connectors(JOB), b""),
    (
        "PATCH /v3/connectors/2-DATABASE-23",
        lambda client: client.connectors.update("2-DATABASE-23", username="USER123", password="password123"),
        b'{"username":"USER123","password":"password123"}',
    ),
    ("POST /v3/connectors/2-DATABASE-23/test", lambda client: client.connectors.test("2-DATABASE-23"), b""),
]


@pytest.mark.parametrize(("line", "call", "body"), PAGE, ids=[line for line, _, _ in PAGE])
def test_the_requests_of_the_copy_job_page_byte_for_byte(
    line: str, call: Callable[[Client], Any], body: bytes, server: Any
) -> None:
    exchange = next(x for x in EXCHANGES if line == f"{x['request']['method']} /v3{x['request']['path']}")
    answers = server(exchange, _reply_for(exchange))
    with _client(answers, Trace()) as client:
        call(client)
    (sent,) = answers.matching
    assert f"{sent.method} {sent.url.raw_path.decode()}" == line
    assert sent.content == body
    shown = {name: value for name, value in sent.headers.items() if name in ("accept", "authorization", "content-type")}
    assert shown == exchange["request"]["headers"] | {"authorization": "apk 1.documented"}


BUILT: dict[str, Filter] = {
    "repositories CONTAINS {version EQ '19.0.0'}": field("repositories").has(field("version").eq("19.0.0")),
    "field1 LE 123": field("field1").le(123),
    "field2 EQ NIL": field("field2").absent(),
    "field2 NE NIL": field("field2").present(),
    "field2 CONTAINS 'foo'": field("field2").contains("foo"),
    "field1 IN [1, 2, 3]": field("field1").any_of([1, 2, 3]),
    "SEARCH 'foo'": search_text("foo"),
    "field1 LT 1234 AND (field2 CONTAINS 'foo' OR field3 CONTAINS 'bar')": field("field1").lt(1234)
    & (field("field2").contains("foo") | field("field3").contains("bar")),
    "is_on_the_fly_masking EQ TRUE": field("is_on_the_fly_masking").eq(True),
}

SPELLED_OTHERWISE = {
    "repositories CONTAINS {version eq '19.0.0'}": "repositories CONTAINS {version EQ '19.0.0'}",
    "is_on_the_fly_masking eq true": "is_on_the_fly_masking EQ TRUE",
}
"""Words of the grammar may be written small; the builder writes them large."""

MISSPELT = "source_enigne_id eq '2'"


def test_the_builder_writes_every_documented_filter() -> None:
    shown = {x["request"]["body"]["filter_expression"] for x in EXCHANGES if "/search" in x["request"]["path"]}
    assert {SPELLED_OTHERWISE.get(text, text) for text in shown - {MISSPELT}} == set(BUILT)
    assert {text: str(built) for text, built in BUILT.items()} == {text: text for text in BUILT}


def test_the_misspelt_attribute_of_a_documented_filter_is_named_when_it_is_refused() -> None:
    with _client(lambda _: httpx.Response(400), Trace()) as client, pytest.raises(ApiError) as refused:
        client.masking_jobs.search_source_engines(field("source_enigne_id").eq("2")).first()
    assert "'source_enigne_id' (similar: 'source_engine_id')" in str(refused.value)


@pytest.mark.parametrize("name", sorted(NOT_DRIVEN))
def test_the_documented_account_is_read(name: str) -> None:
    (exchange,) = [x for x in EXCHANGES if x["name"] == name]
    response = exchange["reply"]
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(response["status"], json=response["body"])

    with _client(answer, Trace()) as client:
        if response["status"] == 401:
            with pytest.raises(AuthError, match="error-message-goes-here"):
                client.delphix.account()
        else:
            account = client.delphix.account()
            assert {name: getattr(account, name) for name in response["body"]} == response["body"]
            assert account.extra == {}
    assert json.loads(sent[0].content) == {"token": "apk 1.documented"}
