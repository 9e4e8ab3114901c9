"""Lanes hold across processes that share a journal: two fleets, each with processes of its own, and one engine."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

from jobspan import Policy
from jobspan.fleet import FleetReport, ItemEnd
from jobspan.journal import Journal
from jobspan.testing import Progress, Sandbox, faults
from tests.fleet.conftest import KEY, PROCESSES, masking_jobs

QUICK = Policy(poll_first=0.02, poll_cap=0.02)
EACH = 3


def test_two_processes_never_run_two_items_of_a_lane_at_once(url: str) -> None:
    with Sandbox(["delphix"], progress=Progress.by_polls(3)) as sandbox:
        jobs = masking_jobs(sandbox, 2 * EACH)
        under_way: list[int] = []

        def look(call: Any) -> bool:
            under_way.append(sum(not job.timeline.finished for job in sandbox.delphix.jobs.values()))
            return False

        sandbox.faults.add("copy_masking_job", faults.Answer(500), times=None, plane="delphix", when=look)

        def run(name: str, own: list[str]) -> FleetReport:
            journal = Journal(url, key=KEY)
            with (
                ProcessPoolExecutor(1, mp_context=PROCESSES) as process,
                sandbox.client(journal=journal, policy=QUICK) as client,
            ):
                fleet = client.fleet(name)
                for job in own:
                    fleet.add(client.masking_jobs.copy, job, target_engine_id="2", target_environment_id="qa-env")
                report = fleet.run(executor=process)
            journal.close()
            return report

        with ThreadPoolExecutor(2) as both:
            reports = list(both.map(run, ("first", "second"), (jobs[:EACH], jobs[EACH:])))
        assert under_way == [0] * (2 * EACH)
        for report in reports:
            assert report.counts == {ItemEnd.DONE: EACH}, str(report)
            assert [item.attempts for item in report] == [1] * EACH
        looker = Journal(url, key=KEY)
        assert len({run.holder for run in looker.runs()}) == 2
        looker.close()
