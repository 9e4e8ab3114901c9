"""Ways to a server: what goes out, how requests are spread over pools, and what is kept of replies."""

import asyncio
import gzip
from contextlib import ExitStack

import httpcore
import httpx
import pytest

from jobspan._core.http import Request
from jobspan._io.httpx_adapter import headers_of, pieces, pieces_async, redirected
from jobspan._io.link import AsyncLink, Link, outgoing
from jobspan._io.network import Stream
from jobspan.config import ConnectionOptions
from jobspan.credentials import Secret

URL = "http://plane.example/things"


def request(**about: object) -> Request:
    return Request(**{"plane": "lathe", "method": "GET", "url": URL, **about})  # type: ignore[arg-type]  # any field of it


class Answers(httpx.BaseTransport):
    """Keeps the requests and answers them from a list."""

    def __init__(self, *replies: httpx.Response) -> None:
        self.asked: list[httpx.Request] = []
        self._replies = iter(replies)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return next(self._replies)


def given(transport: httpx.BaseTransport) -> Link:
    return Link.open(ConnectionOptions(transport=transport), None, pytest.fail)


def test_the_headers_that_go_out() -> None:
    transport = Answers(httpx.Response(200), httpx.Response(200))
    link = given(transport)
    with link.reply_to(request(headers=(("Accept", "application/json"), ("X-Key", Secret("s3cret"))))):
        pass
    with link.reply_to(request(method="POST", body={"a": 1}, headers=(("accept-encoding", "identity"),))):
        pass
    plain, posted = (dict(each.headers) for each in transport.asked)
    assert plain["host"] == "plane.example"
    assert plain["accept"] == "application/json"
    assert plain["x-key"] == "s3cret"
    assert "gzip" in plain["accept-encoding"]
    assert plain["connection"] == "keep-alive"
    assert posted["accept-encoding"] == "identity"
    assert posted["content-length"] == "7"
    assert "user-agent" not in plain


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "POST", "PUT", "PATCH"])
@pytest.mark.parametrize("body", [None, b"", b"some bytes", {"a": Secret("s3cret")}])
@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("Accept", "application/json"), ("Connection", "close"), ("X-Key", Secret("k"))),
        (("HOST", "other.example"), ("Content-Length", "10")),
        (("accept-encoding", "identity"),),
    ],
)
@pytest.mark.parametrize(
    "url", [URL, "https://plane.example:8443/a%20b", "http://[::1]:80/", "http://b\u00fccher.example/"]
)
def test_headers_are_those_that_httpx_would_send(
    method: str, body: object, headers: tuple[tuple[str, str | Secret], ...], url: str
) -> None:
    ours = request(method=method, body=body, headers=headers, url=url)
    made = outgoing(ours)
    given = {name.lower() for name, _ in headers}
    by_default = {"Accept-Encoding": made.headers.get("accept-encoding", ""), "Connection": "keep-alive"}
    theirs = httpx.Request(
        method,
        url,
        headers=[*[each for each in by_default.items() if each[0].lower() not in given], *ours.revealed_headers()],
        content=None if body is None else ours.content(),
    )
    assert made.headers.raw == theirs.headers.raw
    assert made.content == theirs.content


class Counted(httpcore.NetworkStream):
    """Counts how often it is asked whether it is readable."""

    def __init__(self) -> None:
        self.asked = 0

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return b"x"

    def get_extra_info(self, info: str) -> object:
        self.asked += info == "is_readable"
        return info == "is_readable"


def test_a_connection_that_was_just_read_from_is_asked_at_its_next_use() -> None:
    counted = Counted()
    stream = Stream(counted, httpcore)
    stream.read(1)
    assert not stream.get_extra_info("is_readable"), "when the reply ends"
    assert counted.asked == 0
    assert stream.get_extra_info("is_readable"), "when the next request begins"
    assert counted.asked == 1


def test_cookies_are_kept_for_their_host_and_not_sent_to_private_addresses() -> None:
    transport = Answers(
        httpx.Response(200, headers={"Set-Cookie": "session=1; Path=/"}), *[httpx.Response(200) for _ in range(3)]
    )
    link = given(transport)
    for each in (request(), request(), request(private=True), request(url="http://other.example/")):
        with link.reply_to(each):
            pass
    assert [each.headers.get("cookie") for each in transport.asked] == [None, "session=1", None, None]


