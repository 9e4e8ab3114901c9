"""``jobspan doctor``: what it looks at on each plane, and what it says to do."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from jobspan.cli.certificates import certificate_of
from jobspan.cli.exits import Exit
from jobspan.config import ConnectionOptions
from jobspan.testing import Clock, Sandbox
from jobspan.testing.sandbox.faults import Answer
from tests.cli.conftest import Run, configure, invoke

SERVED = ("delphix", "groupid", "ciphertrust", "huawei_dsc", "huawei_drs")


def checks(run: Run, *options: str) -> tuple[int, dict[tuple[str, str], dict[str, Any]]]:
    result = run("doctor", "--json", *options)
    assert "canary" not in result.output
    return result.exit_code, {(row["plane"], row["check"]): row for row in json.loads(result.stdout)}


def test_every_plane_is_looked_at_in_every_way(planes: Sandbox, run: Run) -> None:
    code, found = checks(run)
    assert code == Exit.OK, [row for row in found.values() if row["result"] == "problem"]
    for plane in SERVED:
        assert {check for name, check in found if name == plane} >= {"settings", "tls", "reach", "auth", "permissions"}
        assert found[plane, "tls"]["finding"] == "not encrypted, on this machine only"
    assert "masking_jobs" in found["delphix", "permissions"]["finding"]
    assert "migration_jobs" in found["huawei_drs", "permissions"]["finding"]


def test_wrong_credentials_are_told_from_a_server_that_is_away(
    planes: Sandbox, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBSPAN_DELPHIX_API_KEY", "1.wrong-canary")
    monkeypatch.setenv("JOBSPAN_CIPHERTRUST_URL", "http://127.0.0.1:1")
    code, found = checks(run)
    assert code == Exit.ERROR
    assert found["delphix", "reach"]["result"] == "ok"
    assert found["delphix", "auth"]["result"] == "problem"
    assert "not tried again" in found["delphix", "auth"]["advice"]
    assert found["ciphertrust", "reach"]["result"] == "problem"
    assert "proxy" in found["ciphertrust", "reach"]["advice"]
    assert ("ciphertrust", "auth") not in found
    assert found["groupid", "auth"]["result"] == "ok"


def test_problems_are_said_in_full_where_a_table_cuts_them(
    planes: Sandbox, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBSPAN_DELPHIX_API_KEY", "1.wrong-canary")
    monkeypatch.setattr("jobspan.cli.output.width_of_terminal", lambda: 80)
    shown = run("doctor").stdout
    assert "…" in shown
    assert "\ndelphix auth: AuthError: " in shown
    assert "advice" not in shown
    assert "They are not tried again here.\n" in shown
    assert shown.count("Check the API key") == 1


def test_what_the_account_may_not_read_is_named(planes: Sandbox, run: Run) -> None:
    planes.faults.add("get_connectors", Answer(403, {"message": "not allowed"}), plane="delphix", times=None)
    code, found = checks(run)
    assert code == Exit.ERROR
    assert found["delphix", "permissions"]["finding"] == "may not read: connectors"
    assert found["delphix", "permissions"]["advice"]


def test_a_clock_that_is_wrong_is_found(planes: Sandbox, run: Run) -> None:
    late = {"Date": "Mon, 05 Jan 2026 12:00:00 GMT"}
    planes.faults.add(
        "get_jobs", Answer(200, {"items": [], "response_metadata": {}}, late), plane="delphix", times=None
    )
    code, found = checks(run)
    assert code == Exit.ERROR
    assert found["delphix", "clock"]["result"] == "problem"
    assert "NTP" in found["delphix", "clock"]["advice"]


class TestTls:
    def test_a_trusted_certificate_and_when_it_ends(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        with Sandbox(["delphix"], clock=Clock.manual(), tls=True) as box:
            configure(box, monkeypatch, tmp_path)
            (row,) = [
                each
                for each in json.loads(invoke("doctor", "--json").stdout)
                if (each["plane"], each["check"]) == ("delphix", "tls")
            ]
            assert "certificate valid until" in row["finding"]
            options = ConnectionOptions(ca_bundle=box.ca_bundle)
            late = certificate_of(box.url("delphix"), options, datetime(2999, 1, 1, tzinfo=UTC))
            assert not late.fine
            assert "renewed" in late.advice

    def test_one_that_nobody_vouches_for_and_none_at_all(self, tmp_path: Path) -> None:
        now = datetime(2026, 1, 5, tzinfo=UTC)
        with Sandbox(["delphix"], clock=Clock.manual(), tls=True) as box:
            unknown = certificate_of(box.url("delphix"), ConnectionOptions(), now)
            assert not unknown.fine
            assert "ca_bundle" in unknown.advice
            unchecked = certificate_of(box.url("delphix"), ConnectionOptions(verify=False), now)
            assert not unchecked.fine
        assert not certificate_of("http://dct.example.test", ConnectionOptions(), now).fine
