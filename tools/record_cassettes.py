"""Records the project's cassettes anew: the sync client against a sandbox, through the scrubbing configuration.

Usage: python tools/record_cassettes.py
"""

import shutil
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

CONTRACT = Path(__file__).resolve().parent.parent / "tests" / "contract"


def main() -> int:
    shutil.rmtree(CONTRACT / "cassettes", ignore_errors=True)
    installed = entry_points(group="pytest11", name="jobspan")
    plugin = [] if installed else ["-p", "jobspan.testing.plugin"]
    recorded = sorted(map(str, CONTRACT.glob("test_*_cassettes_sync.py")))
    return pytest.main([*plugin, "--jobspan-record=all", "-q", *recorded])


if __name__ == "__main__":
    sys.exit(main())
