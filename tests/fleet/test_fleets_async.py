"""Fleets on the sandbox: lanes, stops, windows, crashes. The sandbox's own record is the judge."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypedDict

import attrs
import pytest

from jobspan import AsyncClient, FleetReport, JobRef, PartialFailure, Policy, Secret, ValidationError, Window
from jobspan.errors import InProgress, KeyReused
from jobspan.fleet import ItemEnd
from jobspan.hooks import (
    CallEnded,
    CallOutcome,
    CallStarted,
    Event,
    FleetItemChanged,
    FleetWaits,
    RequestStarted,
    ResponseReceived,
)
from jobspan.journal import Journal
from jobspan.testing import Clock, Progress, Sandbox, faults
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB
from tests.fleet.conftest import Death, Killed, connectors, masking_jobs
from tests.samples.huawei_drs import new_job

ENVIRONMENTS = {"2": "qa-env", "3": "prod-env"}


class Target(TypedDict):
    target_engine_id: str
    target_environment_id: str


def to(engine: str) -> Target:
    return {"target_engine_id": engine, "target_environment_id": ENVIRONMENTS[engine]}


@attrs.define
class Watcher:
    """How many items of each lane were under way at once, at most."""

    under_way: Counter[str] = attrs.field(factory=Counter)
    most: Counter[str] = attrs.field(factory=Counter)

    def __call__(self, event: FleetItemChanged) -> None:
        lane, running = event.item.lane, event.item.end is ItemEnd.RUNNING
        self.under_way[lane] += 1 if running else -1
        self.most[lane] = max(self.most[lane], self.under_way[lane])


async def test_each_engine_takes_one_import_at_a_time(dct: Sandbox, journal: Journal) -> None:
    jobs, watcher = masking_jobs(dct, 6), Watcher()
    async with dct.async_client(journal=journal) as client:
        fleet = client.fleet("qa")
        for job in jobs:
            for engine in ENVIRONMENTS:
                fleet.add(client.masking_jobs.copy, job, **to(engine))
        plan = await fleet.plan()
        assert plan.ok
        assert plan.lanes == {"engine 2": 6, "engine 3": 6}
        assert "12 items, 0 refused" in str(plan)
        assert dct.requests.count("copy_masking_job") == 0
        report = await fleet.run(progress=watcher)
    assert report.ok, str(report)
    assert watcher.most == {"engine 2": 1, "engine 3": 1}
    assert dct.requests.count("copy_masking_job") == 12
    assert len(dct.delphix.jobs) == 12
    assert {item.job for item in report} == set(dct.delphix.jobs)


async def test_the_caller_may_widen_lanes(dct: Sandbox, journal: Journal) -> None:
    tags = {"colour": "blue"}
    async with dct.async_client(journal=journal) as client:
        fleet = client.fleet("tags", lanes={"engine *": 3})
        fleet.add_many(client.masking_jobs.execute, [{"job_id": FINANCE_JOB}], engine_id="1")
        for job in masking_jobs(dct, 4):
            fleet.add(client.masking_jobs.execute, job, engine_id="1")
            fleet.add(client.masking_jobs.add_tags, job, tags)
        watcher = Watcher()
        assert (await fleet.run(progress=watcher)).ok
    assert watcher.most["engine 1"] == 3


async def test_what_others_keep_busy_is_tried_again(dct: Sandbox, journal: Journal) -> None:
    dct.progress = Progress.by_seconds(30)
    async with dct.async_client(journal=journal) as client:
        other = await client.masking_jobs.execute("a6d80f1c-4b27-4e0d-b7a9-915f3e28cd74", engine_id="2")
        await other.wait_until(lambda view: view.execution is not None)
        fleet = client.fleet("qa")
        for job in masking_jobs(dct, 2):
            fleet.add(client.masking_jobs.copy, job, **to("2"))
        report = await fleet.run()
        assert report.ok, str(report)
        assert max(item.attempts for item in report) > 1
        assert dct.requests.count("copy_masking_job") == 2


async def test_an_engine_that_refuses_inside_of_the_job_is_asked_again(dct: Sandbox, journal: Journal) -> None:
    [job] = masking_jobs(dct, 1)
    refusals = 2

    def refuse(event: Event) -> None:
        nonlocal refusals
        if isinstance(event, FleetItemChanged) and event.item.end is ItemEnd.RUNNING and refusals:
            refusals -= 1
            dct.delphix.fail(event.item.job, "Engine qa01 is busy: another import is in progress.")

    async with dct.async_client(journal=journal, hooks=[refuse]) as client:
        report = await client.fleet("qa").add(client.masking_jobs.copy, job, **to("2")).run()
        assert report.ok, str(report)
        [item] = report
        assert item.attempts == 3
        assert item.key.endswith("~3")
        assert len(dct.delphix.jobs) == 3


@pytest.mark.parametrize("at", [1, 4])
@pytest.mark.parametrize("event", [RequestStarted, ResponseReceived])
async def test_killed_and_resumed_copies_nothing_twice(
    event: type[Any], at: int, dct: Sandbox, journal: Journal
) -> None:
    jobs = masking_jobs(dct, 4)

    def added(client: AsyncClient) -> Any:
        fleet = client.fleet("qa")
        for job in jobs:
            for engine in ENVIRONMENTS:
                fleet.add(client.masking_jobs.copy, job, **to(engine))
        return fleet

    death = Death(event, "copy_masking_job", at)
    async with dct.async_client(journal=journal, hooks=[death]) as client:
        with pytest.raises(Killed):
            await added(client).run()
    async with dct.async_client(journal=journal) as client:
        assert (await client.fleet("qa").report()).left
        report = await client.fleet("qa").resume()
        assert report.ok, str(report)
        again = await added(client).run()
        assert again == report
    assert dct.requests.count("copy_masking_job") == 8
    assert len(dct.delphix.jobs) == 8


async def test_a_number_of_failures_stops_it(dct: Sandbox, journal: Journal) -> None:
    async with dct.async_client(journal=journal) as client:
        fleet = client.fleet("tags")
        for number in range(6):
            fleet.add(client.masking_jobs.copy, f"no-such-job-{number}", **to("2"))
        report = await fleet.run(stop_after_failures=2)
        assert report.counts == {ItemEnd.FAILED: 2, ItemEnd.HELD: 4}
        assert report.stopped == "Stopped after 2 failures."
        assert report.items[-1].reason == report.stopped
        with pytest.raises(PartialFailure, match="2 failed, 4 held"):
            report.raise_for_failures()
        share = await fleet.run(stop_after_failures=0.5)
        assert share.counts == {ItemEnd.FAILED: 5, ItemEnd.HELD: 1}
        assert dct.requests.count("copy_masking_job") == 5


async def test_failed_items_are_tried_again_when_asked_to(dct: Sandbox, journal: Journal) -> None:
    [job] = masking_jobs(dct, 1)
    dct.delphix.engines["2"].online = False
    async with dct.async_client(journal=journal) as client:
        fleet = client.fleet("qa").add(client.masking_jobs.copy, job, **to("2"))
        assert (await fleet.run()).counts == {ItemEnd.FAILED: 1}
        dct.delphix.engines["2"].online = True
        assert (await fleet.run()).counts == {ItemEnd.FAILED: 1}
        report = await client.fleet("qa").resume(failed_too=True)
        assert report.ok
        assert report.items[0].attempts == 2


async def test_after_a_wrong_password_nobody_tries_the_account(dct: Sandbox, journal: Journal) -> None:
    ids = connectors(dct, 30, username="masker")
    others = connectors(dct, 3, username="USER123", password="password123", start=100)
    dct.delphix.connectors[ids[4]].password = "wrong"
    async with dct.async_client(journal=journal) as client:
        fleet = client.fleet("tests")
        for id in (*ids, *others):
            fleet.add_named(id, client.connectors.test, id)
        report = await fleet.run()
        assert report.counts == {ItemEnd.DONE: 7, ItemEnd.FAILED: 1, ItemEnd.HELD: 25}
        assert {item.name for item in report.of("failed")} == {ids[4]}
        assert "may lock it" in report.of("held")[0].reason
        assert dct.requests.count("test_connector") == 8
        dct.delphix.connectors[ids[4]].password = "masker-sandbox"
        report = await client.fleet("tests").resume(failed_too=True)
        assert report.ok, str(report)


async def test_a_test_that_was_cut_off_is_not_repeated(dct: Sandbox, journal: Journal) -> None:
    [id] = connectors(dct, 1, username="masker")
    async with dct.async_client(journal=journal, hooks=[Death(ResponseReceived, "test_connector", 1)]) as client:
        with pytest.raises(Killed):
            await client.fleet("tests").add(client.connectors.test, id).run()
    async with dct.async_client(journal=journal) as client:
        report = await client.fleet("tests").resume()
        assert report.counts == {ItemEnd.UNKNOWN: 1}
        assert "under way" in report.items[0].reason
    assert dct.requests.count("test_connector") == 1


async def test_passwords_are_not_kept_and_asked_for_again(dct: Sandbox, journal: Journal, tmp_path: Path) -> None:
    ids = connectors(dct, 2, username="masker")
    canary = "canary-5d1e"

    def added(client: AsyncClient) -> Any:
        fleet = client.fleet("rotation")
        for id in ids:
            fleet.add(client.connectors.update, id, password=Secret(canary))
        return fleet

    death = Death(RequestStarted, "update_connector_by_id", 1)
    async with dct.async_client(journal=journal, hooks=[death]) as client:
        with pytest.raises(Killed):
            await added(client).run()
    async with dct.async_client(journal=journal) as client:
        with pytest.raises(ValidationError, match="2 items of fleet 'rotation' have secrets"):
            await client.fleet("rotation").resume()
        report = await added(client).run()
        assert report.ok, str(report)
        assert canary not in report.to_json() + str(report) + repr(report)
    assert {dct.delphix.connectors[id].password for id in ids} == {canary}
    journal.close()
    assert not any(canary.encode() in file.read_bytes() for file in tmp_path.iterdir())


async def test_nothing_is_started_outside_of_the_window(dct: Sandbox, journal: Journal) -> None:
    jobs, start = masking_jobs(dct, 6), dct.clock.now()
    window = Window(not_before=start + timedelta(hours=2), stop_at=start + timedelta(hours=2, seconds=90))
    seen: list[Event] = []
    async with dct.async_client(journal=journal, hooks=[seen.append]) as client:
        fleet = client.fleet("night")
        for job in jobs:
            fleet.add(client.masking_jobs.copy, job, **to("2"))
        report = await fleet.run(window=window)
        assert 0 < report.counts[ItemEnd.DONE] < 6
        assert report.counts[ItemEnd.DONE] + report.counts[ItemEnd.HELD] == 6
        assert "The window closed at" in report.stopped
        sent = [each.at for each in dct.requests if each.operation_id == "copy_masking_job"]
        assert start + timedelta(hours=2) <= min(sent)
        assert max(sent) < start + timedelta(hours=2, seconds=90)
        assert [event.until for event in seen if isinstance(event, FleetWaits)] == [window.not_before]
        assert (await fleet.run()).ok
        seen.clear()
        later = Window(not_before=dct.clock.now() + timedelta(hours=2))
        assert (await client.fleet("night").resume(window=later)).ok
        assert not any(isinstance(event, FleetWaits) for event in seen), "nothing is left to be started"


async def test_when_the_time_is_up_jobs_go_on_and_the_next_run_waits_for_them(dct: Sandbox, journal: Journal) -> None:
    jobs = masking_jobs(dct, 3)
    async with dct.async_client(journal=journal) as client:
        fleet = client.fleet("short")
        for job in jobs:
            fleet.add(client.masking_jobs.copy, job, **to("2"))
        report = await fleet.run(timeout=1)
        assert report.counts == {ItemEnd.RUNNING: 1, ItemEnd.HELD: 2}
        assert "time to wait for jobs is up" in report.stopped
        [going_on] = report.of(ItemEnd.RUNNING)
        assert going_on.ref is not None
        assert (await fleet.run()).ok
    assert len([each for each in dct.requests if each.operation_id == "copy_masking_job"]) == 3


async def test_a_done_item_with_other_arguments_is_an_error_that_names_them(dct: Sandbox, journal: Journal) -> None:
    first, second = connectors(dct, 2, username="masker")
    async with dct.async_client(journal=journal) as client:

        def named(password: str, schema: str) -> Any:
            fleet = client.fleet("november")
            fleet.add_named("first", client.connectors.update, first, password=Secret(password))
            return fleet.add_named("second", client.connectors.update, second, schema_name=schema)

        report = await named("one", "FINANCE").run()
        assert report.ok
        assert await named("one", "FINANCE").run() == report
        sent = len(list(dct.requests))
        december = named("two", "STAFF")
        plan = await december.plan()
        assert not plan.ok
        assert [item.name for item in plan.refused] == ["first", "second"]
        with pytest.raises(KeyReused, match=r"added again with other arguments.*\(first, second\)") as reused:
            await december.run()
        assert reused.value.differs[1] == 'schema_name was "FINANCE", and is "STAFF", in item \'second\''
        assert reused.value.differs[0] == "password is another secret, in item 'first'"
        assert "two" not in str(reused.value)
        with pytest.raises(KeyReused, match=r"\(second\)"):
            await client.fleet("november").add_named("second", client.connectors.delete, second).run()
        assert len(list(dct.requests)) == sent
        assert dct.delphix.connectors[first].password == "one"


async def test_the_same_call_is_one_item_and_sent_once(dct: Sandbox, journal: Journal) -> None:
    [connector] = connectors(dct, 1, username="masker")
    async with dct.async_client(journal=journal) as client:
        execute, update = client.masking_jobs.execute, client.connectors.update
        fleet = client.fleet("cell")
        for _ in range(2):  # a cell of a notebook, run twice
            fleet.add(execute, FINANCE_JOB, engine_id="1").add(execute, job_id=FINANCE_JOB, engine_id="1")
            fleet.add_many(execute, [{"job_id": FINANCE_JOB}], engine_id="1")
            fleet.from_rows(update, [{"connector_id": connector, "password": "one"}])
        assert len(fleet) == 2
        with pytest.raises(ValidationError, match=r"with other secrets.*add_named") as refused:
            fleet.add(update, connector, password="two")
        assert "two" not in str(refused.value.to_dict())
        fleet.add_named("once more", execute, FINANCE_JOB, engine_id="1")
        assert len(fleet) == 3
        report = await fleet.run()
        assert report.ok, str(report)
    assert dct.requests.count("execute_masking_job") == 2


async def test_equal_rows_are_refused_together(dct: Sandbox, journal: Journal, tmp_path: Path) -> None:
    one, other = masking_jobs(dct, 2)
    async with dct.async_client(journal=journal) as client:
        execute = client.masking_jobs.execute
        rows = [{"job_id": id, "engine_id": "1"} for id in (one, other, one, other)]
        file = tmp_path / "doubled.csv"
        file.write_text("\n".join(["job_id,engine_id", *(",".join(row.values()) for row in rows)]))
        fleet = client.fleet("doubled")
        adding: dict[str, Callable[[], object]] = {
            "rows": lambda: fleet.from_rows(execute, rows),
            "rows of a file": lambda: fleet.from_rows(execute, file),
            "calls": lambda: fleet.add_many(execute, rows),
        }
        for given, add in adding.items():
            with pytest.raises(ValidationError, match="add_named") as refused:
                add()
            field = given.partition(" ")[0]
            assert [(each.field, each.message.partition(";")[0]) for each in refused.value.problems] == [
                (field, "1 and 3 are the same call"),
                (field, "2 and 4 are the same call"),
            ]
            assert len(fleet) == 0, "none is added"
        with pytest.raises(ValidationError, match="other secrets"):
            fleet.add_many(client.connectors.update, [{"password": each} for each in "ab"], connector_id="1-DATABASE-1")
        assert len(fleet) == 0
        fleet.from_rows(execute, [{"n": str(n)} | row for n, row in enumerate(rows)], item_name="n")
        assert len(fleet) == 4, "names of their own say that each is meant"


async def test_fleets_that_numbered_equal_calls_go_on(dct: Sandbox, journal: Journal) -> None:
    async with dct.async_client(journal=journal) as client:
        execute = client.masking_jobs.execute
        [name] = client.fleet("older").add(execute, FINANCE_JOB, engine_id="1")._calls
        older = client.fleet("older").add(execute, FINANCE_JOB, engine_id="1")
        older.add_named(f"{name} #2", execute, FINANCE_JOB, engine_id="1")
        assert (await older.run()).ok
        sent = len(list(dct.requests))
        again = await client.fleet("older").add(execute, FINANCE_JOB, engine_id="1").run()
        assert [item.name for item in again] == [name, f"{name} #2"]
        assert again.ok
        assert (await client.fleet("older").resume()).ok
        assert len(list(dct.requests)) == sent


async def test_only_one_process_runs_a_fleet(dct: Sandbox, journal: Journal) -> None:
    journal._fleets.lease("fleet/qa", 1)
    async with dct.async_client(journal=journal) as client:
        with pytest.raises(InProgress, match="fleet 'qa' is being run by process"):
            await client.fleet("qa").add(client.masking_jobs.copy, FINANCE_JOB, **to("2")).run()
    assert dct.requests.count("copy_masking_job") == 0


async def test_a_lane_that_another_process_uses_is_waited_for(dct: Sandbox, journal: Journal) -> None:
    [job], begun = masking_jobs(dct, 1), dct.clock.now()
    leases: list[str] = []

    def release(event: Event) -> None:
        if isinstance(event, FleetItemChanged) and leases:
            dct.advance(60)
            journal._fleets.release([leases.pop()])

    async with dct.async_client(journal=journal, hooks=[release]) as client:
        leases += [journal._fleets.lease(f"{client.masking_jobs._ctx.fingerprint}/engine 2", 1) or ""]
        fleet = client.fleet("qa").add(client.masking_jobs.copy, job, **to("2"))
        fleet.add(client.masking_jobs.add_tags, job, {"a": "b"})
        assert (await fleet.run()).ok
    [copied] = [each.at for each in dct.requests if each.operation_id == "copy_masking_job"]
    assert copied - begun >= timedelta(seconds=60)


async def test_fleets_from_tables(dct: Sandbox, journal: Journal, tmp_path: Path) -> None:
    import pandas

    jobs = masking_jobs(dct, 3)
    file = tmp_path / "copies.csv"
    rows = [f"{job},2,qa-env,{word}" for job, word in zip(jobs, ("true", "no", ""), strict=True)]
    file.write_text("\n".join(["job_id,target_engine_id,target_environment_id,force_overwrite", *rows]))
    dicts = [{"job_id": job, **to("2")} for job in jobs]
    async with dct.async_client(journal=journal) as client:
        copy = client.masking_jobs.copy
        from_file = client.fleet("file").from_rows(copy, file)
        assert [call.kwargs.get("force_overwrite") for call in from_file._calls.values()] == [True, False, None]
        from_dicts = client.fleet("dicts").from_rows(copy, dicts)
        from_frame = client.fleet("frame").from_rows(copy, pandas.DataFrame(dicts))
        assert list(from_dicts._calls) == list(from_frame._calls)
        named = client.fleet("named").from_rows(
            copy, [{"job": f"n{n}"} | row for n, row in enumerate(dicts)], item_name="job"
        )
        assert [item.name for item in await named.plan()] == ["n0", "n1", "n2"]
        with pytest.raises(ValidationError, match="Did you mean 'target_engine_id'"):
            client.fleet("wrong").from_rows(copy, [{"job_id": jobs[0], "target_engine": "2"}])
        with pytest.raises(ValidationError, match="row 1 is a str"):
            client.fleet("wrong").from_rows(copy, ["a"])
        file.write_text("job_id,force_overwrite\na,perhaps\n")
        with pytest.raises(ValidationError, match="neither yes nor no"):
            client.fleet("wrong").from_rows(copy, file)


THROTTLED = {"error_code": "APIGW.0308", "error_msg": "policy user over ratelimit,limit:10,time:1 minute"}


async def test_what_is_throttled_rests_for_the_window_and_is_sent_again(journal: Journal) -> None:
    with Sandbox(["huawei_drs"], clock=Clock.manual(), progress=Progress.at_once()) as drs:
        drs.faults.add("batch_create_jobs", faults.Answer(429, THROTTLED), times=2)
        begun = drs.clock.now()
        async with drs.async_client(journal=journal, policy=Policy(attempts=1, concurrency=1)) as client:
            fleet = client.fleet("tasks")
            for number in range(3):
                fleet.add(client.migration_jobs.create, new_job(f"task-{number}"))
            report = await fleet.run()
            assert report.ok, str(report)
        sent = [each.at for each in drs.requests if each.operation_id == "batch_create_jobs"]
        assert len(sent) == 5
        assert sent[2] - begun >= timedelta(seconds=120)
        assert sum(item.attempts - 1 for item in report) == 2


async def test_no_more_at_once_than_asked_for(dct: Sandbox, journal: Journal) -> None:
    watcher = Watcher()
    async with dct.async_client(journal=journal) as client:
        fleet = client.fleet("qa", lanes={"engine *": 5})
        for job in masking_jobs(dct, 4):
            fleet.add(client.masking_jobs.execute, job, engine_id="1")
        assert (await fleet.run(at_once=2, progress=watcher)).ok
    assert watcher.most["engine 1"] == 2


async def test_the_plan_says_what_speaks_against_items(dct: Sandbox, journal: Journal) -> None:
    async with dct.async_client(journal=journal) as client:
        fleet = client.fleet("qa").add(client.masking_jobs.copy, "no-such-job", **to("2"))
        fleet.add(client.masking_jobs.delete, FINANCE_JOB).add(client.masking_jobs.execute, "", engine_id="1")
        plan = await fleet.plan()
        assert [item.ok for item in plan] == [True, True, False]
        assert "job_id" in plan.refused[0].reason
        report = await fleet.run()
        assert [item.end for item in report] == [ItemEnd.FAILED, ItemEnd.DONE, ItemEnd.REFUSED]


async def test_what_a_fleet_cannot_run_is_said_at_once(dct: Sandbox, journal: Journal) -> None:
    async with dct.async_client(journal=journal) as client, dct.async_client(journal=journal) as other:
        fleet = client.fleet("qa")
        with pytest.raises(ValidationError, match="neither a changing method"):
            fleet.add(client.masking_jobs.get, FINANCE_JOB)
        with pytest.raises(ValidationError, match="another client"):
            fleet.add(other.masking_jobs.delete, FINANCE_JOB)
        fleet.add_named("x", client.masking_jobs.delete, FINANCE_JOB)
        with pytest.raises(ValidationError, match="another item is called 'x'"):
            fleet.add_named("x", client.masking_jobs.delete, FINANCE_JOB)
        with pytest.raises(ValidationError, match="'qa' is unknown to the journal"):
            await fleet.resume()
        with pytest.raises(ValidationError, match="lanes"):
            client.fleet("qa", lanes={"engine 1": 0})


async def test_the_report_travels(dct: Sandbox, journal: Journal) -> None:
    [job] = masking_jobs(dct, 1)
    async with dct.async_client(journal=journal) as client:
        report = await client.fleet("qa").add(client.masking_jobs.copy, job, **to("2")).run()
        assert FleetReport.from_json(report.to_json()) == report
        assert await client.fleet("qa").report() == report
        frame = report.to_pandas()
        assert list(frame["end"]) == ["done"]
        assert frame["job"][0] == report.items[0].job
        assert "Fleet qa: 1 done" in str(report)
        assert report.items[0].name in report._repr_html_()
        [line] = journal.fleets()
        assert (line.name, line.counts) == ("qa", {"done": 1})
        ref = report.items[0].ref
        assert ref is not None
        assert (await client.resume(ref).refresh()).job.id == report.items[0].job
        assert isinstance(report.items[0].began, datetime)
        assert report.items[0].began.tzinfo is UTC
        assert journal.forget_fleet("qa")
        assert journal.fleet("qa") is None


async def test_each_item_is_a_call_within_the_call_of_the_fleet(dct: Sandbox, journal: Journal) -> None:
    jobs, [connector] = masking_jobs(dct, 2), connectors(dct, 1, username="masker")
    told: list[Event] = []
    async with dct.async_client(journal=journal, hooks=[told.append]) as client:
        fleet = client.fleet("qa").add_named("test", client.connectors.test, connector)
        for job in jobs:
            fleet.add_named(job, client.masking_jobs.copy, job, **to("2"))
        await fleet.plan()
        planned = [event.call for event in told if isinstance(event, CallStarted)]
        assert planned == ["Fleet.plan", "MaskingJobs.copy.plan", "MaskingJobs.copy.plan"]
        assert {event.parent_id for event in told} == {None, told[0].call_id}
        told.clear()
        report = await fleet.run()
        assert report.ok, str(report)
    whole, *_, end = told
    assert isinstance(whole, CallStarted)
    assert isinstance(end, CallEnded)
    assert (whole.plane, whole.call, whole.call_id, end.outcome) == (
        "delphix",
        "Fleet.run",
        end.call_id,
        CallOutcome.SUCCEEDED,
    )
    assert all(event.call_id for event in told)
    items = {event.call_id: event for event in told if isinstance(event, CallStarted) and event is not whole}
    assert {event.parent_id for event in items.values()} == {whole.call_id}
    assert sorted((event.call, event.key) for event in items.values()) == sorted(
        [("Connectors.test", None), *(("MaskingJobs.copy", f"qa/{job}") for job in jobs)], key=str
    )
    ended = [event.call_id for event in told if isinstance(event, CallEnded) and event is not end]
    assert sorted(map(str, ended)) == sorted(map(str, items))
    changed = [event for event in told if isinstance(event, FleetItemChanged)]
    assert {items[event.call_id].key or "qa/test" for event in changed} == {f"qa/{item.name}" for item in report}
    sent = {event.call_id for event in told if isinstance(event, RequestStarted) and event.method == "POST"}
    assert sent >= set(items)
    [reference] = {str(event.to_dict()["item"]["ref"]) for event in changed if event.item.name == jobs[0]}
    assert JobRef.from_json(json.dumps(changed[-1].to_dict()["item"]["ref"])) == changed[-1].item.ref
    assert reference == str(json.loads(report.items[1].ref.to_json() if report.items[1].ref else ""))
