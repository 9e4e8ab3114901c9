"""What jobs report, plane by plane, as it comes."""

from collections.abc import AsyncIterator, Callable

import pytest

from jobspan import AsyncClient, AuthError, JobRef, Policy, ValidationError, WaitTimeout
from jobspan._planes.registry import PLANES
from jobspan.hooks import Event, LookFailed
from jobspan.logs import LogLevel, LogRecord
from jobspan.testing import Clock, Progress, Sandbox, Weather, faults
from jobspan.testing.sandbox.delphix.runs import add_event

FINANCE = "d53812ce-9186-485d-a388-44bc52087ead"


async def all_of(records: AsyncIterator[LogRecord], found: list[LogRecord] | None = None) -> list[LogRecord]:
    """All of them; those that came before an error are in ``found``."""
    found = [] if found is None else found
    async for record in records:
        found.append(record)
    return found


def told(records: list[LogRecord], source: str) -> list[str]:
    return [f"{record.about}: {record.text}".removeprefix(": ") for record in records if record.source == source]


@pytest.mark.parametrize("early", [False, True])
async def test_a_run_reports_its_steps_tables_events_and_log_each_once(early: bool) -> None:
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox:
        sandbox.delphix.shows_logs_early = early
        async with sandbox.async_client() as client:
            run = await client.masking_jobs.execute(FINANCE, engine_id="1")
            records: list[LogRecord] = []
            async for record in run.logs(follow=True):
                records.append(record)
                if told(records, "run") == ["PENDING"] and run.view is not None and run.view.execution is not None:
                    execution = sandbox.delphix.executions[run.view.execution.id]
                    if not execution.events:
                        add_event(sandbox.delphix, execution, event_type="UNMASKED_DATA", severity="WARNING", cause="X")
            assert told(records, "log") == [
                "Submitted finance-masking-job",
                *(f"Status {status}" for status in ("QUEUED", "RUNNING", "SUCCEEDED")),
            ]
            assert told(records, "run")[-1] == "SUCCEEDED"
            assert records[-1].source == "run"
            assert told(records, "component")[-2:] == [
                "ACCOUNTS: SUCCEEDED, 4,000 rows",
                "PAYMENTS: SUCCEEDED, 1,000 rows",
            ]
            assert told(records, "event") == ["UNMASKED_DATA: X"]
            assert [each.level for each in records if each.source == "event"] == [LogLevel.WARNING]
            assert len(records) == len({(each.source, each.about, each.text) for each in records})
            assert run.done
            assert (await run.wait()).rows_masked == 5000
            again = await all_of(run.logs())
    assert told(again, "log") == told(records, "log")


async def test_without_following_it_is_what_there_is_now() -> None:
    with Sandbox(["delphix"], clock=Clock.manual()) as sandbox:
        async with sandbox.async_client() as client:
            run = await client.masking_jobs.execute(FINANCE, engine_id="1")
            records = await all_of(run.logs())
    assert told(records, "task")[0] == "Masking job execute PENDING"
    assert told(records, "run") == []


async def test_a_failed_run_tells_why_and_passwords_in_its_log_are_masked() -> None:
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox:
        async with sandbox.async_client() as client:
            run = await client.masking_jobs.execute(FINANCE, engine_id="1")
            sandbox.delphix.fail(run.id, "no login: jdbc:oracle:thin:masker/canary-1@db")
            records = await all_of(run.logs(follow=True))
    assert any(record.level is LogLevel.ERROR for record in records)
    assert any("masker/***@db" in record.text for record in records)
    assert "canary" not in "".join(map(str, records)) + repr(records) + str([each.to_dict() for each in records])


async def test_a_log_that_was_cut_says_what_is_missing() -> None:
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox:
        async with sandbox.async_client() as client:
            run = await client.masking_jobs.execute(FINANCE, engine_id="1")
            await run.wait()
            assert run.view is not None
            assert run.view.execution is not None
            sandbox.delphix.executions[run.view.execution.id].log[:0] = [f"line {n} " + "x" * 100 for n in range(3000)]
            records = await all_of(run.logs())
    assert records[0].source != "gap"
    gap = next(record for record in records if record.source == "gap")
    assert "file_download_id" in gap.text
    lines = told(records, "log")
    assert len(lines) < 1000
    assert lines[-1] == "Status SUCCEEDED"


