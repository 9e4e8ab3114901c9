"""The example of DSC brings the file home, and says with its exit status whether it did."""

import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from jobspan.testing import Progress, Sandbox

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "dsc_findings.py"


@pytest.fixture
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("dsc_findings", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_example_runs_on_the_sandbox(
    example: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert example.main([str(tmp_path / "findings.xlsx"), "--sandbox"]) == 0
    assert zipfile.is_zipfile(tmp_path / "findings.xlsx")
    assert "customer-files/exports/orders-2025.csv" in capsys.readouterr().out


def test_the_example_runs_by_settings_alone(tmp_path: Path) -> None:
    with Sandbox(["huawei_dsc"], progress=Progress.at_once()) as sandbox:
        run = subprocess.run(
            [sys.executable, str(EXAMPLE), str(tmp_path / "findings.xlsx")],
            env=sandbox.environment() | {"PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert run.returncode == 0, run.stderr
    assert "level L4: 2 objects" in run.stdout


def test_the_example_says_what_is_missing(
    example: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("PROJECT_ID", "REGION", "ACCESS_KEY", "SECRET_KEY"):
        monkeypatch.delenv(f"JOBSPAN_HUAWEI_{name}", raising=False)
    assert example.main([str(tmp_path / "findings.xlsx")]) == 1
    assert "JOBSPAN_HUAWEI_REGION" in capsys.readouterr().err
