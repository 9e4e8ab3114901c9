"""``jobspan configure`` and ``completion``."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
from click.shell_completion import ShellComplete

from jobspan._core.secret_names import is_secret_name
from jobspan.cli import configure
from jobspan.cli.commands import jobspan
from jobspan.cli.exits import Exit
from jobspan.cli.profiles import write_table
from jobspan.testing import Sandbox
from tests.cli.conftest import Run

CANARY = "s-canary-7f30"


@pytest.fixture
def file(planes: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The profile file; nothing is set in the environment any more."""
    for name in planes.environment():
        monkeypatch.delenv(name)
    place = tmp_path / "jobspan" / "config.toml"
    for module in ("jobspan.config", "jobspan.cli.configure", "jobspan.cli.doctor"):
        monkeypatch.setattr(f"{module}.default_profile_file", lambda: place)
    monkeypatch.setattr(configure, "_keeper", lambda service: configure._FileKeeper())
    return place


def test_it_asks_tries_and_writes_what_only_the_user_can_read(planes: Sandbox, file: Path, run: Run) -> None:
    given = planes.environment()
    answers = [given["JOBSPAN_DELPHIX_URL"], given["JOBSPAN_DELPHIX_API_KEY"], "", ""]
    result = run("configure", "delphix", text="\n".join([*answers, ""]))
    assert result.exit_code == Exit.OK, result.output
    assert "the credentials are accepted" in result.stderr
    assert given["JOBSPAN_DELPHIX_API_KEY"] not in result.output
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert tomllib.loads(file.read_text())["default"]["delphix"]["api_key"] == given["JOBSPAN_DELPHIX_API_KEY"]
    assert run("list", "masking_jobs").exit_code == Exit.OK


