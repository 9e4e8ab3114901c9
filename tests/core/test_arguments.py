"""Whatever a public call is given that it does not take is a ``ValidationError`` that names it, and nothing is sent."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from operator import attrgetter
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import httpx
import pytest

import jobspan
from jobspan import Client, Secret
from jobspan._core.arguments import Arguments
from jobspan._core.shapes import ANYTHING, shape_of
from jobspan._planes.registry import PLANES
from jobspan._sync.change import ChangingMethod
from jobspan.cli.calls import CALLS, Call
from jobspan.drs import NewBackupMigration


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
    found = CALLS.find(name)
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


def wrong_values(declared: Any) -> Iterator[Any]:
    """One of each kind that a type does not take."""
    members = get_args(declared) if get_origin(declared) in (Union, UnionType) else (declared,)
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
    with pytest.raises(TypeError, match=r"has no argument 'page_sise'\. Did you mean 'page_size'\?"):
        lists(page_sise=3)


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
