"""Tests on a real Airflow. It has constraints of its own, so they have a session of their own: ``nox -s airflow``."""

import signal
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

collect_ignore_glob: list[str] = []
if find_spec("airflow") is None:
    collect_ignore_glob.append("test_*.py")
else:
    from jobspan.testing import Clock, Progress, Sandbox
    from tests.on_airflow.connections import connections_to
    from tests.on_airflow.home import clean_up, lay_out
    from tests.on_airflow.processes import PARTS, Airflow, airflow
    from tests.on_airflow.started import finish

    HOME = lay_out()

    @pytest.fixture(scope="session")
    def home() -> Path:
        """The home of an Airflow whose database is made."""
        return HOME

    @pytest.fixture(scope="session")
    def served() -> Iterator[Sandbox]:
        """The plane of the whole Airflow; its jobs end when a test says so."""
        with Sandbox(["delphix"], clock=Clock.realtime(), progress=Progress.by_script()) as sandbox:
            yield sandbox

    @pytest.fixture(scope="session")
    def processes(home: Path, served: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Airflow]:
        """An Airflow with all its processes, connected to ``served``."""
        with airflow(home, tmp_path_factory.mktemp("processes"), connections_to(served)) as started:
            for part in PARTS:
                started.start(part)
            yield started

    @pytest.fixture
    def whole(processes: Airflow, served: Sandbox) -> Iterator[Airflow]:
        """The same for one test: whatever came of that, nothing of it goes on after it."""
        served.requests.clear()
        yield processes
        served.faults.clear()
        processes.rest()
        finish(served)

    def pytest_configure() -> None:
        """Who ends the tests ends what they started."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)

    def pytest_unconfigure() -> None:
        """Nothing of it stays."""
        clean_up(HOME)


def pytest_itemcollected(item: pytest.Item) -> None:
    """What Airflow and its libraries warn of is not ours to mend."""
    item.add_marker(pytest.mark.filterwarnings("default"))
