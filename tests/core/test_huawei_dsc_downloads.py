"""Downloads by hand: whatever breaks, the file is whole in the end, or nothing has its name."""

import contextlib
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings, strategies as st

from jobspan._core.context import PlaneContext
from jobspan._core.effects import Download, Emit, Flow, Random, Sleep, WallClock, pure
from jobspan._core.http import LostExchange, Request, Response
from jobspan._io.file_sink import Destination, FileSink
from jobspan._planes.huawei_dsc.dialect import DscDialect
from jobspan._planes.huawei_dsc.flows.downloads import fetch_file
from jobspan.credentials import Secret
from jobspan.errors import ApiError, DecodeError, JobspanError, SendPhase, TransportError
from jobspan.policy import Policy

LINK = Secret("https://obs.example.com/results/f.xlsx?AccessKeyId=AK&Expires=9&Signature=canary-signature")


class CloudAuth:
    """Must not be asked: the file host is none of the cloud's own."""

    def authorize(self, ctx: Any, request: Any) -> Flow[Any]:
        raise AssertionError("the file host must not see credentials")

    def refused(self, ctx: Any, request: Any, response: Any) -> Flow[bool]:
        raise AssertionError("the file host must not see credentials")


CTX = PlaneContext(
    plane="huawei_dsc",
    base_url="https://x",
    auth=CloudAuth(),
    dialect=DscDialect("en-us"),
    policy=Policy(attempts=3),
)


@attrs.define
class Host:
    """A file host that cuts its replies short; `cuts` says where, one an attempt."""

    content: bytes
    cuts: list[int] = attrs.field(factory=list)
    ranges: bool = True
    etag: str | None = '"v1"'
    lies_by: int = 0
    requests: list[Request] = attrs.field(factory=list)
    slept: list[float] = attrs.field(factory=list)
    reply: Callable[[Download], Response] | None = None
    """Answers in place of this host."""

    def answer(self, effect: Download) -> Response:
        if self.reply is not None:
            return self.reply(effect)
        request, sink = effect.request, effect.sink
        self.requests.append(request)
        start = 0
        wanted = request.header("Range")
        matches = request.header("If-Range") == self.etag
        headers = {"etag": self.etag} if self.etag else {}
        if self.ranges and isinstance(wanted, str) and matches:
            start = int(wanted.removeprefix("bytes=").removesuffix("-")) + self.lies_by
            headers["content-range"] = f"bytes {start}-{len(self.content) - 1}/{len(self.content)}"
        body = self.content[start:]
        headers["content-length"] = str(len(body))
        response = Response(status=206 if "content-range" in headers else 200, headers=headers)
        sink.begin(response)
        keep = self.cuts.pop(0) if self.cuts else len(body)
        for at in range(0, min(keep, len(body)), 7):
            sink.write(body[at : min(at + 7, keep)])
        if keep < len(body):
            raise LostExchange(SendPhase.REPLY_PARTIAL, "cut")
        return response


def run(flow: Flow[int], host: Host) -> int:
    answer: Any = None
    problem: Exception | None = None
    while True:
        try:
            effect = flow.throw(problem) if problem else flow.send(answer)
        except StopIteration as end:
            size: int = end.value
            return size
        answer = problem = None
        match effect:
            case Download():
                try:
                    answer = host.answer(effect)
                except Exception as error:
                    problem = error
            case Sleep(seconds):
                host.slept.append(seconds)
            case Random():
                answer = 0.5
            case WallClock():
                answer = 0.0
            case Emit(event):
                assert "canary" not in repr(event)
            case _:
                raise AssertionError(effect)


def fetch(host: Host, path: Path) -> int:
    with FileSink(path) as sink:
        return run(fetch_file(CTX, LINK, lambda: pure(LINK), sink), host)


@settings(max_examples=150, deadline=None)
@given(
    size=st.integers(0, 400),
    cuts=st.lists(st.integers(0, 400), max_size=8),
    ranges=st.booleans(),
    etag=st.sampled_from(['"v1"', None, 'W/"v1"']),
)
def test_cut_anywhere_it_ends_whole_or_leaves_nothing(
    tmp_path_factory: pytest.TempPathFactory, size: int, cuts: list[int], ranges: bool, etag: str | None
) -> None:
    folder = tmp_path_factory.mktemp("cut")
    content = b"PK" + random.Random(size).randbytes(size)
    host = Host(content, list(cuts), ranges, etag)
    with contextlib.suppress(TransportError):
        assert fetch(host, folder / "f.xlsx") == len(content)
    left = {each.name: each.read_bytes() for each in folder.iterdir()}
    assert left in ({}, {"f.xlsx": content})
    if not cuts:
        assert left


def test_the_rest_is_asked_for_by_version(tmp_path: Path) -> None:
    host = Host(bytes(range(200)), [70, 49])
    fetch(host, tmp_path / "f")
    assert [(each.header("Range"), each.header("If-Range")) for each in host.requests] == [
        (None, None),
        ("bytes=70-", '"v1"'),
        ("bytes=119-", '"v1"'),
    ]
    for request in host.requests:
        names = {name.lower() for name, _ in request.headers}
        assert not names & {"authorization", "x-auth-token", "x-sdk-date", "x-security-token", "x-project-id"}
        assert "canary" not in f"{request!r} {request.masked()}"


