"""The ASGI application of one plane: request in, fault or work, reply out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import attrs
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from jobspan.testing.sandbox.clock import Clock
from jobspan.testing.sandbox.faults import Fault, FaultBook, HangUp, Outcome, Pause
from jobspan.testing.sandbox.http import Call, MalformedJson, Refused, Reply
from jobspan.testing.sandbox.plane import Plane
from jobspan.testing.sandbox.recorder import RequestLog
from jobspan.testing.sandbox.routing import Match, Router
from jobspan.testing.sandbox.weather.front import Front, Gust


class PlaneApp:
    """Serves one plane. Faults strike before authentication, as a broken network would."""

    def __init__(
        self,
        plane: Plane,
        faults: FaultBook,
        requests: RequestLog,
        gusts: list[Gust],
        on_error: Callable[[Exception], None],
    ) -> None:
        self._plane = plane
        self._world = plane.world
        self._faults = faults
        self._requests = requests
        self._on_error = on_error
        self._front = Front(plane, gusts)
        self._router = Router(plane.routes(), plane.prefixes, ignore_case=plane.ignore_path_case)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            body = await request.body()
        except ClientDisconnect:
            return
        call = Call(
            plane=self._plane.name,
            method=request.method,
            path=scope["raw_path"].decode("ascii"),
            query=request.query_params,
            headers=request.headers,
            body=body,
            certificate=_common_name(scope["state"]["transport"].get_extra_info("peercert")),
        )
        match = self._router.match(call.method, call.path)
        if isinstance(match, Match):
            call = attrs.evolve(call, operation_id=match.route.operation_id, params=match.params)
        number = self._requests.begin(call, self._world.clock.now())
        try:
            fault = self._faults.take(call) or Fault()
            outcome = await self._outcome(number, attrs.evolve(call, fault=fault), match, fault, receive)
        except Exception as error:
            outcome = self._broken(call, error)
        match outcome:
            case Reply():
                self._requests.finish(number, "sent", outcome.status)
                await _send(send, outcome, len(outcome.body))
            case HangUp(reply=None):
                self._requests.finish(number, "dropped")
                scope["state"]["transport"].abort()
                await _gone(receive)
            case HangUp(reply=Reply() as reply, sent=sent):
                self._requests.finish(number, "cut", reply.status)
                await _send(send, reply, sent, whole=False)
                scope["state"]["transport"].close()
                await _gone(receive)

    async def _outcome(
        self, number: int, call: Call, match: Match | frozenset[str], fault: Fault, receive: Receive
    ) -> Reply | HangUp:
        if not await _waited(fault.pause_before(), self._world.clock, receive):
            return HangUp()
        early = fault.instead(self._plane, call)
        if early is not None:
            return early
        late = self._in_weather(number, call, match)
        if isinstance(late, Reply):
            late = fault.afterwards(late)
        return late if await _waited(fault.pause_after(), self._world.clock, receive) else HangUp()

    def _in_weather(self, number: int, call: Call, match: Match | frozenset[str]) -> Outcome:
        strike = self._front.meets(call)
        handler = match.route.handler if isinstance(match, Match) else None
        if strike is None:
            return self._answered(number, self._work(call, match))
        outcome = strike.instead(handler)
        if outcome is None:
            outcome = strike.told(self._answered(number, self._work(call, match, strike.asked)), handler)
        self._front.is_over(strike, call)
        return outcome

    def _answered(self, number: int, answer: Reply) -> Reply:
        self._requests.answered(number, answer)
        return answer

    def _work(
        self, call: Call, match: Match | frozenset[str], as_asked: Callable[[Call], Call] = lambda call: call
    ) -> Reply:
        with self._world.lock:
            try:
                self._world.settle()
                if not isinstance(match, Match):
                    return self._plane.method_not_allowed(call, match) if match else self._plane.not_found(call)
                return self._plane.authenticate(call) or match.route.handler(as_asked(call))
            except Refused as refused:
                return refused.reply
            except MalformedJson as error:
                return self._plane.malformed(call, str(error))
            except Exception as error:
                return self._broken(call, error)

    def _broken(self, call: Call, error: Exception) -> Reply:
        """A bug of the fake (or of a fault) must not look like a finding about the client: it is kept and raised later."""
        self._on_error(error)
        return self._plane.internal_error(call)


def _common_name(certificate: Any) -> str | None:
    """Of the certificate as the ssl module gives it: a tuple of tuples of pairs; None when there was none."""
    pairs = (pair for part in (certificate or {}).get("subject", ()) for pair in part)
    return next((value for name, value in pairs if name == "commonName"), None)


async def _send(send: Send, reply: Reply, size: int, *, whole: bool = True) -> None:
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
    if reply.status != 204 and not any(name == b"content-length" for name, _ in headers):
        headers.append((b"content-length", str(len(reply.body)).encode()))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body[:size], "more_body": not whole})


async def _gone(receive: Receive) -> None:
    """Return when the connection is closed, from either side."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _waited(pause: Pause | None, clock: Clock, receive: Receive) -> bool:
    """Sit out a pause. False when the connection was closed meanwhile."""
    if pause is None:
        return True
    over = asyncio.ensure_future(asyncio.sleep(pause.seconds) if pause.real else clock.wait(pause.seconds))
    gone = asyncio.ensure_future(_gone(receive))
    await asyncio.wait({over, gone}, return_when=asyncio.FIRST_COMPLETED)
    closed = gone.done()
    over.cancel()
    gone.cancel()
    await asyncio.gather(over, gone, return_exceptions=True)
    return not closed
