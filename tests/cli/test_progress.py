"""What is shown of a job that is waited for, where there is no terminal."""

import io

import pytest
from rich.console import Console

from jobspan.hooks import JobChanged, StepStarted
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
