"""``jobspan logs``: what a job reports."""

from __future__ import annotations

import json

import click
import pytest

from jobspan import JobRef
from jobspan.cli.exits import Exit
from jobspan.testing import Sandbox
from tests.cli.conftest import Run

FINANCE_JOB = "d53812ce-9186-485d-a388-44bc52087ead"


def started(planes: Sandbox) -> tuple[str, str]:
    with planes.client() as client:
        run = client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
        return run.ref.to_json(), run.id


def test_it_follows_a_job_to_its_end_line_by_line(planes: Sandbox, run: Run) -> None:
    reference, _ = started(planes)
    result = run("logs", reference, "--follow")
    assert result.exit_code == Exit.OK
    assert "INFO ACCOUNTS: SUCCEEDED, 4,000 rows" in result.stdout
    assert result.stdout.splitlines()[-1].endswith("INFO SUCCEEDED")


def test_a_job_that_fails_is_an_exit_code_of_its_own(planes: Sandbox, run: Run) -> None:
    reference, id = started(planes)
    planes.delphix.fail(id, "ORA-01017")
    result = run("logs", reference, "--follow", "--ndjson")
    assert result.exit_code == Exit.JOB_FAILED
    assert "ORA-01017" in [json.loads(line) for line in result.stdout.splitlines()][-1]["text"]


def test_what_there_is_can_be_filtered_and_is_a_table_for_programs(planes: Sandbox, run: Run) -> None:
    reference, _ = started(planes)
    run("wait", reference)
    result = run("logs", reference, "--filter", "source=component", "--csv", "--columns", "about,text")
    assert result.stdout == 'about,text\nACCOUNTS,"SUCCEEDED, 4,000 rows"\nPAYMENTS,"SUCCEEDED, 1,000 rows"\n'
    lines = run("logs", reference, "--filter", "source=log", "--rows", "1").stdout.splitlines()
    assert len(lines) == 1
    assert lines[0].endswith("Submitted finance-masking-job")


def test_enough_rows_of_a_job_that_goes_on_are_no_failure(planes: Sandbox, run: Run) -> None:
    reference, id = started(planes)
    result = run("logs", reference, "--follow", "--rows", "1")
    assert (result.exit_code, len(result.stdout.splitlines())) == (Exit.OK, 1)
    planes.delphix.fail(id, "ORA-01017")
    run("logs", reference, "--follow")
    assert run("logs", reference, "--follow", "--rows", "1000").exit_code == Exit.JOB_FAILED


def test_columns_of_a_job_that_is_followed_come_as_it_goes_on(
    planes: Sandbox, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference, _ = started(planes)
    phases: list[tuple[str, str]] = []
    echo = click.echo

    def note(text: str = "", **options: object) -> None:
        with planes.client() as client:
            job = client.delphix.jobs.get(JobRef.from_json(reference).id)
        phases.append((text, str(job.status)))
        echo(text, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("jobspan.cli.logs.click.echo", note)
    result = run("logs", reference, "--follow", "--columns", "source,text")
    header, first, *_ = lines = result.stdout.splitlines()
    assert header.split() == ["source", "text"]
    assert first.split()[0] == "task"
    assert lines[-1].split() == ["run", "SUCCEEDED"]
    assert phases[0][1] != phases[-1][1] == "COMPLETED"


def test_the_time_is_up(planes: Sandbox, run: Run) -> None:
    reference, _ = started(planes)
    assert run("logs", reference, "--follow", "--timeout", "1").exit_code == Exit.TIMEOUT


def test_where_there_is_none_and_what_does_not_go_together(planes: Sandbox, run: Run) -> None:
    with planes.client() as client:
        precheck = client.migration_jobs.watch([next(iter(planes.huawei_drs.tasks))])[0].ref
    reference = precheck.to_json().replace("huawei_drs.job", "huawei_drs.precheck")
    result = run("logs", reference)
    assert result.exit_code == Exit.USAGE
    assert "gives no log of precheck" in result.stderr
    assert run("logs", reference, "--timeout", "1").exit_code == Exit.USAGE
    assert run("logs", reference, "--follow", "--csv").exit_code == Exit.USAGE
