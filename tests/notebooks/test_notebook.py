"""A notebook, executed headless: what is in it when it is saved."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.notebooks.kernel import executed, html_of, trace_of

CELLS = {
    "start": """
        import jobspan
        from jobspan import Secret
        from jobspan.drs import EndpointPassword
        from jobspan.testing import Clock, Progress, Sandbox
        box = Sandbox(clock=Clock.manual(), progress=Progress.by_seconds(3)).start()
        client = box.client(journal="sqlite:///journal.sqlite3")
        FINANCE = "d53812ce-9186-485d-a388-44bc52087ead"
    """,
    "rows": "client.masking_jobs.list().to_list()",
    "pager": "client.delphix.engines.list()",
    "model": "client.masking_jobs.get(FINANCE)",
    "plan": "client.masking_jobs.execute.plan(FINANCE, engine_id='2')",
    "wait": """
        run = client.masking_jobs.execute.once("nightly", FINANCE, engine_id="2")
        done = run.wait(progress=True)
    """,
    "handle": "run",
    "ref": "run.ref",
    "journal": "client.journal.runs()",
    "wait for many": """
        copy = client.masking_jobs.execute(FINANCE, engine_id="3")
        sync = client.sync_jobs.start("aws", kms=["kms"], regions=["ap-south-1"])
        ends = jobspan.wait_all([copy, sync], progress=True)
    """,
    "ends": "ends",
    "fleet": """
        fleet = client.fleet("qa")
        for name in ("one", "two"):
            fleet.add_named(name, client.masking_jobs.execute, FINANCE, engine_id="2")
        fleet.add_named("three", client.masking_jobs.execute, "no-such-job", engine_id="2")
        report = fleet.run(progress=True)
    """,
    "timeline": "client.delphix.executions.search().to_list().timeline('masking_job_name')",
    "batch": """
        tasks = [task.id for task in client.migration_jobs.list("migration").to_list()]
        passwords = [EndpointPassword(task, "source", Secret("canary-1")) for task in tasks]
        client.migration_jobs.change_passwords(passwords, skip_invalid=True)
    """,
    "samples": "client.export_tasks.results(client.dsc.scan_jobs.list().first().id).to_list()",
    "reply": "client.with_meta(client.masking_jobs.get, FINANCE)",
    "async": """
        other = box.async_client()
        print([job.id async for job in other.masking_jobs.list()][0])
        other.masking_jobs.list()
    """,
    "failure": """
        broken = client.masking_jobs.execute(FINANCE, engine_id="2")
        box.delphix.fail(broken.id, "ORA-01017: invalid username/password")
        broken.wait(progress=True)
    """,
    "failed": "broken",
    "error": "client.masking_jobs.get('no-such-job')",
    "asked again": "%tb Verbose",
    "misspelt": "client.masking_jobs.execute(FINANCE, engine_ids='2')",
    "chained": """
        try:
            client.masking_jobs.get("no-such-job")
        except jobspan.NotFound as error:
            raise RuntimeError("tonight's work") from error
    """,
    "minimal": """
        %xmode Minimal
        client.masking_jobs.get('no-such-job')
    """,
    "verbose": """
        %xmode Verbose
        client.masking_jobs.get('no-such-job')
    """,
    "with a password": """
        from jobspan.huawei import HuaweiSettings
        HuaweiSettings(access_key="AK", secret_key="-".join(("given", "pw9")), region=17)
    """,
    "of a call with a password": """
        client.connectors.update("1-DATABASE-1", password="-".join(("given", "pw9")), bogus=1)
    """,
    "end": "client.close(); box.stop()",
}

LOOKED_AT = ("rows", "pager", "model", "plan", "ends", "timeline", "batch", "samples")
SHOWN = Path(__file__).with_name("shown.html")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    folder: Path = tmp_path_factory.mktemp("notebook")
    cells = [re.sub(r"(?m)^ {8}", "", cell).strip() for cell in CELLS.values()]
    return dict(zip(CELLS, executed(cells, folder), strict=True))


def test_nothing_went_wrong_that_was_not_meant_to(saved: dict[str, list[dict[str, Any]]]) -> None:
    failed = {name for name, outputs in saved.items() if any(each["output_type"] == "error" for each in outputs)}
    assert failed == {
        "failure",
        "error",
        "asked again",
        "misspelt",
        "chained",
        "minimal",
        "verbose",
        "with a password",
        "of a call with a password",
    }
    complaints = [each for outputs in saved.values() for each in outputs if each.get("name") == "stderr"]
    assert complaints == []


def test_no_cell_shows_a_secret_or_a_sample(saved: dict[str, list[dict[str, Any]]]) -> None:
    for name, outputs in saved.items():
        assert "canary" not in "".join(line for line in str(outputs).splitlines() if "Secret(" not in line), name
        assert "4929 1234" not in str(outputs), name


def test_lists_models_plans_and_batches_are_compact_tables(saved: dict[str, list[dict[str, Any]]]) -> None:
    """Compared with the page beside this file, which JOBSPAN_WRITE_SHOWN=1 writes anew, to be looked at."""
    found = "".join(f"<h2>{name}</h2>\n{html_of(saved[name])}\n" for name in LOOKED_AT)
    if os.environ.get("JOBSPAN_WRITE_SHOWN"):
        SHOWN.write_text(found)
    assert found == SHOWN.read_text()


def test_a_list_says_what_it_has_read_for_its_preview(saved: dict[str, list[dict[str, Any]]]) -> None:
    assert "Preview: this display read one page, 3 rows of 3." in html_of(saved["pager"])
    assert "nothing read yet" in html_of(saved["async"])


class TestProgress:
    def test_one_display_ends_at_its_end(self, saved: dict[str, list[dict[str, Any]]]) -> None:
        [display] = saved["wait"]
        assert display["output_type"] == "display_data"
        assert "SUCCEEDED 100% 5,000 rows of 5,000" in display["data"]["text/html"]
        assert "width:100%" in display["data"]["text/html"]
        assert "SUCCEEDED" in display["data"]["text/plain"]

    def test_of_many_jobs_it_says_how_many_are_over(self, saved: dict[str, list[dict[str, Any]]]) -> None:
        [display] = saved["wait for many"]
        assert "2 of 2 done" in display["data"]["text/html"]
        assert "width:100%" in display["data"]["text/html"]

    def test_of_a_fleet_it_says_what_to_look_at(self, saved: dict[str, list[dict[str, Any]]]) -> None:
        [display] = saved["fleet"]
        assert "2 done, 1 failed" in display["data"]["text/html"]
        assert "<td>three</td>" in display["data"]["text/html"]
        assert display["data"]["text/plain"].startswith("fleet qa: 2 done, 1 failed")

    def test_a_failure_is_in_it(self, saved: dict[str, list[dict[str, Any]]]) -> None:
        display = saved["failure"][0]
        assert "s-failed" in display["data"]["text/html"]
        assert "<p>ORA-01017: invalid username/password</p>" in html_of(saved["failed"])


class TestErrors:
    def test_what_happened_stands_first_and_no_frame_of_ours(self, saved: dict[str, list[dict[str, Any]]]) -> None:
        trace = trace_of(saved["error"])
        assert trace.startswith("NotFound: delphix get_masking_job_by_id")
        assert "client.masking_jobs.get('no-such-job')" in trace
        assert "/jobspan/" not in trace

    def test_the_reason_of_a_failed_job_stands_first(self, saved: dict[str, list[dict[str, Any]]]) -> None:
        assert trace_of(saved["failure"]).startswith("JobFailed: ")

    def test_the_mode_of_the_notebook_is_honoured(self, saved: dict[str, list[dict[str, Any]]]) -> None:
        trace = trace_of(saved["minimal"])
        assert trace.startswith("NotFound: ")
        assert "----> " not in trace

    @pytest.mark.parametrize("name", ["verbose", "asked again"])
    def test_whoever_asks_gets_every_frame(self, saved: dict[str, list[dict[str, Any]]], name: str) -> None:
        trace = trace_of(saved[name])
        assert trace.startswith("NotFound: ")
        assert trace.count("/jobspan/") > 3
        assert "skipping hidden" not in trace

    @pytest.mark.parametrize("name", ["with a password", "of a call with a password"])
    def test_no_frame_of_ours_tells_what_it_was_given(self, saved: dict[str, list[dict[str, Any]]], name: str) -> None:
        trace = trace_of(saved[name])
        assert "given-pw9" not in trace
        assert '"-".join(' in trace

    def test_how_to_ask_is_said_below(self, saved: dict[str, list[dict[str, Any]]]) -> None:
        assert trace_of(saved["error"]).endswith("%tb Verbose shows every frame.")

    def test_a_misspelt_argument_is_said_first_as_well(self, saved: dict[str, list[dict[str, Any]]]) -> None:
        trace = trace_of(saved["misspelt"])
        assert trace.startswith(
            "TypeError: masking_jobs.execute() has no argument 'engine_ids'. Did you mean 'engine_id'?"
        )
        assert "/jobspan/" not in trace
        assert saved["misspelt"][0]["ename"] == "TypeError"

    def test_an_error_of_others_has_one_frame_of_ours_at_most(self, saved: dict[str, list[dict[str, Any]]]) -> None:
        """The place that raised its cause: IPython always shows the last frame."""
        trace = trace_of(saved["chained"])
        assert "tonight's work" in trace
        assert trace.count("/jobspan/") == 1