def test_attempts_in_vain_are_limited(tmp_path: Path) -> None:
    host = Host(b"x" * 100, [0] * 50)
    with pytest.raises(TransportError) as caught:
        fetch(host, tmp_path / "f")
    assert caught.value.attempts == len(host.requests) == CTX.policy.attempts
    assert "canary" not in f"{caught.value!r}{caught.value.__cause__!r}"


def test_attempts_that_get_further_are_not(tmp_path: Path) -> None:
    host = Host(b"x" * 1000, [7] * 100)
    assert fetch(host, tmp_path / "f") == 1000
    assert len(host.requests) == 101


def test_a_piece_of_another_place_is_not_taken(tmp_path: Path) -> None:
    host = Host(bytes(range(200)), [70], lies_by=3)
    fetch(host, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == host.content
    assert [each.header("Range") for each in host.requests] == [None, "bytes=70-", None]


def test_a_compressed_reply_is_refused(tmp_path: Path) -> None:
    def answer(effect: Download) -> Response:
        response = Response(status=200, headers={"content-encoding": "gzip"})
        effect.sink.begin(response)
        return response

    host = Host(b"", reply=answer)
    with pytest.raises(DecodeError, match="compresses"):
        fetch(host, tmp_path / "f")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "page", [b"OK", b"{}", b"", b"<html>please wait</html>"], ids=["text", "json", "nothing", "html"]
)
def test_a_page_that_comes_with_success_is_not_taken_for_the_file(tmp_path: Path, page: bytes) -> None:
    workbook = b"PK\x03\x04" + bytes(100)
    host = Host(workbook)

    def answer(effect: Download) -> Response:
        host.reply = None
        response = Response(status=200, headers={"content-length": str(len(page)), "content-type": "text/plain"})
        effect.sink.begin(response)
        effect.sink.write(page)
        return response

    host.reply = answer
    link = Secret("https://obs.example.com/results/findings.xlsx?Signature=canary-signature")
    with FileSink(tmp_path / "f") as sink:
        assert run(fetch_file(CTX, link, lambda: pure(link), sink), host) == len(workbook)
    assert (tmp_path / "f").read_bytes() == workbook
    host.content = page if page != b"OK" else b"[]"
    with FileSink(tmp_path / "g") as sink, pytest.raises(DecodeError, match=r"not the file 'findings\.xlsx'"):
        run(fetch_file(CTX, link, lambda: pure(link), sink), host)
    assert [each.name for each in tmp_path.iterdir()] == ["f"]


def test_a_media_type_alone_makes_no_page_of_a_file(tmp_path: Path) -> None:
    host = Host(b"anything else")

    def answer(effect: Download) -> Response:
        response = Response(status=200, headers={"content-type": "application/json"})
        effect.sink.begin(response)
        effect.sink.write(host.content)
        return response

    host.reply = answer
    with FileSink(tmp_path / "f") as sink:
        assert run(fetch_file(CTX, LINK, lambda: pure(LINK), sink), host) == len(host.content)


@pytest.mark.parametrize(
    ("status", "headers", "requests"),
    [(500, {}, 3), (503, {"retry-after": "5"}, 3), (503, {"retry-after": "9999"}, 1), (402, {}, 1), (403, {}, 2)],
)
def test_refusals(tmp_path: Path, status: int, headers: dict[str, str], requests: int) -> None:
    sent = []

    def answer(effect: Download) -> Response:
        sent.append(effect.request)
        return Response(status=status, headers=headers)

    host = Host(b"", reply=answer)
    with pytest.raises(ApiError) as caught:
        fetch(host, tmp_path / "f")
    assert caught.value.status == status
    assert len(sent) == requests
    if headers.get("retry-after") == "5":
        assert host.slept == [5.0] * (requests - 1)
    assert list(tmp_path.iterdir()) == []


def test_a_short_file_with_a_friendly_end_is_noticed(tmp_path: Path) -> None:
    """A server that announces more than it sends, and closes as if all was well."""

    def answer(effect: Download) -> Response:
        response = Response(status=200, headers={"content-length": "100"})
        effect.sink.begin(response)
        effect.sink.write(b"x" * 40)
        return response

    host = Host(b"", reply=answer)
    with pytest.raises(TransportError, match="40 of 100 bytes"):
        fetch(host, tmp_path / "f")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [("f.xlsx", "f.xlsx"), ("../../f.xlsx", "f.xlsx"), ("a\\b.xlsx", "b.xlsx"), ("..", "download"), ("", "download")],
)
def test_a_name_from_the_server_stays_in_the_directory(tmp_path: Path, name: str, expected: str) -> None:
    destination = Destination(tmp_path, lambda done, total: None)
    assert destination.open(name).path == tmp_path / expected


def test_a_disk_that_is_full_is_no_reason_to_try_again(tmp_path: Path) -> None:
    class Full(FileSink):
        def write(self, chunk: bytes) -> None:
            raise OSError(28, "No space left on device")

    host = Host(b"x" * 100)
    with pytest.raises(OSError, match="No space"), Full(tmp_path / "f") as sink:
        run(fetch_file(CTX, LINK, lambda: pure(LINK), sink), host)
    assert len(host.requests) == 1
    assert list(tmp_path.iterdir()) == []
    assert not issubclass(OSError, JobspanError)
