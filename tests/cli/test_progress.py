"""What is shown of a job that is waited for, where there is no terminal."""

import io
from asyncio import CancelledError
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from rich.console import Console

from jobspan import WaitTimeout, as_completed, wait_all
from jobspan._core.board import Board
from jobspan._core.words import moment, size, span
from jobspan.hooks import Event, JobChanged, StepStarted
from jobspan.integrations.notebook import board_html, notebook_display
from jobspan.jobs import JobRef, Phase, Progress
from jobspan.progress import showing
from jobspan.testing import Clock, Progress as Progressing, Sandbox


def look(state: str, fraction: float | None, *, changed: bool = True) -> JobChanged:
    return JobChanged(
        ref=JobRef(plane="delphix", kind="delphix.execute", id="77", endpoint="e"),
        phase=Phase.RUNNING,
        state=state,
        progress=Progress(fraction=fraction, text="10 rows"),
        elapsed=2.0,
        changed=changed,
        view=None,
    )


def test_a_line_whenever_something_changes(capsys: pytest.CaptureFixture[str]) -> None:
    with showing(True, "execution 77") as show:
        show(look("RUNNING", 0.25))
        show(look("RUNNING", 0.25, changed=False))
        show(look("RUNNING", 0.25))
        show(StepStarted(plane="delphix", journey="copy", step="test connector"))
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "RUNNING  25% 10 rows" in lines[0]
    assert "test connector" in lines[1]


def test_a_bar_shows_names_in_brackets_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()

    def terminal(*, stderr: bool) -> Console:
        return Console(file=screen, force_terminal=True, width=200, stderr=stderr)

    monkeypatch.setattr("rich.console.Console", terminal)
    with showing(True, "execution [77]") as show:
        show(StepStarted(plane="delphix", journey="copy", step="test connector 2 ([/old] db)"))
        show(look("[NEW_STATE]", 0.25))
    shown = screen.getvalue()
    assert "([/old] db)" in shown
    assert "[NEW_STATE]  25% 10 rows" in shown
    assert "execution [77]" in shown


def test_a_callable_gets_each_look_and_nothing_else() -> None:
    seen: list[JobChanged] = []
    with showing(seen.append, "execution 77") as show:
        show(look("QUEUED", None))
        show(StepStarted(plane="delphix", journey="copy", step="test connector"))
        show(look("RUNNING", None, changed=False))
    assert [event.state for event in seen] == ["QUEUED", "RUNNING"]


def test_nothing_is_shown_unless_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    with showing(False, "execution 77") as show:
        show(look("RUNNING", 0.5))
    assert capsys.readouterr() == ("", "")


def of_many(id: str, phase: Phase, state: str, fraction: float | None, elapsed: float = 2.0) -> JobChanged:
    return JobChanged(
        ref=JobRef(plane="delphix", kind="delphix.copy", id=id, endpoint="e"),
        phase=phase,
        state=state,
        progress=Progress(fraction=fraction),
        elapsed=elapsed,
        changed=True,
        view=None,
    )


