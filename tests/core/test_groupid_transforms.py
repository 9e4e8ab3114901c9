"""The transform mini-language: every text comes back, known forms are typed, nonsense is named."""

import pytest
from hypothesis import given, strategies as st

from jobspan.credentials import Secret
from jobspan.errors import ValidationError
from jobspan.groupid import Join, Script, Static, Transform, Verbatim, parse_transform

KNOWN = {
    "": Transform(),
    "Join:field=First;separator=_api_;field=Last": Join("First", "_api_", "Last"),
    "Join:field=A;separator=: =;field=B": Join("A", ": =", "B"),
    "Static:value=webdir123R": Static("webdir123R"),
    "Static:value=": Static(""),
    "Static:value=a;b=c:%NOW%": Static("a;b=c:%NOW%"),
    'Script:text=DTM.Result = DTM.Source("cn") & "_;="': Script('DTM.Result = DTM.Source("cn") & "_;="'),
    "Left:field=sn;count=3": Verbatim("Left:field=sn;count=3"),
    "Join:field=A;separator=;field=B": Verbatim("Join:field=A;separator=;field=B"),
    "Join:field=A;field=B": Verbatim("Join:field=A;field=B"),
    "nonsense": Verbatim("nonsense"),
}


@pytest.mark.parametrize("text", KNOWN)
def test_known_texts(text: str) -> None:
    assert parse_transform(text) == KNOWN[text]
    assert parse_transform(text).wire == text


@given(
    st.text()
    | st.sampled_from(["Static", "Join", "Script", "Left", "Resolve", "static"]).flatmap(
        lambda kind: st.text(alphabet="fieldvaluetextseparator=;:ab ").map(lambda rest: f"{kind}:{rest}")
    )
)
def test_any_text_comes_back(text: str) -> None:
    assert parse_transform(text).wire == text
    wrapped = parse_transform(Secret(text))
    assert wrapped.wire in (Secret(text), text)


part = st.text(min_size=1).filter(lambda text: ";" not in text)


@given(part, part, part)
def test_any_join_comes_back(left: str, separator: str, right: str) -> None:
    join = Join(left, separator, right)
    assert parse_transform(join.wire) == join


@pytest.mark.parametrize("parts", [("", "_", "B"), ("A", "", "B"), ("A", "_", ""), ("A;", "_", "B"), ("A", ";", "B")])
def test_a_join_that_could_not_be_read_back_is_refused(parts: tuple[str, str, str]) -> None:
    with pytest.raises(ValidationError):
        Join(*parts)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("nonsense", "has no kind"),
        (":value=x", "has no kind"),
        ("Join:field=A;field=B", "is not a valid Join"),
        ("Static:x", "is not a valid Static"),
        ("Script:DTM.Result = 1", "is not a valid Script"),
        ("Left:sn", "has no parameter"),
    ],
)
def test_malformed_texts_are_named(text: str, wrong: str) -> None:
    transform = parse_transform(text)
    assert isinstance(transform, Verbatim)
    assert wrong in (transform.malformed or "")


def test_unknown_kinds_are_not_malformed() -> None:
    transform = parse_transform("Resolve:filter=(cn=a)")
    assert isinstance(transform, Verbatim)
    assert (transform.kind, transform.malformed) == ("Resolve", None)


@pytest.mark.parametrize(
    ("transform", "fields"),
    [
        (Join("A", "_", "B"), ("A", "B")),
        (Script('DTM.Result = DTM.Source("cn") & dtm.source( "sn" )'), ("cn", "sn")),
        (Static("x"), ()),
    ],
)
def test_source_fields_of_a_transform(transform: Transform, fields: tuple[str, ...]) -> None:
    assert transform.fields == fields


def test_a_secret_constant_stays_one() -> None:
    transform = parse_transform(Secret("Static:value=canary"))
    assert transform == Static(Secret("canary"))
    assert "canary" not in repr(transform)
    assert transform.wire == Secret("Static:value=canary")
