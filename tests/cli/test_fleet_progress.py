"""What is shown of a fleet while it runs: in a terminal, in a notebook, and where there is neither."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from jobspan._core.fleet.board import FleetBoard
from jobspan.fleet import FleetItem, ItemEnd
from jobspan.hooks import Event, FleetItemChanged, FleetWaits, JobChanged
from jobspan.integrations.notebook import fleet_html, notebook_display
from jobspan.jobs import JobRef, Phase, Progress
from jobspan.progress import showing_fleet

BEGAN = datetime(2026, 11, 26, 22, tzinfo=UTC)


def item(name: str, end: ItemEnd = ItemEnd.WAITING, **about: object) -> FleetItem:
    known = {"lane": "engine 2", "attempts": 1} | about
    return FleetItem(name=name, plane="delphix", method="MaskingJobs.copy", end=end, **known)  # type: ignore[arg-type]  # fields by name


def ref(id: str) -> JobRef:
    return JobRef(plane="delphix", kind="delphix.copy", id=id, endpoint="e", created=BEGAN)


def became(name: str, end: ItemEnd, **about: object) -> FleetItemChanged:
    return FleetItemChanged(plane="delphix", fleet="qa", item=item(name, end, **about), total=4)


def look(id: str, fraction: float) -> JobChanged:
    return JobChanged(
        ref=ref(id),
        phase=Phase.RUNNING,
        state="RUNNING",
        progress=Progress(fraction=fraction),
        elapsed=30.0,
        changed=True,
        view=None,
    )


ITEMS = [item("one [/x]"), item("two"), item("three"), item("four", ItemEnd.DONE)]
EVENTS: list[Event] = [
    became("one [/x]", ItemEnd.RUNNING, ref=ref("1"), began=BEGAN),
    look("1", 0.25),
    became("two", ItemEnd.FAILED, reason="no <such> job", began=BEGAN, ended=BEGAN + timedelta(seconds=65)),
    became("three", ItemEnd.WAITING, reason="engine is busy", attempts=2),
]


def board() -> FleetBoard:
    made = FleetBoard.of("qa", ITEMS)
    assert all(map(made.hear, EVENTS))
    return made


def test_what_went_wrong_comes_first_then_what_is_under_way() -> None:
    made = board()
    assert made.summary == "1 waiting, 1 running, 1 done, 1 failed"
    assert (made.over, made.fraction, made.phase, made.time) == (2, 0.5, Phase.RUNNING, "1 min 5 s")
    assert [(line.name, line.text) for line in made.notable(9)] == [
        ("two", "failed no <such> job"),
        ("one [/x]", "RUNNING  25%"),
        ("three", "waiting (attempt 2) engine is busy"),
    ]
    assert len(made.notable(1)) == 1
    assert made.more(1) == 2
    assert not made.hear(FleetItemChanged(plane="delphix", fleet="another", item=item("two"), total=1))


@pytest.mark.parametrize(
    ("ends", "phase"),
    [
        ([ItemEnd.DONE, ItemEnd.DONE], Phase.SUCCEEDED),
        ([ItemEnd.DONE, ItemEnd.REFUSED], Phase.FAILED),
        ([ItemEnd.DONE, ItemEnd.HELD], Phase.PAUSED),
        ([ItemEnd.FAILED, ItemEnd.WAITING], Phase.RUNNING),
        ([], Phase.SUCCEEDED),
    ],
)
def test_what_all_of_it_means(ends: list[ItemEnd], phase: Phase) -> None:
    assert FleetBoard.of("qa", [item(str(n), end) for n, end in enumerate(ends)]).phase is phase


class TestTerminal:
    @pytest.fixture
    def screen(self, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
        screen = io.StringIO()

        def terminal(*, stderr: bool) -> Console:
            return Console(file=screen, force_terminal=True, width=120, height=30, color_system=None, stderr=stderr)

        monkeypatch.setattr("rich.console.Console", terminal)
        return screen

    def test_the_last_table_stays_on_the_screen(self, screen: io.StringIO) -> None:
        with showing_fleet(True, "qa", ITEMS) as show:
            for event in EVENTS:
                show(event)
        last = screen.getvalue().rpartition("fleet qa")[2]
        assert "1 waiting, 1 running, 1 done, 1 failed" in last
        rows = [" ".join(line.split()) for line in last.splitlines()]
        assert "two engine 2 failed no <such> job" in rows
        assert "one [/x] engine 2 RUNNING 25%" in rows

    def test_a_low_one_says_how_many_it_leaves_out(self, screen: io.StringIO) -> None:
        many = [item(str(number), ItemEnd.FAILED) for number in range(40)]
        with showing_fleet(True, "qa", many):
            pass
        assert "... and 20 more" in screen.getvalue()

    def test_it_says_why_it_stopped(self, screen: io.StringIO) -> None:
        with pytest.raises(KeyboardInterrupt), showing_fleet(True, "qa", ITEMS):
            raise KeyboardInterrupt
        assert "(interrupted)" in screen.getvalue()


class TestNotebook:
    def test_it_changes_in_its_place_and_ends_with_what_is_true(self, monkeypatch: pytest.MonkeyPatch) -> None:
        shown: list[dict[str, str]] = []

        class Handle:
            def update(self, bundle: dict[str, str], *, raw: bool) -> None:
                shown.append(bundle)

        monkeypatch.setattr("IPython.display.display", lambda *bundle, **options: Handle())
        moments = iter([0.0, 0.1, 0.3, 0.3])
        with notebook_display(FleetBoard.of("qa", ITEMS), fleet_html, clock=lambda: next(moments, 0.35)) as show:
            for event in EVENTS:
                show(event)
        assert [each["text/plain"] for each in shown] == [
            "fleet qa: 2 waiting, 1 running, 1 done 30.0 s",
            "fleet qa: 1 waiting, 1 running, 1 done, 1 failed 1 min 5 s",
        ]
        assert "no &lt;such&gt; job" in shown[-1]["text/html"]
        assert "s-failed" in shown[-1]["text/html"]


def test_elsewhere_each_end_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with showing_fleet(True, "qa", ITEMS) as show:
        for event in EVENTS:
            show(event)
    assert capsys.readouterr().err.splitlines() == ["fleet qa: 2/4  two: failed no <such> job"]


def test_a_window_that_is_not_open_yet_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    waits = FleetWaits(plane="delphix", fleet="qa", until=BEGAN)
    with showing_fleet(True, "qa", ITEMS) as show:
        show(waits)
        show(became("two", ItemEnd.DONE))
    said, done = capsys.readouterr().err.splitlines()
    assert said == "fleet qa: 3 waiting, 1 done (nothing is started before 2026-11-26 22:00:00 UTC)"
    assert "two: done" in done
    made = board()
    assert made.hear(waits)
    assert "before" in made.summary
    made.hear(became("one [/x]", ItemEnd.DONE))
    assert "before" not in made.summary


def test_a_callable_gets_what_is_about_the_fleet() -> None:
    seen: list[FleetItemChanged] = []
    with showing_fleet(seen.append, "qa", ITEMS) as show:
        for event in EVENTS:
            show(event)
    assert [event.item.name for event in seen] == ["one [/x]", "two", "three"]