class TestMany:
    def test_how_many_are_done_how_many_failed_and_the_slowest(self) -> None:
        board = Board("3 jobs", 3)
        assert board.summary == "0 of 3 done"
        for event in (
            of_many("1", Phase.SUCCEEDED, "COMPLETED", 1.0),
            of_many("2", Phase.RUNNING, "RUNNING", 0.5),
            of_many("3", Phase.RUNNING, "RUNNING", 0.25),
        ):
            board.hear(event)
        assert board.summary == "1 of 3 done; slowest: copy 3 RUNNING  25%"
        assert board.fraction == pytest.approx(1.75 / 3)
        board.hear(of_many("3", Phase.FAILED, "FAILED", 0.25, elapsed=65.0))
        assert board.summary == "2 of 3 done, 1 failed; slowest: copy 2 RUNNING  50%"
        assert board.time == "1 min 5 s"
        assert [event.ref.id for event in board.notable(8)] == ["3", "2"]

    def test_lines_come_when_one_more_is_over_not_with_every_look(self, capsys: pytest.CaptureFixture[str]) -> None:
        with showing(True, "2 jobs", 2) as show:
            for fraction in (0.1, 0.2, 0.3):
                show(of_many("1", Phase.RUNNING, "RUNNING", fraction))
            show(of_many("1", Phase.SUCCEEDED, "COMPLETED", 1.0))
            show(of_many("2", Phase.FAILED, "FAILED", 0.5))
        lines = capsys.readouterr().err.splitlines()
        assert [line.partition("2 jobs: ")[2] for line in lines] == [
            "0 of 2 done; slowest: copy 1 RUNNING  10%",
            "1 of 2 done",
            "",
            "2 of 2 done, 1 failed",
        ]
        assert lines[2].endswith("copy 2: FAILED  50%")

    def test_very_many_have_a_line_for_each_tenth_and_the_first_failures(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with showing(True, "1,000 jobs", 1_000) as show:
            for number in range(1_000):
                show(of_many(str(number), Phase.RUNNING, "RUNNING", 0.1))
            for number in range(1_000):
                show(of_many(str(number), Phase.FAILED if number % 10 == 0 else Phase.SUCCEEDED, "X", None))
        lines = capsys.readouterr().err.splitlines()
        assert sum(": X" in line for line in lines) == 20
        assert len(lines) == 20 + 11
        assert lines[-1].endswith("1,000 jobs: 1,000 of 1,000 done, 100 failed")

    def test_a_line_comes_after_a_while_as_well(self, capsys: pytest.CaptureFixture[str]) -> None:
        with showing(True, "1,000 jobs", 1_000) as show:
            show(of_many("1", Phase.SUCCEEDED, "X", None, elapsed=1.0))
            show(of_many("2", Phase.SUCCEEDED, "X", None, elapsed=2.0))
            show(of_many("3", Phase.SUCCEEDED, "X", None, elapsed=60.0))
        counts = [line.partition("jobs: ")[2] for line in capsys.readouterr().err.splitlines()]
        assert counts == ["1 of 1,000 done", "3 of 1,000 done"]

    def test_what_the_wait_raises_for_counts_as_failed(self) -> None:
        board = Board("2 jobs", 2)
        for id, phase in (("1", Phase.PARTIAL), ("2", Phase.CANCELLED)):
            board.hear(of_many(id, phase, "ENDED", None))
        assert board.summary == "2 of 2 done, 2 failed"
        assert board.phase is Phase.FAILED

    def test_a_job_that_goes_on_again_is_neither_done_nor_failed(self) -> None:
        board = Board("2 jobs", 2)
        for phase in (Phase.FAILED, Phase.RUNNING):
            board.hear(of_many("1", phase, "X", 0.5))
        assert (board.done, len(board.failed), board.fraction) == (0, 0, 0.25)

    def test_one_that_is_not_over_is_never_all_of_the_bar(self) -> None:
        board = Board("job 1")
        board.hear(of_many("1", Phase.RUNNING, "LOADED", 1.0))
        assert board.fraction is not None
        assert board.fraction < 1


FAMILIES: Final = ("aws.keys", "google.keys")


def interrupted(event: JobChanged, total: int) -> None:
    def wait() -> None:
        with showing(True, "a wait", total) as show:
            show(event)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wait()


class TestStopped:
    """A wait that stopped before its jobs did."""

    @pytest.fixture
    def sandbox(self) -> Iterator[Sandbox]:
        with Sandbox(["ciphertrust"], clock=Clock.manual(), progress=Progressing.by_script()) as sandbox:
            yield sandbox

    @pytest.fixture
    def boards(self, monkeypatch: pytest.MonkeyPatch) -> list[Board]:
        made: list[Board] = []

        def display(board: Board) -> AbstractContextManager[Callable[[Event], object]]:
            made.append(board)
            return nullcontext(board.hear)

        monkeypatch.setattr("jobspan.progress._display", display)
        return made

    @pytest.mark.parametrize("many", [1, 2])
    @pytest.mark.parametrize("kept", [True, False])
    def test_time_is_up(self, sandbox: Sandbox, boards: list[Board], many: int, kept: bool) -> None:
        with sandbox.client() as client:
            start: Any = client.sync_jobs.start
            handles = [start(family, synchronize_all=True) for family in FAMILIES[:many]]
            with nullcontext() if kept else pytest.raises(WaitTimeout):
                wait_all(handles, timeout=1, progress=True, return_exceptions=kept)
            [over.done for over in as_completed(handles, timeout=1, progress=True)]
        for board in boards:
            assert board.summary.endswith("(stopped: WaitTimeout)")
            assert board.phase is Phase.RUNNING
            assert board.fraction != 1.0
        assert len(boards) == 2

    def test_the_same_handle_twice_is_one_job(self, sandbox: Sandbox, boards: list[Board]) -> None:
        with sandbox.client() as client:
            handle = client.sync_jobs.aws.keys.start(kms=["kms"])
            again = client.resume(handle.ref)
            outcomes = wait_all([handle, handle, again], timeout=1, progress=True, return_exceptions=True)
        assert len(outcomes) == 3
        assert (boards[0].title, boards[0].total) == ("1 job", 1)

    def test_the_time_is_that_of_the_stop(self, monkeypatch: pytest.MonkeyPatch, boards: list[Board]) -> None:
        moments = iter([100.0, 101.0, 105.0])
        monkeypatch.setattr("jobspan.progress.time.monotonic", lambda: next(moments))
        interrupted(look("RUNNING", 0.5), 1)
        assert boards[0].time == "6.0 s"
        assert boards[0].stopped == "interrupted"

    def test_a_cancelled_task_is_an_interruption_as_well(self, boards: list[Board]) -> None:
        with pytest.raises(CancelledError), showing(True, "execution 77"):
            raise CancelledError
        assert boards[0].stopped == "interrupted"

    def test_lines_end_with_it(self, capsys: pytest.CaptureFixture[str]) -> None:
        interrupted(of_many("1", Phase.RUNNING, "RUNNING", 0.5), 2)
        assert capsys.readouterr().err.splitlines()[-1].endswith("RUNNING  50% (interrupted)")


class TestNotebook:
    """Its display, without a notebook."""

    @pytest.fixture
    def shown(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        texts: list[str] = []

        class Handle:
            def update(self, bundle: dict[str, str], *, raw: bool) -> None:
                texts.append(bundle["text/plain"])

        monkeypatch.setattr("IPython.display.display", lambda *bundle, **options: Handle())
        return texts

    def test_it_is_drawn_at_most_five_times_a_second_and_at_the_end(self, shown: list[str]) -> None:
        moments = iter([0.0, 0.1, 0.2, 0.25, 0.3])
        board = Board("execution 77")
        with notebook_display(board, board_html, clock=lambda: next(moments, 0.35)) as show:
            for fraction in (0.1, 0.2, 0.3, 0.4):
                show(look("RUNNING", fraction))
        assert [text.partition("RUNNING  ")[2][:3] for text in shown] == ["20%", "40%"]

    def test_it_says_why_a_wait_stopped(self, shown: list[str]) -> None:
        board = Board("execution 77")
        with notebook_display(board, board_html) as show:
            show(look("RUNNING", 0.5))
            board.stopped = "interrupted"
        assert shown[-1].startswith("execution 77: RUNNING  50% 10 rows (interrupted)")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.85, "850 ms"),
        (12.44, "12.4 s"),
        (185, "3 min 5 s"),
        (7440, "2 h 4 min"),
        (3600, "1 h"),
        (442800, "5 d 3 h"),
        (0.9996, "1.0 s"),
        (59.97, "1 min"),
        (119.7, "2 min"),
    ],
)
def test_durations_in_words(seconds: float, text: str) -> None:
    assert span(seconds) == text


def test_times_are_rounded_as_durations_are() -> None:
    began, ended = datetime(2026, 3, 1, 9, 0, 0, 2_000, UTC), datetime(2026, 3, 1, 9, 0, 3, 990_000, UTC)
    assert (moment(began), moment(ended)) == ("2026-03-01 09:00:00 UTC", "2026-03-01 09:00:04 UTC")
    assert span(ended - began) == "4.0 s"
    assert moment(datetime.max).startswith("9999-12-31 23:59:59")


@pytest.mark.parametrize(
    ("count", "whole", "text"),
    [
        (640, None, "640 B"),
        (3_100, 6_200, "3.1 of 6.2 kB"),
        (0, 12_000_000, "0.0 of 12.0 MB"),
        (999_960, None, "1.0 MB"),
    ],
)
def test_bytes_in_the_unit_that_fits(count: int, whole: int | None, text: str) -> None:
    assert size(count, whole) == text
