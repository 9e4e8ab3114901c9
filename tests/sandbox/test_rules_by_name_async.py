"""``Policy(rules={...})``: what one broken rule leads to, while all others stay as they are."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from jobspan import Policy, RuleViolation, ValidationError
from jobspan.batches import ItemStatus
from jobspan.hooks import Event, RuleWarning
from jobspan.policy import RuleMode
from jobspan.testing import Clock, Sandbox

IDLE = "target-engine-idle"
WHY = "CHG-4711: the other run is short"


@pytest.fixture
def box() -> Iterator[Sandbox]:
    with Sandbox(["delphix", "huawei_drs"], clock=Clock.manual()) as sandbox:
        yield sandbox


async def test_a_rule_that_warns_lets_go_and_says_why(box: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    events: list[Event] = []
    paused = box.huawei_drs.add("paused", "PAUSING").id
    policy = Policy(rules={"pause-state": "warn"}, rules_reason=WHY)
    async with box.async_client(policy=policy, hooks=[events.append]) as client:
        plan = await client.migration_jobs.pause.plan([paused])
        assert plan.ok
        assert "warning: " in str(plan)
        with caplog.at_level(logging.WARNING, "jobspan"):
            await client.migration_jobs.pause([paused])
        with pytest.raises(RuleViolation) as caught:
            await client.migration_jobs.precheck([paused])
    assert box.requests.count("batch_stop_jobs") == 1
    assert [event.reason for event in events if isinstance(event, RuleWarning)] == [WHY]
    assert WHY in caplog.text
    assert {verdict.rule for verdict in caught.value.verdicts} == {"precheck-state"}


async def test_a_rule_that_is_off_is_not_shown(box: Sandbox) -> None:
    paused = box.huawei_drs.add("paused", "PAUSING").id
    async with box.async_client(policy=Policy(rules={"pause-state": "off"})) as client:
        plan = await client.migration_jobs.pause.plan([paused])
        assert plan.verdicts == ()


async def test_all_others_can_be_meant(box: Sandbox) -> None:
    paused = box.huawei_drs.add("paused", "PAUSING").id
    policy = Policy(rules={"*": "off", "pause-state": "enforce"})
    async with box.async_client(policy=policy) as client:
        with pytest.raises(RuleViolation):
            await client.migration_jobs.pause([paused])
        assert (await client.migration_jobs.precheck.plan([paused])).verdicts == ()


async def test_what_only_warns_is_not_left_out_of_a_batch(box: Sandbox) -> None:
    ids = [box.huawei_drs.add(state, state).id for state in ("PAUSING", "FULL_TRANSFER_STARTED")]
    async with box.async_client() as client:
        strict = await client.migration_jobs.pause.plan(ids, skip_invalid=True)
        lenient = await client.with_options(policy=Policy(rules={"pause-state": "warn"})).migration_jobs.pause(
            ids, skip_invalid=True
        )
    assert "1 of 2 entries are left out" in strict.notes
    assert ItemStatus.SKIPPED not in {item.status for item in lenient}


async def test_an_unknown_rule_is_an_error_that_lists_the_known_ones(box: Sandbox) -> None:
    async with box.async_client() as client:
        with pytest.raises(ValidationError) as caught:
            client.with_options(policy=Policy(rules={"target-engine-idel": "warn"}))
    [problem] = caught.value.problems
    assert problem.field == "rules"
    assert IDLE in problem.allowed


def test_a_mode_is_one_of_three() -> None:
    assert Policy(rules="warn").mode_of(IDLE) is RuleMode.WARN
    assert Policy(rules={IDLE: "off"}).mode_of("name-unique") is RuleMode.ENFORCE
    for given, place in (({IDLE: "perhaps"}, f"rules[{IDLE!r}]"), ("perhaps", "rules")):
        with pytest.raises(ValidationError, match="'perhaps'") as caught:
            Policy(rules=given)
        [problem] = caught.value.problems
        assert (problem.field, problem.allowed) == (place, ("enforce", "warn", "off"))


@pytest.mark.parametrize("wrong", [["target-engine-idle"], None, True], ids=str)
def test_rules_are_a_mode_or_a_mapping(wrong: Any) -> None:
    with pytest.raises(ValidationError, match="a mapping of rules to modes"):
        Policy(rules=wrong)
