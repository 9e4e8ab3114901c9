"""Each part of a real Airflow is killed with -9 at each moment of a task, and started again: the sandbox counts one start."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Final

import attrs
import pytest

from jobspan.testing import Sandbox, faults
from jobspan.testing.sandbox.faults import HangUp, Outcome
from jobspan.testing.sandbox.http import Call, Reply
from jobspan.testing.sandbox.plane import Plane
from tests.on_airflow.patience import LONG
from tests.on_airflow.processes import OPEN, Airflow, until
from tests.on_airflow.started import EXECUTE, about_the_job, finish

JOB = "d53812ce-9186-485d-a388-44bc52087ead"
READ = "get_job_by_id"
PAGE = "search_jobs"

KILLS: Final[dict[str, tuple[Callable[[Airflow], None], str | None]]] = {
    "task": (Airflow.kill_task, None),
    "worker": (Airflow.kill_worker, None),
    "scheduler-with-workers": (lambda airflow: airflow.kill("scheduler"), "scheduler"),
    "scheduler": (lambda airflow: airflow.kill("scheduler", alone=True), "scheduler"),
    "triggerer": (lambda airflow: airflow.kill("triggerer"), "triggerer"),
}
"""How each part is killed, and what has to be started again by hand, as a service manager does."""

MOMENTS: Final = {
    "sync": {"requested": EXECUTE, "waiting": READ},
    "deferrable": {"requested": EXECUTE, "waiting": PAGE, "going-on": READ},
}
"""The moments of a task, by the request that is under way: for the job, for a look at it, and for what became of it."""

NOBODY: Final = {
    ("triggerer", "sync", "requested"),
    ("triggerer", "sync", "waiting"),
    ("triggerer", "deferrable", "requested"),
    ("triggerer", "deferrable", "going-on"),
    ("task", "deferrable", "waiting"),
    ("worker", "deferrable", "waiting"),
}
"""Where a part has no part in it: triggerers do not make requests for jobs, workers do not wait for deferred tasks."""

SAMPLE: Final = {("task", "sync", "requested"), ("triggerer", "deferrable", "waiting")}
"""What is tried each time; the rest is ``exhaustive``."""

MATRIX = [
    pytest.param(*cell, marks=() if cell in SAMPLE else pytest.mark.exhaustive)
    for how, moments in MOMENTS.items()
    for who in KILLS
    for when in moments
    if (cell := (who, how, when)) not in NOBODY
]


@attrs.define
class Killed(faults.Fault):
    """Somebody is killed before a byte of the reply is sent: after the work is done, or ``early``."""

    kill: Callable[[], None]
    early: bool
    over: Future[None] = attrs.field(factory=Future)

    def instead(self, plane: Plane, call: Call) -> Outcome | None:
        return self._kill() if self.early else None

    def afterwards(self, reply: Reply) -> Outcome:
        return self._kill()

    def _kill(self) -> Outcome:
        try:
            self.kill()
        except BaseException as error:
            self.over.set_exception(error)
        else:
            self.over.set_result(None)
        return HangUp()


@pytest.mark.parametrize(("who", "how", "when"), MATRIX)
def test_a_job_is_started_once(served: Sandbox, whole: Airflow, who: str, how: str, when: str) -> None:
    kill, restart = KILLS[who]
    killed = Killed(lambda: kill(whole), early=when != "requested")
    dag_id = f"execute_with_retries_{how}"

    if when != "going-on":
        served.faults.add(
            MOMENTS[how][when], killed, when=lambda call: when == "requested" or about_the_job(served, call)
        )
    run_id = whole.run(dag_id, job=JOB)
    if when == "going-on":
        until(lambda: whole.tries(dag_id, run_id)[-1] == "deferred", whole.home)
        served.faults.add(MOMENTS[how][when], killed)
        finish(served)
    killed.over.result(LONG)
    if restart is not None:
        whole.start(restart)
    until(lambda: settled(whole.tries(dag_id, run_id)), whole.home)
    if when != "going-on":
        finish(served)

    ended = until(lambda: whole.state(dag_id, run_id) not in OPEN, whole.home)
    assert ended
    assert whole.state(dag_id, run_id) == "success"
    assert served.requests.count(EXECUTE) == 1


def settled(tries: list[str]) -> bool:
    """Whether a task goes on: in another try, or, where it was not hit, in the first one."""
    return len(tries) > 1 or tries in (["deferred"], ["success"])
