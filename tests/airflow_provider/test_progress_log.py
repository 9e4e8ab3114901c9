"""The lines that the log of a task gets of its job."""

import attrs
import pytest

from jobspan.integrations.airflow.progress_log import ProgressLog
from jobspan.jobs import JobRef, Phase, Progress

REF = JobRef(plane="delphix", kind="delphix.execute", id="job-7", endpoint="")
A_DAY = 24 * 60 * 60


@attrs.define
class Log:
    """What was told, at the time that is said."""

    time: float = 1000.0
    lines: list[str] = attrs.field(factory=list)
    told: ProgressLog = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.told = ProgressLog(self.lines.append, lambda: self.time)

    def look(
        self, fraction: float | None = None, text: str = "", *, state: str = "RUNNING", after: float = 5.0
    ) -> None:
        """A look at the job, some seconds after the one before."""
        self.time += after
        phase = Phase.SUCCEEDED if state == "SUCCEEDED" else Phase.RUNNING
        self.told.seen(REF, phase, state, Progress(fraction=fraction, text=text))


@pytest.fixture
def log() -> Log:
    return Log()


def test_each_change_of_state_or_percentage_is_told(log: Log) -> None:
    log.look(state="PENDING")
    log.look(0.1, "10 of 100 rows")
    log.look(0.11)
    log.look(1.0, state="SUCCEEDED")
    assert log.lines == [
        "delphix.execute job-7: PENDING",
        "delphix.execute job-7: RUNNING, 10% (10 of 100 rows)",
        "delphix.execute job-7: RUNNING, 11%",
        "delphix.execute job-7: SUCCEEDED, 100%",
    ]


def test_details_alone_are_told_every_five_minutes(log: Log) -> None:
    for rows in range(A_DAY // 5):
        log.look(text=f"{rows} rows")
    assert len(log.lines) == A_DAY // 300
    assert log.lines[:2] == ["delphix.execute job-7: RUNNING (0 rows)", "delphix.execute job-7: RUNNING (60 rows)"]


def test_a_long_job_has_about_a_line_a_percent(log: Log) -> None:
    looks = A_DAY // 5
    for look in range(looks):
        log.look(look / looks, f"{look} rows")
    assert len(log.lines) < 100 + A_DAY / 300


def test_a_job_without_a_word_of_its_own_shows_its_phase(log: Log) -> None:
    log.look(state="")
    assert log.lines == ["delphix.execute job-7: running"]
