"""The engine must be idle: refused, waited for, planned, and found changed."""

from __future__ import annotations

from typing import Any, TypedDict

import pytest

from jobspan import AmbiguousOutcomeError, AsyncPlan, JobFailed, PlanChanged, Policy, RuleMode, RuleViolation
from jobspan.testing.sandbox import Progress, Sandbox, faults
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB

STAFF_JOB = "0b7c1a52-6f0e-4c7f-9d55-3a1f0f6b2c11"
JOB_ON_QA = "a6d80f1c-4b27-4e0d-b7a9-915f3e28cd74"


class Place(TypedDict):
    target_engine_id: str
    target_environment_id: str


QA: Place = {"target_engine_id": "2", "target_environment_id": "prod-env"}


async def test_nothing_is_sent_to_a_busy_engine(dct: Sandbox) -> None:
    dct.progress = Progress.by_seconds(30)
    async with dct.async_client() as client:
        running = await client.masking_jobs.execute(JOB_ON_QA, engine_id="2")
        view = await running.wait_until(lambda view: view.execution is not None)
        assert view.execution is not None
        assert view.execution.id in (await client.delphix.engines.busy_with("2") or "")
        for move in (client.masking_jobs.copy, client.masking_jobs.migrate):
            with pytest.raises(RuleViolation, match=view.execution.id) as refused:
                await move(FINANCE_JOB, **QA)
            assert [verdict.rule for verdict in refused.value.verdicts] == ["target-engine-idle"]
        with pytest.raises(RuleViolation, match="target-engine-idle"):
            await client.masking_jobs.execute(FINANCE_JOB, engine_id="2")
    assert dct.requests.count("copy_masking_job") == dct.requests.count("migrate_masking_job") == 0
    assert dct.requests.count("execute_masking_job") == 1