def test_a_private_address_shows_its_query_only_on_the_wire() -> None:
    transport = Answers(httpx.Response(200))
    with given(transport).reply_to(request(url=f"{URL}?signature=abc", private=True)):
        pass
    (asked,) = transport.asked
    assert str(asked.url) == URL
    assert asked.extensions["target"] == b"/things?signature=abc"


class TestSpreading:
    @pytest.mark.parametrize(
        ("most", "idle", "sizes", "kept"),
        [(64, 64, [4] * 16, [4] * 16), (10, 10, [4, 3, 3], [4, 3, 3]), (1, 1, [1], [1]), (8, 3, [4, 4], [2, 1])],
    )
    def test_all_pools_together_have_what_the_settings_allow(
        self, most: int, idle: int, sizes: list[int], kept: list[int]
    ) -> None:
        options = ConnectionOptions(max_connections=most, max_keepalive_connections=idle, trust_env=False)
        link = AsyncLink.open(options, None, httpx.create_ssl_context)
        pools = [each._pool for each in link.transports if isinstance(each, httpx.AsyncHTTPTransport)]
        assert [pool._max_connections for pool in pools] == sizes
        assert [pool._max_keepalive_connections for pool in pools] == kept

    def test_requests_one_after_the_other_use_the_same_connections(self) -> None:
        link = Link([Answers(*[httpx.Response(200)] * 3), Answers()], 8)
        for _ in range(3):
            with link.reply_to(request()):
                pass

    def test_each_pool_gets_what_it_has_room_for(self) -> None:
        transports = [Answers(*[httpx.Response(200) for _ in range(4)]) for _ in range(3)]
        link = Link([*transports], 10)
        with ExitStack() as all_at_once:
            for _ in range(10):
                all_at_once.enter_context(link.reply_to(request()))
            assert [len(each.asked) for each in transports] == [4, 3, 3]

    def test_a_request_that_failed_gives_its_place_back(self) -> None:
        class Down(httpx.BaseTransport):
            def handle_request(self, request: httpx.Request) -> httpx.Response:
                raise httpx.ConnectError("down")

        link = Link([Down(), Answers()], 2)
        for _ in range(3):  # had the place been kept, the second request would have gone to the other pool
            with pytest.raises(httpx.ConnectError), link.reply_to(request()):
                pytest.fail("there is no reply")


class TestReplies:
    @pytest.mark.parametrize("coding", [{}, {"Content-Encoding": "gzip"}])
    def test_bodies_come_decoded(self, coding: dict[str, str]) -> None:
        body = b'{"a": 1}'
        wire = gzip.compress(body) if coding else body
        reply = httpx.Response(200, headers=coding, stream=httpx.ByteStream(wire))
        assert b"".join(pieces(reply)) == body

        async def read() -> bytes:
            return b"".join([piece async for piece in pieces_async(httpx.Response(200, headers=coding, content=wire))])

        assert asyncio.run(read()) == body

    def test_a_body_that_the_transport_has_read_is_there_all_the_same(self) -> None:
        """As one that records replies does. The stream itself has nothing more then, or never ends."""
        reply = httpx.Response(200, content=iter([b"bo", b"dy"]))
        reply.read()
        assert b"".join(pieces(reply)) == b"body"

    def test_headers_are_lower_case_and_repeated_ones_joined(self) -> None:
        raw = [(b"X-One", b"1"), (b"x-one", b"2"), (b"X-Name", "é".encode()), (b"X-Old", b"\xe9")]
        reply = httpx.Response(204, headers=raw)
        assert headers_of(reply) == {"x-one": "1, 2", "x-name": "é", "x-old": "é"}

    @pytest.mark.parametrize("location", ["http://[::1", "http://plane.example:port/"])
    def test_a_redirect_to_what_is_no_address_is_not_followed(self, location: str) -> None:
        reply = httpx.Response(302, headers={"Location": location})
        asked = request(follow_redirects=True, headers=(("X-Key", Secret("k")),))
        followed = redirected(asked, reply)
        assert followed is None or "X-Key" not in dict(followed.headers)
