"""What is wrong on a command line is refused before anything is sent: no job is begun that nobody has the reference of."""

from __future__ import annotations

import pytest

from jobspan.cli.exits import Exit
from jobspan.testing import Sandbox
from tests.cli.conftest import Run

FINANCE_JOB = "d53812ce-9186-485d-a388-44bc52087ead"
EXECUTE = ("run", "masking_jobs.execute", FINANCE_JOB, "--engine-id", "1")
NO_SECONDS = ("nan", "-1", "inf", "-inf", "1e999", "soon", "")


def reference(planes: Sandbox) -> str:
    with planes.client() as client:
        return client.masking_jobs.execute(FINANCE_JOB, engine_id="1").ref.to_json()


@pytest.mark.parametrize("seconds", NO_SECONDS)
def test_no_job_is_started_for_a_wait_that_cannot_be(planes: Sandbox, run: Run, seconds: str) -> None:
    result = run(*EXECUTE, "--wait", "--timeout", seconds)
    assert result.exit_code == Exit.USAGE
    assert "is not a number of seconds" in result.stderr
    assert list(planes.requests) == []


@pytest.mark.parametrize("seconds", NO_SECONDS)
@pytest.mark.parametrize(
    "line",
    [("wait", "--timeout"), ("cancel", "--wait", "--timeout"), ("logs", "--follow", "--timeout")],
    ids=" ".join,
)
def test_no_look_is_made_for_one_either(planes: Sandbox, run: Run, line: tuple[str, ...], seconds: str) -> None:
    command, *options = line
    given = reference(planes)
    before = len(planes.requests)
    result = run(command, given, *options, seconds)
    assert result.exit_code == Exit.USAGE
    assert "is not a number of seconds" in result.stderr
    assert len(planes.requests) == before


@pytest.mark.parametrize("option", ["--for", "--every"])
@pytest.mark.parametrize("seconds", NO_SECONDS)
def test_a_board_without_an_end_or_a_pause_is_refused(planes: Sandbox, run: Run, option: str, seconds: str) -> None:
    result = run("jobs", "--watch", option, seconds)
    assert result.exit_code == Exit.USAGE
    assert list(planes.requests) == []


def test_no_time_is_a_time(planes: Sandbox, run: Run) -> None:
    assert run("wait", reference(planes), "--timeout", "0").exit_code == Exit.TIMEOUT


@pytest.mark.parametrize("empty", ["", " "])
@pytest.mark.parametrize(
    "line",
    [
        (*EXECUTE, "--once"),
        (*EXECUTE, "--columns"),
        (*EXECUTE, "--filter"),
        (*EXECUTE, "--rows"),
        ("run", "masking_jobs.execute"),
        ("get", "masking_jobs"),
        ("wait",),
        ("cancel",),
        ("logs",),
        ("fleet", "show"),
        ("fleet", "resume"),
        ("fleet", "--url"),
        ("fleet", "--key"),
        ("journal", "show"),
        ("journal", "resolve", "--not-done"),
        ("journal", "resolve", "key", "--done"),
        ("journal", "--url"),
        ("journal", "rekey", "--new-key"),
        ("journal", "prune", "--older-than"),
        ("journal", "list", "--plane"),
        ("settings", "--columns"),
        ("sandbox", "--plane"),
        ("--profile",),
    ],
    ids=lambda line: " ".join(line[-2:]),
)
def test_an_empty_text_is_no_value(planes: Sandbox, run: Run, line: tuple[str, ...], empty: str) -> None:
    rest = {"--url": ["list"], "--key": ["list"], "--profile": ["jobs"]}.get(line[-1], [])
    result = run(*line, empty, *rest)
    assert result.exit_code == Exit.USAGE, result.output
    assert list(planes.requests) == []


def test_what_goes_with_a_wait_goes_with_no_cancel_alone(planes: Sandbox, run: Run) -> None:
    given = reference(planes)
    for wrong in (("--timeout", "3"), ("--plan", "--wait")):
        assert run("cancel", given, *wrong).exit_code == Exit.USAGE
    assert planes.requests.count("cancel_execution", "delphix") == 0


