"""``jobspan settings``: each value, and where it comes from."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from jobspan.cli.exits import Exit
from jobspan.config import Sources
from jobspan.delphix import DelphixSettings
from jobspan.testing import Sandbox
from tests.cli.conftest import Run

CANARY = "s-canary-91c2"


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    place = tmp_path / "config.toml"
    monkeypatch.setattr("jobspan.config.default_profile_file", lambda: place)
    return place


def test_each_value_names_its_source_and_no_secret_is_shown(
    planes: Sandbox, file: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text('[default.delphix]\nurl = "https://elsewhere.example"\nmax_connections = 7\n')
    file.chmod(0o600)
    monkeypatch.setenv("JOBSPAN_DELPHIX_API_KEY", CANARY)
    result = run("settings", "delphix", "--json")
    assert result.exit_code == Exit.OK, result.output
    assert CANARY not in result.output
    found = {row["setting"]: row for row in json.loads(result.stdout)}
    assert found["url"]["value"] == planes.environment()["JOBSPAN_DELPHIX_URL"]
    assert found["url"]["source"] == "JOBSPAN_DELPHIX_URL"
    assert found["api_key"] == {
        "plane": "delphix",
        "setting": "api_key",
        "value": "***",
        "source": "JOBSPAN_DELPHIX_API_KEY",
    }
    assert (found["max_connections"]["value"], found["max_connections"]["source"]) == (
        7,
        f"table [default.delphix] of {file}",
    )
    assert "verify" not in found


def test_defaults_are_shown_when_asked_for(planes: Sandbox, file: Path, run: Run) -> None:
    rows = json.loads(run("settings", "delphix", "--all", "--json").stdout)
    assert {"plane": "delphix", "setting": "verify", "value": True, "source": "default"} in rows
    assert not [row for row in rows if row["setting"] == "transport"]


def test_settings_of_code_name_the_argument() -> None:
    given = DelphixSettings(url="https://dct.example", api_key=CANARY)
    origins = Sources(explicit={"delphix": given}).origins(DelphixSettings)
    assert set(origins.values()) == {"the argument delphix="}
    assert "url" in origins


def test_nothing_set_says_how_to_begin(file: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("JOBSPAN_")]:
        monkeypatch.delenv(name)
    result = run("settings")
    assert result.exit_code == Exit.ERROR
    assert "jobspan configure PLANE" in result.stderr
