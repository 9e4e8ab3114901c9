from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, strategies as st

from jobspan.testing.sandbox.delphix.filters import FilterError, fields, parse

KNOWN = fields(
    text="name ruleset.name",
    number="size",
    flag="ready",
    date="made",
    texts="algorithms",
    tags=fields(text="key value"),
) | fields(number=" ".join(f"n{i}" for i in range(9)))

ITEM: dict[str, Any] = {
    "name": "Finance job",
    "ruleset": {"name": "rules"},
    "size": 123,
    "ready": True,
    "made": "2018-04-27T18:39:26.397+00:00",
    "algorithms": ["Email SL", "Names"],
    "tags": [{"key": "team", "value": "alpha"}, {"key": "env", "value": "prod"}],
}


@pytest.mark.parametrize(
    "expression",
    [
        "name EQ 'Finance job'",
        'name eq "Finance job"',
        "name NE 'x' AND size Gt 122",
        "size GE 1.23e2 and size LE +123",
        "size LT -1 OR size EQ 123",
        "size EQ 0 AND size EQ 1 OR ready EQ true",
        "NOT size EQ 0 AND ready EQ TRUE",
        "NOT NOT ready EQ true",
        "not (size EQ 123 AND ready EQ false)",
        "made GT 2018-04-27T18:39:26Z",
        "made LT '2018-04-28T00:00:00+00:00'",
        "made GE 2018-04-27T20:39:26.397+02:00",
        "name IN ['a', 'Finance job']",
        "size IN [1, 2, 123]",
        "ruleset.name CONTAINS 'rule'",
        "algorithms CONTAINS 'Names'",
        "tags CONTAINS {key EQ 'team' AND value EQ 'alpha'}",
        "NOT tags CONTAINS {key EQ 'team' AND value EQ 'prod'}",
        "SEARCH 'FINANCE'",
        "SEARCH '12'",
        "SEARCH 'alph'",
        "SEARCH 'email' AND n1 EQ NIL",
        "size NE NIL",
        "n1 NE 5",
    ],
)
def test_it_matches(expression: str) -> None:
    assert parse(expression, KNOWN)(ITEM)


@pytest.mark.parametrize(
    "expression",
    [
        "name EQ 'finance job'",
        "name CONTAINS 'JOB'",
        "algorithms CONTAINS 'Name'",
        "size EQ 123 AND ready EQ false",
        "n1 EQ 5",
        "n1 LT 5",
        "size EQ NIL",
        "SEARCH 'nothing'",
        "name IN ['a', 'b']",
        "tags CONTAINS {key EQ 'nobody'}",
    ],
)
def test_it_does_not_match(expression: str) -> None:
    assert not parse(expression, KNOWN)(ITEM)


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("nmae EQ 'x'", "unknown field 'nmae'"),
        ("tags CONTAINS {name EQ 'x'}", "unknown field 'name'"),
        ("tags CONTAINS 'production'", "expected '{'"),
        ("tags EQ 'team'", "not a valid value"),
        ("size CONTAINS '1'", "does not apply to 'size'"),
        ("ready GT true", "GT does not apply"),
        ("size EQ '123'", "not a valid value for 'size', a number"),
        ("name EQ 12", "not a valid value for 'name', a string"),
        ("ready EQ 1", "a boolean"),
        ("made EQ 'soon'", "not a valid date"),
        ("name GT NIL", "not a valid value"),
        ("name IN []", "not a valid value"),
        ("name IN ['a'", "expected ']'"),
        ("(name EQ 'a'", "expected '\\)'"),
        ("name EQ 'a' name", "expected 'the end'"),
        ("name 'a'", "expected an operator"),
        ("SEARCH name", "needs a string"),
        ("AND name EQ 'a'", "expected a field"),
        ("name EQ 'a", "cannot read"),
        ("name EQ", "not a valid value"),
        ("a EQ", "4|5"),
        (" OR ".join(f"n{i} EQ 1" for i in range(9)), "more than 8"),
        (f"size IN {list(range(101))}", "more than 100"),
        ("name EQ '" + "x" * 50_000 + "'", "50000"),
        ("(" * 60 + "size EQ 1" + ")" * 60, "deep"),
    ],
)
def test_it_is_refused(expression: str, reason: str) -> None:
    with pytest.raises(FilterError, match=reason):
        parse(expression, KNOWN)


def test_the_limits_themselves_are_allowed() -> None:
    parse(" OR ".join(f"n{i} EQ 1" for i in range(8)), KNOWN)
    parse(f"size IN {list(range(100))}", KNOWN)
    parse("name EQ '" + "x" * (50_000 - len("name EQ ''")) + "'", KNOWN)


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    with contextlib.suppress(FilterError):
        parse(text, KNOWN)(ITEM)


@given(st.lists(st.integers(-999, 999), min_size=1, max_size=100), st.integers(-999, 999))
def test_in_is_membership(values: list[int], size: int) -> None:
    assert parse(f"size IN {values}", KNOWN)({"size": size}) == (size in values)
