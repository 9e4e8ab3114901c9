"""Texts of any length and form: time grows with the length alone, and no stack is deep."""

from __future__ import annotations

from time import process_time

import pytest

from jobspan._core.text_redaction import mask_text

LENGTH = 15_000
TIMES = (4, 16, 64)
"""Up to a million characters, in steps: where time grows with the square, the first ones tell."""
SLACK = 5

PIECES = [
    "x",
    "0123abcd",
    "a ",
    "a=",
    "a.b-",
    "api key",
    "password=",
    "password: ",
    "password \n",
    'password="',
    "password='",
    "password=''",
    'password:"\\',
    "password={",
    "password=[",
    "password={}",
    "password={}}",
    "password=a,b",
    "password: a,",
    '\\"password\\":\\"',
    "password=\\",
    "--password ",
    "<password>",
    "Authorization: a,",
    'Authorization: x="',
    "Bearer ",
    "jdbc:oracle:thin:",
    "jdbc:oracle:a:b/",
    'jdbc:oracle:a:"',
    "://a:",
    "-----BEGIN ",
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY----------END ",
]


def took(text: str, most: float = 0.0) -> float:
    """The processor's time for a text: the least of three, or the first one that is within ``most``."""
    least = float("inf")
    for _ in range(3):
        began = process_time()
        mask_text(text)
        least = min(least, process_time() - began)
        if least <= most:
            break
    return least


@pytest.mark.parametrize("end", ["", "@", "b"])
@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_the_length_alone(piece: str, end: str) -> None:
    pieces = LENGTH // len(piece)
    base = max(took(f"payload={piece * pieces}{end}"), 0.0005)
    for times in TIMES:
        most = base * times * SLACK
        assert took(f"payload={piece * pieces * times}{end}", most) <= most, times


@pytest.mark.parametrize("piece", ["a=", "password=", "password={", "password=[{", '{"a": '])
def test_depth_does_not_grow_with_the_length(piece: str) -> None:
    assert mask_text(piece * 100_000 + "b").count("***") <= 100_000
