"""``jobspan jobs --watch``: a board over all planes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from jobspan.cli.exits import Exit
from jobspan.cli.overview import row_of
from jobspan.cli.watch import board
from jobspan.jobs import Phase
from jobspan.testing import Sandbox
from jobspan.testing.sandbox.client_clock import ClientClock
from jobspan.testing.sandbox.faults import Answer
from tests.cli.conftest import Run

FINANCE_JOB = "d53812ce-9186-485d-a388-44bc52087ead"


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_each_state_of_a_job_is_a_line(planes: Sandbox, run: Run) -> None:
    with planes.client() as client:
        id = client.masking_jobs.execute(FINANCE_JOB, engine_id="1").id
    result = run("jobs", "--plane", "delphix", "--watch", "--every", "2", "--for", "30", "--json")
    assert result.exit_code == Exit.OK
    seen = lines(result.stdout)
    assert [row["state"] for row in seen if row["id"] == id] == ["PENDING", "STARTED", "COMPLETED"]


def test_a_plane_that_fails_is_a_row_and_the_others_go_on(
    planes: Sandbox, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBSPAN_GROUPID_PASSWORD", "wrong-canary")
    planes.faults.add("*", Answer(503, "busy"), plane="huawei_dsc")
    looks: list[float] = []
    sleep = ClientClock.sleep

    def counted(clock: ClientClock, seconds: float, wake: Any = None) -> None:
        looks.append(seconds)
        if len(looks) == 4:
            raise KeyboardInterrupt
        sleep(clock, seconds, wake)

    monkeypatch.setattr(ClientClock, "sleep", counted)
    result = run("jobs", "--watch", "--ndjson", "--limit", "2")
    assert result.exit_code == Exit.INTERRUPTED
    rows = lines(result.stdout)
    (refused,) = [row for row in rows if row["plane"] == "groupid"]
    assert "AuthError" in refused["error"]
    of_dsc = [row for row in rows if row["plane"] == "huawei_dsc"]
    assert of_dsc[0]["error"]
    assert of_dsc[-1]["id"]
    assert {row["plane"] for row in rows if row["id"]} >= {"huawei_drs", "huawei_dsc"}
    assert "canary" not in result.output
    assert len([each for each in planes.requests if each.plane == "groupid" and each.method == "POST"]) == 1


def test_a_plane_that_fails_is_a_row_without_watching_as_well(
    planes: Sandbox, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBSPAN_DELPHIX_API_KEY", "1.wrong-canary")
    result = run("jobs", "--json")
    assert result.exit_code == Exit.ERROR
    rows = json.loads(result.stdout)
    assert [bool(row["error"]) for row in rows if row["plane"] == "delphix"] == [True]
    assert len(rows) > 5
    assert "canary" not in result.output


def test_csv_is_not_for_watching(planes: Sandbox, run: Run) -> None:
    assert run("jobs", "--watch", "--csv").exit_code == Exit.USAGE


def test_a_board_without_jobs() -> None:
    assert "0 running, 0 shown" in board([], 80, 24)[0][0]


@pytest.mark.parametrize(("width", "room"), [(80, False), (200, True)])
def test_the_board_says_what_it_has_no_room_for(width: int, room: bool) -> None:
    row = row_of(
        "huawei_drs", "adc0da7a-16fe-4aa0-91af-923d79fjb101", "orders", "INCRE_TRANSFER_STARTED", Phase.RUNNING
    )
    shown = [line for line, _ in board([row], width, 24)]
    assert ("phase" in shown[1]) == room
    assert ("No room for: phase" in shown[-1]) != room


def test_a_board_says_how_many_lines_have_no_room() -> None:
    rows = [row_of("delphix", str(number), state="RUNNING", phase=Phase.RUNNING) for number in range(50)]
    shown = [line for line, _ in board(rows, 80, 24)]
    assert len(shown) < 24
    assert shown[-1] == f"... and {51 - (len(shown) - 2)} lines more"


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_the_board_shows_what_runs_first_and_planes_ids_and_states_whole(width: int) -> None:
    rows = [
        row_of("delphix", "176ea1b164264cd51ea45cd69371a71f", "Masking job execute", "COMPLETED", Phase.SUCCEEDED),
        row_of("huawei_drs", "adc0da7a-16fe-4aa0-91af-923d79fjb101", "orders", "INCRE_TRANSFER_STARTED", Phase.RUNNING),
        row_of("groupid", error="AuthError: the password is wrong"),
    ]
    shown = board(rows, width, 24)
    text = "\n".join(line for line, _ in shown)
    assert "1 running, 2 shown, 1 plane cannot be read, Ctrl-C ends" in shown[0][0]
    assert text.index("groupid") < text.index("huawei_drs") < text.index("delphix")
    for row in rows:
        assert all(row[name] in text for name in ("plane", "id", "state", "error"))
