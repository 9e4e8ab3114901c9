"""When the sandbox's scheduler runs something."""

from datetime import UTC, datetime

import pytest

from jobspan.testing.sandbox.ciphertrust.cron import Cron

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "next_time"),
    [
        ("* * * * *", "2026-01-05 09:01"),
        ("0 9 * * *", "2026-01-06 09:00"),
        ("30 9 * * *", "2026-01-05 09:30"),
        ("0 2 * * *", "2026-01-06 02:00"),
        ("0 9 * * sat", "2026-01-10 09:00"),
        ("0 9 * * SUN", "2026-01-11 09:00"),
        ("0 1 * * mon-fri", "2026-01-06 01:00"),
        ("*/20 * * * *", "2026-01-05 09:20"),
        ("5/30 8-10 * * *", "2026-01-05 09:05"),
        ("0 0 1 * *", "2026-02-01 00:00"),
        ("0 0 1 mar,jul *", "2026-03-01 00:00"),
        ("0 0 29 2 *", "2028-02-29 00:00"),
        ("0 0 31 * 3", "2026-01-07 00:00"),
    ],
)
def test_the_next_time(expression: str, next_time: str) -> None:
    found = Cron.parse(expression).after(MONDAY)
    assert found is not None
    assert f"{found:%Y-%m-%d %H:%M}" == next_time


def test_a_day_that_never_comes() -> None:
    assert Cron.parse("0 0 31 feb *").after(MONDAY) is None


@pytest.mark.parametrize(
    "bad", ["", "0 2 * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * foo *", "9-5 * * * *", "*/0 * * * *"]
)
def test_what_is_not_an_expression(bad: str) -> None:
    with pytest.raises(ValueError):
        Cron.parse(bad)
