"""What is shown of a job that is waited for, where there is no terminal."""

import io

import pytest
from rich.console import Console

from jobspan._core.board import Board
from jobspan._core.words import span
from jobspan.hooks import JobChanged, StepStarted
from jobspan.integrations.notebook import board_html, notebook_display
from jobspan.jobs import JobRef, Phase, Progress
from jobspan.progress import showing


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
            "2 of 2 done, 1 failed",
        ]


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
    [(0.85, "850 ms"), (12.44, "12.4 s"), (185, "3 min 5 s"), (7440, "2 h 4 min"), (3600, "1 h"), (442800, "5 d 3 h")],
)
def test_durations_in_words(seconds: float, text: str) -> None:
    assert span(seconds) == text
