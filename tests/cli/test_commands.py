"""The command line, each command as a user would call it."""

import inspect
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import click
import httpx
import pytest
from click.testing import CliRunner, Result

from jobspan import Client
from jobspan._planes.registry import PLANES
from jobspan.cli.commands import COMMANDS, jobspan
from jobspan.testing.sandbox.client_clock import ClientClock
from jobspan.testing.sandbox.clock import Clock
from jobspan.testing.sandbox.server import Sandbox

FINANCE_JOB = "d53812ce-9186-485d-a388-44bc52087ead"


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(jobspan, arguments, input=text)


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with Sandbox(["delphix"], clock=Clock.manual()) as box:
        for name, value in box.environment().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("jobspan._sync.client.SystemClock", lambda: ClientClock(box))
        yield box


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Sandbox]:
    with Sandbox(["huawei_dsc", "huawei_drs"], clock=Clock.manual()) as box:
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
        for name, value in box.environment().items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("jobspan._sync.client.SystemClock", lambda: ClientClock(box))
        yield box


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("URL", "API_KEY"):
        monkeypatch.delenv(f"JOBSPAN_DELPHIX_{name}", raising=False)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_all_says_what_each_says_itself(name: str) -> None:
    command = jobspan.get_command(click.Context(jobspan), name)
    assert command is not None
    assert inspect.cleandoc(command.help or "").partition("\n")[0] == COMMANDS[name][1]
    assert run(name, "--help").exit_code == 0


