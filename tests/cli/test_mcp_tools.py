"""The tools themselves: every call of the table, arguments, plans and their tokens, answers that are never too long."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import click
import pytest

from jobspan import Client, PlanChanged
from jobspan._sync.plan import Plan
from jobspan.cli.calls import find
from jobspan.cli.mcp import catalog
from jobspan.cli.mcp.answers import View, answer_of
from jobspan.cli.mcp.arguments import arguments_given
from jobspan.cli.mcp.plans import LIFETIME, ShownPlans
from jobspan.cli.mcp.secrets import HOW_TO_NAME_SECRETS, Granted
from jobspan.cli.mcp.toolbox import Answer, Toolbox
from jobspan.cli.plain_secrets import refuse_secrets
from jobspan.cli.table import TABLE
from jobspan.credentials import Secret
from jobspan.models import Verdict
from jobspan.testing import Clock, FakeClock, Sandbox

JOB = "d53812ce-9186-485d-a388-44bc52087ead"
CANARY = "mcp-canary-52d1"
NOTHING = Granted()
LONG = Verdict(rule="r", subject="s", passed=True, message="x" * 50_000)


@pytest.fixture
def client() -> Iterator[Client]:
    with Sandbox(["delphix"], clock=Clock.manual()) as box, box.client() as client:
        yield client


def use(client: Client, tool: str, **given: Any) -> Answer:
    toolbox = Toolbox(client, NOTHING)
    return toolbox.use(next(each for each in toolbox.tools if each.name == tool), given)


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("read", {}, "'call' is a required property.*It takes: call, arguments"),
        ("describe", {"call": "masking_jobs.get", "more": 1}, "'more' was unexpected"),
        ("describe", {"call": [CANARY]}, 'call does not fit: type is "string"'),
        ("read", {"call": "masking_jobs.list", "rows": 201}, "rows does not fit: maximum is 200"),
        ("read", {"call": "masking_jobs.list", "rows": 0}, "rows does not fit: minimum is 1"),
        ("read", {"call": "masking_jobs.list", "rows": 1.0}, 'rows does not fit: type is "integer"'),
        ("read", {"call": "masking_jobs.list", "rows": True}, 'rows does not fit: type is "integer"'),
        (
            "read",
            {"call": "masking_jobs.list", "columns": ["id", [CANARY]]},
            'columns.1 does not fit: type is "string"',
        ),
        ("jobs", {"plane": CANARY}, r'plane does not fit: enum is \["delphix"'),
        ("job", {"reference": {}, "wait_seconds": 61}, "wait_seconds does not fit: maximum is 60"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(client: Client, tool: str, given: dict[str, Any], said: str) -> None:
    answer = use(client, tool, **given)
    assert answer.failed
    assert re.search(said, answer.document["text"]), answer.document
    assert CANARY not in str(answer.document)


@pytest.mark.parametrize("name", TABLE.calls)
def test_each_call_is_described_and_has_one_way(name: str) -> None:
    described = catalog.describe(catalog.called(name))
    assert json.loads(json.dumps(described)) == described
    assert described["requests"]
    call = find(name)
    assert call is not None
    assert (described["how"] == "plan, then apply") == call.changes
    assert ("why" in described) == (described["how"] == "not offered")


def test_what_is_left_to_people() -> None:
    left = {name for name in TABLE.calls if catalog.how_to_make(catalog.called(name)) == "not offered"}
    assert left == {
        "ciphertrust.log_out",
        "connectors.test",
        "connectors.test_values",
        "drs.comparisons.download_report",
        "huawei.credentials",
    }


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("start masking job", "masking_jobs.execute"),
        ("engines", "delphix.engines.list"),
        ("change passwords migration", "migration_jobs.change_passwords"),
        ("cancel job", "job.cancel"),
    ],
)
def test_calls_are_found_by_words(words: str, first: str) -> None:
    assert first in [row["call"] for row in catalog.search(words, None)[:5]]


def test_a_search_can_be_of_one_plane() -> None:
    assert {row["plane"] for row in catalog.search("jobs", "groupid")} == {"groupid"}


class TestArguments:
    def given(self, name: str, granted: Granted = NOTHING, **given: Any) -> tuple[list[Any], dict[str, Any]]:
        return arguments_given(catalog.called(name), given, granted)

    def test_they_are_those_of_python(self) -> None:
        assert self.given("masking_jobs.execute", job_id=JOB, engine_id=1) == ([JOB], {"engine_id": "1"})

    def test_null_takes_away_what_can_be_taken_away(self) -> None:
        assert self.given("connectors.update", connector_id="1", hostname=None, port=1521) == (
            ["1"],
            {"hostname": None, "port": 1521},
        )

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({}, "needs job_id"),
            ({"job_id": JOB, "engine": "1"}, "Did you mean engine_id?"),
        ],
    )
    def test_names_that_do_not_fit_are_said(self, given: dict[str, Any], said: str) -> None:
        with pytest.raises(click.UsageError) as refused:
            self.given("masking_jobs.execute", **given)
        assert said in refused.value.message

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"job_id": [JOB], "engine_id": "1"}, "job_id: must be a string, not list"),
            ({"job_id": JOB, "when_busy": "sometimes"}, "when_busy: is 'sometimes' (allowed: raise, wait, send)"),
            ({"job_id": JOB, "busy_timeout": "soon"}, "'soon' is not a number"),
            ({"job_id": JOB, "busy_timeout": [1]}, "busy_timeout: must be a number"),
        ],
    )
    def test_values_that_do_not_fit_are_refused_by_the_call(
        self, client: Client, given: dict[str, Any], said: str
    ) -> None:
        answer = use(client, "plan", call="masking_jobs.execute", arguments=given)
        assert answer.failed
        assert said in answer.document["text"]

    def test_a_flag_is_held_to_what_the_call_takes(self, client: Client) -> None:
        answer = use(client, "plan", call="masking_jobs.delete", arguments={"job_id": JOB, "force": "yes"})
        assert answer.failed
        assert "force: must be True or False" in answer.document["text"]

    def test_words_of_an_enum_are_its_names_or_its_numbers(self, client: Client) -> None:
        for word in ("sql_server", "3", 3):
            (kind, *_), _ = self.given("groupid.data_sources.search", type=word)
            assert kind.name == "SQL_SERVER"
        with pytest.raises(click.UsageError, match="'dbase' is not one of excel"):
            self.given("groupid.data_sources.search", type="dbase")

    @pytest.mark.parametrize(
        "given", ["env:HOME", "@/etc/hostname", "-", "prompt", {"keyring": "a", "username": "b"}, {"env": "HOME"}]
    )
    def test_no_argument_leads_to_a_secret_that_was_not_allowed(self, given: Any) -> None:
        with pytest.raises(click.UsageError, match="Secrets are never arguments"):
            self.given("connectors.update", connector_id="1", password=given)
        with pytest.raises(click.UsageError, match="Secrets are never arguments"):
            self.given(
                "migration_jobs.change_passwords",
                passwords_of=[{"job_id": "1", "end_point": "so", "password": given}],
            )

    def test_an_allowed_one_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PASSWORD_OF_IT", CANARY)
        granted = Granted(frozenset({"PASSWORD_OF_IT"}))
        _, kwargs = self.given("connectors.update", granted, connector_id="1", password={"env": "PASSWORD_OF_IT"})
        assert isinstance(kwargs["password"], Secret)
        assert kwargs["password"].reveal() == CANARY

    def test_files_are_texts_like_others(self) -> None:
        with pytest.raises(click.UsageError, match="does not fit"):
            self.given("migration_jobs.set_speed", limits="@/etc/hostname")

    @pytest.mark.parametrize(
        "tree",
        [
            {"password": CANARY},
            {"url": f"jdbc:oracle:thin:scott/{CANARY}@//db:1521/x"},
            {"rows": [{"connection": f"Server=db;Password={CANARY}"}]},
            {"key": f"-----BEGIN PRIVATE KEY-----\n{CANARY}\n-----END PRIVATE KEY-----"},
        ],
    )
    def test_a_secret_is_known_wherever_it_stands(self, tree: Any) -> None:
        with pytest.raises(click.UsageError) as refused:
            refuse_secrets(tree, "", HOW_TO_NAME_SECRETS)
        assert CANARY not in refused.value.message


class TestPlans:
    CALL = catalog.called("masking_jobs.execute")

    def kept(self, clock: FakeClock) -> tuple[ShownPlans, Plan[Any], str]:
        plans, plan = ShownPlans(clock.monotonic), Plan[Any](None, lambda once: None)
        return plans, plan, plans.keep(plan, self.CALL, [JOB], {"engine_id": "1"})

    def test_a_token_is_for_one_use(self) -> None:
        plans, plan, token = self.kept(FakeClock())
        assert plans.take(token, self.CALL, [JOB], {"engine_id": "1"}) is plan
        with pytest.raises(PlanChanged, match="no such plan"):
            plans.take(token, self.CALL, [JOB], {"engine_id": "1"})

    def test_a_token_does_not_live_long(self) -> None:
        clock = FakeClock()
        plans, _, token = self.kept(clock)
        clock.advance(LIFETIME + 1)
        with pytest.raises(PlanChanged, match="no such plan"):
            plans.take(token, self.CALL, [JOB], {"engine_id": "1"})

    def test_the_arguments_are_compared_as_the_call_takes_them(self) -> None:
        plans, plan, token = self.kept(FakeClock())
        with pytest.raises(PlanChanged, match="other arguments"):
            plans.take(token, self.CALL, [JOB], {"engine_id": "2"})
        assert plans.take(token, self.CALL, [], {"engine_id": "1", "job_id": JOB}) is plan

    def test_secrets_are_compared_and_not_kept(self) -> None:
        call = catalog.called("connectors.update")
        plans = ShownPlans(FakeClock().monotonic)
        token = plans.keep(Plan[Any](None, lambda once: None), call, ["1"], {"password": Secret(CANARY)})
        assert CANARY not in repr(plans._shown)
        with pytest.raises(PlanChanged, match="other arguments"):
            plans.take(token, call, ["1"], {"password": Secret("another")})


class TestAnswers:
    def test_rows_are_few_and_it_says_so(self, client: Client) -> None:
        answer = use(client, "read", call="masking_jobs.list", columns=["id", "name"], rows=1).document
        assert (answer["shown"], answer["more"], [*answer["rows"][0]]) == (1, True, ["id", "name"])
        assert "more rows" in answer["note"]
        everything = use(client, "read", call="masking_jobs.list", columns=["id"]).document
        assert not everything["more"]
        assert "note" not in everything

    def test_filters_choose_rows(self, client: Client) -> None:
        answer = use(client, "read", call="masking_jobs.list", filters=[f"id={JOB}"]).document
        assert [row["id"] for row in answer["rows"]] == [JOB]

    def test_rows_that_are_too_long_are_left_out(self) -> None:
        answer = answer_of([LONG, LONG, LONG], View())
        assert (answer["shown"], answer["more"]) == (1, True)

    def test_one_thing_that_is_too_long_names_its_columns(self) -> None:
        answer = answer_of({"id": "1", "text": "x" * 70_000}, View())
        assert (answer["value"], answer["columns"]) == (None, ["id", "text"])
        assert answer_of({"id": "1", "text": "x" * 70_000}, View(columns=("id",)))["value"] == {"id": "1"}

    def test_secrets_are_masked(self) -> None:
        shown = answer_of({"password": CANARY, "url": f"https://me:{CANARY}@host/", "held": Secret(CANARY)}, View())
        assert CANARY not in json.dumps(shown)

    @pytest.mark.parametrize(
        "given",
        [
            {"rows": 0},
            {"rows": 201},
            {"rows": True},
            {"columns": "id"},
            {"filters": [1]},
            {"more": 1},
            {"columns": ["no"]},
        ],
    )
    def test_a_tool_refuses_what_it_does_not_take(self, client: Client, given: dict[str, Any]) -> None:
        answer = use(client, "read", call="masking_jobs.list", **given)
        assert answer.failed
        assert answer.document["outcome"] == "usage"