@pytest.mark.parametrize("bound", ["created_at>=yesterday", "created_at<12 o'clock", "created_at>=NaN", "created_at>="])
@pytest.mark.parametrize("form", ["--json", "--ndjson", "--csv"])
def test_a_time_is_compared_with_times(planes: Sandbox, run: Run, bound: str, form: str) -> None:
    result = run("list", "dsc.scan_jobs", "--filter", bound, form)
    assert result.exit_code == Exit.USAGE
    assert "created_at" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("bound", ["rows_masked>=abc", "rows_masked<nan", "rows_masked>"])
def test_a_number_is_compared_with_numbers(planes: Sandbox, run: Run, bound: str) -> None:
    assert run("list", "delphix.executions", "--filter", bound).exit_code == Exit.USAGE
    assert run("list", "delphix.executions", "--filter", "rows_masked>=0").exit_code == Exit.OK


@pytest.mark.parametrize(
    "line",
    [
        (*EXECUTE, "--wait", "--filter", "rows_masked>=abc"),
        (*EXECUTE, "--wait", "--columns", "nmae"),
        (*EXECUTE, "--columns", "rows_masked"),
        ("list", "masking_jobs", "--columns", "nmae"),
        ("list", "masking_jobs", "--filter", "nmae>=x"),
        ("list", "dsc.scan_jobs", "--filter", "created_at>=yesterday"),
        ("jobs", "--plane", "delphix", "--columns", "nmae"),
        ("jobs", "--every", "3"),
        ("wait", "ciphertrust/"),
        ("run", "data_sync_jobs.wait_for_run", "5", "--timeout=-1"),
        ("run", "dsc.scan_jobs.list", "--start-time", "now"),
        ("run", "dsc.scan_jobs.list", "--end-time", "2026-11-26T08:00:00"),
        ("run", "groupid.data_sources.allowed"),
        ("run", "masking_jobs.search", "--filter", "name EQ 'x'"),
    ],
    ids=" ".join,
)
def test_what_can_be_known_before_is_refused_before(planes: Sandbox, run: Run, line: tuple[str, ...]) -> None:
    result = run(*line)
    assert result.exit_code == Exit.USAGE, result.output
    assert list(planes.requests) == []


@pytest.mark.parametrize(
    "line",
    [
        (
            "ciphertrust.schedules.create_other",
            "nightly",
            "--run-at",
            "0 9 * * *",
            "--operation",
            "cckm_key_backup",
            "--parameters",
        ),
        ("groupid.request", "POST", "/api/x", "--body"),
    ],
    ids=lambda line: line[0],
)
def test_the_reader_refuses_what_the_printer_would_mask(planes: Sandbox, run: Run, line: tuple[str, ...]) -> None:
    for document in ('{"ConnectionString": "Server=db1;Pwd=hunter2geheim"}', '{"password": "hunter2geheim"}'):
        result = run("run", *line, document)
        assert result.exit_code == Exit.USAGE
        assert "has a secret in it" in result.stderr
        assert "hunter2geheim" not in result.output
    assert list(planes.requests) == []


def test_a_required_pair_that_is_left_out_is_missing(planes: Sandbox, run: Run) -> None:
    result = run("run", "groupid.data_sources.allowed")
    assert "Missing option '--is-source'" in result.stderr
    assert "--is-source|--no-is-source" in result.stderr


def test_the_filter_of_the_server_has_a_name_of_its_own(planes: Sandbox, run: Run) -> None:
    text = run("run", "masking_jobs.search", "--help").stdout
    assert "--server-filter" in text
    assert "--filter COLUMN=VALUE" in text


def test_calls_without_an_operation_of_their_own_are_listed(run: Run) -> None:
    text = run("run", "--help").stdout
    for call in ("wait_for_run", "create_other", "start_run", "duplicate", "create_credential_rotation"):
        assert call in text
    assert "Not offered" not in run("run", "data_sync_jobs").stdout


@pytest.mark.parametrize("forms", [("--json", "--csv"), ("--csv", "--ndjson"), ("--ndjson", "--json")], ids=" ".join)
def test_one_form_at_a_time(planes: Sandbox, run: Run, forms: tuple[str, str]) -> None:
    for line in (EXECUTE, ("list", "masking_jobs"), ("jobs",), ("fleet", "list"), ("settings",)):
        result = run(*line, *forms)
        assert result.exit_code == Exit.USAGE
        assert "do not go together" in result.stderr
    assert list(planes.requests) == []
