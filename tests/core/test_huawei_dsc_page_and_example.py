"""The docs page of DSC runs from top to bottom, and its example gets the file."""

import importlib.util
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from jobspan.testing import Clock, Progress, Sandbox

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "planes" / "huawei-dsc.md"
EXAMPLE = ROOT / "examples" / "dsc_findings.py"


def test_every_block_of_the_page_runs_in_order(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import jobspan

    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) >= 9
    with Sandbox(["huawei_dsc"], clock=Clock.manual()) as sandbox, sandbox.client() as client:
        monkeypatch.setattr(jobspan.Client, "from_env", lambda: client)
        namespace: dict[str, object] = {}
        for block in blocks:
            exec(compile(block, str(PAGE), "exec"), namespace)
    shown = capsys.readouterr().out
    assert "customer-files/exports/orders-2025.csv" in shown
    assert "confirm='unmasked'" in shown
    assert "invoice-scan FINISHED" in shown


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
    assert "JOBSPAN_HUAWEI_PROJECT_ID" in capsys.readouterr().err
