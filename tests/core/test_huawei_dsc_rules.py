"""What DSC's rules judge, and how moments are read."""

from datetime import UTC, datetime

import pytest

from jobspan._core.rules import StateRule
from jobspan._core.validation import Validator
from jobspan._planes.huawei_dsc.flows.validation import milliseconds
from jobspan._planes.huawei_dsc.models.scan_jobs import ScanJob, ScanStatus
from jobspan._planes.huawei_dsc.rules import RULES, SCAN_WILL_RUN
from jobspan.errors import ValidationError

STATE_RULES = [rule for rule in RULES if isinstance(rule, StateRule)]


@pytest.mark.parametrize("rule", STATE_RULES, ids=lambda rule: rule.id)
def test_a_state_that_the_vendor_adds_is_not_judged(rule: StateRule) -> None:
    assert rule.judge("scan", ScanStatus("HIBERNATING")).passed is None
    assert {rule.judge("scan", status).passed for status in ScanStatus} == {True, False}


@pytest.mark.parametrize(
    ("open", "status", "passed"),
    [
        (False, "WAITING", True),
        (False, "READY", False),
        (False, "init", False),
        (False, None, True),
        (False, "RUNNING", True),
        (False, "FINISHED", True),
        (False, "HIBERNATING", True),
        (True, "WAITING", True),
        (None, "WAITING", True),
    ],
)
def test_which_scans_will_not_run(open: bool | None, status: str | None, passed: bool) -> None:
    job = ScanJob(id="s", open=open, status=None if status is None else ScanStatus(status))
    assert SCAN_WILL_RUN.judge("scan", job).passed is passed


def test_a_moment_before_1970_is_negative() -> None:
    problems = Validator("a call")
    assert milliseconds(problems, "start_time", datetime(1970, 1, 2, tzinfo=UTC)) == 86_400_000
    problems.stop_if_any()
    milliseconds(problems, "start_time", datetime(1969, 12, 31, tzinfo=UTC))
    with pytest.raises(ValidationError, match="before 1970"):
        problems.stop_if_any()
