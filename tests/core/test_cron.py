"""Schedules of CipherTrust take what its scheduler documents, and nothing that it would refuse."""

import pytest

from jobspan._core.validation import Validator
from jobspan._planes.ciphertrust.cron import check_cron


def found_in(text: object) -> list[str]:
    problems = Validator("call")
    check_cron(problems, "run_at", text)
    return [each.message for each in problems.found]


@pytest.mark.parametrize(
    "text",
    [
        "* * * * *",
        "0 9 * * sat",
        "0 9 * * SAT",
        "*/15 0-23/2 1,15 * mon-fri",
        "5/10 0 31 jan-Mar,12 ?",
        "59 23 31 12 6",
        "  0   2  * * 0 ",
    ],
)
def test_what_the_scheduler_documents_is_taken(text: str) -> None:
    assert found_in(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("61 2 * * *", "the minute '61' is not 0..59"),
        ("0 25 * * *", "the hour '25' is not 0..23"),
        ("0 0 32 * *", "the day of the month '32' is not 1..31"),
        ("0 0 0 * *", "the day of the month '0' is not 1..31"),
        ("0 0 * 13 *", "the month '13' is not 1..12 or jan..dec"),
        ("* * * * foo", "the day of the week 'foo' is not 0..6 or sun..sat"),
        ("* * * * 1,7", "the day of the week '7' is not 0..6"),
        ("*/0 * * * *", "has a step of 0"),
        ("5-1 * * * *", "ends before it begins"),
        ("*-5 * * * *", "a range without a beginning"),
        ("1, * * * *", "cannot be read"),
        ("-1 * * * *", "cannot be read"),
        ("a b c d e", "the minute 'a' is not 0..59, the hour 'b' is not 0..23"),
        ("* * * *", "five fields"),
        ("0 * * * * *", "five fields"),
        ("@daily", "five fields"),
        (5, "five fields"),
    ],
)
def test_what_it_would_refuse_is_refused_with_the_reason(text: object, told: str) -> None:
    assert told in "".join(found_in(text))
