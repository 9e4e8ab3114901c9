"""Whatever a public call is given that it does not take is a ``ValidationError`` that names it, and nothing is sent."""

from __future__ import annotations

import inspect
import pickle
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from operator import attrgetter
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import httpx
import pytest

import jobspan
from jobspan import Client, Secret
from jobspan._core.arguments import Arguments
from jobspan._core.common_arguments import _SPANS as SPANS, is_empty_meant
from jobspan._core.shapes import ANYTHING, shape_of
from jobspan._planes.registry import PLANES
from jobspan._sync.change import Change, ChangingMethod
from jobspan._sync.resource import Resource
from jobspan.cli.calls import Call, find
from jobspan.drs import Endpoint, NewBackupMigration, NewJob
from jobspan.tables import Rows


class Sent(BaseException):
    """A request has left. Nothing that handles errors may catch it."""


def refuse_to_send(request: httpx.Request) -> httpx.Response:
    raise Sent(request.url)


ELSEWHERE: Any = {"transport": httpx.MockTransport(refuse_to_send)}
CLIENT = Client(
    delphix=jobspan.DelphixSettings(url="https://dct.example.com", api_key="k", **ELSEWHERE),
    ciphertrust=jobspan.CipherTrustSettings(url="https://cm.example.com", username="u", password="p", **ELSEWHERE),
    groupid=jobspan.GroupIDSettings(
        url="https://gid.example.com",
        username="u",
        password="p",
        client_id="c",
        client_secret="s",
        identity_store_id=1,
        **ELSEWHERE,
    ),
    huawei=jobspan.HuaweiSettings(region="eu-west-101", access_key="a", secret_key="s", project_id="p", **ELSEWHERE),
)
NAMES = sorted({row.call for plane in PLANES.values() for row in plane.abilities().operations if row.call})


class Odd:
    """What no call takes."""


def call_of(name: str) -> Call:
    found = find(name)
    assert found is not None, name
    return found


def parameters() -> Iterator[tuple[str, str, Any]]:
    """Every parameter of every call that does not take anything."""
    for name in NAMES:
        call = call_of(name)
        for each in call.parameters:
            if each.kind is not each.VAR_KEYWORD and shape_of(call.types[each.name]) is not ANYTHING:
                yield name, each.name, call.types[each.name]


EVERY = [*parameters()]
FLAGS = [(call, name) for call, name, declared in EVERY if declared in (bool, bool | None)]


def members_of(declared: Any) -> tuple[Any, ...]:
    return get_args(declared) if get_origin(declared) in (Union, UnionType) else (declared,)


def wrong_values(declared: Any) -> Iterator[Any]:
    """One of each kind that a type does not take."""
    members = members_of(declared)
    yield Odd()
    yield b"bytes"
    if type(None) not in members:
        yield None
    if str not in members and not any(isinstance(each, type) and issubclass(each, str) for each in members):
        yield "nonsense"
    if any(get_origin(each) is Literal for each in members) and not any(isinstance(each, type) for each in members):
        yield "up-and-down"
    if str in members:
        yield "half of a pair: \ud800"


def with_wrong(call: Call, name: str, wrong: Any) -> tuple[list[Any], dict[str, Any]]:
    """Arguments of which one is wrong; others that are needed are wrong as well."""
    needed = [each for each in call.parameters if each.default is each.empty and each.kind is not each.VAR_KEYWORD]
    given = {each.name: Odd() for each in needed} | {name: wrong}
    placed = [given.pop(each.name) for each in call.parameters if each.kind is each.POSITIONAL_ONLY]
    return placed, given


def needed_texts(call: Call) -> list[str]:
    """The arguments that a call needs, when all of them are texts."""
    needed = [each for each in call.parameters if each.default is each.empty and each.kind is not each.VAR_KEYWORD]
    texts = [each.name for each in needed if str in members_of(call.types[each.name])]
    return texts if len(texts) == len(needed) else []


