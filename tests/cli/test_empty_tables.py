"""Tables without rows: programs find the columns that they ask for."""

from __future__ import annotations

import pytest

from jobspan.cli.exits import Exit
from jobspan.testing import Sandbox
from tests.cli.conftest import Run

LINES = {
    ("fleet", "list"): "name,counts,created,updated",
    ("journal", "list"): "key,plane,method,state,arguments,holder,created,updated,ref,error,note,steps",
    ("list", "sync_jobs.aws.keys"): "id,",
}


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_the_header_is_there(planes: Sandbox, run: Run, line: tuple[str, str]) -> None:
    header, *rows = run(*line, "--csv").stdout.splitlines()
    assert header.startswith(LINES[line])
    assert rows == []


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_a_column_that_is_not_there_is_wrong_usage(planes: Sandbox, run: Run, line: tuple[str, str]) -> None:
    assert run(*line, "--columns", "nosuch").exit_code == Exit.USAGE
