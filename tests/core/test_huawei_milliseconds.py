"""Moments of Huawei Cloud, there and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, strategies as st

from jobspan._planes.huawei.milliseconds import milliseconds_of
from jobspan._planes.huawei_drs.models.times import moment_of


@given(st.integers(min_value=1, max_value=4_000_000_000_000))
@example(2_150_399_568_319)
def test_what_was_read_is_sent_as_it_was(value: int) -> None:
    moment = moment_of(str(value))
    assert moment is not None
    assert milliseconds_of(moment) == value


def test_what_is_finer_is_left_out_and_zones_count() -> None:
    there = datetime(2026, 1, 5, 10, 0, 0, 1999, tzinfo=timezone(timedelta(hours=1)))
    assert milliseconds_of(there) == milliseconds_of(datetime(2026, 1, 5, 9, 0, 0, 1000, tzinfo=UTC))
    with pytest.raises(TypeError):
        milliseconds_of(datetime(2026, 1, 5))
