"""A notebook, executed headless: what is in it when it is saved."""

from __future__ import annotations

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
        syncs = [client.sync_jobs.start("aws", kms=["kms"], regions=["ap-south-1"]), client.sync_jobs.start("gcp", key_rings=["ring"])]
        ends = jobspan.wait_all(syncs, progress=True)
    """,
    "ends": "ends",
    "batch": """
        tasks = [task.id for task in client.migration_jobs.list("migration").to_list()]
        client.migration_jobs.change_passwords([EndpointPassword(task, "source", Secret("canary-1")) for task in tasks])
    """,
    "samples": "client.export_tasks.results(client.dsc.scan_jobs.list().first().id).to_list()",
    "reply": "client.with_meta(client.masking_jobs.get, FINANCE)",
    "async": """
        other = box.async_client()
        print([job.id async for job in other.masking_jobs.list()][0])
        other.masking_jobs.list()
    """,
    "error": "client.masking_jobs.get('no-such-job')",
    "verbose": """
        %xmode Verbose
        client.masking_jobs.get('no-such-job')
    """,
    "end": "client.close(); box.stop()",
}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    folder: Path = tmp_path_factory.mktemp("notebook")
    cells = [re.sub(r"(?m)^ {8}", "", cell).strip() for cell in CELLS.values()]
    return dict(zip(CELLS, executed(cells, folder), strict=True))


def test_dump(saved):
    for n, o in saved.items():
        print("=====", n)
        for each in o:
            print({k: v for k, v in each.items() if k not in ("data", "metadata", "traceback")})
            for k, v in each.get("data", {}).items(): print("  ", k, len(v), re.sub(r"<style>.*?</style>", "", v)[:1500])
        print(trace_of(o)[:3000])