def test_what_does_not_work_is_not_written(planes: Sandbox, file: Path, run: Run, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(CANARY)
    url = f"url={planes.environment()['JOBSPAN_DELPHIX_URL']}"
    line = ("configure", "delphix", "--no-input", "--set", url, "--set", f"api_key=@{key}")
    refused = run(*line)
    assert refused.exit_code == Exit.ERROR
    assert "AuthError" in refused.stderr
    assert not file.exists()
    assert CANARY not in refused.output
    assert run(*line, "--untested", "--name", "other").exit_code == Exit.OK
    assert tomllib.loads(file.read_text())["other"]["delphix"]["api_key"] == CANARY


def test_a_secret_may_stay_in_the_environment(
    planes: Sandbox, file: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = planes.environment()
    monkeypatch.setenv("THE_KEY", given["JOBSPAN_DELPHIX_API_KEY"])
    settings = ("--set", f"url={given['JOBSPAN_DELPHIX_URL']}", "--set", "api_key=env:THE_KEY")
    assert run("configure", "delphix", "--no-input", "--name", "qa", *settings).exit_code == Exit.OK
    assert tomllib.loads(file.read_text())["qa"]["delphix"]["api_key"] == {"env": "THE_KEY"}
    assert run("--profile", "qa", "list", "masking_jobs").exit_code == Exit.OK


def test_a_keyring_keeps_secrets_and_the_file_says_where(
    planes: Sandbox, file: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept: dict[tuple[str, str], str] = {}

    class Ring:
        def set_password(self, service: str, username: str, password: str) -> None:
            kept[service, username] = password

    monkeypatch.setattr(configure, "_keeper", lambda service: configure._KeyringKeeper(Ring(), service))
    given = planes.environment()
    key = tmp_path / "key"
    key.write_text(given["JOBSPAN_DELPHIX_API_KEY"])
    settings = ("--set", f"url={given['JOBSPAN_DELPHIX_URL']}", "--set", f"api_key=@{key}")
    assert run("configure", "delphix", "--no-input", *settings).exit_code == Exit.OK
    assert kept == {("jobspan default.delphix", "api_key"): given["JOBSPAN_DELPHIX_API_KEY"]}
    written = tomllib.loads(file.read_text())["default"]["delphix"]["api_key"]
    assert written == {"keyring": "jobspan default.delphix", "username": "api_key"}


def test_secrets_on_the_command_line_and_unknown_settings_are_refused(file: Path, run: Run) -> None:
    for wrong in ("api_key=1.s-canary-7f30", "nonsense=1", "url"):
        result = run("configure", "delphix", "--no-input", "--set", wrong)
        assert result.exit_code == Exit.USAGE
        assert CANARY not in result.output
    assert run("configure", "delphix", "--no-input").exit_code == Exit.USAGE
    assert not file.exists()


def test_what_else_is_in_the_file_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('# mine\n[default.delphix]\nurl = "https://old"\n\n[qa.delphix]  # keep\nurl = "https://qa"\n')
    values: dict[str, Any] = {"url": "https://new", "verify": True, "api_key": {"env": "KEY"}}
    write_table(file, "default", "delphix", values)
    document = tomllib.loads(file.read_text())
    assert document == {"default": {"delphix": values}, "qa": {"delphix": {"url": "https://qa"}}}
    assert "# mine" in file.read_text()
    assert "# keep" in file.read_text()
    assert [each.name for each in tmp_path.iterdir()] == ["config.toml"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_of_the_shell(run: Run, shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == Exit.OK
    assert "_JOBSPAN_COMPLETE" in result.stdout


def completed(*words: str) -> list[str]:
    """What a shell is offered for the last of the words."""
    shell = ShellComplete(jobspan, {}, "jobspan", "_JOBSPAN_COMPLETE")
    return [each.value for each in shell.get_completions([*words[:-1]], words[-1])]


@pytest.mark.parametrize(
    ("words", "some"),
    [
        (("ru",), ["run"]),
        (("run", "masking_jobs.ex"), ["masking_jobs.execute"]),
        (("get", "migra"), ["migration_jobs"]),
        (("run", "masking_jobs.copy", "ID", "--target-"), ["--target-engine-id", "--target-environment-id"]),
        (("run", "masking_jobs.copy", "ID", "--when-busy", "r"), ["raise"]),
        (("run", "connectors.update", "ID", "--auth-type", "AWS_R"), ["AWS_ROLE"]),
        (("run", "groupid.data_sources.search", "sql"), ["sql_server"]),
        (("list", "masking_jobs", "--columns", "id,last_execution_st"), ["id,last_execution_status"]),
        (("list", "ciphertrust.containers.aws.kms", "--filter", "regi"), ["regions"]),
        (("run", "masking_jobs.tags", "ID", "--columns", "k"), ["key"]),
        (("run", "masking_jobs.execute", "ID", "--columns", "rows_m"), ["rows_masked"]),
        (("--profile", "q"), ["qa"]),
        (("sandbox", "--plane", "huawei_d"), ["huawei_dsc", "huawei_drs"]),
        (("fleet", "re"), ["resume"]),
        (("journal", "list", "--state", "amb"), ["ambiguous"]),
    ],
    ids=lambda each: " ".join(each),
)
def test_a_shell_completes(file: Path, words: tuple[str, ...], some: list[str]) -> None:
    file.parent.mkdir(parents=True)
    file.write_text('[default.delphix]\n[qa.delphix]\nurl = "https://qa"\n')
    assert completed(*words) == some


def test_calls_are_completed_with_a_sentence_each_and_without_importing_a_plane() -> None:
    found = ShellComplete(jobspan, {}, "jobspan", "_JOBSPAN_COMPLETE").get_completions(["run"], "masking_jobs.exec")
    assert [(each.value, each.help) for each in found] == [("masking_jobs.execute", "Run a masking job.")]
    environment = {"_JOBSPAN_COMPLETE": "bash_complete", "COMP_WORDS": "jobspan run masking_jobs.ex", "COMP_CWORD": "2"}
    script = "import sys; from jobspan.__main__ import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    ran = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert ran.stdout == "plain,masking_jobs.execute\n"
    assert "jobspan._planes.delphix" not in ran.stderr


SECTIONS = ("delphix", "groupid", "ciphertrust", "huawei")


def given_for(planes: Sandbox, section: str) -> dict[str, str]:
    """The settings of a plane of the sandbox, as texts."""
    prefix = f"JOBSPAN_{section.upper()}_"
    texts = planes.environment().items()
    return {name.removeprefix(prefix).lower(): text for name, text in texts if name.startswith(prefix)}


@pytest.mark.parametrize("section", SECTIONS)
def test_each_plane_is_configured_by_options_alone(
    planes: Sandbox, file: Path, run: Run, monkeypatch: pytest.MonkeyPatch, section: str
) -> None:
    options = []
    for name, text in given_for(planes, section).items():
        if is_secret_name(name):
            monkeypatch.setenv(f"THE_{name.upper()}", text)
        options += ["--set", f"{name}={f'env:THE_{name.upper()}' if is_secret_name(name) else text}"]
    result = run("configure", section, "--no-input", *options)
    assert result.exit_code == Exit.OK, result.output
    assert "the credentials are accepted" in result.stderr
    assert run("settings", section).exit_code == Exit.OK


@pytest.mark.parametrize("section", SECTIONS)
def test_each_plane_is_configured_by_answers(planes: Sandbox, file: Path, run: Run, section: str) -> None:
    given = given_for(planes, section)
    asked = {
        "delphix": ["url", "api_key", "username", "password"],
        "groupid": ["url", "username", "password", "client_id", "client_secret", "identity_store_id"],
        "ciphertrust": ["url", "username", "password", "refresh_token"],
        "huawei": [
            "region",
            "access_key",
            "secret_key",
            "security_token",
            "auth_token",
            "username",
            "user_id",
            "password",
        ],
    }[section]
    places = [f"--set={name}={text}" for name, text in given.items() if name not in asked]
    answers = [given.get(name, "") for name in asked]
    result = run("configure", section, *places, text="\n".join([*answers, ""]))
    assert result.exit_code == Exit.OK, result.output
    assert "stays in the environment" in result.stderr
    assert not [text for name, text in given.items() if is_secret_name(name) and text in result.output]


def test_the_profile_of_the_command_line_is_the_one_that_is_written(planes: Sandbox, file: Path, run: Run) -> None:
    line = ("configure", "delphix", "--untested", "--no-input", "--set", "url=https://dct.example.com")
    named = (*line, "--set", "api_key=env:KEY")
    assert run("--profile", "qa", *named).exit_code == Exit.OK
    assert [*tomllib.loads(file.read_text())] == ["qa"]
    assert run("--profile", "qa", *named, "--name", "prod").exit_code == Exit.OK
    assert [*tomllib.loads(file.read_text())] == ["qa", "prod"]


def test_answers_that_end_too_early_write_nothing(planes: Sandbox, file: Path, run: Run) -> None:
    result = run("configure", "delphix", text="https://dct.example.com\n")
    assert result.exit_code == Exit.USAGE
    assert "ended before every question was answered" in result.stderr
    assert not file.exists()


def test_ctrl_c_at_a_question_is_an_interruption(file: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> str:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            raise click.Abort from None  # as click does it

    monkeypatch.setattr("click.prompt", interrupted)
    result = run("configure", "delphix")
    assert result.exit_code == Exit.INTERRUPTED
    assert "Interrupted." in result.stderr
    assert not file.exists()