def ways_of(method: Any) -> list[Callable[..., Any]]:
    if isinstance(method, ChangingMethod):
        return [method, method.plan, lambda *placed, **given: method.once("key", *placed, **given)]
    return [method]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_call_does_not_take_is_refused_by_name_and_not_sent(name: str) -> None:
    call = call_of(name)
    for of, parameter, declared in EVERY:
        for wrong in wrong_values(declared) if of == name else ():
            placed, given = with_wrong(call, parameter, wrong)
            ways = ways_of(attrgetter(name)(CLIENT))
            for way in ways if isinstance(wrong, Odd) else ways[:1]:
                with pytest.raises(jobspan.ValidationError) as caught:
                    way(*placed, **given)
                fields = [problem.field for problem in caught.value.problems]
                assert any(field.startswith(parameter) for field in fields), (parameter, wrong, str(caught.value))
                assert str(caught.value).startswith(f"{name}: nothing was sent. "), str(caught.value)


NAMED = [name for name in NAMES if needed_texts(call_of(name))]


@pytest.mark.parametrize("name", NAMED)
def test_an_empty_text_is_refused_by_the_name_of_its_argument(name: str) -> None:
    """Whatever the plane calls it on the wire."""
    empty = dict.fromkeys(needed_texts(call_of(name)), "")
    with pytest.raises(jobspan.ValidationError) as caught:
        attrgetter(name)(CLIENT)(**empty)
    assert empty.keys() <= {problem.field.partition("[")[0] for problem in caught.value.problems}, str(caught.value)
    assert str(caught.value).startswith(f"{name}: "), str(caught.value)


def refusal_of(way: Callable[..., Any], given: dict[str, Any]) -> jobspan.ValidationError | None:
    try:
        way(**given)
    except jobspan.ValidationError as refused:
        return refused
    except BaseException:
        return None
    return None


@pytest.mark.parametrize("name", NAMED)
def test_calls_and_arguments_go_by_the_names_that_users_know(name: str) -> None:
    """Calls that share a request with another, and arguments with a name of their own on the wire."""
    call = call_of(name)
    known = {each.name for each in call.parameters}
    for way in ways_of(attrgetter(name)(CLIENT))[:2]:
        refused = refusal_of(way, dict.fromkeys(needed_texts(call), ".."))
        for problem in refused.problems if refused else ():
            assert str(refused).startswith(f"{name}: nothing was sent."), str(refused)
            places = re.split(r"[.\[]", problem.field)[0].split(" | ")
            assert known.issuperset(places) or problem.message == "nothing to change", str(refused)


READS = [
    (call, name, declared) for call, name, declared in EVERY if not isinstance(attrgetter(call)(CLIENT), ChangingMethod)
]
EMPTY: list[Any] = ["", [], {}]
FILTERS: list[tuple[str, str, Any]] = [
    (call, name, empty)
    for call, name, declared in READS
    for each in call_of(call).parameters
    if each.name == name and each.default in (None, ()) and not is_empty_meant(call_of(call).function)
    for empty in EMPTY
    if not shape_of(declared).problems(name, empty)
]


@pytest.mark.parametrize(("name", "filter", "empty"), FILTERS)
def test_an_empty_filter_does_not_mean_everything(name: str, filter: str, empty: Any) -> None:
    placed, given = with_wrong(call_of(name), filter, empty)
    with pytest.raises(jobspan.ValidationError) as caught:
        attrgetter(name)(CLIENT)(*placed, **given)
    assert filter in {each.field for each in caught.value.problems}, str(caught.value)


def test_there_are_filters_of_each_kind() -> None:
    assert len(FILTERS) > 100
    assert {type(empty) for _, _, empty in FILTERS} == {str, list, dict}


