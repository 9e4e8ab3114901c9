"""Tables on a terminal and off it."""

from __future__ import annotations

import pytest

from jobspan.cli.layout import laid_out

NAMES = ["plane", "id", "name", "state"]
ROWS = [
    ["huawei_dsc", "9a1d2c3b-0001-4e5f-8a7b-6c5d4e3f2a1b", "a scan of everything that customers sent", "FINISHED"],
    ["huawei_drs", "adc0da7a-16fe-4aa0-91af-923d79fjb101", "orders", "INCRE_TRANSFER_STARTED"],
]


def test_off_a_terminal_nothing_is_cut() -> None:
    layout = laid_out(NAMES, ROWS, None)
    assert layout.lines[0].split() == NAMES
    assert all(cell in line for row, line in zip(ROWS, layout.lines[1:], strict=True) for cell in row)


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 120, 200])
def test_ids_planes_and_states_are_whole_in_any_terminal(width: int) -> None:
    layout = laid_out(NAMES, ROWS, width)
    text = "\n".join(layout.lines)
    for plane, id, _, state in ROWS:
        assert plane in text
        assert id in text
        assert state in text
    if layout.header:
        assert all(len(line) <= width for line in layout.lines)
    else:
        assert width < 77


def test_what_is_long_is_cut_first() -> None:
    layout = laid_out(NAMES, ROWS, 100)
    assert layout.header
    assert layout.lines[1].endswith("…  FINISHED")
    assert "orders" in layout.lines[2]


def test_columns_without_room_are_named_and_those_that_were_asked_for_stay() -> None:
    names = [*NAMES, "owner", "comment"]
    rows = [[*row, "somebody with a name", "c" * 60] for row in ROWS]
    assert laid_out(names, rows, 110).left_out == ["comment"]
    asked = laid_out(names, rows, 90, may_leave_out=False)
    assert not asked.header
    assert f"comment  {'c' * 60}" in asked.lines


def test_names_go_last_and_ids_of_other_things_before() -> None:
    names = ["id", "name", "state", "phase", "engine_id"]
    rows = [["1" * 36, "a job", "RUNNING", "running", "2" * 36]]
    assert laid_out(names, rows, 80).left_out == ["engine_id"]
    assert laid_out(names, rows, 54).left_out == ["phase", "engine_id"]
    assert laid_out(names, rows, 46).left_out == ["name", "phase", "engine_id"]


def test_wide_characters_take_two_columns() -> None:
    layout = laid_out(["name", "state"], [["数据库迁移任务", "好"], ["ab", "x"]], None)
    assert layout.lines[1].startswith("数据库迁移任务  好")
    assert layout.lines[2] == f"ab{' ' * 12}  x"


def test_texts_do_nothing_to_the_terminal() -> None:
    assert laid_out(["text"], [["a\x1b[31mred\nb\tc\x00"]], None).lines[1] == r"a\x1b[31mred b c\x00"
    assert "\x1b" not in "\n".join(laid_out(["name"], [["\x1b]0;title\x07x"]], 80).lines)


@pytest.mark.parametrize("width", [40, 60, 80])
def test_columns_that_a_command_names_are_whole_as_well(width: int) -> None:
    names = ["plane", "setting", "value", "source"]
    rows = [
        ["groupid", "identity_store_id", "http://a.very.long.address.example.com/", "JOBSPAN_GROUPID_IDENTITY_STORE_ID"]
    ]
    text = "\n".join(laid_out(names, rows, width, whole=("setting", "source")).lines)
    assert "JOBSPAN_GROUPID_IDENTITY_STORE_ID" in text
    assert "identity_store_id" in text
