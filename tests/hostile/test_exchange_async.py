"""What becomes of calls when the server, or what stands before it, misbehaves."""

from __future__ import annotations

import gzip
import json
import zlib
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import attrs
import httpx
import pytest

from jobspan import (
    AmbiguousOutcomeError,
    ApiError,
    AsyncClient,
    ConfigError,
    DecodeError,
    DelphixSettings,
    GroupIDSettings,
    JobspanError,
    NotFound,
    Policy,
    Secret,
    ServerError,
    TransportError,
)
from jobspan._core.context import PlaneContext
from jobspan._core.effects import Flow, download, send
from jobspan._core.http import LostExchange, Request, Response
from jobspan._io.async_driver import AsyncDriver
from jobspan.errors import SendPhase
from jobspan.hooks import Event
from jobspan.testing import FakeClock

if TYPE_CHECKING:
    from collections.abc import Callable

    from jobspan.testing.sandbox.tls import SelfSigned
    from tests.hostile.conftest import Connection, Mischief, RawServer

    Settings = Callable[..., DelphixSettings]

JOB = {"id": "1", "name": "HR"}
HYPERSCALE_JOB = {"id": "1", "name": "HR", "job_type": "HYPERSCALE"}
CANARY = "canary-7f3a"
EXECUTE = "POST /v3/masking-jobs/1/execute"
NO_ITEMS: dict[str, list[str]] = {"items": []}


def client_of(settings: DelphixSettings, policy: Policy | None = None, clock: FakeClock | None = None) -> AsyncClient:
    return AsyncClient(delphix=settings, policy=policy, clock=clock or FakeClock())


