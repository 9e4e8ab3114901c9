"""An Airflow of several processes, as people run it: an API server, a scheduler with local workers, a triggerer."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import attrs
import httpx
import psutil
from watchfiles import watch

from tests.on_airflow.home import EMPTY
from tests.on_airflow.patience import LONG

DATABASE: Final = "airflow.db"

PARTS: Final = {
    "api-server": ("api-server",),
    "scheduler": ("scheduler", "--skip-serve-logs"),
    "triggerer": ("triggerer", "--skip-serve-logs"),
}
READY: Final = {
    "api-server": "startup complete",
    "scheduler": "Starting the scheduler",
    "triggerer": "Starting the triggerer",
}

OPEN: Final = ("queued", "running")
"""States of a run that goes on."""

SHORT_OF_PATIENCE: Final = {
    "AIRFLOW__SCHEDULER__SCHEDULER_HEARTBEAT_SEC": "1",
    "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
    "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "4",
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "1",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "10",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "1",
    "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "1",
    "AIRFLOW__TRIGGERER__JOB_HEARTBEAT_SEC": "1",
    "AIRFLOW__TRIGGERER__TRIGGERER_HEALTH_CHECK_THRESHOLD": "4",
}
"""How soon it notices that a part of it is gone: seconds, where Airflow's own settings say minutes."""


def until(arrived: Callable[[], Any], home: Path, of: str = DATABASE, seconds: float = LONG) -> Any:
    """Look whenever a file in the home of an Airflow changes, or a second after that; what was looked for is returned.

    Args:
        of: how the names of these files begin.
    """
    if found := arrived():
        return found
    over = threading.Event()
    timer = threading.Timer(seconds, over.set)
    timer.start()
    try:
        for _ in watch(
            home,
            watch_filter=lambda _, path: Path(path).name.startswith(of),
            stop_event=over,
            rust_timeout=1000,
            yield_on_timeout=True,
            recursive=False,
        ):
            if found := arrived():
                return found
    finally:
        timer.cancel()
    raise AssertionError("it did not come to that")


@attrs.define(eq=False)
class Airflow:
    """One Airflow; each part of it can be killed and started again."""

    home: Path
    port: int
    environment: dict[str, str]
    parts: dict[str, subprocess.Popen[bytes]] = attrs.field(factory=dict)
    sessions: list[int] = attrs.field(factory=list)
    runs: list[tuple[str, str]] = attrs.field(factory=list)

    def start(self, part: str) -> None:
        """Start a part, and wait until it is at work."""
        log = self.home / f"{part}.{len(self.sessions)}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "airflow", *PARTS[part]],
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.parts[part] = process
        self.sessions.append(process.pid)
        until(lambda: READY[part] in log.read_text() or process.poll() is not None, self.home, log.name)
        assert process.poll() is None, log.read_text()[-2000:]

    def kill(self, part: str, *, alone: bool = False) -> None:
        """End a part as the kernel does it, with all that it started, or ``alone``."""
        process = psutil.Process(self.parts[part].pid)
        doomed = [process] if alone else [process, *process.children(recursive=True)]
        _end(doomed)
        self.parts[part].wait()

    def kill_worker(self) -> None:
        """End the worker that has a task, and the task."""
        ((worker, task),) = self.busy()
        _end([worker, task])

    def kill_task(self) -> None:
        """End the process of a task; its worker goes on, and tells of it."""
        ((_, task),) = self.busy()
        _end([task])

    def busy(self) -> list[tuple[psutil.Process, psutil.Process]]:
        """Each worker that has a task, with the process of the task."""
        workers = psutil.Process(self.parts["scheduler"].pid).children()
        return [(worker, task) for worker in workers for task in _children(worker)]

    def mark(self, dag_id: str, run_id: str, state: str) -> str:
        """Somebody marks the task ``run``; returns its state then."""
        task = f"dags/{dag_id}/dagRuns/{run_id}/taskInstances/run"
        self._ask("PATCH", task, json={"new_state": state})
        return str(self._ask("GET", task)["state"])

    def run(self, dag_id: str, **conf: Any) -> str:
        """Let a DAG run; returns the id of the run."""
        made = self._ask("POST", f"dags/{dag_id}/dagRuns", json={"logical_date": None, "conf": conf})
        self.runs.append((dag_id, str(made["dag_run_id"])))
        return self.runs[-1][1]

    def clear(self, dag_id: str, run_id: str) -> None:
        """Somebody clears the task ``run``, which is over."""
        wanted = {"dag_run_id": run_id, "task_ids": ["run"], "only_failed": False, "dry_run": False}
        self._ask("POST", f"dags/{dag_id}/clearTaskInstances", json=wanted)

    def state(self, dag_id: str, run_id: str) -> str:
        """The state of a run."""
        return str(self._ask("GET", f"dags/{dag_id}/dagRuns/{run_id}")["state"])

    def tries(self, dag_id: str, run_id: str) -> list[str]:
        """The states of all tries of the task ``run``."""
        found = self._ask("GET", f"dags/{dag_id}/dagRuns/{run_id}/taskInstances/run/tries")["task_instances"]
        return [str(each["state"]) for each in found]

    def rest(self) -> None:
        """Whatever came of a test: every part is at work again, no run is open, and no worker has a task."""
        for part, process in self.parts.items():
            if process.poll() is not None:
                self.start(part)
        for dag_id, run_id in self.runs:
            if self.state(dag_id, run_id) in OPEN:
                self._ask("PATCH", f"dags/{dag_id}/dagRuns/{run_id}", json={"state": "failed"})
        self.runs.clear()
        _end([task for _, task in self.busy()])
        at_work = {process.pid for process in self.parts.values()}
        _end(_of_sessions([session for session in self.sessions if session not in at_work]))

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        server = f"http://127.0.0.1:{self.port}"
        with httpx.Client(base_url=server, timeout=60, trust_env=False) as http:
            token = http.get("/auth/token").raise_for_status().json()["access_token"]
            reply = http.request(method, f"/api/v2/{path}", headers={"Authorization": f"Bearer {token}"}, **more)
            return reply.raise_for_status().json()