async def test_a_run_started_on_the_engine_itself_counts_too(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        dct.faults.add("get_registered_engine", _reporting(2), times=1)
        with pytest.raises(RuleViolation, match="2 running masking jobs"):
            await client.masking_jobs.copy(FINANCE_JOB, **QA)
        dct.faults.add("get_registered_engine", _reporting(None), times=1)
        await client.masking_jobs.copy(FINANCE_JOB, **QA)


def _reporting(count: int | None) -> faults.SetFields:
    return faults.SetFields({"masking_jobs_running": count})


async def test_a_busy_engine_is_waited_for(dct: Sandbox) -> None:
    dct.progress = Progress.by_seconds(30)
    async with dct.async_client() as client:
        running = await client.masking_jobs.execute(JOB_ON_QA, engine_id="2")
        copying = await client.masking_jobs.copy(FINANCE_JOB, **QA, when_busy="wait")
        assert (await copying.wait()).name == "finance-masking-job"
        assert (await running.wait()).engine_id == "2"


async def test_waiting_for_an_idle_engine_has_an_end(dct: Sandbox) -> None:
    dct.progress = Progress.by_script()
    async with dct.async_client() as client:
        await client.masking_jobs.execute(JOB_ON_QA, engine_id="2")
        with pytest.raises(RuleViolation, match="still busy after 30 s"):
            await client.masking_jobs.copy(FINANCE_JOB, **QA, when_busy="wait", busy_timeout=30)
        with pytest.raises(RuleViolation, match="still busy"):
            await client.delphix.engines.wait_until_idle("2", timeout=5)
    assert dct.requests.count("copy_masking_job") == 0


async def test_a_job_that_fails_on_a_busy_engine_says_so(dct: Sandbox) -> None:
    """No look is atomic: with the rule out of the way, the plane's own refusal reaches the caller with its words."""
    dct.progress = Progress.by_seconds(30)
    async with dct.async_client(policy=Policy(rules=RuleMode.WARN)) as client:
        running = await client.masking_jobs.execute(JOB_ON_QA, engine_id="2")
        await running.wait_until(lambda view: view.execution is not None)
        copying = await client.masking_jobs.copy(FINANCE_JOB, **QA)
        with pytest.raises(JobFailed, match="busy") as failed:
            await copying.wait()
    assert failed.value.view.job.id == copying.id


async def test_a_plan_shows_the_request_and_apply_sends_it(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        plan = await client.masking_jobs.copy.plan(FINANCE_JOB, **QA)
        assert plan.ok
        (request,) = plan.requests
        assert (request["method"], request["body"]) == ("POST", dict(QA))
        assert request["url"].endswith(f"/masking-jobs/{FINANCE_JOB}/copy")
        assert [(verdict.rule, verdict.passed) for verdict in plan.verdicts] == [("target-engine-idle", True)]
        assert dct.requests.count("copy_masking_job") == 0
        copying = await plan.apply()
        assert dct.requests.of("copy_masking_job")[0].json == QA
        assert (await copying.wait()).name == "finance-masking-job"


async def test_a_plan_is_applied_once(dct: Sandbox) -> None:
    async with dct.async_client(policy=Policy(rules=RuleMode.OFF)) as client:
        plan = await client.masking_jobs.copy.plan(FINANCE_JOB, **QA)
        await plan.apply()
        with pytest.raises(PlanChanged, match="applied already"):
            await plan.apply()
        assert dct.requests.count("copy_masking_job") == 1


async def test_a_plan_whose_reply_is_lost_is_not_applied_again(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        plan = await client.masking_jobs.copy.plan(FINANCE_JOB, **QA)
        dct.faults.add("copy_masking_job", faults.DropBeforeWork())
        with pytest.raises(AmbiguousOutcomeError):
            await plan.apply()
        with pytest.raises(PlanChanged, match="applied already"):
            await plan.apply()
        assert dct.requests.count("copy_masking_job") == 1


async def test_a_plan_is_not_applied_when_the_engine_got_busy_meanwhile(dct: Sandbox) -> None:
    dct.progress = Progress.by_seconds(30)
    async with dct.async_client() as client:
        plan = await client.masking_jobs.copy.plan(FINANCE_JOB, **QA)
        await client.masking_jobs.execute(JOB_ON_QA, engine_id="2")
        with pytest.raises(PlanChanged, match="busy"):
            await plan.apply()
    assert dct.requests.count("copy_masking_job") == 0


async def test_a_plan_for_a_busy_engine_is_shown_and_cannot_be_applied(dct: Sandbox) -> None:
    dct.progress = Progress.by_script()
    async with dct.async_client() as client:
        await client.masking_jobs.execute(JOB_ON_QA, engine_id="2")
        plan = await client.masking_jobs.copy.plan(FINANCE_JOB, **QA)
        assert not plan.ok
        assert "refused" in str(plan)
        with pytest.raises(RuleViolation):
            await plan.apply()
    assert dct.requests.count("copy_masking_job") == 0


async def test_every_change_can_be_planned_and_sends_nothing(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        jobs, connectors, engines = client.masking_jobs, client.connectors, client.delphix.engines
        plans: list[AsyncPlan[Any]] = [
            await jobs.migrate.plan(FINANCE_JOB, target_engine_id="3", target_environment_id="prod-env"),
            await jobs.execute.plan(FINANCE_JOB, engine_id="1"),
            await jobs.update.plan(FINANCE_JOB, name="other"),
            await jobs.delete.plan(FINANCE_JOB, force=True),
            await jobs.create.plan("mine", source_masking_job_id=FINANCE_JOB),
            await connectors.update.plan("1-DATABASE-1", password="canary-9f2"),
            await connectors.create.plan("mine", "DATABASE", password="canary-9f2"),
            await jobs.add_tags.plan(FINANCE_JOB, {"a": "b"}),
            await engines.delete_tags.plan("1", all=True),
        ]
        assert all(plan.ok for plan in plans)
        assert "canary-9f2" not in "".join(str(plan) + repr(plan) + repr(plan.requests) for plan in plans)
    assert all(request.method == "GET" or request.path.endswith("/search") for request in dct.requests)


async def test_what_only_some_objects_can_do_is_refused_for_the_others(dct: Sandbox) -> None:
    async with dct.async_client() as client:
        with pytest.raises(RuleViolation, match="hyperscale-only"):
            await client.masking_jobs.re_import(STAFF_JOB)
        with pytest.raises(RuleViolation, match="hyperscale-only"):
            await client.masking_jobs.add_engine(STAFF_JOB, "2")
        with pytest.raises(RuleViolation, match="engine-named"):
            await client.masking_jobs.execute(STAFF_JOB)
        with pytest.raises(RuleViolation, match="connector-dct-managed"):
            await client.connectors.delete("1-DATABASE-1")
        running = await client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
        await running.wait_until(lambda view: view.execution is not None)
        with pytest.raises(RuleViolation, match="masking-job-not-running"):
            await client.masking_jobs.delete(FINANCE_JOB)
        await running.wait()
        with pytest.raises(RuleViolation, match="job-unfinished"):
            await client.delphix.jobs.abandon(running.id)
