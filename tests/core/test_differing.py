"""How arguments of two calls are said to differ."""

from __future__ import annotations

from typing import Any

import pytest

from jobspan._core.differing import differences
from jobspan._core.text_redaction import mask_text


def _secret(digest: str) -> dict[str, str]:
    return {"secret": digest}


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ({"a": 1, "b": {"x": 1, "y": 2}}, {"b": {"y": 2, "x": 1}, "a": 1}, ()),
        ({"a": 1}, {"a": "1"}, ('a was 1, and is "1"',)),
        ({"a": 1}, {"a": True}, ("a was 1, and is true",)),
        ({}, {"mode": "all"}, ('mode was the default, and is "all"',)),
        ({"tags": {"a": "b"}}, {"tags": {}}, ("tags['a'] was \"b\", and is not there",)),
        ({"ends": [1, 2]}, {"ends": [1]}, ("ends had 2 entries, and has 1",)),
        ({"p": _secret("d1")}, {"p": _secret("d2")}, ("p is another secret",)),
        ({"p": "text"}, {"p": _secret("d2")}, ('p was "text", and is a secret',)),
        ({"p": _secret("d1")}, {}, ("p was a secret, and is the default",)),
        ({"access_token": 12345}, {"access_token": 6789}, ("access_token is not the same",)),
        (
            {"ends": [{"End": {"job": "j", "password": _secret("d1")}}]},
            {"ends": [{"End": {"job": "k", "password": _secret("d2")}}]},
            ('ends[0].job was "j", and is "k"', "ends[0].password is another secret"),
        ),
        (
            {"auth": {"password": _secret("d1")}},
            {"auth": {"password": _secret("d2")}},
            ("auth['password'] is another secret",),
        ),
        (
            {"url": "jdbc:x://u:hunter2@h/db"},
            {"url": "jdbc:x://u:hunter3@h/db"},
            ('url was "jdbc:x://u:***@h/db", and is "jdbc:x://u:***@h/db"',),
        ),
    ],
)
def test_each_place_is_named(before: dict[str, Any], now: dict[str, Any], told: tuple[str, ...]) -> None:
    assert differences(before, now) == told
    for each in told:
        assert mask_text(each) == each, "views that mask leave the sentence as it is"
        assert "d1" not in each
        assert "d2" not in each


def test_of_many_places_some_are_named() -> None:
    found = differences({"ends": list(range(100))}, {"ends": list(range(1, 101))})
    assert len(found) == 11
    assert found[-1] == "90 more"
