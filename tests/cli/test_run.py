"""Calls made from the command line: what comes out, where secrets come from, and how commands end."""

from __future__ import annotations

import csv
import io
import json
import shlex
import threading
from pathlib import Path

import pytest

from jobspan._core.plain import plain
from jobspan.cli.exits import Exit
from jobspan.testing import Sandbox
from jobspan.testing.sandbox.client_clock import ClientClock
from jobspan.testing.sandbox.faults import DropAfterWork, FailItems
from jobspan.testing.sandbox.progress import Progress
from tests.cli.conftest import Run

FINANCE_JOB = "d53812ce-9186-485d-a388-44bc52087ead"
CANARY = "s-canary-7f30"
ONE_OF_EACH = {
    "delphix": ("masking_jobs", FINANCE_JOB),
    "ciphertrust": ("ciphertrust.schedules", None),
    "groupid": ("data_sync_jobs", "5"),
    "huawei_dsc": ("dsc.scan_jobs", None),
    "huawei_drs": ("migration_jobs", "adc0da7a-16fe-4aa0-91af-923d79fjb101"),
}


class TestList:
    @pytest.mark.parametrize("plane", ONE_OF_EACH)
    def test_the_same_rows_in_every_form(self, planes: Sandbox, run: Run, plane: str) -> None:
        resource = ONE_OF_EACH[plane][0]
        documents = json.loads(run("list", resource, "--json").stdout)
        lines = [json.loads(line) for line in run("list", resource, "--ndjson").stdout.splitlines()]
        table = list(csv.DictReader(io.StringIO(run("list", resource, "--csv").stdout)))
        assert lines == documents
        assert len(table) == len(documents)
        for row, document in zip(table, documents, strict=True):
            assert all(row[name] == value for name, value in document.items() if isinstance(value, str))
            assert all(row[name] == "" for name, value in document.items() if value is None and name in row)
        shown = run("list", resource).stdout
        assert all(str(document["name"]) in shown for document in documents)

    def test_rows_are_chosen_and_columns_too(self, planes: Sandbox, run: Run) -> None:
        failed = run(
            "list", "migration_jobs", "--filter", "status=INCRE_TRANSFER_FAILED", "--columns", "name,status", "--csv"
        )
        assert failed.stdout == "name,status\nshop-billing,INCRE_TRANSFER_FAILED\n"
        two = json.loads(run("list", "migration_jobs", "--rows", "2", "--columns", "id", "--json").stdout)
        assert [[*row] for row in two] == [["id"], ["id"]]
        streamed = run("list", "migration_jobs", "--filter", "name~shop", "--rows", "3", "--ndjson").stdout
        assert len(streamed.splitlines()) == 3

    @pytest.mark.parametrize(
        ("condition", "names"),
        [
            ("name!=shop-orders", 5),
            ("create_time>=2026-01-01", 6),
            ("create_time<2026-01-01T00:00:00+00:00", 0),
        ],
    )
    def test_filters_compare_as_well(self, planes: Sandbox, run: Run, condition: str, names: int) -> None:
        every = run("list", "migration_jobs", "--columns", "id", "--csv").stdout.splitlines()[1:]
        found = run("list", "migration_jobs", "--columns", "id", "--csv", "--filter", condition).stdout.splitlines()[1:]
        assert len(found) == len(every) - (6 - names if names else len(every))

    def test_a_column_that_is_not_there_is_named(self, planes: Sandbox, run: Run) -> None:
        for wrong in (("--columns", "nmae"), ("--filter", "nmae=x")):
            result = run("list", "masking_jobs", *wrong)
            assert result.exit_code == Exit.USAGE
            assert "Unknown columns: nmae. There are: id, name" in result.stderr

    def test_nothing_is_cut_off_a_terminal(self, planes: Sandbox, run: Run) -> None:
        shown = run("list", "dsc.scan_jobs").stdout
        assert "…" not in shown
        assert '"0bce7a10-customer-files"' in shown

    def test_no_rows_still_have_columns(self, planes: Sandbox, run: Run) -> None:
        assert run("list", "sync_jobs.aws.keys", "--json").stdout == "[]\n"
        assert run("list", "sync_jobs.aws.keys", "--csv").stdout.startswith("id,")


