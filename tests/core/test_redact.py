"""What may be shown: a canary hidden in every corner must not sing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import attrs
import pytest

from jobspan._core.call import call
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, pure
from jobspan._core.http import LostExchange, Request, Response
from jobspan._core.operation import RetryClass
from jobspan._core.records import log
from jobspan._core.redact import json_without, mask_headers, mask_json, mask_url, reveal_json
from jobspan._core.secret_names import is_secret_name
from jobspan._core.text_redaction import without
from jobspan.credentials import Secret
from jobspan.errors import JobspanError, SendPhase
from jobspan.policy import Policy

if TYPE_CHECKING:
    from tests.core.conftest import Hand

CANARY = "canary-7f3a"


@pytest.mark.parametrize(
    "name",
    [
        "password", "Password", "db_password", "connector_password", "passwd", "pwd", "passphrase", "secret_key", "clientSecret",
        "token", "access_token", "X-Auth-Token", "X-Subject-Token", "api_key", "apiKey", "access_key", "AccessKey",
        "private_key", "privateKey", "authorization", "Signature", "X-Amz-Signature", "X-Amz-Security-Token", "credential",
        "refresh_token", "keytab",
    ],
)  # fmt: skip
def test_names_of_secrets(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "name",
        "id",
        "token_type",
        "expires_in",
        "credential_path_id",
        "api_key_id",
        "secret_name",
        "key",
        "status",
        "tokens_id",
    ],
)
def test_names_of_others(name: str) -> None:
    assert not is_secret_name(name)


class TestHeaders:
    def test_only_known_harmless_ones_are_shown(self) -> None:
        headers = [("Authorization", CANARY), ("X-New-Thing", CANARY), ("Accept", "text/csv"), ("COOKIE", CANARY)]
        assert mask_headers(headers) == {
            "Authorization": "***", "X-New-Thing": "***", "Accept": "text/csv", "COOKIE": "***",
        }  # fmt: skip

    def test_a_secret_is_masked_under_any_name(self) -> None:
        assert mask_headers([("Accept", Secret(CANARY))]) == {"Accept": "***"}


class TestAddresses:
    @pytest.mark.parametrize(
        ("url", "shown"),
        [
            ("https://h.example/a?limit=5", "https://h.example/a?limit=5"),
            (f"https://h.example/a?token={CANARY}&limit=5", "https://h.example/a?token=***&limit=5"),
            (f"https://user:{CANARY}@h.example/a", "https://h.example/a"),
            (f"https://h.example/a?X-Amz-Signature={CANARY}&X-Amz-Date=2", "https://h.example/a?X-Amz-Signature=***&X-Amz-Date=2"),
            (f"https://h.example/a#access_token={CANARY}", "https://h.example/a"),
            ("https://h.example/a?x=1%262&y=", "https://h.example/a?x=1%262&y="),
        ],
    )  # fmt: skip
    def test_shown(self, url: str, shown: str) -> None:
        assert mask_url(url) == shown


class TestBodies:
    @pytest.mark.parametrize(
        "tree",
        [
            {"password": CANARY},
            {"a": [{"b": {"secret_key": CANARY}}]},
            {"note": Secret(CANARY)},
            {"list": (Secret(CANARY), [Secret(CANARY)])},
            {"passwords": [CANARY, {"value": CANARY}]},
            {"credentials": {"user": CANARY, "deep": [[CANARY]]}},
            {"credential": {"nested": {"id": CANARY}}},
        ],
    )
    def test_nothing_secret_is_shown(self, tree: Any) -> None:
        assert CANARY not in str(mask_json(tree))

    def test_numbers_are_secrets_too(self) -> None:
        assert mask_json({"password": 123456, "retries": 3}) == {"password": "***", "retries": 3}

    def test_absent_secrets_are_seen_to_be_absent(self) -> None:
        tree = {"password": None, "secret": "", "token": False}
        assert mask_json(tree) == tree

    def test_the_tree_itself_is_left_alone(self) -> None:
        tree = {"a": [Secret(CANARY)], "b": {"c": 1}}
        mask_json(tree)
        assert reveal_json(tree) == {"a": [CANARY], "b": {"c": 1}}


def test_long_secrets_first() -> None:
    assert without({"abcd", "abcdefgh"}, "x abcdefgh abcd") == "x *** ***"
    assert without({"ab", ""}, "cab") == "cab", "too short to be told from ordinary words"
    assert without({"abcdefgh"}, "a text cut off in abcdef") == "a text cut off in ***"
    assert without({"abcdefgh"}, "abc") == "abc"


def test_what_is_said_is_masked_as_names_too() -> None:
    said = {CANARY: [f"{CANARY} is bad"], "message": {f"field {CANARY}": "message"}}
    assert json_without({CANARY, "message"}, said) == {"***": ["*** is bad"], "message": {"field ***": "***"}}


def test_secrets_in_names_and_in_bytes() -> None:
    secret = "p\u00e4ss'w\\ord"
    assert json_without({secret}, {secret: {f"x {secret}": 1}}) == {"***": {"x ***": 1}}
    assert without({secret}, f"illegal status line: {bytearray(secret.encode())!r}").count("***") == 1
    assert "ss'w" not in without({secret}, f"illegal status line: {bytearray(secret.encode())!r}")


class Signed:
    """Puts the canary into a header."""

    def authorize(self, ctx: PlaneContext, request: Request) -> Flow[Request]:
        return pure(request.with_headers(("Authorization", Secret(f"Bearer {CANARY}")), ("X-Own", Secret(CANARY))))

    def refused(self, ctx: PlaneContext, request: Request, response: Response) -> Flow[bool]:
        return pure(False)


def echo(request: Request) -> Response:
    """A server that repeats all it was sent in its error."""
    text = request.content().decode() + str(request.revealed_headers())
    return Response(
        status=400, headers={"x-echo": text, "x-request-id": "r-1"}, body=b'{"oops": %s}' % _json_string(text)
    )


def _json_string(text: str) -> bytes:
    return b'"' + text.replace("\\", "\\\\").replace('"', '\\"').encode() + b'"'


def in_headers(request: Request) -> Response:
    """One that repeats a secret in headers that are shown, and as the name of a member."""
    names = ("x-request-id", "server", "etag", "retry-after")
    return Response(status=400, headers=dict.fromkeys(names, CANARY), body=b'{"errors": {"%s": 1}}' % CANARY.encode())


GARBAGE = LostExchange(SendPhase.REPLY_PARTIAL, f"illegal status line: {bytearray(CANARY.encode())!r}")
"""What the HTTP library says of a server that answers with the password and not with HTTP."""


class TestCalls:
    @pytest.mark.parametrize(
        "answer", [echo, in_headers, GARBAGE, LostExchange(SendPhase.NOT_SENT, "refused"), Response(status=503)]
    )
    def test_a_call_that_fails_shows_no_secret_anywhere(
        self,
        answer: Any,
        hand: type[Hand],
        operation: Callable[..., Any],
        context: Callable[..., PlaneContext],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        ctx = context(auth=Signed(), policy=Policy(attempts=2, headers={"X-Proxy-Key": CANARY}))
        world = hand(answer, answer)
        body = {"password": Secret(CANARY), "deep": [{"note": Secret(CANARY)}]}
        query = {"token": CANARY}
        with caplog.at_level("DEBUG"), pytest.raises(JobspanError) as caught:
            world.run(call(ctx, operation(RetryClass.IDEMPOTENT), path={"partId": "1"}, query=query, body=body))
        for event in world.told:
            log(event, None)
        error = caught.value
        shown = [
            str(error),
            repr(error),
            str(error.__dict__),
            caplog.text,
            repr(world.told),
            repr(world.sent),
            repr(ctx),
        ]
        assert CANARY not in "\n".join(shown)
        assert CANARY in world.sent[0].content().decode()
        assert error.__traceback__ is not None

    def test_a_request_shows_no_query_header_or_body(self) -> None:
        request = Request(
            plane="lathe",
            method="POST",
            url="https://h.example",
            query=(("token", CANARY),),
            headers=(("Authorization", Secret(CANARY)), ("X-Key", CANARY)),
            body={"password": CANARY},
        )
        assert CANARY not in repr(request)
        assert CANARY not in str(request.masked())
        assert CANARY not in request.masked_body()
        raw = attrs.evolve(request, body=CANARY.encode())
        assert raw.masked_body() == f"<{len(CANARY)} bytes>"
        assert CANARY not in str(raw.masked())