async def test_nothing_is_lost_in_an_outage() -> None:
    missed: list[LookFailed] = []
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox:
        sandbox.faults.add("get_execution_log", faults.Answer(503, "busy"), times=12)
        hooks: list[Callable[[Event], None]] = [lambda e: missed.append(e) if isinstance(e, LookFailed) else None]
        async with sandbox.async_client(policy=Policy(attempts=1), hooks=hooks) as client:
            run = await client.masking_jobs.execute(FINANCE, engine_id="1")
            records = await all_of(run.logs(follow=True))
    assert missed
    assert told(records, "log")[-1] == "Status SUCCEEDED"
    assert len(records) == len({(each.source, each.about, each.text) for each in records})


def gaps(records: list[LogRecord]) -> list[str]:
    return told(records, "gap")


async def test_a_log_that_never_comes_is_told_after_all_that_came() -> None:
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox:
        sandbox.faults.add("get_execution_log", faults.Answer(503, "busy"), times=None)
        async with sandbox.async_client(policy=Policy(attempts=1, tail_timeout=60)) as client:
            run = await client.masking_jobs.execute(FINANCE, engine_id="1")
            records = await all_of(run.logs(follow=True))
    assert told(records, "component")
    assert told(records, "run")[-1] == "SUCCEEDED"
    [gap] = gaps(records)
    assert gap.startswith("The log: it cannot be read (delphix get_execution_log")


@pytest.mark.parametrize(
    ("operation", "source", "name"),
    [
        ("get_execution_log", "log", "The log"),
        ("get_execution_events", "event", "The events"),
        ("get_execution_components", "component", "The components"),
    ],
)
async def test_a_report_that_may_not_be_read_takes_nothing_from_the_others(
    operation: str, source: str, name: str
) -> None:
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox:
        sandbox.faults.add(operation, faults.Answer(403, {"message": "no"}), times=None)
        async with sandbox.async_client() as client:
            run = await client.masking_jobs.execute(FINANCE, engine_id="1")
            records = await all_of(run.logs(follow=True))
            now = await all_of(run.logs())
    for found in (records, now):
        assert told(found, source) == []
        assert told(found, "run")[-1] == "SUCCEEDED"
        assert all(told(found, other) for other in {"log", "component"} - {source})
        [gap] = gaps(found)
        assert gap.startswith(f"{name}: it cannot be read")


async def test_credentials_that_are_refused_end_the_walk() -> None:
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox:
        async with sandbox.async_client() as client:
            run = await client.masking_jobs.execute(FINANCE, engine_id="1")
            await run.wait()
            sandbox.faults.add("get_execution_log", faults.Answer(401, {"message": "no"}), times=None)
            with pytest.raises(AuthError):
                await all_of(run.logs())


@pytest.mark.parametrize(
    "odd",
    [
        {"error": "not_found", "error_description": "The log is not available yet", "success": True},
        {"message": "not available"},
        {"id": "1-LOG-1", "execution_id": "1", "log": None},
    ],
)
async def test_a_reply_that_is_not_a_log_is_not_an_empty_log(odd: dict[str, object]) -> None:
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox:
        async with sandbox.async_client() as client:
            made = await (await client.delphix.job_collections.create("both", [FINANCE])).wait()
            run = await client.delphix.job_collections.execute(made.id)
            await run.wait()
            sandbox.faults.add("get_execution_log", faults.Answer(200, odd), times=2)
            records = await all_of(run.logs(follow=True))
            sandbox.faults.add("get_execution_log", faults.Answer(200, odd), times=None)
            never = await all_of(run.logs(follow=True))
    assert told(records, "log")[-1] == "finance-masking-job: Status SUCCEEDED"
    assert gaps(records) == []
    assert told(never, "log") == []
    assert [gap.startswith("finance-masking-job: The log: ") for gap in gaps(never)] == [True]


@pytest.mark.parametrize("kind", ["short-pages", "rotten-row", "capped-pages"])
@pytest.mark.parametrize("share", [0.5, 1.0])
async def test_entries_that_a_list_does_not_show_are_looked_for_and_told_missing(kind: str, share: float) -> None:
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox:
        async with sandbox.async_client() as client:
            run = await client.masking_jobs.execute(FINANCE, engine_id="1")
            await run.wait()
            calm = await all_of(run.logs())
            sandbox.weather = Weather.of(kind, seed=2, share=share)
            records = await all_of(run.logs(follow=True))
            assert sandbox.gusts
    assert gaps(records) or sorted(map(str, records)) == sorted(map(str, calm))
    assert bool(gaps(records)) == (share == 1.0 and kind == "short-pages")


@pytest.mark.parametrize("kind", ["nulls", "missing-fields"])
@pytest.mark.parametrize("seed", [1, 2])
async def test_steps_without_a_name_are_not_other_steps(kind: str, seed: int) -> None:
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox:
        async with sandbox.async_client() as client:
            run = await client.masking_jobs.execute(FINANCE, engine_id="1")
            sandbox.weather = Weather.of(kind, seed=seed)
            records = await all_of(run.logs(follow=True))
    steps = told(records, "step")
    assert steps
    assert len(steps) == len(set(steps))
    assert not [step for step in steps if "None" in step]