@pytest.mark.parametrize("way", ["create", "export"])
def test_an_export_is_not_widened_by_an_empty_filter(way: str) -> None:
    given: dict[str, Any] = {"to": "."} if way == "export" else {}
    with pytest.raises(
        jobspan.ValidationError, match=f"export_tasks.{way}: .*security_level_ids: must not be empty; leave it"
    ):
        getattr(CLIENT.export_tasks, way)("scan", security_level_ids=[], **given)


def every_public_call() -> Iterator[tuple[str, Any]]:
    """Those of journeys as well, which have no operation of their own."""
    for kind in descendants(Resource):
        for name, member in vars(kind).items():
            function = inspect.unwrap(member) if callable(member) or isinstance(member, Change) else None
            if inspect.isfunction(function) and not name.startswith("_"):
                yield f"{kind.__name__}.{name}", Arguments(function)


def descendants(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from descendants(each)


def test_no_call_takes_less_than_no_time() -> None:
    seen = 0
    for name, arguments in every_public_call():
        for argument in arguments.names:
            if argument.endswith(("timeout", "interval")) and not arguments._named[argument].problems(argument, -1):
                seen += 1
                assert [each.field for each in arguments.problems((), {argument: -1})] == [argument], name
    assert seen > 5


def test_no_span_ends_before_it_begins() -> None:
    late, early = datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    seen = set()
    for name, arguments in every_public_call():
        for first, last in SPANS:
            if {first, last} <= {*arguments.names}:
                seen.add(first)
                found = arguments.problems((), {first: late, last: early})
                assert [str(each) for each in found] == [f"{last}: is before {first}"], name
                assert not arguments.problems((), {first: early, last: late})
    assert seen == {first for first, _ in SPANS}


def test_no_call_takes_an_empty_path() -> None:
    seen = 0
    for name, arguments in every_public_call():
        for argument, shape in arguments._named.items():
            if "a Path" in shape.wanted:
                seen += 1
                assert "must not be empty" in str(*shape.problems(argument, "")), name
                assert not shape.problems(argument, ".")
    assert seen >= 4


def test_types_and_contents_of_a_model_are_refused_at_once() -> None:
    wrong: Any = {"name": 5, "source_endpoint": None, "subnet_id": ""}
    words: dict[str, Any] = {
        "db_use_type": "migratoin",
        "job_direction": "upp",
        "net_type": "eipp",
        "task_type": "zz",
        "charging_mode": "zz",
    }
    job = NewJob(**wrong, **words, engine_type="", target_endpoint=Endpoint())
    with pytest.raises(jobspan.ValidationError) as caught:
        CLIENT.migration_jobs.create(job)
    assert {each.field.removeprefix("job.") for each in caught.value.problems} == {*wrong, *words, "engine_type"}


def test_a_size_that_is_not_known_is_noted_before_it_is_billed() -> None:
    end = Endpoint()
    job = NewJob(
        name="shop",
        db_use_type="migration",
        engine_type="mysql",
        job_direction="up",
        net_type="vpc",
        node_type="hihg",
        subnet_id="s",
        source_endpoint=end,
        target_endpoint=end,
    )
    assert any("'hihg'" in note and "is high meant?" in note for note in CLIENT.migration_jobs.create.plan(job).notes)


TASK = "0123abcd-0123-0123-0123-0123456789ab"


def test_what_drs_documents_as_a_range_is_held() -> None:
    drs = CLIENT.migration_jobs
    refused: dict[str, Callable[[], Any]] = {
        "migration_jobs.delete: .*job_ids: must not be empty": lambda: drs.delete([]),
        "name: is 3 characters long, at least 4": lambda: CLIENT.drs.actions.check_name("abc"),
        "name: has 101 ids, at most 100": lambda: drs.list("migration", name=",".join([TASK] * 101)),
        "name: has 11 ids, at most 10": lambda: CLIENT.drs.actions.search("migration", name=",".join([TASK] * 11)),
        "page: is 0.*page_size: is -1": lambda: drs.compare_results(TASK, page=0, page_size=-1),
        "region: 'nonsense' is not a region": lambda: drs.cutover([TASK], evidence=".", region="nonsense"),
        "job_id: -1 is not": lambda: CLIENT.data_sync_jobs.get(-1),
    }
    for told, call in refused.items():
        with pytest.raises(jobspan.ValidationError, match=told):
            call()


def test_tags_are_refused_by_the_names_of_their_arguments() -> None:
    masking_jobs: Any = CLIENT.masking_jobs
    refusals: dict[str, Callable[[], Any]] = {
        "id, tags_to_add": lambda: masking_jobs.add_tags("", {}),
        "tags_to_add.key, tags_to_add.value": lambda: masking_jobs.add_tags("j", {"": "v" * 4001}),
        "pairs": lambda: masking_jobs.delete_tags("j", pairs={}),
        "key | pairs | all": lambda: masking_jobs.delete_tags("j"),
        "tags.key": lambda: masking_jobs.create("j", tags={"": "v"}),
    }
    for refused, call in refusals.items():
        with pytest.raises(jobspan.ValidationError) as caught:
            call()
        assert ", ".join(problem.field for problem in caught.value.problems) == refused


def test_there_are_many() -> None:
    assert len(EVERY) > 1000
    assert len(FLAGS) > 80


@pytest.mark.parametrize(("call", "flag"), FLAGS)
def test_a_word_is_not_a_flag(call: str, flag: str) -> None:
    placed, given = with_wrong(call_of(call), flag, "no")
    with pytest.raises(jobspan.ValidationError, match=rf"{flag}: must be True or False, not 'no'"):
        attrgetter(call)(CLIENT)(*placed, **given)


def test_a_misspelt_argument_of_a_read_is_explained() -> None:
    lists: Any = CLIENT.masking_jobs.list
    with pytest.raises(
        TypeError, match=r"^masking_jobs.list\(\) has no argument 'page_sise'\. Did you mean 'page_size'\?$"
    ):
        lists(page_sise=3)


def test_what_is_missing_is_a_plain_type_error_in_pickles() -> None:
    calls: Any = CLIENT
    with pytest.raises(TypeError, match=r"masking_jobs.get\(\) needs id as well") as caught:
        calls.masking_jobs.get()
    assert type(pickle.loads(pickle.dumps(caught.value))) is TypeError


@pytest.mark.parametrize("name", NAMES)
def test_an_argument_too_few_or_too_many_is_a_type_error_that_names_call_and_argument(name: str) -> None:
    needed = [each.name for each in call_of(name).parameters if each.default is each.empty and each.kind in (0, 1, 3)]
    gathers = any(each.kind is each.VAR_KEYWORD for each in call_of(name).parameters)
    for way in ways_of(attrgetter(name)(CLIENT)):
        if needed:
            with pytest.raises(TypeError, match=rf"^{name}\(\) needs {needed[0]}\b"):
                way()
        if not gathers:
            with pytest.raises(TypeError, match=rf"^{name}\(\) has no argument 'nosuch'"):
                way(nosuch=1)


def test_a_fleet_says_the_same_of_the_calls_that_are_added() -> None:
    fleet: Any = CLIENT.fleet("f")
    calls: list[tuple[Callable[[], Any], str]] = [
        (lambda: fleet.add(), r"fleet\.add\(\) needs method"),
        (lambda: fleet.add(CLIENT.masking_jobs.copy), r"masking_jobs\.copy\(\) needs job_id"),
        (lambda: fleet.add(CLIENT.masking_jobs.copy, "1"), r"masking_jobs\.copy\(\) needs target_engine_id"),
        (lambda: fleet.add(CLIENT.masking_jobs.copy, nosuch=1), r"masking_jobs\.copy\(\) has no argument 'nosuch'"),
    ]
    for add, missing in calls:
        with pytest.raises(TypeError, match=missing):
            add()


def test_all_that_is_wrong_is_said_at_once() -> None:
    copy: Any = CLIENT.masking_jobs.copy
    with pytest.raises(jobspan.ValidationError) as caught:
        copy("", target_engine_id=None, target_environment_id="e", source_environment_id=7)
    assert {each.field for each in caught.value.problems} == {"job_id", "target_engine_id", "source_environment_id"}


def test_a_wrong_secret_is_not_shown() -> None:
    update: Any = CLIENT.connectors.update
    with pytest.raises(jobspan.ValidationError) as caught:
        update("1-DATABASE-1", username="u", password=("hunter2",))
    assert "hunter2" not in str(caught.value)
    assert update.plan("1-DATABASE-1", username="u", password=Secret("hunter2")).ok


def test_numbers_that_json_does_not_have_are_not_sent() -> None:
    with pytest.raises(jobspan.ValidationError, match=r"body\['share'\]\[0\]: has nan"):
        CLIENT.delphix.request("POST", "/anything", body={"share": [float("nan")]})


def test_none_fits_where_it_is_declared_inside_of_a_mapping() -> None:
    assert shape_of(dict[str, str | None]).problems("values", {"a": None, "b": "c"}) == []


def test_a_str_is_no_list() -> None:
    export: Any = CLIENT.groupid.export
    with pytest.raises(jobspan.ValidationError, match="jobs: must be a list of "):
        export("name")


@pytest.mark.parametrize("field", ["files", "db_names", "tags"])
def test_models_are_made_of_what_is_given_and_looked_at_when_they_are_sent(field: str) -> None:
    given: dict[str, Any] = {"name": "restore", "target_instance_id": "i", "files": (), "is_last_backup": True}
    wanted = NewBackupMigration(**(given | {field: 7}))
    with pytest.raises(jobspan.ValidationError, match=f"{field}: must be a list of .*, not 7"):
        CLIENT.drs.backup_migrations.create(wanted)


def test_each_declared_type_can_be_resolved() -> None:
    for name in NAMES:
        arguments = Arguments(call_of(name).function)
        assert set(arguments._named) >= {
            each.name for each in call_of(name).parameters if each.kind is not inspect.Parameter.VAR_KEYWORD
        }


LONG = "x" * 100_000
HUGE = 10**400
DELPHIX = Client(delphix=jobspan.DelphixSettings(url="https://dct.example.com", api_key="k", **ELSEWHERE))


def handle_of(client: Client) -> Any:
    endpoint = client._plane("delphix")[0].fingerprint
    return client.resume(jobspan.JobRef(plane="delphix", kind="delphix.execute", id="1", endpoint=endpoint))


@pytest.mark.parametrize(
    ("field", "call"),
    [
        ("id", lambda: CLIENT.masking_jobs.get(LONG)),
        ("sort", lambda: CLIENT.masking_jobs.list(sort=LONG).first()),
        ("path", lambda: CLIENT.delphix.request("GET", f"/{LONG}")),
    ],
)
def test_what_makes_an_address_too_long_is_named_and_not_sent(field: str, call: Callable[[], Any]) -> None:
    with pytest.raises(
        jobspan.ValidationError, match=rf"{field}: has 100,00\d characters: an address has 65,536 at most"
    ):
        call()


@pytest.mark.parametrize("timeout", [float("nan"), "x", pytest.param(HUGE, id="huge"), -1, True, Odd()])
@pytest.mark.parametrize("way", ["wait", "logs", "wait_until", "wait_all", "as_completed"])
def test_a_wait_takes_seconds(way: str, timeout: Any) -> None:
    handle = handle_of(DELPHIX)
    ways: dict[str, Callable[[], Any]] = {
        "wait": lambda: handle.wait(timeout=timeout),
        "logs": lambda: handle.logs(follow=True, timeout=timeout),
        "wait_until": lambda: handle.wait_until(lambda view: True, timeout=timeout),
        "wait_all": lambda: jobspan.wait_all([handle], timeout=timeout),
        "as_completed": lambda: list(jobspan.as_completed([handle], timeout=timeout)),
    }
    with pytest.raises(jobspan.ValidationError, match="timeout: "):
        ways[way]()


@pytest.mark.parametrize("wrong", [{"progress": 5}, {"raise_on_failure": "no"}, {"cancel_on_interrupt": "no"}])
def test_a_wait_takes_flags(wrong: dict[str, Any]) -> None:
    handle = handle_of(DELPHIX)
    with pytest.raises(jobspan.ValidationError, match=next(iter(wrong))):
        handle.wait(**wrong)
    with pytest.raises(jobspan.ValidationError, match=next(iter(wrong))):
        jobspan.wait_all([handle], **wrong)


@pytest.mark.parametrize("handles", [None, "ab", [1], iter([1]), 5])
def test_only_handles_are_waited_for(handles: Any) -> None:
    with pytest.raises(jobspan.ValidationError, match="handles"):
        jobspan.wait_all(handles)
    if not isinstance(handles, Iterator):
        with pytest.raises(jobspan.ValidationError, match="handles"):
            list(jobspan.as_completed(handles))


@pytest.mark.parametrize("ref", [None, 5, {}, b"{}"])
def test_only_references_are_resumed(ref: Any) -> None:
    with pytest.raises(jobspan.ValidationError, match="ref: must be a JobRef or a string"):
        CLIENT.resume(ref)


def test_a_reference_of_other_types_is_none() -> None:
    text = jobspan.JobRef(plane="delphix", kind="k", id="1", endpoint="e").to_json().replace('"1"', "5")
    with pytest.raises(jobspan.ConfigError, match="not a job reference"):
        CLIENT.resume(text)


@pytest.mark.parametrize(
    ("field", "options"),
    [
        ("request_timeout", {"request_timeout": float("nan")}),
        ("request_timeout", {"request_timeout": -1}),
        ("request_timeout", {"request_timeout": "x"}),
        ("retries", {"retries": -1}),
        ("retries", {"retries": 2.5}),
        ("retries", {"retries": "x"}),
        ("headers", {"headers": {"X": None}}),
        ("headers", {"headers": {5: "x"}}),
        ("headers", {"headers": "x"}),
        ("policy", {"policy": 5}),
    ],
)
def test_options_of_a_client_are_held_to_their_types(field: str, options: dict[str, Any]) -> None:
    with pytest.raises(jobspan.ValidationError, match=rf"{field}\W"):
        CLIENT.with_options(**options)


@pytest.mark.parametrize(
    "wrong",
    [
        {"attempts": "x"},
        {"attempts": 0},
        {"attempts": 1.5},
        {"call_deadline": float("nan")},
        {"call_deadline": HUGE},
        {"concurrency": None},
        {"grace": -1},
        {"headers": {"X": 5}},
        {"strict_rows": "no"},
        {"rules_reason": 5},
        {"max_response_bytes": 0},
    ],
)
def test_a_policy_is_made_of_what_it_declares(wrong: dict[str, Any]) -> None:
    with pytest.raises(jobspan.ValidationError, match=next(iter(wrong))):
        jobspan.Policy(**wrong)


def test_settings_are_made_of_what_they_declare() -> None:
    url: Any = None
    with pytest.raises(jobspan.ConfigError, match="The URL must be a string, not None"):
        jobspan.DelphixSettings(url=url, api_key="k")
    connections: Any = "many"
    with pytest.raises(jobspan.ConfigError, match="max_connections: must be a whole number"):
        jobspan.DelphixSettings(url="https://dct.example.com", api_key="k", max_connections=connections)
    verify: Any = "no"
    with pytest.raises(jobspan.ConfigError, match="verify: must be True or False, not 'no'"):
        Client(delphix=jobspan.DelphixSettings(url="https://dct.example.com", api_key="k", verify=verify))


@pytest.mark.parametrize("hooks", [5, [5], "ab"])
def test_hooks_can_be_called(hooks: Any) -> None:
    with pytest.raises(jobspan.ValidationError, match="hooks"):
        Client(hooks=hooks)
    with pytest.raises(jobspan.ValidationError, match="hooks"):
        Client.from_env(env={}, hooks=hooks)


@pytest.mark.parametrize("plane", ["nosuch", [], None])
def test_planes_are_called_by_their_names(plane: Any) -> None:
    for call in (CLIENT.recent_jobs, CLIENT.address, CLIENT.settings, CLIENT.setting_origins, CLIENT.findings):
        with pytest.raises(jobspan.ValidationError, match="plane"):
            call(plane)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("stop_after_failures", "10%"),
        ("stop_after_failures", 1.5),
        ("window", "22:00"),
        ("executor", 5),
        ("busy_timeout", float("nan")),
        ("busy_timeout", -1),
        ("timeout", HUGE),
        ("failed_too", "yes"),
    ],
)
def test_a_fleet_is_run_with_what_it_declares(field: str, wrong: Any) -> None:
    with pytest.raises(jobspan.ValidationError, match=field):
        CLIENT.fleet("f").run(**{field: wrong})


