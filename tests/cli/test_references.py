"""References of jobs on a command line: what is none is wrong usage, and nothing is sent for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jobspan.cli.exits import Exit
from jobspan.testing import Sandbox
from tests.cli.conftest import Run

FINANCE_JOB = "d53812ce-9186-485d-a388-44bc52087ead"
COMMANDS = ["wait", "cancel", "logs"]


def reference(planes: Sandbox) -> str:
    with planes.client() as client:
        return client.masking_jobs.execute(FINANCE_JOB, engine_id="1").ref.to_json()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("way", ["argument", "standard input"])
@pytest.mark.parametrize("given", ["", " ", "{}", "[]", "null", "5", '"text"', '{"jobspan": 1', '{"jobspan": 99}'])
def test_what_is_no_reference_is_wrong_usage(planes: Sandbox, run: Run, command: str, way: str, given: str) -> None:
    result = run(command, *(("-",) if way == "standard input" else ("--", given)), text=given)
    assert result.exit_code == Exit.USAGE
    assert "job reference" in result.stderr
    assert "file" not in result.stderr.partition("Give ")[0]
    assert list(planes.requests) == []


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("given", ["nosuch.json", "x" * 5000], ids=len)
def test_a_file_that_is_not_there_is_wrong_usage(planes: Sandbox, run: Run, command: str, given: str) -> None:
    result = run(command, given)
    assert result.exit_code == Exit.USAGE
    assert "neither a job reference nor a readable file" in result.stderr


def test_half_a_file_is_wrong_usage(planes: Sandbox, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "half.json"
    file.write_text(reference(planes)[:40])
    assert run("wait", str(file)).exit_code == Exit.USAGE


def test_a_file_whose_name_looks_like_json_is_read(
    planes: Sandbox, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "5").write_text(reference(planes))
    monkeypatch.chdir(tmp_path)
    assert run("wait", "5").exit_code == Exit.OK


def test_nobody_is_told_to_wait_for_a_job_that_does_not_exist(planes: Sandbox, run: Run) -> None:
    nowhere = json.loads(reference(planes)) | {"id": "no-such-job", "created": None}
    result = run("wait", json.dumps(nowhere))
    assert result.exit_code == Exit.ERROR
    assert "\nNotFound: " in result.stderr
    assert "Wait for it" not in result.stderr
    assert "no-such-job" in result.stderr


@pytest.mark.parametrize("plane", ["delphix", "groupid", "ciphertrust", "huawei_dsc", "huawei_drs"])
def test_what_the_board_shows_is_a_reference(planes: Sandbox, run: Run, plane: str) -> None:
    with planes.client() as client:
        client.masking_jobs.execute(FINANCE_JOB, engine_id="1").wait()
        client.sync_jobs.aws.keys.start(kms=["kms"]).wait()
        line = client.recent_jobs(plane)[0]
    assert line.ref is not None
    assert (line.ref.plane, line.ref.id) == (plane, line.id)
    assert run("wait", f"{plane}/{line.id}").exit_code == Exit.OK
    assert "no job reference" not in run("logs", f"{plane}/{line.id}").output


@pytest.mark.parametrize("command", COMMANDS)
def test_what_the_board_does_not_show_is_not_found(planes: Sandbox, run: Run, command: str) -> None:
    result = run(command, "delphix/no-such-job")
    assert result.exit_code == Exit.ERROR
    assert "`jobspan jobs --plane delphix` shows them" in result.stderr