async def test_tasks_have_no_level_that_nobody_knows() -> None:
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox:
        async with sandbox.async_client() as client:
            run = await client.masking_jobs.execute(FINANCE, engine_id="1")
            records = await all_of(run.logs(follow=True))
    assert told(records, "task")
    assert LogLevel.UNKNOWN not in {record.level for record in records if record.source == "task"}


async def test_the_last_line_of_a_job_that_runs_is_kept_back_without_following_as_well() -> None:
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox:
        sandbox.delphix.shows_logs_early = True
        async with sandbox.async_client() as client:
            run = await client.masking_jobs.execute(FINANCE, engine_id="1")
            while run.view is None or run.view.execution is None:
                sandbox.advance(1)
                await run.refresh()
            sandbox.delphix.executions[run.view.execution.id].log[:] = ["a whole line", "half of a li"]
            records = await all_of(run.logs())
    assert not run.phase.is_terminal
    assert told(records, "log") == ["a whole line"]


async def test_the_time_is_up_before_the_job_is_over() -> None:
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(60)) as sandbox:
        async with sandbox.async_client() as client:
            run = await client.masking_jobs.execute(FINANCE, engine_id="1")
            with pytest.raises(WaitTimeout):
                await all_of(run.logs(follow=True, timeout=30))