def test_a_fleet_takes_calls_lanes_and_rows() -> None:
    client: Any = CLIENT
    execute = client.masking_jobs.execute
    refused: dict[str, Callable[[], Any]] = {
        "lanes: ": lambda: client.fleet("f", lanes=["a"]),
        "name: ": lambda: client.fleet("f").add_named(None, execute, "1", engine_id="1"),
        "method: ": lambda: client.fleet("f").add("masking_jobs.execute"),
        "rows: ": lambda: client.fleet("f").from_rows(execute, None),
        "job: is not the name of an argument": lambda: client.fleet("f").from_rows(execute, [{"job": "1"}]),
        "job_id: is needed": lambda: client.fleet("f").from_rows(execute, [{"job_id": float("nan"), "engine_id": "1"}]),
        "item_name: there is no column": lambda: client.fleet("f").from_rows(execute, [{"a": 1}], item_name="b"),
        "not_before: ": lambda: jobspan.Window(not_before="22:00"),  # type: ignore[arg-type]
    }
    for told, call in refused.items():
        with pytest.raises(jobspan.ValidationError, match=told):
            call()


@pytest.mark.parametrize("key", ["half of a pair: \ud800", HUGE, None, b"key"])
def test_keys_of_a_journal_are_strings(key: Any, tmp_path: Any) -> None:
    journal = jobspan.Journal(f"sqlite:///{tmp_path}/j.sqlite")
    for call in (journal.get, journal.sent, journal.forget, journal.fleet, journal.forget_fleet):
        with pytest.raises(jobspan.ValidationError, match=r"(key|name): "):
            call(key)
    wrong: Any = None
    with pytest.raises(jobspan.ValidationError, match="key: "):
        journal.rekey(wrong)
    zero: Any = 0
    with pytest.raises(jobspan.ValidationError, match="since: "):
        journal.runs(since=zero)
    with pytest.raises(jobspan.ValidationError, match="done: "):
        journal.resolve("key", done=zero)


def test_tables_and_pagers_are_asked_for_what_they_have() -> None:
    rows: Any = Rows([jobspan.JobRef(plane="p", kind="k", id="1", endpoint="e")])
    pager: Any = CLIENT.masking_jobs.list()
    refused: list[Callable[[], Any]] = [
        lambda: rows.sorted_by("nosuch"),
        lambda: rows.sorted_by(None),
        lambda: rows.timeline("nosuch"),
        lambda: pager.to_list(limit="x"),
        lambda: pager.to_list(limit=-1),
    ]
    for call in refused:
        with pytest.raises(jobspan.ValidationError):
            call()


def test_a_directory_that_cannot_be_is_named() -> None:
    with pytest.raises(jobspan.ValidationError, match=r"evidence: (not a possible path|no such directory)"):
        CLIENT.migration_jobs.cutover("0123456789abcdef0123456789abcdejb101", evidence=LONG)
