"""What is new in a text that grows, and of which only the end may show."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from jobspan._core.growing_text import GrowingText
from jobspan._core.logs import record_of_line
from jobspan.logs import LogLevel

LINES = st.lists(st.text("ab c\N{SNOWMAN}", max_size=6), max_size=30)


@given(LINES, st.lists(st.integers(0, 300), max_size=8))
def test_a_text_that_is_shown_whole_comes_once_and_in_order(lines: list[str], looks: list[int]) -> None:
    whole = "".join(f"{line}\n" for line in lines)
    text = GrowingText()
    told: list[str] = []
    for length in sorted(min(each, len(whole)) for each in looks):
        news = text.take(whole[:length])
        assert not news.missing
        told += news.lines
    told += text.take(whole, over=True).lines
    assert told == lines


@given(LINES, st.lists(st.integers(0, 300), max_size=8), st.integers(1, 60), st.booleans())
def test_of_a_text_that_is_cut_each_line_comes_once_or_its_loss_is_told(
    lines: list[str], looks: list[int], window: int, sized: bool
) -> None:
    """Each line is numbered, so that the text repeats nothing and the end of what was told can be found in it."""
    whole = "".join(f"{number} {line}\n" for number, line in enumerate(lines))
    data = whole.encode()
    text = GrowingText()
    told: list[str] = []
    lost = False
    for length in [*sorted(min(each, len(data)) for each in looks), len(data)]:
        begin = max(0, length - window)
        begin = 0 if begin == 0 else data.rfind(b"\n", 0, begin) + 1
        shown = data[begin:length].decode(errors="ignore")
        if len(shown.encode()) != length - begin:
            continue  # cut within a letter: no server does that
        news = text.take(shown, cut=begin > 0, size=length if sized else None, over=length == len(data))
        lost = lost or news.missing
        told += news.lines
    numbers = [int(line.split(" ")[0]) for line in told]
    assert numbers == sorted(set(numbers))
    if not lost:
        assert told == whole.splitlines()


def test_a_line_without_an_end_is_kept_back_until_it_is_whole() -> None:
    text = GrowingText()
    assert text.take("one\ntw").lines == ("one",)
    assert text.take("one\ntwo\nthr").lines == ("two",)
    assert text.take("one\ntwo\nthree", over=True).lines == ("three",)
    assert text.take("one\ntwo\nthree", over=True).lines == ()


def test_a_text_that_begins_anew_is_told_anew() -> None:
    text = GrowingText()
    text.take("a long first run\n")
    assert text.take("again\n").lines == ("again",)


def test_only_the_end_of_a_line_ends_a_line() -> None:
    odd = "form\ffeed, nel\x85, ls\u2028, ps\u2029, a\rprogress, fs\x1c"
    assert GrowingText().take(f"{odd}\r\nnext\n\nlast\n").lines == (odd, "next", "", "last")


@pytest.mark.parametrize("behind", ["", "one\n", "one\ntw"])
def test_a_server_that_is_behind_shows_nothing_new(behind: str) -> None:
    text = GrowingText()
    text.take("one\ntwo\n")
    assert text.take(behind, over=True).lines == ()
    assert text.take("one\ntwo\nthree\n").lines == ("three",)


def test_what_was_thrown_away_unseen_is_told() -> None:
    text = GrowingText()
    text.take("0123456789\n")
    news = text.take("yz\n", cut=True, size=100)
    assert (news.lines, news.missing) == (("yz",), True)


def test_time_and_level_are_read_off_a_line_that_begins_with_them() -> None:
    record = record_of_line("2026-01-05T09:00:04.123Z WARN  [main] 3 rows do not conform")
    assert record.time is not None
    assert record.time.isoformat() == "2026-01-05T09:00:04.123000+00:00"
    assert (record.level, record.text) == (LogLevel.WARNING, "[main] 3 rows do not conform")
    assert record_of_line("ERROR: no space").text == "no space"


def test_a_line_of_another_form_stays_as_it_is() -> None:
    for line in (
        "ORA-12505, TNS:listener",
        "2026-01-05 09:00:04 INFO without a zone",
        "INFORMATION is not a level",
        "  at x",
    ):
        record = record_of_line(line)
        assert (record.text, record.time, record.level) == (line, None, LogLevel.UNKNOWN)
    odd = record_of_line("2026-01-05T09:00:04Z Masking begins")
    assert (odd.text, odd.level) == ("Masking begins", LogLevel.UNKNOWN)