class TestGet:
    def test_one_thing_as_a_table_and_as_a_document(self, planes: Sandbox, run: Run) -> None:
        shown = run("get", "masking_jobs", FINANCE_JOB).stdout
        assert f"id                             {FINANCE_JOB}" in shown
        assert json.loads(run("get", "masking_jobs", FINANCE_JOB, "--json").stdout)["name"] == "finance-masking-job"

    def test_what_is_not_there_is_an_error_as_text_or_json(self, planes: Sandbox, run: Run) -> None:
        missing = run("get", "masking_jobs", "nope")
        assert missing.exit_code == Exit.ERROR
        assert missing.stderr.startswith("NotFound: ")
        document = json.loads(run("get", "masking_jobs", "nope", "--json").stderr)
        assert document["error"] == "NotFound"
        assert document["status"] == 404

    def test_a_document_of_the_server_comes_back_as_it_was(self, planes: Sandbox, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "collection.json"
        file.write_text(run("get", "groupid.collections", "1", "--json").stdout)
        with planes.client() as client:
            assert json.loads(file.read_text()) == plain(client.groupid.collections.get(1).to_document())
        masked = run("run", "groupid.collections.update", f"@{file}", "--plan")
        assert masked.exit_code == Exit.USAGE
        assert "$.jobs[" in masked.stderr
        assert "*** stands for a secret that was masked" in masked.stderr
        file.write_text(file.read_text().replace("***", "something"))
        planned = run("run", "groupid.collections.update", f"@{file}", "--plan")
        assert planned.exit_code == Exit.OK, planned.output


class TestChanges:
    def test_a_job_is_started_and_waited_for(self, planes: Sandbox, run: Run) -> None:
        result = run("run", "masking_jobs.execute", FINANCE_JOB, "--engine-id", "1", "--wait", "--json")
        assert result.exit_code == Exit.OK
        assert json.loads(result.stdout)["status"] == "SUCCEEDED"
        assert "SUCCEEDED 100%" in result.stderr

    def test_a_reference_is_what_another_command_takes(self, planes: Sandbox, run: Run) -> None:
        started = run("run", "sync_jobs.aws.keys.start", "--synchronize-all", "--json")
        assert started.exit_code == Exit.OK, started.output
        assert "Wait for it: jobspan wait '{" in started.stderr
        waited = run("wait", "-", "--json", text=started.stdout)
        assert waited.exit_code == Exit.OK, waited.output
        assert json.loads(waited.stdout)["id"] == json.loads(started.stdout)["id"]

    def test_a_plan_changes_nothing(self, planes: Sandbox, run: Run) -> None:
        planned = run("run", "migration_jobs.terminate", "148b2758-d7ab-4928-89e4-69e6ec6jb101", "--plan")
        assert planned.exit_code == Exit.OK, planned.output
        assert planned.stdout.startswith("Plan: ")
        assert "148b2758-d7ab-4928-89e4-69e6ec6jb101" in planned.stdout
        assert planes.requests.count("batch_delete_jobs", "huawei_drs") == 0

    def test_a_plan_that_a_rule_forbids_is_an_error(self, planes: Sandbox, run: Run) -> None:
        over = ("run", "delphix.executions.cancel", "23a7711a-8133-4876-b7eb-dcd9e87a1613")
        planned = run(*over, "--plan", "--json")
        assert planned.exit_code == Exit.ERROR
        assert json.loads(planned.stdout)["ok"] is False
        refused = run(*over)
        assert refused.exit_code == Exit.ERROR
        assert "RuleViolation" in refused.stderr

    def test_once_makes_one_call(self, planes: Sandbox, run: Run) -> None:
        line = ("run", "masking_jobs.execute", FINANCE_JOB, "--engine-id", "1", "--once", "nightly", "--json")
        first, second = run(*line), run(*line)
        assert first.exit_code == second.exit_code == Exit.OK
        assert json.loads(first.stdout)["id"] == json.loads(second.stdout)["id"]
        assert planes.requests.count("execute_masking_job", "delphix") == 1
        listed = json.loads(run("journal", "list", "--json").stdout)
        assert [each["key"] for each in listed] == ["nightly"]

    def test_another_call_under_the_key_says_what_differs_from_the_default(self, planes: Sandbox, run: Run) -> None:
        id = planes.huawei_drs.task_named("shop-orders")
        line = ("run", "migration_jobs.pause", id, "--once", "k")
        assert run(*line, "--mode", "target").exit_code == Exit.OK
        reused = run(*line, "--mode", "all")
        assert reused.exit_code == Exit.ERROR
        assert 'mode was the default, and is "all"' in reused.stderr

    def test_what_does_not_go_together_is_refused(self, planes: Sandbox, run: Run) -> None:
        line = ("run", "masking_jobs.execute", FINANCE_JOB)
        for wrong in (("--plan", "--wait"), ("--plan", "--once", "k"), ("--timeout", "3")):
            assert run(*line, *wrong).exit_code == Exit.USAGE
        assert [each for each in planes.requests if each.method == "POST"] == []

    def test_unknown_calls_name_what_was_meant(self, planes: Sandbox, run: Run) -> None:
        result = run("run", "masking_jobs.exekute", "1")
        assert result.exit_code == Exit.USAGE
        assert "There is no call 'masking_jobs.exekute'. Did you mean masking_jobs.execute" in result.stderr
        assert "There is no resource 'masking_job'. Did you mean masking_jobs" in run("list", "masking_job").stderr

    def test_a_batch_is_a_table_and_its_failures_are_an_exit_code(self, planes: Sandbox, run: Run) -> None:
        ids = [planes.huawei_drs.task_named(name) for name in ("shop-orders", "shop-stock")]
        planes.faults.add("batch_stop_jobs", FailItems([ids[1]], "DRS.M00102"))
        result = run("run", "migration_jobs.pause", *ids, "--columns", "item,status,code", "--csv")
        assert result.exit_code == Exit.JOB_FAILED
        assert result.stdout == f"item,status,code\n{ids[0]},accepted,\n{ids[1]},failed,DRS.M00102\n"


class TestExitCodes:
    def started(self, planes: Sandbox) -> str:
        with planes.client() as client:
            return client.masking_jobs.execute(FINANCE_JOB, engine_id="1").ref.to_json()

    def test_a_job_that_failed_says_why_and_not_in_python(self, planes: Sandbox, run: Run) -> None:
        with planes.client() as client:
            running = client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
            view = running.wait_until(lambda view: view.execution is not None)
            assert view.execution is not None
            planes.delphix.fail(view.execution.id, "ORA-12505")
        result = run("wait", running.ref.to_json())
        assert result.exit_code == Exit.JOB_FAILED
        assert "ORA-12505" in result.stderr
        assert "error.view" not in result.stderr
        assert "raise_on_failure" not in result.stderr

    def test_time_is_up_and_the_job_goes_on(self, planes: Sandbox, run: Run) -> None:
        reference = self.started(planes)
        result = run("wait", reference, "--timeout", "1")
        assert result.exit_code == Exit.TIMEOUT
        assert "is not over after 1 s" in result.stderr
        assert "client.resume" not in result.stderr
        (line,) = [line for line in result.stderr.splitlines() if line.startswith("Wait for it: ")]
        again = shlex.split(line.removeprefix("Wait for it: "))
        assert run(*again[1:]).exit_code == Exit.OK

    @pytest.mark.parametrize("seconds", ["0.5", "1", "12"])
    def test_a_wait_is_told_as_long_as_it_was(self, planes: Sandbox, run: Run, seconds: str) -> None:
        planes.progress = Progress.by_seconds(1000)
        result = run("wait", self.started(planes), "--timeout", seconds)
        assert result.exit_code == Exit.TIMEOUT
        assert f"is not over after {seconds} s" in result.stderr

    def test_a_lost_reply_leaves_a_doubt(self, planes: Sandbox, run: Run) -> None:
        planes.faults.add("create_connector", DropAfterWork())
        result = run("run", "connectors.create", "new", "DATABASE", "--hostname", "db", "--wait")
        assert result.exit_code == Exit.AMBIGUOUS, result.output

    def test_ctrl_c_leaves_the_job_running_and_says_how_to_come_back(
        self, planes: Sandbox, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        slept: list[float] = []
        sleep = ClientClock.sleep

        def interrupted(clock: ClientClock, seconds: float, wake: threading.Event | None = None) -> None:
            slept.append(seconds)
            if len(slept) == 3:
                raise KeyboardInterrupt
            sleep(clock, seconds, wake)

        monkeypatch.setattr(ClientClock, "sleep", interrupted)
        result = run("run", "masking_jobs.execute", FINANCE_JOB, "--engine-id", "1", "--wait")
        assert result.exit_code == Exit.INTERRUPTED
        assert " goes on." in result.stderr
        (line,) = [line for line in result.stderr.splitlines() if line.startswith("Wait again: ")]
        assert "Stop it:    jobspan cancel '{" in result.stderr
        resumed = run(*shlex.split(line.removeprefix("Wait again: "))[1:], "--json")
        assert resumed.exit_code == Exit.OK
        assert json.loads(resumed.stdout)["status"] == "SUCCEEDED"
        assert planes.requests.count("execute_masking_job", "delphix") == 1

    def test_a_job_is_cancelled_by_its_reference(self, planes: Sandbox, run: Run) -> None:
        with planes.client() as client:
            running = client.masking_jobs.execute(FINANCE_JOB, engine_id="1")
            running.wait_until(lambda view: view.execution is not None)
        planned = run("cancel", running.ref.to_json(), "--plan")
        assert planned.exit_code == Exit.OK, planned.output
        assert planes.requests.count("cancel_execution", "delphix") == 0
        result = run("cancel", "-", "--wait", text=running.ref.to_json())
        assert result.exit_code == Exit.OK, result.output
        assert "cancelled" in result.stdout
        assert planes.requests.count("cancel_execution", "delphix") == 1

    def test_what_cannot_be_cancelled_is_not(self, planes: Sandbox, run: Run) -> None:
        started = run("run", "connectors.update", "1-DATABASE-1", "--username", "other", "--json")
        refused = run("cancel", "-", text=started.stdout)
        assert refused.exit_code == Exit.USAGE
        assert "has no way to cancel" in refused.stderr

    def test_nothing_configured_is_an_error(self, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
        result = run("list", "masking_jobs")
        assert result.exit_code == Exit.ERROR
        assert "JOBSPAN_DELPHIX_URL" in result.stderr


class TestSecrets:
    def line(self, given: str) -> tuple[str, ...]:
        return ("run", "connectors.update", "1-DATABASE-1", "--password", given, "--wait")

    @pytest.mark.parametrize("way", ["file", "variable", "standard input", "prompt"])
    def test_where_they_come_from(
        self, planes: Sandbox, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str
    ) -> None:
        file = tmp_path / "password"
        file.write_text(f"{CANARY}\n")
        monkeypatch.setenv("THE_PASSWORD", CANARY)
        given = {"file": f"@{file}", "variable": "env:THE_PASSWORD", "standard input": "-", "prompt": "prompt"}[way]
        result = run(*self.line(given), text=f"{CANARY}\n")
        assert result.exit_code == Exit.OK, result.output
        sent = [each for each in planes.requests if each.method == "PATCH"]
        assert json.loads(sent[0].body)["password"] == CANARY
        assert CANARY not in result.output

    def test_without_a_value_there_is_a_prompt(self, planes: Sandbox, run: Run) -> None:
        result = run("run", "connectors.update", "1-DATABASE-1", "--password", text=f"{CANARY}\n")
        assert result.exit_code == Exit.OK, result.output
        assert "password: " in result.stderr
        assert CANARY not in result.output

    @pytest.mark.parametrize("form", [(), ("--json",), ("--plan",), ("--plan", "--json")])
    def test_never_on_the_command_line(self, planes: Sandbox, run: Run, form: tuple[str, ...]) -> None:
        result = run(*self.line(CANARY)[:-1], *form)
        assert result.exit_code == Exit.USAGE
        assert "password is a secret" in result.stderr
        assert CANARY not in result.output
        document = json.dumps({"username": "u", "password": CANARY})
        copy = ("run", "masking_jobs.copy", FINANCE_JOB, "--target-engine-id", "2", "--target-environment-id", "qa-env")
        inside = run(*copy, "--connector-credentials", document, *form)
        assert inside.exit_code == Exit.USAGE
        assert "has a secret in it" in inside.stderr
        assert CANARY not in inside.output

    def test_what_was_masked_is_not_sent(self, planes: Sandbox, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "masked"
        for mask in ("***", "********", "\u2022\u2022\u2022\u2022"):
            file.write_text(mask)
            refused = run(*self.line(f"@{file}"))
            assert refused.exit_code == Exit.USAGE
            assert "is a mask in the place of a secret" in refused.stderr
        assert run(*self.line("env:NOT_THERE_AT_ALL")).exit_code == Exit.USAGE
