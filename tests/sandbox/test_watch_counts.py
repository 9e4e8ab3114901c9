"""How many requests it takes to watch thousands of jobs: the sandbox counts them, look by look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import attrs
import pytest

from jobspan import Client, Handle, wait_all
from jobspan.hooks import Event
from jobspan.testing import Clock, Progress, Sandbox
from jobspan.testing.sandbox.ciphertrust.entities import Container
from jobspan.testing.sandbox.ciphertrust.families import FAMILIES
from jobspan.testing.sandbox.delphix.entities import Job
from jobspan.testing.sandbox.huawei_drs.tasks import FULL, INCREMENTAL, STARTING

STATES, PROGRESS = "batch_list_job_status", "batch_list_progresses"
TASKS = 10_000
JOBS = 1_000


def looks(sandbox: Sandbox, operation: str) -> list[int]:
    """The requests of an operation at each moment when there were some: time stands still during a look."""
    return list(Counter(request.at for request in sandbox.requests.of(operation)).values())


@pytest.fixture(scope="module")
def drs() -> Any:
    """Ten thousand tasks, on no way yet."""
    with Sandbox(["huawei_drs"], clock=Clock.manual(), progress=Progress.by_polls()) as sandbox:
        for number in range(TASKS):
            sandbox.huawei_drs.add(f"task-{number}")
        yield sandbox


def watched(
    drs: Sandbox, states: Sequence[str], until: Any, count: int = TASKS, hooks: Sequence[Callable[[Event], None]] = ()
) -> None:
    """Put tasks on their way and wait for all of them."""
    tasks = [task for task in drs.huawei_drs.tasks.values() if task.name.startswith("task-")][:count]
    for task in tasks:
        task.place(*states)
        task.timeline.start()
    drs.requests.clear()
    with drs.client(hooks=hooks) as client:
        ended = wait_all(client.migration_jobs.watch([task.id for task in tasks], until=until))
    assert len(ended) == count


class TestTasksOfDrs:
    def test_that_start(self, drs: Sandbox) -> None:
        watched(drs, [STARTING, STARTING, FULL], "running")
        states = looks(drs, STATES)
        assert len(states) >= 3
        assert set(states) == {TASKS // 100}
        assert looks(drs, PROGRESS) == [TASKS // 100], "how far those are that came to their goal, once"

    def test_that_transfer(self, drs: Sandbox) -> None:
        watched(drs, [FULL, FULL, FULL, INCREMENTAL], "incremental")
        states = looks(drs, STATES)
        assert len(states) >= 3
        assert set(states) == {TASKS // 100}
        assert len(looks(drs, PROGRESS)) <= 2, "their modes once, and how far they are in the end"

    def test_whoever_wants_progress_pays_for_it(self, drs: Sandbox) -> None:
        watched(drs, [FULL, FULL, FULL, INCREMENTAL], "incremental", JOBS, [lambda event: None])
        assert len(looks(drs, PROGRESS)) == len(looks(drs, STATES)) >= 3


def test_synchronizations_of_ciphertrust_to_their_end() -> None:
    with Sandbox(["ciphertrust"], clock=Clock.manual(), progress=Progress.by_seconds(20)) as sandbox:
        state, family = sandbox.ciphertrust, FAMILIES["google.keys"]
        for number in range(JOBS):
            state.containers[family.shelf].append(
                Container(id=f"c-{number}", name=f"ring-{number}", shown_as=f"c-{number}")
            )
        with sandbox.client() as client:
            client.ciphertrust.log_in()
            jobs = [state.begin(family, {family.start_field: [f"c-{number}"]}, "root") for number in range(JOBS)]
            for job in jobs:
                job.timeline.start()
            handles = [client.sync_jobs.handle("google.keys", job.id) for job in jobs]
            before = len(sandbox.requests)
            assert len(wait_all(handles)) == JOBS
            assert len(sandbox.requests) - before <= 60


def test_results_of_copies_come_in_pages() -> None:
    with Sandbox(["delphix"], clock=Clock.manual()) as sandbox:
        state = sandbox.delphix
        base = next(iter(state.masking_jobs.values()))
        for number in range(JOBS):
            state.masking_jobs[f"m-{number}"] = attrs.evolve(base, id=f"m-{number}", name=f"copy {number}")
            job = Job(
                id=f"j-{number}",
                type="MASKING_JOB_COPY",
                target_id=base.id,
                target_name=base.name,
                engine_ids=["1"],
                timeline=state.world.timeline(["COMPLETED"], lambda state, at: None),
                start_time=state.world.now(),
                account_id=1,
                trace_id="t",
            )
            job.timeline.finish()
            state.jobs[job.id] = job
        with sandbox.client() as client:
            before = len(sandbox.requests)
            copies = wait_all([copy_of(client, number) for number in range(JOBS)])
            assert [copy.id for copy in copies] == [f"m-{number}" for number in range(JOBS)]
            counts = Counter(request.operation_id for request in sandbox.requests[before:])
    assert counts == {"search_jobs": JOBS // 100, "search_masking_jobs": JOBS // 100}


def copy_of(client: Client, number: int) -> Handle[Any, Any]:
    ref = client.delphix.jobs.watch(f"j-{number}").ref
    return client.resume(attrs.evolve(ref, kind="delphix.copy", about={"masking_job_id": f"m-{number}"}))
