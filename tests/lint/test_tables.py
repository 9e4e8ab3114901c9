"""The planes' tables are complete, and mean what the code does."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest

from jobspan import Client
from jobspan._core.operation import Operation, RetryClass
from jobspan._core.rules import FactRule, StateRule
from jobspan._planes.registry import PLANES
from jobspan._sync.change import ChangingMethod

ROWS = [row for plane in PLANES.values() for row in plane.abilities().operations]
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"}

CHANGES_NOTHING_TO_PLAN = {
    (
        "delphix",
        "test_connector",
    ): "a connection test changes nothing; it is never repeated, for wrong passwords lock accounts",
    ("ciphertrust", "auth.revoke"): "ends the client's own session, which holds nothing",
    ("delphix", "test_unsaved_connector"): "the same, with values that are not saved",
}
"""Operations besides reads and logins whose methods have no ``.plan``; each with the reason."""


TWO_THINGS_IN_ONE_PLACE = {
    ("huawei_drs", "jobs"): {"job_id", "type", "async_job_id", "resource_type"},
    ("huawei_drs", "compare"): {"compare_job_id", "compare_type"},
}
"""As documented: ``/jobs/{job_id}/params`` names a task, ``/jobs/{type}/batch-struct-detail`` a type of structure,
``/jobs/{async_job_id}/progress`` a creation in the background, ``/jobs/{resource_type}/tags`` a kind of task;
``/compare/{compare_job_id}`` names a comparison, ``/object/compare/{compare_type}`` a type of object."""


def name_of(row: Operation[Any]) -> str:
    return f"{row.plane}.{row.id}"


def rules_of(plane: str) -> dict[str, StateRule | FactRule[Any]]:
    return {rule.id: rule for rule in PLANES[plane].abilities().rules}


def is_login(row: Operation[Any]) -> bool:
    """It makes a token and nothing else."""
    return row.anonymous


def public_method(client: Client, call: str) -> Any:
    """What a dotted name leads to. Touches no network: attributes are made without I/O."""
    found: Any = client
    for name in call.split("."):
        assert not name.startswith("_"), f"{call} is not public"
        found = getattr(found, name)
    return found


@pytest.mark.parametrize("row", ROWS, ids=name_of)
class TestEachRow:
    def test_it_says_all_there_is_to_say(self, row: Operation[Any]) -> None:
        assert row.plane
        assert row.domain
        assert re.fullmatch(r"[A-Za-z0-9_.:/-]+", row.id)
        assert row.method in METHODS
        assert row.path.startswith("/")
        assert isinstance(row.retry, RetryClass)
        assert row.reason.strip(), "why it has this retry class"
        assert row.source.startswith("https://"), "the vendor's page"
        assert row.call.strip()
        assert all(200 <= status < 400 for status in row.success)

    def test_its_path_parameters_are_well_formed(self, row: Operation[Any]) -> None:
        names = re.findall(r"\{([^{}]*)\}", row.path)
        assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) for name in names), row.path
        assert len(set(names)) == len(names), "one name for two things"
        assert not re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", row.path)), "unbalanced braces"
        assert "//" not in row.path
        assert "?" not in row.path

    def test_its_rules_exist(self, row: Operation[Any]) -> None:
        if row.rules:
            assert set(row.rules) <= set(rules_of(row.plane))

    def test_reads_are_safe_methods_or_searches(self, row: Operation[Any]) -> None:
        if row.method in ("PUT", "PATCH", "DELETE"):
            assert row.retry is not RetryClass.READ
        if row.method in ("GET", "HEAD"):
            assert row.retry in (RetryClass.READ, RetryClass.IDEMPOTENT)

    def test_its_public_method_is_there(self, row: Operation[Any], client: Client) -> None:
        method = public_method(client, row.call)
        assert callable(method)
        assert inspect.getdoc(method), f"{row.call} has no docstring"

    def test_a_change_can_be_planned(self, row: Operation[Any], client: Client) -> None:
        if row.retry is RetryClass.READ:
            return
        can_be_planned = isinstance(public_method(client, row.call), ChangingMethod)
        if is_login(row) or (row.plane, row.id) in CHANGES_NOTHING_TO_PLAN:
            assert not can_be_planned, "it can be planned now: take it off the list"
        else:
            assert can_be_planned


def test_no_operation_is_there_twice() -> None:
    names = [name_of(row) for row in ROWS]
    assert len(set(names)) == len(names) > 50


def test_path_parameters_have_one_name_in_all_of_a_plane() -> None:
    """``/jobs/{jobId}`` here and ``/jobs/{id}/result`` there would be the same thing by two names."""
    seen: dict[tuple[str, str], set[str]] = {}
    for row in ROWS:
        for before, name in re.findall(r"/([^/{}]+)/\{([^{}]+)\}", row.path):
            seen.setdefault((row.plane, before), set()).add(name)
    assert {where: names for where, names in seen.items() if len(names) > 1} == TWO_THINGS_IN_ONE_PLACE


def test_the_list_of_exceptions_names_operations_that_exist() -> None:
    known = {(row.plane, row.id) for row in ROWS}
    assert {each for each in CHANGES_NOTHING_TO_PLAN if each[0] in PLANES} <= known


@pytest.mark.parametrize("plane", PLANES)
class TestEachPlane:
    def test_its_rules_say_where_they_come_from(self, plane: str) -> None:
        for rule in rules_of(plane).values():
            assert rule.text.endswith("."), rule.id
            assert rule.source.startswith("https://"), rule.id

    def test_every_rule_is_somebodys(self, plane: str) -> None:
        named = {rule for row in ROWS if row.plane == plane for rule in row.rules}
        enforced = {rule.id for rule in rules_of(plane).values() if not rule.advisory}
        assert enforced <= named

    def test_states_that_a_rule_allows_are_known(self, plane: str) -> None:
        for rule in rules_of(plane).values():
            if isinstance(rule, StateRule) and rule.known:
                assert rule.allowed < rule.known, f"{rule.id} forbids nothing, or allows what there is not"

    def test_its_kinds_of_jobs_are_named_after_it(self, plane: str) -> None:
        kinds = PLANES[plane].abilities().kinds
        assert kinds or all(is_login(row) for row in PLANES[plane].abilities().operations if row.changes), (
            "what does it start?"
        )
        for name, kind in kinds.items():
            assert name == kind.name
            assert name.startswith(f"{plane}.")
            assert kind.title
            assert kind.batch >= 1

    def test_its_settings_are_named_in_the_client(self, plane: str) -> None:
        section = PLANES[plane].settings.section
        assert section in inspect.signature(Client).parameters

    def test_its_changing_operations_say_what_to_check(self, plane: str) -> None:
        for row in ROWS:
            if row.plane == plane and row.retry in (RetryClass.GUARDED, RetryClass.NEVER):
                assert row.check, f"{row.id}: after an unknown outcome, where should one look?"