class TestDroppedConnections:
    async def test_a_read_is_sent_again(self, server: RawServer, settings: Settings, mischief: Mischief) -> None:
        server.will(mischief.drop, mischief.half(b'{"id": "1"'), mischief.garbage, mischief.answer(JOB))
        clock = FakeClock()
        async with client_of(settings(server.url), clock=clock) as client:
            job = await client.masking_jobs.get("1")
        assert job.name == "HR"
        assert server.lines == ["GET /v3/masking-jobs/1"] * 4
        assert clock.slept == [0.25, 0.5, 1.0]

    @pytest.mark.parametrize("how", ["drop", "garbage"])
    async def test_what_may_never_happen_twice_is_sent_once(
        self, how: str, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will(getattr(mischief, how))
        async with client_of(settings(server.url)) as client:
            with pytest.raises(AmbiguousOutcomeError) as caught:
                await client.delphix.executions.restart("e-1")
        assert server.lines == ["POST /v3/executions/e-1/restart"]
        assert caught.value.phase is SendPhase.SENT_NO_REPLY
        assert caught.value.check == "Look at executions.get() and jobs.search()."
        assert caught.value.attempts == 1

    async def test_half_an_answer_is_no_reason_to_send_it_twice(
        self, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will(mischief.half(b'{"job": {"id": "j-'))
        async with client_of(settings(server.url)) as client:
            with pytest.raises(AmbiguousOutcomeError) as caught:
                await client.delphix.executions.restart("e-1")
        assert len(server.received) == 1
        assert caught.value.phase is SendPhase.REPLY_PARTIAL

    async def test_execute_is_sent_once_and_looked_for(
        self, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will_at("GET /v3/masking-jobs/1", mischief.answer(HYPERSCALE_JOB))
        server.will_at(EXECUTE, mischief.drop)
        server.will_otherwise(mischief.answer(NO_ITEMS))
        async with client_of(settings(server.url)) as client:
            with pytest.raises(AmbiguousOutcomeError, match="No new DCT job is visible so far") as caught:
                await client.masking_jobs.execute("1")
        assert server.lines.count(EXECUTE) == 1
        assert server.lines[-1].startswith("POST /v3/jobs/search"), "it looked afterwards"
        assert "executions.search()" in caught.value.check

    async def test_execute_whose_job_is_found_goes_on(
        self, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        now = datetime.now(UTC).isoformat()
        mine = {"id": "j-7", "status": "RUNNING", "type": "MASKING_JOB_EXECUTE", "target_id": "1"}
        started = mine | {"account_id": 3, "start_time": now}

        def jobs(connection: Connection) -> None:
            mischief.answer({"items": [started] if EXECUTE in server.lines else []})(connection)

        server.will_at("GET /v3/masking-jobs/1", mischief.answer(HYPERSCALE_JOB))
        server.will_at(EXECUTE, mischief.drop)
        server.will_at("POST /v3/jobs/search", jobs)
        server.will_at("POST /v3/token-info", mischief.answer({"account_id": 3}))
        server.will_otherwise(mischief.answer(NO_ITEMS))
        async with client_of(settings(server.url)) as client:
            run = await client.masking_jobs.execute("1")
        assert run.id == "j-7"
        assert server.lines.count(EXECUTE) == 1

    async def test_a_repeatable_change_whose_every_reply_is_lost_stays_in_doubt(
        self, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will(mischief.drop, mischief.drop)
        async with client_of(settings(server.url), Policy(attempts=2)) as client:
            with pytest.raises(AmbiguousOutcomeError) as caught:
                await client.delphix.executions.cleanup("e-1")
        assert len(server.received) == 2
        assert caught.value.attempts == 2

    async def test_nothing_was_sent_where_nobody_listens(self, closed_port: int, settings: Settings) -> None:
        async with client_of(settings(f"http://127.0.0.1:{closed_port}"), Policy(attempts=2)) as client:
            with pytest.raises(TransportError, match="could not be reached; nothing was sent") as caught:
                await client.delphix.executions.restart("e-1")
        assert caught.value.phase is SendPhase.NOT_SENT
        assert caught.value.attempts == 2


class TestSilence:
    async def test_no_reply(self, server: RawServer, settings: Settings, mischief: Mischief, impatient: Policy) -> None:
        server.will(mischief.silence, mischief.silence)
        async with client_of(settings(server.url), impatient) as client:
            with pytest.raises(TransportError) as caught:
                await client.masking_jobs.get("1")
            assert caught.value.phase is SendPhase.SENT_NO_REPLY
            with pytest.raises(AmbiguousOutcomeError):
                await client.delphix.executions.restart("e-1")

    async def test_headers_and_then_nothing(
        self, server: RawServer, settings: Settings, mischief: Mischief, impatient: Policy
    ) -> None:
        server.will(mischief.headers_then_silence, mischief.headers_then_silence)
        async with client_of(settings(server.url), impatient) as client:
            with pytest.raises(TransportError) as caught:
                await client.masking_jobs.get("1")
            assert caught.value.phase is SendPhase.REPLY_PARTIAL
            with pytest.raises(AmbiguousOutcomeError):
                await client.delphix.executions.restart("e-1")

    async def test_a_trickle_ends_with_the_time_of_the_call(
        self, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will(mischief.trickle)
        clock = FakeClock(tick=10.0)
        async with client_of(settings(server.url), Policy(attempts=1), clock) as client:
            with pytest.raises(TransportError, match="not complete after 3"):
                await client.masking_jobs.get("1")
        assert server.bytes_sent < 10_000_000


class TestTheEndOfAnExchange:
    async def test_a_head_that_drips_ends_with_the_time_of_the_call(
        self, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will(mischief.drip_head)
        impatient = Policy(attempts=1, request_timeout=0.1, call_deadline=0.1)
        async with client_of(settings(server.url), impatient) as client:
            with pytest.raises(TransportError, match=r"the reply is not complete after 0\.1 s") as caught:
                await client.masking_jobs.get("1")
        assert caught.value.phase is SendPhase.SENT_NO_REPLY

    async def test_and_a_change_stays_in_doubt(self, server: RawServer, settings: Settings, mischief: Mischief) -> None:
        server.will(mischief.drip_head)
        impatient = Policy(request_timeout=0.1, call_deadline=0.1)
        async with client_of(settings(server.url), impatient) as client:
            with pytest.raises(AmbiguousOutcomeError):
                await client.delphix.executions.restart("e-1")
        assert len(server.received) == 1

    async def test_a_server_that_does_not_read_either(self, deaf_port: int, settings: Settings) -> None:
        address = f"http://127.0.0.1:{deaf_port}"
        upload = Request(
            plane="delphix", method="POST", url=address, body=bytes(50_000_000), read_timeout=0.1, reply_timeout=0.1
        )
        with pytest.raises(LostExchange) as caught:
            await run(settings(address), send(upload))
        assert caught.value.phase is SendPhase.SENT_NO_REPLY, "its head was sent"

    async def test_a_proxy_that_drips(self, server: RawServer, settings: Settings, mischief: Mischief) -> None:
        server.will(mischief.drip_head)
        impatient = Policy(attempts=1, request_timeout=0.1, call_deadline=0.1)
        async with client_of(settings("https://dct.behind.example", proxy=server.url), impatient) as client:
            with pytest.raises(TransportError) as caught:
                await client.masking_jobs.get("1")
        assert server.lines == ["CONNECT dct.behind.example:443"]
        assert caught.value.phase is SendPhase.NOT_SENT, "the request itself waits for the tunnel"

    async def test_a_download_may_take_longer(self, server: RawServer, settings: Settings, mischief: Mischief) -> None:
        server.will(mischief.slow_body)
        sink = Bucket()
        patient = attrs.evolve(fetching(server.url), read_timeout=5.0, reply_timeout=0.2)
        await run(settings(server.url), download(patient, sink))
        assert b"".join(sink.pieces) == b"content"


class TestSizes:
    @pytest.mark.parametrize("status", [200, 500])
    async def test_a_flood_is_not_read_to_its_end(
        self, status: int, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will(mischief.flood(status))
        async with client_of(settings(server.url), Policy(max_response_bytes=100_000)) as client:
            with pytest.raises(DecodeError, match="larger than 100000 bytes") as caught:
                await client.masking_jobs.get("1")
        assert caught.value.status == status
        assert server.bytes_sent < 1600 * 65536
        assert len(server.received) == 1


class TestOtherThanJson:
    PAGE = b"<!DOCTYPE html><html><title>Sign in</title></html>"

    async def test_a_page_instead_of_a_document(
        self, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will_otherwise(mischief.answer(self.PAGE, kind="text/html"))
        async with client_of(settings(server.url)) as client:
            with pytest.raises(DecodeError, match="HTTP 200, but the body is an HTML or XML page, not JSON"):
                await client.masking_jobs.get("1")

    async def test_a_page_with_an_error(self, server: RawServer, settings: Settings, mischief: Mischief) -> None:
        server.will(mischief.answer(self.PAGE, status=404, kind="text/html"))
        async with client_of(settings(server.url)) as client:
            with pytest.raises(NotFound, match=r"HTML page, not JSON.*base path"):
                await client.masking_jobs.get("1")

    async def test_a_gateway_that_gave_up_leaves_a_doubt(
        self, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will(mischief.answer(self.PAGE, status=504, kind="text/html"))
        async with client_of(settings(server.url)) as client:
            with pytest.raises(AmbiguousOutcomeError) as caught:
                await client.delphix.executions.restart("e-1")
        assert caught.value.status == 504

    @pytest.mark.parametrize(
        ("body", "what"),
        [(b'{"id": "1', "truncated"), (b"OK", "not JSON"), (b"\xff\xfe", "not JSON"), (b"[", "truncated")],
    )
    async def test_what_is_wrong_with_a_body_is_said(
        self, body: bytes, what: str, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will_otherwise(mischief.answer(body))
        async with client_of(settings(server.url)) as client:
            with pytest.raises(DecodeError, match=what):
                await client.masking_jobs.get("1")

    async def test_a_page_that_is_there_for_a_moment_costs_a_read_nothing(
        self, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will(mischief.answer(self.PAGE, kind="text/html"), mischief.answer(b""), mischief.answer(JOB))
        async with client_of(settings(server.url)) as client:
            job = await client.masking_jobs.get("1")
        assert job.name == "HR"

    async def test_an_encoding_that_lies(self, server: RawServer, settings: Settings, mischief: Mischief) -> None:
        server.will(mischief.answer(JOB, content_encoding="gzip"))
        async with client_of(settings(server.url), Policy(attempts=1)) as client:
            with pytest.raises(TransportError, match="cannot be decoded") as caught:
                await client.masking_jobs.get("1")
        assert caught.value.phase is SendPhase.REPLY_PARTIAL

    @pytest.mark.parametrize("encoding", ["gzip", "deflate"])
    async def test_a_compressed_reply_that_is_cut_off_is_asked_for_again(
        self, encoding: str, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        plain = json.dumps(JOB | {"filler": [sha256(bytes([number])).hexdigest() for number in range(20)]}).encode()
        packed = gzip.compress(plain) if encoding == "gzip" else zlib.compress(plain)
        cut, whole = (mischief.answer(each, content_encoding=encoding) for each in (packed[:-150], packed))
        server.will(cut, whole)
        async with client_of(settings(server.url)) as client:
            assert (await client.masking_jobs.get("1")).name == "HR"
        server.will(cut)
        async with client_of(settings(server.url), Policy(attempts=1)) as client:
            with pytest.raises(TransportError, match="cut off") as caught:
                await client.masking_jobs.get("1")
        assert caught.value.phase is SendPhase.REPLY_PARTIAL

    async def test_an_empty_reply_needs_no_end(self, server: RawServer, settings: Settings, mischief: Mischief) -> None:
        server.will(mischief.answer(b"", status=404, content_encoding="gzip"))
        async with client_of(settings(server.url)) as client:
            with pytest.raises(NotFound):
                await client.masking_jobs.get("1")


class TestRetryAfter:
    async def test_it_is_obeyed(self, server: RawServer, settings: Settings, mischief: Mischief) -> None:
        busy = mischief.answer({"message": "busy"}, status=503, retry_after="7")
        server.will(busy, mischief.answer({"message": "slow"}, status=429, retry_after="3"), mischief.answer(JOB))
        clock = FakeClock()
        async with client_of(settings(server.url), clock=clock) as client:
            await client.masking_jobs.get("1")
        assert clock.slept == [7.0, 3.0]

    async def test_a_server_that_stays_away_is_given_up(
        self, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will(*[mischief.answer({"message": "busy"}, status=503)] * 4)
        async with client_of(settings(server.url)) as client:
            with pytest.raises(ServerError, match="busy") as caught:
                await client.masking_jobs.get("1")
        assert caught.value.attempts == 4


class TestRedirects:
    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    async def test_calls_do_not_follow_them(
        self, status: int, server: RawServer, other_server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        elsewhere = f"{other_server.url}/v3/executions/e-1/restart"
        server.will(mischief.answer({}, status=status, location=elsewhere))
        async with client_of(settings(server.url)) as client:
            with pytest.raises(ApiError, match="set the URL to the final one") as caught:
                await client.delphix.executions.restart("e-1")
        assert caught.value.status == status
        assert elsewhere in str(caught.value)
        assert len(server.received) == 1
        assert other_server.received == []

    async def test_see_other_says_that_something_was_done(
        self, server: RawServer, other_server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will(mischief.answer({}, status=303, location=f"{other_server.url}/v3/executions/e-1"))
        async with client_of(settings(server.url)) as client:
            with pytest.raises(AmbiguousOutcomeError, match="redirects to"):
                await client.delphix.executions.restart("e-1")
        assert len(server.received) == 1
        assert other_server.received == []

    async def test_downloads_follow_them_without_credentials(
        self, server: RawServer, other_server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will(mischief.answer(b"", status=302, location=f"{other_server.url}/file"))
        other_server.will(mischief.answer(b"content"))
        response = await run(settings(server.url), send(fetching(server.url)))
        assert response.body == b"content"
        assert server.received[0].headers["authorization"] == CANARY
        assert CANARY not in str(other_server.received)
        assert other_server.received[0].headers["accept"] == "text/csv"

    async def test_credentials_stay_on_the_same_host(
        self, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will(mischief.answer(b"", status=307, location="/elsewhere?x=1"), mischief.answer(b"content"))
        await run(settings(server.url), send(fetching(server.url)))
        assert server.lines == ["GET /file?y=2", "GET /elsewhere?x=1"]
        assert [each.headers["authorization"] for each in server.received] == [CANARY] * 2

    async def test_a_circle_ends(self, server: RawServer, settings: Settings, mischief: Mischief) -> None:
        server.will(*[mischief.answer(b"", status=302, location="/file")] * 9)
        with pytest.raises(LostExchange, match="more than 5 redirects"):
            await run(settings(server.url), send(fetching(server.url)))
        assert len(server.received) == 5

    async def test_a_change_is_never_carried_on(
        self, server: RawServer, other_server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will(mischief.answer(b"", status=307, location=f"{other_server.url}/file"))
        response = await run(settings(server.url), send(attrs.evolve(fetching(server.url), method="POST")))
        assert response.status == 307
        assert other_server.received == []


class TestDownloads:
    async def test_pieces_reach_the_sink_as_they_are_stored(
        self, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will(mischief.answer(b"\x1f\x8bcontent", content_encoding="gzip"))
        sink = Bucket()
        response = await run(settings(server.url), download(fetching(server.url), sink))
        assert b"".join(sink.pieces) == b"\x1f\x8bcontent"
        assert response.body == b""
        assert server.received[0].headers["accept-encoding"] == "identity"

    async def test_a_download_that_breaks_off_says_so(
        self, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        server.will(mischief.half(b"content"))
        sink = Bucket()
        with pytest.raises(LostExchange) as caught:
            await run(settings(server.url), download(fetching(server.url), sink))
        assert caught.value.phase is SendPhase.REPLY_PARTIAL
        assert b"".join(sink.pieces) == b"content"

    async def test_an_error_is_no_content(self, server: RawServer, settings: Settings, mischief: Mischief) -> None:
        server.will(mischief.answer({"message": "gone"}, status=404))
        sink = Bucket()
        response = await run(settings(server.url), download(fetching(server.url), sink))
        assert response.body == b'{"message": "gone"}'
        assert sink.pieces == []


class Bucket:
    """Keeps what is downloaded."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def begin(self, response: Response) -> None:
        self.pieces.clear()

    def write(self, chunk: bytes) -> None:
        self.pieces.append(chunk)


def fetching(url: str) -> Request:
    return Request(
        plane="delphix",
        method="GET",
        url=f"{url}/file",
        query=(("y", "2"),),
        headers=(("Authorization", Secret(CANARY)), ("X-Own", CANARY), ("Accept", "text/csv")),
        follow_redirects=True,
    )


async def run(settings: DelphixSettings, flow: Flow[Response]) -> Response:
    driver = AsyncDriver(FakeClock(), ignore)
    driver.connect("delphix", settings.connection_options())
    try:
        return await driver.run(flow)
    finally:
        await driver.close()


def ignore(event: Event) -> None:
    return None


class TestTls:
    async def test_a_certificate_nobody_vouches_for_is_refused(self, tls_server: RawServer, settings: Settings) -> None:
        async with client_of(settings(tls_server.url), Policy(attempts=1)) as client:
            with pytest.raises(TransportError, match="ca_bundle") as caught:
                await client.masking_jobs.get("1")
        assert caught.value.phase is SendPhase.NOT_SENT
        assert tls_server.received == []

    async def test_with_its_ca_it_is_trusted(
        self, tls_server: RawServer, certificate: SelfSigned, settings: Settings, mischief: Mischief
    ) -> None:
        tls_server.will(mischief.answer(JOB))
        async with client_of(settings(tls_server.url, ca_bundle=certificate.certificate)) as client:
            assert (await client.masking_jobs.get("1")).id == "1"

    async def test_unverified_only_when_asked_for(
        self, tls_server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        tls_server.will(mischief.answer(JOB))
        async with client_of(settings(tls_server.url, verify=False)) as client:
            assert (await client.masking_jobs.get("1")).id == "1"

    async def test_a_bundle_that_is_not_there(self, tls_server: RawServer, settings: Settings) -> None:
        async with client_of(settings(tls_server.url, ca_bundle="/nowhere/ca.pem")) as client:
            with pytest.raises(ConfigError, match="PEM"):
                await client.masking_jobs.get("1")

    async def test_plain_text_where_tls_is_expected(
        self, server: RawServer, settings: Settings, mischief: Mischief
    ) -> None:
        async with client_of(settings(server.url.replace("http:", "https:")), Policy(attempts=1)) as client:
            with pytest.raises(TransportError, match="does not speak TLS") as caught:
                await client.delphix.executions.restart("e-1")
        assert caught.value.phase is SendPhase.NOT_SENT


class TestSecrets:
    @pytest.mark.parametrize("key", [f"{CANARY}\nX-Evil: 1", f"{CANARY}\x00", f"{CANARY}é", f"{CANARY}\r\n\r\nGET /"])
    async def test_a_key_that_cannot_be_sent_is_not_shown_either(
        self, key: str, server: RawServer, settings: Settings
    ) -> None:
        async with client_of(settings(server.url, api_key=key)) as client:
            with pytest.raises(ConfigError, match="Authorization") as caught:
                await client.masking_jobs.get("1")
        assert CANARY not in everything(caught.value)
        assert server.received == []

    @pytest.mark.parametrize("how", ["drop", "garbage", "headers_then_silence"])
    async def test_no_failure_shows_the_key(
        self,
        how: str,
        server: RawServer,
        settings: Settings,
        mischief: Mischief,
        impatient: Policy,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        server.will(getattr(mischief, how))
        told: list[Event] = []
        client = AsyncClient(delphix=settings(server.url), policy=impatient, hooks=[told.append], clock=FakeClock())
        async with client:
            with caplog.at_level("DEBUG"), pytest.raises(JobspanError) as caught:
                await client.masking_jobs.update("1", connector_password=f"new-{CANARY}")
        assert CANARY in str(server.received), "it did travel"
        shown = everything(caught.value) + repr(told) + repr(client) + repr(client.delphix._ctx)
        assert CANARY not in shown + caplog.text

    @pytest.mark.parametrize("how", ["drop", "garbage", "headers_then_silence", "broken_body", "lying_encoding"])
    async def test_no_failure_leads_to_the_request_as_it_went_out(
        self, how: str, server: RawServer, settings: Settings, mischief: Mischief, impatient: Policy
    ) -> None:
        ways = {"broken_body": mischief.half(b"{}"), "lying_encoding": mischief.answer(JOB, content_encoding="gzip")}
        server.will(ways.get(how) or getattr(mischief, how))
        async with client_of(settings(server.url), impatient) as client:
            with pytest.raises(JobspanError) as caught:
                await client.masking_jobs.update("1", connector_password=Secret(f"new-{CANARY}"))
        assert CANARY in str(server.received), "it did travel"
        kept = kept_alive(caught.value)
        assert not [value for value in kept if isinstance(value, httpx.Request | httpx.Response)]
        assert CANARY not in repr(kept)

    async def test_nor_does_one_before_anything_is_sent(self, server: RawServer, settings: Settings) -> None:
        async with client_of(settings(server.url, api_key=f"{CANARY}é")) as client:
            with pytest.raises(ConfigError) as caught:
                await client.masking_jobs.get("1")
        assert CANARY not in repr(kept_alive(caught.value))

    async def test_a_login_form_is_nowhere_in_plain_text(
        self, server: RawServer, mischief: Mischief, impatient: Policy
    ) -> None:
        account = GroupIDSettings(
            url=server.url,
            username="me",
            password=Secret(f"pass {CANARY}"),
            client_id="c",
            client_secret=Secret(f"{CANARY}/2"),
            identity_store_id=1,
            trust_env=False,
        )
        async with AsyncClient(groupid=account, policy=impatient, clock=FakeClock()) as client:
            server.will(mischief.drop)
            with pytest.raises(JobspanError) as caught:
                await client.groupid.collections.list().to_list()
        assert f"pass+{CANARY}".encode() in server.received[0].body, "it did travel"
        assert server.received[0].headers["content-type"] == "application/x-www-form-urlencoded"
        assert CANARY not in repr(kept_alive(caught.value))


def kept_alive(error: BaseException | None) -> list[object]:
    """What the frames that an error passed in the library hold on to, and what led to it."""
    if error is None:
        return []
    found: list[object] = [error, *vars(error).values()]
    trace = error.__traceback__
    while trace is not None:
        if not str(trace.tb_frame.f_globals["__name__"]).startswith("tests."):
            found += trace.tb_frame.f_locals.values()
        trace = trace.tb_next
    return found + kept_alive(error.__cause__) + kept_alive(error.__context__)


def everything(error: BaseException | None) -> str:
    """The words of an error and of all that led to it."""
    return "" if error is None else f"{error!s} {error!r} {everything(error.__cause__ or error.__context__)}"


def test_contexts_show_no_credentials(settings: Settings) -> None:
    context: PlaneContext = client_of(settings("https://dct.example")).delphix._ctx
    assert CANARY not in repr(context)