def _end(processes: list[psutil.Process]) -> None:
    """End them as if at one moment; some may have ended by themselves."""
    for deadly in (signal.SIGSTOP, signal.SIGKILL):
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(deadly)


@contextmanager
def airflow(template: Path, folder: Path, connections: Mapping[str, str]) -> Iterator[Airflow]:
    """An Airflow at work, with the DAGs of the tests.

    Args:
        template: the home of an Airflow, with an empty database.
        folder: where its own home is made.
    """
    home = folder / "airflow"
    home.mkdir()
    shutil.copy(template / EMPTY, home / DATABASE)
    port = _free_port()
    environment = os.environ | SHORT_OF_PATIENCE | dict(connections)
    environment |= {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__SECRET_KEY": "of-the-tests",
        "AIRFLOW__API_AUTH__JWT_SECRET": "of-the-tests-" * 5,
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/{DATABASE}",
        "AIRFLOW__JOBSPAN__JOURNAL": f"sqlite:///{home}/journal.db",
        "AIRFLOW__JOBSPAN__LEASE": "2",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
    }
    command = [sys.executable, "-m", "airflow", "dag-processor", "--num-runs", "1"]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=LONG)
    made = Airflow(home, port, environment)
    try:
        yield made
    finally:
        _end(_of_sessions(made.sessions))
        for part in made.parts.values():
            part.wait()


def _children(process: psutil.Process) -> list[psutil.Process]:
    """Those of a process that may have ended by now."""
    try:
        return list(process.children())
    except psutil.NoSuchProcess:
        return []


def _of_sessions(sessions: list[int]) -> list[psutil.Process]:
    """All processes that came of those that began these sessions."""
    return [process for process in psutil.process_iter() if _session(process) in sessions]


def _session(process: psutil.Process) -> int:
    try:
        return os.getsid(process.pid)
    except ProcessLookupError:
        return 0


def _free_port() -> int:
    """Below those that systems give away by themselves, so that no other program gets it before the server has started."""
    for port in random.sample(range(10_000, 30_000), 100):
        with socket.socket() as candidate, suppress(OSError):
            candidate.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port")
