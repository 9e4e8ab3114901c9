"""The rules of DRS as data, the arguments it refuses, and how batches are cut and put together again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st

import jobspan
from jobspan._core.context import PlaneContext
from jobspan._core.rules import refuses
from jobspan._planes.huawei_drs.flows.batch import chunks
from jobspan._planes.huawei_drs.flows.entries import Entry
from jobspan._planes.huawei_drs.flows.item_results import accepted, item_result, match
from jobspan._planes.huawei_drs.flows.verdicts import judge
from jobspan._planes.huawei_drs.models.replies import Outcome
from jobspan._planes.huawei_drs.models.status import FAILED
from jobspan._planes.huawei_drs.operations.every import OPERATIONS
from jobspan._planes.huawei_drs.rules import RULES
from jobspan._planes.huawei_drs.rules.actions import (
    CHANGE_PASSWORDS,
    DELETE,
    PAUSE,
    RESUME,
    SET_UP,
    START,
    SWITCH_OVER,
    TERMINATE,
)
from jobspan._planes.huawei_drs.rules.facts import JobFacts, Sibling
from jobspan._planes.huawei_drs.rules.states import ACTIONS, MATRIX, states_marked
from jobspan.batches import ItemStatus
from jobspan.drs import (
    GOALS,
    ConnectionTest,
    EndpointPassword,
    HuaweiSettings,
    JobStatus,
    JobWatch,
    NewJob,
    SpeedLimit,
    SpeedWindow,
)

JOB = "25df459d-a37c-41b9-bc2b-8c00ba32jb52"


def test_the_matrix_judges_every_state_and_action() -> None:
    assert set(MATRIX) == {status.value for status in JobStatus}
    assert len(MATRIX) == 29
    for row in MATRIX.values():
        assert len(row.split()) == len(ACTIONS)
        assert set(row.split()) <= set("Yy-n?")


def test_each_rule_of_an_operation_exists_and_has_a_source() -> None:
    known = {rule.id for rule in RULES}
    assert {rule for row in OPERATIONS for rule in row.rules} == known
    assert all(rule.source.startswith("https://support.huaweicloud.com/") for rule in RULES)


def test_passwords_can_be_changed_in_the_documented_states_and_no_other() -> None:
    assert states_marked("PWD", "Yyn?") == {
        "STARTJOBING",
        "START_JOB_FAILED",
        "FULL_TRANSFER_STARTED",
        "FULL_TRANSFER_FAILED",
        "FULL_TRANSFER_COMPLETE",
        "INCRE_TRANSFER_STARTED",
        "INCRE_TRANSFER_FAILED",
        "PAUSING",
    }


def test_spellings_of_the_documentation_are_one_state() -> None:
    assert JobStatus("STARTJOB_FAILED") is JobStatus.START_JOB_FAILED
    assert JobStatus("PAUSEING") is JobStatus.PAUSING
    assert not JobStatus("SOMETHING_NEW").is_known
    assert JobStatus.START_JOB_FAILED in FAILED


def test_a_state_that_is_not_known_is_not_judged() -> None:
    (verdict,) = judge(JobFacts(id=JOB, status=JobStatus("SOMETHING_NEW")), CHANGE_PASSWORDS)
    assert (verdict.passed, verdict.actual) == (None, "SOMETHING_NEW")


@pytest.mark.parametrize(
    ("facts", "rules", "expected"),
    [
        (JobFacts(id=JOB, status=JobStatus.CONFIGURATION), CHANGE_PASSWORDS, ["change-passwords-state"]),
        (JobFacts(id=JOB, status=JobStatus.PAUSING), CHANGE_PASSWORDS, []),
        (JobFacts(id=JOB, exists=False), CHANGE_PASSWORDS, ["job-exists"]),
        (JobFacts(id=JOB, exists=False), SET_UP, ["job-exists"]),
        (JobFacts(id=JOB, status=JobStatus.PAUSING, is_parent=True), CHANGE_PASSWORDS, ["not-the-parent"]),
        (JobFacts(id=JOB, status=JobStatus.CONFIGURATION, is_parent=True), PAUSE, ["pause-state", "not-the-parent"]),
        (JobFacts(id=JOB, status=JobStatus.CONFIGURATION, is_disaster_recovery=True), PAUSE, []),
        (JobFacts(id=JOB, status=JobStatus.INCRE_TRANSFER_STARTED, is_child=True), TERMINATE, ["only-the-parent"]),
        (JobFacts(id=JOB, status=JobStatus.INCRE_TRANSFER_STARTED), SWITCH_OVER, ["disaster-recovery-only"]),
        (JobFacts(id=JOB, status=JobStatus.INCRE_TRANSFER_STARTED), DELETE, ["delete-state"]),
        (JobFacts(id=JOB, status=JobStatus.CREATE_FAILED), DELETE, []),
        (
            JobFacts(id=JOB, status=JobStatus.CONFIGURATION, forward=Sibling(id="f", status=JobStatus.CREATING)),
            START,
            ["backward-after-forward"],
        ),
        (
            JobFacts(
                id=JOB,
                status=JobStatus.CONFIGURATION,
                forward=Sibling(id="f", status=JobStatus.INCRE_TRANSFER_STARTED, rpo=1, rto=59.9),
            ),
            START,
            [],
        ),
        (
            JobFacts(
                id=JOB,
                status=JobStatus.CONFIGURATION,
                forward=Sibling(id="f", status=JobStatus.INCRE_TRANSFER_STARTED, rpo=1, rto=60),
            ),
            START,
            ["backward-after-forward"],
        ),
    ],
)
def test_rules_judge_facts(ctx: PlaneContext, facts: JobFacts, rules: Any, expected: list[str]) -> None:
    assert [verdict.rule for verdict in judge(facts, rules) if refuses(ctx, verdict)] == expected


def test_practice_is_only_advice(ctx: PlaneContext) -> None:
    (verdict,) = judge(JobFacts(id=JOB, status=JobStatus.INCRE_TRANSFER_STARTED), RESUME)
    assert (verdict.passed, verdict.advisory) == (False, True)
    assert not refuses(ctx, verdict)


@pytest.mark.parametrize("until", GOALS)
def test_goals_are_reached_or_ruled_out_and_otherwise_go_on(until: str) -> None:
    goal = GOALS[until]
    assert not goal.reached & goal.failed
    for status in JobStatus:
        phase = JobWatch(id=JOB, until=until, status=status).phase
        assert phase.is_terminal == (
            status in goal.failed or (status in goal.reached and not goal.needs_lag and not goal.needs_objectives)
        )


BAD: dict[str, tuple[Callable[[jobspan.Client], object], str]] = {
    "an unknown end": (
        lambda c: c.migration_jobs.change_passwords([EndpointPassword(JOB, "middle", "x")]),
        "'middle'",
    ),
    "an empty password": (
        lambda c: c.migration_jobs.change_passwords([EndpointPassword(JOB, "source", "")]),
        "password: must not be empty",
    ),
    "a pair twice": (
        lambda c: c.migration_jobs.change_passwords(
            [EndpointPassword(JOB, "source", "x"), EndpointPassword(JOB, "so", "y")]
        ),
        "comes twice",
    ),
    "a malformed id": (
        lambda c: c.migration_jobs.change_passwords([EndpointPassword("jb52", "source", "x")]),
        "is not a valid task id",
    ),
    "nothing": (lambda c: c.migration_jobs.change_passwords([]), "must not be empty"),
    "a batch too large": (
        lambda c: c.migration_jobs.change_passwords([EndpointPassword(JOB, "source", "x")], batch_size=500),
        "batch_size",
    ),
    "an unknown pause": (lambda c: c.migration_jobs.pause(JOB, mode="half"), "'half'"),  # type: ignore[arg-type]
    "an unknown goal": (lambda c: c.migration_jobs.watch([JOB], until="happy"), "'happy'"),  # type: ignore[arg-type]
    "an id twice": (lambda c: c.migration_jobs.pause([JOB, JOB]), "comes twice"),
    "a bad direction": (
        lambda c: c.migration_jobs.create(
            NewJob(
                name="1x",
                db_use_type="cloudDataGuard",
                engine_type="mysql",
                job_direction="sideways",
                net_type="vpc",
                subnet_id="s",
                source_endpoint=jobspan.drs.Endpoint(),
                target_endpoint=jobspan.drs.Endpoint(),
            )
        ),
        "sideways",
    ),
    "a speed out of range": (
        lambda c: c.migration_jobs.set_speed(
            [SpeedLimit(job_id=JOB, windows=[SpeedWindow(begin="01:00", end="01:00", speed="0")])]
        ),
        "1..9999",
    ),
    "a test without an address": (
        lambda c: c.migration_jobs.test_connections(
            [
                ConnectionTest(
                    job_id=JOB, end_point="so", net_type="lan", db_type="mysql", ip="", db_user="u", db_password="p"
                )
            ]
        ),
        "'lan'",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_refused_before_anything_is_sent(case: str) -> None:
    call, text = BAD[case]
    settings = HuaweiSettings(project_id="p" * 32, access_key="a", secret_key="s", drs_url="http://127.0.0.1:1")
    with jobspan.Client(huawei=settings) as client, pytest.raises(jobspan.ValidationError) as wrong:
        call(client)
    assert text in str(wrong.value)


@given(
    jobs=st.lists(st.tuples(st.integers(0, 20), st.sampled_from(["so", "ta"])), unique=True, max_size=40),
    size=st.integers(1, 12),
)
def test_chunks_keep_everything_and_never_part_the_ends_of_a_task(jobs: list[tuple[int, str]], size: int) -> None:
    entries = [Entry(item=pair, job_id=str(pair[0]), body=None, rules=SET_UP, end_point=pair[1]) for pair in jobs]
    cut = list(chunks(entries, size))
    assert sorted(id(entry) for chunk in cut for entry in chunk) == sorted(map(id, entries))
    assert all(len(chunk) <= max(size, 2) for chunk in cut)
    homes = [{entry.job_id for entry in chunk} for chunk in cut]
    assert sum(map(len, homes)) == len({entry.job_id for entry in entries})


@given(order=st.permutations(range(6)))
def test_outcomes_find_their_entries_in_any_order(order: list[int]) -> None:
    entries = [
        Entry(item=n, job_id=f"j{n // 2}", body=None, rules=SET_UP, end_point=("so", "ta")[n % 2]) for n in range(6)
    ]
    outcomes = [Outcome(id=f"j{n // 2}", end_point_type=("so", "ta")[n % 2], status=str(n)) for n in order]
    assert [found and found.status for found in match(entries, outcomes)] == [str(n) for n in range(6)]


def test_outcomes_without_ends_keep_their_order() -> None:
    entries = [Entry(item=end, job_id=JOB, body=None, rules=SET_UP, end_point=end) for end in ("so", "ta")]
    outcomes = [Outcome(id=JOB, status="success"), Outcome(id=JOB, status="failed")]
    assert match(entries, outcomes) == outcomes
    assert match(entries, outcomes[1:]) == [outcomes[1], outcomes[1]], "one answer for the task is for both its ends"


@pytest.mark.parametrize("names", [("x", "y"), ("x", None), ("J0-copy", "J1-copy")], ids=str)
def test_outcomes_that_name_other_tasks_are_answers_about_others(names: tuple[str | None, ...]) -> None:
    entries = [Entry(item=n, job_id=f"j{n}", body=None, rules=SET_UP) for n in range(2)]
    foreign = [Outcome(id=name, status="success") for name in names]
    assert match(entries, foreign) == [None, None]
    assert match(entries[:1], foreign[:1]) == [None]
    results = [item_result(entry, found) for entry, found in zip(entries, match(entries, foreign), strict=True)]
    assert [result.status for result in results] == [ItemStatus.UNKNOWN, ItemStatus.UNKNOWN]


def test_outcomes_that_name_nothing_come_in_the_order_of_the_entries() -> None:
    entries = [Entry(item=n, job_id=f"j{n}", body=None, rules=SET_UP) for n in range(2)]
    nameless = [Outcome(status="success"), Outcome(status="failed", error_code="DRS-M00304")]
    results = [item_result(entry, found) for entry, found in zip(entries, match(entries, nameless), strict=True)]
    assert [result.status for result in results] == [ItemStatus.ACCEPTED, ItemStatus.FAILED]
    assert results[1].code == "DRS.M00304"
    assert match(entries, nameless[:1]) == [None, None]


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome(status="success"), True),
        (Outcome(status="Success"), True),
        (Outcome(status="true"), True),
        (Outcome(status=True), True),
        (Outcome(status="failed", success=True), None),
        (Outcome(status=False), False),
        (Outcome(status="Failed"), False),
        (Outcome(status="success", error_code="DRS.M05066"), None),
        (Outcome(status="CREATING"), None),
        (Outcome(status="fail"), False),
        (Outcome(status="ERROR"), False),
        (Outcome(status="pending"), None),
        (Outcome(status="CREATE_FAILED"), False),
        (Outcome(), None),
        (Outcome(error_code="DRS.M00304"), False),
        (Outcome(is_success=False), False),
    ],
)
def test_only_a_clear_yes_is_accepted(outcome: Outcome, expected: bool | None) -> None:
    assert accepted(outcome) is expected