async def test_a_collection_reports_what_its_jobs_report() -> None:
    with Sandbox(["delphix"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox:
        async with sandbox.async_client() as client:
            made = await (await client.delphix.job_collections.create("both", [FINANCE])).wait()
            run = await client.delphix.job_collections.execute(made.id)
            records = await all_of(run.logs(follow=True))
    assert "finance-masking-job: Status SUCCEEDED" in told(records, "log")
    assert told(records, "run")[-1] == "finance-masking-job: SUCCEEDED"


async def test_keys_report_unit_by_unit() -> None:
    with Sandbox(["ciphertrust"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox:
        async with sandbox.async_client() as client:
            job = await client.sync_jobs.start("aws", kms=["kms"], regions=["ap-south-1"])
            records = await all_of(job.logs(follow=True))
    unit = "123456789012/ap-south-1"
    assert told(records, "unit") == [f"{unit}: in_progress", f"{unit}: region synchronized successfully"]
    assert told(records, "run") == ["in_progress", "completed"]


async def test_scans_report_asset_by_asset() -> None:
    with Sandbox(["huawei_dsc"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox:
        async with sandbox.async_client() as client:
            scan = await client.dsc.scan_jobs.list().first()
            assert scan is not None
            run = await client.dsc.scan_jobs.start(scan.id)
            records = await all_of(run.logs(follow=True))
    assert "customer files: FINISHED, 2 objects" in told(records, "task")
    assert told(records, "run")[-1] == "FINISHED"


async def test_tasks_report_their_history() -> None:
    with Sandbox(["huawei_drs"], clock=Clock.manual(), progress=Progress.by_seconds(2)) as sandbox:
        task = next(each for each in sandbox.huawei_drs.tasks.values() if each.status == "PAUSING")
        async with sandbox.async_client() as client:
            [handle] = client.migration_jobs.watch([task.id], until="incremental")
            await client.migration_jobs.resume([task.id])
            records = await all_of(handle.logs(follow=True))
    assert told(records, "history") == ["create by operator: success", "resume by operator: success"]
    assert told(records, "run")[-1] == "INCRE_TRANSFER_STARTED"
    assert told(records, "log")[-2:] == ["The task is STARTJOBING.", "The task is INCRE_TRANSFER_STARTED."]
    assert len(told(records, "log")) == len(set(told(records, "log")))


async def test_a_region_without_logs_of_tasks_has_their_history_all_the_same() -> None:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        task = next(each for each in sandbox.huawei_drs.tasks.values() if each.status == "PAUSING")
        sandbox.faults.add("v5.show_job_detail", faults.Answer(404, {"error_msg": "no route"}), times=None)
        async with sandbox.async_client(policy=Policy(attempts=1)) as client:
            [handle] = client.migration_jobs.watch([task.id])
            records = await all_of(handle.logs())
    assert told(records, "history")
    assert told(records, "log") == []
    assert [gap.startswith("The log: ") for gap in gaps(records)] == [True]


@pytest.mark.parametrize("kind", ["capped-pages", "short-pages", "rotten-row", "shuffled"])
async def test_a_log_of_a_task_is_read_to_its_end_in_pages_of_any_size(kind: str) -> None:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        task = next(each for each in sandbox.huawei_drs.tasks.values() if each.status == "PAUSING")
        task.entered[:] = [(f"STATE_{n}", sandbox.clock.now()) for n in range(20)]
        async with sandbox.async_client() as client:
            [handle] = client.migration_jobs.watch([task.id])
            sandbox.weather = Weather.of(kind, share=1.0)
            records = await all_of(handle.logs())
        assert any(gust.operation_id == "v5.show_job_detail" for gust in sandbox.gusts)
    lines = told(records, "log")
    assert len(lines) == len(set(lines))
    if kind == "rotten-row":
        assert len(lines) < 20
        assert any(gap.startswith("The log: ") for gap in gaps(records))
    else:
        assert set(lines) == {f"The task is STATE_{n}." for n in range(20)}
        assert not any(gap.startswith("The log: ") for gap in gaps(records))


@pytest.mark.parametrize("total", [True, False])
@pytest.mark.parametrize("ignores_offset", [True, False])
async def test_a_log_that_comes_in_small_pages_without_a_total_ends_where_nothing_new_comes(
    total: bool, ignores_offset: bool
) -> None:
    lines = [{"level": "INFO", "message": f"line {n}", "create_time": str(1767600000000 + n)} for n in range(5)]
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        task = next(each for each in sandbox.huawei_drs.tasks.values() if each.status == "PAUSING")
        for begin in range(0, 8):
            page = lines[:2] if ignores_offset else lines[begin : begin + 2]
            job = {"logs": page, **({"total_count": 5} if total else {})}
            sandbox.faults.add(
                "v5.show_job_detail",
                faults.Answer(200, {"job": job}),
                times=None,
                when=lambda call, begin=begin: int(call.query["offset"]) == begin,  # type: ignore[misc]
            )
        async with sandbox.async_client() as client:
            [handle] = client.migration_jobs.watch([task.id])
            records = await all_of(handle.logs())
    assert told(records, "log") == [f"line {n}" for n in range(2 if ignores_offset else 5)]
    assert bool(gaps(records)) == (total and ignores_offset)


async def test_a_reply_without_lines_is_not_an_empty_log() -> None:
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        task = next(each for each in sandbox.huawei_drs.tasks.values() if each.status == "PAUSING")
        sandbox.faults.add("v5.show_job_detail", faults.Answer(200, {"job": {"id": task.id}}), times=None)
        async with sandbox.async_client() as client:
            [handle] = client.migration_jobs.watch([task.id])
            records = await all_of(handle.logs())
    assert told(records, "history")
    [gap] = gaps(records)
    assert "the reply has no lines of the log" in gap


async def test_lines_of_a_task_that_are_equal_come_as_often_as_they_are_there() -> None:
    line = {"level": "WARN", "message": "retrying with pwd=canary-2", "create_time": "1767603600000"}
    with Sandbox(["huawei_drs"], clock=Clock.manual()) as sandbox:
        task = next(each for each in sandbox.huawei_drs.tasks.values() if each.status == "PAUSING")
        sandbox.faults.add(
            "v5.show_job_detail", faults.Answer(200, {"job": {"logs": [line, line], "total_count": 2}}), times=None
        )
        async with sandbox.async_client() as client:
            [handle] = client.migration_jobs.watch([task.id])
            records = await all_of(handle.logs())
    assert told(records, "log") == ["retrying with pwd=***"] * 2
    assert [each.level for each in records if each.source == "log"] == [LogLevel.WARNING] * 2
    assert "canary" not in str([each.to_dict() for each in records])
    originals = [each.original for each in records if each.source == "log"]
    assert "canary" not in repr(originals) + str(originals[0]) + repr([originals[0]])
    assert originals == [line, line], "it is what came"


async def test_where_a_plane_tells_nothing_the_error_says_where_to_look() -> None:
    with Sandbox(clock=Clock.manual()) as sandbox:
        async with sandbox.async_client() as client:
            for plane in PLANES:
                for kind in PLANES[plane].abilities().kinds.values():
                    ref = JobRef(plane=plane, kind=kind.name, id="1", endpoint=_endpoint(client, plane))
                    if kind.log is None:
                        with pytest.raises(ValidationError, match="gives no log of") as refused:
                            client.resume(ref).logs()
                        assert kind.instead_of_log in str(refused.value)
                    else:
                        client.resume(ref).logs()
            with pytest.raises(ValidationError, match="follow"):
                client.resume(ref).logs(follow="no")  # type: ignore[arg-type]
        assert not list(sandbox.requests)


def _endpoint(client: AsyncClient, plane: str) -> str:
    return client._plane(plane)[0].fingerprint
