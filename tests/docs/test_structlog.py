"""The block about structlog runs as it stands, and its lines have the attributes that the page promises."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from jobspan.testing import Sandbox
from jobspan.testing.sandbox.delphix.seed import FINANCE_JOB

pytest.importorskip("structlog", reason="structlog is not installed; the tests bring it with the group `test`")

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "guide" / "watching.md"
BLOCK: Final = re.compile(r"^```py\n(import logging\n\nimport structlog\n.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    """That of jobspan, which is afterwards as it was."""
    logger = logging.getLogger("jobspan")
    handlers, level = list(logger.handlers), logger.level
    yield logger
    logger.handlers[:] = handlers
    logger.setLevel(level)


def test_each_line_has_the_event(logger: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    [block] = BLOCK.findall(PAGE.read_text())
    exec(compile(block, str(PAGE), "exec"), {})
    with Sandbox(["delphix"]) as sandbox, sandbox.client() as client:
        client.masking_jobs.get(FINANCE_JOB)
    [line] = map(json.loads, capsys.readouterr().err.splitlines())
    assert (line["level"], line["logger"]) == ("info", "jobspan.delphix")
    assert (line["jobspan_event"], line["jobspan_operation"]) == ("ResponseReceived", "get_masking_job_by_id")
    assert line["jobspan_status"] == 200
    assert {"jobspan_version", "jobspan_call_id", "jobspan_parent_id", "jobspan_plane", "timestamp"} <= {*line}