def loaded_by(*arguments: str) -> tuple[str, set[str]]:
    """What the command line prints in a process of its own, and the modules that it imports for that."""
    script = (
        f"import sys; from jobspan.__main__ import main; sys.argv[1:] = {list(arguments)!r}\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return ran.stdout, set(ran.stderr.split())


def test_help_imports_nothing_that_takes_time() -> None:
    printed, loaded = loaded_by("--help")
    assert "Commands:" in printed
    assert not loaded & {"httpx", "httpcore", "attrs", "cattrs", "msgspec", "rich", "starlette", "jobspan._sync.client"}


def test_operations_are_listed_without_importing_a_plane() -> None:
    printed, loaded = loaded_by("operations", "--json")
    assert "copy_masking_job" in printed
    assert not loaded & {"httpx", "httpcore", "cattrs", "msgspec", "rich", "starlette", "jobspan._sync.client"}
    assert not {name for name in loaded if name.startswith("jobspan._planes.") and name != "jobspan._planes.registry"}


def test_operations_prints_every_row_with_what_tools_need() -> None:
    rows = json.loads(run("operations", "--json").stdout)
    assert rows == [row.describe() for plane in PLANES.values() for row in plane.abilities().operations]
    copy = next(row for row in rows if row["id"] == "copy_masking_job")
    assert copy["call"] == "masking_jobs.copy"
    assert copy["retry_class"] == "guarded"
    assert copy["rules"] == ["target-engine-idle"]


def test_operations_of_one_plane_as_a_table() -> None:
    result = run("operations", "--plane", "delphix")
    assert result.exit_code == 0
    assert "masking_jobs.copy" in result.stdout


def test_doctor_says_what_would_configure_a_plane(no_settings: None) -> None:
    result = run("doctor")
    assert result.exit_code == 0
    assert "JOBSPAN_DELPHIX_URL" in result.stdout
    assert "[default.delphix]" in result.stdout
    assert "`jobspan configure delphix` asks for them" in result.stdout
    assert "Client(" not in result.stdout


def test_doctor_contacts_what_is_configured(sandbox: Sandbox) -> None:
    result = run("doctor")
    assert result.exit_code == 0
    assert f"{sandbox.url('delphix')}/v3 answers" in result.stdout


def test_doctor_fails_when_a_configured_plane_refuses(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBSPAN_DELPHIX_API_KEY", "1.wrong-key-canary")
    result = run("doctor")
    assert result.exit_code == 1
    assert "AuthError" in result.stdout
    assert "canary" not in result.stdout


def test_jobs_lists_the_newest_of_each_plane(sandbox: Sandbox) -> None:
    with sandbox.client() as client:
        handle = client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
    result = run("jobs")
    assert result.exit_code == 0
    assert handle.id in result.stdout


def test_doctor_says_which_huawei_credentials_are_taken(cloud: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    key = "LTAIotherkey"
    monkeypatch.setenv("HW_ACCESS_KEY", key)
    monkeypatch.setenv("HW_SECRET_KEY", "secret-canary")
    result = run("doctor")
    assert result.exit_code == 0, result.stdout
    said = " ".join(result.stdout.split())
    assert "given: access_key, secret_key" in said
    assert "permanent access key, SAND..., accepted" in said
    assert "the same as the cloud's" in said
    assert key not in said
    assert "canary" not in said


def test_doctor_walks_the_chain_offline(cloud: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ACCESS_KEY", "HW_ACCESS_KEY"), ("SECRET_KEY", "HW_SECRET_KEY")):
        monkeypatch.setenv(value, cloud.environment()[f"JOBSPAN_HUAWEI_{name}"])
        monkeypatch.delenv(f"JOBSPAN_HUAWEI_{name}")
    cloud.requests.clear()
    result = run("doctor", "--offline")
    said = " ".join(result.stdout.split())
    assert "Terraform variables: HW_ACCESS_KEY, HW_SECRET_KEY" in said
    assert "SDK variables: HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK are not set" in said
    assert "ECS metadata: it is asked only with metadata=true" in said
    assert len(cloud.requests) == 0


def test_doctor_signs_once_with_a_key_that_is_refused(cloud: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOBSPAN_HUAWEI_SECRET_KEY", "wrong-canary")
    cloud.requests.clear()
    result = run("doctor")
    assert result.exit_code == 1
    assert (
        len([request for request in cloud.requests if "authorization" in request.headers and "huawei" in request.plane])
        == 1
    )
    assert "refused the same credentials" in " ".join(result.stdout.split())
    assert "canary" not in result.stdout


def test_jobs_without_settings_says_where_to_look(no_settings: None) -> None:
    result = run("jobs")
    assert result.exit_code == 1
    for next_step in ("jobspan doctor", "jobspan configure", "jobspan sandbox"):
        assert next_step in result.stderr


@pytest.mark.parametrize("way", ["argument", "file", "standard input"])
def test_wait_picks_up_a_job_of_another_process(sandbox: Sandbox, way: str, tmp_path: Path) -> None:
    with sandbox.client() as client:
        reference = client.masking_jobs.execute(FINANCE_JOB, engine_id="1").ref.to_json()
    file = tmp_path / "job.json"
    file.write_text(reference)
    given = {"argument": reference, "file": str(file), "standard input": "-"}[way]
    result = run("wait", given, text=reference if given == "-" else None)
    assert result.exit_code == 0, result.output
    assert "SUCCEEDED" in result.stdout


def test_a_profile_configures_commands(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = sandbox.environment()
    for name in settings:
        monkeypatch.delenv(name)
    file = tmp_path / "config.toml"
    lines = ["[qa.delphix]", f"url = '{settings['JOBSPAN_DELPHIX_URL']}'", 'api_key = { env = "QA_KEY" }']
    file.write_text("\n".join(lines))
    monkeypatch.setattr("jobspan.config.default_profile_file", lambda: file)
    monkeypatch.setenv("QA_KEY", settings["JOBSPAN_DELPHIX_API_KEY"])
    assert "answers" in run("--profile", "qa", "doctor").stdout
    assert run("--profile", "qa", "jobs").exit_code == 0
    monkeypatch.setenv("JOBSPAN_PROFILE", "prod")
    result = run("jobs")
    assert result.exit_code == 1
    assert "no profile 'prod'. There are: qa." in result.stderr


def test_ids_are_whole_in_a_narrow_terminal(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobspan.cli.output.width_of_terminal", lambda: 40)
    with sandbox.client() as client:
        handle = client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
    assert handle.id in run("jobs").stdout


def test_a_sandbox_that_cannot_be_served_says_why(sandbox: Sandbox) -> None:
    port = sandbox.url("delphix").rpartition(":")[2]
    taken = run("sandbox", "--plane", "delphix", "--port", port)
    assert taken.exit_code == 1
    assert "Give another first one with --port" in taken.stderr
    unknown = run("sandbox", "--plane", "delfix")
    assert unknown.exit_code == 2
    assert "no such plane: 'delfix'" in unknown.stderr
    assert run("sandbox", "--port", "70000").exit_code == 2
    assert run("jobs", "--limit", "0").exit_code == 2


def test_demo_promotes_twice_and_says_so() -> None:
    result = run("demo")
    assert result.exit_code == 0
    assert result.stdout.count("SUCCEEDED") >= 2
    assert "5,000 of 5,000" in result.stdout
    assert "…" not in result.stdout
    assert "masker-sandbox" not in result.output


@pytest.mark.parametrize("seed", [1, 4, 6, 8, 12])
def test_demo_ends_in_foul_weather_with_success_or_with_the_truth(seed: int) -> None:
    result = run("demo", "--weather", "foul", "--weather-seed", str(seed))
    assert result.exit_code == 0, result.output
    assert result.stdout.count("SUCCEEDED") + result.stdout.count("The sandbox's own record") >= 2


def test_demo_in_clear_weather_has_no_excuse(monkeypatch: pytest.MonkeyPatch) -> None:
    from jobspan.cli import demo

    nowhere = attrs.evolve(demo.PROMOTION, target_engine_name="nowhere")
    monkeypatch.setattr(demo, "PROMOTION", nowhere)
    result = run("demo")
    assert result.exit_code == 1
    assert "nothing was done" in result.stdout


@contextmanager
def served(*options: str, settings: int) -> Iterator[dict[str, str]]:
    """The settings that a sandbox prints, while it serves."""
    command = [sys.executable, "-m", "jobspan", "sandbox", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("#")
        lines = [process.stdout.readline() for _ in range(settings)]
        try:
            yield dict(re.findall(r"(JOBSPAN_\w+)[ =]+'(.*)'", "".join(lines)))
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0


@pytest.mark.parametrize("shell", ["sh", "fish", "powershell"])
def test_sandbox_serves_until_it_is_told_to_end(shell: str) -> None:
    with served("--plane", "delphix", "--shell", shell, settings=2) as settings:
        answer = httpx.get(
            f"{settings['JOBSPAN_DELPHIX_URL']}/masking-jobs",
            headers={"Authorization": f"apk {settings['JOBSPAN_DELPHIX_API_KEY']}"},
        )
    assert answer.status_code == 200


def test_a_served_sandbox_runs_the_directory_jobs_that_are_created() -> None:
    with (
        served("--plane", "groupid", settings=6) as settings,
        Client.from_env(env=settings) as client,
    ):
        copy = client.data_sync_jobs.duplicate(5, "A job of the reader's")
        assert client.data_sync_jobs.wait_for_run(copy, timeout=60).times_run


def test_a_served_sandbox_has_a_journal_of_its_own() -> None:
    with served("--plane", "delphix", settings=3) as settings:
        journal = Path(settings["JOBSPAN_JOURNAL"].removeprefix("sqlite:///"))
        assert journal.parent.is_dir()
    assert not journal.parent.exists()
